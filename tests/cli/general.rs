//! What holds for every command: names, versions, usage, exit codes, pipes.

use std::process::Stdio;

use crate::support::Sandbox;

#[test]
fn the_version_follows_the_name() {
    let sandbox = Sandbox::new();
    let own = concat!("sops-rs ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(sandbox.run(["--version"]).stdout(), own);
    assert_eq!(sandbox.sops(["--version"]).stdout(), format!("sops 3.11.0\n{own}"));
}

#[test]
fn every_command_has_help_with_an_example() {
    let sandbox = Sandbox::new();
    for command in [
        "encrypt",
        "decrypt",
        "exec-env",
        "rotate",
        "updatekeys",
        "groups add",
        "groups delete",
        "recipients",
        "filestatus",
        "keygen",
        "completion",
    ] {
        let help = sandbox.run(command.split(' ').chain(["--help"])).stdout();
        assert!(help.contains(&format!("  sops-rs {command} ")), "{help}");
        assert!(help.contains("Example"), "{help}");
        assert!(!help.contains('`') || !help.contains("[env: `"), "{help}");
    }
}

#[test]
fn a_command_line_that_makes_no_sense_exits_with_1_as_the_real_program() {
    let sandbox = Sandbox::new();
    for args in [&["nope"][..], &["decrypt", "--nope"], &["completion", "tcsh"], &[]] {
        let finished = sandbox.run(args).finish();
        assert_eq!(finished.code, Some(1), "{args:?}");
        assert_eq!(finished.text(), "", "{args:?}");
        assert!(finished.stderr.contains("Usage:") || finished.stderr.contains("--help"), "{args:?}");
    }
    let finished = sandbox.run(["decryt"]).finish();
    assert!(finished.stderr.contains("'decrypt'"), "{}", finished.stderr);
}

#[test]
fn an_order_of_keys_names_each_kind_once() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.env", "A=1\n");
    let encrypted = sandbox.run(["encrypt", "--age", &recipient, "a.env"]).stdout();
    sandbox.write("a.env", encrypted);
    let twice = sandbox.run(["decrypt", "--decryption-order", "age,age", "a.env"]).finish();
    assert_eq!((twice.code, twice.text().as_str()), (Some(112), ""));
    let twice = sandbox.run(["decrypt", "a.env"]).env("SOPS_DECRYPTION_ORDER", "pgp,pgp").finish();
    assert_eq!(twice.code, Some(112));
    let unknown = ["--decryption-order", "nope,age", "decrypt", "a.env"];
    assert_eq!(sandbox.run(unknown).finish().code, Some(1));
    assert_eq!(sandbox.sops(unknown).stdout(), "A=1\n");
}

/// As with any program that writes into a pipe whose reader went away: no message, and the code that
/// a shell gives for it.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_reason_to_complain() {
    let sandbox = Sandbox::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = sandbox.run(["completion", "bash"]).into_command();
    let child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(141));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let sandbox = Sandbox::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = sandbox.run(["keygen"]).into_command();
    let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("error: cannot write to standard output\n"), "{stderr}");
    assert_eq!(output.status.code(), Some(3));
}
