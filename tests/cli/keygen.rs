use crate::support::Sandbox;

#[test]
fn without_a_file_the_identity_is_printed() {
    let identity = Sandbox::new().run(["keygen"]).stdout();
    let lines: Vec<_> = identity.lines().collect();
    assert!(lines[0].starts_with("# created: 2"), "{}", lines[0]);
    assert!(lines[1].starts_with("# public key: age1"), "{}", lines[1]);
    assert!(lines[2].starts_with("AGE-SECRET-KEY-1") && lines.len() == 3);
}

#[test]
fn a_new_file_is_private_and_the_recipient_is_printed() {
    let sandbox = Sandbox::new();
    let recipient = sandbox.run(["keygen", "-o", "deep/er/keys.txt"]).stdout();
    assert!(recipient.starts_with("age1") && recipient.ends_with('\n'), "{recipient}");
    assert!(sandbox.read("deep/er/keys.txt").contains(&format!("# public key: {recipient}")));
    #[cfg(unix)]
    for (name, mode) in [("deep", 0o700), ("deep/er", 0o700), ("deep/er/keys.txt", 0o600)] {
        use std::os::unix::fs::PermissionsExt as _;
        let found = std::fs::metadata(sandbox.path(name)).unwrap().permissions().mode();
        assert_eq!(found & 0o7777, mode, "{name}");
    }
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("keys.txt", "mine");
    sandbox.run(["keygen", "-o", "keys.txt"]).finish().failure(
        3,
        "error: keys.txt: the file exists already and is not overwritten\n\
         hint: Choose another name, or move the file away first\n",
    );
    assert_eq!(sandbox.read("keys.txt"), "mine");
}

#[test]
fn a_post_quantum_key_encrypts_and_decrypts() {
    let sandbox = Sandbox::new();
    let recipient = sandbox.run(["keygen", "--pq", "-o", "pq.txt"]).stdout();
    let recipient = recipient.trim();
    assert!(recipient.starts_with("age1pq1") && recipient.len() > 1900, "{recipient}");
    let identity = sandbox.read("pq.txt");
    let lines: Vec<_> = identity.lines().collect();
    assert_eq!(lines[1], format!("# public key: {recipient}"));
    assert!(lines[2].starts_with("AGE-SECRET-KEY-PQ-1") && lines.len() == 3);
    assert!(sandbox.run(["keygen", "--pq"]).stdout().contains("\nAGE-SECRET-KEY-PQ-1"));
    for (name, plain) in [("a.yaml", "a: 1\n"), ("a.env", "A=1\n"), ("a.json", "{\"a\": 1}\n")] {
        sandbox.write(name, plain);
        sandbox.run(["encrypt", "-i", "--age", recipient, name]).stdout();
        let decrypted = sandbox.run(["decrypt", name]).env("SOPS_AGE_KEY_FILE", "pq.txt").stdout();
        assert_eq!(decrypted, plain);
    }
}
