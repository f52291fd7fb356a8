use std::fs;

use super::team::{FILES, Team, skeleton, tokens};

impl Team {
    /// A run with the keys of several.
    fn together(&self, who: &[&str], args: &[&str]) -> crate::support::Run {
        let keys: String =
            who.iter().map(|who| fs::read_to_string(self.sandbox.home().join(who)).unwrap()).collect();
        self.sandbox.run(args).env("SOPS_AGE_KEY", keys).env("XDG_CONFIG_HOME", "/nowhere")
    }
}

const THRESHOLD: &str = "--shamir-secret-sharing-threshold";

#[test]
fn a_group_more_shares_the_data_key() {
    let team = Team::new();
    team.rule_for(&[&team.alice]);
    for (name, plain) in FILES {
        team.sandbox.write(name, plain);
        team.run(&["encrypt", "-i", name]);
        let old = team.sandbox.read(name);
        let add = ["groups", "add", "-i", "--file", name, "--age", &team.bob];
        assert_eq!(team.run_as("alice", &add).stdout(), "");
        let new = team.sandbox.read(name);
        assert!(tokens(&new).iter().all(|token| !old.contains(token)), "alice could read it alone: {new}");
        assert!(!team.reads("alice", name) && !team.reads("bob", name));
        assert_eq!(team.together(&["alice", "bob"], &["decrypt", name]).stdout(), plain);
        // A third group of which none is needed more: nobody loses anything, and the data key stays.
        let third =
            ["groups", "add", "-i", "-f", name, "--age", &team.me, THRESHOLD, "2", "--accept-recipients"];
        team.together(&["alice", "bob"], &third).stdout();
        assert_eq!(tokens(&team.sandbox.read(name)), tokens(&new));
        for pair in [["alice", "bob"], ["alice", "../home/.config/sops/age/keys.txt"]] {
            assert_eq!(team.together(&pair, &["decrypt", name]).stdout(), plain);
        }
    }
}

#[test]
fn a_group_less_takes_its_owners_out() {
    let team = Team::new();
    team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
    for (name, plain) in FILES {
        let old = team.encrypted(name, plain);
        let delete = |more: &[&str]| {
            let args = [&["groups", "delete", "-i", "--file", name][..], more].concat();
            team.sandbox.run(args).env("SOPS_AGE_KEY_FILE", team.sandbox.home().join("alice")).finish()
        };
        let gone = delete(&["2"]);
        let farewell = format!(
            "warning: age {} still knows the values as they were, and the new data key keeps only what is written \
             from now on from it: change the values that matter\n",
            team.bob
        );
        assert_eq!((gone.code, gone.text().as_str(), gone.stderr), (Some(0), "", farewell));
        let two = team.sandbox.read(name);
        assert!(tokens(&two).iter().all(|token| !old.contains(token)), "{two}");
        assert_eq!(team.together(&["alice"], &["decrypt", name]).finish().code, Some(128));
        let both = ["alice", "../home/.config/sops/age/keys.txt"];
        assert_eq!(team.together(&both, &["decrypt", name]).stdout(), plain);

        delete(&["1"]).failure(
            1,
            &format!(
                "error: {name}: removing this key group will make the Shamir threshold impossible to satisfy\n  \
                 the threshold is 2, and 1 would be left\n\
                 hint: Choose another one with {THRESHOLD}\n"
            ),
        );
        assert_eq!(team.sandbox.read(name), two);
        // What is left lets one read it alone, which the rule does not.
        delete(&["1", THRESHOLD, "1"]).fails_with(
            1,
            &format!(
                "error: {name}: the key groups of the file let others read it than those of its creation rule"
            ),
        );
        assert_eq!(team.sandbox.read(name), two);
        let last = delete(&["1", THRESHOLD, "1", "--accept-recipients", "--keep-data-key"]);
        assert_eq!(last.code, Some(0), "{}", last.stderr);
        assert!(last.stderr.contains("is not kept from it, as the data key stays"), "{}", last.stderr);
        let one = team.sandbox.read(name);
        assert_eq!(tokens(&one), tokens(&two));
        assert!(!one.contains("key_groups") && !one.contains("shamir_threshold"), "{one}");
        assert_eq!(team.run(&["decrypt", name]), plain);
        delete(&["0"]).fails_with(1, &format!("error: {name}: no key would be left that can read the file"));
    }
}

#[test]
fn without_in_place_the_result_is_printed() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    let printed = team.run(&["groups", "add", "--file", name, "--age", &team.bob]);
    assert_eq!(team.sandbox.read(name), old);
    assert!(
        printed.contains("\n    key_groups:\n") && printed.contains("\n    shamir_threshold: 2\n"),
        "{printed}"
    );
    let under_sops = team.sandbox.sops(["groups", "add", "--file", name, "--age", &team.bob]).stdout();
    assert_eq!(skeleton(&under_sops), skeleton(&printed));
    assert_eq!(tokens(&under_sops), tokens(&old), "the real program keeps the data key");
}

#[test]
fn what_cannot_be_changed_stays_as_it_is() {
    let team = Team::new();
    team.rule_for(&[&team.me]);
    let (name, plain) = FILES[0];
    let old = team.encrypted(name, plain);
    team.sandbox.write("tampered.yaml", old.replace("plain_unencrypted: x", "plain_unencrypted: y"));
    let tampered = team.sandbox.read("tampered.yaml");
    let fails = |args: &[&str], code, line: &str| {
        team.sandbox.run(["groups"].iter().chain(args)).finish().fails_with(code, line);
        assert_eq!(team.sandbox.read(name), old, "{args:?}");
    };
    let bob = team.bob.as_str();
    fails(&["add", "--age", bob], 100, "error: no file was given");
    fails(&["add", "-i", "--file", name], 111, "error: the new group has no keys");
    let missing = "error: none.yaml: cannot operate on a file that does not exist";
    fails(&["add", "-i", "--file", "none.yaml", "--age", bob], 2, missing);
    let none = format!("error: {name}: there is no group 1: the file has 1");
    fails(&["delete", "-i", "--file", name, "1"], 1, &none);
    let threshold = format!("error: {name}: the data key cannot be wrapped for these key groups");
    fails(&["add", "-i", "--file", name, "--age", bob, THRESHOLD, "3"], 111, &threshold);
    fails(&["add", "-i", "--file", name, "--age", bob, THRESHOLD, "1"], 111, &threshold);
    let mismatch = "error: tampered.yaml: MAC mismatch";
    fails(&["add", "-i", "--file", "tampered.yaml", "--age", bob], 51, mismatch);
    assert_eq!(team.sandbox.read("tampered.yaml"), tampered);
}

#[test]
fn both_programs_change_groups_that_the_other_made() {
    let team = Team::new();
    for (name, plain) in FILES {
        team.rule_for(&[&team.me]);
        team.encrypted(name, plain);
        let text = team.real(&["decrypt", name]);
        let readable = || {
            assert_eq!(team.real(&["decrypt", name]), text);
            team.run(&["decrypt", name])
        };
        // All groups are the sandbox's own, so that both programs open them.
        let add = ["groups", "add", "-i", "--file", name, "--age"];
        let group = format!("{},{}", team.me, team.alice);
        team.real(&[&add[..], &[&group]].concat());
        let before = readable();
        team.run(&[&add[..], &[&group, THRESHOLD, "2", "--accept-recipients"]].concat());
        assert_eq!(readable(), before);
        assert_eq!(team.sandbox.read(name).matches(&team.alice).count(), 2);
        team.real(&["groups", "delete", "-i", "--file", name, THRESHOLD, "2", "1"]);
        let before = readable();
        let args = ["groups", "delete", "-i", "--file", name, THRESHOLD, "1", "--accept-recipients", "1"];
        let last = team.sandbox.run(args).finish();
        assert_eq!(last.code, Some(0), "{}", last.stderr);
        assert_eq!(readable(), before);
        assert!(!team.sandbox.read(name).contains(&team.alice));
    }
}
