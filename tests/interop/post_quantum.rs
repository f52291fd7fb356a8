//! Post-quantum age keys, with the real program in both directions.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sops_rs::{
    format::{FormatName, Limits},
    keys::{
        KeyKind, MasterKey, Provider,
        age::{self, Age, IdentitySource},
    },
    ops,
    select::Selectors,
};
use tempfile::TempDir;

const PLAIN: &[u8] = b"user: ada\npassword: s3cret\n";
const NOW: i64 = 1_700_000_000;

/// A folder with a new post-quantum key, and the program to judge.
struct Place {
    folder: TempDir,
    recipient: String,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let (keys, recipient) = age::generate_pq(NOW).unwrap();
        fs::write(folder.path().join("keys.txt"), keys.expose()).unwrap();
        fs::write(folder.path().join("plain.yaml"), PLAIN).unwrap();
        Self { folder, recipient }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn sops(&self, arguments: &[&str]) -> Vec<u8> {
        let program = std::env::var_os("SOPS_RS_ORACLE").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/sops"),
            PathBuf::from,
        );
        let output = Command::new(&program)
            .arg("--disable-version-check")
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("SOPS_AGE_KEY_FILE", self.path("keys.txt"))
            .current_dir(self.folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}; run `make tools`", program.display()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn provider(&self) -> Age {
        let path = self.path("keys.txt");
        Age::new(vec![IdentitySource::File { name: "the test key".into(), path, optional: false }])
    }
}

#[test]
fn what_sops_encrypts_for_such_a_key_is_read() {
    let place = Place::new();
    let encrypted = place.sops(&["encrypt", "--age", &place.recipient, "plain.yaml"]);
    let age = place.provider();
    let providers: [&dyn Provider; 1] = [&age];
    let options = ops::DecryptOptions {
        providers: &providers,
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    let opened = ops::decrypt(&encrypted, FormatName::Yaml.format().unwrap(), &options).unwrap();
    assert_eq!(opened.bytes.expose(), PLAIN);
}

#[test]
fn what_is_encrypted_for_such_a_key_is_read_by_sops() {
    let place = Place::new();
    let age = place.provider();
    let providers: [&dyn Provider; 1] = [&age];
    let options = ops::EncryptOptions {
        groups: vec![vec![MasterKey::new(KeyKind::Age, &place.recipient)]],
        shamir_threshold: None,
        selectors: Selectors { unencrypted_suffix: Some("_unencrypted".into()), ..Selectors::default() },
        mac_only_encrypted: false,
        seal: ops::SealChoice::Add,
        providers: &providers,
        now: NOW,
        limits: Limits::default(),
    };
    let encrypted = ops::encrypt(PLAIN, FormatName::Yaml.format().unwrap(), &options).unwrap().bytes;
    fs::write(place.path("ours.yaml"), encrypted).unwrap();
    assert_eq!(place.sops(&["decrypt", "ours.yaml"]), PLAIN);
}
