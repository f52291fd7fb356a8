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
