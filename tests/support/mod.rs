//! A place of its own for each test of the program: an empty home, an empty environment, a folder to
//! work in. Nothing of the machine's user can be seen or changed from there.

#[cfg(unix)]
pub mod gpg;
#[cfg(feature = "aws-kms")]
pub mod kms;
pub mod oracle;
#[cfg(unix)]
pub mod pty;
pub mod terminal;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
pub mod tracer;

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sops-rs");

/// A folder to work in, with a home beside it.
pub struct Sandbox {
    root: tempfile::TempDir,
}

/// A command line that has not run yet.
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

/// How a run ended.
pub struct Finished {
    /// What was written to standard output.
    pub stdout: Vec<u8>,
    /// What was written to standard error.
    pub stderr: String,
    /// The exit code; `None` when a signal ended the run.
    pub code: Option<i32>,
    line: String,
}

/// An encrypted text without the entry of its seal, as a program leaves it that knows of none.
#[track_caller]
pub fn without_seal(text: &str) -> String {
    let is_seal = |line: &str| {
        let line = line.trim_start().trim_start_matches("sops_").trim_start_matches('"');
        ["seal:", "seal\":", "seal =", "seal="].iter().any(|start| line.starts_with(start))
    };
    let kept: String = text.split_inclusive('\n').filter(|line| !is_seal(line)).collect();
    assert_ne!(kept, text);
    kept
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Sandbox {
    /// An empty one.
    pub fn new() -> Self {
        hear_signals();
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "work", "bin"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root }
    }

    /// One with an age identity at the default place; also returns its recipient.
    pub fn with_key() -> (Self, String) {
        let sandbox = Self::new();
        let keys = sandbox.home().join(".config/sops/age/keys.txt");
        let made = sandbox.run(["keygen", "-o", keys.to_str().unwrap()]).finish().success();
        let recipient = made.text().trim().to_owned();
        (sandbox, recipient)
    }

    /// The home folder.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// A folder for programs, which a `PATH` may name.
    pub fn bin(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    /// A path in the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("work").join(name)
    }

    /// Writes a file into the working folder, with the folders on the way.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// The content of a file in the working folder.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The names in the working folder, sorted: to see that nothing is left behind.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, to be run with `args`.
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        self.command(Path::new(PROGRAM), args)
    }

    /// The program under the name `sops`.
    pub fn sops<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        let link = self.bin().join("sops");
        #[cfg(unix)]
        if !link.exists() {
            std::os::unix::fs::symlink(PROGRAM, &link).unwrap();
        }
        #[cfg(not(unix))]
        fs::copy(PROGRAM, &link).unwrap();
        self.command(&link, args)
    }

    /// The real program, in the same surroundings.
    pub fn real<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        let mut run = self.command(&oracle::program(), ["--disable-version-check"]);
        run.command.args(args);
        run
    }

    /// Another program in the same surroundings.
    pub fn command<A: AsRef<OsStr>>(&self, program: &Path, args: impl IntoIterator<Item = A>) -> Run {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.path(""))
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", "/usr/bin:/bin");
        Run { command, stdin: Vec::new() }
    }
}

impl Run {
    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What comes from standard input; otherwise it is empty.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// The command itself, for what this builder does not have.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn finish(mut self) -> Finished {
        let line = format!("{:?}", self.command);
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let mut pipe = child.stdin.take().unwrap();
        let bytes = std::mem::take(&mut self.stdin);
        // Whoever does not read its input is free to do so; and who writes while we do must not block us.
        let feeder = std::thread::spawn(move || pipe.write_all(&bytes));
        let output = child.wait_with_output().unwrap();
        drop(feeder.join());
        Finished {
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
            line,
        }
    }

    /// Runs it, expecting success and a silent stderr; returns stdout.
    #[track_caller]
    pub fn stdout(self) -> String {
        self.finish().success().text()
    }
}

impl Finished {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    /// Expects the exit code 0 and nothing on stderr.
    #[track_caller]
    pub fn success(self) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.line);
        self
    }

    /// Expects the exit code, exactly this on stderr, and nothing on stdout.
    #[track_caller]
    pub fn failure(self, code: i32, stderr: &str) -> Self {
        assert_eq!(self.stderr, stderr, "{}", self.line);
        assert_eq!((self.code, self.text().as_str()), (Some(code), ""), "{}", self.line);
        self
    }

    /// Expects the exit code, exactly this on stderr (where `~` is the sandbox's home), and nothing on
    /// stdout.
    #[track_caller]
    pub fn reports(mut self, sandbox: &Sandbox, code: i32, stderr: &str) -> Self {
        self.stderr = self.stderr.replace(sandbox.home().to_str().unwrap(), "~");
        self.failure(code, stderr)
    }

    /// Expects the exit code, this first line on stderr, and nothing on stdout.
    #[track_caller]
    pub fn fails_with(self, code: i32, first_line: &str) -> Self {
        assert_eq!(self.stderr.lines().next(), Some(first_line), "{}", self.line);
        assert_eq!((self.code, self.text().as_str()), (Some(code), ""), "{}", self.line);
        self
    }
}

/// What starts the tests may ignore signals, as a shell does for what runs in the background, and programs
/// inherit that.
fn hear_signals() {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::signal::{SigHandler, Signal, signal};
        extern "C" fn nothing(_: std::ffi::c_int) {}
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            for heard in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM] {
                // SAFETY: the default runs no code of ours.
                #[allow(unsafe_code)]
                unsafe { signal(heard, SigHandler::SigDfl) }.unwrap();
            }
            // That of a terminal that goes away may be ignored for the sake of the tests (`nohup`). What is
            // handled, if only by nothing, does not end them either, and is heard by the programs they start.
            // SAFETY: the handler does nothing; the default runs no code of ours.
            #[allow(unsafe_code)]
            unsafe {
                let before = signal(Signal::SIGHUP, SigHandler::Handler(nothing)).unwrap();
                if matches!(before, SigHandler::SigDfl) {
                    signal(Signal::SIGHUP, SigHandler::SigDfl).unwrap();
                }
            }
        });
    }
}
