//! What a repository needs for git to call us: configuration, attributes, a hook. What enters: a
//! repository. What leaves: the same with our parts in it or out of it; nothing of anybody else's is
//! touched, and doing it twice is doing it once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    sys::{self, NewFile},
};

use crate::{
    args::GitInstall,
    env, files,
    git::Repository,
    report::{self, Outcome},
    session::working_directory,
};

const START: &str = "# >>> sops-rs: written by `sops-rs git install`, removed by `sops-rs git uninstall`";
const END: &str = "# <<< sops-rs";
const PATTERNS: [&str; 6] = ["*.yaml", "*.yml", "*.json", "*.env", "*.ini", "*.toml"];
/// The sections of the configuration that are ours.
const SECTIONS: [&str; 3] = ["diff.sops-rs", "merge.sops-rs", "merge.sops-rs-ancestor"];

pub(super) fn install(args: &GitInstall) -> Outcome {
    set_up(&Repository::around(&working_directory()?)?, args)?;
    files::print(
        b"git diff shows the values of encrypted files, and git merge merges them.\nCommit .gitattributes, so \
          that it is so for everybody who runs `sops-rs git install`.\n",
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Puts our parts into the repository. All that can be wrong is found before anything is written.
pub(in crate::commands) fn set_up(repository: &Repository, args: &GitInstall) -> Result<()> {
    let patterns =
        if args.patterns.is_empty() { PATTERNS.map(str::to_owned).to_vec() } else { args.patterns.clone() };
    if let Some(bad) = patterns.iter().find(|pattern| pattern.is_empty() || pattern.contains(['\n', '"'])) {
        let message = format!("{bad:?} is no pattern for .gitattributes");
        return Err(Error::new(ErrorKind::Generic, message).hint("Write it as in .gitignore"));
    }
    let attributes = Attributes::of(repository)?;
    configure(repository, args)?;
    attributes.write(Some(&patterns))?;
    if !args.no_hook {
        install_hook(repository, &args.program)?;
    }
    if !is_program(&args.program) {
        report::warn(&format!(
            "git will not find {}: until it is there, git cannot show or merge the files",
            report::clean(&args.program)
        ));
        report::hint("Put it on the PATH, or name it: sops-rs git install --program PROGRAM");
    }
    Ok(())
}

/// Whether nothing of ours is missing in the repository. A hook of the user's own is as it should be.
pub(in crate::commands) fn is_set_up(repository: &Repository) -> Result<bool> {
    Ok(Attributes::of(repository)?.patterns().is_some()
        && is_configured(repository, SECTIONS[0])?
        && is_configured(repository, SECTIONS[1])?
        && !matches!(Hook::of(repository)?, Hook::Missing(_)))
}

fn is_program(program: &str) -> bool {
    let path = Path::new(program);
    if path.components().count() > 1 {
        return path.is_file();
    }
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    env::program_folders().into_iter().any(|folder| folder.join(&name).is_file())
}

pub(super) fn uninstall() -> Outcome {
    let repository = Repository::around(&working_directory()?)?;
    Attributes::of(&repository)?.write(None)?;
    for section in SECTIONS {
        if is_configured(&repository, section)? {
            repository.git(["config", "--local", "--remove-section", section])?;
        }
    }
    if let Hook::Ours(path) = Hook::of(&repository)? {
        fs::remove_file(&path).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn status() -> Outcome {
    let repository = Repository::around(&working_directory()?)?;
    let has_attributes = Attributes::of(&repository)?.patterns();
    let hook = match Hook::of(&repository)? {
        Hook::Ours(_) => Ok("installed".to_owned()),
        Hook::Missing(_) => Err("not installed".to_owned()),
        Hook::Foreign(path) | Hook::Elsewhere(path) => {
            let calls = fs::read_to_string(&path).is_ok_and(|text| text.contains("check --staged"));
            let path = path.display();
            if calls { Ok(format!("called from {path}")) } else { Err(format!("not called from {path}")) }
        }
    };
    let configured = |section| {
        let is_there = is_configured(&repository, section);
        is_there.map(|there| if there { Ok("installed".to_owned()) } else { Err("not installed".to_owned()) })
    };
    let attributes = match has_attributes {
        Some(patterns) => Ok(patterns.join(" ")),
        None => Err("not in .gitattributes".to_owned()),
    };
    let lines = [
        ("diff driver", configured(SECTIONS[0])?),
        ("merge driver", configured(SECTIONS[1])?),
        ("files", attributes),
        ("pre-commit hook", hook),
    ];
    let mut text = String::new();
    for (name, state) in &lines {
        let state = match state {
            Ok(state) | Err(state) => state,
        };
        text.push_str(&format!("{name:<16} {state}\n"));
    }
    files::print(text.as_bytes())?;
    Ok(ExitCode::from(u8::from(lines.iter().any(|(_, state)| state.is_err()))))
}

fn configure(repository: &Repository, args: &GitInstall) -> Result<()> {
    // Git hands these lines to a shell.
    let program = shell_words::quote(&args.program);
    let keys_only = if args.keys_only { " --keys-only" } else { "" };
    let settings = [
        ("diff.sops-rs.textconv", format!("{program} git textconv{keys_only}")),
        // With it, git would keep the plaintext in its object database.
        ("diff.sops-rs.cachetextconv", "false".to_owned()),
        ("merge.sops-rs.name", "sops-rs: by key path".to_owned()),
        ("merge.sops-rs.driver", format!("{program} git merge-driver %O %A %B %L %P")),
        ("merge.sops-rs.recursive", "sops-rs-ancestor".to_owned()),
        ("merge.sops-rs-ancestor.name", "sops-rs: by key path, between ancestors".to_owned()),
        ("merge.sops-rs-ancestor.driver", format!("{program} git merge-driver --ancestor %O %A %B %L %P")),
    ];
    for (name, value) in settings {
        repository.git(["config", "--local", "--replace-all", name, &value])?;
    }
    Ok(())
}

fn is_configured(repository: &Repository, section: &str) -> Result<bool> {
    let pattern = format!("^{}\\.", section.replace('.', "\\."));
    Ok(repository.try_git(["config", "--local", "--get-regexp", &pattern])?.status.success())
}

/// The file `.gitattributes` at the top.
struct Attributes {
    path: PathBuf,
    text: String,
}

impl Attributes {
    fn of(repository: &Repository) -> Result<Self> {
        let path = repository.top.join(".gitattributes");
        // Git does not follow a link there either.
        if path.is_symlink() {
            return Err(Error::new(
                ErrorKind::Generic,
                "the file is a symbolic link, which git does not follow",
            )
            .in_file(path)
            .hint("Put a file in its place"));
        }
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(Error::new(ErrorKind::Input, "cannot read the file")
                    .because(error)
                    .in_file(path));
            }
        };
        Ok(Self { path, text })
    }

    /// Our lines, and all others.
    fn parts(&self) -> (Option<Vec<&str>>, String) {
        let (mut ours, mut others, mut inside) = (None, String::new(), false);
        for line in self.text.split_inclusive('\n') {
            match line.trim_end() {
                START => (ours, inside) = (Some(Vec::new()), true),
                END if inside => inside = false,
                text if inside => ours.iter_mut().for_each(|ours: &mut Vec<_>| ours.push(text)),
                _ => others.push_str(line),
            }
        }
        (ours, others)
    }

    fn patterns(&self) -> Option<Vec<String>> {
        let pattern =
            |line: &&str| line.rsplit_once(" diff=").map_or(*line, |(pattern, _)| pattern).to_owned();
        Some(self.parts().0?.iter().map(pattern).collect())
    }

    /// Puts our lines in, before all others so that these count, or takes them out.
    fn write(&self, patterns: Option<&[String]>) -> Result<()> {
        let (_, others) = self.parts();
        let mut text = String::new();
        if let Some(patterns) = patterns {
            let line = |pattern: &String| {
                let quoted = if pattern.contains(' ') { format!("\"{pattern}\"") } else { pattern.clone() };
                format!("{quoted} diff=sops-rs merge=sops-rs\n")
            };
            let lines: String = patterns.iter().map(line).collect();
            text = format!("{START}\n{lines}{END}\n");
        }
        text.push_str(&others);
        if text == self.text {
            return Ok(());
        }
        if text.is_empty() {
            return fs::remove_file(&self.path).map_err(|error| unwritable(&self.path, &error));
        }
        sys::replace_file(&self.path, text.as_bytes(), NewFile::Ordinary)
    }
}

/// The pre-commit hook.
enum Hook {
    /// It is ours.
    Ours(PathBuf),
    /// There is none yet.
    Missing(PathBuf),
    /// It is somebody else's.
    Foreign(PathBuf),
    /// Hooks are in a folder of the user's choice, which other repositories may share.
    Elsewhere(PathBuf),
}

impl Hook {
    fn of(repository: &Repository) -> Result<Self> {
        let path = repository.git_path(&["rev-parse", "--git-path", "hooks/pre-commit"])?;
        let is_set = repository.try_git(["config", "core.hooksPath"])?.status.success();
        if is_set {
            return Ok(Self::Elsewhere(path));
        }
        Ok(match fs::read(&path) {
            Ok(bytes) if memchr::memmem::find(&bytes, START.as_bytes()).is_some() => Self::Ours(path),
            Ok(_) => Self::Foreign(path),
            Err(_) if path.is_symlink() => Self::Foreign(path),
            Err(_) => Self::Missing(path),
        })
    }
}

fn install_hook(repository: &Repository, program: &str) -> Result<()> {
    let program = shell_words::quote(program);
    let path = match Hook::of(repository)? {
        Hook::Ours(path) | Hook::Missing(path) => path,
        Hook::Foreign(path) | Hook::Elsewhere(path) => {
            let calls = fs::read_to_string(&path).is_ok_and(|text| text.contains("check --staged"));
            if !calls {
                report::warn(&format!(
                    "{}: your own pre-commit hook is left as it is; add this line to it: {program} check --staged",
                    path.display()
                ));
            }
            return Ok(());
        }
    };
    // Silent when all is well, as git's own hooks are.
    let script = format!(
        "#!/bin/sh\n{START}\ncommand -v {program} >/dev/null 2>&1 || {{\n  echo 'sops-rs is not on the PATH: what is \
         committed cannot be checked (git commit --no-verify commits all the same)' >&2\n  exit 1\n}}\nfound=$({program} \
         check --staged) && exit 0\nprintf '%s\\n' \"$found\"\nexit 1\n"
    );
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    sys::replace_file(&path, script.as_bytes(), NewFile::Ordinary)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .map_err(|error| unwritable(&path, &error))?;
    }
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Output, "cannot write").because(error).in_file(path)
}
