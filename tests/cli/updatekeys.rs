use std::{
    io::{Read as _, Write as _},
    process::Stdio,
};

use super::team::{FILES, Team, difference, recipients, skeleton, tokens};
use crate::support::without_seal;

#[test]
fn who_comes_is_an_entry_more_and_nothing_else() {
    let team = Team::new();
    for (name, plain) in FILES {
        team.rule_for(&[&team.me, &team.alice]);
        let old = team.encrypted(name, plain);
        assert_eq!(team.run(&["updatekeys", name]), format!("{name}: already up to date\n"));
        team.rule(&[
            "age:",
            "  # alice",
            &format!("  - {}", team.alice),
            &format!("  - {} # bob", team.bob),
            &format!("  - {}", team.me),
        ]);
        let shown = team.run(&["updatekeys", "-y", name]);
        let want = format!(
            "{name}: its keys will change:\n      age {} (alice)\n  +++ age {} (bob)\n      age {}\n{name}: updated\n",
            team.alice, team.bob, team.me
        );
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&shown), sorted(&want));
        let new = team.sandbox.read(name);
        assert_eq!(tokens(&new), tokens(&old), "values, MAC and forms stay");
        assert_eq!(team.run(&["decrypt", name]), plain);
        for who in ["me", "alice", "bob"] {
            assert!(team.reads(who, name), "{who}: {new}");
        }
        if name == "a.yaml" {
            let (old, new) = (without_seal(&old), without_seal(&new));
            let (gone, come) = difference(&old, &new);
            assert!(gone.is_empty(), "{gone:?}");
            assert_eq!(come[0].trim(), format!("- recipient: {}", team.bob));
            assert!(
                new.lines().count() == old.lines().count() + come.len() + 3,
                "armour and `enc` alone: {come:?}"
            );
            assert_eq!(recipients(&new), [&team.alice, &team.bob, &team.me]);
        }
        // Once more changes nothing, and touches nothing.
        assert_eq!(team.run(&["updatekeys", "-y", name]), format!("{name}: already up to date\n"));
        assert_eq!(team.sandbox.read(name), new);
    }
    assert_eq!(team.sandbox.names(), [".sops-rs.yaml", "a.env", "a.json", "a.yaml"]);
}

#[test]
fn who_goes_still_knows_the_old_values_and_gets_no_new_data_key() {
    let team = Team::new();
    for (name, plain) in FILES {
        team.rule_for(&[&team.me, &team.alice, &team.bob]);
        let old = team.encrypted(name, plain);
        team.rule_for(&[&team.me, &team.alice]);
        let shown = |key: &str| {
            format!(
                "{name}: its keys will change:\n      age {}\n      age {}\n  --- age {bob}\n  age {bob} still knows the \
                 values as they were, {key}: change the values that matter\n{name}: updated\n",
                team.me,
                team.alice,
                bob = team.bob
            )
        };
        assert_eq!(
            team.run(&["updatekeys", "-y", name]),
            shown("and the new data key keeps only what is written from now on from it")
        );
        let new = team.sandbox.read(name);
        assert!(tokens(&new).iter().all(|token| !old.contains(token)), "{new}");
        assert!(!team.reads("bob", name) && team.reads("alice", name));
        assert_eq!(team.run(&["decrypt", name]), plain);

        team.sandbox.write(name, &old);
        assert_eq!(
            team.run(&["updatekeys", "-y", "--keep-data-key", name]),
            shown("and what is written from now on is not kept from it, as the data key stays")
        );
        let kept = team.sandbox.read(name);
        assert_eq!(tokens(&kept), tokens(&old));
        assert_eq!(skeleton(&kept), skeleton(&new));
        let (without_bob, before) = (without_seal(&kept), without_seal(&old));
        let (_, come) = difference(&before, &without_bob);
        assert!(come.is_empty(), "{come:?}");
        assert!(!team.reads("bob", name) && team.reads("alice", name));
        assert_eq!(team.run(&["decrypt", name]), plain);
    }
}

#[test]
fn it_asks_before_it_writes() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.rule_for(&[&team.me, &team.bob]);
    let changes = format!("{name}: its keys will change:\n      age {}\n  +++ age {}\n", team.me, team.bob);

    let refused = team.sandbox.run(["updatekeys", name]).finish();
    assert_eq!((refused.code, refused.text()), (Some(1), changes.clone()));
    assert_eq!(
        refused.stderr,
        format!(
            "error: {name}: nobody can be asked: there is no terminal\nhint: Look at the changes above, and approve them with -y\n"
        )
    );
    assert_eq!(team.sandbox.read(name), old);

    for answer in ["n\n", "\n", "no\n", "x\n", "\u{4}"] {
        let (finished, screen) = team.sandbox.run(["updatekeys", name]).at_terminal("(y/N): ", answer);
        assert_eq!(finished.code, Some(0), "{screen}");
        assert!(screen.starts_with(&format!("Change the keys of {name}? (y/N): ")), "{screen}");
        assert_eq!(finished.text(), format!("{changes}{name}: left unchanged\n"));
        assert_eq!(team.sandbox.read(name), old);
    }
    let (finished, screen) = team.sandbox.run(["updatekeys", name]).at_terminal("(y/N): ", "y\n");
    assert_eq!(
        (finished.code, finished.text()),
        (Some(0), format!("{changes}{name}: updated\n")),
        "{screen}"
    );
    assert!(team.reads("bob", name));
}

#[test]
fn under_the_name_sops_it_asks_on_the_standard_streams_and_keeps_the_data_key() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.bob]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.rule_for(&[&team.me]);
    let no = team.sandbox.sops(["updatekeys", name]).stdin("n\n").stdout();
    assert!(no.ends_with("\nIs this okay? (y/n):"), "{no}");
    assert_eq!(team.sandbox.read(name), old);
    let yes = team.sandbox.sops(["updatekeys", name]).stdin("y\n").stdout();
    assert_eq!(yes, no);
    assert_eq!(tokens(&team.sandbox.read(name)), tokens(&old));
    assert!(!team.reads("bob", name));
    let ended = team.sandbox.sops(["updatekeys", name]).stdin("").stdout();
    assert_eq!(ended, "");
}

#[test]
fn a_file_that_changes_while_it_asks_is_left_alone() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.rule_for(&[&team.me, &team.bob]);
    let mut command = team.sandbox.sops(["updatekeys", name]).into_command();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut shown, mut out) = (Vec::new(), child.stdout.take().unwrap());
    while !shown.ends_with(b"(y/n):") {
        let mut byte = [0];
        out.read_exact(&mut byte).unwrap();
        shown.push(byte[0]);
    }
    let newer = format!("{old}# newer\n");
    team.sandbox.write(name, &newer);
    child.stdin.take().unwrap().write_all(b"y\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.starts_with(&format!("error: {name}: the file was changed while the answer was awaited\n")),
        "{stderr}"
    );
    assert_eq!(team.sandbox.read(name), newer);
}

#[test]
fn another_order_is_no_change() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.rule_for(&[&team.alice, &team.me]);
    let same = format!("{name}: already up to date, in another order\n");
    assert_eq!(team.run(&["updatekeys", name]), same);
    team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
    let groups = team.encrypted(name, plain);
    team.rule_of_groups(&[&team.bob, &team.me, &team.alice], 2);
    assert_eq!(team.run(&["updatekeys", name]), same);
    assert_eq!(team.sandbox.read(name), groups);
    assert_ne!(old, groups);
}

#[test]
fn groups_and_thresholds_are_made_those_of_the_rule() {
    let team = Team::new();
    for (name, plain) in FILES {
        team.rule_for(&[&team.me, &team.bob]);
        let old = team.encrypted(name, plain);
        team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
        let shown = team.run(&["updatekeys", "-y", name]);
        let want = format!(
            "{name}: its keys will change:\n  group 1\n      age {me}\n  --- age {bob}\n  group 2\n  +++ age {alice}\n  \
             group 3\n  +++ age {bob}\n  groups that are needed to read it: 1 before, 2 from now on\n  some who could read \
             it no longer can alone, and still know its data key: what is written from now on is under a new one\n\
             {name}: updated\n",
            me = team.me,
            alice = team.alice,
            bob = team.bob
        );
        assert_eq!(shown, want);
        let new = team.sandbox.read(name);
        assert!(tokens(&new).iter().all(|token| !old.contains(token)), "{new}");
        assert!(!team.reads("me", name), "one group is not enough");
        let both = std::fs::read_to_string(team.sandbox.home().join("bob")).unwrap();
        let read = |args: &[&str]| team.sandbox.run(args).env("SOPS_AGE_KEY", &both);
        assert_eq!(read(&["decrypt", name]).stdout(), plain);

        // A lower threshold takes nothing from anyone: the data key stays.
        team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 3);
        assert!(read(&["updatekeys", "-y", name]).stdout().contains("2 before, 3 from now on"));
        let all = format!("{both}\n{}", std::fs::read_to_string(team.sandbox.home().join("alice")).unwrap());
        let three = team.sandbox.read(name);
        team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
        team.sandbox.run(["updatekeys", "-y", name]).env("SOPS_AGE_KEY", &all).stdout();
        assert_eq!(tokens(&team.sandbox.read(name)), tokens(&three));
        assert_eq!(read(&["decrypt", name]).stdout(), plain);

        // And back to one group.
        team.rule_for(&[&team.me]);
        read(&["updatekeys", "-y", name]).stdout();
        assert_eq!(team.run(&["decrypt", name]), plain);
        assert!(!team.sandbox.read(name).contains("shamir_threshold"));
    }
}

#[test]
fn long_recipients_are_shortened() {
    let team = Team::new();
    let hybrid = team.home_key("hybrid", &["--pq"]);
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    team.encrypted(name, plain);
    team.rule(&["age:", &format!("  - {}", team.me), &format!("  - {hybrid} # the vault")]);
    let shown = team.run(&["updatekeys", "-y", name]);
    let (head, tail) = (&hybrid[..44], &hybrid[hybrid.len() - 30..]);
    assert!(shown.contains(&format!("\n  +++ age {head}…{tail} (the vault)\n")), "{shown}");
    assert!(team.reads("hybrid", name) && recipients(&team.sandbox.read(name)).contains(&hybrid.as_str()));
}

#[test]
fn without_a_rule_there_is_nothing_to_go_by() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    let fails = |args: &[&str], code, line: &str| {
        team.sandbox.run(args).finish().fails_with(code, line);
        assert_eq!(team.sandbox.read(name), old, "{args:?}");
    };
    fails(&["updatekeys", "-y"], 100, "error: no file was given");
    fails(
        &["updatekeys", "-y", "none.yaml"],
        1,
        "error: none.yaml: cannot operate on a file that does not exist",
    );
    team.sandbox
        .write("config", "creation_rules:\n  - path_regex: x\n    age: age1\n  - encrypted_regex: b\n");
    let place = "error: config: the creation rule in line 4 names no keys";
    fails(&["updatekeys", "-y", "--config", "config", name], 1, place);
    team.sandbox.write("config", "creation_rules:\n  - path_regex: \\.env$\n    age: age1\n");
    let none = "error: config: no matching creation rules found for `a.yaml`";
    fails(&["updatekeys", "-y", "--config", "config", name], 1, none);
    std::fs::remove_file(team.sandbox.path(".sops-rs.yaml")).unwrap();
    fails(&["updatekeys", "-y", name], 61, &format!("error: {name}: no config file was found"));
}

#[test]
fn what_cannot_be_updated_stays_as_it_is_and_the_others_are_updated() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.sandbox
        .write("plain.yaml", plain)
        .write("tampered.yaml", old.replace("plain_unencrypted: x", "plain_unencrypted: y"));
    let stranger = team.run_as("bob", &["encrypt", "--age", &team.bob, "plain.yaml"]).stdout();
    team.sandbox.write("bobs.yaml", &stranger);
    team.rule_for(&[&team.me, &team.alice]);
    let tampered = team.sandbox.read("tampered.yaml");
    let alone = team.sandbox.run(["updatekeys", "-y", "tampered.yaml"]).finish();
    assert_eq!(alone.code, Some(51));
    assert!(alone.stderr.starts_with("error: tampered.yaml: MAC mismatch\n"), "{}", alone.stderr);

    let all = ["updatekeys", "-y", "tampered.yaml", "plain.yaml", "bobs.yaml", name];
    let finished = team.sandbox.run(all).finish();
    assert_eq!(finished.code, Some(1));
    let errors: Vec<_> = finished.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(
        errors,
        [
            "error: plain.yaml: sops metadata not found",
            "error: tampered.yaml: MAC mismatch",
            "error: bobs.yaml: Failed to get the data key required to decrypt the SOPS file",
            "error: 3 of 4 files were not updated",
        ]
    );
    let end = format!("{name}: updated\n4 files: 1 updated, 3 failed\n");
    assert!(finished.text().ends_with(&end), "{}", finished.text());
    assert!(team.reads("alice", name));
    assert_eq!(team.sandbox.read("tampered.yaml"), tampered);
    assert_eq!(team.sandbox.read("plain.yaml"), plain);
    assert_eq!(team.sandbox.read("bobs.yaml"), stranger);
}

#[test]
fn both_programs_update_what_the_other_wrote() {
    let team = Team::new();
    let rule = |recipients: &[&str]| {
        let rule = format!("creation_rules:\n  - age: {}\n", recipients.join(","));
        team.sandbox.write(".sops.yaml", rule);
    };
    for (name, plain) in FILES {
        rule(&[&team.me]);
        team.sandbox.write(name, plain);
        let theirs = team.real(&["encrypt", name]);
        team.sandbox.write(name, &theirs);
        let (their_text, our_text) = (team.real(&["decrypt", name]), team.run(&["decrypt", name]));
        for (recipients, by_us) in [
            (&[&team.me, &team.alice][..], true),
            (&[&team.me, &team.alice, &team.bob], false),
            (&[&team.me, &team.bob], true),
            (&[&team.bob, &team.me, &team.alice], true),
            (&[&team.me], false),
        ] {
            rule(&recipients.iter().map(|name| name.as_str()).collect::<Vec<_>>());
            if by_us {
                team.run(&["updatekeys", "-y", name]);
            } else {
                team.real(&["updatekeys", "-y", name]);
            }
            assert_eq!(team.real(&["decrypt", name]), their_text);
            assert_eq!(team.run(&["decrypt", name]), our_text);
            for (who, recipient) in [("alice", &team.alice), ("bob", &team.bob)] {
                assert_eq!(team.reads(who, name), recipients.contains(&recipient), "{who}");
            }
        }
        // What the real program wrote keeps its layout: one recipient more is its lines more.
        team.sandbox.write(name, &theirs);
        rule(&[&team.me, &team.alice]);
        team.run(&["updatekeys", "-y", name]);
        assert_eq!(tokens(&team.sandbox.read(name)), tokens(&theirs));
        if name == "a.yaml" {
            assert!(difference(&theirs, &team.sandbox.read(name)).0.is_empty());
        }
    }
}
