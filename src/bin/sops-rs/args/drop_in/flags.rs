//! The flags of the real program, as Go reads them. What enters: words. What leaves: flags by their long
//! names. Which ones there are is read off the description of our own command line, plus the few that
//! mean nothing to it.

use std::{collections::HashMap, ffi::OsString};

/// What a word is.
pub(super) enum Word {
    /// A flag that is on or off; `None` when it is said to be something else.
    Switch(String, Option<bool>),
    /// A flag and its value.
    Value(String, OsString),
    /// `--`.
    End,
    /// No flag.
    Operand(OsString),
    /// It looks like a flag, but there is none of that name.
    Strange(OsString),
}

/// The flags that are known at a place of the command line, by every name that they have.
pub(super) struct Flags {
    known: HashMap<String, Flag>,
}

#[derive(Clone)]
struct Flag {
    name: String,
    takes: Takes,
}

#[derive(Clone, Copy)]
enum Takes {
    Nothing,
    Value,
    /// A value behind `=` or nothing.
    ValueOrNothing,
}

/// Those that say which command is meant, before any command and in its stead.
const COMMANDS: [(&str, &str, Takes); 4] = [
    ("decrypt", "d", Takes::Nothing),
    ("encrypt", "e", Takes::Nothing),
    ("rotate", "r", Takes::Nothing),
    ("set", "set", Takes::Value),
];

/// Those that stand everywhere. There is no version check to switch off, nothing to be verbose about, and
/// the indentation is the file's own.
const EVERYWHERE: [(&str, &str, Takes); 7] = [
    ("help", "h", Takes::Nothing),
    ("disable-version-check", "disable-version-check", Takes::Nothing),
    ("check-for-updates", "check-for-updates", Takes::Nothing),
    ("verbose", "verbose", Takes::Nothing),
    ("indent", "indent", Takes::Value),
    ("enable-local-keyservice", "enable-local-keyservice", Takes::Nothing),
    ("keyservice", "keyservice", Takes::Value),
];

/// Ours alone, and not known here: the real program works on one file, and `-r` is its `rotate`.
const OURS: [&str; 2] = ["recursive", "dry-run"];

/// The commands whose flags the real program also has without a command.
const WITHOUT_COMMAND: [&str; 4] = ["edit", "rotate", "decrypt", "encrypt"];

impl Flags {
    /// All that may stand before a command or without one.
    pub(super) fn of_all(own: &clap::Command) -> Self {
        let mut flags = Self { known: HashMap::new() };
        flags.add_names(&EVERYWHERE);
        flags.add_names(&COMMANDS);
        flags.add_names(&[("version", "v", Takes::Nothing)]);
        for command in WITHOUT_COMMAND.iter().filter_map(|name| own.find_subcommand(name)) {
            flags.add_arguments(command);
        }
        flags.add_arguments(own);
        flags
    }

    /// All that a command has.
    pub(super) fn of(own: &clap::Command, command: &clap::Command) -> Self {
        let mut flags = Self { known: HashMap::new() };
        flags.add_arguments(own);
        for command in command.get_subcommands().chain([command]) {
            flags.add_arguments(command);
        }
        flags
    }

    /// All that may stand behind a command. Callers give a profile also to those that have no use for it.
    pub(super) fn behind(own: &clap::Command, command: &clap::Command) -> Self {
        let mut flags = Self { known: HashMap::new() };
        flags.add_names(&EVERYWHERE);
        flags.add_names(&[("aws-profile", "aws-profile", Takes::Value)]);
        flags.known.extend(Self::of(own, command).known);
        flags
    }

    /// Whether there is one of that long name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// What `word` is; a value may stand in the next one.
    pub(super) fn read(&self, word: OsString, rest: &mut impl Iterator<Item = OsString>) -> Word {
        let Some(text) = word.to_str() else {
            let is_flag = word.as_encoded_bytes().starts_with(b"-");
            return if is_flag { Word::Strange(word) } else { Word::Operand(word) };
        };
        if text == "--" {
            return Word::End;
        }
        let Some(body) = text.strip_prefix('-').filter(|body| !body.is_empty()) else {
            return Word::Operand(word);
        };
        let body = body.strip_prefix('-').unwrap_or(body);
        let (name, value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        let Some(Flag { name, takes }) = self.known.get(name).cloned() else {
            return Word::Strange(word);
        };
        match (takes, value) {
            (Takes::Nothing, Some(value)) => Word::Switch(name, parse_bool(value)),
            (Takes::Nothing | Takes::ValueOrNothing, None) => Word::Switch(name, Some(true)),
            (Takes::Value | Takes::ValueOrNothing, Some(value)) => Word::Value(name, value.into()),
            (Takes::Value, None) => match rest.next() {
                Some(value) => Word::Value(name, value),
                None => Word::Strange(word),
            },
        }
    }

    fn add_names(&mut self, names: &[(&str, &str, Takes)]) {
        for (name, other, takes) in names {
            let flag = Flag { name: (*name).to_owned(), takes: *takes };
            self.known.insert((*other).to_owned(), flag.clone());
            self.known.insert((*name).to_owned(), flag);
        }
    }

    fn add_arguments(&mut self, command: &clap::Command) {
        for argument in command.get_arguments() {
            let Some(name) = argument.get_long().filter(|name| !OURS.contains(name)) else { continue };
            let takes = match argument.get_action().takes_values() {
                false => Takes::Nothing,
                true if argument.is_require_equals_set() => Takes::ValueOrNothing,
                true => Takes::Value,
            };
            let flag = Flag { name: name.to_owned(), takes };
            if let Some(short) = argument.get_short() {
                self.known.insert(short.to_string(), flag.clone());
            }
            self.known.insert(name.to_owned(), flag);
        }
    }
}

/// The words that Go takes for true and false.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}
