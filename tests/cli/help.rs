//! What people read before they know the program: help, suggestions, colour.

use crate::support::Sandbox;

/// The names in the list of commands of a help text.
fn commands(help: &str) -> Vec<String> {
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    // Wrapped lines are indented deeper.
    let named = lines.filter(|line| !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// The help of the command and of all below it, with what was typed for it.
fn walk(sandbox: &Sandbox, command: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let help = sandbox.run(command.iter().map(String::as_str).chain(["--help"])).stdout();
    for name in commands(&help).into_iter().filter(|name| name != "help") {
        walk(sandbox, &[command, &[name]].concat(), found);
    }
    found.push((command.to_vec(), help));
}

#[test]
fn every_command_shows_examples_of_itself() {
    let mut found = Vec::new();
    walk(&Sandbox::new(), &[], &mut found);
    assert!(found.len() >= 15, "{}", found.len());
    for (command, help) in found {
        let line = ["sops-rs".to_owned()].iter().chain(&command).cloned().collect::<Vec<_>>().join(" ");
        let (_, examples) =
            help.split_once("\nExample").unwrap_or_else(|| panic!("{line} shows none:\n{help}"));
        assert!(examples.contains(&line), "{line}:\n{examples}");
        assert!(help.contains("\nUsage: "), "{line}");
        assert!(!help.contains("__"), "{line} shows what is hidden:\n{help}");
    }
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let sandbox = Sandbox::new();
    for (typed, meant) in [
        (&["decryt"][..], "'decrypt'"),
        (&["exec-fil"], "'exec-file'"),
        (&["decrypt", "--extrct", "x"], "'--extract'"),
        (&["exec-file", "--nofifo"], "'--no-fifo'"),
        (&["groups", "ad"], "'add'"),
        (&["completion", "bsh"], "'bash'"),
        (&["exec-env", "--dotenv-dialect", "shel", "a"], "'shell'"),
    ] {
        let finished = sandbox.run(typed).finish();
        assert_eq!((finished.code, finished.text().as_str()), (Some(1), ""), "{typed:?}");
        let tip = finished.stderr.lines().find(|line| line.starts_with("  tip: ")).unwrap_or_default();
        assert!(tip.contains(meant), "{typed:?}: {}", finished.stderr);
    }
    // Flags also under the other name.
    let finished = sandbox.sops(["decrypt", "--extrct", "x"]).finish();
    assert!(finished.stderr.contains("'--extract'"), "{}", finished.stderr);
}

/// Whether a text has an escape sequence.
fn is_coloured(text: &str) -> bool {
    text.contains('\x1b')
}

const TALKATIVE: [&[&str]; 3] = [&["--help"], &["decrypt", "none.yaml"], &["decrypt", "--nope"]];

#[test]
fn nothing_is_coloured_in_a_pipe() {
    let sandbox = Sandbox::new();
    for args in TALKATIVE {
        let finished = sandbox.run(args).env("TERM", "xterm-256color").finish();
        assert!(!is_coloured(&finished.text()) && !is_coloured(&finished.stderr), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_is_coloured_unless_that_is_unwelcome() {
    let sandbox = Sandbox::new();
    for args in TALKATIVE {
        let run = || sandbox.run(args).env("TERM", "xterm-256color");
        for (run, coloured) in [
            (run(), true),
            (run().env("NO_COLOR", ""), true),
            (run().env("NO_COLOR", "1"), false),
            (run().env("TERM", "dumb"), false),
        ] {
            let shown = run.on_terminal().finish().output;
            assert!(!shown.is_empty());
            assert_eq!(is_coloured(&shown), coloured, "{args:?}: {shown}");
        }
    }
    let shown = sandbox.run(["decrypt", "none.yaml"]).on_terminal().finish().output;
    assert!(shown.starts_with("\x1b[1;31merror:\x1b[0m none.yaml: "), "{shown:?}");
}
