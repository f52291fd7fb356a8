use std::path::Path;

use crate::support::Sandbox;

/// The committed scripts are those that the program prints.
#[test]
fn the_committed_scripts_are_up_to_date() {
    let sandbox = Sandbox::new();
    for (shell, name) in [
        ("bash", "sops-rs.bash"),
        ("zsh", "_sops-rs"),
        ("fish", "sops-rs.fish"),
        ("powershell", "_sops-rs.ps1"),
        ("elvish", "sops-rs.elv"),
        ("nushell", "sops-rs.nu"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(name);
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            sandbox.run(["completion", shell]).stdout() == committed,
            "completions/{name} is stale: write it anew with `cargo run -- completion {shell} > completions/{name}`"
        );
    }
}

#[test]
fn under_the_name_sops_that_name_is_completed() {
    let script = Sandbox::new().sops(["completion", "bash"]).stdout();
    assert!(script.contains("default sops\n"), "{script}");
    assert!(!script.contains("sops-rs"), "{script}");
}

/// A sandbox with `a.yaml`, encrypted, and no key to read it with.
fn encrypted() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.yaml", "db:\n  host: s3cret\n  ports: [s3cret]\n\"it's\": s3cret\nname: s3cret\n");
    let recipient = "age1vu6v230cv9qga3vnlp8mmr7d0lrw6npksj56d2m30xn7ldkam3ssua3926";
    sandbox.run(["encrypt", "-i", "--age", recipient, "a.yaml"]).stdout();
    sandbox
}

#[test]
fn key_paths_need_no_key_and_show_no_value() {
    let sandbox = encrypted();
    let paths = |args: &[&str]| sandbox.run(["__complete-keys"].iter().chain(args)).stdout();
    assert_eq!(paths(&["a.yaml"]), "[\"db\"]\n[\"name\"]\n");
    assert_eq!(paths(&["a.yaml", "[\"d"]), "[\"db\"][\"host\"]\n[\"db\"][\"ports\"]\n");
    assert_eq!(paths(&["a.yaml", "[\"db\"][\"p"]), "[\"db\"][\"ports\"][0]\n");
    // Nobody who types wants to read errors.
    sandbox.write("bad.yaml", "a: [").write("plain.json", "{\"a\": {\"b\": 1, \"c\": 2}}");
    for nothing in [&["a.yaml", "[\"x"][..], &["bad.yaml"], &["none.yaml"], &["."]] {
        assert_eq!(paths(nothing), "", "{nothing:?}");
    }
    assert_eq!(paths(&["plain.json"]), "[\"a\"][\"b\"]\n[\"a\"][\"c\"]\n");
}

/// What bash offers for the last of these words.
#[cfg(unix)]
fn offered(sandbox: &Sandbox, words: &[&str]) -> String {
    let script = r#"
        source completions.bash
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) current="${!#}"
        # Readline hands over what follows an open quote.
        _sops__rs_with_keys "$1" "${current#\'}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    sandbox.write("completions.bash", sandbox.run(["completion", "bash"]).stdout());
    let program = crate::support::PROGRAM;
    let words = ["-c", script, "bash", program].into_iter().chain(words.iter().copied());
    sandbox.command(Path::new("bash"), words).stdout()
}

#[cfg(unix)]
#[test]
fn bash_offers_the_keys_of_the_file_on_the_line() {
    let sandbox = encrypted();
    let offered = |words: &[&str]| offered(&sandbox, words);
    let top = "'[\"db\"]'\n'[\"name\"]'\n";
    for command in ["get", "set", "unset"] {
        assert_eq!(offered(&[command, "a.yaml", ""]), top);
        // Within an open quote the rest of it.
        assert_eq!(offered(&[command, "a.yaml", "'[\"d"]), "[\"db\"][\"host\"]\n[\"db\"][\"ports\"]\n");
    }
    assert_eq!(offered(&["--config", "x", "set", "--input-type", "yaml", "'a.yaml'", ""]), top);
    assert_eq!(offered(&["decrypt", "a.yaml", "--extract", ""]), top);
    assert_eq!(offered(&["decrypt", "--extract", "=", "a.yaml", "--extract", "=", "'[\"n"]), "[\"name\"]\n");
    for words in
        [&["set", "a.yaml", "'[\"db\"]'", ""][..], &["get", "none.yaml", ""], &["decrypt", "a.yaml", ""]]
    {
        assert!(!offered(words).contains("[\"db\"]"), "{words:?}");
    }
    assert_eq!(offered(&["exec-"]), "exec-env\nexec-file\n");
    assert_eq!(offered(&["decrypt", "--dotenv-dialect", ""]), "docker\nshell\n");
    assert!(!offered(&["_"]).contains("__complete"));
}

#[cfg(unix)]
#[test]
fn bash_offers_the_names_of_files() {
    let sandbox = encrypted();
    // Where the script offers nothing, bash goes on with names of files.
    for words in [&["decrypt", ""][..], &["decrypt", "a.y"], &["exec-file", "-i", "a"]] {
        assert_eq!(offered(&sandbox, words), "\n", "{words:?}");
    }
    let registration = sandbox.run(["completion", "bash"]).stdout();
    assert!(
        registration
            .contains("complete -F _sops__rs_with_keys -o nosort -o bashdefault -o default sops-rs\n")
    );
    assert!(offered(&sandbox, &["decrypt", "--output", "a.y"]).contains("a.yaml\n"));
}

#[test]
fn no_script_offers_what_is_hidden() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let script = sandbox.run(["completion", shell]).stdout();
        // Only the call of ours is left.
        assert!(script.matches("complete-keys").count() <= 1, "{shell}");
        assert!(!script.contains("@name@") && !script.contains("@function@"), "{shell}");
        let script = sandbox.sops(["completion", shell]).stdout().replace(".sops-rs.yaml", "");
        assert!(!script.contains("sops-rs") && !script.contains("sops_rs"), "{shell}");
    }
}
