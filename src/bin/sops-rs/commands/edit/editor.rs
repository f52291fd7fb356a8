//! Which editor, and how it is started. What enters: what the environment says. What leaves: a command.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sops_rs::{Error, ErrorKind, Result};

use crate::{args::Persona, env, launch};

/// What is looked for when nothing is said.
const USUAL: &[&str] = if cfg!(windows) { &["vim", "nano", "vi", "notepad"] } else { &["vim", "nano", "vi"] };

/// Editors that hand the file to a window and return at once unless they are told to wait: what to tell
/// them, first the best way.
const HASTY: &[(&str, &[&str])] = &[
    ("atom", &["--wait", "-w"]),
    ("code", &["--wait", "-w"]),
    ("code-insiders", &["--wait", "-w"]),
    ("codium", &["--wait", "-w"]),
    ("cursor", &["--wait", "-w"]),
    ("gedit", &["--wait", "-w"]),
    ("gnome-text-editor", &["--standalone", "-s"]),
    ("gvim", &["--nofork", "-f"]),
    ("idea", &["--wait"]),
    ("kate", &["--block", "-b"]),
    ("mate", &["--wait", "-w"]),
    ("mvim", &["--nofork", "-f"]),
    ("pycharm", &["--wait"]),
    ("subl", &["--wait", "-w"]),
    ("vscodium", &["--wait", "-w"]),
    ("zed", &["--wait", "-w"]),
    ("zeditor", &["--wait", "-w"]),
];

/// The names of vim, which remembers what was typed and deleted in a file of its own, and may be set to
/// write swap, backup and undo files to folders of its own.
const VIM: &[&str] = &["gvim", "mvim", "nvim", "vim", "vimx"];

/// What keeps it from all that, for this once.
const FORGET: &[&str] = &["-n", "-i", "NONE", "-c", "silent! set noundofile nobackup nowritebackup"];

/// A program and its arguments.
pub(in crate::commands) struct Editor {
    program: PathBuf,
    arguments: Vec<String>,
    /// The variable that named it, and what it says.
    named: Option<(&'static str, String)>,
}

impl Editor {
    /// The one that the environment names, else the first usual one that there is.
    pub(in crate::commands) fn find() -> Result<Self> {
        let Some((variable, line)) = env::editor() else { return usual() };
        let wrong = |why: &str| {
            Error::new(ErrorKind::NoEditor, format!("the editor in {variable} cannot be understood"))
                .because(why)
                .hint(format!("Write it as in a shell: {variable}='code --wait'"))
        };
        let words = shell_words::split(&line).map_err(|_| wrong("a quote is not closed"))?;
        let (program, arguments) = words.split_first().ok_or_else(|| wrong("it is blank"))?;
        let (program, arguments) = (program.into(), arguments.to_vec());
        Ok(Self { program, arguments, named: Some((variable, line)) })
    }

    /// The command that opens `file`. Under the name `sops` it is the one of the environment and no more.
    pub(super) fn command(&self, file: &Path, persona: Persona) -> Command {
        let mut command = Command::new(&self.program);
        if persona == Persona::SopsRs {
            launch::withhold_identities(&mut command);
            if self.is_vim() {
                command.args(FORGET);
            }
        }
        command.args(&self.arguments).arg(file);
        command
    }

    /// Its name, for messages.
    pub(super) fn name(&self) -> String {
        self.program.display().to_string()
    }

    /// Whether it is a vim, perhaps by the name of vi.
    fn is_vim(&self) -> bool {
        let is = |path: &Path| {
            path.file_stem().and_then(|name| name.to_str()).is_some_and(|name| VIM.contains(&name))
        };
        is(&self.program) || locate(&self.program).canonicalize().is_ok_and(|path| is(&path))
    }

    /// What to do about an editor that returned before anybody can have edited anything.
    pub(super) fn patience(&self) -> Option<String> {
        let name = self.program.file_stem()?.to_str()?;
        let (_, flags) = HASTY.iter().find(|(hasty, _)| *hasty == name)?;
        if self.arguments.iter().any(|argument| flags.contains(&argument.as_str())) {
            return None;
        }
        let (variable, line) = self.named.as_ref()?;
        Some(format!("{name} returned at once; make it wait with {variable}='{line} {}'", flags.first()?))
    }
}

/// Where a program of that name is.
fn locate(program: &Path) -> PathBuf {
    if program.components().count() > 1 {
        return program.to_owned();
    }
    let mut found = env::program_folders().into_iter().map(|folder| folder.join(program));
    found.find(|path| path.is_file()).unwrap_or_else(|| program.to_owned())
}

fn usual() -> Result<Editor> {
    let folders = env::program_folders();
    let ending = std::env::consts::EXE_SUFFIX;
    let found = USUAL
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(format!("{name}{ending}"))));
    let mut found = found.filter(|path| path.is_file());
    let program = found.next().ok_or_else(|| {
        Error::new(ErrorKind::NoEditor, "no editor was found")
            .because(format!("SOPS_EDITOR and EDITOR are not set, and there is no {}", USUAL.join(", ")))
            .hint("Name one: EDITOR=nano")
    })?;
    Ok(Editor { program, arguments: Vec::new(), named: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editor(line: &str) -> Editor {
        let words = shell_words::split(line).unwrap();
        Editor {
            program: words[0].clone().into(),
            arguments: words[1..].to_vec(),
            named: Some(("EDITOR", line.to_owned())),
        }
    }

    #[test]
    fn an_editor_in_a_window_is_told_to_wait() {
        assert_eq!(
            editor("/usr/bin/code -n").patience().unwrap(),
            "code returned at once; make it wait with EDITOR='/usr/bin/code -n --wait'"
        );
        assert_eq!(
            editor("kate").patience().unwrap(),
            "kate returned at once; make it wait with EDITOR='kate --block'"
        );
        for line in ["code --wait", "code -w", "vim", "gvim -f"] {
            assert_eq!(editor(line).patience(), None, "{line}");
        }
    }

    #[test]
    fn the_file_is_the_last_argument() {
        let command = editor(r"/opt/my\ editor --x 'a b'").command(Path::new("/run/a.yaml"), Persona::SopsRs);
        assert_eq!(command.get_program(), "/opt/my editor");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["--x", "a b", "/run/a.yaml"]);
    }
}
