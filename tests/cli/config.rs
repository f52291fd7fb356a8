//! `config`: the rules checked, explained, and edited without touching what is around.

use super::team::{FILES, Team};

const PLAIN: &str =
    "# the database\ndb:\n  password: canary-77c\n  port_unencrypted: 5432\ntags: [canary, x]\n";

#[test]
fn check_tells_all_mistakes_with_their_places() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    assert_eq!(team.run(&["config", "check"]), "1 file: all rules are as they should be\n");
    let config = format!(
        "creation_rules:\n  - path_regex: '('\n    age: {me},{alice}\n  - age: {me},{alice}\n  - path_regex: x\n    age: {me}\n    pgp_: x\n  \
         - path_regex: y\n    age: {me}\n",
        me = team.me,
        alice = team.alice
    );
    team.sandbox.write(".sops-rs.yaml", config).write("sub/x", "");
    let finished = team.sandbox.run(["config", "check"]).finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
    let text = finished.text();
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("  ")).collect();
    assert_eq!(
        lines,
        [
            ".sops-rs.yaml:2:17: error: the path_regex of the rule in line 2 is not a regular expression: unclosed group [invalid]",
            ".sops-rs.yaml:7:5: error: unknown key `pgp_` in a creation rule [invalid]",
            ".sops-rs.yaml:8:5: warning: one single key can read the files of the rule: age ME [single-key]",
            ".sops-rs.yaml:8:17: error: the rule is never used: the one in line 4 comes first and is for every file [unreachable-rule]",
            "1 file: 3 errors, 1 warning",
        ]
        .map(|line| line.replace("ME", &team.me)),
        "{text}"
    );
    let github = team.sandbox.run(["config", "check", "--format", "github"]).finish().text();
    assert!(github.starts_with("::error file=.sops-rs.yaml,line=2,col=17,title=invalid::"), "{github}");
    team.sandbox
        .run(["config", "check", "--config", "none.yaml"])
        .finish()
        .fails_with(61, "error: none.yaml: cannot operate on a file that does not exist");
}

#[test]
fn an_identity_in_a_config_is_never_shown() {
    let team = Team::new();
    let identity = std::fs::read_to_string(team.sandbox.home().join("bob")).unwrap();
    let secret = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
    team.sandbox.write(".sops-rs.yaml", format!("creation_rules:\n  - age: {secret}\n"));
    let add = ["config", "recipients", "add", secret];
    for args in [&["config", "check"][..], &["config", "explain", "x.yaml"], &add] {
        let finished = team.sandbox.run(args).finish();
        assert!(!format!("{}{}", finished.text(), finished.stderr).contains(&secret[..30]), "{args:?}");
        assert_ne!(finished.code, Some(0));
    }
    team.rule_for(&[&team.me]);
    let finished = team.sandbox.run(add).finish();
    assert!(!finished.stderr.contains(&secret[..30]) && finished.code != Some(0), "{}", finished.stderr);
}

#[test]
fn explain_goes_the_way_from_the_name_to_the_values() {
    let team = Team::new();
    let config = format!(
        "creation_rules:\n  - path_regex: ^prod/\n    age: {alice}\n  - path_regex: \\.yaml$\n    age:\n      - {me} # me\n      - {alice}\n    \
         encrypted_regex: ^(password|tags)$\n  - age: {alice}\n",
        me = team.me,
        alice = team.alice
    );
    team.sandbox.write(".sops-rs.yaml", config).write("app/a.yaml", PLAIN).write(".sops.yaml", "");
    let head = format!(
        "config: .sops-rs.yaml\n  .sops.yaml beside it is passed over\nname of the file in it: app/a.yaml\n\nrules:\n  1. line 2: path_regex `^prod/` \
         does not match\n  2. line 4: path_regex `\\.yaml$` matches: this rule counts\n  1 rule after it not asked\n\nrecipients:\n  age {} (me)\n  \
         age {}\n\nselector: encrypted_regex `^(password|tags)$`",
        team.me, team.alice
    );
    let tail = "encrypted:\n  [\"db\"][\"password\"]\n  [\"tags\"][0]\n  [\"tags\"][1]\n\nstays readable:\n  [\"db\"][\"port_unencrypted\"]\n";
    let explain = |file: &str| team.run(&["config", "explain", file]);
    assert_eq!(explain("app/a.yaml"), format!("{head}\n\nwould be {tail}"));
    team.run(&["encrypt", "-i", "app/a.yaml"]);
    assert_eq!(explain("app/a.yaml"), format!("{head}, as the encrypted file has it\n\nis {tail}"));
    let missing = explain("app/b.yaml");
    assert!(missing.ends_with("\n\nthe file does not exist yet\n"), "{missing}");

    team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
    let groups = explain("x.env");
    assert!(groups.contains("\n  group 3\n    age "), "{groups}");
    assert!(groups.contains("\n  2 of the 3 groups are needed to read the file\n"), "{groups}");
    team.sandbox.write("c.yaml", "creation_rules:\n  - path_regex: a\n    age: x\n");
    let none = team.sandbox.run(["--config", "c.yaml", "config", "explain", "zzz"]).finish();
    assert_eq!(none.code, Some(1));
    assert!(
        none.text()
            .ends_with("rules:\n  1. line 2: path_regex `a` does not match\n  no rule is for the file\n")
    );
}

#[test]
fn the_schema_is_the_committed_one() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sops-rs.schema.json");
    let committed = std::fs::read_to_string(committed).unwrap();
    assert_eq!(Team::new().run(&["config", "schema"]), committed);
    serde_json::from_str::<serde_json::Value>(&committed).unwrap();
}

/// A team with a commented config and two encrypted files.
fn team() -> Team {
    let team = Team::new();
    let config = format!(
        "# Who may read what\ncreation_rules:\n  - path_regex: ^s/ # all of it\n    age:\n      - {} # me\n      - {} # alice\n",
        team.me, team.alice
    );
    team.sandbox.write(".sops-rs.yaml", config);
    team.encrypted("s/a.yaml", PLAIN);
    team.encrypted("s/b.env", FILES[2].1);
    team
}

#[test]
fn who_comes_is_added_to_config_and_files() {
    let team = team();
    let old = team.sandbox.read(".sops-rs.yaml");
    let add = ["config", "recipients", "add", &team.bob, "--name", "bob"];
    let shown = format!(".sops-rs.yaml: rule 1 in line 3: + age {}\n", team.bob);
    assert_eq!(team.run(&[&add[..], &["--dry-run"]].concat()), shown);
    assert_eq!(team.sandbox.read(".sops-rs.yaml"), old);

    // Without a terminal the config changes, and the files are only talked of.
    let text = team.run(&add);
    assert!(text.starts_with(&shown), "{text}");
    let end = "2 files: 2 would be updated\nLet the files follow the config with `sops-rs updatekeys -r`.\n";
    assert!(text.ends_with(end), "{text}");
    assert_eq!(team.sandbox.read(".sops-rs.yaml"), format!("{old}      - {} # bob\n", team.bob));
    assert!(!team.reads("bob", "s/a.yaml"));
    let again = team.run(&[&add[..], &["-y"]].concat());
    assert!(again.contains("names age") && again.ends_with("2 files: 2 updated\n"), "{again}");
    assert!(team.reads("bob", "s/a.yaml") && team.reads("bob", "s/b.env"));
    assert_eq!(team.run(&["check"]), "2 files: all is as it should be\n");
}

#[test]
fn who_goes_leaves_a_list_of_what_has_to_be_changed() {
    let team = team();
    let (finished, _) =
        team.sandbox.run(["config", "recipients", "remove", "alice"]).at_terminal("(y/N): ", "y\n");
    let text = finished.text();
    assert_eq!(finished.code, Some(0), "{text}");
    assert!(
        text.starts_with(&format!(".sops-rs.yaml: rule 1 in line 3: - age {} (alice)\n", team.alice)),
        "{text}"
    );
    let list = format!(
        "2 files: 2 updated\n\nage {} (alice) could read these values, and can read them in old versions of the files: change them where they come \
         from.\ns/a.yaml\n  [\"db\"][\"password\"]\n  [\"tags\"][0]\n  [\"tags\"][1]\ns/b.env\n  [\"PASSWORD\"]\n  [\"EMPTY\"]\n",
        team.alice
    );
    assert!(text.ends_with(&list), "{text}");
    assert!(!text.contains("canary"));
    assert!(!team.sandbox.read(".sops-rs.yaml").contains("alice"));
    assert!(team.sandbox.read(".sops-rs.yaml").contains("# all of it"));
    assert!(!team.reads("alice", "s/a.yaml") && team.reads("me", "s/a.yaml"));

    let the_only = ["config", "recipients", "remove", "-y", "me"];
    let message = "error: .sops-rs.yaml: no recipient would be left in a group of the rule in line 3";
    let finished = team.sandbox.run(the_only).finish();
    assert_eq!(
        finished
            .stderr
            .lines()
            .next()
            .map(|line| line.replace(&format!("{}/", team.sandbox.path("").display()).replace("//", "/"), ""))
            .as_deref(),
        Some(message)
    );
    let finished = team.sandbox.run(["config", "recipients", "remove", "nobody"]).finish();
    assert!(finished.stderr.contains("the config names nobody `nobody`"), "{}", finished.stderr);
}

#[test]
fn which_rule_is_meant_must_be_clear() {
    let team = Team::new();
    let config = format!("creation_rules:\n  - path_regex: a\n    age: {}\n  - age: {}\n", team.me, team.me);
    team.sandbox.write(".sops-rs.yaml", &config);
    let add = ["config", "recipients", "add", "--no-updatekeys", &team.bob];
    let finished = team.sandbox.run(add).finish();
    assert_eq!(finished.code, Some(8));
    assert!(
        finished.stderr.contains("\n  1. line 2: path_regex `a`\n  2. line 4: for every file\n"),
        "{}",
        finished.stderr
    );
    assert_eq!(team.sandbox.read(".sops-rs.yaml"), config);
    team.run(&[&add[..], &["--rule", "2"]].concat());
    assert_eq!(team.sandbox.read(".sops-rs.yaml"), format!("{},{}\n", config.trim_end(), team.bob));
    team.run(&[&add[..], &["--all-rules"]].concat());
    assert_eq!(team.sandbox.read(".sops-rs.yaml").matches(&team.bob).count(), 2);
    assert_eq!(team.sandbox.run([&add[..], &["--rule", "3"]].concat()).finish().code, Some(8));
    let bad = team.sandbox.run(["config", "recipients", "add", "--all-rules", "age1nonsense"]).finish();
    assert_ne!(bad.code, Some(0));
}
