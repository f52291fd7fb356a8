use super::team::{FILES, Team};

#[test]
fn the_table_tells_who_can_read_what() {
    let team = Team::new();
    let (me, alice, bob) = (&team.me, &team.alice, &team.bob);
    team.rule_for(&[me, bob]);
    team.encrypted("a.yaml", FILES[0].1);
    team.rule_for(&[me, alice]);
    team.encrypted("b.json", FILES[1].1);
    team.rule_of_groups(&[me, alice, bob], 2);
    team.encrypted("longer-name.env", FILES[2].1);
    team.sandbox.write("plain.yaml", FILES[0].1);
    team.rule(&["age:", &format!("  - {me} # me"), &format!("  - &alice {alice}")]);
    let args = ["recipients", "a.yaml", "b.json", "longer-name.env", "plain.yaml"];
    let want = format!(
        "\
1  age  {me}  me
2  age  {bob}
3  age  {alice}  alice

                  1   2  3
a.yaml            x  x!  +
b.json            x      x
longer-name.env   1  3!  2  2 of 3 groups
plain.yaml       not encrypted

a number: the key group, counted from 1, that the key opens
!: the creation rule for the file does not name this recipient
+: the creation rule names this recipient, and the file is not encrypted to it
"
    );
    let table = team.run(&args);
    assert_eq!(squeeze(&table), squeeze(&want), "{table}");
    // No key is needed.
    assert_eq!(team.run_as("nobody", &args).stdout(), table);
    // Without a rule nothing is marked, and nobody has a name.
    let bare = team.run(&["--config", "/dev/null", "recipients", "a.yaml"]);
    assert_eq!(bare, format!("1  age  {me}\n2  age  {bob}\n\n        1  2\na.yaml  x  x\n"));
    let plain = team.run(&["recipients", "plain.yaml"]);
    assert_eq!(plain, "plain.yaml  not encrypted\n");
}

/// With one blank for several.
fn squeeze(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn columns_stand_below_each_other() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.bob]);
    team.encrypted("a.yaml", FILES[0].1);
    team.rule_for(&[&team.me]);
    let table = team.run(&["recipients", "a.yaml"]);
    let rows: Vec<_> = table.lines().skip(3).take(2).collect();
    assert_eq!(rows, ["        1   2", "a.yaml  x  x!"]);
}

#[test]
fn json_says_the_same() {
    let team = Team::new();
    let (me, alice, bob) = (&team.me, &team.alice, &team.bob);
    team.rule_for(&[me, bob]);
    team.encrypted("a.yaml", FILES[0].1);
    team.sandbox.write("b.env", "A=1\n");
    team.rule(&["age:", &format!("  - {me} # me"), &format!("  - {alice}")]);
    let json = team.run(&["recipients", "--json", "a.yaml", "b.env"]);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    let want = serde_json::json!({
        "recipients": [
            {"kind": "age", "id": me, "name": "me", "files": ["a.yaml"]},
            {"kind": "age", "id": bob, "name": null, "files": ["a.yaml"]},
            {"kind": "age", "id": alice, "name": null, "files": []},
        ],
        "files": [
            {
                "file": "a.yaml", "encrypted": true, "threshold": 1,
                "groups": [[
                    {"kind": "age", "id": me, "in_rule": true},
                    {"kind": "age", "id": bob, "in_rule": false},
                ]],
                "missing": [{"kind": "age", "id": alice}],
            },
            {"file": "b.env", "encrypted": false, "threshold": 0, "groups": [], "missing": null},
        ],
    });
    assert_eq!(found, want);
    let bare = team.run(&["--config", "/dev/null", "recipients", "--json", "a.yaml"]);
    let bare: serde_json::Value = serde_json::from_str(&bare).unwrap();
    let file = &bare["files"][0];
    assert!(file["missing"].is_null() && file["groups"][0][0]["in_rule"].is_null(), "{file}");
}

#[test]
fn files_that_cannot_be_read_do_not_hide_the_others() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    team.encrypted("a.yaml", FILES[0].1);
    team.sandbox.write("bad.json", "{").write("c.yaml", "sops: {version: x}\n");
    let finished = team.sandbox.run(["recipients", "bad.json", "none.yaml", "a.yaml", "c.yaml"]).finish();
    assert!(finished.text().ends_with("\n        1\na.yaml  x\n"), "{}", finished.text());
    let errors: Vec<_> = finished.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(errors[0].starts_with("error: bad.json:1:"), "{errors:?}");
    assert_eq!(errors[1], "error: none.yaml: cannot operate on a file that does not exist");
    assert!(errors[2].starts_with("error: c.yaml: the version in the metadata"), "{errors:?}");
    assert_eq!((errors.len(), finished.code), (3, Some(202)));
    team.sandbox.run(["recipients"]).finish().failure(
        100,
        "error: no file was given\nhint: Name one or more files, or go through folders with -r\n",
    );
}
