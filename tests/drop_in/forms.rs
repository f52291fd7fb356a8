//! The forms that the real program has of old, its variables, and what its callers rely on: the version,
//! a silent stderr, the place of the config.

use super::{PLAIN, Place};

#[test]
fn flags_say_the_command() {
    let place = Place::new();
    let sandbox = &place.sandbox;
    sandbox.write("a.yaml", PLAIN);
    place.sops(&["-e", "-i", "a.yaml"]).finish().success();
    assert_eq!(place.sops(&["-d", "a.yaml"]).stdout(), PLAIN);
    let old = sandbox.read("a.yaml");
    place.sops(&["-r", "-i", "a.yaml"]).finish().success();
    assert_ne!(sandbox.read("a.yaml"), old);
    assert_eq!(place.sops(&["--set", r#"["a"] "new""#, "a.yaml"]).stdout(), "");
    assert_eq!(place.sops(&["--set", r#"["n"]["m"] {"x": [1, true]}"#, "a.yaml"]).stdout(), "");
    assert_eq!(place.sops(&["-d", "--extract", r#"["a"]"#, "a.yaml"]).stdout(), "new");
    assert_eq!(place.sops(&["-d", "--extract", r#"["n"]["m"]["x"][1]"#, "a.yaml"]).stdout(), "true\n");
    let real = place.real(&["-d", "a.yaml"]).stdout();
    assert!(real.contains("a: new\n"), "{real}");
    // Keys come and go with a rotation.
    let other = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    let keyed = sandbox.read("a.yaml");
    sandbox.write(".sops.yaml", "");
    place.sops(&["-r", "-i", "--add-age", other, "a.yaml"]).finish().success();
    assert!(sandbox.read("a.yaml").contains(other) && !keyed.contains(other));
    place.sops(&["--rotate", "--in-place", "--rm-age", other, "a.yaml"]).finish().success();
    assert!(!sandbox.read("a.yaml").contains(other));
}

#[test]
fn a_file_alone_is_edited() {
    let place = Place::new();
    let editor = place.editor("c: 1");
    place.encrypted("a.yaml", PLAIN);
    for line in [&["a.yaml"][..], &["edit", "a.yaml"], &["-s", "a.yaml"]] {
        place.encrypted("a.yaml", PLAIN);
        assert_eq!(place.sops(line).env("EDITOR", &editor).stdout(), "", "{line:?}");
        let plain = place.real(&["-d", "a.yaml"]).stdout();
        assert!(plain.contains("c: 1"), "{line:?}: {plain}");
    }
    // A new file, with keys from the command line.
    place.sandbox.write(".sops.yaml", "");
    let new = ["--age", &place.recipient, "new.yaml"];
    assert_eq!(place.sops(&new).env("EDITOR", &editor).stdout(), "");
    assert!(place.real(&["-d", "new.yaml"]).stdout().contains("c: 1"));
}

#[test]
fn of_several_commands_the_last_in_their_order_is_done() {
    let place = Place::new();
    place.encrypted("a.yaml", PLAIN);
    let (ours, real) = (place.sops(&["-e", "-d", "a.yaml"]), place.real(&["-e", "-d", "a.yaml"]));
    let (ours, real) = (ours.finish(), real.finish());
    assert_eq!((ours.code, ours.text()), (real.code, real.text()));
    assert_eq!(ours.stderr.lines().count(), 1, "{}", ours.stderr);
    assert!(ours.stderr.starts_with("warning: more than one of --encrypt, --decrypt"), "{}", ours.stderr);
}

#[test]
fn flags_stand_on_both_sides() {
    let place = Place::new();
    let sandbox = &place.sandbox;
    place.encrypted("a.yaml", PLAIN);
    let json = place.real(&["-d", "--output-type", "json", "a.yaml"]).stdout();
    for line in [
        &["-d", "--output-type", "json", "a.yaml"][..],
        &["-d", "a.yaml", "--output-type", "json"],
        &["a.yaml", "-d", "--output-type=json"],
        &["--output-type", "json", "decrypt", "a.yaml"],
        &["decrypt", "a.yaml", "--output-type", "json"],
        &["decrypt", "--output-type", "yaml", "a.yaml", "--output-type", "json"],
        &["--config", "/dev/null", "decrypt", "--output-type", "json", "--config", "/dev/null", "a.yaml"],
    ] {
        assert_eq!(place.sops(line).stdout(), json, "{line:?}");
    }
    // A second file is passed over, as is what looks like a flag and is none.
    sandbox.write("b.yaml", PLAIN);
    let finished = place.sops(&["-d", "a.yaml", "b.yaml", "--nope"]).finish();
    assert_eq!((finished.code, finished.text().as_str()), (Some(0), PLAIN));
    assert_eq!(finished.stderr, "warning: more than one file was given: only the first one is used\n");
    for line in
        [&["-d", "--nope", "a.yaml"][..], &["-di", "a.yaml"], &["-d=maybe", "a.yaml"], &["decrypt", "-v"]]
    {
        let finished = place.sops(line).finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(1), ""), "{line:?}");
    }
}

#[test]
fn the_version_is_what_callers_match() {
    let place = Place::new();
    let own = concat!("sops-rs ", env!("CARGO_PKG_VERSION"), "\n");
    for line in [
        &["--version"][..],
        &["-v"],
        &["--version", "--disable-version-check"],
        &["--check-for-updates", "--version"],
    ] {
        assert_eq!(place.sops(line).stdout(), format!("sops 3.11.0\n{own}"), "{line:?}");
    }
}

#[test]
fn help_is_found_where_the_real_program_has_it() {
    let place = Place::new();
    for line in [&["--help"][..], &["-h"], &["help"], &["h"]] {
        let help = place.sops(line).stdout();
        assert!(help.contains("Usage: sops ") && help.contains("sops -d FILE"), "{line:?}: {help}");
    }
    for line in [&["decrypt", "--help"][..], &["decrypt", "-h"], &["help", "decrypt"]] {
        assert!(place.sops(line).stdout().contains("Usage: sops decrypt "), "{line:?}");
    }
    let add = place.sops(&["help", "groups", "add"]).stdout();
    assert!(add.contains("Usage: sops groups add "), "{add}");
}

/// Both names read all variables of the real program.
#[test]
fn variables_count_under_both_names() {
    let place = Place::new();
    place.sandbox.write(".sops.yaml", "").write("p.yaml", PLAIN);
    place.sandbox.write("config.yaml", format!("creation_rules:\n  - age: {}\n", place.recipient));
    let encrypted = place.real(&["-e", "--age", &place.recipient, "p.yaml"]).stdout();
    place.sandbox.write("e.yaml", encrypted);
    let encrypt = ["encrypt", "p.yaml"];
    let decrypt = ["decrypt", "e.yaml"];
    let gcp = "projects/p/locations/global/keyRings/r/cryptoKeys/k";
    for (line, name, value, code, words) in [
        (encrypt, "SOPS_CONFIG", "config.yaml", 0, ""),
        (encrypt, "SOPS_AGE_RECIPIENTS", place.recipient.as_str(), 0, ""),
        (encrypt, "SOPS_PGP_FP", "zz", 1, "not a PGP fingerprint"),
        (encrypt, "SOPS_KMS_ARN", "zz", 1, "not a usable KMS key"),
        (encrypt, "SOPS_GCP_KMS_IDS", gcp, 1, "gcp_kms"),
        (encrypt, "SOPS_HUAWEICLOUD_KMS_IDS", "region:id", 1, "hckms"),
        (encrypt, "SOPS_AZURE_KEYVAULT_URLS", "https://v.vault.azure.net/keys/k/1", 1, "azure_kv"),
        (encrypt, "SOPS_VAULT_URIS", "https://v.example.org:8200/v1/transit/keys/k", 1, "hc_vault"),
        (decrypt, "SOPS_DECRYPTION_ORDER", "pgp,age", 0, ""),
        (decrypt, "SOPS_DECRYPTION_ORDER", "age,age", 112, "duplicate key type"),
        (decrypt, "SOPS_DISABLE_VERSION_CHECK", "true", 0, ""),
        (decrypt, "SOPS_ENABLE_LOCAL_KEYSERVICE", "true", 0, ""),
        (decrypt, "SOPS_ENABLE_LOCAL_KEYSERVICE", "false", 128, "Failed to get the data key"),
        (decrypt, "SOPS_ENABLE_LOCAL_KEYSERVICE", "nope", 1, "SOPS_ENABLE_LOCAL_KEYSERVICE is neither"),
        (decrypt, "SOPS_KEYSERVICE", "tcp://127.0.0.1:1", 1, "SOPS_KEYSERVICE: key services are not"),
        (["filestatus", "e.yaml"], "SOPS_KEYSERVICE", "tcp://127.0.0.1:1", 0, ""),
    ] {
        let own = place.sandbox.run(line).env(name, value).finish();
        let sops = place.sops(&line).env(name, value).finish();
        assert_eq!(sops.code, Some(code), "{name}={value}: {}", sops.stderr);
        // Of its own name the program tells more by its codes.
        assert!(own.code == sops.code || own.code == Some(111), "{name}={value}: {:?}", own.code);
        for finished in [own, sops] {
            assert!(finished.stderr.contains(words), "{name}={value}: {}", finished.stderr);
            assert!(code != 0 || finished.stderr.is_empty(), "{name}={value}: {}", finished.stderr);
        }
    }
}

/// The real program looks from the working folder upwards, wherever the file is.
#[test]
fn the_config_is_looked_for_from_the_working_folder() {
    let place = Place::new();
    let sandbox = &place.sandbox;
    sandbox.write("sub/.sops.yaml", "creation_rules:\n  - age: nonsense\n").write("sub/a.yaml", PLAIN);
    for run in [place.sops(&["-e", "sub/a.yaml"]), place.real(&["-e", "sub/a.yaml"])] {
        run.finish().success();
    }
    // Ours alone counts when there is no other.
    let config = sandbox.read(".sops.yaml");
    sandbox.write(".sops-rs.yaml", "creation_rules:\n  - age: nonsense\n");
    place.sops(&["-e", "sub/a.yaml"]).finish().success();
    sandbox.write(".sops-rs.yaml", config);
    std::fs::remove_file(sandbox.path(".sops.yaml")).unwrap();
    place.sops(&["-e", "sub/a.yaml"]).finish().success();
}

#[test]
fn updatekeys_shows_and_asks_in_the_same_words() {
    let place = Place::new();
    place.encrypted("a.yaml", PLAIN);
    let old = place.sandbox.read("a.yaml");
    let other = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    let config = format!("creation_rules:\n  - age: {},{other}\n", place.recipient);
    place.sandbox.write(".sops.yaml", config);
    for answer in ["n\n", "what\ny\n", ""] {
        place.sandbox.write("a.yaml", &old);
        let real = place.real(&["updatekeys", "a.yaml"]).stdin(answer).finish();
        let real_is_same = place.sandbox.read("a.yaml") == old;
        place.sandbox.write("a.yaml", &old);
        let ours = place.sops(&["updatekeys", "a.yaml"]).stdin(answer).finish();
        assert_eq!((ours.code, ours.text()), (real.code, real.text()), "{answer:?}: {}", ours.stderr);
        assert_eq!(place.sandbox.read("a.yaml") == old, real_is_same, "{answer:?}");
        assert!(ours.code != Some(0) || ours.stderr.is_empty(), "{}", ours.stderr);
    }
}

#[test]
fn what_is_not_there_yet_is_refused_by_name() {
    let place = Place::new();
    place.encrypted("a.yaml", PLAIN);
    for (line, name) in [
        (&["publish", "a.yaml"][..], "publish"),
        (&["keyservice"], "keyservice"),
        (&["--keyservice", "unix:///run/sops.sock", "-d", "a.yaml"], "--keyservice"),
        (&["decrypt", "--keyservice=tcp://127.0.0.1:5000", "a.yaml"], "--keyservice"),
    ] {
        let words = format!("error: {name} is not supported by this version\n");
        place.sops(line).finish().failure(1, &words);
    }
}
