//! AWS KMS keys against a server: moto, with which the real sops shares its keys, and small servers
//! that refuse, stall or talk nonsense. The library reads nothing of the environment but the SDK
//! does, so every piece of work runs in a process of its own: this program again, with a job.
#![cfg(feature = "aws-kms")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sops_rs::{
    format::{FormatName, Limits},
    keys::{
        Provider,
        aws_kms::{AwsKms, Settings, master_keys, parse_context},
    },
    ops::{DecryptOptions, EncryptOptions, SealChoice, decrypt, encrypt},
    select::Selectors,
};

use crate::support::{
    kms::{Canned, Moto, Reply, free_port, refusal},
    oracle::tool,
};

const JOB: &str = "SOPS_RS_KMS_JOB";
const PLAIN: &str = "a: 1\nb: text\nc:\n    - true\n    - 1.5\n";
const ROLE: &str = "arn:aws:iam::123456789012:role/dev";
/// The credentials' secret half; no message may hold it.
const CANARY: &str = "CANARY-secret-access-key";

// ---- The real sops shares its keys with us ----

#[test]
fn files_cross_over_in_both_directions() {
    let moto = Moto::shared();
    let place = Place::at(moto.port);
    let key = moto.create_key("us-east-1", "crossing");
    let alias = key.replace(key.rsplit_once(":key/").unwrap().1, "crossing").replace(":key/", ":alias/");
    for list in [key.clone(), alias.clone(), format!("{key}+{ROLE}"), format!("{key}, {alias}")] {
        for context in ["", "app:web,env: prod"] {
            let ours = place.encrypt(&list, context, "").unwrap();
            assert_eq!(place.decrypt(&ours).unwrap(), PLAIN, "{list} {context}");
            assert_eq!(place.sops_decrypt(&ours), PLAIN, "{list} {context}");
            let theirs = place.sops_encrypt(&list, context);
            assert_eq!(place.decrypt(&theirs).unwrap(), PLAIN, "{list} {context}");
            assert_eq!(shape(&ours), shape(&theirs), "{list} {context}");
        }
    }
}

#[test]
fn the_settings_of_the_user_win_over_the_hints_of_the_file() {
    let moto = Moto::shared();
    let place = Place::at(moto.port);
    let key = moto.create_key("us-east-1", "settings");

    // A bare alias, which the real sops does not know, becomes one that it does.
    let error = place.encrypt("alias/settings", "", "").unwrap_err();
    assert!(error.contains("the alias stands without a region"), "{error}");
    let ours = place.with("AWS_REGION", "us-east-1").encrypt("alias/settings", "", "").unwrap();
    assert!(ours.contains("arn: arn:aws:kms:us-east-1:123456789012:alias/settings\n"), "{ours}");
    assert_eq!(place.sops_decrypt(&ours), PLAIN);

    // A profile that is not there.
    let ours = place.encrypt(&key, "", "gone").unwrap();
    assert!(ours.contains("aws_profile: gone\n"), "{ours}");
    assert_eq!(place.decrypt(&ours).unwrap(), PLAIN);

    // Nothing but a profile.
    let poor = Place::at(moto.port).without("AWS_ACCESS_KEY_ID");
    let error = poor.decrypt(&ours).unwrap_err();
    assert!(error.contains("the AWS profile gone gives no credentials"), "{error}");
    assert!(
        error.contains("your own AWS credentials in us-east-1: no AWS credentials were found"),
        "{error}"
    );
    poor.write(
        ".aws/credentials",
        &format!("[gone]\naws_access_key_id = AKIAX\naws_secret_access_key = {CANARY}\n"),
    );
    assert_eq!(poor.decrypt(&ours).unwrap(), PLAIN);
    assert_eq!(poor.sops_decrypt(&ours), PLAIN);

    // A role that we may not assume, as when we hold it already.
    let sts = Canned::start(Reply::Says(403, refusal("AccessDenied", "not yours")));
    let strange = place.with("AWS_ENDPOINT_URL_STS", &sts.url());
    let with_role = place.encrypt(&format!("{key}+{ROLE}"), "", "").unwrap();
    assert_eq!(strange.decrypt(&with_role).unwrap(), PLAIN);
    assert_eq!(sts.requests(), 1);
}

#[test]
fn a_key_in_trouble_says_what_is_wrong_with_it() {
    let moto = Moto::shared();
    let place = Place::at(moto.port);
    let fails = |file: &str, reason: &str| {
        let error = place.decrypt(file).unwrap_err();
        assert!(error.contains(reason), "{error}");
    };
    let key = moto.create_key("us-east-1", "trouble");
    let ours = place.encrypt(&key, "app:web", "").unwrap();

    fails(&ours.replace("kms:us-east-1", "kms:eu-west-1"), "there is no such key in eu-west-1");
    fails(&ours.replace("app: web", "app: other"), "the wrapped key or its encryption context was changed");
    fails(&ours.replace("kms:us-east-1", "kms:evil.example/"), "its `arn` does not name a KMS key");
    fails(&ours.replace("enc: ", "enc: '*'#"), "its `enc` is not base64");

    // moto lets such keys be used.
    for (code, words, reason) in [
        ("DisabledException", "", "the key is disabled"),
        ("KMSInvalidStateException", "arn:… is pending deletion.", "the key is about to be deleted"),
    ] {
        let server = Canned::start(Reply::Says(400, refusal(code, words)));
        let place = Place::at(server.port);
        let error = place.decrypt(&ours).unwrap_err();
        assert!(error.contains(&format!("kms {key}: {reason}")), "{error}");
        let error = place.encrypt(&key, "", "").unwrap_err();
        assert!(
            error.starts_with(&format!("the data key could not be wrapped for {key}: {reason}")),
            "{error}"
        );
    }
    let error = place.encrypt("612d5f0a", "", "").unwrap_err();
    assert!(error.starts_with("not a usable KMS key: 612d5f0a: "), "{error}");
}

// ---- Servers that give no key ----

#[test]
fn a_refusal_names_the_key_and_the_reason() {
    let why = "User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt";
    let server = Canned::start(Reply::Says(400, refusal("AccessDeniedException", why)));
    let error = Place::at(server.port).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains(&format!("kms {}: AWS KMS denied access: {why}", nowhere())), "{error}");
    assert_eq!(server.requests(), 1, "a refusal is final");
}

// moto cannot unwrap with multi-Region keys: it cuts their ids.
#[test]
fn replicas_are_asked_in_order_when_a_region_does_not_give_the_key() {
    let server = Canned::start(Reply::Says(400, refusal("NotFoundException", "")));
    let replicas = ["not a region", "eu-west-1", "us-east-1", "ap-south-1"].map(ToOwned::to_owned).to_vec();
    let place = Place { replicas, ..Place::at(server.port) };
    let error = place.decrypt(&file_of_nowhere().replace("key/612d", "key/mrk-612d")).unwrap_err();
    let tried: Vec<_> =
        error.lines().filter_map(|line| line.split_once("there is no such key in ")).collect();
    let regions: Vec<_> = tried.iter().map(|(_, region)| *region).collect();
    assert_eq!(regions, ["us-east-1", "us-east-1", "eu-west-1", "ap-south-1"], "{error}");
    assert_eq!(server.requests(), 3);
    // Other keys have none.
    assert!(place.decrypt(&file_of_nowhere()).is_err());
    assert_eq!(server.requests(), 4);
}

#[test]
fn requests_are_repeated_within_bounds_when_there_are_too_many() {
    let server = Canned::start(Reply::Says(400, refusal("ThrottlingException", "Rate exceeded")));
    let error = Place::at(server.port).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("AWS KMS in us-east-1 has had too many requests (after 3 attempts)"), "{error}");
    assert_eq!(server.requests(), 3);
}

#[test]
fn a_server_that_talks_nonsense_is_an_error() {
    let server = Canned::start(Reply::Says(200, "{\"Plaintext\": 7}".to_owned()));
    let error = Place::at(server.port).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("gave an answer that cannot be understood"), "{error}");
    let server = Canned::start(Reply::Says(200, "{}".to_owned()));
    let error = Place::at(server.port).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("holds no key"), "{error}");
}

#[test]
fn nobody_waits_longer_than_the_timeout() {
    let silent = Canned::start(Reply::Nothing);
    let began = Instant::now();
    let error = Place { timeout: 2, ..Place::at(silent.port) }.decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("no answer within 2 seconds"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    // Well within the bound for everything, one request has its own.
    let slow = Place { timeout: 60, request_timeout: 1, ..Place::at(silent.port) };
    let error = slow.decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("AWS KMS in us-east-1 did not answer in time"), "{error}");
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let error = Place::at(free_port()).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("AWS KMS in us-east-1 cannot be reached: "), "{error}");
    assert!(error.contains("AWS_ENDPOINT_URL"), "{error}");
}

#[test]
fn a_proxy_of_the_environment_is_asked() {
    let proxy = Canned::start(Reply::Says(400, refusal("DisabledException", "")));
    let place = Place::at(free_port()).with("AWS_ENDPOINT_URL", "http://kms.invalid");
    let error = place.with("HTTP_PROXY", &proxy.url()).decrypt(&file_of_nowhere()).unwrap_err();
    assert!(error.contains("the key is disabled"), "{error}");
    assert_eq!(proxy.requests(), 1);
}

// ---- The job ----

/// Not a test of its own: does what the variable says, in the environment of its caller.
#[test]
#[ignore = "run by the other tests"]
fn job() {
    let Ok(path) = env::var(JOB) else { return };
    let path = Path::new(&path);
    let job: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let text = |name: &str| job[name].as_str().unwrap_or_default();
    let seconds =
        |name: &str, default| job[name].as_u64().filter(|s| *s > 0).map_or(default, Duration::from_secs);
    let default = Settings::default();
    let provider = AwsKms::new(Settings {
        timeout: seconds("timeout", default.timeout),
        request_timeout: seconds("request_timeout", default.request_timeout),
        replica_regions: serde_json::from_value(job["replicas"].clone()).unwrap(),
        host: "test".to_owned(),
        ..default
    });
    let providers: [&dyn Provider; 1] = [&provider];
    let format = FormatName::Yaml.format().unwrap();
    let limits = Limits::default();
    let source = text("source").as_bytes();
    let outcome = if text("work") == "encrypt" {
        let context = parse_context(text("context")).unwrap();
        let options = EncryptOptions {
            groups: vec![master_keys(text("list"), &context, text("profile"))],
            shamir_threshold: None,
            selectors: Selectors::default().or_default(true),
            mac_only_encrypted: false,
            seal: SealChoice::Add,
            providers: &providers,
            now: 1_700_000_000,
            limits,
        };
        encrypt(source, format, &options).map(|file| file.bytes)
    } else {
        let options =
            DecryptOptions { providers: &providers, ignore_mac: false, seal_required: &|| false, limits };
        decrypt(source, format, &options).map(|file| file.bytes.expose().to_vec())
    };
    let outcome = match outcome {
        Ok(bytes) => json!({ "ok": String::from_utf8(bytes).unwrap() }),
        Err(error) => {
            let details = error.details().join("\n");
            json!({ "error": format!("{error}\n{details}\nhint: {}", error.next_step().unwrap_or_default()) })
        }
    };
    fs::write(path.with_extension("done"), outcome.to_string()).unwrap();
}

/// Surroundings to work in: a home, and variables of AWS.
struct Place {
    home: Arc<tempfile::TempDir>,
    variables: Vec<(String, String)>,
    timeout: u64,
    request_timeout: u64,
    replicas: Vec<String>,
}

impl Place {
    fn at(port: u16) -> Self {
        let variables = [
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
            ("AWS_ACCESS_KEY_ID", "AKIATEST".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", CANARY.to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ];
        Self {
            home: Arc::new(tempfile::tempdir().unwrap()),
            variables: variables.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            timeout: 0,
            request_timeout: 0,
            replicas: Vec::new(),
        }
    }

    fn with(&self, name: &str, value: &str) -> Self {
        let mut variables = self.variables.clone();
        variables.retain(|(known, _)| known != name);
        variables.push((name.to_owned(), value.to_owned()));
        Self { home: self.home.clone(), variables, replicas: self.replicas.clone(), ..*self }
    }

    fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn encrypt(&self, list: &str, context: &str, profile: &str) -> Result<String, String> {
        let job = json!({ "work": "encrypt", "list": list, "context": context, "profile": profile, "source": PLAIN });
        self.run(job)
    }

    fn decrypt(&self, file: &str) -> Result<String, String> {
        self.run(json!({ "work": "decrypt", "source": file }))
    }

    fn run(&self, mut job: Value) -> Result<String, String> {
        job["timeout"] = self.timeout.into();
        job["request_timeout"] = self.request_timeout.into();
        job["replicas"] = json!(self.replicas);
        let path = self.write("job.json", &job.to_string());
        // The name of the job's test, with the modules that this file may stand in.
        let name =
            module_path!().split_once("::").map_or("job".to_owned(), |(_, path)| format!("{path}::job"));
        let mut command = self.command(&env::current_exe().unwrap());
        let output = command.args(["--exact", "--ignored", &name]).env(JOB, &path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let done = fs::read(path.with_extension("done")).unwrap();
        fs::remove_file(path.with_extension("done")).unwrap();
        let outcome: Value = serde_json::from_slice(&done).unwrap();
        match outcome["error"].as_str() {
            Some(error) => {
                assert!(!error.contains(CANARY), "{error}");
                Err(error.to_owned())
            }
            None => Ok(outcome["ok"].as_str().unwrap().to_owned()),
        }
    }

    fn sops_encrypt(&self, list: &str, context: &str) -> String {
        let plain = self.write("plain.yaml", PLAIN);
        let mut command = self.command(&tool("sops"));
        command.args(["encrypt", "--kms", list, "--encryption-context", context]).arg(plain);
        finish(command)
    }

    fn sops_decrypt(&self, file: &str) -> String {
        let file = self.write("file.yaml", file);
        let mut command = self.command(&tool("sops"));
        command.arg("decrypt").arg(file);
        finish(command)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn finish(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The `kms` list of a file, without what differs from one wrapping to the next.
fn shape(file: &str) -> String {
    let list = file.split_once("    kms:\n").unwrap().1.split_once("    lastmodified:").unwrap().0;
    let line = |line: &str| match line.split_once(": ") {
        Some((name @ ("          created_at" | "          enc"), _)) => name.to_owned(),
        _ => line.to_owned(),
    };
    list.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn nowhere() -> String {
    "arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a".to_owned()
}

/// A file whose key no server has.
fn file_of_nowhere() -> String {
    let token = "ENC[AES256_GCM,data:AA==,iv:AAAA,tag:AAAAAAAAAAAAAAAAAAAAAA==,type:str]";
    format!(
        "a: {token}\nsops:\n    kms:\n        - arn: {}\n          enc: AAAA\n          aws_profile: \"\"\n    \
         lastmodified: \"2025-01-01T00:00:00Z\"\n    mac: {token}\n    version: 3.11.0\n",
        nowhere()
    )
}
