//! Whoever can write an encrypted file can put a recipient into its metadata. No command gives them the
//! data key unasked, whatever it does to the file.

use super::team::{FILES, Team, difference, recipients, tokens};
use crate::support::{Finished, without_seal};

/// Puts an entry for `stranger` behind the first one, as an editor would: with somebody else's wrapped key.
/// The seal would tell, so it goes.
fn inject(text: &str, known: &str, stranger: &str) -> String {
    let text = without_seal(text);
    let at = text.find(&format!("        - recipient: {known}")).unwrap();
    let end = at + text[at..].find("-----END AGE ENCRYPTED FILE-----\n").unwrap() + 33;
    let entry = text[at..end].replace(known, stranger);
    format!("{}{entry}{}", &text[..end], &text[end..])
}

fn refused(finished: Finished, team: &Team, name: &str, stranger: &str) {
    let rule = team.sandbox.path(".sops-rs.yaml").canonicalize().unwrap();
    finished.failure(
        1,
        &format!(
            "error: {name}: the file names recipients that its creation rule does not\n  \
             whoever can write the file can change them; the rule is at {}:2\n  age {stranger}\n\
             hint: Add them to the rule, or make the keys of the file those of its rule with updatekeys; if they \
             are right, go on with --accept-recipients\n",
            rule.display()
        ),
    );
}

#[test]
fn no_command_wraps_for_an_injected_recipient() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let text = inject(&team.encrypted(name, plain), &team.me, &team.bob);
    team.sandbox.write(name, &text).write("new.yaml", plain.replace("s3cret", "other"));
    assert_eq!(recipients(&text), [&team.me, &team.bob, &team.alice]);
    assert_eq!(team.run(&["decrypt", name]), plain, "the file is a good one");
    assert!(!team.reads("bob", name));

    // Those that would make a new data key, or share it anew, show the stranger and stop.
    let (me, carol) = (team.me.as_str(), team.home_key("carol", &[]));
    for args in [
        &["rotate", "-i", name][..],
        &["rotate", name],
        &["rotate", "-i", "--add-age", &carol, name],
        &["rotate", "-i", "--rm-age", &team.alice, name],
        &["rotate", "-i", "--output-type", "json", name],
        &["groups", "add", "-i", "--file", name, "--age", &carol],
        &["groups", "add", "--file", name, "--age", me],
    ] {
        refused(team.sandbox.run(args).finish(), &team, name, &team.bob);
        assert_eq!(team.sandbox.read(name), text, "{args:?}");
    }

    // An update keeps the data key and the entries: the stranger's is still worthless.
    let update = ["encrypt", "--update", name, "new.yaml", "--output", "updated.yaml"];
    team.run(&update);
    assert!(!team.reads("bob", "updated.yaml") && team.reads("alice", "updated.yaml"));
    let updated = team.sandbox.read("updated.yaml");
    let (gone, _) = difference(&text, &updated);
    assert!(
        gone.len() <= 3 && gone.iter().all(|line| line.contains("ENC[") || line.contains("lastmod")),
        "{gone:?}"
    );

    // updatekeys follows the rule, and says who goes.
    let shown = team.run(&["updatekeys", "-y", name]);
    assert!(shown.contains(&format!("\n  --- age {}\n", team.bob)), "{shown}");
    assert!(!team.sandbox.read(name).contains(&team.bob));
    assert!(!team.reads("bob", name) && team.reads("alice", name));
}

#[test]
fn accepted_recipients_are_wrapped_for() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let text = inject(&team.encrypted(name, plain), &team.me, &team.bob);
    for args in [
        &["rotate", "-i", "--accept-recipients", name][..],
        // One that is asked for by name needs no other word.
        &["rotate", "-i", "--add-age", &team.bob, name],
    ] {
        team.sandbox.write(name, &text);
        assert_eq!(team.run(args), "");
        assert!(team.reads("bob", name), "{args:?}");
    }
    // With updatekeys those who are accepted stay; the rule brings in who is missing.
    let carol = team.home_key("carol", &[]);
    team.sandbox.write(name, &text);
    team.rule_for(&[&team.me, &team.alice, &carol]);
    let shown = team.run(&["updatekeys", "-y", "--accept-recipients", name]);
    assert!(shown.contains(&format!("\n      age {}\n", team.bob)) && !shown.contains("---"), "{shown}");
    assert_eq!(recipients(&team.sandbox.read(name)), [&team.me, &team.alice, &carol, &team.bob]);
    assert_eq!(tokens(&team.sandbox.read(name)), tokens(&text));
    // Removing the stranger is no reason to ask for anything.
    team.rule_for(&[&team.me, &team.alice]);
    team.sandbox.write(name, &text);
    let removed = team.sandbox.run(["rotate", "-i", "--rm-age", &team.bob, name]).finish();
    assert_eq!(removed.code, Some(0), "{}", removed.stderr);
    assert!(!team.sandbox.read(name).contains(&team.bob));
}

#[test]
fn who_may_open_one_group_cannot_slip_into_another() {
    let team = Team::new();
    team.rule_of_groups(&[&team.me, &team.alice], 2);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    // Alice puts herself beside `me`: after a rotation she could read the file alone.
    let at = old.find(&format!("            - recipient: {}", team.me)).unwrap_or_else(|| panic!("{old}"));
    let end = at + old[at..].find("-----END AGE ENCRYPTED FILE-----\n").unwrap() + 33;
    let entry = old[at..end].replace(&team.me, &team.alice);
    let text = without_seal(&format!("{}{entry}{}", &old[..end], &old[end..]));
    team.sandbox.write(name, &text);
    let both = std::fs::read_to_string(team.sandbox.home().join("alice")).unwrap();
    let rotate = |more: &[&str]| {
        let args = [&["rotate", "-i", name], more].concat();
        team.sandbox.run(args).env("SOPS_AGE_KEY", &both).finish()
    };
    let stopped = rotate(&[]);
    assert_eq!(stopped.code, Some(1));
    let first = format!(
        "error: {name}: the key groups of the file let others read it than those of its creation rule"
    );
    assert_eq!(stopped.stderr.lines().next(), Some(first.as_str()));
    assert!(stopped.stderr.contains(&format!("\n  group 1 of 2: age {}, age {}\n", team.me, team.alice)));
    assert_eq!(team.sandbox.read(name), text);
    rotate(&["--accept-recipients"]).success();
    assert!(team.reads("alice", name), "this is what it was stopped for");
}

#[test]
fn without_a_rule_or_under_the_name_sops_there_is_a_warning() {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    let (name, plain) = FILES[0];
    let text = inject(&team.encrypted(name, plain), &team.me, &team.bob);
    let warned = |run: crate::support::Run, warning: &str| {
        let finished = run.finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(0), ""));
        assert_eq!(finished.stderr, warning);
        assert!(team.reads("bob", name));
        team.sandbox.write(name, &text);
    };
    team.sandbox.write(name, &text);
    let under_sops = format!(
        "warning: {name}: the file names recipients that its creation rule does not: age {}\n",
        team.bob
    );
    warned(team.sandbox.sops(["rotate", "-i", name]), &under_sops);
    let (me, alice, bob) = (&team.me, &team.alice, &team.bob);
    let no_rule = format!(
        "warning: {name}: no creation rule says whom the file is for; its key is wrapped for whom its metadata names: \
         age {me}, age {bob}, age {alice}\n"
    );
    warned(team.sandbox.run(["--config", "/dev/null", "rotate", "-i", name]), &no_rule);
    // Who calls the program as `sops` may take any word for a failure.
    warned(team.sandbox.sops(["--config", "/dev/null", "rotate", "-i", name]), "");
    warned(team.sandbox.run(["--config", "/dev/null", "rotate", "-i", "--accept-recipients", name]), "");
}

#[test]
fn names_stand_beside_those_who_have_one() {
    let team = Team::new();
    let (name, plain) = FILES[0];
    team.rule_for(&[&team.me, &team.alice, &team.bob]);
    let text = team.encrypted(name, plain);
    // Bob is known to the config, though not to the rule of this file.
    let config = format!(
        "creation_rules:\n  - path_regex: a\\.yaml\n    age: {}\n  - age:\n      - {} # bob\n",
        team.me, team.bob
    );
    team.sandbox.write(".sops-rs.yaml", config);
    let stopped = team.sandbox.run(["rotate", "-i", name]).finish();
    let shown = format!("\n  age {}\n  age {} (bob)\n", team.alice, team.bob);
    assert!(stopped.stderr.contains(&shown), "{}", stopped.stderr);
    assert_eq!(team.sandbox.read(name), text);
    // So it is in the report of a recovery that failed.
    let carol = team.home_key("carol", &[]);
    let lost = team.run_as("carol", &["decrypt", name]).finish();
    let line = format!("\n  age {} (bob): no identity found is for this recipient\n", team.bob);
    assert!(lost.stderr.contains(&line) && lost.code == Some(128), "{}", lost.stderr);
    assert!(lost.stderr.contains(&carol));
}
