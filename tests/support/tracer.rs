//! Stops the program at each of its system calls that touch files, so that a test can look at the call,
//! make it fail, or kill the program there. It needs no tool, and no right beyond that to trace a child.
//! The programs that it starts run untouched.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs::{self, File},
    io::{Read as _, Seek as _, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::FileExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nix::{
    libc,
    sys::{
        ptrace::{self, Options},
        signal::{Signal, kill, killpg},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};

use super::Run;

/// A system call that is about to happen.
pub struct Call<'a> {
    /// Its name.
    pub name: &'static str,
    sort: Sort,
    arguments: [u64; 6],
    process: Pid,
    memory: &'a File,
}

/// What to do with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It happens.
    Go,
    /// The program is killed before it happens.
    Kill,
    /// It does not happen, and fails with this error number.
    Fail(i32),
    /// Only half of what was to be written is written.
    Short,
}

/// How a run ended.
pub struct Traced {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What was written to standard output.
    pub stdout: Vec<u8>,
    /// What was written to standard error.
    pub stderr: String,
}

/// What a call does to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Opens; the path and the flags are these arguments.
    Open(usize, usize),
    /// Writes to the first argument, from a buffer.
    Write,
    /// Writes to the first argument, from several buffers.
    WriteMany,
    /// Changes what the first argument stands for.
    ChangeFile,
    /// Changes what is at the path that is this argument.
    ChangePath(usize),
    /// Closes the first argument.
    Close,
    /// Reads from the first argument, or looks at it.
    LookFile,
    /// Looks at the path that is this argument.
    LookPath(usize),
}

/// All calls by which Linux lets a program touch files.
const CALLS: &[(libc::c_long, &str, Sort)] = &[
    (libc::SYS_open, "open", Sort::Open(0, 1)),
    (libc::SYS_openat, "openat", Sort::Open(1, 2)),
    (libc::SYS_creat, "creat", Sort::ChangePath(0)),
    (libc::SYS_write, "write", Sort::Write),
    (libc::SYS_pwrite64, "pwrite64", Sort::Write),
    (libc::SYS_writev, "writev", Sort::WriteMany),
    (libc::SYS_pwritev, "pwritev", Sort::WriteMany),
    (libc::SYS_pwritev2, "pwritev2", Sort::WriteMany),
    (libc::SYS_sendfile, "sendfile", Sort::ChangeFile),
    (libc::SYS_splice, "splice", Sort::LookFile),
    (libc::SYS_copy_file_range, "copy_file_range", Sort::LookFile),
    (libc::SYS_fsync, "fsync", Sort::ChangeFile),
    (libc::SYS_fdatasync, "fdatasync", Sort::ChangeFile),
    (libc::SYS_ftruncate, "ftruncate", Sort::ChangeFile),
    (libc::SYS_fallocate, "fallocate", Sort::ChangeFile),
    (libc::SYS_fchmod, "fchmod", Sort::ChangeFile),
    (libc::SYS_fchown, "fchown", Sort::ChangeFile),
    (libc::SYS_flock, "flock", Sort::ChangeFile),
    (libc::SYS_fcntl, "fcntl", Sort::LookFile),
    (libc::SYS_truncate, "truncate", Sort::ChangePath(0)),
    (libc::SYS_rename, "rename", Sort::ChangePath(0)),
    (libc::SYS_renameat, "renameat", Sort::ChangePath(1)),
    (libc::SYS_renameat2, "renameat2", Sort::ChangePath(1)),
    (libc::SYS_link, "link", Sort::ChangePath(0)),
    (libc::SYS_linkat, "linkat", Sort::ChangePath(1)),
    (libc::SYS_symlink, "symlink", Sort::ChangePath(1)),
    (libc::SYS_symlinkat, "symlinkat", Sort::ChangePath(2)),
    (libc::SYS_unlink, "unlink", Sort::ChangePath(0)),
    (libc::SYS_unlinkat, "unlinkat", Sort::ChangePath(1)),
    (libc::SYS_mkdir, "mkdir", Sort::ChangePath(0)),
    (libc::SYS_mkdirat, "mkdirat", Sort::ChangePath(1)),
    (libc::SYS_rmdir, "rmdir", Sort::ChangePath(0)),
    (libc::SYS_mknod, "mknod", Sort::ChangePath(0)),
    (libc::SYS_mknodat, "mknodat", Sort::ChangePath(1)),
    (libc::SYS_chmod, "chmod", Sort::ChangePath(0)),
    (libc::SYS_fchmodat, "fchmodat", Sort::ChangePath(1)),
    (libc::SYS_chown, "chown", Sort::ChangePath(0)),
    (libc::SYS_lchown, "lchown", Sort::ChangePath(0)),
    (libc::SYS_fchownat, "fchownat", Sort::ChangePath(1)),
    (libc::SYS_utimensat, "utimensat", Sort::ChangePath(1)),
    (libc::SYS_close, "close", Sort::Close),
    (libc::SYS_read, "read", Sort::LookFile),
    (libc::SYS_pread64, "pread64", Sort::LookFile),
    (libc::SYS_readv, "readv", Sort::LookFile),
    (libc::SYS_lseek, "lseek", Sort::LookFile),
    (libc::SYS_fstat, "fstat", Sort::LookFile),
    (libc::SYS_getdents64, "getdents64", Sort::LookFile),
    (libc::SYS_fstatfs, "fstatfs", Sort::LookFile),
    (libc::SYS_fadvise64, "fadvise64", Sort::LookFile),
    (libc::SYS_stat, "stat", Sort::LookPath(0)),
    (libc::SYS_lstat, "lstat", Sort::LookPath(0)),
    (libc::SYS_newfstatat, "newfstatat", Sort::LookPath(1)),
    (libc::SYS_statx, "statx", Sort::LookPath(1)),
    (libc::SYS_statfs, "statfs", Sort::LookPath(0)),
    (libc::SYS_access, "access", Sort::LookPath(0)),
    (libc::SYS_faccessat, "faccessat", Sort::LookPath(1)),
    (libc::SYS_faccessat2, "faccessat2", Sort::LookPath(1)),
    (libc::SYS_readlink, "readlink", Sort::LookPath(0)),
    (libc::SYS_readlinkat, "readlinkat", Sort::LookPath(1)),
    (libc::SYS_getcwd, "getcwd", Sort::LookFile),
];

impl Call<'_> {
    /// Whether something is different in the file system after it.
    pub fn changes(&self) -> bool {
        match self.sort {
            Sort::Open(_, flags) => {
                let writing = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC;
                self.arguments[flags] & u64::from(writing.cast_unsigned()) != 0
            }
            Sort::Write | Sort::WriteMany | Sort::ChangeFile | Sort::ChangePath(_) => true,
            Sort::Close | Sort::LookFile | Sort::LookPath(_) => false,
        }
    }

    /// Whether it closes a file, which is no folder: those are closed without fail.
    pub fn closes_a_file(&self) -> bool {
        self.sort == Sort::Close && self.path().is_none_or(|path| !path.is_dir())
    }

    /// Whether it closes something.
    pub fn closes(&self) -> bool {
        self.sort == Sort::Close
    }

    /// Whether it writes bytes that could be fewer.
    pub fn can_be_short(&self) -> bool {
        self.sort == Sort::Write && self.arguments[2] > 1
    }

    /// The file that it is about, as it was named or opened.
    pub fn path(&self) -> Option<PathBuf> {
        match self.sort {
            Sort::Open(path, _) | Sort::ChangePath(path) | Sort::LookPath(path) => {
                let bytes = self.bytes_at(self.arguments[path], 4096);
                let end = bytes.iter().position(|byte| *byte == 0)?;
                Some(Path::new(OsStr::from_bytes(&bytes[..end])).to_owned())
            }
            _ => fs::read_link(format!("/proc/{}/fd/{}", self.process, self.arguments[0])).ok(),
        }
    }

    /// What it writes.
    pub fn written(&self) -> Vec<u8> {
        let length = |length: u64| usize::try_from(length).expect("a length");
        match self.sort {
            Sort::Write => self.bytes_at(self.arguments[1], length(self.arguments[2])),
            Sort::WriteMany => {
                let list = self.bytes_at(self.arguments[1], length(self.arguments[2]) * 16);
                let number = |bytes: &[u8]| u64::from_ne_bytes(bytes.try_into().expect("eight bytes"));
                let parts = list.chunks_exact(16);
                parts.flat_map(|part| self.bytes_at(number(&part[..8]), length(number(&part[8..])))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the program has in its memory there; less, where that ends.
    fn bytes_at(&self, address: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        let mut done = 0;
        while done < length {
            // Up to the end of a page, behind which there may be nothing.
            let at = address + done as u64;
            let step = (length - done).min(4096 - at as usize % 4096);
            match self.memory.read_at(&mut bytes[done..done + step], at) {
                Ok(read) if read > 0 => done += read,
                _ => break,
            }
        }
        bytes.truncate(done);
        bytes
    }
}

/// Runs the program to its end; `judge` decides about each call that touches files, in all of its threads.
/// What the program left running is killed.
#[allow(clippy::zombie_processes)] // the tracer sees its end
pub fn trace(run: Run, judge: &mut dyn FnMut(&Call<'_>) -> Verdict) -> Traced {
    let input = run.stdin.clone();
    let inner = run.into_command();
    // It waits for us: nothing happens before we look.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "read -r go; exec \"$@\"", "sh"]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(inner.get_current_dir().expect("the sandbox sets it")).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let (mut stdout, mut stderr) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.stdin(Stdio::piped()).process_group(0);
    command.stdout(stdout.try_clone().unwrap()).stderr(stderr.try_clone().unwrap());
    let mut child = command.spawn().expect("a shell");
    let process = Pid::from_raw(child.id().cast_signed());
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    ptrace::seize(process, options).expect("a process may trace its child");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"\n").expect("the shell reads it");
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));

    let program = fs::canonicalize(inner.get_program()).unwrap();
    let code = Tracer { process, program, memory: None, begun: false, failing: HashMap::new(), judge }.run();
    // An editor that outlived us.
    let _ = killpg(process, Signal::SIGKILL);
    drop(feeder.join());
    let mut all = [Vec::new(), Vec::new()];
    for (file, all) in [&mut stdout, &mut stderr].into_iter().zip(&mut all) {
        file.rewind().unwrap();
        file.read_to_end(all).unwrap();
    }
    let [stdout, stderr] = all;
    Traced { code, stdout, stderr: String::from_utf8(stderr).unwrap() }
}

struct Tracer<'j> {
    process: Pid,
    program: PathBuf,
    memory: Option<File>,
    /// Whether it runs by itself: before that, its libraries are loaded.
    begun: bool,
    /// The threads whose call is to fail, with what.
    failing: HashMap<Pid, i32>,
    judge: &'j mut dyn FnMut(&Call<'_>) -> Verdict,
}

impl Tracer<'_> {
    fn run(&mut self) -> Option<i32> {
        loop {
            // Only what this thread traces: other tests have children of their own.
            let status = waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD));
            match status.expect("the program is there until its end is seen") {
                WaitStatus::Exited(process, code) if process == self.process => return Some(code),
                WaitStatus::Signaled(process, ..) if process == self.process => return None,
                WaitStatus::PtraceEvent(process, _, libc::PTRACE_EVENT_EXEC) => {
                    let is_program =
                        fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|path| path == self.program);
                    match (&self.memory, is_program) {
                        // The shell, which had not quite started.
                        (None, false) => drop(ptrace::cont(process, None)),
                        (None, true) => {
                            // Opened now, since the program will not let itself be looked at.
                            self.memory = Some(File::open(format!("/proc/{process}/mem")).unwrap());
                            go_on(process, None);
                        }
                        // Another program took its place.
                        (Some(_), _) => drop(ptrace::detach(process, None)),
                    }
                }
                WaitStatus::PtraceSyscall(thread) => {
                    self.at_call(thread);
                    go_on(thread, None);
                }
                WaitStatus::PtraceEvent(thread, ..) => go_on(thread, None),
                WaitStatus::Stopped(thread, signal) => go_on(thread, Some(signal)),
                _ => {}
            }
        }
    }

    /// A thread that is gone by now needs no care.
    fn at_call(&mut self, thread: Pid) {
        const ENTRY: u8 = 1;
        let Ok(info) = ptrace::syscall_info(thread) else { return };
        let Ok(mut registers) = ptrace::getregs(thread) else { return };
        if info.op != ENTRY {
            if let Some(error) = self.failing.remove(&thread) {
                registers.rax = i64::from(-error).cast_unsigned();
                let _ = ptrace::setregs(thread, registers);
            }
            return;
        }
        let number = registers.orig_rax.cast_signed();
        // The first thing that it does is to make its memory private.
        self.begun |= number == libc::SYS_prctl && registers.rdi == libc::PR_SET_DUMPABLE as u64;
        if !self.begun {
            return;
        }
        let Some((_, name, sort)) = CALLS.iter().find(|(call, ..)| *call == number) else { return };
        let r = &registers;
        let call = Call {
            name,
            sort: *sort,
            arguments: [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9],
            process: self.process,
            memory: self.memory.as_ref().expect("it runs"),
        };
        match (self.judge)(&call) {
            Verdict::Go => {}
            // A call does not happen once its thread is being killed.
            Verdict::Kill => drop(kill(self.process, Signal::SIGKILL)),
            Verdict::Fail(error) => {
                // There is no such call.
                registers.orig_rax = u64::MAX;
                if ptrace::setregs(thread, registers).is_ok() {
                    self.failing.insert(thread, error);
                }
            }
            Verdict::Short => {
                registers.rdx = registers.rdx.div_ceil(2);
                let _ = ptrace::setregs(thread, registers);
            }
        }
    }
}

fn go_on(thread: Pid, signal: Option<Signal>) {
    // It may just have been killed.
    let _ = ptrace::syscall(thread, signal);
}
