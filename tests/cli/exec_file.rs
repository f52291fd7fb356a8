#![cfg(unix)]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::Path,
    process::{Child, ExitStatus, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Finished, Sandbox, oracle};

/// A sandbox with `a.env`, encrypted to its own key.
fn sandbox() -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.env", "A=1\nB=two\\nlines\n");
    sandbox.run(["encrypt", "-i", "--age", &recipient, "a.env"]).stdout();
    sandbox
}

/// Asserts that the first line of the output is the path of a file that is gone with its folder;
/// returns the path and the rest.
#[track_caller]
fn gone(output: &str) -> (&str, &str) {
    let (path, rest) = output.split_once('\n').unwrap();
    assert!(path.contains("/sops-rs-"), "{path}");
    assert!(!Path::new(path).exists() && !Path::new(path).parent().unwrap().exists(), "{path} is left");
    (path, rest)
}

#[test]
fn a_pipe_gives_everything_to_every_reader_and_is_gone() {
    let sandbox = sandbox();
    let line = "echo {}; stat -c '%F %a' {}; stat -c '%a' $(dirname {}); cat {}; cat {} {}";
    let output = sandbox.run(["exec-file", "a.env", line]).stdout();
    let text = "A=1\nB=two\\nlines\n";
    assert_eq!(gone(&output).1, format!("fifo 600\n700\n{text}{text}{text}"));
    assert_eq!(Path::new(gone(&output).0).file_name().unwrap(), "tmp-file");
    let output = sandbox.run(["exec-file", "a.env", "--", "sh", "-c", "echo $0; cat $0", "{}"]).stdout();
    assert_eq!(gone(&output).1, text);
}

#[test]
fn a_file_is_private_and_gone() {
    let sandbox = sandbox();
    let line = "echo {}; stat -c '%F %a %s' {}; cat {}";
    let output = sandbox.run(["exec-file", "--no-fifo", "--filename", "x.env", "a.env", line]).stdout();
    let (path, rest) = gone(&output);
    assert_eq!(rest, "regular file 600 17\nA=1\nB=two\\nlines\n");
    assert_eq!(Path::new(path).file_name().unwrap(), "x.env");
    // In memory, where the system has such a place.
    #[cfg(target_os = "linux")]
    assert!(path.starts_with("/dev/shm/"), "{path}");
}

#[test]
fn the_command_writes_beside_the_file_and_that_is_gone_too() {
    let output =
        sandbox().run(["exec-file", "--no-fifo", "a.env", "echo {}; cp {} {}.swp; ls {}.swp"]).stdout();
    assert!(!Path::new(gone(&output).1.trim_end()).exists());
}

#[test]
fn braces_anywhere_in_the_words_become_the_path() {
    let args = ["exec-file", "a.env", "--", "printf", "%s\n", "{}", "--file={}", "{}{}", "{ }", "$A"];
    let output = sandbox().run(args).stdout();
    let (path, rest) = gone(&output);
    assert_eq!(rest, format!("--file={path}\n{path}{path}\n{{ }}\n$A\n"));
}

#[test]
fn the_file_is_converted() {
    let sandbox = sandbox();
    let json = "{\n\t\"A\": \"1\",\n\t\"B\": \"two\\nlines\"\n}\n";
    assert_eq!(
        sandbox.run(["exec-file", "--output-type", "json", "a.env", "--", "cat", "{}"]).stdout(),
        json
    );
    std::fs::rename(sandbox.path("a.env"), sandbox.path("a")).unwrap();
    let args = ["exec-file", "--input-type", "dotenv", "--output-type", "json", "a", "cat {}"];
    assert_eq!(sandbox.run(args).stdout(), json);
}

#[test]
fn every_format_is_handed_over_in_its_own_bytes() {
    let (sandbox, recipient) = Sandbox::with_key();
    let files: [(&str, &[u8]); 3] =
        [("a.toml", b"# c\n[a]\nk = 0x1F # d"), ("a.ini", b"; c\n[a]\nk  = 1\n"), ("a.bin", b"\xff\0\r\n")];
    for (name, plain) in files {
        sandbox.write(name, plain);
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
        for args in [&["exec-file", name, "cat {}"][..], &["exec-file", "--no-fifo", name, "cat {}"]] {
            assert_eq!(sandbox.run(args).finish().success().stdout, plain, "{name}");
        }
    }
}

#[test]
fn the_streams_the_environment_and_the_code_are_the_commands() {
    let sandbox = sandbox();
    let run = sandbox.run(["exec-file", "a.env", "cat; echo $X; echo error >&2; exit 7"]);
    let finished = run.env("X", "y").stdin("input\n").finish();
    assert_eq!(
        (finished.code, finished.text().as_str(), finished.stderr.as_str()),
        (Some(7), "input\ny\n", "error\n")
    );
}

/// A pipe that nobody reads, or not to its end, keeps nobody waiting.
#[test]
fn nobody_has_to_read() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(["exec-file", "a.env", "true"]).stdout(), "");
    assert_eq!(sandbox.run(["exec-file", "a.env", "exec 3< {}; exit 0"]).stdout(), "");
    let (big, recipient) = Sandbox::with_key();
    big.write("big.env", format!("A={}\n", "x".repeat(300_000)));
    big.run(["encrypt", "-i", "--age", &recipient, "big.env"]).stdout();
    assert_eq!(big.run(["exec-file", "big.env", "head -c 3 {}; head -c 4 {}"]).stdout(), "A=xA=xx");
    assert_eq!(big.run(["exec-file", "big.env", "cat {} | wc -c"]).stdout().trim(), "300003");
}

#[test]
fn a_signal_that_ends_the_command_is_passed_back() {
    let sandbox = sandbox();
    for (name, number) in [("KILL", 9), ("TERM", 15), ("SEGV", 11)] {
        let line = format!("echo {{}}; kill -{name} $$");
        let mut command = sandbox.run(["exec-file", "--no-fifo", "a.env", &line]).into_command();
        let output = command.output().unwrap();
        assert_eq!(output.status.signal(), Some(number), "{name}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        gone(&String::from_utf8(output.stdout).unwrap());
    }
    // One that ends no Rust program: then the number tells, as in a shell.
    let code = sandbox.run(["exec-file", "a.env", "kill -PIPE $$"]).into_command().status().unwrap();
    assert!(code.signal() == Some(13) || code.code() == Some(141), "{code}");
    assert_eq!(sandbox.sops(["exec-file", "a.env", "kill -9 $$"]).finish().code, Some(255));
}

/// Starts the command, waits until it has said where the file is, sends us a signal, and returns how we
/// ended and what was said besides.
fn interrupted(sandbox: &Sandbox, line: &str, signal: Signal) -> (ExitStatus, String, String) {
    let mut command = sandbox.run(["exec-file", "--no-fifo", "a.env", line]).into_command();
    // Not in the foreground of the terminal that the tests may have been started from.
    let mut child: Child = command.process_group(0).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut path = String::new();
    output.read_line(&mut path).unwrap();
    assert!(Path::new(path.trim_end()).exists());
    kill_process(Pid::from_child(&child), signal).unwrap();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    (child.wait().unwrap(), path, rest)
}

#[test]
fn signals_to_us_are_the_commands_and_the_file_goes() {
    let sandbox = sandbox();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let (status, path, _) = interrupted(&sandbox, "echo {}; exec sleep 60", signal);
        assert_eq!(status.signal(), Some(signal.as_raw()));
        gone(&path);
    }
    // The command has the time that it takes.
    let line = "trap 'cat {} | head -n 1; exit 3' TERM; echo {}; while :; do sleep 0.02; done";
    let (status, path, rest) = interrupted(&sandbox, line, Signal::TERM);
    assert_eq!((status.code(), rest.as_str()), (Some(3), "A=1\n"));
    gone(&path);
}

/// Ctrl-C on a terminal goes to all that runs there: the command gets it once, not again from us.
#[test]
fn a_key_on_the_terminal_reaches_the_command_once() {
    let sandbox = sandbox();
    let line = "trap 'echo caught' INT; echo {}; cat {}; while ! test -e enough; do sleep 0.02; done; exit 4";
    let shown = sandbox
        .run(["exec-file", "a.env", line])
        .on_terminal()
        .expect("lines")
        .keys("\x03")
        .expect("caught")
        .touch(&sandbox.path("enough"))
        .finish();
    assert_eq!((shown.code, shown.output.matches("caught").count()), (4, 1), "{}", shown.output);
    gone(&shown.output.replace("\r\n", "\n"));
    // A command that takes it for its end takes us along.
    let line = "echo {}; cat {}; exec sleep 60";
    let shown = sandbox.run(["exec-file", "a.env", line]).on_terminal().expect("lines").keys("\x03").finish();
    assert_eq!(shown.code, -2, "{}", shown.output);
    gone(&shown.output.replace("\r\n", "\n"));
    // So does a terminal that goes away.
    let shown = sandbox.run(["exec-file", "a.env", line]).on_terminal().expect("lines").hang_up().finish();
    assert_eq!(shown.code, -1, "{}", shown.output);
    gone(&shown.output.replace("\r\n", "\n"));
}

#[test]
fn a_killed_run_leaves_nothing_in_a_pipe_and_the_next_one_sweeps_up() {
    let sandbox = sandbox();
    let (status, path, _) = interrupted(&sandbox, "echo {}; exec sleep 0.1", Signal::KILL);
    assert_eq!(status.signal(), Some(9));
    sandbox.run(["exec-file", "a.env", "true"]).stdout();
    gone(&path);
    let output = sandbox.run(["exec-file", "a.env", "echo {}; test -p {}"]).stdout();
    gone(&output);
}

#[test]
fn limits_meant_for_us_do_not_reach_the_command() {
    let sandbox = sandbox();
    let script =
        "ulimit -S -c 0; ulimit -H -c 8; ulimit -S -c 8; \"$0\" exec-file a.env 'ulimit -S -c; ulimit -H -c'";
    let run = sandbox.command("/bin/sh".as_ref(), ["-c", script, crate::support::PROGRAM]);
    assert_eq!(run.stdout(), "8\n8\n");
}

#[test]
fn a_command_that_cannot_run_is_told_as_by_a_shell() {
    let sandbox = sandbox();
    sandbox
        .run(["exec-file", "a.env", "--", "no-such-command", "{}"])
        .finish()
        .failure(127, "error: command not found: no-such-command\n");
    sandbox.write("plain", "");
    sandbox
        .run(["exec-file", "a.env", "--", "./plain"])
        .finish()
        .fails_with(126, "error: cannot run ./plain");
    sandbox.run(["exec-file", "a.env", "--", "/"]).finish().fails_with(126, "error: cannot run /");
    let finished = sandbox.run(["exec-file", "a.env", "no-such-command"]).finish();
    assert_eq!((finished.code, finished.text().as_str()), (Some(127), ""));
}

#[test]
fn nothing_runs_without_a_file_or_a_command() {
    let sandbox = sandbox();
    sandbox.write("plain.env", "A=1\n");
    std::fs::create_dir(sandbox.path("folder.env")).unwrap();
    let no_command = "error: no command was given\nhint: Put it behind `--`, as in sops-rs exec-file FILE -- CMD \
                      ARG, or give one file and one line for the shell\n";
    sandbox.run(["exec-file", "a.env"]).finish().failure(1, no_command);
    let no_file =
        "error: missing file to decrypt\nhint: Name it first, as in sops-rs exec-file FILE -- CMD ARG\n";
    sandbox.run(["exec-file"]).finish().failure(1, no_file);
    sandbox.run(["exec-file", "--", "touch", "ran"]).finish().failure(1, no_file);
    let two = "error: exec-file takes one file\n";
    sandbox.run(["exec-file", "a.env", "b.env", "--", "touch", "ran"]).finish().failure(1, two);
    let missing = "error: none.env: cannot operate on a file that does not exist\n";
    sandbox.run(["exec-file", "none.env", "touch ran"]).finish().failure(2, missing);
    let folder = "error: folder.env: cannot read the file\n  Is a directory (os error 21)\n";
    sandbox.run(["exec-file", "folder.env", "touch ran"]).finish().failure(2, folder);
    sandbox
        .run(["exec-file", "plain.env", "touch ran"])
        .finish()
        .fails_with(1, "error: plain.env: sops metadata not found");
    for name in ["", ".", "..", "a/b", "/a", "a/"] {
        let args = ["exec-file", "--filename", name, "a.env", "touch ran"];
        let first = "error: the name of the decrypted file is not a file name";
        sandbox.run(args).finish().fails_with(1, first);
    }
    assert!(!sandbox.path("ran").exists());
}

#[test]
fn the_file_cannot_outlive_us() {
    let sandbox = sandbox();
    let first = "error: exec-file cannot leave the command to itself";
    sandbox.run(["exec-file", "--background", "a.env", "touch ran"]).finish().fails_with(1, first);
    assert!(!sandbox.path("ran").exists());
}

#[test]
fn the_command_runs_as_another_user() {
    let sandbox = sandbox();
    let args =
        ["exec-file", "--user", "nobody", "a.env", "echo {}; id -un; echo $HOME $USER $LOGNAME; cat {}"];
    let finished = sandbox.run(args).finish();
    if rustix::process::geteuid().is_root() {
        let output = finished.success().text();
        let (_, rest) = gone(&output);
        let home = rest.lines().nth(1).unwrap().strip_suffix(" nobody nobody").unwrap();
        assert_ne!(Path::new(home), sandbox.home());
        assert_eq!(rest, format!("nobody\n{home} nobody nobody\nA=1\nB=two\\nlines\n"));
    } else {
        finished.fails_with(1, "error: cannot become the user nobody");
    }
    let unknown = ["exec-file", "--user", "no-such-user", "a.env", "true"];
    sandbox.run(unknown).finish().failure(1, "error: unknown user no-such-user\n");
}

/// What the real program says to the same words, with its own path in place of ours. Every command reads
/// its pipe or has a file: the real program may fail when it is slower than a command that reads nothing.
#[test]
fn under_the_name_sops_it_does_what_the_real_program_does() {
    let sandbox = sandbox();
    let real = oracle::program();
    for args in [
        &["a.env", "cat {}"][..],
        &["a.env", "cat < {}; echo {}{}"],
        &["--no-fifo", "a.env", "cat {} {}; stat -c %a {}"],
        &["--filename", "x.env", "a.env", "echo {}; test -p {} && stat -c %a {}; cat {}"],
        &["--no-fifo", "--filename", "x.env", "a.env", "echo {}"],
        &["--filename", "x/y", "a.env", "echo {}"],
        &["--output-type", "json", "a.env", "cat {}"],
        &["a.env", "cat {}; exit 7"],
        &["--no-fifo", "a.env", "kill -9 $$"],
        &["a.env", "cat {}; kill -TERM $$"],
        &["--no-fifo", "a.env", "no-such-command"],
        &["--no-fifo", "a.env", ""],
        &["a.env", "--", "echo $0; cat {}"],
        &["--", "a.env", "cat {}"],
        &["a.env"],
        &[],
        &["a.env", "true", "more"],
        &["none.env", "true"],
        &["--user", "no-such-user", "a.env", "true"],
    ] {
        let args = ["exec-file"].iter().chain(args);
        let (theirs, ours) = (sandbox.command(&real, args.clone()).finish(), sandbox.sops(args).finish());
        assert_eq!(without_folders(&ours), without_folders(&theirs), "{}", theirs.stderr);
    }
}

fn without_folders(finished: &Finished) -> (Option<i32>, String) {
    let folder = regex::Regex::new(r"/[^ \n]*?/(\.sops|sops-rs-)[0-9a-f]+/").unwrap();
    (finished.code, folder.replace_all(&finished.text(), "FOLDER/").into_owned())
}
