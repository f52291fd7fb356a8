use crate::support::Sandbox;

const PLAIN: &str = "# note\npassword: s3cret\nport: 8080\npublic: yes\n";

/// The lines of the file before its metadata.
fn body(encrypted: &str) -> Vec<&str> {
    encrypted.lines().take_while(|line| *line != "sops:").collect()
}

#[test]
fn only_values_change() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.yaml", PLAIN);
    let encrypted = sandbox.run(["encrypt", "--age", &recipient, "a.yaml"]).stdout();
    let body = body(&encrypted);
    for (line, key) in body[1..].iter().zip(["password: ENC[", "port: ENC[", "public: ENC["]) {
        assert!(line.starts_with(key), "{line}");
    }
    assert!(encrypted.contains(&format!("recipient: {recipient}")));
    assert_eq!(sandbox.read("a.yaml"), PLAIN);
    sandbox.write("b.yaml", encrypted);
    assert_eq!(sandbox.run(["decrypt", "b.yaml"]).stdout(), PLAIN);
}

#[test]
fn the_result_goes_where_it_is_wanted() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.yaml", PLAIN);
    let encrypt = |args: &[&str]| {
        let args = ["encrypt", "--age", &recipient].into_iter().chain(args.iter().copied());
        sandbox.run(args).finish()
    };
    assert_eq!(encrypt(&["a.yaml", "--output", "out.yaml"]).success().text(), "");
    assert_eq!(sandbox.run(["decrypt", "out.yaml"]).stdout(), PLAIN);
    assert_eq!(encrypt(&["-i", "a.yaml"]).success().text(), "");
    assert_eq!(sandbox.run(["decrypt", "a.yaml"]).stdout(), PLAIN);
    assert_eq!(sandbox.names(), ["a.yaml", "out.yaml"]);
    encrypt(&["-i", "--output", "x", "a.yaml"])
        .failure(8, "error: cannot operate on both --output and --in-place\n");
    encrypt(&["-i", "--filename-override", "a.yaml"])
        .fails_with(8, "error: cannot use --in-place when reading from stdin");
    sandbox.write("plain.yaml", PLAIN);
    encrypt(&["--output", "no/where", "plain.yaml"])
        .fails_with(3, "error: no/where: cannot write to the folder no");
}

#[test]
fn standard_input_needs_a_name() {
    let (sandbox, recipient) = Sandbox::with_key();
    for file in [None, Some("-"), Some("/dev/stdin")] {
        let args = ["encrypt", "--age", &recipient];
        sandbox
            .run(args.into_iter().chain(file))
            .stdin(PLAIN)
            .finish()
            .fails_with(8, "error: must specify --filename-override when reading from stdin");
        let named = ["--filename-override", "some/a.yaml"];
        let encrypted = sandbox.run(args.into_iter().chain(named).chain(file)).stdin(PLAIN).stdout();
        let decrypt = ["decrypt", "--input-type", "yaml"];
        assert_eq!(sandbox.run(decrypt.into_iter().chain(file)).stdin(encrypted).stdout(), PLAIN);
    }
    assert_eq!(sandbox.names(), [""; 0]);
}

#[test]
fn keys_come_from_the_flag_then_the_variable_then_the_rule() {
    let (sandbox, recipient) = Sandbox::with_key();
    let (_elsewhere, other) = Sandbox::with_key();
    sandbox
        .write(".sops-rs.yaml", format!("creation_rules:\n  - path_regex: \\.yaml$\n    age: {recipient}\n"))
        .write("a.yaml", PLAIN)
        .write("a.env", "A=1\n");
    let recipients = |run: crate::support::Run| -> Vec<String> {
        let encrypted = run.stdout();
        let lines = encrypted.lines().filter_map(|line| line.split("recipient: ").nth(1));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(recipients(sandbox.run(["encrypt", "a.yaml"])), [recipient.as_str()]);
    assert_eq!(
        recipients(sandbox.run(["encrypt", "a.yaml"]).env("SOPS_AGE_RECIPIENTS", &other)),
        [other.as_str()]
    );
    let both = format!("{recipient}, {other}");
    let flag = sandbox.run(["encrypt", "--age", &both, "a.yaml"]).env("SOPS_AGE_RECIPIENTS", &other);
    assert_eq!(recipients(flag), [recipient.as_str(), other.as_str()]);
    // No rule fits: that is an error, unless a key is named.
    let none = sandbox.run(["encrypt", "a.env"]).finish();
    assert_eq!((none.code, none.text().as_str()), (Some(1), ""));
    assert!(none.stderr.contains("no matching creation rules found"), "{}", none.stderr);
    sandbox.run(["encrypt", "--age", &other, "a.env"]).stdout();
}

#[test]
fn the_configuration_can_be_named() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox
        .write("conf/rules.yaml", format!("creation_rules:\n  - age: {recipient}\n"))
        .write("a.yaml", PLAIN);
    sandbox.run(["encrypt", "a.yaml", "--config", "conf/rules.yaml"]).stdout();
    sandbox.run(["--config", "/dev/null", "encrypt", "--config", "conf/rules.yaml", "a.yaml"]).stdout();
    sandbox.run(["encrypt", "a.yaml"]).env("SOPS_CONFIG", "conf/rules.yaml").stdout();
    let none = "error: a.yaml: config file not found, or has no creation rules, and no keys provided through \
                command line options";
    for args in [&["encrypt", "a.yaml"][..], &["--config", "/dev/null", "encrypt", "a.yaml"]] {
        let finished = sandbox.run(args).finish().fails_with(1, none);
        assert!(finished.stderr.contains("\nhint: "), "{}", finished.stderr);
    }
}

#[test]
fn selectors_of_the_flags_replace_those_of_the_rule() {
    let (sandbox, recipient) = Sandbox::with_key();
    let rule = format!("creation_rules:\n  - encrypted_regex: ^password$\n    age: {recipient}\n");
    sandbox.write(".sops.yaml", rule).write("a.yaml", PLAIN);
    let encrypted = |args: &[&str]| sandbox.run(["encrypt"].iter().chain(args)).stdout();
    let by_rule = encrypted(&["a.yaml"]);
    assert!(body(&by_rule)[2..] == ["port: 8080", "public: yes"], "{by_rule}");
    let by_flag = encrypted(&["--unencrypted-suffix", "lic", "a.yaml"]);
    assert!(body(&by_flag)[2].starts_with("port: ENC[") && body(&by_flag)[3] == "public: yes", "{by_flag}");
    // An empty one counts as none.
    assert_eq!(body(&encrypted(&["--unencrypted-suffix", "", "a.yaml"]))[2], "port: 8080");
    sandbox
        .run(["encrypt", "--encrypted-regex", "a", "--unencrypted-regex", "b", "a.yaml"])
        .finish()
        .fails_with(
            8,
            "error: cannot use more than one selector in the same file: --unencrypted-regex, --encrypted-regex",
        );
    let only = encrypted(&["--mac-only-encrypted", "a.yaml"]);
    assert!(only.contains("\n    mac_only_encrypted: true\n"), "{only}");
}

#[test]
fn a_selector_that_matches_nothing_is_no_encryption() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.yaml", "a: 1\n");
    let args = ["encrypt", "-i", "--age", &recipient, "--encrypted-regex", "zzz", "a.yaml"];
    sandbox.run(args).finish().failure(
        1,
        "error: a.yaml: nothing was encrypted: the selector matches no value\n\
         hint: Check the selector, or accept a file in plain text with --allow-unencrypted\n",
    );
    assert_eq!(sandbox.read("a.yaml"), "a: 1\n");
    sandbox.run(args.into_iter().chain(["--allow-unencrypted"])).stdout();
    assert!(sandbox.read("a.yaml").starts_with("a: 1\nsops:\n"));
    sandbox.write("a.yaml", "a: 1\n");
    let warned = sandbox.sops(args).finish();
    assert_eq!(warned.stderr, "warning: nothing was encrypted: the selector matches no value\n");
    assert_eq!(warned.code, Some(0));
    assert!(sandbox.read("a.yaml").starts_with("a: 1\nsops:\n"));
}

#[test]
fn another_output_type_converts() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.yaml", "a: 1\nb: x # why\n");
    let json = sandbox.run(["encrypt", "--age", &recipient, "--output-type", "json", "a.yaml"]).stdout();
    assert!(json.starts_with("{\n\t\"a\": \"ENC["), "{json}");
    sandbox.write("a.json", json);
    assert_eq!(sandbox.run(["decrypt", "a.json"]).stdout(), "{\n\t\"a\": 1,\n\t\"b\": \"x\"\n}\n");
}

#[test]
fn an_update_keeps_what_did_not_change() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("plain.yaml", PLAIN);
    sandbox.run(["encrypt", "--age", &recipient, "plain.yaml", "--output", "secret.yaml"]).stdout();
    let before = sandbox.read("secret.yaml");
    let update = ["encrypt", "--update", "secret.yaml", "plain.yaml", "--output", "secret.yaml"];
    sandbox.run(update).stdout();
    assert_eq!(sandbox.read("secret.yaml"), before);
    assert_eq!(sandbox.run(["encrypt", "--update", "secret.yaml", "plain.yaml"]).stdout(), before);

    sandbox.write("plain.yaml", PLAIN.replace("8080", "9090"));
    sandbox.run(update).stdout();
    let after = sandbox.read("secret.yaml");
    let changed: Vec<_> = before
        .lines()
        .zip(after.lines())
        .filter(|(old, new)| old != new)
        .map(|(old, _)| old.trim().split(':').next().unwrap())
        .collect();
    let changed: Vec<_> = changed.into_iter().filter(|line| *line != "lastmodified").collect();
    assert_eq!(changed, ["port", "mac", "seal"]);
    assert_eq!(sandbox.run(["decrypt", "secret.yaml"]).stdout(), PLAIN.replace("8080", "9090"));
    sandbox
        .run(["encrypt", "--update", "secret.yaml", "--age", &recipient, "plain.yaml"])
        .finish()
        .fails_with(8, "error: cannot use --update with keys or selectors");
}

#[test]
fn what_cannot_be_encrypted_stays_as_it_is() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox
        .write("encrypted.yaml", "a: 1\nsops:\n    mac: x\n")
        .write("bad.yaml", "a: [1\n")
        .write("list.yaml", "- 1\n")
        .write("latin.yaml", b"a: \xe9\n")
        .write("ok.yaml", PLAIN);
    let fails = |name: &str, code: i32| {
        let before = std::fs::read(sandbox.path(name)).ok();
        let finished = sandbox.run(["encrypt", "-i", "--age", &recipient, name]).finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(code), ""), "{}", finished.stderr);
        assert!(finished.stderr.starts_with(&format!("error: {name}")), "{}", finished.stderr);
        assert_eq!(std::fs::read(sandbox.path(name)).ok(), before);
    };
    fails("encrypted.yaml", 203);
    fails("bad.yaml", 2);
    fails("list.yaml", 2);
    fails("latin.yaml", 2);
    fails("none.yaml", 100);
    sandbox.write("folder.yaml/x", "");
    fails("folder.yaml", 2);
    let bad = sandbox.run(["encrypt", "--age", "age1nonsense", "ok.yaml"]).finish();
    assert_eq!((bad.code, bad.text().as_str()), (Some(111), ""), "{}", bad.stderr);
}

#[cfg(unix)]
#[test]
fn mode_and_links_survive_and_a_read_only_file_is_refused() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("real.yaml", PLAIN);
    let real = sandbox.path("real.yaml");
    let set = |mode| std::fs::set_permissions(&real, std::fs::Permissions::from_mode(mode)).unwrap();
    symlink("real.yaml", sandbox.path("link.yaml")).unwrap();
    set(0o440);
    let args = ["encrypt", "-i", "--age", &recipient, "link.yaml"];
    sandbox.run(args).finish().fails_with(3, "error: link.yaml: the file is read-only");
    assert_eq!(sandbox.read("real.yaml"), PLAIN);
    set(0o640);
    sandbox.run(args).stdout();
    assert!(sandbox.path("link.yaml").is_symlink());
    assert!(sandbox.read("real.yaml").contains("ENC["));
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(sandbox.names(), ["link.yaml", "real.yaml"]);
}

/// Keys that cannot be wrapped for yet are read all the same, and told by name.
#[test]
fn every_kind_has_a_flag_and_a_variable() {
    let (sandbox, _) = Sandbox::with_key();
    sandbox.write("a.yaml", PLAIN);
    for (flag, variable, key, shown) in [
        ("--gcp-kms", "SOPS_GCP_KMS_IDS", "projects/p/k", "gcp_kms"),
        ("--hckms", "SOPS_HUAWEICLOUD_KMS_IDS", "eu:1", "hckms"),
        ("--azure-kv", "SOPS_AZURE_KEYVAULT_URLS", "https://v.net/keys/n/1", "azure_kv"),
        ("--hc-vault-transit", "SOPS_VAULT_URIS", "http://127.0.0.1:1/v1/e/keys/n", "hc_vault"),
        ("--pgp", "SOPS_PGP_FP", "1111111111111111111111111111111111111111", "1111111111"),
        ("--age", "SOPS_AGE_RECIPIENTS", "age1nonsense", "age1nonsense"),
        ("--kms", "SOPS_KMS_ARN", "nonsense", "nonsense"),
    ] {
        for run in [
            sandbox.run(["encrypt", flag, key, "a.yaml"]),
            sandbox.run(["encrypt", "a.yaml"]).env(variable, key),
        ] {
            let finished = run.finish();
            assert_eq!(
                (finished.code, finished.text().as_str()),
                (Some(111), ""),
                "{flag}: {}",
                finished.stderr
            );
            assert!(finished.stderr.contains(shown), "{flag}: {}", finished.stderr);
        }
    }
    let malformed = sandbox.run(["encrypt", "--hckms", "nonsense", "a.yaml"]).finish();
    assert!(malformed.stderr.contains("malformed: `nonsense`"), "{}", malformed.stderr);
}

#[test]
fn a_threshold_of_the_command_line_replaces_that_of_the_rule() {
    let (sandbox, recipient) = Sandbox::with_key();
    let group = format!("      - age: [{recipient}]\n");
    let rule = format!("creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n{}", group.repeat(3));
    sandbox.write(".sops-rs.yaml", rule).write("a.yaml", PLAIN);
    let encrypted = |args: &[&str]| sandbox.run(["encrypt", "a.yaml"].iter().chain(args)).stdout();
    assert!(encrypted(&[]).contains("\n    shamir_threshold: 2\n"));
    let three = encrypted(&["--shamir-secret-sharing-threshold", "3"]);
    assert!(three.contains("\n    shamir_threshold: 3\n"), "{three}");
    sandbox.write("b.yaml", three);
    assert_eq!(sandbox.run(["decrypt", "b.yaml"]).stdout(), PLAIN);
    // Keys that are named are one group, which needs no threshold.
    assert!(!encrypted(&["--age", &recipient]).contains("shamir_threshold"));
    let four = sandbox.run(["encrypt", "--shamir-secret-sharing-threshold", "4", "a.yaml"]).finish();
    assert_eq!((four.code, four.text().as_str()), (Some(111), ""), "{}", four.stderr);
}

#[test]
fn what_stands_in_the_metadata_and_nobody_knows_survives() {
    let (sandbox, recipient) = Sandbox::with_key();
    let group = format!("      - age: [{recipient}]\n");
    let rule = format!("creation_rules:\n  - key_groups:\n{}", group.repeat(2));
    sandbox.write(".sops-rs.yaml", rule).write("a.yaml", PLAIN);
    sandbox.run(["encrypt", "-i", "a.yaml"]).stdout();
    // A list of a kind that is not known within a group, one beside it, and an entry.
    let unknown = "        - tpm:\n            - id: t\n              enc: x\n          notes:\n            - one\n          age:";
    let text = crate::support::without_seal(&sandbox.read("a.yaml")).replacen("        - age:", unknown, 1);
    let text = text.replace("    lastmodified", "    later: {x: 1}\n    lastmodified");
    sandbox.write("a.yaml", &text).write("plain.yaml", PLAIN.replace("8080", "9090"));
    sandbox.run(["encrypt", "--update", "a.yaml", "plain.yaml", "--output", "a.yaml"]).stdout();
    let updated = sandbox.read("a.yaml");
    assert!(updated.contains(unknown) && updated.contains("    later: {x: 1}\n"), "{updated}");
    // New shares cannot be given to whom nobody knows: that has to be said.
    let refused = sandbox.run(["rotate", "-i", "a.yaml"]).finish();
    assert_eq!((refused.code, sandbox.read("a.yaml")), (Some(111), updated));
    assert!(refused.stderr.contains("\n  tpm (a list of keys of an unknown kind)\n"), "{}", refused.stderr);
    let dropped = sandbox.run(["rotate", "-i", "--drop-unsupported", "a.yaml"]).finish();
    assert_eq!(dropped.code, Some(0), "{}", dropped.stderr);
    let rotated = sandbox.read("a.yaml");
    assert!(!rotated.contains("tpm:") && rotated.contains("- notes:\n            - one\n"), "{rotated}");
    assert!(rotated.contains("    later: {x: 1}\n"), "{rotated}");
    assert_eq!(sandbox.run(["decrypt", "a.yaml"]).stdout(), PLAIN.replace("8080", "9090"));
}
