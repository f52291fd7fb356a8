//! The seal: what of an encrypted file can be changed without its data key, and who sees it. Every attack is
//! made twice: on a sealed file, which we refuse, and on the same file for the real program, which takes it.

use super::team::{Team, difference};
use crate::support::{Sandbox, without_seal};

/// What a sealed file holds, by the lines of its text.
const PLAIN: &str = "\
# top
host_unencrypted: db
port_unencrypted: '5432'
note_unencrypted: ''
nothing: null
app_unencrypted:
  # do not delete
  replicas: 3
  tags: [a, b]
password: hunter2 # rotate monthly
empty: ''
count: 12
";

fn team() -> Team {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    team
}

/// A change that somebody makes to an encrypted text.
type Attack<'a> = (&'a str, Box<dyn Fn(&str) -> String + 'a>);

fn replacing<'a>(name: &'a str, old: &'a str, new: &'a str) -> Attack<'a> {
    (name, Box::new(move |text| text.replacen(old, new, 1)))
}

/// What is said of the file; nothing when it is decrypted as if all were well.
fn refusal(sandbox: &Sandbox, name: &str) -> Option<String> {
    let finished = sandbox.run(["decrypt", name]).finish();
    match finished.code {
        Some(0) => {
            assert_eq!(finished.stderr, "");
            None
        }
        code => {
            assert_eq!((code, finished.text().as_str()), (Some(51), ""), "{}", finished.stderr);
            assert!(!finished.stderr.contains("hunter2"), "{}", finished.stderr);
            Some(finished.stderr)
        }
    }
}

/// Expects that `attacks` on the file are seen by us for what they are, and not at all by the real program
/// (if it `is_known` to that).
#[track_caller]
fn expect(team: &Team, name: &str, attacks: Vec<(&str, Attack<'_>)>, is_known: bool) {
    let sandbox = &team.sandbox;
    let sealed = sandbox.read(name);
    assert_eq!(refusal(sandbox, name), None);
    let target = format!("attacked-{name}");
    for (what, (attack, change)) in attacks {
        let attacked = change(&sealed);
        assert_ne!(attacked, sealed, "{name}: {attack} changes nothing");
        sandbox.write(&target, &attacked);
        let said =
            refusal(sandbox, &target).unwrap_or_else(|| panic!("{name}: {attack} is not seen\n{attacked}"));
        assert!(said.contains("is not as it was sealed"), "{name}: {attack}: {said}");
        assert!(said.contains(&format!("changed: {what}")), "{name}: {attack}: {said}");
        if is_known {
            let real = sandbox.real(["decrypt", &target]).finish();
            assert_eq!(real.code, Some(0), "{name}: {attack} is seen by the real program: {}", real.stderr);
        }
        // Without its seal the file would pass with us as well: it is the seal that tells.
        sandbox.write(&target, without_seal(&attacked));
        assert_eq!(refusal(sandbox, &target), None, "{name}: {attack}");
    }
}

const KEYS: &str = "key names or structure";
const VALUES: &str = "readable values or their types";
const TOKENS: &str = "encrypted values or their types";
const COMMENTS: &str = "comments or their places";
const RECIPIENTS: &str = "recipients, their groups or how they are reached";
const SELECTORS: &str = "what is encrypted (the selectors)";

#[test]
fn what_the_mac_leaves_open_is_sealed() {
    let team = team();
    let sealed = team.encrypted("a.yaml", PLAIN);
    let alices = {
        // The entry of Alice, wherever the name of the recipient stands in it.
        let list = &sealed[sealed.find("    age:\n").unwrap() + "    age:\n".len()..];
        let list = &list[..list.find("    lastmodified:").unwrap()];
        let second = list[1..].find("        - ").unwrap() + 1;
        let (one, other) = list.split_at(second);
        if one.contains(&team.alice) { one.to_owned() } else { other.to_owned() }
    };
    let stranger = alices.replace(&team.alice, &team.bob);
    let added = format!("{alices}{stranger}");
    let attacks: Vec<(&str, Attack<'_>)> = vec![
        (KEYS, replacing("renaming a readable value's key", "host_unencrypted", "hose_unencrypted")),
        (KEYS, replacing("renaming a key of a readable mapping", "  replicas:", "  replica:")),
        (KEYS, replacing("renaming an empty value's key", "empty:", "void:")),
        (KEYS, replacing("renaming a null's key", "nothing:", "something:")),
        (KEYS, replacing("adding an empty value", "empty: ''", "empty: ''\nextra: ''")),
        (KEYS, replacing("adding a null", "empty: ''", "empty: ''\nextra:")),
        (KEYS, replacing("adding an empty mapping", "empty: ''", "empty: ''\nextra: {}")),
        (KEYS, replacing("taking an empty value out", "empty: ''\n", "")),
        (KEYS, replacing("an empty value for a null", "nothing: null", "nothing: ''")),
        (KEYS, replacing("a list for a value", "replicas: 3", "replicas: [3]")),
        (KEYS, replacing("moving an item to a key beside the list", "tags: [a, b]", "tags: [a]\n  more: b")),
        (
            VALUES,
            replacing(
                "shifting bytes between values",
                "db\nport_unencrypted: '5432'",
                "db5\nport_unencrypted: '432'",
            ),
        ),
        (
            VALUES,
            replacing(
                "shifting a value to an empty one",
                "'5432'\nnote_unencrypted: ''",
                "''\nnote_unencrypted: '5432'",
            ),
        ),
        (VALUES, replacing("a number for a text", "port_unencrypted: '5432'", "port_unencrypted: 5432")),
        (TOKENS, replacing("a text for a number", "type:int]", "type:str]")),
        (COMMENTS, replacing("editing a comment", "# do not delete", "# please delete")),
        (
            COMMENTS,
            replacing(
                "moving a comment",
                "  # do not delete\n  replicas: 3\n",
                "  replicas: 3\n  # do not delete\n",
            ),
        ),
        (COMMENTS, replacing("adding a comment", "empty: ''", "# tell Mallory\nempty: ''")),
        (
            COMMENTS,
            (
                "taking an encrypted comment out",
                Box::new(|text| {
                    text.split_inclusive('\n').filter(|line| !line.starts_with("#ENC[")).collect()
                }),
            ),
        ),
        (RECIPIENTS, replacing("adding a recipient", &alices, &added)),
        (RECIPIENTS, replacing("taking a recipient out", &alices, "")),
        (RECIPIENTS, replacing("another name on an entry", &alices, &stranger)),
        (RECIPIENTS, replacing("a threshold", "    version:", "    shamir_threshold: 1\n    version:")),
        (
            SELECTORS,
            replacing(
                "another selector",
                "unencrypted_suffix: _unencrypted",
                "unencrypted_regex: _unencrypted$",
            ),
        ),
    ];
    expect(&team, "a.yaml", attacks, true);
}

#[test]
fn the_way_to_a_server_is_sealed() {
    let team = team();
    team.encrypted("a.yaml", "password: hunter2\n");
    let text = without_seal(&team.sandbox.read("a.yaml"));
    let servers = r"    kms:
        - arn: arn:aws:kms:us-east-1:123456789012:key/k
          role: arn:aws:iam::123456789012:role/ours
          context:
            app: ours
          created_at: '2025-01-01T00:00:00Z'
          enc: AAAA
          aws_profile: ours
    hc_vault:
        - vault_address: https://vault.example.com
          engine_path: transit
          key_name: ours
          created_at: '2025-01-01T00:00:00Z'
          enc: vault:v1:AAAA
";
    // A change seals the file, with those entries, where the rule says so.
    team.sandbox
        .write("a.yaml", text.replacen("    lastmodified:", &format!("{servers}    lastmodified:"), 1));
    team.rule(&[&format!("age: {},{}", team.me, team.alice), "seal: on"]);
    team.run(&["set", "a.yaml", "[\"user\"]", "\"ann\""]);
    let attacks = vec![
        (RECIPIENTS, replacing("another role", "role/ours", "role/theirs")),
        (RECIPIENTS, replacing("another profile", "aws_profile: ours", "aws_profile: theirs")),
        (RECIPIENTS, replacing("another context", "app: ours", "app: theirs")),
        (RECIPIENTS, replacing("another key", ":key/k", ":key/m")),
        (RECIPIENTS, replacing("another vault", "vault.example.com", "vault.example.org")),
        (RECIPIENTS, replacing("another engine", "engine_path: transit", "engine_path: theirs")),
        (RECIPIENTS, replacing("no role", "          role: arn:aws:iam::123456789012:role/ours\n", "")),
    ];
    expect(&team, "a.yaml", attacks, true);
}

#[test]
fn every_format_is_sealed() {
    let team = team();
    let recipient = team.bob.clone();
    for (name, plain, attacks, is_known) in [
        (
            "a.json",
            "{\n  \"host_unencrypted\": \"db\",\n  \"port_unencrypted\": \"1\",\n  \"e\": \"\",\n  \"p\": \"hunter2\"\n}\n",
            vec![
                (KEYS, replacing("renaming", "host_", "hose_")),
                (KEYS, replacing("adding an empty value", "\"e\": \"\"", "\"e\": \"\", \"f\": \"\"")),
                (
                    VALUES,
                    replacing(
                        "shifting",
                        "\"db\",\n  \"port_unencrypted\": \"1\"",
                        "\"db1\",\n  \"port_unencrypted\": \"\"",
                    ),
                ),
                (RECIPIENTS, replacing("another name on an entry", &team.alice, &recipient)),
            ],
            true,
        ),
        (
            "a.env",
            "# note\nHOST_unencrypted=db\nPORT_unencrypted=1\nE=\nP=hunter2\n",
            vec![
                (KEYS, replacing("renaming", "HOST_", "HOSE_")),
                (KEYS, replacing("adding an empty value", "E=\n", "E=\nF=\n")),
                (VALUES, replacing("shifting", "=db\nPORT_unencrypted=1", "=db1\nPORT_unencrypted=")),
                (COMMENTS, replacing("adding a comment", "E=\n", "#hi\nE=\n")),
                (RECIPIENTS, replacing("another name on an entry", &team.alice, &recipient)),
            ],
            true,
        ),
        (
            "a.ini",
            "[s]\nhost_unencrypted = db\nport_unencrypted = 1\ne = \np = hunter2\n",
            vec![
                (KEYS, replacing("renaming", "host_", "hose_")),
                (KEYS, replacing("adding an empty value", "e = \n", "e = \nf = \n")),
                (VALUES, replacing("shifting", "= db\nport_unencrypted = 1", "= db1\nport_unencrypted = ")),
                (RECIPIENTS, replacing("another name on an entry", &team.alice, &recipient)),
            ],
            true,
        ),
        (
            "a.toml",
            "# note\nhost_unencrypted = \"db\"\nport_unencrypted = \"1\"\ne = \"\"\np = \"hunter2\"\n",
            vec![
                (KEYS, replacing("renaming", "host_", "hose_")),
                (KEYS, replacing("adding an empty value", "e = \"\"\n", "e = \"\"\nf = \"\"\n")),
                (
                    VALUES,
                    replacing(
                        "shifting",
                        "\"db\"\nport_unencrypted = \"1\"",
                        "\"db1\"\nport_unencrypted = \"\"",
                    ),
                ),
                (RECIPIENTS, replacing("another name on an entry", &team.alice, &recipient)),
            ],
            false,
        ),
        (
            "a.bin",
            "hunter2\0",
            vec![(RECIPIENTS, replacing("another name on an entry", &team.alice, &recipient))],
            true,
        ),
    ] {
        team.encrypted(name, plain);
        expect(&team, name, attacks, is_known);
    }
}

#[test]
fn layout_may_change() {
    let team = team();
    let sealed = team.encrypted("a.yaml", PLAIN);
    let (body, metadata) = sealed.split_once("sops:\n").unwrap();
    let mut entries: Vec<_> =
        metadata.split_inclusive("\n    ").map(|line| line.trim_end_matches(' ')).collect();
    // Those of more than one line stay together.
    let (lines, others): (Vec<_>, Vec<_>) = entries.drain(..).partition(|line| {
        ["lastmodified", "mac", "seal", "unencrypted_suffix", "version"]
            .iter()
            .any(|name| line.trim_start().starts_with(name))
    });
    let moved: String = lines.iter().rev().map(|line| format!("    {}\n", line.trim())).collect();
    let others = others.concat();
    let others = others.trim_end();
    let moved = format!("{body}sops:\n{moved}    {}\n", others.trim_start());
    for (what, text) in [
        (
            "quotes",
            sealed.replace("host_unencrypted: db", "\"host_unencrypted\": \"db\"").replace("''", "\"\""),
        ),
        ("a blank line", sealed.replace("password:", "\npassword:")),
        ("no blank", sealed.replace("tags: [a, b]", "tags: [a,b]")),
        ("a list of lines", sealed.replace("tags: [a, b]", "tags:\n  - a\n  - b")),
        (
            "indentation",
            sealed
                .replace("  # do", "      # do")
                .replace("  replicas", "      replicas")
                .replace("  tags", "      tags"),
        ),
        ("another spelling of null", sealed.replace("nothing: null", "nothing: ~")),
        ("another spelling of a number", sealed.replace("replicas: 3", "replicas: 0x3")),
        ("line ends", sealed.replace('\n', "\r\n")),
        ("blanks behind", sealed.replace("# do not delete\n", "# do not delete  \n")),
        ("a note in the metadata", sealed.replace("sops:\n", "sops:\n    # by ann\n")),
        ("the order of the metadata", moved),
    ] {
        assert_ne!(text, sealed, "{what}");
        team.sandbox.write("b.yaml", &text);
        let said = refusal(&team.sandbox, "b.yaml");
        assert_eq!(said, None, "{what}\n{text}");
    }
    let json =
        team.encrypted("a.json", "{\n  \"a_unencrypted\": [1, true, null, {}],\n  \"b\": \"hunter2\"\n}\n");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    for text in
        [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap() + "\n\n"]
    {
        team.sandbox.write("b.json", text);
        assert_eq!(refusal(&team.sandbox, "b.json"), None);
    }
}

#[test]
fn values_that_anybody_may_change_are_not_sealed() {
    let team = team();
    team.rule(&[
        &format!("age: {},{}", team.me, team.alice),
        "encrypted_regex: ^secret",
        "mac_only_encrypted: true",
    ]);
    let sealed = team.encrypted(
        "a.yaml",
        "image:\n  tag: v1 # soon v2\n  # list\n  x: []\nsecrets:\n  # ours\n  a: hunter2\n  e: ''\n",
    );
    let changed = sealed
        .replace("image:\n  tag: v1 # soon v2", "# new\nimage:\n  tagged: v2\n  env: {a: b, c: null}")
        .replace("  x: []", "  y: [{}]");
    team.sandbox.write("b.yaml", changed);
    assert_eq!(refusal(&team.sandbox, "b.yaml"), None);
    let attacks = vec![
        (KEYS, replacing("renaming an empty value's key", "  e: ''", "  f: ''")),
        (KEYS, replacing("adding an empty value", "  e: ''", "  e: ''\n  f: ''")),
        (RECIPIENTS, replacing("another name on an entry", &team.alice, &team.bob)),
    ];
    expect(&team, "a.yaml", attacks, true);
}

#[test]
fn a_seal_belongs_to_its_file() {
    let team = team();
    let seal = |text: &str| text.lines().find(|line| line.starts_with("    seal: ")).unwrap().to_owned();
    let old = team.encrypted("a.yaml", PLAIN);
    team.run(&["set", "a.yaml", "[\"count\"]", "13"]);
    let new = team.sandbox.read("a.yaml");
    team.sandbox.write("b.yaml", new.replace(&seal(&new), &seal(&old)));
    let said = refusal(&team.sandbox, "b.yaml").unwrap();
    assert!(said.contains("the seal of another file, or of another state of this one"), "{said}");
    team.sandbox.write("b.yaml", new.replace(&seal(&new), &seal(&new)[..60]));
    let said = refusal(&team.sandbox, "b.yaml").unwrap();
    assert!(said.contains("cut short or malformed"), "{said}");
    // A later kind of seal is not ours to judge.
    team.sandbox.write("b.yaml", new.replace("    seal: v1:", "    seal: v2:"));
    let finished = team.sandbox.run(["decrypt", "b.yaml"]).finish();
    assert_eq!(finished.code, Some(0));
    assert_eq!(finished.stderr, "warning: the file has a seal of a kind that this version cannot verify\n");
    // Where one is required, it is as good as none.
    let config = team.sandbox.read(".sops-rs.yaml");
    team.sandbox.write(".sops-rs.yaml", config.replacen("age:", "seal: required\n    age:", 1));
    let finished = team.sandbox.run(["decrypt", "b.yaml"]).finish();
    assert_eq!((finished.code, finished.text().as_str()), (Some(51), ""));
    assert!(finished.stderr.contains("no seal that can be verified"), "{}", finished.stderr);
    let finished = team.sandbox.run(["check", "b.yaml"]).finish();
    assert_eq!(finished.code, Some(1), "{}", finished.stderr);
}

#[test]
fn every_change_of_ours_keeps_the_seal_true() {
    let team = team();
    for (name, plain) in [
        ("a.yaml", PLAIN),
        ("a.json", "{\"a_unencrypted\": 1, \"count\": 12}"),
        ("a.env", "A_unencrypted=1\ncount=12\n"),
    ] {
        let old = team.encrypted(name, plain);
        assert!(old.contains("seal"), "{old}");
        let check = |what: &str| {
            let text = team.sandbox.read(name);
            assert!(text.contains("seal"), "{name}: {what}");
            assert_eq!(refusal(&team.sandbox, name), None, "{name}: {what}\n{text}");
            text
        };
        team.run(&["set", name, "[\"count\"]", "\"13\""]);
        let new = check("set");
        let (gone, come) = difference(&old, &new);
        if name != "a.json" {
            // The value, the MAC, the seal, and the time if a second went by.
            assert!(matches!(gone.len(), 3 | 4) && gone.len() == come.len(), "{gone:#?} {come:#?}");
        }
        team.run(&["unset", name, "[\"count\"]"]);
        check("unset");
        team.sandbox.write("plain", plain);
        team.run(&["encrypt", "--update", name, "plain", "--output", name]);
        check("update");
        team.run(&["rotate", "-i", "--add-age", &team.bob, name]);
        check("rotate");
        team.run(&["updatekeys", "-y", "--keep-data-key", name]);
        check("updatekeys");
        let edited = team.sandbox.run(["edit", name]).env("EDITOR", "sed -i s/12/14/").finish();
        assert_eq!(edited.code, Some(0), "{}", edited.stderr);
        check("edit");
        // Under the name `sops` as well.
        team.sandbox.sops(["set", name, "[\"count\"]", "\"15\""]).finish().success();
        check("set as sops");
        // The real program reads it, drops it, and we read what is left.
        team.real(&["set", name, "[\"count\"]", "\"16\""]);
        assert!(!team.sandbox.read(name).contains("seal"));
        assert_eq!(refusal(&team.sandbox, name), None);
        team.run(&["set", name, "[\"count\"]", "\"17\""]);
        assert!(!team.sandbox.read(name).contains("seal"), "it comes back when all is encrypted anew");
        team.run(&["rotate", "-i", name]);
        check("rotate");
    }
    team.encrypted("a.bin", "x\0");
    team.sandbox.write("plain", "y\0");
    team.run(&["encrypt", "--update", "a.bin", "plain", "--output", "a.bin"]);
    assert_eq!(refusal(&team.sandbox, "a.bin"), None);
    assert!(team.sandbox.read("a.bin").contains("\"seal\": \"v1:"));
}

#[test]
fn what_differs_can_be_passed_over() {
    let team = team();
    let sealed = team.encrypted("a.yaml", PLAIN);
    team.sandbox.write("a.yaml", sealed.replace("host_", "hose_"));
    team.sandbox.run(["decrypt", "a.yaml"]).finish().failure(
        51,
        "error: a.yaml: the file is not as it was sealed\n  changed: key names or structure\n\
         hint: Compare the file with an earlier version, or restore it; if the change is right, take the entry `seal` \
         out of its metadata, and seal it anew with `sops-rs rotate -i`\n",
    );
    let finished = team.sandbox.run(["decrypt", "--ignore-mac", "a.yaml"]).finish();
    assert_eq!((finished.code, finished.text()), (Some(0), PLAIN.replace("host_", "hose_")));
    let warning = "warning: the file is not as it was sealed: changed: key names or structure\n";
    assert_eq!(finished.stderr, warning);
    for args in [
        &["exec-env", "a.yaml", "true"] as &[&str],
        &["exec-file", "a.yaml", "true"],
        &["get", "a.yaml", "[\"count\"]"],
        &["set", "a.yaml", "[\"count\"]", "1"],
        &["unset", "a.yaml", "[\"count\"]"],
        &["rotate", "-i", "a.yaml"],
        &["groups", "add", "-i", "-f", "a.yaml", "--age", &team.bob],
    ] {
        let finished = team.sandbox.run(args).finish();
        assert_eq!(finished.code, Some(51), "{args:?}: {}", finished.stderr);
        assert!(finished.stderr.contains("is not as it was sealed"), "{args:?}: {}", finished.stderr);
    }
    let verified = team.sandbox.run(["verify", "a.yaml"]).finish();
    assert_eq!(verified.code, Some(1));
    assert!(verified.text().contains("is not as it was sealed: changed: key names"), "{}", verified.text());
    assert_eq!(team.sandbox.read("a.yaml"), sealed.replace("host_", "hose_"), "nothing was written");
}

#[test]
fn a_rule_can_require_a_seal() {
    let team = team();
    team.encrypted("a.yaml", PLAIN);
    let bare = without_seal(&team.sandbox.read("a.yaml"));
    team.sandbox.write("a.yaml", &bare);
    assert_eq!(refusal(&team.sandbox, "a.yaml"), None);
    team.rule(&[&format!("age: {},{}", team.me, team.alice), "seal: required"]);
    team.sandbox.run(["decrypt", "a.yaml"]).finish().failure(
        51,
        "error: a.yaml: the file has no seal that can be verified\n  its creation rule says `seal: required`: somebody, or another program, \
         took it away\nhint: Compare the file with its last version that has a seal; when all is as it should be, seal \
         it with `sops-rs rotate -i` or `sops-rs updatekeys`\n",
    );
    for args in [
        &["exec-env", "a.yaml", "true"] as &[&str],
        &["exec-file", "a.yaml", "true"],
        &["set", "a.yaml", "[\"count\"]", "1"],
    ] {
        let finished = team.sandbox.run(args).finish();
        assert_eq!(finished.code, Some(51), "{args:?}: {}", finished.stderr);
    }
    for command in ["verify", "check"] {
        let finished = team.sandbox.run([command, "a.yaml"]).finish();
        assert_eq!(finished.code, Some(1));
        assert!(finished.text().contains("seal"), "{}", finished.text());
    }
    // The real program has no seals, and neither has who takes its name.
    team.sandbox.sops(["decrypt", "a.yaml"]).finish().success();
    team.sandbox.real(["decrypt", "a.yaml"]).finish().success();
    let updated = team.run(&["updatekeys", "-y", "a.yaml"]);
    assert_eq!(updated, "a.yaml: it gets a seal, its keys stay\na.yaml: updated\n");
    assert_eq!(refusal(&team.sandbox, "a.yaml"), None);
    assert_eq!(team.run(&["updatekeys", "-y", "a.yaml"]), "a.yaml: already up to date\n");
    let sealed = team.sandbox.read("a.yaml");
    assert_eq!(difference(&bare, &sealed).0, [""; 0], "nothing but a line more");
    team.sandbox.write("a.yaml", &bare);
    assert_eq!(team.run(&["rotate", "-i", "a.yaml"]), "");
    assert_eq!(refusal(&team.sandbox, "a.yaml"), None);
}

#[test]
fn a_rule_can_do_without() {
    let team = team();
    let sealed = team.encrypted("a.yaml", PLAIN);
    team.rule(&[&format!("age: {},{}", team.me, team.alice), "seal: off"]);
    assert!(!team.encrypted("b.yaml", PLAIN).contains("seal"));
    // One that is there still counts; and it goes when the file is written.
    team.sandbox.write("c.yaml", sealed.replace("host_", "hose_"));
    assert!(refusal(&team.sandbox, "c.yaml").is_some());
    team.run(&["set", "a.yaml", "[\"count\"]", "13"]);
    assert!(!team.sandbox.read("a.yaml").contains("seal"));
    team.rule(&[&format!("age: {}", team.me), "seal: always"]);
    let finished = team.sandbox.run(["config", "check"]).finish();
    assert_eq!(finished.code, Some(1));
    assert!(finished.text().contains("`seal` must be `on`, `off` or `required`"), "{}", finished.text());
    // Under the name `sops` new files are as the real program writes them.
    team.sandbox.write("d.yaml", PLAIN);
    let encrypted =
        team.sandbox.sops(["encrypt", "--config", "/dev/null", "--age", &team.me, "d.yaml"]).stdout();
    assert!(!encrypted.contains("seal"));
}

#[test]
fn the_real_program_takes_no_notice_of_the_rule() {
    let team = team();
    let rule = format!("creation_rules:\n  - age: {}\n    seal: required\n", team.me);
    team.sandbox.write(".sops.yaml", rule).write("a.yaml", PLAIN);
    assert!(team.sandbox.real(["encrypt", "a.yaml"]).stdout().contains("ENC["));
}
