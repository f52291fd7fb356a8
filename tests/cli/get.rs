use crate::support::Sandbox;

const PLAIN: &str = "db:\n  password: s3cret\n  ports: [80, 443]\non: true\ntext: |\n  two\n  lines\n";

#[test]
fn one_value_is_printed() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("secret.yaml", PLAIN);
    sandbox.run(["encrypt", "-i", "--age", &recipient, "secret.yaml"]).stdout();
    for (path, want) in [
        (r#"["db"]["password"]"#, "s3cret"),
        ("['db']['ports'][1]", "443\n"),
        (r#"["db"]"#, "password: s3cret\nports:\n    - 80\n    - 443\n"),
        (r#"["on"]"#, "true\n"),
        (r#"["text"]"#, "two\nlines\n"),
    ] {
        assert_eq!(sandbox.run(["get", "secret.yaml", path]).stdout(), want, "{path}");
        assert_eq!(sandbox.run(["decrypt", "--extract", path, "secret.yaml"]).stdout(), want, "{path}");
    }
    let json = ["get", "secret.yaml", r#"["db"]["ports"]"#, "--output-type", "json"];
    assert_eq!(sandbox.run(json).stdout(), "[\n\t80,\n\t443\n]");
    let piped = ["get", "--input-type", "yaml", "-", r#"["on"]"#];
    assert_eq!(sandbox.run(piped).stdin(sandbox.read("secret.yaml")).stdout(), "true\n");
    sandbox.run(["get", "secret.yaml", r#"["db"]["pasword"]"#]).finish().failure(
        91,
        "error: secret.yaml: the key path leads nowhere at [\"db\"][\"pasword\"]\n  there is no key \"pasword\"\n\
         hint: Did you mean \"password\"?\n",
    );
    sandbox
        .run(["get", "secret.yaml", r#"["db"#])
        .finish()
        .fails_with(91, "error: the key path is malformed");
}
