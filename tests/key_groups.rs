//! Key groups of mixed kinds, with the real program in both directions: whoever holds keys of enough
//! groups reads a file, and nobody else does, also after its keys were changed by either program.

#![cfg(all(unix, feature = "aws-kms"))]

use std::{fs, slice};

use crate::support::{Run, Sandbox, gpg::Keyring, kms::Moto};

const PLAIN: &str = "password: canary\nport: 8080\n";

/// A key of the team.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    /// One of five age keys.
    Age(usize),
    Pgp,
    Kms,
}
use Key::{Age, Kms, Pgp};

struct Team {
    sandbox: Sandbox,
    /// Recipients and identities.
    ages: Vec<(String, String)>,
    keyring: Keyring,
    /// The public key without the secret one.
    colleague: Keyring,
    fingerprint: String,
    arn: String,
}

impl Team {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let ages = (0..5).map(|at| {
            let file = sandbox.path(&format!("age{at}.txt"));
            let made = sandbox.run(["keygen", "-o", file.to_str().unwrap()]).stdout();
            let identity = fs::read_to_string(&file).unwrap();
            fs::remove_file(file).unwrap();
            (made.trim().to_owned(), identity)
        });
        let ages = ages.collect();
        let (keyring, fingerprint) = Keyring::with_key("team@example.com");
        let colleague = Keyring::new();
        colleague.import(&keyring, &fingerprint);
        let arn = Moto::shared().create_key("us-east-1", &format!("team-{fingerprint}"));
        let team = Self { sandbox, ages, keyring, colleague, fingerprint, arn };
        team.sandbox.write("plain.yaml", PLAIN);
        team
    }

    /// A run by somebody who holds these keys; others of the same kinds can be encrypted to.
    fn holding(&self, run: Run, keys: &[Key]) -> Run {
        let held = self.ages.iter().enumerate().filter(|(at, _)| keys.contains(&Age(*at)));
        let held: Vec<_> = held.map(|(_, (_, identity))| identity.as_str()).collect();
        let keyring = if keys.contains(&Pgp) { &self.keyring } else { &self.colleague };
        let run = run
            .env("SOPS_AGE_KEY", held.concat())
            .env("GNUPGHOME", keyring.path(""))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", Moto::shared().url());
        if keys.contains(&Kms) {
            run.env("AWS_ACCESS_KEY_ID", "AKIATEST").env("AWS_SECRET_ACCESS_KEY", "CANARY")
        } else {
            run
        }
    }

    fn everything(&self, run: Run) -> Run {
        self.holding(run, &[Age(0), Age(1), Age(2), Age(3), Age(4), Pgp, Kms])
    }

    /// Both programs, with all keys.
    fn both<'a>(&'a self, args: &'a [&str]) -> [Run; 2] {
        [self.everything(self.sandbox.run(args)), self.everything(self.sandbox.real(args))]
    }

    /// A config whose one rule has these entries.
    fn config(&self, rule: &str) {
        self.sandbox.write(".sops.yaml", format!("creation_rules:\n    - path_regex: .*\n{rule}"));
    }

    /// Groups as a config has them.
    fn groups(&self, groups: &[&[Key]]) -> String {
        let mut text = "      key_groups:\n".to_owned();
        for group in groups {
            text += &format!("        - {}\n", self.lists(group));
        }
        text
    }

    /// A group as a flow mapping of its lists.
    fn lists(&self, group: &[Key]) -> String {
        let ages = group.iter().filter_map(|key| match key {
            Age(at) => Some(self.ages[*at].0.as_str()),
            Pgp | Kms => None,
        });
        let mut lists = vec![format!("age: [{}]", ages.collect::<Vec<_>>().join(", "))];
        if group.contains(&Pgp) {
            lists.push(format!("pgp: [{}]", self.fingerprint));
        }
        if group.contains(&Kms) {
            lists.push(format!("kms: [{{arn: '{}'}}]", self.arn));
        }
        format!("{{{}}}", lists.join(", "))
    }

    /// Encrypts with both programs, by the config and these flags.
    fn encrypt(&self, flags: &[&str]) {
        let args = [&["encrypt"], flags, &["plain.yaml"]].concat();
        for (name, run) in ["ours.yaml", "theirs.yaml"].into_iter().zip(self.both(&args)) {
            self.sandbox.write(name, run.stdout());
        }
    }

    /// Both files open for everybody who has a key of `threshold` of the groups, and for nobody who has
    /// one less, with both programs.
    #[track_caller]
    fn check(&self, groups: &[&[Key]], threshold: usize) {
        for file in ["ours.yaml", "theirs.yaml"] {
            let text = self.sandbox.read(file);
            // Of one group the real program sometimes says it as well.
            assert!(groups.len() == 1 || text.contains("shamir_threshold: "), "{text}");
            for mask in 0..1_u32 << groups.len() {
                let count = mask.count_ones() as usize;
                if count != threshold && count + 1 != threshold {
                    continue;
                }
                let held = groups.iter().enumerate().filter(|(at, _)| mask & 1 << at != 0);
                // Of each group another key than before.
                let held = held.map(|(at, group)| group[(mask as usize + at) % group.len()]);
                self.check_holder(file, &held.collect::<Vec<_>>(), count == threshold);
            }
        }
    }

    #[track_caller]
    fn check_holder(&self, file: &str, held: &[Key], opens: bool) {
        let args = ["decrypt", file];
        let (code, text) = if opens { (0, PLAIN) } else { (128, "") };
        for run in [self.sandbox.run(args), self.sandbox.real(args)] {
            let ended = self.holding(run, held).finish();
            let words = &ended.stderr;
            assert_eq!((ended.code, ended.text().as_str()), (Some(code), text), "{file} {words}");
            assert_eq!(words.is_empty(), opens, "{words}");
            for secret in ["canary", "CANARY", "SECRET-KEY"] {
                assert!(!words.contains(secret), "{words}");
            }
        }
    }
}

#[test]
fn one_group_of_mixed_kinds_opens_with_any_of_its_keys() {
    let team = Team::new();
    let keys = ["--age", &team.ages[0].0, "--pgp", &team.fingerprint, "--kms", &team.arn];
    team.encrypt(&keys);
    for key in [Age(0), Pgp, Kms, Age(1)] {
        for file in ["ours.yaml", "theirs.yaml"] {
            team.check_holder(file, slice::from_ref(&key), key != Age(1));
        }
    }
}

#[test]
fn two_of_three_groups_of_mixed_kinds() {
    let team = Team::new();
    let groups: [&[Key]; 3] = [&[Age(0)], &[Pgp], &[Kms]];
    team.config(&format!("{}      shamir_threshold: 2\n", team.groups(&groups)));
    team.encrypt(&[]);
    team.check(&groups, 2);
}

#[test]
fn groups_of_several_keys_each() {
    let team = Team::new();
    let groups: [&[Key]; 3] = [&[Age(0), Pgp], &[Kms, Age(1)], &[Age(2), Age(3)]];
    team.config(&format!("{}      shamir_threshold: 2\n", team.groups(&groups)));
    team.encrypt(&[]);
    team.check(&groups, 2);
}

#[test]
fn all_of_two_and_three_of_five() {
    let team = Team::new();
    let all: [&[Key]; 5] = [&[Age(0)], &[Age(1)], &[Age(2)], &[Age(3)], &[Age(4)]];
    // Without a threshold all groups are needed.
    team.config(&team.groups(&all[..2]));
    team.encrypt(&[]);
    team.check(&all[..2], 2);
    // The flag counts for more than the rule.
    team.config(&format!("{}      shamir_threshold: 2\n", team.groups(&all)));
    team.encrypt(&["--shamir-secret-sharing-threshold", "3"]);
    team.check(&all, 3);
}

#[test]
fn groups_may_be_merged_of_others() {
    let team = Team::new();
    let merged = format!(
        "      key_groups:\n        - merge:\n            - {}\n            - {}\n          pgp: [{}]\n        - {}\n",
        team.lists(&[Age(0)]),
        team.lists(&[Age(1)]),
        team.fingerprint,
        team.lists(&[Age(2)]),
    );
    team.config(&format!("{merged}      shamir_threshold: 2\n"));
    team.encrypt(&[]);
    team.check(&[&[Age(0), Age(1), Pgp], &[Age(2)]], 2);
}

#[test]
fn after_rotate() {
    let team = Team::new();
    let groups: [&[Key]; 3] = [&[Age(0)], &[Pgp], &[Kms]];
    team.config(&format!("{}      shamir_threshold: 2\n", team.groups(&groups)));
    team.encrypt(&[]);
    // Each rotates what the other wrote.
    let [ours, _] = team.both(&["rotate", "-i", "theirs.yaml"]);
    ours.finish().success();
    let [_, theirs] = team.both(&["rotate", "-i", "ours.yaml"]);
    theirs.finish().success();
    team.check(&groups, 2);
    let added = ["--add-age", &team.ages[1].0, "--rm-age", &team.ages[0].0];
    let ours = [&["rotate", "-i", "--accept-recipients"][..], &added, &["theirs.yaml"]].concat();
    let ended = team.everything(team.sandbox.run(&ours)).finish();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let theirs = [&["rotate", "-i"][..], &added, &["ours.yaml"]].concat();
    team.everything(team.sandbox.real(&theirs)).finish().success();
    team.check(&[&[Age(1)], &[Pgp], &[Kms]], 2);
    for file in ["ours.yaml", "theirs.yaml"] {
        team.check_holder(file, &[Age(0), Pgp], false);
    }
}

#[test]
fn after_updatekeys() {
    let team = Team::new();
    let old: [&[Key]; 2] = [&[Age(0)], &[Age(1)]];
    let new: [&[Key]; 3] = [&[Age(0), Pgp], &[Kms], &[Age(2)]];
    for (from, to, threshold) in
        [(&old[..], &new[..], 2), (&new, &old, 2), (&old, &[&[Pgp, Kms] as &[Key]], 1)]
    {
        team.config(&team.groups(from));
        team.encrypt(&[]);
        team.config(&format!("{}      shamir_threshold: {threshold}\n", team.groups(to)));
        for (file, at) in [("theirs.yaml", 0), ("ours.yaml", 1)] {
            let run = team.both(&["updatekeys", "-y", file]).into_iter().nth(at).unwrap();
            let ended = run.finish();
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        }
        team.check(to, threshold);
    }
}

#[test]
fn after_groups_add_and_delete() {
    let team = Team::new();
    team.config(&team.groups(&[&[Age(0)], &[Pgp]]));
    team.encrypt(&[]);
    fs::remove_file(team.sandbox.path(".sops.yaml")).unwrap();
    let change = |args: &[&str]| {
        for (file, at) in [("theirs.yaml", 0), ("ours.yaml", 1)] {
            let line = [&args[..2], &["--file", file, "-i"], &args[2..]].concat();
            let ended = team.both(&line).into_iter().nth(at).unwrap().finish();
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        }
    };
    let threshold = "--shamir-secret-sharing-threshold";
    change(&["groups", "add", "--kms", &team.arn, "--age", &team.ages[1].0, threshold, "2"]);
    team.check(&[&[Age(0)], &[Pgp], &[Kms, Age(1)]], 2);
    change(&["groups", "delete", "1"]);
    team.check(&[&[Age(0)], &[Kms, Age(1)]], 2);
    change(&["groups", "delete", threshold, "1", "0"]);
    team.check(&[&[Kms, Age(1)]], 1);
}
