use crate::support::Sandbox;

const PLAIN: &str = "# note\ndb:\n  password: s3cret\n  ports: [80, 443]\non: true\nratio: 1.50\nnone: ~\n";

/// A sandbox with `secret.yaml`, encrypted to its own key.
fn sandbox() -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("secret.yaml", PLAIN);
    sandbox.run(["encrypt", "-i", "--age", &recipient, "secret.yaml"]).stdout();
    sandbox
}

#[test]
fn a_file_comes_back_byte_for_byte() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(["decrypt", "secret.yaml"]).stdout(), PLAIN);
    let encrypted = sandbox.read("secret.yaml");
    for args in [
        &["decrypt", "--input-type", "yaml"][..],
        &["decrypt", "--filename-override", "x.yaml", "-"],
        &["decrypt", "--input-type", "plaintext", "--filename-override", "x.yaml", "/dev/stdin"],
    ] {
        assert_eq!(sandbox.run(args).stdin(encrypted.as_str()).stdout(), PLAIN, "{args:?}");
    }
    sandbox.run(["decrypt", "-i", "secret.yaml"]).stdout();
    assert_eq!(sandbox.read("secret.yaml"), PLAIN);
    assert_eq!(sandbox.names(), ["secret.yaml"]);
}

#[test]
fn a_new_output_file_is_private() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(["decrypt", "secret.yaml", "--output", "plain.yaml"]).stdout(), "");
    assert_eq!(sandbox.read("plain.yaml"), PLAIN);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(sandbox.path("plain.yaml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
    }
}

#[test]
fn another_output_type_converts() {
    let sandbox = sandbox();
    let json = sandbox.run(["decrypt", "--output-type", "json", "secret.yaml"]).stdout();
    let want = "{\n\t\"db\": {\n\t\t\"password\": \"s3cret\",\n\t\t\"ports\": [\n\t\t\t80,\n\t\t\t443\n\t\t]\n\t},\n\t\"on\": true,\n\t\
                \"ratio\": 1.5,\n\t\"none\": null\n}\n";
    assert_eq!(json, want);
    let nested = sandbox.run(["decrypt", "--output-type", "dotenv", "secret.yaml"]).finish();
    assert_eq!((nested.code, nested.text().as_str()), (Some(4), ""));
    assert!(nested.stderr.contains(r#"["db"]"#), "{}", nested.stderr);
}

#[test]
fn one_value_can_be_extracted() {
    let sandbox = sandbox();
    for (path, want) in [
        (r#"["db"]["password"]"#, "s3cret"),
        (r#"["db"]["ports"][1]"#, "443\n"),
        ("['db']['ports']", "- 80\n- 443\n"),
        (r#"["on"]"#, "true\n"),
        (r#"["none"]"#, "null\n"),
        ("", PLAIN),
    ] {
        assert_eq!(sandbox.run(["decrypt", "--extract", path, "secret.yaml"]).stdout(), want, "{path}");
    }
    let extract = |path| sandbox.run(["decrypt", "--extract", path, "secret.yaml"]).finish();
    extract(r#"["db"]["pasword"]"#).failure(
        91,
        "error: secret.yaml: the key path leads nowhere at [\"db\"][\"pasword\"]\n  there is no key \"pasword\"\n\
         hint: Did you mean \"password\"?\n",
    );
    extract(r#"["db"]["ports"][2]"#).failure(
        91,
        "error: secret.yaml: the key path leads nowhere at [\"db\"][\"ports\"][2]\n  the list has 2 items\n",
    );
    extract("db").fails_with(91, "error: the key path is malformed");
    let clash = ["decrypt", "-i", "--extract", r#"["db"]"#, "secret.yaml"];
    sandbox.run(clash).finish().fails_with(8, "error: cannot use --extract with --in-place");
}

#[test]
fn what_is_not_authentic_is_not_released() {
    let sandbox = sandbox();
    let encrypted = sandbox.read("secret.yaml");
    let decrypt =
        |args: &[&str]| sandbox.run(["decrypt"].iter().chain(args).chain(&["changed.yaml"])).finish();
    let fails = |content: String, code: i32, words: &str| {
        sandbox.write("changed.yaml", &content);
        let finished = decrypt(&["--output", "out.yaml"]);
        assert_eq!((finished.code, finished.text().as_str()), (Some(code), ""), "{}", finished.stderr);
        assert!(finished.stderr.starts_with("error: changed.yaml"), "{}", finished.stderr);
        assert!(finished.stderr.contains(words), "{}", finished.stderr);
        assert!(!finished.stderr.contains("s3cret"));
        assert!(!sandbox.path("out.yaml").exists());
    };
    let token = |key: &str| {
        encrypted.lines().find_map(|line| line.trim().strip_prefix(&format!("{key}: "))).unwrap().to_owned()
    };
    // A value that was put under another key, one that was cut, one that was taken out.
    fails(encrypted.replace(&token("on"), &token("ratio")), 25, r#"["on"]"#);
    fails(encrypted.replace(&token("on"), "ENC[AES256_GCM,data:x]"), 25, r#"["on"]"#);
    let without = encrypted.replace(&format!("on: {}\n", token("on")), "");
    fails(without.clone(), 51, "MAC mismatch");
    let mac = format!("    mac: {}\n", token("mac"));
    fails(encrypted.replace(&mac, ""), 52, "");
    fails(PLAIN.to_owned(), 1, "sops metadata not found");
    let unsealed = crate::support::without_seal(&without);
    sandbox.write("changed.yaml", unsealed);
    assert_eq!(decrypt(&["--ignore-mac"]).success().text(), PLAIN.replace("on: true\n", ""));
}

#[test]
fn without_the_key_it_is_told_what_was_tried() {
    let sandbox = sandbox();
    let stranger = Sandbox::with_key().0;
    let stranger_keys = stranger.home().join(".config/sops/age/keys.txt");
    for run in [
        sandbox.run(["decrypt", "secret.yaml"]).env("HOME", "/nowhere"),
        sandbox
            .run(["decrypt", "secret.yaml"])
            .env("HOME", "/nowhere")
            .env("SOPS_AGE_KEY_FILE", stranger_keys),
    ] {
        let finished = run.finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(128), ""));
        assert!(finished.stderr.contains("Failed to get the data key"), "{}", finished.stderr);
        assert!(!finished.stderr.contains("AGE-SECRET-KEY"), "{}", finished.stderr);
    }
}

#[test]
fn identities_are_found_in_every_place() {
    let sandbox = sandbox();
    let keys = sandbox.home().join(".config/sops/age/keys.txt");
    let identity = std::fs::read_to_string(&keys).unwrap();
    let moved = sandbox.path("moved.txt");
    std::fs::rename(&keys, &moved).unwrap();
    let decrypt = || sandbox.run(["decrypt", "secret.yaml"]);
    assert_eq!(decrypt().finish().code, Some(128));
    assert_eq!(decrypt().env("SOPS_AGE_KEY", &identity).stdout(), PLAIN);
    assert_eq!(decrypt().env("SOPS_AGE_KEY_FILE", &moved).stdout(), PLAIN);
    #[cfg(unix)]
    assert_eq!(decrypt().env("SOPS_AGE_KEY_CMD", "cat moved.txt").stdout(), PLAIN);
    let xdg = sandbox.path("xdg");
    sandbox.write("xdg/sops/age/keys.txt", &identity);
    assert_eq!(decrypt().env("XDG_CONFIG_HOME", &xdg).stdout(), PLAIN);
    // An empty variable counts as unset.
    assert_eq!(decrypt().env("SOPS_AGE_KEY", "").env("XDG_CONFIG_HOME", &xdg).stdout(), PLAIN);
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let sandbox = sandbox();
    let missing = "error: none.yaml: cannot operate on a file that does not exist\n";
    sandbox.run(["decrypt", "none.yaml"]).finish().failure(100, missing);
    let nowhere = ["decrypt", "--output", "no/where.yaml", "secret.yaml"];
    sandbox.run(nowhere).finish().fails_with(3, "error: no/where.yaml: cannot write to the folder no");
    #[cfg(target_os = "linux")]
    sandbox
        .run(["decrypt", "--output", "/dev/full", "secret.yaml"])
        .finish()
        .fails_with(3, "error: /dev/full: cannot write");
}
