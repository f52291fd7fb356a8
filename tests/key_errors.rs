//! Keys that give no data key, through the program: every way has its words and its exit code, names the
//! key, changes no file, waits for nobody longer than it should, and shows no secret.

#![cfg(all(unix, feature = "aws-kms"))]

use std::time::{Duration, Instant};

use sops_rs::keys::{KeyKind, MasterKey, Provider as _, age::Age};

use crate::support::{
    Run, Sandbox,
    gpg::Keyring,
    kms::{Canned, Moto, Reply, free_port, refusal},
};

const PLAIN: &str = "password: canary\nport: 8080\n";
const ARN: &str = "arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a";

/// A folder with a plain file, and an encrypted one.
struct Place {
    sandbox: Sandbox,
    recipient: String,
    variables: Vec<(&'static str, String)>,
    /// Flags that stand before the command.
    flags: Vec<String>,
}

impl Place {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        sandbox.write("plain.yaml", PLAIN);
        let variables = vec![("AWS_EC2_METADATA_DISABLED", "true".to_owned())];
        Self { sandbox, recipient, variables, flags: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.into()));
    }

    /// With so many seconds' patience.
    fn within(mut self, seconds: u32) -> Self {
        self.flags = vec![format!("--timeout={seconds}")];
        self
    }

    /// With credentials for a server there.
    fn with_aws(self, url: &str) -> Self {
        self.with("AWS_ENDPOINT_URL", url)
            .with("AWS_ACCESS_KEY_ID", "AKIATEST")
            .with("AWS_SECRET_ACCESS_KEY", "CANARY-secret-access-key")
    }

    fn run(&self, args: &[&str]) -> Run {
        let flags = self.flags.iter().map(String::as_str);
        let run = self.sandbox.run(flags.chain(args.iter().copied()));
        self.variables.iter().fold(run, |run, (name, value)| run.env(name, value))
    }

    fn encrypt(&self, flags: &[&str]) -> String {
        self.run(&[&["encrypt"], flags, &["plain.yaml"]].concat()).stdout()
    }

    /// Encrypting for these keys fails, in place as well as not.
    #[track_caller]
    fn cannot_encrypt(&self, flags: &[&str], code: i32, report: &str) {
        self.fails(&[&["encrypt"], flags, &["-i", "plain.yaml"]].concat(), code, report);
    }

    /// Nobody reads `file`, and no command changes it.
    #[track_caller]
    fn cannot_decrypt(&self, file: &str, report: &str) {
        self.sandbox.write("secret.yaml", file);
        self.fails(&["decrypt", "-i", "secret.yaml"], 128, report);
        self.sandbox.write("new.yaml", "password: other canary\n");
        for args in [
            &["rotate", "-i", "secret.yaml"][..],
            &["groups", "add", "-i", "--file", "secret.yaml", "--age", &self.recipient],
            &["encrypt", "--update", "secret.yaml", "new.yaml", "--output", "secret.yaml"],
            &["exec-env", "secret.yaml", "--", "true"],
        ] {
            let ended = self.run(args).finish();
            // What nobody could wrap again is refused before it is read.
            assert!(matches!(ended.code, Some(128 | 111)), "{args:?}: {}", ended.stderr);
            assert_eq!(ended.text(), "");
            check(&ended.stderr);
            assert_eq!(self.sandbox.read("secret.yaml"), file);
        }
    }

    #[track_caller]
    fn fails(&self, args: &[&str], code: i32, report: &str) {
        let before = self.files();
        let mut ended = self.run(args).finish();
        check(&ended.stderr);
        for (_, value) in &self.variables {
            if let Some((_, port)) = value.rsplit_once("127.0.0.1:") {
                ended.stderr = ended.stderr.replace(port, "PORT");
            }
        }
        ended.reports(&self.sandbox, code, report);
        assert_eq!(self.files(), before);
    }

    fn files(&self) -> Vec<(String, String)> {
        let names = self.sandbox.names().into_iter();
        names.map(|name| (name.clone(), self.sandbox.read(&name))).collect()
    }
}

/// No secret is shown.
#[track_caller]
fn check(words: &str) {
    let lower = words.to_lowercase();
    assert!(!lower.contains("canary") && !lower.contains("secret-key-1"), "{words}");
}

// ---- AWS KMS ----

/// A file whose key no server has.
fn file_of_nowhere() -> String {
    let token = "ENC[AES256_GCM,data:AA==,iv:AAAA,tag:AAAAAAAAAAAAAAAAAAAAAA==,type:str]";
    format!(
        "a: {token}\nsops:\n    kms:\n        - arn: {ARN}\n          enc: AAAA\n          aws_profile: \"\"\n    \
         lastmodified: \"2025-01-01T00:00:00Z\"\n    mac: {token}\n    version: 3.11.0\n"
    )
}

#[test]
fn kms_is_not_reachable() {
    let place = Place::new().with_aws(&format!("http://127.0.0.1:{}", free_port()));
    place.cannot_encrypt(&["--kms", ARN], 111, "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  AWS KMS in us-east-1 cannot be reached: Connection refused (os error 111)
hint: Check the network connection, and HTTPS_PROXY and AWS_ENDPOINT_URL if they are set
");
    place.cannot_decrypt(&file_of_nowhere(), "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: AWS KMS in us-east-1 cannot be reached: Connection refused (os error 111)
hint: Check the network connection, and HTTPS_PROXY and AWS_ENDPOINT_URL if they are set
");
}

#[test]
fn kms_keeps_silent() {
    let server = Canned::start(Reply::Nothing);
    let place = Place::new().with_aws(&server.url()).within(1);
    let start = Instant::now();
    place.cannot_encrypt(&["--kms", ARN], 111, "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  no answer within 1 second
hint: Check the network connection, HTTPS_PROXY, AWS_ENDPOINT_URL and where the AWS credentials come from
");
    place.cannot_decrypt(
        &file_of_nowhere(),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: no answer within 1 second
hint: Check the network connection, HTTPS_PROXY, AWS_ENDPOINT_URL and where the AWS credentials come from
",
    );
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn kms_refuses() {
    let denied = "User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt";
    for (code, words, wrapping, unwrapping) in [
        ("AccessDeniedException", denied, "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  AWS KMS denied access: User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt
hint: Ask for kms:Encrypt and kms:Decrypt on this key, or use other AWS credentials (AWS_PROFILE)
", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: AWS KMS denied access: User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt
hint: Ask for kms:Encrypt and kms:Decrypt on this key, or use other AWS credentials (AWS_PROFILE)
"),
        ("ThrottlingException", "Rate exceeded", "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  AWS KMS in us-east-1 has had too many requests (after 3 attempts)
hint: Try again in a while
", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: AWS KMS in us-east-1 has had too many requests (after 3 attempts)
hint: Try again in a while
"),
        ("NotFoundException", "Key does not exist", "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  there is no such key in us-east-1
hint: Check the region and the account in its ARN; a deleted key cannot be brought back
", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: there is no such key in us-east-1
hint: Check the region and the account in its ARN; a deleted key cannot be brought back
"),
        ("KMSInvalidStateException", "arn:… is pending deletion.", "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  the key is about to be deleted
hint: Cancel it while there is time: aws kms cancel-key-deletion
", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: the key is about to be deleted
hint: Cancel it while there is time: aws kms cancel-key-deletion
"),
        ("ExpiredTokenException", "CANARY", "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  the AWS credentials have expired
hint: Sign in to AWS again
", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: the AWS credentials have expired
hint: Sign in to AWS again
"),
    ] {
        let server = Canned::start(Reply::Says(400, refusal(code, words)));
        let place = Place::new().with_aws(&server.url());
        place.cannot_encrypt(&["--kms", ARN], 111, wrapping);
        place.cannot_decrypt(&file_of_nowhere(), unwrapping);
    }
}

#[test]
fn the_key_is_in_another_region() {
    let moto = Moto::shared();
    let place = Place::new().with_aws(&moto.url());
    let arn = moto.create_key("us-east-1", "elsewhere");
    let file = place.encrypt(&["--kms", &arn]);
    let elsewhere = ARN.replace("us-east-1", "eu-west-1");
    let file = file.replace(&arn, &elsewhere);
    place.cannot_encrypt(&["--kms", &elsewhere], 111, "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:eu-west-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  there is no such key in eu-west-1
hint: Check the region and the account in its ARN; a deleted key cannot be brought back
");
    place.cannot_decrypt(&file, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:eu-west-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: there is no such key in eu-west-1
hint: Check the region and the account in its ARN; a deleted key cannot be brought back
");
}

#[test]
fn there_are_no_credentials() {
    let place = Place::new();
    place.cannot_encrypt(&["--kms", ARN], 111, "\
error: plain.yaml: the data key could not be wrapped for arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a
  no AWS credentials were found
hint: Sign in to AWS, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; to see what is wrong: aws sts get-caller-identity
");
    place.cannot_decrypt(&file_of_nowhere(), "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  kms arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a: no AWS credentials were found
hint: Sign in to AWS, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; to see what is wrong: aws sts get-caller-identity
");
}

// ---- PGP ----

const NOBODY: &str = "1111111111111111111111111111111111111111";

#[test]
fn gpg_is_missing() {
    let (keyring, fingerprint) = Keyring::with_key("mine@example.com");
    let mut place = Place::new().with("GNUPGHOME", keyring.path("").to_str().unwrap());
    let file = place.encrypt(&["--pgp", &fingerprint]).replace(&fingerprint, NOBODY);
    place.set("SOPS_GPG_EXEC", "/nowhere/gpg");
    place.cannot_encrypt(
        &["--pgp", NOBODY],
        111,
        "\
error: plain.yaml: the data key cannot be wrapped for the PGP key 1111111111111111111111111111111111111111
  the program `/nowhere/gpg` was not found
hint: Install GnuPG, or set SOPS_GPG_EXEC to its program
",
    );
    place.cannot_decrypt(
        &file,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  pgp 1111111111111111111111111111111111111111: the program `/nowhere/gpg` was not found
hint: Install GnuPG, or set SOPS_GPG_EXEC to its program
",
    );
}

#[test]
fn gpg_has_no_key() {
    let (theirs, fingerprint) = Keyring::with_key("their@example.com");
    let mut place = Place::new().with("GNUPGHOME", theirs.path("").to_str().unwrap());
    let file = place.encrypt(&["--pgp", &fingerprint]).replace(&fingerprint, NOBODY);
    let empty = Keyring::new();
    empty.gpg(&["--list-keys"], b"");
    place.set("GNUPGHOME", empty.path("").to_str().unwrap());
    place.cannot_encrypt(
        &["--pgp", NOBODY],
        111,
        "\
error: plain.yaml: the data key cannot be wrapped for the PGP key 1111111111111111111111111111111111111111
  gpg has no such public key
hint: Import it with `gpg --import`, or set GNUPGHOME to the folder of the keyring that has it
",
    );
    place.cannot_decrypt(&file, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  pgp 1111111111111111111111111111111111111111: gpg has no secret key that opens it
hint: Ask someone who can read the file to add a key of yours, or set GNUPGHOME to the folder of the keyring that has the secret key
");
}

#[test]
fn pinentry_gives_no_passphrase() {
    let keyring = Keyring::new();
    let fingerprint = keyring.generate("mine@example.com", &["--passphrase", "open canary"], "never");
    let place = Place::new().with("GNUPGHOME", keyring.path("").to_str().unwrap());
    let file = place.encrypt(&["--pgp", &fingerprint]).replace(&fingerprint, NOBODY);
    keyring.answer("echo 'ERR 83886179 Operation cancelled <Pinentry>'");
    place.cannot_decrypt(
        &file,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  pgp 1111111111111111111111111111111111111111: entering the passphrase was cancelled
    gpg: public key decryption failed: Operation cancelled
hint: Try again and enter the passphrase of this key
",
    );
    keyring.answer("echo 'D wrong canary'; echo OK");
    place.cannot_decrypt(
        &file,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  pgp 1111111111111111111111111111111111111111: the passphrase was wrong
    gpg: public key decryption failed: Bad passphrase
hint: Try again and enter the passphrase of this key
",
    );
    keyring.answer("exec sleep 60");
    let start = Instant::now();
    place.within(1).cannot_decrypt(
        &file,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  pgp 1111111111111111111111111111111111111111: gpg had not opened it after 1 s
hint: Unlock the key where you can enter its passphrase, then try again
",
    );
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

// ---- What the metadata says ----

/// Two groups with one age key each, whose identities are at the default place.
fn of_two_groups(place: &Place) -> (String, String) {
    let other = place.sandbox.path("other.txt");
    let made = place.run(&["keygen", "-o", other.to_str().unwrap()]).stdout();
    let keys = place.sandbox.home().join(".config/sops/age/keys.txt");
    let all = std::fs::read_to_string(&keys).unwrap() + &place.sandbox.read("other.txt");
    std::fs::write(keys, all).unwrap();
    std::fs::remove_file(other).unwrap();
    let groups = format!(
        "creation_rules:\n  - key_groups:\n      - age: ['{}']\n      - age: ['{}']\n",
        place.recipient,
        made.trim()
    );
    place.sandbox.write("config.yaml", groups);
    let file = place.encrypt(&["--config", "config.yaml"]);
    place.sandbox.write("intact.yaml", &file);
    assert_eq!(place.run(&["decrypt", "intact.yaml"]).stdout(), PLAIN);
    (file, made.trim().to_owned())
}

/// The lines of the file that hold its second group.
fn second_group(file: &str) -> &str {
    let groups = file.split_once("    key_groups:\n").unwrap().1;
    let groups = &groups[..groups.find("    lastmodified:").unwrap()];
    let second = groups.find("\n        - ").unwrap() + 1;
    &groups[second..]
}

fn first_group(file: &str) -> &str {
    let groups = file.split_once("    key_groups:\n").unwrap().1;
    groups.split_once(second_group(file)).unwrap().0
}

/// What somebody wraps for a recipient who has another secret in mind.
fn wrapped(recipient: &str, secret: &[u8]) -> String {
    let mut key = MasterKey::new(KeyKind::Age, recipient);
    Age::new(Vec::new()).wrap(&mut key, secret).unwrap();
    key.enc().lines().map(|line| format!("                {line}\n")).collect()
}

#[test]
fn the_threshold_is_above_the_number_of_groups() {
    let place = Place::new();
    let (file, _) = of_two_groups(&place);
    place.cannot_decrypt(
        &file.replace("shamir_threshold: 2", "shamir_threshold: 3"),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  shamir_threshold is 3, but there are only 2 key groups
hint: Restore the file from version control
",
    );
    place.cannot_decrypt(
        &file.replace("shamir_threshold: 2", "shamir_threshold: 1"),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  shamir_threshold is 1, but with several key groups at least 2 are needed
hint: Restore the file from version control
",
    );
    let flag = "--shamir-secret-sharing-threshold";
    place.cannot_encrypt(
        &["--config", "config.yaml", flag, "3"],
        111,
        "\
error: plain.yaml: the data key cannot be wrapped for these key groups
  shamir_threshold is 3, but there are only 2 key groups
hint: Correct shamir_threshold or the key groups
",
    );
    let rule = place.sandbox.read("config.yaml");
    place.sandbox.write("config.yaml", rule + "    shamir_threshold: 3\n");
    place.cannot_encrypt(
        &["--config", "config.yaml"],
        5,
        "\
error: config.yaml:5:23: `shamir_threshold` is 3, but the rule has 2 key groups
hint: Lower it, or add key groups
",
    );
}

#[test]
fn a_group_is_empty() {
    let place = Place::new();
    let (file, other) = of_two_groups(&place);
    let masked = |file: String| file.replace(&place.recipient, "age1first").replace(&other, "age1second");
    let empty = file.replace(second_group(&file), "        - age: []\n");
    place.cannot_decrypt(
        &masked(empty),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2: it names no key that this version knows
hint: Restore the file from version control
",
    );
    place.cannot_decrypt(
        &masked(file.replace(second_group(&file), "        - {}\n")),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2: it names no key that this version knows
hint: Restore the file from version control
",
    );
    let rule = place.sandbox.read("config.yaml");
    place.sandbox.write("config.yaml", rule.replace(&format!("'{other}'"), ""));
    place.cannot_encrypt(
        &["--config", "config.yaml"],
        5,
        "\
error: config.yaml:4:9: key group 2 has no keys
hint: Give it a key, or remove it
",
    );
}

#[test]
fn two_shares_have_one_number() {
    let place = Place::new();
    let (file, other) = of_two_groups(&place);
    let twice = file.replace(second_group(&file), first_group(&file));
    let masked = |file: String| file.replace(&place.recipient, "age1first").replace(&other, "age1second");
    place.cannot_decrypt(&masked(twice), "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2:
    age age1first: the share of the key in this entry has the same number as that of group 1
      next: restore the file from version control
hint: In each group one key is enough: make one of them work in 1 more of the groups, or ask someone who can read the file to add a key of yours
");
}

#[test]
fn a_wrapped_key_has_another_length() {
    let place = Place::new();
    let (file, other) = of_two_groups(&place);
    let masked = |file: String| file.replace(&place.recipient, "age1first").replace(&other, "age1second");
    for (secret, report) in [(&[7; 16][..], "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2:
    age age1second: the share of the key in this entry has 16 bytes instead of 33
      next: restore the file from version control
hint: In each group one key is enough: make one of them work in 1 more of the groups, or ask someone who can read the file to add a key of yours
"), (&[7; 32], "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2:
    age age1second: the share of the key in this entry has 32 bytes instead of 33
      next: restore the file from version control
hint: In each group one key is enough: make one of them work in 1 more of the groups, or ask someone who can read the file to add a key of yours
"), (b"", "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  of its 2 key groups 2 are needed, and only 1 could be opened
  group 1 of 2: opened with age age1first
  group 2 of 2:
    age age1second: the share of the key in this entry has 0 bytes instead of 33
      next: restore the file from version control
hint: In each group one key is enough: make one of them work in 1 more of the groups, or ask someone who can read the file to add a key of yours
")] {
        let group = format!(
            "        - age:\n            - recipient: {other}\n              enc: |\n{}",
            wrapped(&other, secret)
        );
        place.cannot_decrypt(&masked(file.replace(second_group(&file), &group)), report);
    }
    let single = place.encrypt(&["--age", &place.recipient]);
    let enc = single.split_once("enc: |\n").unwrap().1;
    let enc = &enc[..enc.find("    lastmodified").unwrap()];
    let short = wrapped(&place.recipient, &[7; 31]).replace("                ", "            ");
    place.cannot_decrypt(
        &single.replace(enc, &short).replace(&place.recipient, "age1first"),
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1first: the key in this entry has 31 bytes instead of 32
hint: Restore the file from version control
",
    );
}
