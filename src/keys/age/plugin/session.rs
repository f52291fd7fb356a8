//! A conversation with the process of a plugin. What enters: a program and messages for it. What
//! leaves: its messages, or why there are none. No step may wait without a limit: the process is
//! stopped when it falls silent, and what it says is bounded.

use std::{
    io::{self, Read, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use zeroize::Zeroize;

use super::super::{
    means::Means,
    prompt::{NoAnswer, Trouble, readable},
};
use crate::{keys::in_seconds, secret::Plaintext};

/// After this time the user is told what is waited for.
const NOTICE: Duration = Duration::from_secs(10);
/// How long a plugin may take to end once everything is said.
const FAREWELL: Duration = Duration::from_secs(3);
/// The longest line, and the longest body, that a plugin may send.
const MAX_LINE: usize = 16 << 10;
const MAX_BODY: usize = 256 << 10;
/// How many messages a plugin may send in one conversation.
const MAX_MESSAGES: usize = 1000;
/// The line length of the bodies; a shorter line ends one.
const COLUMNS: usize = 64;

/// A command or an answer, in either direction.
pub(super) struct Message {
    pub(super) tag: String,
    pub(super) args: Vec<String>,
    pub(super) body: Plaintext,
}

impl Message {
    /// The body as text that may be shown.
    pub(super) fn text(&self) -> String {
        readable(&String::from_utf8_lossy(self.body.expose()))
    }
}

/// A plugin that runs.
pub(super) struct Session<'a> {
    binary: &'a str,
    means: &'a Means,
    child: Child,
    input: Option<Sender<Plaintext>>,
    output: Receiver<Result<Message, Ended>>,
    /// Whether it asked something while there was no terminal to ask on.
    unasked: bool,
}

/// Why nothing more comes from a plugin.
enum Ended {
    Closed,
    Garbled,
}

impl<'a> Session<'a> {
    /// Starts the plugin in one of the states of the protocol.
    pub(super) fn start(
        path: &Path,
        binary: &'a str,
        machine: &str,
        means: &'a Means,
    ) -> Result<Self, Trouble> {
        let failed = |error: io::Error| {
            let what = format!("{binary} could not be started: {}", readable(&error.to_string()));
            Trouble::new(what, format!("see whether {} runs by itself", path.display()))
        };
        // What it writes to its error output is its own, and may hold secrets: it is not kept.
        let mut child = Command::new(path)
            .arg(format!("--age-plugin={machine}"))
            // It is given the identities that are its own.
            .env_remove("SOPS_AGE_KEY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (input, to_write) = mpsc::channel();
        let (read, output) = mpsc::channel();
        let pipes = (child.stdin.take(), child.stdout.take());
        let session = Self { binary, means, child, input: Some(input), output, unasked: false };
        if let (Some(stdin), Some(stdout)) = pipes {
            // In threads of their own, since pipes know no time limit. They end with the pipes.
            thread::Builder::new().spawn(move || write_all(stdin, &to_write)).map_err(failed)?;
            thread::Builder::new().spawn(move || read_all(stdout, &read)).map_err(failed)?;
        }
        Ok(session)
    }

    /// Sends a command or an answer.
    pub(super) fn send<'t>(&self, tag: &'t str, args: impl IntoIterator<Item = &'t str>, body: &[u8]) {
        if let Some(input) = &self.input {
            // A plugin that no longer reads is known by what it says, or does not say.
            let _ = input.send(encode(tag, args, body));
        }
    }

    /// Answers the questions of the plugin and gives every other message to `handle`, which returns
    /// whether it knew it, until the plugin is done.
    pub(super) fn converse(&mut self, mut handle: impl FnMut(Message) -> bool) -> Result<(), Trouble> {
        for _ in 0..MAX_MESSAGES {
            let message = self.receive()?;
            let prompt = self.means.prompt();
            let text = || format!("{}: {}", self.binary, message.text());
            match message.tag.as_str() {
                "done" => {
                    self.finish();
                    return Ok(());
                }
                "msg" => {
                    prompt.show(&text());
                    self.send("ok", [], b"");
                }
                "confirm" => {
                    let choice = |at: usize| {
                        let bytes = BASE64_STANDARD_NO_PAD.decode(message.args.get(at)?).ok()?;
                        Some(readable(&String::from_utf8_lossy(&bytes)))
                    };
                    let answer = choice(0).map(|yes| prompt.choose(&text(), &yes, choice(1).as_deref()));
                    match answer {
                        Some(Ok(true)) => self.send("ok", ["yes"], b""),
                        Some(Ok(false)) => self.send("ok", ["no"], b""),
                        Some(Err(why)) => self.unanswered(why),
                        None => self.send("fail", [], b""),
                    }
                }
                "request-public" => match prompt.line(&text()) {
                    Ok(line) => self.send("ok", [], line.as_bytes()),
                    Err(why) => self.unanswered(why),
                },
                "request-secret" => match prompt.secret(&text()) {
                    Ok(secret) => self.send("ok", [], secret.expose()),
                    Err(why) => self.unanswered(why),
                },
                _ => {
                    let answer = if handle(message) { "ok" } else { "unsupported" };
                    self.send(answer, [], b"");
                }
            }
        }
        Err(Trouble::bare(format!("{} sends messages without end and was stopped", self.binary)).lasting())
    }

    fn unanswered(&mut self, why: NoAnswer) {
        self.unasked |= why == NoAnswer::NoTerminal;
        self.send("fail", [], b"");
    }

    /// What really is the trouble: that nobody could be asked counts for more than what the plugin
    /// makes of it.
    pub(super) fn explain(&self, trouble: Trouble) -> Trouble {
        if !self.unasked {
            return trouble;
        }
        let what = format!("{} asks a question, and there is no terminal to ask it on", self.binary);
        Trouble::new(what, "run this in a terminal").lasting()
    }

    fn receive(&mut self) -> Result<Message, Trouble> {
        let patience = self.means.plugins.patience;
        let mut message = self.output.recv_timeout(NOTICE.min(patience));
        if let (Err(RecvTimeoutError::Timeout), Some(rest)) = (&message, patience.checked_sub(NOTICE)) {
            self.means.prompt().show(&format!("waiting for {}", self.binary));
            message = self.output.recv_timeout(rest);
        }
        let binary = self.binary;
        match message {
            Ok(Ok(message)) => Ok(message),
            Ok(Err(Ended::Garbled)) => Err(Trouble::new(
                format!("{binary} says something else than the protocol of age plugins"),
                format!("see whether {binary} is a plugin of this age, and up to date"),
            )),
            Err(RecvTimeoutError::Timeout) => Err(Trouble::new(
                format!("{binary} said nothing for {} and was stopped", in_seconds(patience)),
                format!("see what {binary} is waiting for"),
            )
            .lasting()),
            Ok(Err(Ended::Closed)) | Err(RecvTimeoutError::Disconnected) => {
                let how = match self.ended_within(FAREWELL) {
                    Some(status) => format!(" ({status})"),
                    None => String::new(),
                };
                Err(Trouble::new(
                    format!("{binary} ended before it was done{how}"),
                    format!("see whether {binary} runs by itself, and is up to date"),
                ))
            }
        }
    }

    /// Lets the plugin end by itself.
    fn finish(&mut self) {
        self.input = None;
        let _ = self.ended_within(FAREWELL);
    }

    fn ended_within(&mut self, limit: Duration) -> Option<std::process::ExitStatus> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            if start.elapsed() >= limit {
                return None;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // Both do nothing when it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn encode<'t>(tag: &'t str, args: impl IntoIterator<Item = &'t str>, body: &[u8]) -> Plaintext {
    let mut base64 = BASE64_STANDARD_NO_PAD.encode(body);
    let mut text = Plaintext::with_capacity(base64.len() + base64.len() / COLUMNS + 256);
    for word in std::iter::once("->").chain([tag]).chain(args) {
        if !text.expose().is_empty() {
            text.extend(b" ");
        }
        text.extend(word.as_bytes());
    }
    for line in base64.as_bytes().chunks(COLUMNS) {
        text.extend(b"\n");
        text.extend(line);
    }
    // A body ends with a line that is not full, if need be an empty one.
    text.extend(if base64.len().is_multiple_of(COLUMNS) { b"\n\n" } else { b"\n" });
    base64.zeroize();
    text
}

fn write_all(mut pipe: ChildStdin, messages: &Receiver<Plaintext>) {
    for message in messages {
        if pipe.write_all(message.expose()).and_then(|()| pipe.flush()).is_err() {
            return;
        }
    }
}

fn read_all(pipe: impl Read, messages: &Sender<Result<Message, Ended>>) {
    let mut lines = Lines { pipe, pending: Plaintext::with_capacity(4096), used: 0 };
    loop {
        let message = lines.message();
        let last = message.is_err();
        if messages.send(message).is_err() || last {
            return;
        }
    }
}

/// The lines of a pipe; what was read is wiped.
struct Lines<R> {
    pipe: R,
    pending: Plaintext,
    used: usize,
}

impl<R: Read> Lines<R> {
    fn message(&mut self) -> Result<Message, Ended> {
        let head = self.line()?;
        let head = std::str::from_utf8(head.expose()).map_err(|_| Ended::Garbled)?;
        let mut words = head.split(' ').map(str::to_owned);
        let proper = |word: &String| !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic());
        let (Some("->"), Some(tag)) = (words.next().as_deref(), words.next()) else {
            return Err(Ended::Garbled);
        };
        let args: Vec<String> = words.collect();
        if !std::iter::once(&tag).chain(&args).all(proper) {
            return Err(Ended::Garbled);
        }
        let mut base64 = Plaintext::with_capacity(256);
        loop {
            let line = self.line()?;
            let length = line.expose().len();
            if length > COLUMNS || base64.expose().len() > MAX_BODY {
                return Err(Ended::Garbled);
            }
            base64.extend(line.expose());
            if length < COLUMNS {
                break;
            }
        }
        let body = BASE64_STANDARD_NO_PAD.decode(base64.expose()).map_err(|_| Ended::Garbled)?;
        Ok(Message { tag, args, body: Plaintext::new(body) })
    }

    /// The next line, without its end.
    fn line(&mut self) -> Result<Plaintext, Ended> {
        loop {
            let pending = &self.pending.expose()[self.used..];
            if let Some(end) = memchr::memchr(b'\n', pending) {
                let line = Plaintext::new(pending[..end].to_vec());
                self.used += end + 1;
                return Ok(line);
            }
            if pending.len() > MAX_LINE {
                return Err(Ended::Garbled);
            }
            let rest = Plaintext::new(pending.to_vec());
            self.pending.clear();
            self.used = 0;
            self.pending.extend(rest.expose());
            let mut chunk = [0; 1024];
            let read = loop {
                match self.pipe.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            match read {
                Ok(count) if count > 0 => self.pending.extend(&chunk[..count]),
                _ => return Err(Ended::Closed),
            }
            chunk.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Vec<(String, Vec<String>, Vec<u8>)> {
        let mut lines = Lines { pipe: text.as_bytes(), pending: Plaintext::default(), used: 0 };
        let mut messages = Vec::new();
        while let Ok(Message { tag, args, body }) = lines.message() {
            messages.push((tag, args, body.expose().to_vec()));
        }
        messages
    }

    #[test]
    fn messages_have_the_form_of_stanzas() {
        assert_eq!(encode("done", [], b"").expose(), b"-> done\n\n");
        assert_eq!(encode("ok", ["yes"], b"\x01\x02").expose(), b"-> ok yes\nAQI\n");
        // 48 bytes fill a line, so that an empty one has to follow.
        let full = format!("-> msg\n{}\n\n", "AAAA".repeat(16));
        assert_eq!(encode("msg", [], &[0; 48]).expose(), full.as_bytes());
    }

    #[test]
    fn messages_of_every_length_are_read_back() {
        for length in [0, 1, 47, 48, 49, 95, 96, 97, 1023, 1024, 1025, 5000] {
            let body: Vec<u8> = (0..length).map(|i: i32| i.to_le_bytes()[0]).collect();
            let text = [encode("a", ["b", "c"], &body), encode("done", [], b"")];
            let text: Vec<u8> = text.iter().flat_map(Plaintext::expose).copied().collect();
            let read = decode(std::str::from_utf8(&text).unwrap());
            assert_eq!(read.len(), 2);
            assert_eq!(read[0], ("a".to_owned(), vec!["b".to_owned(), "c".to_owned()], body));
        }
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "",
            "-> done",
            "-> done\n",
            "hello\n\n",
            "->\n\n",
            "-> \n\n",
            "-> a  b\n\n",
            "-> a\tb\n\n",
            "-> a\n!!!!\n",
            "-> a\nAQJ\n",
            &format!("-> a\n{}\n", "A".repeat(65)),
            &"-".repeat(MAX_LINE + 2048),
            &format!("-> a\n{}", format!("{}\n", "A".repeat(64)).repeat(MAX_BODY / 64 + 2)),
        ] {
            assert!(decode(text).is_empty(), "{text:?}");
        }
    }
}
