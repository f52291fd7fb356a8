//! Programs that call `sops`, with the command lines that they use. What they do with the answer is
//! written beside them.

use super::{PLAIN, Place};

const JSON: &str = "{\n\t\"a\": \"x\",\n\t\"b\": {\n\t\t\"c\": 1\n\t}\n}\n";

fn place() -> Place {
    let place = Place::new();
    place.encrypted("e.yaml", PLAIN);
    place.encrypted("e.json", JSON);
    place.encrypted("e.env", "A=1\nB=x y\n");
    place.sandbox.write("p.yaml", PLAIN).write("p.json", JSON).write("p.env", "A=1\nB=x y\n");
    place
}

/// It tells encrypted files by `mac.*,type:str]`.
#[test]
fn helm_secrets() {
    let place = place();
    let sandbox = &place.sandbox;
    for (kind, plain) in [("yaml", PLAIN), ("json", JSON), ("dotenv", "A=1\nB=x y\n")] {
        let name = format!("values.{}", if kind == "dotenv" { "env" } else { kind });
        sandbox.write(&name, plain);
        let types = ["--input-type", kind, "--output-type", kind];
        let line = |first: &'static str, rest: &[&'static str]| -> Vec<String> {
            let words = [first].into_iter().chain(types).chain(rest.iter().copied()).chain([name.as_str()]);
            words.map(str::to_owned).collect()
        };
        let run = |words: Vec<String>| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            place.sops(&words).stdout()
        };
        assert_eq!(run(line("--encrypt", &["--in-place"])), "");
        let encrypted = sandbox.read(&name);
        assert!(encrypted.lines().any(|line| line.contains("mac") && line.contains(",type:str]")), "{kind}");
        assert_eq!(run(line("--decrypt", &["--output", "out"])), "");
        assert_eq!(sandbox.read("out"), plain);
        assert_eq!(run(line("--decrypt", &[])), plain);
        assert_eq!(run(line("--decrypt", &["--in-place"])), "");
        assert_eq!(sandbox.read(&name), plain);
    }
    let literal = ["--decrypt", "--input-type", "json", "--output-type", "json", "/dev/stdin"];
    assert_eq!(place.sops(&literal).stdin(sandbox.read("e.json")).stdout(), JSON);
    let edit = ["--input-type", "yaml", "--output-type", "yaml", "e.yaml"];
    place.sops(&edit).env("EDITOR", place.editor("c: 1")).finish().success();
    assert!(place.sops(&["-d", "e.yaml"]).stdout().contains("c: 1"));
}

/// It reads the version with `^sops (\d+)\.(\d+)\.(\d+)`, and takes codes by their numbers.
#[test]
fn ansible_community_sops() {
    let place = place();
    let sandbox = &place.sandbox;
    let version = place.sops(&["--version", "--disable-version-check"]).stdout();
    assert!(version.starts_with("sops 3.11.0\n"), "{version}");
    let config = sandbox.path(".sops.yaml");
    let config = config.to_str().unwrap();
    assert_eq!(place.sops(&["decrypt", "e.yaml"]).stdout(), PLAIN);
    let line = ["--config", config, "decrypt", "--aws-profile", "team", "--extract", r#"["a"]"#, "e.yaml"];
    assert_eq!(place.sops(&line).stdout(), "x");
    let types = ["decrypt", "--input-type", "json", "--output-type", "json", "/dev/stdin"];
    assert_eq!(place.sops(&types).stdin(sandbox.read("e.json")).stdout(), JSON);
    let none = place.sops(&["decrypt", "--enable-local-keyservice=false", "e.yaml"]).finish();
    assert_eq!(none.code, Some(128));
    let service = place.sops(&["decrypt", "--keyservice", "tcp://127.0.0.1:5000", "e.yaml"]).finish();
    assert_eq!(service.code, Some(1));
    assert_eq!(place.sops(&["filestatus", "e.yaml"]).stdout(), "{\"encrypted\":true}\n");
    assert_eq!(place.sops(&["filestatus", "p.yaml"]).stdout(), "{\"encrypted\":false}\n");
    let recipients = format!("{0},{0}", place.recipient);
    let encrypt = [
        "--config",
        config,
        "encrypt",
        "--age",
        &recipients,
        "--input-type",
        "yaml",
        "--output-type",
        "yaml",
        "--filename-override",
        "group_vars/all.sops.yaml",
        "/dev/stdin",
    ];
    let encrypted = place.sops(&encrypt).stdin(PLAIN).stdout();
    sandbox.write("new.yaml", encrypted);
    assert_eq!(place.real(&["-d", "new.yaml"]).stdout(), PLAIN);
}

/// It kills the program when anything comes on stderr.
#[test]
fn visual_studio_code() {
    let place = place();
    let sandbox = &place.sandbox;
    for (kind, name, plain) in
        [("yaml", "e.yaml", PLAIN), ("json", "e.json", JSON), ("dotenv", "e.env", "A=1\nB=x y\n")]
    {
        sandbox.write("tmp4711", sandbox.read(name));
        let types = ["--config", "/dev/null", "--output-type", kind, "--input-type", kind];
        let decrypt: Vec<&str> = types.into_iter().chain(["--decrypt", "tmp4711"]).collect();
        assert_eq!(place.sops(&decrypt).stdout(), plain, "{kind}");
        let ignoring: Vec<&str> = ["--ignore-mac"].into_iter().chain(decrypt).collect();
        assert_eq!(place.sops(&ignoring).stdout(), plain, "{kind}");
    }
    // A file whose format the editor does not know.
    sandbox.write("tmp4712", "any text\n");
    place.real(&["-e", "-i", "tmp4712"]).finish().success();
    let unknown = [
        "--config",
        "/dev/null",
        "--output-type",
        "plaintext",
        "--input-type",
        "plaintext",
        "--decrypt",
        "tmp4712",
    ];
    assert_eq!(place.sops(&unknown).stdout(), "any text\n");
    // Saving: the same without --decrypt, and an editor that brings the text.
    sandbox.write("tmp4711", sandbox.read("e.yaml"));
    let save = ["--config", "/dev/null", "--output-type", "yaml", "--input-type", "yaml", "tmp4711"];
    assert_eq!(place.sops(&save).env("EDITOR", place.editor("c: 1")).stdout(), "");
    let read =
        ["--config", "/dev/null", "--output-type", "yaml", "--input-type", "yaml", "--decrypt", "tmp4711"];
    assert!(place.real(&read).stdout().contains("c: 1"));
    // New files: the config twice, the last one counts.
    let config = sandbox.path(".sops.yaml");
    let new = [
        "--config",
        "/dev/null",
        "--output-type",
        "yaml",
        "--input-type",
        "yaml",
        "--config",
        config.to_str().unwrap(),
        "new.yaml",
    ];
    assert_eq!(place.sops(&new).env("EDITOR", place.editor("c: 1")).stdout(), "");
    assert!(place.real(&["-d", "new.yaml"]).stdout().contains("c: 1"));
}

/// Its editor is a command line with backslashes.
#[test]
fn jetbrains_simple_sops() {
    let place = place();
    let sandbox = &place.sandbox;
    let decrypt = ["decrypt", "--filename-override", "e.yaml"];
    assert_eq!(place.sops(&decrypt).stdin(sandbox.read("e.yaml")).stdout(), PLAIN);
    sandbox.write("new.yaml", PLAIN);
    assert_eq!(place.sops(&["encrypt", "--in-place", "new.yaml"]).stdout(), "");
    assert_eq!(place.real(&["-d", "new.yaml"]).stdout(), PLAIN);
    let script = place.editor("c: 1");
    sandbox.write("with space/editor.sh", std::fs::read(script).unwrap());
    let path = sandbox.path("with space/editor.sh");
    let editor = format!("sh {}", path.to_str().unwrap().replace(' ', "\\ "));
    assert_eq!(place.sops(&["edit", "new.yaml"]).env("EDITOR", editor).stdout(), "");
    assert!(place.real(&["-d", "new.yaml"]).stdout().contains("c: 1"));
}

#[test]
fn neovim_and_emacs() {
    let place = place();
    let sandbox = &place.sandbox;
    for kind in ["yaml", "yaml.helm-values", "yaml.ansible"] {
        let line = ["--decrypt", "--input-type", kind, "--output-type", kind, "e.yaml"];
        assert_eq!(place.sops(&line).stdout(), PLAIN, "{kind}");
    }
    assert_eq!(place.sops(&["-d", "e.json"]).stdout(), JSON);
    let save = [
        "--filename-override",
        "e.yaml",
        "--encrypt",
        "--input-type",
        "yaml",
        "--output-type",
        "yaml",
        "/dev/stdin",
    ];
    let saved = place.sops(&save).stdin("a: new\n").stdout();
    sandbox.write("e.yaml", saved);
    assert_eq!(place.real(&["-d", "e.yaml"]).stdout(), "a: new\n");
}

/// The ciphertext comes from standard input, and nothing tells the name.
#[test]
fn mise() {
    let place = place();
    for (kind, name, plain) in [("json", "e.json", JSON), ("yaml", "e.yaml", PLAIN)] {
        let line = ["decrypt", "--input-type", kind, "--output-type", kind];
        assert_eq!(place.sops(&line).stdin(place.sandbox.read(name)).stdout(), plain);
    }
}

#[test]
fn direnv() {
    let place = place();
    assert_eq!(place.sops(&["-d", "--output-type", "dotenv", "e.env"]).stdout(), "A=1\nB=x y\n");
    place.encrypted("flat.yaml", "A: x\nB: 1\n");
    let line = ["-d", "--output-type", "dotenv", "flat.yaml"];
    assert_eq!(place.sops(&line).stdout(), place.real(&line).stdout());
}

#[test]
fn secretspec() {
    let place = place();
    let sandbox = &place.sandbox;
    let config = sandbox.path(".sops.yaml");
    for (kind, name) in [("yaml", "e.yaml"), ("json", "e.json")] {
        let set = ["set", "--input-type", kind, "--output-type", kind, "--value-stdin", name, r#"["NEW"]"#];
        assert_eq!(place.sops(&set).env("SOPS_CONFIG", &config).stdin("\"s3cret\"").stdout(), "");
        let read = ["decrypt", "--input-type", kind, "--output-type", "json", name];
        let ours = place.sops(&read).env("SOPS_CONFIG", &config).stdout();
        assert_eq!(ours, place.real(&read).stdout());
        assert!(ours.contains("\"NEW\": \"s3cret\""), "{ours}");
    }
}

/// git gives a temporary path that no rule fits.
#[test]
fn git_textconv() {
    let place = place();
    let sandbox = &place.sandbox;
    sandbox.write(".sops.yaml", "creation_rules:\n  - path_regex: ^never$\n    age: nonsense\n");
    sandbox.write("tmp/AbCdEf_e.yaml", sandbox.read("e.yaml"));
    let absolute = sandbox.path("tmp/AbCdEf_e.yaml");
    assert_eq!(place.sops(&["decrypt", absolute.to_str().unwrap()]).stdout(), PLAIN);
    assert_eq!(place.sops(&["-d", absolute.to_str().unwrap()]).stdout(), PLAIN);
}

/// A data source: JSON on stdout, and what comes in on stdin is for others.
#[test]
fn terraform_external() {
    let place = place();
    let finished = place.sops(&["-d", "e.json"]).stdin("{\"query\": \"1\"}").stdout();
    let value: serde_json::Value = serde_json::from_str(&finished).unwrap();
    assert_eq!(value["b"]["c"], 1);
}
