//! Many files at once: what is found, what is done, what is said, and what stays when something is wrong.

use super::team::{FILES, Team, tokens};
use crate::support::Sandbox;

const PLAIN: &str = "password: canary-9a2\n";

/// A team whose rule covers the files below `secrets`, where three of them are plain.
fn team() -> Team {
    let team = Team::new();
    cover(&team, &[&team.me, &team.alice]);
    for (name, plain) in FILES {
        team.sandbox.write(&format!("secrets/{name}"), plain);
    }
    team.sandbox.write("README.md", "not a secret\n").write("secrets/.gitignore", "ignored.yaml\n");
    team.sandbox.write("secrets/ignored.yaml", PLAIN);
    team
}

fn cover(team: &Team, recipients: &[&str]) {
    let config = format!("creation_rules:\n  - path_regex: ^secrets/\n    age: {}\n", recipients.join(","));
    team.sandbox.write(".sops-rs.yaml", config);
}

#[test]
fn without_a_config_nothing_is_found_and_that_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("secrets/a.yaml", "a: 1\n");
    for folder in [&["encrypt", "-r", "-i"][..], &["encrypt", "-r", "-i", "secrets"]] {
        let finished = sandbox.run(folder).finish();
        let told = "error: no config file was found\n  the rules of .sops-rs.yaml say which files";
        assert!(finished.stderr.starts_with(told), "{}", finished.stderr);
        assert_ne!(finished.code, Some(0));
    }
    assert_eq!(sandbox.read("secrets/a.yaml"), "a: 1\n");
}

#[test]
fn encrypt_takes_what_a_rule_covers_and_decrypt_gives_it_back() {
    let team = team();
    let plan = team.run(&["encrypt", "-r", "--dry-run"]);
    let who = format!("  for age {}, age {}\n", team.me, team.alice);
    let would = |name: &str| format!("secrets/{name}: would be encrypted\n{who}");
    let all =
        format!("{}{}{}3 files: 3 would be encrypted\n", would("a.env"), would("a.json"), would("a.yaml"));
    assert_eq!(plan, all);
    assert_eq!(team.sandbox.read("secrets/a.env"), FILES[2].1, "a plan changes nothing");

    let done = "secrets/a.env: encrypted\nsecrets/a.json: encrypted\nsecrets/a.yaml: encrypted\n3 files: 3 encrypted\n";
    assert_eq!(team.run(&["encrypt", "-r", "-i"]), done);
    assert_eq!(team.run(&["encrypt", "-r", "-i"]), "0 files: 0 encrypted\n");
    assert_eq!(team.run(&["verify"]), "3 files: whole, every value and every MAC\n");
    assert_eq!(team.sandbox.read("secrets/ignored.yaml"), PLAIN);
    assert_eq!(team.sandbox.read("secrets/.gitignore"), "ignored.yaml\n");

    let finished = team.sandbox.run(["decrypt", "-r", "-i", "secrets"]).finish();
    assert_eq!((finished.code, finished.text()), (Some(0), done.replace("encrypted", "decrypted")));
    let warning = "warning: these files are readable now: do not commit them, and encrypt them again with `sops-rs encrypt -i`\n";
    assert_eq!(finished.stderr, warning);
    for (name, plain) in FILES {
        assert_eq!(team.sandbox.read(&format!("secrets/{name}")), plain);
    }
}

#[test]
fn several_results_cannot_go_to_one_place() {
    let team = team();
    for command in ["encrypt", "decrypt", "rotate"] {
        for args in [vec!["-r"], vec!["secrets/a.yaml", "secrets/a.env"]] {
            let args = [vec![command], args].concat();
            team.sandbox
                .run(args)
                .finish()
                .fails_with(8, "error: several files can only be changed in place");
        }
        let output = ["-r", "--output", "x", command];
        team.sandbox.run(output).finish().fails_with(1, "error: unexpected argument '-r' found");
        team.sandbox
            .run([command, "-r", "--output", "x"])
            .finish()
            .fails_with(8, "error: cannot use --output with several files");
        team.sandbox.run([command, "-i", "secrets"]).finish().fails_with(2, "error: secrets: it is a folder");
    }
    team.sandbox
        .run(["decrypt", "-r", "-i", "--extract", "[\"a\"]"])
        .finish()
        .fails_with(8, "error: cannot use --extract with several files");
    assert_eq!(team.sandbox.read("secrets/a.yaml"), FILES[0].1);
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let team = team();
    team.run(&["encrypt", "-r", "-i"]);
    let good = team.sandbox.read("secrets/a.yaml");
    let tampered = good.replace("plain_unencrypted: x", "plain_unencrypted: y");
    team.sandbox.write("secrets/bad.yaml", &tampered).write("secrets/plain.yaml", PLAIN);
    let finished = team.sandbox.run(["rotate", "-i", "-r"]).finish();
    assert_eq!(finished.code, Some(1));
    let want = "secrets/a.env: rotated\nsecrets/a.json: rotated\nsecrets/a.yaml: rotated\n4 files: 3 rotated, 1 failed\n";
    assert_eq!(finished.text(), want);
    let lines: Vec<_> = finished.stderr.lines().filter(|line| line.starts_with("error:")).collect();
    assert_eq!(
        lines,
        ["error: secrets/bad.yaml: MAC mismatch", "error: 1 of 4 files was not rotated"],
        "{}",
        finished.stderr
    );
    assert_eq!(team.sandbox.read("secrets/bad.yaml"), tampered);
    assert!(tokens(&team.sandbox.read("secrets/a.yaml")).iter().all(|token| !good.contains(token)));
    // What is named is not passed over.
    let named = team.sandbox.run(["decrypt", "-i", "secrets/plain.yaml", "secrets/a.env"]).finish();
    assert_eq!(named.code, Some(1));
    assert!(
        named.stderr.starts_with("error: secrets/plain.yaml: sops metadata not found\n"),
        "{}",
        named.stderr
    );
    assert_eq!(team.sandbox.read("secrets/a.env"), FILES[2].1);
}

#[test]
fn rotate_and_updatekeys_tell_their_plans() {
    let team = team();
    team.run(&["encrypt", "-r", "-i"]);
    let before = team.sandbox.read("secrets/a.yaml");
    let plan = team.run(&["rotate", "--dry-run", "secrets/*.yaml"]);
    assert_eq!(plan, "secrets/a.yaml: would be rotated\n1 file: 1 would be rotated\n");
    assert_eq!(team.run(&["updatekeys", "-r"]), "3 files: 0 updated, 3 unchanged\n");

    cover(&team, &[&team.me, &team.alice, &team.bob]);
    let plan = team.run_as("nobody", &["updatekeys", "-r", "--dry-run"]).stdout();
    let one = |name: &str| {
        let (me, alice, bob) = (&team.me, &team.alice, &team.bob);
        format!("secrets/{name}: its keys will change:\n      age {me}\n      age {alice}\n  +++ age {bob}\n")
    };
    let shown = format!("{}{}{}", one("a.env"), one("a.json"), one("a.yaml"));
    assert_eq!(plan, format!("{shown}3 files: 3 would be updated\n"));
    assert_eq!(team.sandbox.read("secrets/a.yaml"), before);

    let alone = team.sandbox.run(["updatekeys", "-r"]).finish();
    assert_eq!((alone.code, alone.text()), (Some(1), shown.clone()));
    assert!(
        alone.stderr.starts_with("error: nobody can be asked: there is no terminal\n"),
        "{}",
        alone.stderr
    );
    assert_eq!(team.sandbox.read("secrets/a.yaml"), before);

    let (finished, screen) = team.sandbox.run(["updatekeys", "-r"]).at_terminal("(y/N): ", "n\n");
    assert!(screen.contains("Change the keys of 3 files? (y/N): "), "{screen}");
    assert_eq!(finished.text(), format!("{shown}3 files left unchanged\n"));
    let (finished, _) = team.sandbox.run(["updatekeys", "-r"]).at_terminal("(y/N): ", "y\n");
    let done =
        "secrets/a.env: updated\nsecrets/a.json: updated\nsecrets/a.yaml: updated\n3 files: 3 updated\n";
    assert_eq!(finished.text(), format!("{shown}{done}"));
    assert!(team.reads("bob", "secrets/a.json"));
}

#[test]
fn files_without_a_rule_are_left_alone_when_they_are_found() {
    let team = team();
    team.run(&["encrypt", "-r", "-i"]);
    team.sandbox.write("other.yaml", PLAIN);
    let other = team.run(&["encrypt", "--age", &team.me, "other.yaml"]);
    team.sandbox.write("other.yaml", other);
    let text = team.run(&["updatekeys", "-r"]);
    assert_eq!(
        text,
        "other.yaml: left as it is: no creation rule says whom it is for\n4 files: 0 updated, 4 unchanged\n"
    );
}

#[test]
fn a_wrong_config_is_told_once_and_nothing_is_done() {
    let team = team();
    team.run(&["encrypt", "-i", "secrets/a.yaml"]);
    let before = team.sandbox.read("secrets/a.yaml");
    team.sandbox.write(".sops-rs.yaml", "creation_rules:\n  - path_regex: '('\n    age: age1\n");
    for args in [&["encrypt", "-r", "-i"][..], &["updatekeys", "-r", "-y"], &["check"], &["rotate", "-ri"]] {
        let finished = team.sandbox.run(args).finish();
        let told = finished.stderr.matches("is not a regular expression").count();
        assert_eq!(told, 1, "{args:?}: {}", finished.stderr);
        assert_ne!(finished.code, Some(0), "{args:?}");
        assert_eq!(team.sandbox.read("secrets/a.yaml"), before, "{args:?}");
    }
    assert_eq!(team.sandbox.read("secrets/a.json"), FILES[1].1);
}

#[test]
fn one_file_by_two_names_is_one_file() {
    let team = team();
    let text =
        team.run(&["encrypt", "-i", "secrets/a.yaml", "./secrets/a.yaml", "secrets/../secrets/a.yaml"]);
    assert_eq!(text, "secrets/a.yaml: encrypted\n1 file: 1 encrypted\n");
    #[cfg(unix)]
    {
        let (link, loop_) = (team.sandbox.path("link.yaml"), team.sandbox.path("secrets/loop"));
        std::os::unix::fs::symlink("secrets/a.yaml", &link).unwrap();
        std::os::unix::fs::symlink("..", &loop_).unwrap();
        let text = team.run(&["rotate", "-i", "-r", ".", "link.yaml"]);
        assert_eq!(text, "secrets/a.yaml: rotated\n1 file: 1 rotated\n");
        assert!(link.is_symlink());
        // A link that is named stands for the file behind it.
        let finished = team.sandbox.run(["rotate", "-i", "link.yaml", "link.yaml"]).finish();
        let done = "link.yaml: rotated\n1 file: 1 rotated\n";
        assert_eq!((finished.code, finished.text().as_str()), (Some(0), done));
        assert!(link.is_symlink());
        assert_eq!(team.run(&["decrypt", "link.yaml"]), FILES[0].1);
    }
}

#[test]
fn recipients_go_through_folders_too() {
    let team = team();
    team.run(&["encrypt", "-r", "-i"]);
    let table = team.run(&["recipients", "-r"]);
    let named = team.run(&["recipients", "secrets/a.env", "secrets/a.json", "secrets/a.yaml"]);
    assert_eq!(table, named);
    assert_eq!(team.run(&["recipients", "secrets/*.env"]), team.run(&["recipients", "secrets/a.env"]));
    team.sandbox.run(["recipients"]).finish().fails_with(100, "error: no file was given");
}

#[test]
fn an_identity_command_is_asked_once_for_all_files() {
    let team = team();
    team.run(&["encrypt", "-r", "-i"]);
    let script = "printf x >> asked; cat \"$HOME/.config/sops/age/keys.txt\"";
    let run = team.sandbox.run(["verify"]).env("XDG_CONFIG_HOME", "/nowhere");
    let line = format!("sh -c '{}'", script.replace("$HOME", team.sandbox.home().to_str().unwrap()));
    assert_eq!(run.env("SOPS_AGE_KEY_CMD", line).stdout(), "3 files: whole, every value and every MAC\n");
    let asked = team.sandbox.read("asked").len();
    assert!(asked <= 2, "one answer serves all files of a recipient, and it was asked {asked} times");
}

/// So many files that nobody can be done before the bar is due.
#[cfg(unix)]
#[test]
fn a_terminal_shows_how_far_it_is() {
    let team = team();
    let secret = team.encrypted("secrets/a.yaml", PLAIN);
    for number in 0..400 {
        team.sandbox.write(&format!("secrets/{number}.yaml"), &secret);
    }
    let args = ["rotate", "-i", "-r", "secrets"];
    let shown = team.sandbox.run(args).env("TERM", "xterm").on_terminal().finish();
    assert_eq!(shown.code, 0, "{}", shown.output);
    assert!(shown.output.contains("/401 secrets/") && shown.output.contains('█'), "{}", shown.output);
    // It is taken away before each line, and leaves nothing behind.
    let (_, last) = shown.output.rsplit_once('█').unwrap();
    assert!(last.contains("\u{1b}[K") && last.ends_with("401 files: 401 rotated\n"), "{last}");
    let quiet = team.sandbox.run(args).stdout();
    assert!(!quiet.contains('█'), "{quiet}");
}
