//! `init`: from a fresh clone to a repository that is set up, asked once, and twice the same.

use std::path::Path;

use crate::{
    git::search_path,
    support::{Run, Sandbox},
};

const IGNORE: &str =
    "# decrypted copies of secrets\n*.dec.*\n*.decrypted.*\n*.plaintext.*\n*.unencrypted.*\n";

const GIT: &str = "  let git show and merge encrypted files (.git/config, .gitattributes), and check them before each commit\n";

fn fresh() -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q"]);
    sandbox
}

fn git(sandbox: &Sandbox, args: &[&str]) -> String {
    sandbox.command(Path::new("/usr/bin/git"), args).env("PATH", search_path()).stdout()
}

/// `init`, where git finds the program as well.
fn init(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.run(["init"].iter().chain(args)).env("PATH", search_path())
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
        "  make an age identity in {}\n  write .sops-rs.yaml\n  add the names of decrypted copies to .gitignore\n{GIT}",
        keys.display()
    );
    let dry = init(&sandbox, &["--dry-run"]).stdout();
    assert_eq!(dry, format!("It would be done:\n{plan}"));
    let alone = init(&sandbox, &[]).finish();
    assert_eq!((alone.code, alone.text()), (Some(1), format!("To be done:\n{plan}")));
    assert_eq!(
        alone.stderr,
        "error: nobody can be asked: there is no terminal\nhint: Look at the plan above, and approve it with -y\n"
    );
    let (no, _) = init(&sandbox, &[]).at_terminal("(Y/n): ", "n\n");
    assert!(no.text().ends_with("Nothing was done.\n"));
    assert!(names(&sandbox).is_empty() && !keys.exists());

    let (done, _) = init(&sandbox, &["--name", "alice"]).at_terminal("(Y/n): ", "\n");
    assert_eq!(done.code, Some(0), "{}", done.text());
    assert!(done.text().contains("sops-rs encrypt -r -i"), "{}", done.text());
    assert_eq!(names(&sandbox), [".gitattributes", ".gitignore", ".sops-rs.yaml"]);
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

    let status = sandbox.run(["git", "status"]).env("PATH", search_path()).finish();
    assert_eq!(status.code, Some(0), "{}", status.text());

    // Twice is once.
    let state = || {
        let names = [".sops-rs.yaml", ".gitignore", ".gitattributes", ".git/config", ".git/hooks/pre-commit"];
        (names.map(|name| sandbox.read(name)), std::fs::read(&keys).unwrap())
    };
    let before = state();
    let again = init(&sandbox, &[]).stdout();
    assert!(again.starts_with("Your recipient is age1"), "{again}");
    assert!(again.ends_with(".sops-rs.yaml is there, and counts.\nEverything is set up.\n"), "{again}");
    assert_eq!(before, state());
}

#[test]
fn what_is_there_stays_and_counts() {
    let (sandbox, me) = Sandbox::with_key();
    git(&sandbox, &["init", "-q"]);
    let config = format!("creation_rules:\n  - age: {me}\n");
    sandbox.write(".sops.yaml", &config).write(".gitignore", "target\n*.dec.*").write("sub/x", "");
    let text = init(&sandbox, &["-y"]).stdout();
    assert!(
        text.starts_with(&format!(
            "Your recipient is {me}.\n.sops.yaml is there, and counts.\nTo be done:\n  add"
        )),
        "{text}"
    );
    assert_eq!(names(&sandbox), [".gitattributes", ".gitignore", ".sops.yaml", "sub"]);
    assert_eq!(sandbox.read(".sops.yaml"), config);
    assert_eq!(sandbox.read(".gitignore"), format!("target\n*.dec.*\n\n{}", IGNORE.replace("*.dec.*\n", "")));
    // From below, the top is found.
    let mut command = init(&sandbox, &[]).into_command();
    let output = command.current_dir(sandbox.path("sub")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("Everything is set up.\n"));
    // Somebody else's repository.
    let (other, mine) = Sandbox::with_key();
    other.write(".sops.yaml", &config);
    let text = init(&other, &["-y"]).stdout();
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
    let finished = init(&sandbox, &["-y"]).finish();
    assert_eq!(finished.code, Some(5), "{}", finished.stderr);
    std::fs::remove_file(sandbox.path(".sops-rs.yaml")).unwrap();
    std::fs::create_dir(sandbox.path(".gitignore")).unwrap();
    assert_eq!(init(&sandbox, &["-y"]).finish().code, Some(2));
    assert!(!sandbox.home().join(".config/sops").exists());
    std::fs::remove_dir(sandbox.path(".gitignore")).unwrap();
    let bare = sandbox.path("bare.git");
    for folder in ["objects", "refs"] {
        std::fs::create_dir_all(bare.join(folder)).unwrap();
    }
    std::fs::write(bare.join("HEAD"), "").unwrap();
    let output = init(&sandbox, &["-y"]).into_command().current_dir(&bare).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: this is a bare repository"));
    // An identity whose recipient only a person could tell.
    let run = init(&sandbox, &["-y"]).env("SOPS_AGE_KEY_CMD", "sh -c 'touch asked'");
    let finished = run.finish();
    assert!(finished.stderr.contains("--age"), "{}", finished.stderr);
    assert_eq!(names(&sandbox), ["bare.git"]);
}

#[test]
fn what_is_gits_can_be_left_as_it_is() {
    let sandbox = fresh();
    let text = init(&sandbox, &["-y", "--no-git"]).stdout();
    assert!(!text.contains(".gitattributes"), "{text}");
    assert_eq!(names(&sandbox), [".gitignore", ".sops-rs.yaml"]);
    // Where git cannot be run, all else is done.
    let sandbox = fresh();
    let text = init(&sandbox, &["-y"]).env("PATH", "/nowhere").stdout();
    let told = "Git is left out: cannot run git. Set it up later with `sops-rs git install`.\n";
    assert!(text.starts_with(told), "{text}");
    assert_eq!(names(&sandbox), [".gitignore", ".sops-rs.yaml"]);
    // Somebody who has the rest and lacks this one is offered this one.
    let plan = init(&sandbox, &["--dry-run"]).stdout();
    assert!(plan.ends_with(&format!("It would be done:\n{GIT}")), "{plan}");
    let alone = sandbox.run(["init", "-y"]).finish();
    assert_eq!(alone.code, Some(0));
    assert!(alone.stderr.starts_with("warning: git will not find sops-rs"), "{}", alone.stderr);
}

#[test]
fn worktrees_and_submodules_are_repositories_too() {
    let sandbox = fresh();
    let as_somebody =
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"];
    let git = |args: &[&str]| git(&sandbox, &[&as_somebody, args].concat());
    git(&["commit", "-q", "--allow-empty", "-m", "first"]);
    git(&["worktree", "add", "-q", "tree"]);
    git(&["clone", "-q", ".", "other"]);
    git(&["submodule", "--quiet", "add", "-f", "./other", "module"]);
    for folder in ["tree", "module"] {
        let run = |args: &[&str]| {
            let output =
                init(&sandbox, args).into_command().current_dir(sandbox.path(folder)).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        run(&["-y"]);
        assert!(sandbox.path(folder).join(".gitattributes").exists(), "{folder}");
        assert!(sandbox.path(folder).join(".sops-rs.yaml").exists(), "{folder}");
        assert!(run(&[]).ends_with("Everything is set up.\n"), "{folder}");
    }
    assert!(!sandbox.path(".gitattributes").exists());
}
