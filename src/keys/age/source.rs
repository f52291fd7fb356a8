//! The places where age identities may be found. What enters: a place that the program knows from
//! the environment. What leaves: the identities in it, and what a report may say about it. Never the
//! content of a place, nor a command line, which may hold a secret itself.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    process::{Command, Stdio},
};

use zeroize::Zeroize;

use super::{
    super::shown,
    identity::{self, Known, Parsed},
    locked::Locked,
    prompt::Trouble,
};
use crate::secret::Plaintext;

/// No key file is longer, in age neither.
const MAX_BYTES: usize = 1 << 24;
/// How many of the user's own recipients a place names.
const MAX_NAMED: usize = 3;

/// A place where identities may be found; the program reads the environment, this module the places.
pub enum IdentitySource {
    /// The text of a variable such as `SOPS_AGE_KEY`: identities between lines or spaces.
    Text {
        /// What to call it in a report.
        name: String,
        /// Its content.
        text: Plaintext,
    },
    /// A file of identities, one a line, `#` starts a comment.
    File {
        /// What to call it in a report (`SOPS_AGE_KEY_FILE`, `the default key file`).
        name: String,
        /// Where it is.
        path: PathBuf,
        /// Whether it may be missing without that being a failure (the default file).
        optional: bool,
    },
    /// A command whose output is identities; it runs with the wanted recipient in `SOPS_AGE_RECIPIENT`.
    Command {
        /// What to call it in a report.
        name: String,
        /// The command line, split as a shell would.
        line: String,
    },
    /// A file that holds an SSH private key; looked at only for SSH recipients.
    SshFile {
        /// What to call it in a report (`SOPS_AGE_SSH_PRIVATE_KEY_FILE`, `the default SSH key`).
        name: String,
        /// Where it is.
        path: PathBuf,
        /// Whether it may be missing without that being a failure (those in `~/.ssh`).
        optional: bool,
    },
    /// A command whose output is an SSH private key; run only for SSH recipients, as `Command` is.
    SshCommand {
        /// What to call it in a report.
        name: String,
        /// The command line, split as a shell would.
        line: String,
    },
}

impl IdentitySource {
    /// What reports call it.
    pub fn name(&self) -> &str {
        match self {
            Self::Text { name, .. }
            | Self::File { name, .. }
            | Self::Command { name, .. }
            | Self::SshFile { name, .. }
            | Self::SshCommand { name, .. } => name,
        }
    }

    pub(super) fn is_command(&self) -> bool {
        matches!(self, Self::Command { .. } | Self::SshCommand { .. })
    }

    pub(super) fn is_optional(&self) -> bool {
        matches!(self, Self::File { optional: true, .. } | Self::SshFile { optional: true, .. })
    }

    /// Whether it concerns SSH recipients alone.
    pub(super) fn is_for_ssh(&self) -> bool {
        matches!(self, Self::SshFile { .. } | Self::SshCommand { .. })
    }

    /// Reads it, for `recipient` when it is a command.
    pub(super) fn read(&self, recipient: &str) -> Findings {
        match self {
            Self::Text { text, .. } => identity::parse(text.expose()).into(),
            // A frequent mistake, and the path would be shown.
            Self::File { path, .. } | Self::SshFile { path, .. } if looks_secret_path(path) => {
                Findings::failed("it holds an identity, not the path of a file (that is `SOPS_AGE_KEY`)")
            }
            Self::File { path, .. } | Self::SshFile { path, .. } => {
                Findings::of(File::open(path).and_then(read_secret).map_err(|error| describe(&error)))
            }
            Self::Command { line, .. } | Self::SshCommand { line, .. } => Findings::of(run(line, recipient)),
        }
    }

    /// What a report calls it, with its path.
    pub(super) fn label(&self) -> String {
        match self {
            Self::File { name, path, .. } | Self::SshFile { name, path, .. } if !looks_secret_path(path) => {
                format!("{name} ({})", path.display())
            }
            _ => self.name().to_owned(),
        }
    }
}

/// What was found in a place.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) identities: Vec<Known>,
    /// The place as a whole, while it is encrypted.
    pub(super) locked: Option<Locked>,
    /// Why the place could not be read.
    pub(super) failure: Option<String>,
    /// Why the place stays encrypted: nobody is asked twice.
    pub(super) trouble: Option<Trouble>,
    /// Lines that gave no identity: number, and what stands there.
    notes: Vec<String>,
}

impl Findings {
    /// The identity of `recipient`.
    pub(super) fn find(&self, recipient: &str) -> Option<&Known> {
        self.identities.iter().find(|known| known.recipient.as_deref() == Some(recipient))
    }

    /// Whether the place gives nothing for a reason that its owner can put right.
    pub(super) fn is_broken(&self) -> bool {
        let silent = self.identities.is_empty() && self.locked.is_none();
        self.failure.is_some() || (silent && !self.notes.is_empty())
    }

    /// The recipients of its identities, as far as they are known.
    pub(super) fn recipients(&self) -> impl Iterator<Item = &str> {
        self.identities.iter().filter_map(|known| known.recipient.as_deref())
    }

    /// Takes over what the encrypted text held.
    pub(super) fn unlocked(&mut self, text: &Plaintext) {
        let parsed = identity::parse(text.expose());
        self.locked = None;
        if parsed.locked.is_some() {
            self.notes.push("line 1: an encrypted identity file in an encrypted one".to_owned());
        }
        self.notes.extend(notes(&parsed));
        self.identities.extend(parsed.identities);
    }

    /// What a report says about the place: one line for it, one for each line of it that is bad.
    pub(super) fn places(&self, source: &IdentitySource, recipient: &str) -> Vec<String> {
        let label = source.label();
        let plugins = self.identities.iter().filter(|known| known.recipient.is_none()).count();
        let found = match (&self.failure, &self.trouble, self.identities.len() - plugins) {
            (Some(failure), ..) => failure.clone(),
            (None, Some(trouble), _) => trouble.what.clone(),
            (None, None, 0) if self.locked.is_some() => "encrypted, and not opened".to_owned(),
            (None, None, 0) if plugins == 1 => "1 identity of a plugin".to_owned(),
            (None, None, 0) if plugins > 1 => format!("{plugins} identities of plugins"),
            (None, None, 0) => "no identity in it".to_owned(),
            (None, None, _) if self.find(recipient).is_some() => "the identity of this recipient".to_owned(),
            (None, None, 1) => format!("1 identity, not for this recipient but for {}", self.own()),
            (None, None, count) => {
                format!("{count} identities, none for this recipient but for {}", self.own())
            }
        };
        let notes = self.notes.iter().map(|note| format!("{label}, {note}"));
        std::iter::once(format!("{label}: {found}")).chain(notes).collect()
    }

    fn own(&self) -> String {
        let named = self.recipients().take(MAX_NAMED).map(shown).collect::<Vec<_>>().join(", ");
        match self.recipients().count().saturating_sub(MAX_NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }

    fn of(read: Result<Plaintext, String>) -> Self {
        match read {
            Ok(text) => identity::parse(text.expose()).into(),
            Err(failure) => Self::failed(failure),
        }
    }

    fn failed(failure: impl Into<String>) -> Self {
        Self { failure: Some(failure.into()), ..Self::default() }
    }
}

impl From<Parsed> for Findings {
    fn from(parsed: Parsed) -> Self {
        let notes = notes(&parsed);
        Self { identities: parsed.identities, locked: parsed.locked, notes, ..Self::default() }
    }
}

fn notes(parsed: &Parsed) -> Vec<String> {
    let mut notes: Vec<String> =
        parsed.notes.iter().map(|note| format!("line {}: {}", note.line, note.what)).collect();
    if parsed.more > 0 {
        notes.push(format!("{} more lines: not identities either", parsed.more));
    }
    notes
}

/// Runs a command without a shell and takes its output. It has no input. Its error output is the
/// user's terminal: a password manager asks and explains there, and what it says is neither kept nor
/// repeated by us. There is no time limit, since a person may have to answer.
fn run(line: &str, recipient: &str) -> Result<Plaintext, String> {
    let words = shell_words::split(line).map_err(|_| "a quote in the command is not closed")?;
    let (program, arguments) = words.split_first().ok_or("the command is empty")?;
    let mut child = Command::new(program)
        .args(arguments)
        .env("SOPS_AGE_RECIPIENT", recipient)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "the program was not found (it is run without a shell)".to_owned(),
            _ => format!("the command could not be started: {}", describe(&error)),
        })?;
    let output = child.stdout.take().map_or_else(|| Ok(Plaintext::default()), read_secret);
    if output.is_err() {
        // It may have ended by itself; what counts is that it is not waited for in vain.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| describe(&error))?;
    let output = output.map_err(|error| format!("its output could not be read: {}", describe(&error)))?;
    if status.success() { Ok(output) } else { Err(format!("the command failed ({status})")) }
}

/// Reads to the end, into memory that is wiped.
pub(super) fn read_secret(mut reader: impl Read) -> io::Result<Plaintext> {
    let mut text = Plaintext::with_capacity(1024);
    let mut chunk = [0; 4096];
    let outcome = loop {
        match reader.read(&mut chunk) {
            Ok(0) => break Ok(()),
            Ok(count) => text.extend(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
        if text.expose().len() > MAX_BYTES {
            break Err(io::Error::new(io::ErrorKind::FileTooLarge, "longer than any identity file"));
        }
    };
    chunk.zeroize();
    outcome.map(|()| text)
}

fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a folder, not a file".to_owned(),
        _ => shown(&error.to_string()),
    }
}

fn looks_secret_path(path: &std::path::Path) -> bool {
    ["AGE-SECRET-KEY-", "AGE-PLUGIN-", "PRIVATE KEY-"]
        .iter()
        .any(|mark| path.to_string_lossy().contains(mark))
}
