use crate::support::Sandbox;

const OLD: &str = "db:\n  user: alice-canary\n  pass: old-canary\n  port_unencrypted: 1\ncert: |\n  one-canary\n  two-canary\n";
const NEW: &str = "db:\n  user: alice-canary\n  pass: new-canary\n  port_unencrypted: 2\ncert: |\n  one-canary\n  2-canary\nlist: [a-canary]\n";

fn sandbox() -> (Sandbox, String) {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, plain) in [("old.yaml", OLD), ("new.yaml", NEW)] {
        sandbox.write(name, plain);
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
    }
    (sandbox, recipient)
}

#[test]
fn secrets_are_shown_only_when_asked_for() {
    let (sandbox, _) = sandbox();
    let diff = |args: &[&str]| {
        let finished = sandbox.run(["diff"].iter().chain(args)).finish();
        assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
        finished.text()
    };
    let masked =
        "~ [\"db\"][\"pass\"]\n~ [\"db\"][\"port_unencrypted\"]: 1 -> 2\n~ [\"cert\"]\n+ [\"list\"][0]\n";
    assert_eq!(diff(&["old.yaml", "new.yaml"]), masked);
    let shown = "~ [\"db\"][\"pass\"]: old-canary -> new-canary\n~ [\"db\"][\"port_unencrypted\"]: 1 -> 2\n~ [\"cert\"]:\n\
                 \x20     one-canary\n    - two-canary\n    + 2-canary\n+ [\"list\"][0]: a-canary\n";
    assert_eq!(diff(&["--show", "old.yaml", "new.yaml"]), shown);
    sandbox.run(["diff", "old.yaml", "old.yaml"]).stdout();
    // A file in clear may be the plaintext of a secret one.
    sandbox.write("plain.json", "{\"db\": {\"user\": \"alice-canary\"}}");
    let gone = "- [\"db\"][\"pass\"]\n- [\"db\"][\"port_unencrypted\"]: 1\n- [\"cert\"]\n";
    assert_eq!(diff(&["old.yaml", "plain.json"]), gone);
}

#[test]
fn recipients_and_selectors_are_compared() {
    let (sandbox, recipient) = sandbox();
    let other = Sandbox::with_key().1;
    sandbox.write("more.yaml", OLD);
    let both = format!("{recipient},{other}");
    sandbox
        .run(["encrypt", "-i", "--age", &both, "--encrypted-regex", "pass|user|cert", "more.yaml"])
        .stdout();
    let finished = sandbox.run(["diff", "old.yaml", "more.yaml"]).finish();
    let want = format!(
        "- unencrypted_suffix: _unencrypted\n+ recipient age {other}\n+ encrypted_regex: pass|user|cert\n"
    );
    assert_eq!((finished.code, finished.text()), (Some(1), want));
}

#[test]
fn trouble_has_a_code_of_its_own() {
    let (sandbox, _) = sandbox();
    let diff = |new| sandbox.run(["diff", "old.yaml", new]).finish();
    diff("none.yaml").fails_with(2, "error: none.yaml: cannot operate on a file that does not exist");
    diff("HEAD:none.yaml")
        .fails_with(2, "error: HEAD:none.yaml: cannot operate on a file that does not exist");
    sandbox.write("bad.yaml", "a: [\n");
    assert_eq!(diff("bad.yaml").code, Some(2));
    let stranger = sandbox.run(["diff", "old.yaml", "new.yaml"]).env("HOME", "/nowhere").finish();
    stranger.fails_with(2, "error: old.yaml: Failed to get the data key required to decrypt the SOPS file");
}
