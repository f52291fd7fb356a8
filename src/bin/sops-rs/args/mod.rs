//! What was typed, and no more: no file is looked at here, no variable read, nothing decided.
//! `session` and the commands turn it into what it means.

// The documentation of these types is the help that people read: markup would only be in the way.
#![allow(clippy::doc_markdown, clippy::doc_link_with_quotes)]

mod check;
mod complete_keys;
mod completion;
mod config;
mod decrypt;
mod dialect;
mod diff;
mod drop_in;
mod edit;
mod encrypt;
mod example;
mod exec_env;
mod exec_file;
mod filestatus;
mod get;
mod git;
mod groups;
mod init;
mod keygen;
mod keys;
mod man;
mod many;
mod merge;
mod recipients;
mod rotate;
mod set;
mod unset;
mod updatekeys;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub(crate) use check::{Check, ReportFormat, Verify};
pub(crate) use complete_keys::CompleteKeys;
pub(crate) use completion::{Completion, Shell};
pub(crate) use config::{
    AddRecipient, Config, ConfigCheck, ConfigCommand, ConfigExplain, HowRecipients, RecipientsCommand,
    RemoveRecipient,
};
pub(crate) use decrypt::Decrypt;
pub(crate) use dialect::{DialectFlag, DotenvDialect};
pub(crate) use diff::Diff;
pub(crate) use drop_in::parse_bool;
pub(crate) use edit::Edit;
pub(crate) use encrypt::{Encrypt, SelectorFlags};
pub(crate) use example::Example;
pub(crate) use exec_env::ExecEnv;
pub(crate) use exec_file::ExecFile;
pub(crate) use filestatus::Filestatus;
pub(crate) use get::Get;
pub(crate) use git::{Git, GitCommand, GitInstall, MergeDriver, Textconv};
pub(crate) use groups::{AddGroup, DeleteGroup, GroupTarget, Groups, GroupsCommand};
pub(crate) use init::Init;
pub(crate) use keygen::Keygen;
pub(crate) use keys::{AwsFlags, Consent, GroupFlags, KeyFlags};
pub(crate) use man::Man;
pub(crate) use many::Many;
pub(crate) use merge::Merge;
pub(crate) use recipients::Recipients;
pub(crate) use rotate::{AddFlags, RemoveFlags, Rotate};
pub(crate) use set::{Change, Set};
pub(crate) use unset::Unset;
pub(crate) use updatekeys::Updatekeys;

/// The version of the real program whose command line is spoken under the name `sops`. Callers
/// match the first line of `--version` against it.
const SOPS_VERSION: &str = concat!("3.11.0\nsops-rs ", env!("CARGO_PKG_VERSION"));

/// What the help under that name shows instead of examples.
const OLD_FORMS: &str =
    "Under the name sops the program takes the command lines of sops, also those without a command:
  sops -d FILE                               decrypt
  sops -e FILE                               encrypt
  sops -r FILE                               rotate, with --add-age, --rm-age and the like
  sops --set '[\"key\"] \"value\"' FILE        set
  sops FILE                                  edit
with the flags of these commands. --verbose, --indent, --disable-version-check and --check-for-updates are \
accepted and change nothing; publish, keyservice and --keyservice are not there yet.";

/// The name that the program was started under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persona {
    /// Its own: for people.
    #[default]
    SopsRs,
    /// `sops`: for programs that expect the real one.
    Sops,
}

/// The command line.
#[derive(Parser)]
#[command(
    name = "sops-rs",
    version,
    about = "Encrypt the values of YAML, JSON, .env, INI and TOML files, and nothing but the values",
    long_about = "Encrypt the values of YAML, JSON, .env, INI and TOML files, and nothing but the values: \
                  keys, comments' places, order and layout stay as they are, so that an encrypted file can be \
                  kept in git and read in a diff. Files of other kinds (binary) are encrypted as a whole. Files \
                  are in the SOPS format.",
    after_help = "Examples:
  sops-rs init                                     set up a repository: a key, a rule, git
  sops-rs keygen -o ~/.config/sops/age/keys.txt    make a key, and print whom to encrypt to
  sops-rs encrypt --age age1… -i secrets.yaml      encrypt a file where it is
  sops-rs decrypt secrets.yaml                     show it
  sops-rs exec-env secrets.yaml -- printenv        run a program with its values

Which keys a file is encrypted to is best written into a .sops-rs.yaml beside it:
  creation_rules:
    - age: age1…",
    args_override_self = true,
    max_term_width = 100
)]
pub(crate) struct Typed {
    /// The name it was typed under.
    #[arg(skip)]
    pub(crate) persona: Persona,
    /// Whether flags said the command, as the real program had it of old.
    #[arg(skip)]
    pub(crate) old_form: bool,
    /// What is to be said before anything is done.
    #[arg(skip)]
    pub(crate) notes: Vec<String>,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes, before and after its name.
#[derive(Args)]
pub(crate) struct Global {
    /// Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(crate) config: Option<PathBuf>,
    /// Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    #[arg(long, global = true, value_name = "KINDS", help_heading = "Global options")]
    pub(crate) decryption_order: Option<String>,
    /// Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    #[arg(
        long, global = true, value_name = "SECONDS", help_heading = "Global options",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(crate) timeout: Option<u32>,
    /// Whether the keys of this machine may be used, where it was said.
    #[arg(skip)]
    pub(crate) local_keys: Option<bool>,
}

/// Why a command line is not carried out.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It cannot be understood; or it asks for help or the version, which clap prints as well.
    Usage(clap::Error),
    /// It can be understood, and asks for what cannot be.
    Error(sops_rs::Error),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}

impl From<sops_rs::Error> for Refusal {
    fn from(error: sops_rs::Error) -> Self {
        Self::Error(error)
    }
}

/// The commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    Encrypt(Encrypt),
    Decrypt(Decrypt),
    Edit(Edit),
    Get(Get),
    Set(Set),
    Unset(Unset),
    ExecEnv(ExecEnv),
    ExecFile(ExecFile),
    Rotate(Rotate),
    Updatekeys(Updatekeys),
    Groups(Groups),
    Recipients(Recipients),
    Check(Check),
    Verify(Verify),
    Diff(Diff),
    Merge(Merge),
    Git(Git),
    Example(Example),
    Config(Config),
    Init(Init),
    Filestatus(Filestatus),
    Keygen(Keygen),
    Completion(Completion),
    Man(Man),
    #[command(name = "__complete-keys", hide = true)]
    CompleteKeys(CompleteKeys),
}

impl Command {
    /// Whether master keys are asked, here or at a key service.
    pub(crate) fn needs_keys(&self) -> bool {
        !matches!(
            self,
            Self::Filestatus(_)
                | Self::Recipients(_)
                | Self::Keygen(_)
                | Self::Completion(_)
                | Self::CompleteKeys(_)
                | Self::Check(_)
                | Self::Man(_)
        )
    }

    /// The description of one of those commands that programs call over and over.
    fn alone(name: &str) -> Option<clap::Command> {
        let new = |name| clap::Command::new(name);
        Some(match name {
            "encrypt" => Encrypt::augment_args(new("encrypt")),
            "decrypt" => Decrypt::augment_args(new("decrypt")),
            "edit" => Edit::augment_args(new("edit")),
            "get" => Get::augment_args(new("get")),
            "set" => Set::augment_args(new("set")),
            "exec-env" => ExecEnv::augment_args(new("exec-env")),
            "exec-file" => ExecFile::augment_args(new("exec-file")),
            "check" => Check::augment_args(new("check")),
            "verify" => Verify::augment_args(new("verify")),
            "git" => Git::augment_args(new("git")),
            "filestatus" => Filestatus::augment_args(new("filestatus")),
            "__complete-keys" => CompleteKeys::augment_args(new("__complete-keys").hide(true)),
            _ => return None,
        })
    }

    /// Whether it is made for changing files, and has the time to look for what was left behind.
    pub(crate) fn changes_files(&self) -> bool {
        matches!(
            self,
            Self::Encrypt(_)
                | Self::Edit(_)
                | Self::Set(_)
                | Self::Unset(_)
                | Self::ExecFile(_)
                | Self::Rotate(_)
                | Self::Updatekeys(_)
                | Self::Groups(_)
                | Self::Init(_)
                | Self::Keygen(_)
                | Self::Merge(_)
        )
    }
}

/// How the bytes are to be understood.
#[derive(Args, Clone)]
pub(crate) struct Types {
    /// Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
    /// Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    #[arg(long, value_name = "TYPE")]
    pub(crate) output_type: Option<String>,
    /// Take format and creation rule from this name instead of the file's own
    #[arg(long, value_name = "NAME")]
    pub(crate) filename_override: Option<PathBuf>,
}

/// Where the result goes; standard output when neither is given.
#[derive(Args)]
pub(crate) struct Target {
    /// Write the result over the file itself
    #[arg(short, long)]
    pub(crate) in_place: bool,
    /// Write the result to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Reads the command line; help and version are "errors" that clap prints.
pub(crate) fn parse(argv: impl Iterator<Item = OsString>) -> Result<Typed, Refusal> {
    let mut words: Vec<_> = argv.collect();
    let persona = words.first().map_or(Persona::SopsRs, |name| Persona::of(name));
    if let Some(typed) = quick(persona, &words) {
        return Ok(typed);
    }
    let mut command = command(persona);
    let mut translated = drop_in::Translated::default();
    if persona == Persona::Sops {
        translated = drop_in::translate(&command, &words)?;
        words = std::mem::take(&mut translated.words);
    }
    let matches = command.try_get_matches_from_mut(words)?;
    let mut typed = Typed::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    typed.persona = persona;
    typed.old_form = translated.old_form;
    typed.notes = translated.notes;
    typed.global.local_keys = translated.local_keys;
    Ok(typed)
}

/// Reads a command line that begins with a command and has no mistake in it. To describe all commands
/// takes longer than to decrypt a small file; whatever else is typed (`--help` too) is read again with
/// that description.
fn quick(persona: Persona, words: &[OsString]) -> Option<Typed> {
    let name = words.get(1).filter(|_| persona == Persona::SopsRs)?.to_str()?;
    let mut command = with_alone(Command::alone(name)?);
    let matches = command.try_get_matches_from_mut(words).ok()?;
    // The program is over before it would be worth while to give this back.
    std::mem::forget(command);
    Typed::from_arg_matches(&matches).ok()
}

/// The description of a command line that knows one command.
fn with_alone(command: clap::Command) -> clap::Command {
    Global::augment_args(clap::Command::new("sops-rs"))
        .args_override_self(true)
        .max_term_width(100)
        .subcommand(command)
}

/// The description of the command line under that name.
pub(crate) fn command(persona: Persona) -> clap::Command {
    match persona {
        Persona::SopsRs => Typed::command(),
        Persona::Sops => {
            Typed::command().name("sops").bin_name("sops").version(SOPS_VERSION).after_help(OLD_FORMS)
        }
    }
}

impl Persona {
    fn of(program: &std::ffi::OsStr) -> Self {
        match std::path::Path::new(program).file_stem() {
            Some(stem) if stem == "sops" => Self::Sops,
            _ => Self::SopsRs,
        }
    }

    /// The name itself.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SopsRs => "sops-rs",
            Self::Sops => "sops",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Typed, Refusal> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_description_is_consistent() {
        command(Persona::SopsRs).debug_assert();
        command(Persona::Sops).debug_assert();
    }

    #[test]
    fn a_command_alone_is_described_as_among_the_others() {
        let mut all = command(Persona::SopsRs);
        all.build();
        let mut seen = 0;
        for described in all.get_subcommands_mut() {
            let Some(alone) = Command::alone(described.get_name()) else { continue };
            let mut one = with_alone(alone);
            one.build();
            let alone = one.find_subcommand_mut(described.get_name()).unwrap();
            // But for its place among the others.
            let shown = |command: &clap::Command| format!("{:?}", command.clone().display_order(0));
            assert_eq!(shown(alone), shown(described));
            seen += 1;
        }
        assert_eq!(seen, 12);
    }

    #[test]
    fn the_name_tells_the_persona() {
        for (name, persona) in [
            ("sops", Persona::Sops),
            ("/usr/bin/sops", Persona::Sops),
            ("./sops.exe", Persona::Sops),
            ("sops-rs", Persona::SopsRs),
            ("/opt/sops/bin/sops-rs", Persona::SopsRs),
        ] {
            assert_eq!(typed(&format!("{name} keygen")).unwrap().persona, persona, "{name}");
        }
    }

    #[test]
    fn flags_stand_anywhere_and_the_last_counts() {
        let typed =
            typed("sops-rs --config a decrypt x.yaml --output one --config b --output two -i -i").unwrap();
        assert_eq!(typed.global.config, Some("b".into()));
        let Command::Decrypt(decrypt) = typed.command else { panic!("another command") };
        assert_eq!(decrypt.target.output, Some("two".into()));
        assert_eq!(decrypt.files, [PathBuf::from("x.yaml")]);
        assert!(decrypt.target.in_place);
    }

    #[test]
    fn the_command_of_exec_env_is_not_ours_to_read() {
        let typed = typed("sops-rs exec-env a.env b.env --pristine -- prog --pristine -x -- y").unwrap();
        let Command::ExecEnv(exec) = typed.command else { panic!("another command") };
        assert_eq!(exec.files, ["a.env", "b.env"].map(OsString::from));
        assert_eq!(exec.command, ["prog", "--pristine", "-x", "--", "y"].map(OsString::from));
    }
}
