//! The real program, version 3.11.0. What enters: bytes, a format, a rule. What leaves: what it made
//! of them. It runs with its own home and key, so that nothing of this machine decides.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use sops_rs::{format::FormatName, select::Selectors};
use tempfile::TempDir;

/// What is encrypted, beside to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The selectors.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
}

/// The real program in a folder of its own.
pub struct Oracle {
    program: PathBuf,
    home: TempDir,
    runs: AtomicUsize,
}

/// The real program said no.
pub struct Refusal {
    /// Its exit code.
    pub code: Option<i32>,
    /// Its words.
    pub stderr: String,
}

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The identity that reads every fixture.
pub fn key_file() -> PathBuf {
    fixtures().join("keys/team.txt")
}

/// The recipient of that identity.
pub fn recipient() -> String {
    let text = fs::read_to_string(key_file()).expect("the key of the fixtures is in the repository");
    let line = text.lines().find_map(|line| line.strip_prefix("# public key: "));
    line.expect("age-keygen writes the recipient into the file").to_owned()
}

impl Default for Rule {
    /// What the real program does when a rule names no selector.
    fn default() -> Self {
        let selectors = Selectors { unencrypted_suffix: Some("_unencrypted".into()), ..Selectors::default() };
        Self { selectors, mac_only_encrypted: false }
    }
}

impl Rule {
    /// The entries of a creation rule, one a line: the simple YAML that the fixtures hold.
    pub fn parse(text: &str) -> Self {
        let mut rule = Self { selectors: Selectors::default(), mac_only_encrypted: false };
        for (key, value) in text.lines().filter_map(|line| line.split_once(": ")) {
            let selectors = &mut rule.selectors;
            let place = match key {
                "unencrypted_suffix" => &mut selectors.unencrypted_suffix,
                "encrypted_suffix" => &mut selectors.encrypted_suffix,
                "unencrypted_regex" => &mut selectors.unencrypted_regex,
                "encrypted_regex" => &mut selectors.encrypted_regex,
                "unencrypted_comment_regex" => &mut selectors.unencrypted_comment_regex,
                "encrypted_comment_regex" => &mut selectors.encrypted_comment_regex,
                "mac_only_encrypted" => {
                    rule.mac_only_encrypted = value == "true";
                    continue;
                }
                _ => panic!("a rule of a fixture has the unknown key {key}"),
            };
            *place = Some(value.trim_matches('\'').to_owned());
        }
        if rule.selectors == Selectors::default() {
            rule.selectors = Self::default().selectors;
        }
        rule
    }

    fn config(&self) -> String {
        let mut text = format!("creation_rules:\n  - age: {}\n", recipient());
        let selectors = &self.selectors;
        for (key, value) in [
            ("unencrypted_suffix", &selectors.unencrypted_suffix),
            ("encrypted_suffix", &selectors.encrypted_suffix),
            ("unencrypted_regex", &selectors.unencrypted_regex),
            ("encrypted_regex", &selectors.encrypted_regex),
            ("unencrypted_comment_regex", &selectors.unencrypted_comment_regex),
            ("encrypted_comment_regex", &selectors.encrypted_comment_regex),
        ] {
            if let Some(value) = value {
                text += &format!("    {key}: '{value}'\n");
            }
        }
        if self.mac_only_encrypted {
            text += "    mac_only_encrypted: true\n";
        }
        text
    }
}

impl Oracle {
    /// Finds the program, and makes the folder.
    pub fn new() -> Self {
        let program = program();
        Self { program, home: TempDir::new().expect("a temporary folder"), runs: AtomicUsize::new(0) }
    }

    /// `sops encrypt`.
    pub fn encrypt(&self, plain: &[u8], format: FormatName, rule: &Rule) -> Result<Vec<u8>, Refusal> {
        let config = self.write(rule.config().as_bytes(), "config.yaml");
        let output = self.run(plain, format, &["--config", &config.to_string_lossy(), "encrypt"]);
        fs::remove_file(config).expect("the config was written above");
        output
    }

    /// `sops decrypt`, in the file's own format.
    pub fn decrypt(&self, encrypted: &[u8], format: FormatName) -> Result<Vec<u8>, Refusal> {
        self.run(encrypted, format, &["decrypt"])
    }

    /// `sops decrypt --output-type`.
    pub fn decrypt_to(&self, encrypted: &[u8], from: FormatName, to: FormatName) -> Result<Vec<u8>, Refusal> {
        self.run(encrypted, from, &["decrypt", "--output-type", to.as_str()])
    }

    fn run(&self, input: &[u8], format: FormatName, arguments: &[&str]) -> Result<Vec<u8>, Refusal> {
        let file = self.write(input, &format!("input.{}", extension(format)));
        let output = Command::new(&self.program)
            .args(["--disable-version-check"])
            .args(arguments)
            .arg(&file)
            .env_clear()
            .env("HOME", self.home.path())
            .env("SOPS_AGE_KEY_FILE", key_file())
            .current_dir(self.home.path())
            .output()
            .expect("the real sops starts");
        fs::remove_file(file).expect("the input was written above");
        if output.status.success() {
            Ok(output.stdout)
        } else {
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(Refusal { code: output.status.code(), stderr })
        }
    }

    /// Writes a file whose name no other run uses.
    fn write(&self, bytes: &[u8], name: &str) -> PathBuf {
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let path = self.home.path().join(format!("{number}-{name}"));
        fs::write(&path, bytes).expect("the temporary folder can be written");
        path
    }
}

/// The real program: the one that `SOPS_RS_ORACLE` names, else the one that `make tools` installs.
///
/// # Panics
/// When it is missing: a test that cannot ask the judge has not passed.
pub fn program() -> PathBuf {
    match std::env::var_os("SOPS_RS_ORACLE") {
        Some(program) => existing(program.into(), "set SOPS_RS_ORACLE"),
        None => tool("sops"),
    }
}

/// A program that the tests need. It is in `bin` of the folder that `SOPS_RS_TOOLS` names, else beside
/// `SOPS_RS_ORACLE`, else where `make tools` puts it.
///
/// # Panics
/// When it is missing.
pub fn tool(name: &str) -> PathBuf {
    let folder = match (std::env::var_os("SOPS_RS_TOOLS"), std::env::var_os("SOPS_RS_ORACLE")) {
        (Some(tools), _) => Path::new(&tools).join("bin"),
        (None, Some(oracle)) => Path::new(&oracle).parent().expect("a program has a folder").to_owned(),
        (None, None) => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin"),
    };
    existing(folder.join(name), "set SOPS_RS_TOOLS")
}

fn existing(program: PathBuf, hint: &str) -> PathBuf {
    assert!(program.exists(), "{} is missing: run `make tools`, or {hint}", program.display());
    program
}

/// The ending of a file in that format.
pub fn extension(format: FormatName) -> &'static str {
    match format {
        FormatName::Dotenv => "env",
        other => other.as_str(),
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the real sops refused (exit code {:?}): {}", self.code, self.stderr.trim())
    }
}
