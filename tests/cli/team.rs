//! Several people with keys of their own around one sandbox, and what they look at when keys change.

use std::path::Path;

use regex::Regex;

use crate::support::{Run, Sandbox, oracle};

/// A file in three formats, each with a layout of its own, and its name.
pub const FILES: [(&str, &str); 3] = [
    ("a.yaml", "# note\npassword: 's3cret'   # why\nlist: [80, 0x1F]\nplain_unencrypted: x\n"),
    ("a.json", "{\n  \"password\": \"s3cret\",\n  \"list\": [80, 1.50]\n}\n"),
    ("a.env", "# note\nPASSWORD=s3cret\nEMPTY=\n"),
];

/// A sandbox whose own key is `me`; the others read with keys of their own.
pub struct Team {
    pub sandbox: Sandbox,
    pub me: String,
    pub alice: String,
    pub bob: String,
}

impl Team {
    pub fn new() -> Self {
        let (sandbox, me) = Sandbox::with_key();
        let mut team = Self { sandbox, me, alice: String::new(), bob: String::new() };
        team.alice = team.home_key("alice", &[]);
        team.bob = team.home_key("bob", &[]);
        team
    }

    /// A new identity in the home folder, where it is not found by itself; its recipient.
    pub fn home_key(&self, name: &str, flags: &[&str]) -> String {
        let path = self.sandbox.home().join(name);
        let args = [&["keygen", "-o", path.to_str().unwrap()], flags].concat();
        self.sandbox.run(args).stdout().trim().to_owned()
    }

    /// Writes a config with one rule of these lines.
    pub fn rule(&self, lines: &[&str]) {
        let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
        self.sandbox.write(".sops-rs.yaml", format!("creation_rules:\n  - path_regex: .\n{lines}"));
    }

    /// Writes a config whose rule names these recipients.
    pub fn rule_for(&self, recipients: &[&str]) {
        self.rule(&[&format!("age: {}", recipients.join(","))]);
    }

    /// Writes a config whose rule has these groups of one recipient each.
    pub fn rule_of_groups(&self, recipients: &[&str], threshold: u32) {
        let mut lines = vec![format!("shamir_threshold: {threshold}"), "key_groups:".to_owned()];
        lines.extend(recipients.iter().map(|recipient| format!("  - age: [{recipient}]")));
        self.rule(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Writes `content` encrypted by the rule, and returns the encrypted text.
    pub fn encrypted(&self, name: &str, content: &str) -> String {
        self.sandbox.write(name, content);
        self.sandbox.run(["encrypt", "-i", name]).stdout();
        self.sandbox.read(name)
    }

    /// What the program prints of `args`, which must go well.
    pub fn run(&self, args: &[&str]) -> String {
        self.sandbox.run(args).stdout()
    }

    /// A run with the key of another one alone.
    pub fn run_as(&self, who: &str, args: &[&str]) -> Run {
        let run = self.sandbox.run(args).env("SOPS_AGE_KEY_FILE", self.sandbox.home().join(who));
        run.env("XDG_CONFIG_HOME", "/nowhere")
    }

    /// Whether `who` can decrypt the file, with `me` for the key at the default place.
    pub fn reads(&self, who: &str, name: &str) -> bool {
        let args = ["decrypt", name];
        let run = if who == "me" { self.sandbox.run(args) } else { self.run_as(who, &args) };
        run.finish().code == Some(0)
    }

    /// What the real program prints of `args`, run in the sandbox, which must go well.
    pub fn real(&self, args: &[&str]) -> String {
        let finished = self.sandbox.command(Path::new(&oracle::program()), args).finish();
        assert_eq!(finished.code, Some(0), "{args:?}: {}", finished.stderr);
        finished.text()
    }
}

/// The text without what every new data key changes: tokens, wrapped keys and the time.
pub fn skeleton(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, mask) in [
        (r"ENC\[AES256_GCM,[^\]]*\]", "TOKEN"),
        (r"-----BEGIN AGE[^!]*?-----END AGE ENCRYPTED FILE-----", "KEY"),
        (r"v1:[A-Za-z0-9+/]{150}", "SEAL"),
        (r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME"),
    ] {
        text = Regex::new(pattern).unwrap().replace_all(&text, mask).into_owned();
    }
    text
}

/// The tokens of values, comments, MAC and forms.
pub fn tokens(text: &str) -> Vec<String> {
    let token = Regex::new(r"ENC\[AES256_GCM,[^\]]*\]").unwrap();
    token.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

/// The lines that only one of the two texts has: those of the first, those of the second.
pub fn difference<'a>(old: &'a str, new: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let only = |one: &'a str, other: &'a str| {
        one.lines().filter(|line| !other.lines().any(|known| known == *line)).collect()
    };
    (only(old, new), only(new, old))
}

/// The recipients in the metadata, in their order.
pub fn recipients(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split("recipient: ").nth(1)).collect()
}
