//! The command line of the real program, as other programs speak it. What enters: its words. What
//! leaves: the words of our own command line that say the same, which are then read as always. No
//! command is done here, and none a second time.
//!
//! Two things differ. The real program takes a command from flags (`-d FILE`, `--set '["a"] 1' FILE`, and
//! a bare `FILE`, which is edited), with all flags of all commands in one list; and its flags are those
//! of Go: one dash or two, `--flag=false`, no bundles.

mod flags;

use std::{collections::BTreeMap, ffi::OsString};

use clap::error::{ContextKind, ContextValue, ErrorKind as UsageKind};
use sops_rs::{Error, ErrorKind};

use self::flags::{Flags, Word};

pub(crate) use self::flags::parse_bool;
use super::Refusal;

/// The same in our own words, and what we have no words for.
#[derive(Debug, Default)]
pub(super) struct Translated {
    /// Our own command line, with the name of the program.
    pub(super) words: Vec<OsString>,
    /// Whether flags said the command.
    pub(super) old_form: bool,
    /// `--enable-local-keyservice`, where it was typed.
    pub(super) local_keys: Option<bool>,
    /// What is to be said, although it is no error.
    pub(super) notes: Vec<String>,
}

/// What the real program has and we do not.
const NOT_THERE: [&str; 2] = ["publish", "keyservice"];

/// What was typed, sorted.
#[derive(Default)]
struct Line {
    /// The command by its own name, where one was typed.
    command: Option<String>,
    /// Those that can be given once, by name; the last counts.
    switches: BTreeMap<String, bool>,
    /// Those with a value, in their order.
    values: Vec<(String, OsString)>,
    /// Flags that nobody knows; they are left for the usual reader to refuse.
    strange: Vec<OsString>,
    /// File names, key paths and the like.
    operands: Vec<OsString>,
    /// What stands behind `--`, when something stood before it.
    tail: Option<Vec<OsString>>,
    notes: Vec<String>,
}

/// Reads `argv` as the real program would, and says it again for `own`, our command line.
pub(super) fn translate(own: &clap::Command, argv: &[OsString]) -> Result<Translated, Refusal> {
    let mut line = Line::read(own, argv)?;
    let local_keys = line.switches.remove("enable-local-keyservice");
    if line.values.iter().any(|(name, _)| name == "keyservice") {
        return Err(not_there("--keyservice"));
    }
    let old_form = line.command.is_none();
    let words = line.words(own)?;
    Ok(Translated {
        words: argv.iter().take(1).cloned().chain(words).collect(),
        old_form,
        local_keys,
        notes: line.notes,
    })
}

impl Line {
    fn read(own: &clap::Command, argv: &[OsString]) -> Result<Self, Refusal> {
        let mut line = Self::default();
        let mut flags = Flags::of_all(own);
        let mut words = argv.iter().skip(1).cloned();
        while let Some(word) = words.next() {
            match flags.read(word, &mut words) {
                Word::Switch(name, state) => {
                    let state = state.ok_or_else(|| bad_switch(own, &name))?;
                    line.switches.insert(name, state);
                }
                Word::Value(name, value) => line.values.push((name, value)),
                Word::Operand(word) => line.operand(own, &mut flags, word)?,
                // Behind a file name the real program takes everything for file names.
                Word::Strange(word) if line.operands.is_empty() => line.strange.push(word),
                Word::Strange(word) => line.operands.push(word),
                Word::End if line.operands.is_empty() => {
                    for word in words.by_ref() {
                        line.operand(own, &mut flags, word)?;
                    }
                }
                Word::End => line.tail = Some(words.by_ref().collect()),
            }
        }
        Ok(line)
    }

    /// The first operand may be a command.
    fn operand(&mut self, own: &clap::Command, flags: &mut Flags, word: OsString) -> Result<(), Refusal> {
        if self.command.is_none() && self.operands.is_empty() {
            let name = word.to_str().unwrap_or_default();
            if NOT_THERE.contains(&name) {
                return Err(not_there(name));
            }
            if let Some(command) = own.find_subcommand(name) {
                *flags = Flags::behind(own, command);
                self.command = Some(name.to_owned());
                return Ok(());
            }
            if matches!(name, "help" | "h") {
                self.command = Some("help".to_owned());
                return Ok(());
            }
        }
        self.operands.push(word);
        Ok(())
    }

    fn is_on(&self, name: &str) -> bool {
        self.switches.get(name).copied().unwrap_or_default()
    }

    fn words(&mut self, own: &clap::Command) -> Result<Vec<OsString>, Refusal> {
        if self.command.as_deref() == Some("help") {
            self.command = None;
            return Ok(self.help(own));
        }
        if self.command.is_none() && self.is_on("version") {
            return Ok(vec!["--version".into()]);
        }
        if self.is_on("help") {
            return Ok(self.help(own));
        }
        let name = match self.command.take() {
            Some(name) => name,
            None => self.old_form()?,
        };
        let command = own.find_subcommand(&name).ok_or_else(|| not_there(&name))?;
        self.count(&name)?;
        Ok(self.emit(own, &name, command))
    }

    /// `sops help groups add` is `sops groups add --help`.
    fn help(&mut self, own: &clap::Command) -> Vec<OsString> {
        let mut words: Vec<OsString> = Vec::new();
        let mut at = own;
        for word in self.command.take().map(OsString::from).into_iter().chain(self.operands.drain(..)) {
            let Some(command) = word.to_str().and_then(|name| at.find_subcommand(name)) else { break };
            words.push(word);
            at = command;
        }
        words.push("--help".into());
        words
    }

    /// The command that the flags say. The real program does all that are said, and shows what the last
    /// one made.
    fn old_form(&mut self) -> Result<String, Refusal> {
        let set = self.values.iter().rposition(|(name, value)| name == "set" && !value.is_empty());
        let said = [self.is_on("encrypt"), self.is_on("decrypt"), self.is_on("rotate"), set.is_some()];
        if said.iter().filter(|said| **said).count() > 1 {
            self.notes.push(
                "more than one of --encrypt, --decrypt, --rotate and --set was given: only the last one in \
                 this order is done"
                    .to_owned(),
            );
        }
        let name = match (set, said) {
            (Some(at), _) => {
                let (_, argument) = self.values.swap_remove(at);
                self.set(&argument)?;
                "set"
            }
            (None, [_, _, true, _]) => "rotate",
            (None, [_, true, ..]) => "decrypt",
            (None, [true, ..]) => "encrypt",
            (None, _) => "edit",
        };
        Ok(name.to_owned())
    }

    /// `["path"] value`, in one argument, becomes two.
    fn set(&mut self, argument: &OsString) -> Result<(), Refusal> {
        let malformed = || {
            Error::new(ErrorKind::SetFormat, "the argument of --set is malformed")
                .hint("Write a key path, a blank and a value in JSON: --set '[\"key\"][0] \"value\"'")
        };
        let text = argument.to_str().ok_or_else(malformed)?;
        let (path, value) = text.split_once("] ").ok_or_else(malformed)?;
        if self.operands.is_empty() {
            return Err(Error::new(ErrorKind::NoFile, "no file was given").into());
        }
        self.operands.truncate(1);
        self.operands.extend([format!("{path}]").into(), value.into()]);
        Ok(())
    }

    /// Each command of the real program has its own number of operands, and its own way to say so.
    fn count(&mut self, command: &str) -> Result<(), Refusal> {
        let given = self.operands.len();
        let wrong = match command {
            "rotate" | "edit" | "filestatus" if given == 0 => "no file was given",
            "set" if given > 3 => "more was given than a file, a key path and a value",
            "unset" if given > 2 => "more was given than a file and a key path",
            _ => "",
        };
        if !wrong.is_empty() {
            let hint = format!("See sops {command} --help");
            return Err(Error::new(ErrorKind::NoFile, wrong).hint(hint).into());
        }
        if matches!(command, "encrypt" | "decrypt" | "rotate" | "edit" | "filestatus") && given > 1 {
            self.operands.truncate(1);
            self.notes.push("more than one file was given: only the first one is used".to_owned());
        }
        Ok(())
    }

    /// What is not for this command is left out, as the real program leaves out what stands before it.
    fn emit(&mut self, own: &clap::Command, name: &str, command: &clap::Command) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec![name.into()];
        let mut operands = std::mem::take(&mut self.operands);
        let mut target = command;
        // `groups add` is one name in two words.
        if command.has_subcommands() && !operands.is_empty() {
            let sub = operands.remove(0);
            target = sub.to_str().and_then(|sub| command.find_subcommand(sub)).unwrap_or(command);
            words.push(sub);
        }
        words.append(&mut self.strange);
        let flags = Flags::of(own, target);
        let switches = self.switches.iter().filter(|(_, on)| **on).map(|(name, _)| name);
        words.extend(switches.filter(|name| flags.knows(name)).map(|name| format!("--{name}").into()));
        for (name, value) in self.values.drain(..).filter(|(name, _)| flags.knows(name)) {
            let mut word = OsString::from(format!("--{name}="));
            word.push(value);
            words.push(word);
        }
        // Behind `--` our commands that run others read a command, not files.
        let tail = self.tail.take();
        if target.get_positionals().any(clap::Arg::is_last_set) {
            words.extend(operands);
            words.extend(tail.into_iter().flat_map(|tail| std::iter::once("--".into()).chain(tail)));
        } else if !(operands.is_empty() && tail.is_none()) {
            words.push("--".into());
            words.extend(operands.into_iter().chain(tail.into_iter().flatten()));
        }
        words
    }
}

fn not_there(name: &str) -> Refusal {
    Error::new(ErrorKind::Generic, format!("{name} is not supported by this version")).into()
}

fn bad_switch(own: &clap::Command, name: &str) -> Refusal {
    let mut error = clap::Error::new(UsageKind::InvalidValue).with_cmd(own);
    error.insert(ContextKind::InvalidArg, ContextValue::String(format!("--{name}")));
    error.insert(ContextKind::InvalidValue, ContextValue::String("neither true nor false".to_owned()));
    Refusal::Usage(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Persona, command};

    fn translated(line: &str) -> Result<Translated, Refusal> {
        let argv: Vec<OsString> = line.split('|').map(OsString::from).collect();
        translate(&command(Persona::Sops), &argv)
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let words = translated(line).unwrap().words;
        let words: Vec<_> = words.iter().map(|word| word.to_str().unwrap()).collect();
        assert_eq!(words.join("|"), expected, "{line}");
    }

    #[test]
    fn flags_without_a_command_become_one() {
        for (line, expected) in [
            ("sops|-d|a", "sops|decrypt|--|a"),
            ("sops|a", "sops|edit|--|a"),
            ("sops|-s|a", "sops|edit|--show-master-keys|--|a"),
            ("sops|-e|-i|--age|x,y|a", "sops|encrypt|--in-place|--age=x,y|--|a"),
            ("sops|-r|--add-age=x|--rm-pgp|y|a", "sops|rotate|--add-age=x|--rm-pgp=y|--|a"),
            ("sops|--set|[\"a\"][0] \"b] c\"|a", "sops|set|--|a|[\"a\"][0]|\"b] c\""),
            // What is for another command is passed over, as is what says nothing to us.
            ("sops|-d|--age|x|--verbose|--indent|2|a", "sops|decrypt|--|a"),
            ("sops|-e|-d|a", "sops|decrypt|--|a"),
            ("sops|-e|-e=false|-d|a", "sops|decrypt|--|a"),
        ] {
            check(line, expected);
        }
    }

    #[test]
    fn flags_are_read_as_go_reads_them() {
        for (line, expected) in [
            ("sops|-decrypt|--extract|--x|a", "sops|decrypt|--extract=--x|--|a"),
            ("sops|decrypt|--in-place=T|-ignore-mac=0|a", "sops|decrypt|--in-place|--|a"),
            ("sops|decrypt|a|--output|o|--output=p", "sops|decrypt|--output=o|--output=p|--|a"),
            ("sops|--config|c|decrypt|--|-a", "sops|decrypt|--config=c|--|-a"),
            // A strange flag before the file is left for the usual reader; behind it, it is a file too many.
            ("sops|decrypt|--nope|a", "sops|decrypt|--nope|--|a"),
            ("sops|decrypt|a|--nope", "sops|decrypt|--|a"),
            ("sops|set|a|p|-5", "sops|set|--|a|p|-5"),
            ("sops|-v", "sops|--version"),
            ("sops|help|groups|add", "sops|groups|add|--help"),
            ("sops|groups|delete|-f|a|1", "sops|groups|delete|--file=a|--|1"),
            ("sops|exec-env|a|--pristine|b|--|p|--pristine", "sops|exec-env|--pristine|a|b|--|p|--pristine"),
            ("sops|exec-env|--|a|echo", "sops|exec-env|a|echo"),
        ] {
            check(line, expected);
        }
    }

    #[test]
    fn key_services_are_told_apart() {
        assert_eq!(translated("sops|-d|--enable-local-keyservice=false|a").unwrap().local_keys, Some(false));
        assert_eq!(translated("sops|-d|a").unwrap().local_keys, None);
        for line in ["sops|--keyservice|x|-d|a", "sops|keyservice", "sops|publish|a"] {
            assert!(matches!(translated(line), Err(Refusal::Error(_))), "{line}");
        }
    }
}
