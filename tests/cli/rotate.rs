use super::team::{FILES, Team, recipients, skeleton, tokens};
use crate::support::without_seal;

#[test]
fn a_new_data_key_changes_every_token_and_nothing_else() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    for (name, plain) in FILES {
        let old = team.encrypted(name, plain);
        let theirs = team.real(&["decrypt", name]);
        assert_eq!(team.run(&["rotate", "-i", name]), "");
        let new = team.sandbox.read(name);
        assert_eq!(skeleton(&new), skeleton(&old));
        assert!(tokens(&new).iter().all(|token| !old.contains(token)), "{new}");
        for who in ["me", "alice"] {
            assert!(team.reads(who, name), "{who}: {new}");
        }
        assert_eq!(team.run(&["decrypt", name]), plain);
        assert_eq!(team.real(&["decrypt", name]), theirs);
    }
    assert_eq!(team.sandbox.names(), [".sops-rs.yaml", "a.env", "a.json", "a.yaml"]);
}

#[test]
fn the_layout_of_the_metadata_stays() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    // Two columns, as some programs write it, a comment, quotes, and an entry that nobody knows.
    let (body, meta) = old.split_once("sops:\n").unwrap();
    let narrow = |line: &str| {
        let text = line.trim_start();
        let width = line.len() - text.len();
        let narrower = [(4, 2), (8, 4), (10, 6), (12, 8)].into_iter().find(|(wide, _)| *wide == width);
        format!("{}{text}\n", " ".repeat(narrower.unwrap().1))
    };
    let meta: String = meta.lines().map(narrow).collect();
    let meta =
        meta.replace("  version: 3.11.0", "  # who wrote it\n  version: '3.11.0'\n  later: {x: 1} # kept");
    let old = without_seal(&format!("{body}sops:\n{meta}"));
    team.sandbox.write(name, &old);
    assert_eq!(team.run(&["decrypt", name]), plain);
    team.run(&["rotate", "-i", name]);
    assert_eq!(skeleton(&without_seal(&team.sandbox.read(name))), skeleton(&old));
    assert_eq!(team.run(&["decrypt", name]), plain);
    // A recipient more is an entry more, in the same layout.
    team.run(&["rotate", "-i", "--add-age", &team.bob, name]);
    let new = skeleton(&without_seal(&team.sandbox.read(name)));
    let entry = format!("    - recipient: {}\n      enc: |\n        KEY\n", team.bob);
    assert_eq!(new.replace(&entry, ""), skeleton(&old));
}

#[test]
fn keys_come_and_go() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    team.encrypted(name, plain);
    assert_eq!(team.run(&["rotate", "-i", name, "--add-age", &team.bob]), "");
    assert!(team.reads("bob", name));
    // Bob is not in the rule: next time this has to be accepted, unless he is asked for again or goes.
    let removal = team.sandbox.run(["rotate", "-i", name, "--rm-age", &team.bob]).finish();
    let farewell = format!(
        "warning: age {} still knows the values as they were, and the new data key keeps only what is written from \
         now on from it: change the values that matter\n",
        team.bob
    );
    assert_eq!((removal.code, removal.text().as_str(), removal.stderr), (Some(0), "", farewell));
    assert!(!team.reads("bob", name) && team.reads("alice", name));
    assert_eq!(team.run(&["decrypt", name]), plain);
    // Someone for someone else, in one go; and one who is there already stays as he is.
    let args = ["rotate", name, "--add-age", &format!("{},{}", team.bob, team.me), "--rm-age", &team.alice];
    let swapped = team.sandbox.run(args).finish();
    assert_eq!(swapped.code, Some(0), "{}", swapped.stderr);
    assert_eq!(recipients(&swapped.text()), [&team.me, &team.bob]);
    assert!(team.reads("alice", name), "without -i the file stays");
}

#[test]
fn whom_it_is_not_for_cannot_be_removed() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.sandbox.run(["rotate", "-i", name, "--rm-age", &team.bob]).finish().failure(
        1,
        &format!(
            "error: {name}: the file is not encrypted to a key that is to be removed\n  age {}\n\
             hint: Check the key: whom the file is for, `sops-rs recipients FILE` shows\n",
            team.bob
        ),
    );
    let everyone = format!("{},{}", team.me, team.alice);
    team.sandbox.run(["rotate", "-i", name, "--rm-age", &everyone]).finish().failure(
        1,
        &format!(
            "error: {name}: no key would be left that can read the file\n\
             hint: Add one, with --add-age for instance, or remove fewer\n"
        ),
    );
    team.sandbox
        .run(["rotate", "-i", name, "--add-age", "age1nonsense"])
        .finish()
        .fails_with(111, &format!("error: {name}: not an age recipient: age1nonsense"));
    assert_eq!(team.sandbox.read(name), old);
    // The real program removes nobody and goes on.
    let went_on = team.sandbox.sops(["rotate", "-i", name, "--rm-age", &team.bob]).finish();
    went_on.success();
}

#[test]
fn the_result_goes_where_it_is_wanted() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    let printed = team.run(&["rotate", name]);
    assert_eq!(skeleton(&printed), skeleton(&old));
    assert_eq!(team.run(&["rotate", "--output", "b.yaml", name]), "");
    assert_eq!(team.run(&["decrypt", "b.yaml"]), plain);
    let args = ["rotate", "--filename-override", "x/a.yaml", "-"];
    let piped = team.sandbox.run(args).stdin(old.as_str()).stdout();
    assert_eq!(skeleton(&piped), skeleton(&old));
    assert_eq!(team.sandbox.read(name), old);
    // Another format has another text: the file is made anew under its old rules.
    team.run(&["rotate", "--output-type", "json", "--output", "a.json", name]);
    assert!(team.sandbox.read("a.json").contains("\"plain_unencrypted\": \"x\""));
    assert_eq!(team.run(&["decrypt", "--extract", "[\"list\"][1]", "a.json"]), "31");
    team.sandbox
        .run(["rotate", "-i", "-"])
        .finish()
        .fails_with(8, "error: cannot use --in-place when reading from stdin");
}

#[test]
fn what_cannot_be_rotated_stays_as_it_is() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.sandbox
        .write("plain.yaml", plain)
        .write("changed.yaml", old.replace("plain_unencrypted: x", "plain_unencrypted: y"))
        .write("cut.yaml", old.replacen("data:", "data:A", 2));
    let fails = |args: &[&str], code, line: &str| {
        let file = args.last().copied().unwrap_or_default();
        let before = std::fs::read(team.sandbox.path(file)).ok();
        team.sandbox.run(args).finish().fails_with(code, line);
        assert_eq!(std::fs::read(team.sandbox.path(file)).ok(), before, "{args:?}");
    };
    fails(&["rotate", "-i"], 100, "error: no file was given");
    fails(
        &["rotate", "-i", "none.yaml"],
        2,
        "error: none.yaml: cannot operate on a file that does not exist",
    );
    fails(&["rotate", "-i", "plain.yaml"], 1, "error: plain.yaml: sops metadata not found");
    fails(&["rotate", "-i", "changed.yaml"], 51, "error: changed.yaml: MAC mismatch");
    let cut = team.sandbox.run(["rotate", "-i", "cut.yaml"]).finish();
    assert_eq!((cut.code, cut.text().as_str()), (Some(25), ""), "{}", cut.stderr);
    let stranger = team.run_as("bob", &["rotate", "-i", name]).finish();
    let first = format!("error: {name}: Failed to get the data key required to decrypt the SOPS file");
    stranger.fails_with(128, &first);
    assert_eq!(team.sandbox.read(name), old);
}

#[test]
fn both_programs_rotate_what_the_other_wrote() {
    let team = Team::new();
    let rule = format!("creation_rules:\n  - age: {},{}\n", team.me, team.alice);
    team.sandbox.write(".sops.yaml", rule);
    for (name, plain) in FILES {
        team.sandbox.write(name, plain);
        let theirs = team.real(&["encrypt", name]);
        team.sandbox.write(name, &theirs);
        let before = team.real(&["decrypt", name]);
        team.run(&["rotate", "-i", name]);
        // It comes with a seal.
        let unsealed = without_seal(&team.sandbox.read(name));
        assert_eq!(skeleton(&unsealed), skeleton(&theirs));
        assert_eq!(team.real(&["decrypt", name]), before);
        let ours = team.run(&["decrypt", name]);
        team.real(&["rotate", "-i", "--add-age", &team.bob, name]);
        assert_eq!(team.run(&["decrypt", name]), ours);
        assert!(team.reads("bob", name) && team.reads("alice", name));
        let removal = team.sandbox.run(["rotate", "-i", "--rm-age", &team.bob, name]).finish();
        assert_eq!(removal.code, Some(0), "{}", removal.stderr);
        assert_eq!(team.real(&["decrypt", name]), before);
        assert!(!team.reads("bob", name));
    }
}

#[test]
fn keys_of_other_kinds_are_never_lost_unasked() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = without_seal(&team.encrypted(name, plain))
        .replace("    lastmodified", "    tpm:\n        - id: t\n          enc: y\n    lastmodified");
    team.sandbox.write(name, &old);
    for more in [&[][..], &["--output-type", "json"]] {
        let args = [&["rotate"][..], more, &[name]].concat();
        team.sandbox.run(args).finish().failure(
            111,
            &format!(
                "error: {name}: the file has keys that this version cannot wrap for\n  \
                 a new data key, or new shares of it, would shut them out\n  \
                 tpm (a list of keys of an unknown kind)\n\
                 hint: Use a program that knows them, or let them go with --drop-unsupported\n"
            ),
        );
    }
    let dropped = team.sandbox.run(["rotate", "-i", "--drop-unsupported", name]).finish();
    let said =
        "warning: the file is no longer for those who have tpm (a list of keys of an unknown kind) alone\n";
    assert_eq!((dropped.code, dropped.stderr.as_str()), (Some(0), said));
    assert!(!team.sandbox.read(name).contains("tpm:"));
    assert_eq!(team.run(&["decrypt", name]), plain);
}
