//! The formats that flags and file names choose, through the program.

use crate::support::Sandbox;

const BYTES: &[u8] = b"a\xff\x00\r\n\"canary\\";

fn encrypt(sandbox: &Sandbox, recipient: &str, name: &str, plain: &[u8]) -> String {
    sandbox.write(name, plain);
    sandbox.run(["encrypt", "--age", recipient, name]).stdout()
}

#[test]
fn every_format_comes_back_in_its_own_bytes() {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, plain) in [
        ("a.ini", b"; c\r\n[a] ; d\r\nk : canary\r\n" as &[u8]),
        ("a.toml", b"# c\n[a]\nk = 0x1F # d\nl = 'canary'\nm = 1979-05-27"),
        ("a.bin", BYTES),
        ("without-ending", b"canary"),
        ("empty", b""),
    ] {
        let encrypted = encrypt(&sandbox, &recipient, name, plain);
        assert!(!encrypted.contains("canary"), "{encrypted}");
        sandbox.write(name, &encrypted);
        assert_eq!(sandbox.run(["decrypt", name]).finish().success().stdout, plain, "{name}");
        assert_eq!(sandbox.run(["filestatus", name]).stdout(), "{\"encrypted\":true}\n", "{name}");
        sandbox.run(["rotate", "-i", "--add-age", &recipient, name]).finish();
        if name == "a.ini" {
            // Of its metadata each entry keeps its line.
            assert_eq!(sandbox.read(name).lines().count(), encrypted.lines().count());
        }
        assert_eq!(sandbox.run(["decrypt", name]).finish().success().stdout, plain, "{name} rotated");
    }
}

#[test]
fn an_update_changes_what_changed() {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, plain, changed) in [
        ("a.ini", "; c\n[a]\nk = 1\nl = 2\n", "; c\n[a]\nk = 1\nl = 3\n"),
        ("a.toml", "# c\n[a]\nk = 1\nl = 2\n", "# c\n[a]\nk = 1\nl = 3\n"),
        ("a.bin", "old", "new"),
    ] {
        let old = encrypt(&sandbox, &recipient, name, plain.as_bytes());
        sandbox.write(name, &old).write("new", changed);
        let new = sandbox.run(["encrypt", "--update", name, "new"]).stdout();
        assert_eq!(old.lines().count(), new.lines().count(), "{name}");
        let differ = old.lines().zip(new.lines()).filter(|(old, new)| old != new).count();
        assert!((3..=4).contains(&differ), "{name}: {differ}");
        sandbox.write(name, &new).write("same", changed);
        assert_eq!(sandbox.run(["decrypt", name]).stdout(), changed, "{name}");
        assert_eq!(
            sandbox.run(["encrypt", "--update", name, "same"]).stdout(),
            new,
            "{name}: nothing changed"
        );
    }
}

#[test]
fn binary_is_one_value() {
    let (sandbox, recipient) = Sandbox::with_key();
    let encrypted = encrypt(&sandbox, &recipient, "a.bin", BYTES);
    assert!(encrypted.starts_with("{\n\t\"data\": \"ENC["), "{encrypted}");
    assert!(!encrypted.contains("unencrypted_suffix"), "{encrypted}");
    sandbox.write("a.bin", &encrypted);
    let decrypt = |args: &[&str]| sandbox.run(["decrypt"].iter().chain(args)).finish();
    assert_eq!(decrypt(&["--extract", "[\"data\"]", "a.bin"]).success().stdout, BYTES);
    assert_eq!(decrypt(&["--output-type", "binary", "a.bin"]).success().stdout, BYTES);
    let yaml = decrypt(&["--output-type", "yaml", "a.bin"]).success().text();
    assert_eq!(yaml, "data: !!binary Yf8ADQoiY2FuYXJ5XA==\n");
    sandbox
        .run(["exec-env", "a.bin", "true"])
        .finish()
        .fails_with(1, "error: a.bin: cannot use a binary file in the environment");
    sandbox.write("b.yaml", encrypt(&sandbox, &recipient, "b.yaml", b"a: canary\n"));
    decrypt(&["--output-type", "binary", "b.yaml"])
        .fails_with(4, "error: b.yaml: the data cannot be written as binary");
    sandbox.write("c.json", encrypt(&sandbox, &recipient, "c.json", b"{\"data\": \"x\\n\"}"));
    assert_eq!(decrypt(&["--output-type", "binary", "c.json"]).success().text(), "x\n");
    sandbox.write("plain", BYTES);
    decrypt(&["plain"]).fails_with(2, "error: plain:1:2: the file is not valid UTF-8");
    assert_eq!(sandbox.run(["filestatus", "plain"]).stdout(), "{\"encrypted\":false}\n");
}

#[test]
fn the_config_indents_binary_files_and_a_selector_means_nothing_to_them() {
    let (sandbox, recipient) = Sandbox::with_key();
    let rule = format!("creation_rules:\n  - age: {recipient}\n    encrypted_regex: secret\n");
    sandbox.write(".sops-rs.yaml", format!("stores: {{json_binary: {{indent: 3}}}}\n{rule}"));
    sandbox.write("a.bin", BYTES);
    let run = sandbox.run(["encrypt", "a.bin"]).finish();
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("warning: the selector is ignored"), "{}", run.stderr);
    assert!(run.text().starts_with("{\n   \"data\": \"ENC["), "{}", run.text());
}

#[test]
fn data_go_from_format_to_format_where_they_fit() {
    let (sandbox, recipient) = Sandbox::with_key();
    let toml = "top = 1\n\n[a]\nk = \"x;y\"\nl = [1, 2]\n";
    sandbox.write("a.toml", encrypt(&sandbox, &recipient, "a.toml", toml.as_bytes()));
    let to = |kind: &str, name: &str| sandbox.run(["decrypt", "--output-type", kind, name]).finish();
    assert_eq!(
        to("yaml", "a.toml").success().text(),
        "top: 1\na:\n    k: x;y\n    l:\n        - 1\n        - 2\n"
    );
    to("ini", "a.toml").fails_with(4, "error: a.toml: in an INI file every key is in a section at [\"top\"]");
    let ini = "; c\n[a]\nk = `x;y`\nlonger = 1\n";
    sandbox.write("a.ini", encrypt(&sandbox, &recipient, "a.ini", ini.as_bytes()));
    assert_eq!(
        to("json", "a.ini").success().text(),
        "{\n\t\"DEFAULT\": {},\n\t\"a\": {\n\t\t\"k\": \"x;y\",\n\t\t\"longer\": \"1\"\n\t}\n}\n"
    );
    assert_eq!(to("toml", "a.ini").success().text(), "[DEFAULT]\n\n[a]\n#c\nk = \"x;y\"\nlonger = \"1\"\n");
    sandbox.write("b.yaml", encrypt(&sandbox, &recipient, "b.yaml", b"s:\n  k: x\n  long: ' y'\n"));
    assert_eq!(to("ini", "b.yaml").success().text(), "[s]\nk    = x\nlong = \" y\"\n");
    sandbox.write("n.yaml", encrypt(&sandbox, &recipient, "n.yaml", b"a: null\n"));
    to("toml", "n.yaml").fails_with(4, "error: n.yaml: TOML has no null at [\"a\"]");
}

#[test]
fn under_the_name_sops_there_is_no_toml() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.toml", "k = 1\n");
    let encrypted = sandbox.sops(["encrypt", "--age", &recipient, "a.toml"]).stdout();
    assert!(encrypted.starts_with("{\n\t\"data\": \"ENC["), "{encrypted}");
    sandbox.write("a.toml", &encrypted);
    assert_eq!(sandbox.sops(["decrypt", "a.toml"]).stdout(), "k = 1\n");
    let run = sandbox.run(["decrypt", "a.toml"]).finish();
    assert!(run.stderr.contains("--input-type binary"), "{}", run.stderr);
    assert_eq!(
        sandbox.run(["decrypt", "--input-type", "binary", "--output-type", "binary", "a.toml"]).stdout(),
        "k = 1\n"
    );
}
