use crate::support::Sandbox;

#[test]
fn it_tells_whether_there_is_metadata() {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, text) in [("a.yaml", "a: 1\n"), ("a.json", "{\"a\": 1}"), ("a.env", "A=1\n")] {
        sandbox.write(name, text);
        assert_eq!(sandbox.run(["filestatus", name]).stdout(), "{\"encrypted\":false}\n", "{name}");
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
        // No key is needed to tell.
        let status = sandbox.run(["filestatus", name]).env("HOME", "/nowhere").stdout();
        assert_eq!(status, "{\"encrypted\":true}\n", "{name}");
    }
}

#[test]
fn the_type_can_be_named_and_the_text_piped() {
    let sandbox = Sandbox::new();
    let status = sandbox.run(["filestatus", "--input-type", "yaml", "/dev/stdin"]).stdin("a: 1\n").stdout();
    assert_eq!(status, "{\"encrypted\":false}\n");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.run(["filestatus"]).finish().failure(100, "error: no file specified\n");
    sandbox
        .run(["filestatus", "none.yaml"])
        .finish()
        .failure(2, "error: none.yaml: cannot operate on a file that does not exist\n");
    sandbox.write("bad.json", "{\"a\": ");
    let bad = sandbox.run(["filestatus", "bad.json"]).finish();
    assert_eq!((bad.code, bad.text().as_str()), (Some(2), ""));
    assert!(bad.stderr.starts_with("error: bad.json:1:"), "{}", bad.stderr);
}
