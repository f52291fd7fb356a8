//! `example`, and `check --requires`: what is committed instead of the secrets, and whether these have it all.

use super::team::{FILES, Team};

#[test]
fn an_example_is_the_file_without_its_secrets() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let plain = "# canary\nPASSWORD=canary-1f\nPORT_unencrypted=80\n";
    team.encrypted("prod.env", plain);
    team.sandbox.write("plain.env", plain);
    let example = "PASSWORD=CHANGE_ME\nPORT_unencrypted=80\n";
    // No key is needed.
    assert_eq!(team.run_as("nobody", &["example", "prod.env"]).stdout(), example);
    assert_eq!(team.run(&["example", "plain.env"]), example);
    team.run(&["example", "prod.env", "--output", ".env.example", "--placeholder", "?"]);
    assert_eq!(team.sandbox.read(".env.example"), example.replace("CHANGE_ME", "?"));
    for (name, text) in &FILES[..2] {
        let from_plain = {
            team.sandbox.write(name, text);
            team.run(&["example", name])
        };
        assert!(!from_plain.contains("s3cret") && !from_plain.contains("0x1F"), "{from_plain}");
        team.run(&["encrypt", "-i", name]);
        let from_encrypted = team.run(&["example", name]);
        assert!(!from_encrypted.contains("ENC[") && !from_encrypted.contains("sops"), "{from_encrypted}");
    }
    assert_eq!(
        team.run(&["example", "a.yaml"]),
        "password: 'CHANGE_ME'\nlist: [0, 0]\nplain_unencrypted: x\n"
    );

    let before = team.sandbox.read("prod.env");
    team.sandbox
        .run(["example", "prod.env", "--output", "./prod.env"])
        .finish()
        .fails_with(8, "error: prod.env: the example would replace the file itself");
    assert_eq!(team.sandbox.read("prod.env"), before);
    team.sandbox
        .run(["example", "none.env"])
        .finish()
        .fails_with(2, "error: none.env: cannot operate on a file that does not exist");
}

#[test]
fn the_rule_says_what_is_secret() {
    let team = Team::new();
    team.rule(&[&format!("age: {}", team.me), "encrypted_regex: ^password$"]);
    team.sandbox.write("a.yaml", "# why\nuser: root\npassword: canary\n");
    assert_eq!(team.run(&["example", "a.yaml"]), "# why\nuser: root\npassword: CHANGE_ME\n");
}

#[test]
fn check_holds_the_required_keys_against_files() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    team.encrypted("prod.env", "A=1\nB=canary\n");
    team.sandbox.write("dev.yaml", "A: 1\nC: canary\n").write(".env.example", "A=x\nB=x\n");
    team.rule(&[&format!("age: {},{}", team.me, team.alice)]);
    let config = team.sandbox.read(".sops-rs.yaml").replace("path_regex: .", "path_regex: prod");
    team.sandbox.write(".sops-rs.yaml", config);
    let good = team.run_as("nobody", &["check", "--requires", ".env.example", "prod.env"]).stdout();
    assert_eq!(good, "1 file: all is as it should be\n");
    let finished = team.sandbox.run(["check", "--requires", ".env.example", "prod.env", "dev.yaml"]).finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
    let text = finished.text();
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("  ")).collect();
    let want = [
        "dev.yaml: error: it has no value at [\"B\"], which .env.example names in line 2 [missing-key]",
        "dev.yaml:2:4: warning: .env.example does not name [\"C\"] [extra-key]",
        "2 files: 1 error, 1 warning",
    ];
    assert_eq!(lines, want);
    assert!(!text.contains("canary"));
    team.sandbox
        .run(["check", "--requires", "x", "prod.env"])
        .finish()
        .fails_with(2, "error: x: cannot operate on a file that does not exist");
}
