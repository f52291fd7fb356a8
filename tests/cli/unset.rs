use crate::support::Sandbox;

const PLAIN: &str = "# about the db\ndb:\n  password: s3cret # old\n  ports: [80, 443]\n\nuser: 'app'\n";

/// A sandbox with `secret.yaml`, encrypted to its own key.
fn sandbox() -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("secret.yaml", PLAIN);
    sandbox.run(["encrypt", "-i", "--age", &recipient, "secret.yaml"]).stdout();
    sandbox
}

#[test]
fn an_entry_goes_with_its_lines_and_no_others() {
    for (path, want) in [
        (r#"["db"]["password"]"#, PLAIN.replace("  password: s3cret # old\n", "")),
        (r#"["db"]["ports"][0]"#, PLAIN.replace("80, ", "")),
        (r#"["db"]"#, "# about the db\n\nuser: 'app'\n".to_owned()),
        ("['user']", PLAIN.replace("user: 'app'\n", "")),
    ] {
        let sandbox = sandbox();
        assert_eq!(sandbox.run(["unset", "secret.yaml", path]).stdout(), "");
        assert_eq!(sandbox.run(["decrypt", "secret.yaml"]).stdout(), want, "{path}");
    }
}

#[test]
fn the_last_entry_leaves_an_empty_collection() {
    let sandbox = sandbox();
    for path in [r#"["db"]["password"]"#, r#"["db"]["ports"][1]"#, r#"["db"]["ports"][0]"#] {
        sandbox.run(["unset", "secret.yaml", path]).stdout();
    }
    let plain = || sandbox.run(["decrypt", "secret.yaml"]).stdout();
    assert_eq!(plain(), "# about the db\ndb:\n  ports: []\n\nuser: 'app'\n");
    sandbox.run(["unset", "secret.yaml", r#"["db"]["ports"]"#]).stdout();
    assert_eq!(plain(), "# about the db\ndb: {}\n\nuser: 'app'\n");
}

#[test]
fn what_is_not_there_is_told_unless_that_is_fine() {
    let sandbox = sandbox();
    let old = sandbox.read("secret.yaml");
    let unset = |path: &str| sandbox.run(["unset", "secret.yaml", path]).finish();
    unset(r#"["db"]["pasword"]"#).failure(
        91,
        "error: secret.yaml: the key path leads nowhere at [\"db\"][\"pasword\"]\n  there is no key \"pasword\"\n\
         hint: Did you mean \"password\"?\n",
    );
    unset(r#"["db"]["ports"][2]"#).failure(
        91,
        "error: secret.yaml: the key path leads nowhere at [\"db\"][\"ports\"][2]\n  the list has 2 items\n",
    );
    for path in [r#"["db"]["pasword"]"#, r#"["db"]["ports"][2]"#, r#"["x"]["y"][0]"#] {
        sandbox.run(["unset", "--idempotent", "secret.yaml", path]).stdout();
        sandbox.sops(["unset", "--idempotent", "secret.yaml", path]).stdout();
    }
    // What cannot be meant is wrong even so.
    let wrong = ["unset", "--idempotent", "secret.yaml", r#"["user"]["x"]"#];
    sandbox
        .run(wrong)
        .finish()
        .fails_with(91, r#"error: secret.yaml: the key path leads nowhere at ["user"]["x"]"#);
    let real = ["unset", "secret.yaml", r#"["x"]"#];
    sandbox.sops(real).finish().fails_with(1, r#"error: secret.yaml: the key path leads nowhere at ["x"]"#);
    for args in [&["unset"][..], &["unset", "secret.yaml"]] {
        sandbox.sops(args).finish().fails_with(100, "error: the file or the key path is missing");
    }
    assert_eq!(sandbox.read("secret.yaml"), old);
    assert_eq!(sandbox.names(), ["secret.yaml"]);
}
