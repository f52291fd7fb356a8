//! Keys of AWS KMS on the command line: flags, variables, rules, and how long a server may take.

#![cfg(feature = "aws-kms")]

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use super::team::{FILES, Team, tokens};
use crate::support::{
    Run,
    kms::{Counting, Moto},
};

/// A run that finds the server and has credentials for it.
fn at(port: u16, run: Run) -> Run {
    run.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", "AKIATEST")
        .env("AWS_SECRET_ACCESS_KEY", "CANARY")
        .env("AWS_EC2_METADATA_DISABLED", "true")
}

/// The lines of the `kms` list, without what differs from one wrapping to the next.
fn kms_entries(text: &str) -> Vec<&str> {
    let list = text.lines().skip_while(|line| *line != "    kms:").skip(1);
    let list = list.take_while(|line| line.starts_with("        ")).map(str::trim);
    list.filter(|line| !line.starts_with("enc") && !line.starts_with("created_at")).collect()
}

#[test]
fn an_encryption_context_reaches_keys_of_flags_variables_and_rules() {
    let moto = Moto::shared();
    let team = Team::new();
    let key = moto.create_key("us-east-1", "team");
    let name = "a.yaml";
    team.sandbox.write(name, FILES[0].1);
    let role = "arn:aws:iam::123456789012:role/dev";
    let list = format!("{key}+{role}");
    let run = |args: &[&str]| at(moto.port, team.sandbox.run(args));
    let encrypt = |args: &[&str]| {
        let context = ["encrypt", "--encryption-context", "app:web,env:prod", name];
        run(&[&context, args].concat())
    };
    let arn = format!("- arn: {key}");
    let role_line = format!("role: {role}");
    let with = |more: &[&'static str]| [&["context:", "app: web", "env: prod"], more].concat();
    let want = |tail: &[&'static str]| [&[arn.as_str(), role_line.as_str()], with(tail).as_slice()].concat();

    let by_flag = encrypt(&["--kms", &list, "--aws-profile", ""]).stdout();
    assert_eq!(kms_entries(&by_flag), want(&["aws_profile: \"\""]));
    let by_variable = encrypt(&[]).env("SOPS_KMS_ARN", &list).stdout();
    assert_eq!(kms_entries(&by_variable), kms_entries(&by_flag));
    team.rule(&[&format!("kms: {list}")]);
    let by_rule = encrypt(&[]).stdout();
    assert_eq!(kms_entries(&by_rule), kms_entries(&by_flag));
    // A context of the rule's own stays.
    team.rule(&["key_groups:", &format!("- kms: [{{arn: '{key}', role: '{role}', context: {{own: x}}}}]")]);
    let own = encrypt(&[]).stdout();
    assert_eq!(kms_entries(&own), [arn.as_str(), &role_line, "context:", "own: x", "aws_profile: \"\""]);
    let malformed = team.sandbox.run(["encrypt", "--kms", &list, "--encryption-context", "CANARY", name]);
    malformed.finish().fails_with(6, "error: invalid KMS encryption context format");

    // The context of the command line is no difference to a rule that names none.
    team.rule(&[&format!("kms: {list}"), &format!("age: {}", team.me)]);
    team.sandbox.write(name, &by_rule);
    let shown = run(&["updatekeys", "-y", name]).stdout();
    assert!(shown.contains("\n  +++ age ") && !shown.contains("---"), "{shown}");
    let both = team.sandbox.read(name);
    assert_eq!(kms_entries(&both), kms_entries(&by_flag));
    assert_eq!(tokens(&both), tokens(&by_rule));
    assert_eq!(team.run(&["decrypt", name]), FILES[0].1);
}

#[test]
fn kms_keys_come_and_go_and_are_vouched_for_by_their_whole_name() {
    let moto = Moto::shared();
    let team = Team::new();
    let key = moto.create_key("us-east-1", "team-alias");
    let (name, plain) = FILES[0];
    let run = |args: &[&str]| at(moto.port, team.sandbox.run(args));
    team.rule_for(&[&team.me]);
    team.encrypted(name, plain);
    run(&["rotate", "-i", "--add-kms", &key, "--encryption-context", "app:web", name]).stdout();
    let text = team.sandbox.read(name);
    assert!(text.contains(&format!("arn: {key}\n          context:\n            app: web\n")), "{text}");
    let stopped = run(&["rotate", "-i", name]).finish();
    stopped
        .fails_with(1, &format!("error: {name}: the file names recipients that its creation rule does not"));
    let removed = run(&["rotate", "-i", "--rm-kms", &key, name]).finish();
    assert_eq!(removed.code, Some(0), "{}", removed.stderr);
    let farewell = removed.stderr.strip_prefix(&format!("warning: kms {}…", &key[..44]));
    assert!(
        farewell.is_some_and(|rest| rest.contains(" context app:web still knows ")),
        "{}",
        removed.stderr
    );
    assert!(!team.sandbox.read(name).contains("kms:"));

    // An alias without an account: up to date for updatekeys, but no word for whom the file names.
    team.rule(&["kms: alias/team-alias", &format!("age: {}", team.me)]);
    team.sandbox.write(name, plain);
    at(moto.port, team.sandbox.run(["encrypt", "-i", name])).env("AWS_REGION", "us-east-1").stdout();
    let alias = team.sandbox.read(name);
    assert!(alias.contains(":alias/team-alias\n"), "{alias}");
    assert_eq!(run(&["updatekeys", name]).stdout(), format!("{name}: already up to date\n"));
    let stopped = run(&["rotate", "-i", name]).finish();
    let why = "\n  an alias in the rule names no account, which may be anyone's: write its whole ARN\n";
    assert!(stopped.code == Some(1) && stopped.stderr.contains(why), "{}", stopped.stderr);
    assert_eq!(team.sandbox.read(name), alias);
}

#[test]
fn nobody_waits_longer_than_the_timeout() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let team = Team::new();
    team.rule_for(&[&team.alice]);
    let (name, plain) = FILES[0];
    let arn = "arn:aws:kms:us-east-1:111122223333:key/k";
    let entry = format!("    kms:\n        - arn: {arn}\n          enc: AAAA\n    lastmodified");
    let text = team.encrypted(name, plain).replace("    lastmodified", &entry);
    team.sandbox.write(name, &text);
    for args in [&["--timeout", "1", "decrypt", name][..], &["updatekeys", "-y", name, "--timeout", "1"]] {
        let start = Instant::now();
        let finished = at(port, team.sandbox.run(args)).finish();
        assert!(start.elapsed() < Duration::from_secs(15), "the usual timeout is 20 seconds: {args:?}");
        assert_eq!(finished.code, Some(128), "{}", finished.stderr);
        assert!(finished.stderr.contains(&format!("\n  kms {arn}: ")), "{}", finished.stderr);
        assert!(finished.stderr.contains("answer within 1 second\n"), "{}", finished.stderr);
        assert!(!finished.stderr.contains("CANARY"));
    }
    assert_eq!(team.sandbox.read(name), text);
    let none = team.sandbox.run(["--timeout", "0", "decrypt", name]).finish();
    assert!(none.code == Some(1) && none.stderr.contains("--timeout"), "{}", none.stderr);
}

#[test]
fn one_answer_serves_all_that_it_can() {
    let moto = Moto::shared();
    let counting = Counting::before(moto);
    let team = Team::new();
    let key = moto.create_key("us-east-1", "once");
    team.rule(&[&format!("kms: {key}")]);
    let run = |args: &[&str]| {
        let finished = at(counting.port, team.sandbox.run(args)).env("AWS_REGION", "us-east-1").finish();
        assert_eq!(finished.code, Some(0), "{args:?}: {}", finished.stderr);
        counting.actions()
    };
    for (name, plain) in FILES {
        team.sandbox.write(name, plain);
    }
    let names = FILES.map(|(name, _)| name);
    // Each file has a data key of its own, and each is asked for once.
    assert_eq!(run(&[&["encrypt", "-i"][..], &names].concat()), ["Encrypt"; 3]);
    assert_eq!(run(&["check"]), [""; 0]);
    assert_eq!(run(&["verify"]), ["Decrypt"; 3]);
    assert_eq!(run(&["recipients", "-r"]), [""; 0]);
    assert_eq!(
        run(&["rotate", "-i", "-r"]),
        ["Decrypt", "Decrypt", "Decrypt", "Encrypt", "Encrypt", "Encrypt"]
    );
    team.rule(&[&format!("kms: {key}"), &format!("age: {}", team.me)]);
    assert_eq!(run(&["updatekeys", "-r", "--dry-run"]), [""; 0]);
    assert_eq!(run(&["updatekeys", "-r", "-y"]), ["Decrypt"; 3]);
    // A key at hand is asked first.
    assert_eq!(run(&["verify"]), [""; 0]);

    // Three versions of a file, one data key: one question.
    team.rule(&[&format!("kms: {key}")]);
    team.sandbox.write("base.yaml", "a: 1\nb: 1\n");
    assert_eq!(run(&["encrypt", "-i", "base.yaml"]), ["Encrypt"]);
    for (name, path) in [("ours.yaml", "[\"a\"]"), ("theirs.yaml", "[\"b\"]")] {
        team.sandbox.write(name, team.sandbox.read("base.yaml"));
        assert_eq!(run(&["set", name, path, "2"]), ["Decrypt"]);
    }
    assert_eq!(run(&["merge", "base.yaml", "ours.yaml", "theirs.yaml"]), ["Decrypt"]);
}
