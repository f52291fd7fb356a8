use crate::support::Sandbox;

const PLAIN: &str = "# note\ndb:\n    password: s3cret # old\n    ports: [80, 443]\n\nuser: 'app'\n";

/// A sandbox with `secret.yaml`, encrypted to its own key.
fn sandbox() -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("secret.yaml", PLAIN);
    sandbox.run(["encrypt", "-i", "--age", &recipient, "secret.yaml"]).stdout();
    sandbox
}

fn plain(sandbox: &Sandbox) -> String {
    sandbox.run(["decrypt", "secret.yaml"]).stdout()
}

/// The lines that went and those that came; two changes within a second have the same date.
fn diff(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let only = |one: &str, other: &str| {
        one.lines()
            .filter(|line| !other.lines().any(|l| l == *line))
            .map(key)
            .filter(|key| key != "lastmodified")
            .collect()
    };
    (only(old, new), only(new, old))
}

fn key(line: &str) -> String {
    line.split(": ").next().unwrap().trim().to_owned()
}

#[test]
fn only_the_lines_of_the_value_change() {
    let sandbox = sandbox();
    let old = sandbox.read("secret.yaml");
    assert_eq!(sandbox.run(["set", "secret.yaml", r#"["db"]["password"]"#, r#""n3w""#]).stdout(), "");
    let new = sandbox.read("secret.yaml");
    let changed = ["password", "mac", "seal"].map(str::to_owned).to_vec();
    assert_eq!(diff(&old, &new), (changed.clone(), changed));
    assert_eq!(plain(&sandbox), PLAIN.replace("s3cret", "n3w"));
    assert_eq!(sandbox.names(), ["secret.yaml"]);
    // Flags stand anywhere; the old value again is no change.
    for args in [
        &["set", "--idempotent", "secret.yaml", r#"["db"]["password"]"#, r#""n3w""#][..],
        &["set", "secret.yaml", r#"["user"]"#, r#""app""#, "--input-type", "yaml"],
    ] {
        sandbox.run(args).stdout();
        assert_eq!(sandbox.read("secret.yaml"), new);
    }
}

#[test]
fn parents_are_made_and_lists_grow() {
    let sandbox = sandbox();
    let set = |path: &str, value: &str| {
        sandbox.run(["set", "secret.yaml", path, value]).stdout();
    };
    set(r#"["db"]["ports"][2]"#, "-1");
    set(r#"["db"]["tls"]["names"][0]"#, r#"{"cn": "x", "san": ["y", null]}"#);
    set("['user']", "true");
    let want = "# note\ndb:\n    password: s3cret # old\n    ports: [80, 443, -1]\n    tls:\n        names:\n            \
                - cn: x\n              san:\n                - \"y\"\n                - null\n\nuser: true\n";
    assert_eq!(plain(&sandbox), want);
}

#[test]
fn the_value_comes_from_where_it_is_wanted() {
    let sandbox = sandbox();
    let path = r#"["user"]"#;
    sandbox.write("value.json", "\"from a file\"\n");
    sandbox.run(["set", "--value-file", "secret.yaml", path, "value.json"]).stdout();
    assert_eq!(plain(&sandbox), PLAIN.replace("app", "from a file"));
    sandbox.run(["set", "secret.yaml", "--value-stdin", path]).stdin("\"from 'stdin'\"").stdout();
    assert_eq!(plain(&sandbox), PLAIN.replace("app", "from ''stdin''"));
    sandbox
        .run(["set", "--value-file", "secret.yaml", path, "none.json"])
        .finish()
        .failure(1, "error: none.json: cannot operate on a file that does not exist\n");
    sandbox
        .run(["set", "--value-file", "--value-stdin", "secret.yaml", path])
        .finish()
        .failure(1, "error: cannot use both --value-file and --value-stdin\n");
    sandbox
        .run(["set", "--value-stdin", "secret.yaml", path, "1"])
        .finish()
        .fails_with(100, "error: there is one argument too many");
    for args in [&["set"][..], &["set", "secret.yaml"], &["set", "secret.yaml", path]] {
        let missing = "error: the file, the key path or the value is missing";
        sandbox.run(args).finish().fails_with(100, missing);
        sandbox.sops(args).finish().fails_with(100, missing);
    }
}

/// In the other formats as in YAML: the lines of the entry, `lastmodified` and `mac`.
#[test]
fn every_format_changes_in_its_own_style() {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, plain, path, value, want) in [
        (
            "a.toml",
            "[a]\nk=1\n\n[[t]]\nx = 'y'\n",
            r#"["a"]["l"]"#,
            "[2]",
            "[a]\nk=1\nl=[2]\n\n[[t]]\nx = 'y'\n",
        ),
        ("a.ini", "[a]\nk: 1\n[b]\n", r#"["a"]["l"]"#, "\"2\"", "[a]\nk: 1\nl: 2\n[b]\n"),
        ("a.env", "# c\nK=1\n", r#"["L"]"#, "2", "# c\nK=1\nL=2\n"),
        ("a.bin", "one\n", r#"["data"]"#, "\"two\"", "two"),
    ] {
        sandbox.write(name, plain);
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
        let old = sandbox.read(name);
        sandbox.run(["set", name, path, value]).finish().success();
        assert_eq!(sandbox.run(["decrypt", name]).stdout(), want);
        let (gone, _) = diff(&old, &sandbox.read(name));
        // The MAC, the seal, and the date unless all was done within a second.
        assert!(gone.len() <= if name == "a.bin" { 4 } else { 3 }, "{name}: {gone:?}");
        sandbox.run(["set", name, path, value]).finish().success();
        if name == "a.bin" {
            sandbox
                .run(["unset", name, path])
                .finish()
                .fails_with(4, "error: a.bin: a binary file is one value at [\"data\"]");
        } else {
            sandbox.run(["unset", name, path]).finish().success();
            assert_eq!(sandbox.run(["decrypt", name]).stdout(), plain);
        }
    }
}

#[test]
fn a_generated_secret_is_shown_to_nobody() {
    let sandbox = sandbox();
    for (flag, length) in [("--generate", 32), ("--generate=64", 64)] {
        assert_eq!(sandbox.run(["set", flag, "secret.yaml", r#"["user"]"#]).stdout(), "");
        let secret = sandbox.run(["get", "secret.yaml", r#"["user"]"#]).stdout();
        assert_eq!(secret.len(), length);
        assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(!sandbox.read("secret.yaml").contains(&secret));
    }
    let typed = sandbox.run(["set", "--generate=0", "secret.yaml", r#"["user"]"#]).finish();
    assert_eq!((typed.code, typed.text().as_str()), (Some(1), ""));
}

#[test]
fn what_is_not_encrypted_is_told() {
    let sandbox = sandbox();
    let args = ["set", "secret.yaml", r#"["a_unencrypted"]"#, "1"];
    let finished = sandbox.run(args).finish();
    let warning = "warning: secret.yaml: the value at [\"a_unencrypted\"] stays readable: the file's selectors leave \
                   it unencrypted\n";
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), warning));
    assert!(sandbox.read("secret.yaml").contains("\na_unencrypted: 1\n"));
    sandbox.sops(["set", "secret.yaml", r#"["b_unencrypted"]"#, "1"]).stdout();
}

#[test]
fn what_is_wrong_changes_nothing_and_shows_no_value() {
    let sandbox = sandbox();
    let old = sandbox.read("secret.yaml");
    let nowhere = "error: secret.yaml: the key path leads nowhere at";
    for (path, value, code, line) in [
        (r#"["user""#, "1", 91, "error: the key path is malformed"),
        ("user", "1", 91, "error: the key path is malformed"),
        ("", "1", 91, "error: secret.yaml: the key path is empty"),
        (
            r#"["sops"]"#,
            "1",
            91,
            r#"error: secret.yaml: the entry `sops` holds the metadata and is not changed by hand at ["sops"]"#,
        ),
        (r#"["db"]["ports"][3]"#, "1", 91, &format!(r#"{nowhere} ["db"]["ports"][3]"#)),
        (r#"["db"]["ports"]["x"]"#, "1", 91, &format!(r#"{nowhere} ["db"]["ports"]["x"]"#)),
        (r#"["db"][0]"#, "1", 91, &format!(r#"{nowhere} ["db"][0]"#)),
        (r#"["user"]["x"]"#, "1", 91, &format!(r#"{nowhere} ["user"]["x"]"#)),
        (r#"["user"]"#, "canary", 7, "error: the value is not JSON"),
        (r#"["user"]"#, "'canary'", 7, "error: the value is not JSON"),
        (r#"["user"]"#, "", 7, "error: the value is not JSON"),
    ] {
        let finished = sandbox.run(["set", "secret.yaml", path, value]).finish();
        assert!(
            !finished.stderr.contains("canary") && !finished.stderr.contains("s3cret"),
            "{}",
            finished.stderr
        );
        finished.fails_with(code, line);
        assert_eq!(sandbox.read("secret.yaml"), old);
    }
    sandbox.run(["set", "secret.yaml", r#"["user"]"#, "text"]).finish().failure(
        7,
        "error: the value is not JSON\n  invalid JSON\nhint: Write text in double quotes, and those in single quotes \
         for the shell: '\"text\"'\n",
    );
    sandbox
        .run(["set", "none.yaml", r#"["user"]"#, "1"])
        .finish()
        .failure(2, "error: none.yaml: cannot operate on a file that does not exist\n");
    std::fs::create_dir(sandbox.path("folder.yaml")).unwrap();
    let folder = ["set", "folder.yaml", r#"["user"]"#, "1"];
    sandbox.run(folder).finish().fails_with(2, "error: folder.yaml: cannot read the file");
    sandbox.write("plain.yaml", PLAIN);
    let plain = ["set", "plain.yaml", r#"["user"]"#, "1"];
    sandbox.run(plain).finish().fails_with(1, "error: plain.yaml: sops metadata not found");
    assert_eq!(sandbox.names(), ["folder.yaml", "plain.yaml", "secret.yaml"]);
}

#[test]
fn the_mac_is_checked_first() {
    let sandbox = sandbox();
    let old = crate::support::without_seal(&sandbox.read("secret.yaml"));
    let user = old.lines().find(|line| line.starts_with("user: ")).unwrap();
    let changed = old.replace(&format!("{user}\n"), "");
    sandbox.write("secret.yaml", &changed);
    let args = ["set", "secret.yaml", r#"["db"]["password"]"#, "1"];
    sandbox.run(args).finish().fails_with(51, "error: secret.yaml: MAC mismatch");
    assert_eq!(sandbox.read("secret.yaml"), changed);
    sandbox.run(args.iter().copied().chain(["--ignore-mac"])).stdout();
    let finished = sandbox.run(["get", "secret.yaml", r#"["db"]["password"]"#]);
    assert_eq!(finished.stdout(), "1\n");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = sandbox();
    let old = sandbox.read("secret.yaml");
    let path = sandbox.path("secret.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let args = ["set", "secret.yaml", r#"["user"]"#, "1"];
    sandbox.run(args).finish().fails_with(3, "error: secret.yaml: the file is read-only");
    assert_eq!(sandbox.read("secret.yaml"), old);
}

/// The other program writes between our reading and our writing: when we ask for the key.
#[cfg(unix)]
#[test]
fn what_another_program_writes_meanwhile_is_not_lost() {
    let sandbox = sandbox();
    let keys = sandbox.home().join(".config/sops/age/keys.txt");
    let moved = sandbox.path("keys.txt");
    std::fs::rename(&keys, &moved).unwrap();
    let script = "#!/bin/sh\necho '# theirs' >> secret.yaml\ncat keys.txt\n";
    sandbox.write("key.sh", script);
    let old = sandbox.read("secret.yaml");
    for args in [&["set", "secret.yaml", r#"["user"]"#, "1"][..], &["unset", "secret.yaml", r#"["user"]"#]] {
        sandbox.write("secret.yaml", &old);
        sandbox.run(args).env("SOPS_AGE_KEY_CMD", "sh key.sh").finish().failure(
            3,
            "error: secret.yaml: the file was changed by another program in the meantime, and is left as it is\n\
             hint: Run the command again: it starts from the file as it is now\n",
        );
        assert_eq!(sandbox.read("secret.yaml"), format!("{old}# theirs\n"));
    }
    assert_eq!(sandbox.names(), ["key.sh", "keys.txt", "secret.yaml"]);
}

#[test]
fn another_output_type_converts() {
    let sandbox = sandbox();
    let args = ["set", "--output-type", "json", "secret.yaml", r#"["user"]"#, r#""x""#];
    sandbox.run(args).stdout();
    let json =
        sandbox.run(["decrypt", "--input-type", "json", "--output-type", "json", "secret.yaml"]).stdout();
    let want = "{\n\t\"db\": {\n\t\t\"password\": \"s3cret\",\n\t\t\"ports\": [\n\t\t\t80,\n\t\t\t443\n\t\t]\n\t},\n\t\"user\": \"x\"\n}\n";
    assert_eq!(json, want);
}

/// Where the real program is more generous, or has other codes, so are we under its name.
#[test]
fn under_the_other_name_it_does_what_the_real_one_does() {
    let sandbox = sandbox();
    sandbox.sops(["set", "secret.yaml", r#"["db"]["ports"][9]"#, "7"]).stdout();
    sandbox
        .sops([
            "set",
            "--shamir-secret-sharing-threshold",
            "2",
            "secret.yaml",
            r#"["user"]["name"]"#,
            "\"x\"",
        ])
        .stdout();
    let want =
        PLAIN.replace("443]", "443, 7]").replace("'app'", "\n    name: x").replace("user: \n", "user:\n");
    assert_eq!(plain(&sandbox), want);
    let malformed = ["set", "secret.yaml", r#"["user"#, "1"];
    sandbox.sops(malformed).finish().failure(7, "error: Invalid set index format\n");
    let malformed = ["unset", "secret.yaml", r#"["user"#];
    sandbox.sops(malformed).finish().failure(7, "error: Invalid unset index format\n");
}
