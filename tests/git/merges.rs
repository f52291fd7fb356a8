//! Two branches, and all the ways in which git brings them together.

use super::Repository;
use crate::support::oracle::Oracle;

/// A file on a branch and what the two sides make of it.
struct Case {
    name: &'static str,
    base: &'static str,
    ours: &'static str,
    theirs: &'static str,
    merged: &'static str,
}

const CASES: [Case; 5] = [
    Case {
        name: "secret.yaml",
        base: "# of db\ndb:\n  user: alice-canary\n  pass: old-canary # rotate me\nlist:\n- one-canary\n",
        ours: "# of db\ndb:\n  user: alice-canary\n  pass: ours-canary # rotate me\nlist:\n- one-canary\nadded_by_us: 1-canary\n",
        theirs: "# of db, and more\ndb:\n  user: bob-canary\n  pass: old-canary # rotate me\n  port: 5432\nlist:\n- one-canary\n\
                 - two-canary\nadded_by_them: 2-canary\n",
        merged: "# of db, and more\ndb:\n  user: bob-canary\n  pass: ours-canary # rotate me\n  port: 5432\nlist:\n- one-canary\n\
                 - two-canary\nadded_by_us: 1-canary\nadded_by_them: 2-canary\n",
    },
    Case {
        name: "secret.json",
        base: "{\n  \"a\": \"a-canary\",\n  \"b\": \"b-canary\",\n  \"gone\": 1\n}\n",
        ours: "{\n  \"a\": \"A-canary\",\n  \"b\": \"b-canary\"\n}\n",
        theirs: "{\n  \"a\": \"a-canary\",\n  \"b\": \"B-canary\",\n  \"gone\": 1,\n  \"new\": [true, null]\n}\n",
        merged: "{\n  \"a\": \"A-canary\",\n  \"b\": \"B-canary\",\n  \"new\": [true, null]\n}\n",
    },
    Case {
        name: "secret.env",
        base: "# top\nA=a-canary\nB=b-canary\nGONE=1\n",
        ours: "# top\nA=a-canary\nB=b-canary\nC=c-canary\n",
        theirs: "# top\nA=a2-canary\nB=b-canary\nGONE=1\nD=d-canary\n",
        merged: "# top\nA=a2-canary\nB=b-canary\nC=c-canary\nD=d-canary\n",
    },
    Case {
        name: "secret.ini",
        base: "; top\n[a]\nx = 1-canary\ny = 2-canary\n\n[gone]\nz = 3\n",
        ours: "; top\n[a]\nx = 1-canary\ny = 4-canary\n",
        theirs: "; top\n[a]\nx = 5-canary\ny = 2-canary\nnew = 6\n\n[gone]\nz = 3\n[more]\n; why\nw = 7-canary\n",
        merged: "; top\n[a]\nx = 5-canary\ny = 4-canary\nnew = 6\n[more]\n; why\nw = 7-canary\n",
    },
    Case {
        name: "secret.toml",
        base: "top = \"1-canary\"\n\n[a]\nx = 1\ny = [\n  \"2-canary\",\n]\n",
        ours: "top = \"1-canary\"\n\n[a]\nx = 3\ny = [\n  \"2-canary\",\n]\n\n[ours]\nz = \"4-canary\"\n",
        theirs: "top = \"5-canary\"\nmore = true\n\n[a]\nx = 1\ny = [\n  \"2-canary\",\n  \"6-canary\",\n]\n",
        merged: "top = \"5-canary\"\nmore = true\n\n[a]\nx = 3\ny = [\n  \"2-canary\",\n  \"6-canary\",\n]\n\n\
                 [ours]\nz = \"4-canary\"\n",
    },
];

/// What the real program does not read.
fn is_ours_alone(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|ending| ending == "toml")
}

/// On `main` what we did, on `topic` what they did.
fn branches(repository: &Repository, case: &Case) {
    repository.secret(case.name, case.base);
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.secret(case.name, case.theirs);
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret(case.name, case.ours);
    repository.commit("ours");
}

/// The file is whole, and the real program says so too.
#[track_caller]
fn is_merged(repository: &Repository, case: &Case) {
    assert_eq!(repository.plain(case.name), case.merged);
    let text = repository.read(case.name);
    assert!(!text.contains("<<<<<<<") && !text.contains("merge_conflict"), "{text}");
    if !is_ours_alone(case.name) {
        judge(repository, case.name, case.merged);
    }
    assert_eq!(repository.git(&["ls-files", "-u"]), "");
}

/// The real program reads the file, and finds what is in `plain`.
#[track_caller]
fn judge(repository: &Repository, name: &str, plain: &str) {
    let key = repository.sandbox().home().join(".config/sops/age/keys.txt");
    let oracle = Oracle::new();
    let output = oracle
        .command(&["decrypt", "--output-type", "json", name])
        .current_dir(repository.sandbox().path(""))
        .env("SOPS_AGE_KEY_FILE", key)
        .output()
        .expect("the real program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours = repository.run(&["decrypt", "--output-type", "json", name]).stdout();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&String::from_utf8_lossy(&output.stdout)), value(&ours));
    if let Ok(plain) = serde_json::from_str::<serde_json::Value>(plain) {
        assert_eq!(value(&ours), plain);
    }
}

#[test]
fn edits_of_different_keys_merge_and_without_the_driver_they_conflict() {
    for case in &CASES {
        for installed in [true, false] {
            let repository = if installed { Repository::installed() } else { Repository::new() };
            branches(&repository, case);
            let merge = repository.try_git(&["merge", "-q", "topic"]);
            if installed {
                assert_eq!((merge.code, merge.stderr.as_str()), (Some(0), ""), "{}", merge.text());
                is_merged(&repository, case);
                repository.holds_none_of(&["-canary"]);
            } else {
                assert_eq!(merge.code, Some(1));
                assert!(repository.read(case.name).contains("<<<<<<<"), "{}", case.name);
            }
        }
    }
}

/// Every format, in every way, with the driver and without: the script fails where an edit is lost.
#[cfg(unix)]
#[test]
fn all_formats_come_together_in_all_ways() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/git/side-by-side.sh");
    let sandbox = crate::support::Sandbox::new();
    let real = crate::support::oracle::program();
    let args = [script, crate::support::PROGRAM, real.to_str().unwrap()];
    let table = sandbox.command(std::path::Path::new("/bin/bash"), args).stdout();
    assert_eq!((table.matches("5 conflicts").count(), table.matches("clean").count()), (20, 20), "{table}");
}

#[test]
fn rebase_cherry_pick_revert_and_stash_merge_as_well() {
    let case = &CASES[0];
    let with = |run: &dyn Fn(&Repository)| {
        let repository = Repository::installed();
        branches(&repository, case);
        run(&repository);
        is_merged(&repository, case);
        repository.holds_none_of(&["-canary"]);
    };
    with(&|repository| {
        repository.git(&["cherry-pick", "topic"]);
    });
    with(&|repository| {
        repository.git(&["checkout", "-q", "topic"]);
        repository.git(&["stash", "list"]);
        repository.git(&["checkout", "-q", "main"]);
        repository.git(&["checkout", "-q", "topic", "--", case.name]);
        repository.git(&["stash", "push", "-q"]);
        // Their change, as one that was stashed on the base.
        repository.git(&["stash", "drop", "-q"]);
        repository.git(&["checkout", "-q", "--detach", "main~1"]);
        repository.git(&["checkout", "-q", "topic", "--", case.name]);
        repository.git(&["stash", "push", "-q"]);
        repository.git(&["checkout", "-q", "main"]);
        repository.git(&["stash", "pop", "-q"]);
    });
    // The other way round, comments and order are those of the branch that is rebased upon.
    let repository = Repository::installed();
    branches(&repository, case);
    repository.git(&["checkout", "-q", "topic"]);
    repository.git(&["rebase", "-q", "main"]);
    is_merged(&repository, case);
    // And back: what we did is taken out again, what they did stays.
    repository.git(&["revert", "--no-edit", "HEAD~1"]);
    let plain = repository.plain(case.name);
    assert!(
        plain.contains("bob-canary") && plain.contains("old-canary") && !plain.contains("added_by_us"),
        "{plain}"
    );
    judge(&repository, case.name, &plain);
}

#[test]
fn values_that_nobody_changed_keep_their_tokens() {
    let repository = Repository::installed();
    let plain =
        |a: &str, b: &str| format!("keep: k\nours: {a}\nnested:\n  keep: k\n  theirs: {b}\n# c\nend: e\n");
    repository.secret("s.yaml", &plain("1", "1"));
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.secret("s.yaml", &plain("1", "2"));
    repository.commit("theirs");
    let theirs = repository.read("s.yaml");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", &plain("2", "1"));
    repository.commit("ours");
    let ours = repository.read("s.yaml");
    repository.git(&["merge", "-q", "topic"]);
    let merged = repository.read("s.yaml");
    let is_new = |line: &&str| ["mac:", "lastmodified:", "seal:"].iter().any(|name| line.contains(name));
    for line in merged.lines().filter(|line| !is_new(line)) {
        assert!(ours.contains(line) || theirs.contains(line), "{line}");
    }
    let line = |text: &str, key: &str| text.lines().find(|line| line.contains(key)).unwrap().to_owned();
    assert_eq!(line(&merged, "theirs:"), line(&theirs, "theirs:"));
    assert_eq!(line(&merged, "ours:"), line(&ours, "ours:"));
    assert_eq!(repository.plain("s.yaml"), plain("2", "2"));
}

#[test]
fn one_side_may_rotate_and_the_other_change_recipients() {
    let other = crate::support::Sandbox::with_key();
    for (rotate, with_rule) in [(true, true), (true, false), (false, true)] {
        let repository = Repository::installed();
        if with_rule {
            let rule = format!("creation_rules:\n- age: {},{}\n", repository.recipient, other.1);
            repository.sandbox().write(".sops.yaml", rule);
        }
        let new = [
            "encrypt",
            "--age",
            &repository.recipient,
            "--filename-override",
            "s.yaml",
            "--output",
            "s.yaml",
        ];
        repository.run(&new).stdin("a: 1\nb: 2\n").stdout();
        repository.commit("base");
        repository.git(&["checkout", "-q", "-b", "topic"]);
        let add = ["rotate", "-i", "--add-age", &other.1, "s.yaml"];
        repository.run(&add).finish().code.filter(|code| *code == 0).expect("rotated");
        repository.secret("s.yaml", "a: 1\nb: 3\n");
        repository.commit("theirs");
        repository.git(&["checkout", "-q", "main"]);
        if rotate {
            repository
                .run(&["rotate", "-i", "s.yaml"])
                .finish()
                .code
                .filter(|code| *code == 0)
                .expect("rotated");
        }
        repository.secret("s.yaml", "a: 4\nb: 2\n");
        repository.commit("ours");
        let merge = repository.try_git(&["merge", "-q", "topic"]);
        assert_eq!(merge.code, Some(0), "{}{}", merge.text(), merge.stderr);
        assert_eq!(repository.plain("s.yaml"), "a: 4\nb: 3\n");
        judge(&repository, "s.yaml", "");
        let theirs = other.0.home().join(".config/sops/age/keys.txt");
        let read =
            repository.run(&["decrypt", "s.yaml"]).env("HOME", "/nowhere").env("SOPS_AGE_KEY_FILE", theirs);
        assert_eq!(read.stdout(), "a: 4\nb: 3\n");
    }
}

#[test]
fn nobody_gets_a_new_data_key_whom_the_rule_does_not_name() {
    let stranger = crate::support::Sandbox::with_key();
    let repository = Repository::installed();
    repository.sandbox().write(".sops.yaml", format!("creation_rules:\n- age: {}\n", repository.recipient));
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    // Whoever can write the file can add an entry.
    let text = crate::support::without_seal(&repository.read("s.yaml"));
    let entry = text.find("        - enc:").or_else(|| text.find("        - recipient:")).unwrap();
    let end = text.find("    lastmodified:").unwrap();
    let injected = text[entry..end].replace(&repository.recipient, &stranger.1);
    repository.sandbox().write("s.yaml", format!("{}{injected}{}", &text[..end], &text[end..]));
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.run(&["rotate", "-i", "s.yaml"]).stdout();
    repository.commit("ours");
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(0), "{}{}", merge.text(), merge.stderr);
    assert!(merge.stderr.contains("was not wrapped for whom one side added"), "{}", merge.stderr);
    assert!(merge.stderr.contains(&stranger.1), "{}", merge.stderr);
    assert!(!repository.read("s.yaml").contains(&stranger.1));
    assert_eq!(repository.plain("s.yaml"), "a: 1\nb: 2\n");
}

#[test]
fn who_was_removed_stays_removed_although_both_sides_rotated() {
    let (one, two) = (crate::support::Sandbox::with_key(), crate::support::Sandbox::with_key());
    let repository = Repository::installed();
    let all = format!("{},{},{}", repository.recipient, one.1, two.1);
    let new = ["encrypt", "--age", &all, "--filename-override", "s.yaml", "--output", "s.yaml"];
    repository.run(&new).stdin("a: 1\nb: 2\n").stdout();
    repository.commit("base");
    let remove = |who: &str, plain: &str| {
        let rotated = repository.run(&["rotate", "-i", "--rm-age", who, "s.yaml"]).finish();
        assert_eq!(rotated.code, Some(0), "{}", rotated.stderr);
        repository.secret("s.yaml", plain);
        repository.commit("removed");
    };
    repository.git(&["checkout", "-q", "-b", "topic"]);
    remove(&one.1, "a: 1\nb: 3\n");
    repository.git(&["checkout", "-q", "main"]);
    remove(&two.1, "a: 4\nb: 2\n");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.plain("s.yaml"), "a: 4\nb: 3\n");
    // Neither knows the data key from the version in which it still was a reader.
    let merged = repository.read("s.yaml");
    assert!(!merged.contains(&one.1) && !merged.contains(&two.1));
    for version in ["HEAD^1", "HEAD^2"] {
        let text = repository.git(&["show", &format!("{version}:s.yaml")]);
        let token = |text: &str| text.lines().next().unwrap().to_owned();
        assert_ne!(token(&text), token(&merged));
    }
}

#[test]
fn a_conflict_is_around_its_value_alone_and_can_be_settled() {
    let base = "a: 1\nsame: s\nsecret: base-canary\nz: 9\n";
    let ours = "a: 2\nsame: s\nsecret: ours-canary\nz: 9\n";
    let theirs = "a: 1\nsame: s\nsecret: theirs-canary\nz: 8\n";
    let case = Case { name: "s.yaml", base, ours, theirs, merged: "" };
    let conflict = || {
        let repository = Repository::installed();
        branches(&repository, &case);
        let merge = repository.try_git(&["merge", "-q", "topic"]);
        assert_eq!(merge.code, Some(1));
        assert!(merge.stderr.contains(r#"s.yaml: both sides changed ["secret"]"#), "{}", merge.stderr);
        assert_eq!(repository.git(&["ls-files", "-u"]).lines().count(), 3);
        repository.holds_none_of(&["-canary"]);
        repository
    };
    let repository = conflict();
    let text = repository.read("s.yaml");
    let lines: Vec<_> = text.lines().skip(2).take(5).map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["<<<<<<< ours", "secret", "=======", "secret", ">>>>>>> theirs"], "{text}");
    assert_eq!(text.matches("<<<<<<<").count(), 1, "{text}");
    let unsettled = repository.run(&["merge", "--resolve", "s.yaml"]).finish();
    unsettled.fails_with(8, "error: s.yaml: both sides changed the same values");
    assert_eq!(repository.read("s.yaml"), text);
    let union = repository.run(&["merge", "--resolve", "--union", "s.yaml"]).finish();
    assert_eq!(union.code, Some(1));
    assert!(union.stderr.contains(r#"["secret"]"#), "{}", union.stderr);

    for (flag, secret) in [("--ours", "ours-canary"), ("--theirs", "theirs-canary")] {
        let repository = conflict();
        assert_eq!(repository.run(&["merge", "--resolve", flag, "s.yaml"]).stdout(), "");
        assert_eq!(repository.plain("s.yaml"), format!("a: 2\nsame: s\nsecret: {secret}\nz: 8\n"));
        assert!(!repository.read("s.yaml").contains("merge_conflict"));
        judge(&repository, "s.yaml", "");
        repository.commit("merged");
        repository.holds_none_of(&["-canary"]);
    }
}

#[test]
fn a_list_that_both_sides_added_to_can_have_the_items_of_both() {
    for (name, base, ours, theirs, union) in [
        ("s.yaml", "l:\n- a\n", "l:\n- a\n- b\n", "l:\n- a\n- c\n", "l:\n- a\n- b\n- c\n"),
        (
            "s.json",
            "{\n  \"l\": [\n    1\n  ]\n}\n",
            "{\n  \"l\": [\n    1,\n    2\n  ]\n}\n",
            "{\n  \"l\": [\n    1,\n    3\n  ]\n}\n",
            "{\n  \"l\": [\n    1,\n    2,\n    3\n  ]\n}\n",
        ),
    ] {
        let repository = Repository::installed();
        branches(&repository, &Case { name, base, ours, theirs, merged: "" });
        assert_eq!(repository.try_git(&["merge", "-q", "topic"]).code, Some(1));
        repository.run(&["merge", "--resolve", "--union", name]).stdout();
        assert_eq!(repository.plain(name), union);
    }
}

#[test]
fn what_git_merged_by_lines_can_be_rescued() {
    let case = &CASES[0];
    let repository = Repository::new();
    branches(&repository, case);
    assert_eq!(repository.try_git(&["merge", "-q", "topic"]).code, Some(1));
    assert!(repository.read(case.name).contains("<<<<<<< HEAD"));
    repository.run(&["merge", "--resolve", case.name]).stdout();
    assert_eq!(repository.plain(case.name), case.merged);
    // Once git has forgotten the versions, there is nothing to go by.
    let repository = Repository::new();
    branches(&repository, case);
    repository.try_git(&["merge", "-q", "topic"]);
    let text = repository.read(case.name);
    repository.git(&["add", case.name]);
    let late = repository.run(&["merge", "--resolve", case.name]).finish();
    late.fails_with(
        1,
        "error: secret.yaml: the conflict was made by lines, and git no longer has both versions",
    );
    assert_eq!(repository.read(case.name), text);
}

#[test]
fn criss_cross_merges_go_back_to_what_was_before_a_conflict() {
    let repository = Repository::installed();
    let plain = |a: &str, b: &str| format!("a: {a}\nb: {b}\nz: 1\n");
    repository.secret("s.yaml", &plain("0", "0"));
    repository.commit("base");
    repository.git(&["branch", "topic"]);
    repository.secret("s.yaml", &plain("1", "0"));
    repository.commit("ours");
    repository.git(&["checkout", "-q", "topic"]);
    repository.secret("s.yaml", &plain("2", "5"));
    repository.commit("theirs");
    for (branch, other, plain) in [("main", "topic~0", plain("1", "5")), ("topic", "main~1", plain("2", "6"))]
    {
        repository.git(&["checkout", "-q", branch]);
        assert_eq!(repository.try_git(&["merge", "-q", other]).code, Some(1));
        repository.run(&["merge", "--resolve", "--ours", "s.yaml"]).stdout();
        repository.secret("s.yaml", &plain);
        repository.commit("merged");
    }
    // Two common ancestors, which differ in `a`.
    repository.git(&["checkout", "-q", "main"]);
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(1), "{}", merge.stderr);
    assert!(merge.stderr.contains(r#"both sides changed ["a"]"#), "{}", merge.stderr);
    repository.run(&["merge", "--resolve", "--theirs", "s.yaml"]).stdout();
    assert_eq!(repository.plain("s.yaml"), plain("2", "6"));
}
