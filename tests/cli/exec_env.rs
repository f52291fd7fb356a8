#![cfg(unix)]

use std::{
    os::unix::process::ExitStatusExt as _,
    process::{Command, Stdio},
};

use crate::support::{Run, Sandbox, oracle};

/// A sandbox with these files, encrypted to its own key.
fn sandbox(files: &[(&str, &str)]) -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, text) in files {
        sandbox.write(name, text);
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
    }
    sandbox
}

/// The lines of the output, sorted.
fn sorted(run: Run) -> Vec<String> {
    let mut lines: Vec<_> = run.stdout().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

const SCALARS: &str = "int: 0o17\nbig: 1e6\nround: 2.0\nyes: true\ntime: 2001-12-14t21:59:43.10-05:00\nempty: \"\"\n\
                       text: |\n  two\n  lines $HOME\nnothing: ~\n";

#[test]
fn values_become_the_whole_environment() {
    let sandbox = sandbox(&[("a.yaml", SCALARS)]);
    let run = sandbox.run(["exec-env", "--pristine", "a.yaml", "--", "/usr/bin/env", "-0"]).stdout();
    let mut variables: Vec<_> = run.split_terminator('\0').collect();
    variables.sort_unstable();
    // The spelling is that of the real program.
    let want = [
        "big=1E+06",
        "empty=",
        "int=15",
        "nothing=",
        "round=2.0",
        "text=two\nlines $HOME\n",
        "time=2001-12-14T21:59:43-05:00",
        "yes=true",
    ];
    assert_eq!(variables, want);
    let nothing = ["exec-env", "a.yaml", "printenv nothing"];
    assert_eq!(sandbox.sops(nothing).stdout(), "<nil>\n");
}

#[test]
fn later_files_win_and_the_environment_is_kept() {
    let sandbox = sandbox(&[("a.env", "A=1\nB=2\nPATH=/bin:/usr/bin\n"), ("b.env", "B=3\n")]);
    let args = ["exec-env", "a.env", "b.env", "--", "printenv", "A", "B", "C"];
    assert_eq!(sandbox.run(args).env("A", "0").env("C", "kept").stdout(), "1\n3\nkept\n");
}

#[test]
fn arguments_reach_the_command_as_they_are() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    let args = ["exec-env", "a.env", "--", "printf", "%s|", "--pristine", "$A", "", "*", "--", "a b"];
    assert_eq!(sandbox.run(args).stdout(), "--pristine|$A||*|--|a b|");
}

#[test]
fn two_words_are_a_file_and_a_line_for_the_shell() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    assert_eq!(sandbox.run(["exec-env", "a.env", "echo \"[$A]\" | tr 1 2"]).stdout(), "[2]\n");
    let finished = sandbox.run(["exec-env", "a.env", "exit 7"]).finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(7), ""));
    sandbox.run(["exec-env"]).finish().fails_with(1, "error: missing file to decrypt");
    for args in [&["exec-env", "a.env"][..], &["exec-env", "a.env", "b.env", "true"]] {
        sandbox.run(args).finish().fails_with(1, "error: no command was given");
    }
}

#[test]
fn the_command_takes_our_place() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    assert_eq!(sandbox.run(["exec-env", "a.env", "--", "sh", "-c", "exit 42"]).finish().code, Some(42));
    // The same process: its number, its signals, its standard input.
    let mut command =
        sandbox.run(["exec-env", "a.env", "--", "sh", "-c", "echo $$; read line"]).into_command();
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), format!("{id}\n"));
    let mut command = sandbox.run(["exec-env", "a.env", "--", "sh", "-c", "kill -9 $$"]).into_command();
    assert_eq!(command.status().unwrap().signal(), Some(9));
}

#[test]
fn limits_meant_for_us_do_not_reach_the_command() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    // We turn core dumps off for ourselves; what the user allowed is what the command gets.
    let script =
        "ulimit -S -c 0; ulimit -H -c 8; ulimit -S -c 8; \"$0\" exec-env a.env 'ulimit -S -c; ulimit -H -c'";
    let run = sandbox.command("/bin/sh".as_ref(), ["-c", script, crate::support::PROGRAM]);
    assert_eq!(run.stdout(), "8\n8\n");
}

#[test]
fn the_command_runs_as_another_user() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    let args = ["exec-env", "--pristine", "--user", "nobody", "a.env", "--", "sh", "-c"];
    let finished = sandbox.run(args.iter().chain(&["id -un; id -G; echo $USER $LOGNAME $A $HOME"])).finish();
    if rustix::process::geteuid().is_root() {
        // As another program that changes the user has it.
        let ids = Command::new("id").args(["-G", "nobody"]).output().unwrap().stdout;
        let output = finished.success().text();
        let groups = String::from_utf8(ids).unwrap();
        assert!(output.starts_with(&format!("nobody\n{groups}nobody nobody 1 /")), "{output}");
        // What the file says counts more.
        let (own, recipient) = Sandbox::with_key();
        own.write("home.env", "HOME=/elsewhere\n");
        own.run(["encrypt", "-i", "--age", &recipient, "home.env"]).stdout();
        let args = ["exec-env", "--user", "nobody", "home.env", "echo $HOME $USER"];
        assert_eq!(own.run(args).stdout(), "/elsewhere nobody\n");
    } else {
        finished.fails_with(1, "error: cannot become the user nobody");
    }
    let unknown = ["exec-env", "--user", "no-such-user", "a.env", "true"];
    sandbox.run(unknown).finish().failure(1, "error: unknown user no-such-user\n");
}

#[test]
fn a_command_in_the_background_is_left_to_itself() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    sandbox.run(["exec-env", "--same-process", "a.env", "--", "printenv", "A"]).stdout();
    let fifo = sandbox.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    // It waits for us, and we do not wait for it.
    let line = "read line < fifo; echo \"$line $A\" > fifo; echo unseen";
    assert_eq!(sandbox.run(["exec-env", "--background", "a.env", line]).stdout(), "");
    std::fs::write(&fifo, "ours\n").unwrap();
    assert_eq!(std::fs::read_to_string(&fifo).unwrap(), "ours 1\n");
    let both = ["exec-env", "--background", "--same-process", "a.env", "true"];
    let message = "error: the --same-process flag cannot be used with --background\n";
    sandbox.run(both).finish().failure(8, message);
    let finished = sandbox.sops(["exec-env", "--background", "a.env", "true"]).finish();
    assert_eq!(
        (finished.code, finished.stderr.as_str()),
        (Some(0), "warning: exec-env's --background option is deprecated\n")
    );
}

/// Output and exit code of the real program for the same words.
#[test]
fn under_the_name_sops_it_does_what_the_real_program_does() {
    let sandbox = sandbox(&[("a.env", "A=1\nB=two\\nlines\n"), ("a.yaml", "a: 1\nb: true\n")]);
    let real = oracle::program();
    for args in [
        &["a.env", "echo $A; echo \"$B\"; echo $0"][..],
        &["a.env", "exit 7"],
        &["--pristine", "a.yaml", "env | grep -v ^PWD= | sort"],
        &["--same-process", "a.env", "echo $A; exit 3"],
        &["--same-process", "--background", "a.env", "true"],
        &["--background", "a.env", "echo unseen"],
        &["a.env", "no-such-command"],
        &["a.env", "./a.env"],
        &["a.env", "--", "echo $A"],
        &["--", "a.env", "echo $A"],
        &["a.env"],
        &[],
        &["none.env", "true"],
        &["--user", "no-such-user", "a.env", "true"],
    ] {
        let args = ["exec-env"].iter().chain(args);
        let (theirs, ours) = (sandbox.command(&real, args.clone()).finish(), sandbox.sops(args).finish());
        assert_eq!((ours.code, ours.text()), (theirs.code, theirs.text()), "{}", theirs.stderr);
    }
}

#[test]
fn a_command_that_cannot_run_is_told_as_by_a_shell() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    sandbox
        .run(["exec-env", "a.env", "--", "no-such-command"])
        .finish()
        .failure(127, "error: command not found: no-such-command\n");
    sandbox.write("plain", "");
    sandbox.run(["exec-env", "a.env", "--", "./plain"]).finish().fails_with(126, "error: cannot run ./plain");
}

#[test]
fn nested_values_are_refused_by_name_or_flattened() {
    let sandbox = sandbox(&[("a.yaml", "a: 1\ndb:\n  host: h\n  # both\n  ports: [1, 2]\n")]);
    let args = |flags: &[&'static str]| {
        let all = ["exec-env", "--pristine"].into_iter().chain(flags.iter().copied());
        all.chain(["a.yaml", "--", "/usr/bin/env"]).collect::<Vec<_>>()
    };
    sandbox.run(args(&[])).finish().failure(
        1,
        "error: a.yaml: cannot use a nested value in the environment at [\"db\"]\n\
         hint: Join the keys on the way to it with --flatten _, or leave it out with --only\n",
    );
    let flat = sorted(sandbox.run(args(&["--flatten", "__", "--prefix", "X_"])));
    assert_eq!(flat, ["X_a=1", "X_db__host=h", "X_db__ports__0=1", "X_db__ports__1=2"]);
    assert_eq!(sorted(sandbox.run(args(&["--only", "a"]))), ["a=1"]);
    assert_eq!(sorted(sandbox.run(args(&["--flatten=.", "--only", "a,db.host"]))), ["a=1", "db.host=h"]);
    sandbox.run(args(&["--flatten=_", "--only", "db_hots"])).finish().failure(
        1,
        "error: no file has the key \"db_hots\" that --only names\nhint: Did you mean db_host?\n",
    );
}

#[test]
fn what_cannot_be_a_variable_is_refused_by_its_key() {
    let sandbox = sandbox(&[
        ("equals.yaml", "\"a=b\": s3cret\n"),
        ("empty.yaml", "\"\": s3cret\n"),
        ("zero.yaml", "key: \"s3cret\\0x\"\n"),
        ("twice.yaml", "a_b: s3cret\na:\n  b: s3cret\n"),
    ]);
    for (file, key) in
        [("equals", "[\"a=b\"]"), ("empty", "[\"\"]"), ("zero", "[\"key\"]"), ("twice", "[\"a\"][\"b\"]")]
    {
        let file = format!("{file}.yaml");
        let finished = sandbox.run(["exec-env", "--flatten", "_", &file, "--", "env"]).finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(1), ""), "{file}");
        assert!(
            finished.stderr.lines().next().unwrap().ends_with(&format!(" at {key}")),
            "{}",
            finished.stderr
        );
        assert!(!finished.stderr.contains("s3cret"), "{}", finished.stderr);
    }
}

#[test]
fn nothing_runs_when_a_file_cannot_be_decrypted() {
    let sandbox = sandbox(&[("a.env", "A=1\n")]);
    sandbox.write("plain.env", "B=1\n");
    let command = ["--", "touch", "ran"];
    let missing = "error: none.env: cannot operate on a file that does not exist\n";
    sandbox.run(["exec-env", "a.env", "none.env"].iter().chain(&command)).finish().failure(2, missing);
    sandbox
        .run(["exec-env", "a.env", "plain.env"].iter().chain(&command))
        .finish()
        .fails_with(1, "error: plain.env: sops metadata not found");
    assert!(!sandbox.path("ran").exists());
}
