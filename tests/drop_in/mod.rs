//! The program under the name `sops`, as other programs call it. The real program is asked wherever it
//! can answer.

mod callers;
mod differential;
mod forms;
mod real_callers;
mod rows;
mod table;

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::support::{Run, Sandbox, oracle};

/// What is encrypted in most tests here.
pub const PLAIN: &str = "# secret\na: x\nb: z\n";

/// A sandbox with the key of the fixtures, a creation rule for it, and some files.
pub struct Place {
    pub sandbox: Sandbox,
    pub recipient: String,
}

impl Place {
    pub fn new() -> Self {
        let place = Self { sandbox: Sandbox::new(), recipient: oracle::recipient() };
        let keys = place.sandbox.home().join(".config/sops/age/keys.txt");
        fs::create_dir_all(keys.parent().unwrap()).unwrap();
        fs::copy(oracle::key_file(), keys).unwrap();
        place.sandbox.write(".sops.yaml", format!("creation_rules:\n  - age: {}\n", place.recipient));
        place
    }

    /// Ours.
    pub fn sops(&self, args: &[&str]) -> Run {
        self.sandbox.sops(args)
    }

    /// The real one, in the same place.
    pub fn real(&self, args: &[&str]) -> Run {
        self.sandbox.command(&oracle::program(), args).env("SOPS_DISABLE_VERSION_CHECK", "1")
    }

    /// Writes what the real program makes of `plain`.
    #[track_caller]
    pub fn encrypted(&self, name: &str, plain: &str) {
        self.sandbox.write(name, plain);
        self.real(&["--encrypt", "--in-place", name]).finish().success();
    }

    /// Writes an editor that appends a line.
    pub fn editor(&self, line: &str) -> String {
        let path = self.sandbox.path("editor.sh");
        fs::write(&path, format!("#!/bin/sh\nprintf '%s\\n' '{line}' >> \"$1\"\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }
}
