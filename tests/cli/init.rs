//! `init`: from a fresh clone to a repository that is set up, asked once, and twice the same.

use crate::support::Sandbox;

const IGNORE: &str =
    "# decrypted copies of secrets\n*.dec.*\n*.decrypted.*\n*.plaintext.*\n*.unencrypted.*\n";

fn fresh() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path(".git")).unwrap();
    sandbox
}

/// The names in the working folder, without git's own.
fn names(sandbox: &Sandbox) -> Vec<String> {
    sandbox.names().into_iter().filter(|name| name != ".git").collect()
}

#[test]
fn one_command_sets_a_fresh_clone_up() {
    let sandbox = fresh();
    let keys = sandbox.home().join(".config/sops/age/keys.txt");
    let plan = format!(
        "  make an age identity in {}\n  write .sops-rs.yaml\n  add the names of decrypted copies to .gitignore\n",
        keys.display()
    );
    let dry = sandbox.run(["init", "--dry-run"]).stdout();
    assert_eq!(dry, format!("It would be done:\n{plan}"));
    let alone = sandbox.run(["init"]).finish();
    assert_eq!((alone.code, alone.text()), (Some(1), format!("To be done:\n{plan}")));
    assert_eq!(
        alone.stderr,
        "error: nobody can be asked: there is no terminal\nhint: Look at the plan above, and approve it with -y\n"
    );
    let (no, _) = sandbox.run(["init"]).at_terminal("(Y/n): ", "n\n");
    assert!(no.text().ends_with("Nothing was done.\n"));
    assert!(names(&sandbox).is_empty() && !keys.exists());

    let (done, _) = sandbox.run(["init", "--name", "alice"]).at_terminal("(Y/n): ", "\n");
    assert_eq!(done.code, Some(0), "{}", done.text());
    assert!(done.text().contains("sops-rs encrypt -r -i"), "{}", done.text());
    assert_eq!(names(&sandbox), [".gitignore", ".sops-rs.yaml"]);
    assert_eq!(sandbox.read(".gitignore"), IGNORE);
    assert!(sandbox.read(".sops-rs.yaml").contains(" # alice\n"));

    // It works at once, in folders below as well.
    sandbox.write("app/secrets/db.yaml", "password: x\n").write("values.enc.json", "{\"a\": 1}\n");
    sandbox.write("app/secrets/README.md", "x\n").write("other.yaml", "a: 1\n");
    let text = sandbox.run(["encrypt", "-r", "-i"]).stdout();
    assert_eq!(text, "app/secrets/db.yaml: encrypted\nvalues.enc.json: encrypted\n2 files: 2 encrypted\n");
    assert_eq!(sandbox.run(["check"]).finish().code, Some(0));
    let checked = sandbox.run(["config", "check"]).finish();
    assert_eq!(checked.code, Some(0), "{}", checked.text());

    // Twice is once.
    let before = (sandbox.read(".sops-rs.yaml"), sandbox.read(".gitignore"), std::fs::read(&keys).unwrap());
    let again = sandbox.run(["init"]).stdout();
    assert!(again.starts_with("Your recipient is age1"), "{again}");
    assert!(again.ends_with(".sops-rs.yaml is there, and counts.\nEverything is set up.\n"), "{again}");
    assert_eq!(
        before,
        (sandbox.read(".sops-rs.yaml"), sandbox.read(".gitignore"), std::fs::read(&keys).unwrap())
    );
}

#[test]
fn what_is_there_stays_and_counts() {
    let (sandbox, me) = Sandbox::with_key();
    std::fs::create_dir_all(sandbox.path(".git")).unwrap();
    let config = format!("creation_rules:\n  - age: {me}\n");
    sandbox.write(".sops.yaml", &config).write(".gitignore", "target\n*.dec.*").write("sub/x", "");
    let text = sandbox.run(["init", "-y"]).stdout();
    assert!(
        text.starts_with(&format!(
            "Your recipient is {me}.\n.sops.yaml is there, and counts.\nTo be done:\n  add"
        )),
        "{text}"
    );
    assert_eq!(names(&sandbox), [".gitignore", ".sops.yaml", "sub"]);
    assert_eq!(sandbox.read(".sops.yaml"), config);
    assert_eq!(sandbox.read(".gitignore"), format!("target\n*.dec.*\n\n{}", IGNORE.replace("*.dec.*\n", "")));
    // From below, the top is found.
    let mut command = sandbox.run(["init"]).into_command();
    let output = command.current_dir(sandbox.path("sub")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("Everything is set up.\n"));
    // Somebody else's repository.
    let (other, mine) = Sandbox::with_key();
    other.write(".sops.yaml", &config);
    let text = other.run(["init", "-y"]).stdout();
    assert!(text.contains(&format!(".sops.yaml does not name you. Somebody whom it names lets you in with:\n  sops-rs config recipients add {mine} --name NAME\n")), "{text}");
    assert!(text.contains("This folder is in no git repository"), "{text}");
}

#[test]
fn nothing_is_half_done_when_something_is_wrong() {
    let sandbox = fresh();
    let fails = |args: &[&str], line: &str| {
        let finished = sandbox.run(args).finish();
        assert_eq!(finished.stderr.lines().next(), Some(line), "{args:?}");
        assert_ne!(finished.code, Some(0));
        assert!(!sandbox.home().join(".config/sops").exists());
    };
    fails(
        &["init", "-y", "--path-regex", "("],
        "error: --path-regex:2:17: the path_regex of the rule in line 2 is not a regular expression",
    );
    fails(&["init", "-y", "--age", "age1x"], "error: not an age recipient: age1x");
    sandbox.write(".sops-rs.yaml", "creation_rule: []\n");
    let finished = sandbox.run(["init", "-y"]).finish();
    assert_eq!(finished.code, Some(5), "{}", finished.stderr);
    std::fs::remove_file(sandbox.path(".sops-rs.yaml")).unwrap();
    std::fs::create_dir(sandbox.path(".gitignore")).unwrap();
    assert_eq!(sandbox.run(["init", "-y"]).finish().code, Some(2));
    assert!(!sandbox.home().join(".config/sops").exists());
    std::fs::remove_dir(sandbox.path(".gitignore")).unwrap();
    let bare = sandbox.path("bare.git");
    for folder in ["objects", "refs"] {
        std::fs::create_dir_all(bare.join(folder)).unwrap();
    }
    std::fs::write(bare.join("HEAD"), "").unwrap();
    let output = sandbox.run(["init", "-y"]).into_command().current_dir(&bare).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: this is a bare repository"));
    // An identity whose recipient only a person could tell.
    let run = sandbox.run(["init", "-y"]).env("SOPS_AGE_KEY_CMD", "sh -c 'touch asked'");
    let finished = run.finish();
    assert!(finished.stderr.contains("--age"), "{}", finished.stderr);
    assert_eq!(names(&sandbox), ["bare.git"]);
}
