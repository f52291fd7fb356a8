//! `git install`, `uninstall` and `status`.

use super::Repository;
use crate::support::Sandbox;

fn state(repository: &Repository) -> (String, String) {
    let attributes = std::fs::read_to_string(repository.sandbox().path(".gitattributes")).unwrap_or_default();
    (repository.read(".git/config"), attributes)
}

#[test]
fn what_is_installed_can_be_taken_out_again() {
    let repository = Repository::new();
    repository.sandbox().write(".gitattributes", "*.bin binary\npackage-lock.json -diff\n");
    let before = state(&repository);
    let status = repository.run(&["git", "status"]).finish();
    let want = "diff driver      not installed\nmerge driver     not installed\nfiles            not in .gitattributes\n\
                pre-commit hook  not installed\n";
    assert_eq!((status.code, status.text().as_str()), (Some(1), want));

    repository.run(&["git", "install"]).stdout();
    let installed = state(&repository);
    repository.run(&["git", "install"]).stdout();
    assert_eq!(state(&repository), installed);
    // What the user wrote comes last, and counts.
    assert!(
        installed.1.ends_with("# <<< sops-rs\n*.bin binary\npackage-lock.json -diff\n"),
        "{}",
        installed.1
    );
    assert!(installed.1.contains("\n*.yaml diff=sops-rs merge=sops-rs\n"));
    let status = repository.run(&["git", "status"]).stdout();
    let want = "diff driver      installed\nmerge driver     installed\nfiles            *.yaml *.yml *.json *.env *.ini *.toml\n\
                pre-commit hook  installed\n";
    assert_eq!(status, want);
    let hook = repository.read(".git/hooks/pre-commit");
    assert!(
        hook.starts_with("#!/bin/sh\n") && hook.contains("\nfound=$(sops-rs check --staged) && exit 0\n"),
        "{hook}"
    );

    assert_eq!(repository.run(&["git", "uninstall"]).stdout(), "");
    assert_eq!(state(&repository), before);
    assert!(!repository.sandbox().path(".git/hooks/pre-commit").exists());
    assert_eq!(repository.run(&["git", "uninstall"]).stdout(), "");
}

#[test]
fn patterns_and_the_program_can_be_chosen() {
    let repository = Repository::new();
    let program = "/opt/my tools/sops-rs";
    let installed =
        repository.run(&["git", "install", "--program", program, "secrets/**", "a b.yaml"]).finish();
    assert_eq!(installed.code, Some(0));
    let warning = "warning: git will not find /opt/my tools/sops-rs: until it is there, git cannot show or merge the files\n\
                   hint: Put it on the PATH, or name it: sops-rs git install --program PROGRAM\n";
    assert_eq!(installed.stderr, warning);
    let (config, attributes) = state(&repository);
    assert!(
        attributes.contains("\nsecrets/** diff=sops-rs merge=sops-rs\n\"a b.yaml\" diff="),
        "{attributes}"
    );
    assert!(config.contains("textconv = '/opt/my tools/sops-rs' git textconv\n"), "{config}");
    assert!(config.contains("cachetextconv = false\n"), "{config}");
    let refused = repository.run(&["git", "install", "a\nb"]).finish();
    refused.fails_with(1, "error: \"a\\nb\" is no pattern for .gitattributes");
}

#[test]
fn the_hooks_of_others_are_left_alone() {
    let repository = Repository::new();
    repository.sandbox().write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    let installed = repository.run(&["git", "install"]).finish();
    assert_eq!(installed.code, Some(0));
    assert!(installed.stderr.contains("your own pre-commit hook is left as it is"), "{}", installed.stderr);
    repository.run(&["git", "uninstall"]).stdout();
    assert_eq!(repository.read(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    // A folder that other repositories may use as well.
    repository.git(&["config", "core.hooksPath", "/nowhere/hooks"]);
    let installed = repository.run(&["git", "install"]).finish();
    assert!(installed.stderr.contains("/nowhere/hooks/pre-commit"), "{}", installed.stderr);
}

#[test]
fn it_works_in_subfolders_worktrees_and_submodules() {
    let repository = Repository::new();
    repository.commit("first");
    repository.git(&["worktree", "add", "-q", "tree"]);
    let sandbox = repository.sandbox();
    let inside = |folder: &str, args: &[&str]| {
        let mut command = repository.run(args).into_command();
        let output = command.current_dir(sandbox.path(folder)).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    inside("tree", &["git", "install"]);
    assert!(sandbox.path("tree/.gitattributes").exists() && !sandbox.path(".gitattributes").exists());
    assert!(repository.read(".git/config").contains("[merge \"sops-rs\"]"));
    std::fs::create_dir(sandbox.path("sub")).unwrap();
    inside("sub", &["git", "install"]);
    assert!(sandbox.path(".gitattributes").exists());
}

#[test]
fn without_a_working_tree_it_says_so() {
    let sandbox = Sandbox::new();
    let none = sandbox.run(["git", "install"]).finish();
    none.fails_with(1, "error: not in the files of a git repository");
    let repository = Repository::new();
    repository.git(&["init", "-q", "--bare", "bare.git"]);
    let mut command = repository.run(&["git", "install"]).into_command();
    let output = command.current_dir(repository.sandbox().path("bare.git")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with("error: this is a bare repository\n"), "{stderr}");
    let missing = repository.sandbox().run(["git", "install"]).env("PATH", "/nowhere").finish();
    missing.fails_with(1, "error: cannot run git");
}

#[test]
fn the_hook_is_silent_unless_something_is_wrong() {
    let repository = Repository::new();
    repository.run(&["git", "install"]).stdout();
    let rule = format!("creation_rules:\n- path_regex: yaml$\n  age: {}\n", repository.recipient);
    repository.sandbox().write(".sops.yaml", rule);
    repository.secret("s.yaml", "a: canary\n");
    repository.git(&["add", "-A"]);
    let good = repository.try_git(&["commit", "-q", "-m", "good"]);
    assert_eq!((good.code, good.stderr.as_str()), (Some(0), ""));
    repository.sandbox().write("plain.yaml", "a: canary\n");
    repository.git(&["add", "-A"]);
    let bad = repository.try_git(&["commit", "-q", "-m", "bad"]);
    assert_eq!(bad.code, Some(1));
    assert!(bad.stderr.starts_with("plain.yaml: error: it is not encrypted, "), "{}", bad.stderr);
    assert!(!bad.stderr.contains("canary"), "{}", bad.stderr);
}
