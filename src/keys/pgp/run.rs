//! Runs `gpg`. What enters: arguments, what it is to read, and how long it may take. What leaves: its
//! output in memory that is wiped, and its messages. The secret goes through pipes: never an argument,
//! never a file, never the terminal.

use std::{
    ffi::OsStr,
    io::{self, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroize;

use super::super::shown;
use crate::secret::Plaintext;

/// A wrapped key is far shorter, for any kind of key.
pub(super) const MAX_OUTPUT: usize = 64 * 1024;
/// What is kept of the messages; the rest is read and dropped, so that `gpg` can go on.
const MAX_MESSAGES: usize = 64 * 1024;

/// What `gpg` gave.
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: Plaintext,
    /// Status lines and messages for people, as they came.
    pub(super) messages: Plaintext,
}

/// Why `gpg` gave nothing.
pub(super) enum Failure {
    /// There is no such program.
    Missing,
    /// It cannot be started, or its pipes broke.
    Broken(String),
    /// It had not ended when its time was over, and was killed.
    Slow(Duration),
    /// It gave more than any wrapped key has, and was killed.
    TooLong,
}

/// Runs `program` with `input` as its standard input; without `patience` it may take as long as it
/// wants.
pub(super) fn run(
    program: &OsStr,
    arguments: &[&str],
    input: Plaintext,
    patience: Option<Duration>,
) -> Result<Output, Failure> {
    // A time that is too far away to be told is no limit.
    let deadline = patience.and_then(|patience| Instant::now().checked_add(patience));
    let child = Command::new(program)
        .args(arguments)
        // An agent that is started on the way lives on, with the environment that it was given.
        .env_remove("SOPS_AGE_KEY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::Missing,
            _ => broken(&error),
        })?;
    let mut child = Killed(child);
    if let Some(mut stdin) = child.0.stdin.take() {
        // `gpg` may end without reading it; its exit status tells more than the broken pipe does.
        in_background(move || drop(stdin.write_all(input.expose())))?;
    }
    let stdout = reading(child.0.stdout.take(), MAX_OUTPUT, Surplus::Refused)?;
    let messages = reading(child.0.stderr.take(), MAX_MESSAGES, Surplus::Dropped)?;
    let slow = || Failure::Slow(patience.unwrap_or_default());
    let stdout = received(&stdout, deadline).ok_or_else(slow)?.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => Failure::TooLong,
        _ => broken(&error),
    })?;
    let messages = received(&messages, deadline).ok_or_else(slow)?.map_err(|error| broken(&error))?;
    let status = child.ended(deadline).map_err(|error| broken(&error))?.ok_or_else(slow)?;
    Ok(Output { status, stdout, messages })
}

/// A child that does not outlive this value.
struct Killed(Child);

impl Killed {
    /// Its exit status; `None` when it still runs after the deadline.
    fn ended(&mut self, deadline: Option<Instant>) -> io::Result<Option<ExitStatus>> {
        let Some(deadline) = deadline else { return self.0.wait().map(Some) };
        loop {
            match self.0.try_wait()? {
                // Its pipes are closed: it ends within the blink of an eye, or never.
                None if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
                status => return Ok(status),
            }
        }
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        // Where it has ended already, both do nothing.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Surplus {
    Refused,
    Dropped,
}

/// Reads `pipe` to its end in the background. The thread is not waited for: a program that `gpg`
/// leaves behind may hold the pipe open.
fn reading(
    pipe: Option<impl Read + Send + 'static>,
    limit: usize,
    surplus: Surplus,
) -> Result<Receiver<io::Result<Plaintext>>, Failure> {
    let (sender, receiver) = mpsc::channel();
    in_background(move || {
        // A failure to send means that nobody waits for it any more.
        let _ = sender.send(pipe.map_or_else(|| Ok(Plaintext::default()), |pipe| read(pipe, limit, surplus)));
    })?;
    Ok(receiver)
}

fn read(mut pipe: impl Read, limit: usize, surplus: Surplus) -> io::Result<Plaintext> {
    let mut all = Plaintext::with_capacity(4096);
    let mut chunk = [0; 4096];
    let outcome = loop {
        let room = limit - all.expose().len();
        match pipe.read(&mut chunk) {
            Ok(0) => break Ok(()),
            Ok(count) if count > room && surplus == Surplus::Refused => {
                break Err(io::ErrorKind::FileTooLarge.into());
            }
            Ok(count) => all.extend(&chunk[..count.min(room)]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    chunk.zeroize();
    outcome.map(|()| all)
}

/// What a thread sent; `None` when it has not by the deadline.
fn received(
    receiver: &Receiver<io::Result<Plaintext>>,
    deadline: Option<Instant>,
) -> Option<io::Result<Plaintext>> {
    let gone = || Some(Err(io::ErrorKind::BrokenPipe.into()));
    let Some(deadline) = deadline else { return receiver.recv().ok().or_else(gone) };
    match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(read) => Some(read),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => gone(),
    }
}

fn in_background(work: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    thread::Builder::new().spawn(work).map(drop).map_err(|error| broken(&error))
}

fn broken(error: &io::Error) -> Failure {
    Failure::Broken(shown(&error.to_string()))
}
