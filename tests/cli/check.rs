//! `check` and `verify`: the findings, each provoked by a file of its own.

use serde_json::Value;

use super::team::Team;

const PLAIN: &str = "password: canary-3f1\nlist: [1, 2]\nport_unencrypted: 80\n";

/// What `check` finds: exit code, and the findings without their advice.
fn check(team: &Team, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let finished = team.sandbox.run([&["check"], args].concat()).finish();
    assert_eq!(finished.stderr, "");
    let text = finished.text();
    assert!(!text.contains("canary"), "{text}");
    (finished.code, text.lines().filter(|line| !line.starts_with("  ")).map(str::to_owned).collect())
}

/// A team whose rule names `me` and `alice`, with one file that is as it should be.
fn team() -> Team {
    let team = Team::new();
    team.rule_for(&[&team.me, &team.alice]);
    team.encrypted("good.yaml", PLAIN);
    team
}

#[test]
fn a_repository_in_order_has_no_findings() {
    let team = team();
    team.sandbox.write("sub/.gitignore", "build/\n").write("sub/build/x.yaml", "a: canary\n");
    team.rule(&["path_regex: none"]);
    let rule = format!("creation_rules:\n  - path_regex: \\.yaml$\n    age: {},{}\n", team.me, team.alice);
    team.sandbox.write(".sops-rs.yaml", rule).write("README.md", "sops and ENC[AES256_GCM, are words here\n");
    assert_eq!(check(&team, &[]), (Some(0), vec!["1 file: all is as it should be".to_owned()]));
    assert_eq!(check(&team, &["-r", "."]), check(&team, &[]));
    // No key is needed.
    let text = team.run_as("nobody", &["check", "good.yaml"]).stdout();
    assert_eq!(text, "1 file: all is as it should be\n");
}

#[test]
fn every_finding_is_found() {
    let team = team();
    let good = team.sandbox.read("good.yaml");
    team.sandbox.write("plain.yaml", PLAIN);
    team.sandbox.write("good.dec.yaml", PLAIN);
    team.sandbox.write("readable.yaml", good.replacen("password: ENC", "password: canary # ENC", 1));
    team.sandbox.write("damaged.yaml", good.replacen(",type:str]", ",type:s", 1));
    team.sandbox.write("no-mac.yaml", good.replacen("    mac: ", "    nomac: ", 1));
    team.sandbox.write(
        "selectors.yaml",
        good.replace("_unencrypted\n", "_plain\n").replace("port_unencrypted", "port_plain"),
    );
    team.rule_for(&[&team.me]);
    team.encrypted("missing.yaml", PLAIN);
    team.rule_for(&[&team.me, &team.alice, &team.bob]);
    team.encrypted("unknown.yaml", PLAIN);
    team.rule_for(&[&team.me, &team.alice]);
    let (code, found) = check(&team, &[]);
    assert_eq!(code, Some(1));
    let (alice, bob, me) = (&team.alice, &team.bob, &team.me);
    let want = [
        "damaged.yaml:1:11: error: the token at [\"password\"] is cut short or malformed [damaged-token]".to_owned(),
        "good.dec.yaml: error: it is not encrypted, and the creation rule in line 2 covers it [not-encrypted]".to_owned(),
        "good.dec.yaml: error: it looks like the plaintext of good.yaml [plaintext-twin]".to_owned(),
        format!("missing.yaml: error: it is not encrypted to age {alice}, which the rule in line 2 names [missing-recipient]"),
        format!("missing.yaml: warning: one single key can read it: age {me} [single-key]"),
        "no-mac.yaml: error: its metadata has no MAC [metadata]".to_owned(),
        "plain.yaml: error: it is not encrypted, and the creation rule in line 2 covers it [not-encrypted]".to_owned(),
        "readable.yaml:1:11: error: the value at [\"password\"] is readable, and the selectors say that it is encrypted [readable-value]".to_owned(),
        "selectors.yaml: error: it was encrypted with unencrypted_suffix `_plain`, and the rule in line 2 says unencrypted_suffix `_unencrypted` [selectors]".to_owned(),
        format!("unknown.yaml: error: the rule in line 2 does not name its recipient age {bob} [unknown-recipient]"),
        "9 files: 9 errors, 1 warning".to_owned(),
    ];
    assert_eq!(found, want);
}

#[test]
fn weak_choices_are_warnings_and_errors_when_strict() {
    let team = Team::new();
    let pq = team.home_key("quantum", &["--pq"]);
    team.rule_for(&[&team.me, &pq]);
    team.encrypted("mixed.yaml", PLAIN);
    let message = "mixed.yaml: warning: 1 of its 2 keys are not post-quantum: whoever breaks one has the data key [mixed-quantum]";
    let want = vec![message.to_owned(), "1 file: 0 errors, 1 warning".to_owned()];
    assert_eq!(check(&team, &[]), (Some(0), want.clone()));
    assert_eq!(check(&team, &["--strict"]), (Some(1), want));
    team.rule_for(&[&pq]);
    team.encrypted("single.yaml", PLAIN);
    assert!(check(&team, &["single.yaml"]).1[0].ends_with("[single-key]"));
}

#[test]
fn another_threshold_is_found() {
    let team = team();
    team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 2);
    team.encrypted("groups.yaml", PLAIN);
    team.rule_of_groups(&[&team.me, &team.alice, &team.bob], 3);
    let (code, found) = check(&team, &["groups.yaml"]);
    let want = "groups.yaml: error: 2 of its key groups are needed, and 3 by the rule in line 2 [threshold]";
    assert_eq!((code, found[0].as_str()), (Some(1), want));
}

#[test]
fn an_old_data_key_is_named() {
    let team = team();
    let text = team.sandbox.read("good.yaml");
    let start = text.find("lastmodified: \"").unwrap() + 15;
    let old = format!("{}2020-01-01T00:00:00Z{}", &text[..start], &text[start + 20..]);
    team.sandbox.write("good.yaml", old);
    assert_eq!(check(&team, &[]).0, Some(0));
    let (code, found) = check(&team, &["--max-age", "52w"]);
    assert_eq!(code, Some(1));
    assert!(found[0].ends_with("days old, and 364 are allowed [old-data-key]"), "{found:?}");
    team.sandbox
        .run(["check", "--max-age", "soon"])
        .finish()
        .fails_with(1, "error: invalid value 'soon' for '--max-age <TIME>': write a number of days, weeks or years: 90d, 12w, 1y");
}

#[test]
fn programs_get_json_and_sarif() {
    let team = team();
    team.sandbox.write("plain.yaml", PLAIN);
    let report = |format: &str| -> Value {
        let finished = team.sandbox.run(["check", "--format", format]).finish();
        assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
        serde_json::from_slice(&finished.stdout).unwrap()
    };
    let json = report("json");
    assert_eq!(json["files"], 2);
    assert_eq!(json["findings"][0]["file"], "plain.yaml");
    assert_eq!(json["findings"][0]["id"], "not-encrypted");
    let sarif = report("sarif");
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "not-encrypted");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "plain.yaml");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
    let github = team.sandbox.run(["check", "--format", "github"]).finish().text();
    assert!(
        github.starts_with("::error file=plain.yaml,title=not-encrypted::it is not encrypted"),
        "{github}"
    );
}

#[test]
fn what_is_staged_is_what_counts() {
    let team = team();
    let git = |args: &[&str]| {
        let run = team.sandbox.command(std::path::Path::new("git"), args);
        let finished = run.env("PATH", std::env::var("PATH").unwrap()).finish();
        assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    };
    git(&["init", "-q"]);
    team.sandbox.write("leak.yaml", PLAIN);
    git(&["add", "leak.yaml", "good.yaml"]);
    // On disk it is encrypted by now; the commit would hold the plaintext.
    team.sandbox.run(["encrypt", "-i", "leak.yaml"]).stdout();
    let staged = team.sandbox.run(["check", "--staged"]).env("PATH", std::env::var("PATH").unwrap()).finish();
    assert_eq!(staged.code, Some(1));
    assert!(staged.text().starts_with("leak.yaml: error: it is not encrypted"), "{}", staged.text());
    git(&["add", "leak.yaml"]);
    let staged = team.sandbox.run(["check", "--staged"]).env("PATH", std::env::var("PATH").unwrap()).finish();
    assert_eq!((staged.code, staged.text().as_str()), (Some(0), "2 files: all is as it should be\n"));
}

#[test]
fn verify_opens_every_value() {
    let team = team();
    team.encrypted("other.json", "{\"a\": \"canary\"}\n");
    team.sandbox.write("plain.yaml", PLAIN);
    let text = team.sandbox.run(["verify"]).stdout();
    assert_eq!(text, "2 files: whole, every value and every MAC\n");

    let other = team.sandbox.read("other.json");
    team.sandbox.write("other.json", other.replacen("data:", "data:A", 1));
    let finished = team.sandbox.run(["verify", "."]).finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
    let want = "other.json:2:7: error: could not decrypt a value at [\"a\"]: the token is cut short or malformed [damaged]\n";
    assert!(finished.text().replace(":1:7:", ":2:7:").starts_with(want), "{}", finished.text());

    let finished = team.run_as("bob", &["verify", "good.yaml"]).finish();
    assert_eq!(finished.code, Some(1));
    assert!(finished.text().contains("[no-key]"), "{}", finished.text());
    team.sandbox.run(["verify", "nowhere"]).finish().fails_with(2, "error: nowhere: could not read the file");
}

#[test]
fn an_unreadable_config_stops_a_check() {
    let team = team();
    team.sandbox.write(".sops-rs.yaml", "creation_rule: []\n");
    let finished = team.sandbox.run(["check"]).finish();
    assert_eq!(finished.code, Some(1));
    assert!(finished.stderr.contains("creation_rules"), "{}", finished.stderr);
}

#[test]
fn this_repository_is_as_its_own_rule_says() {
    let run = |args: &[&str]| {
        let mut command = crate::support::Sandbox::new().run(args).into_command();
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    };
    // Among them are binary files of the real program, which writes the usual selector into them.
    run(&["check", "fixtures/*/*/encrypted.*"]);
    run(&["config", "check"]);
}

#[test]
fn what_is_staged_needs_a_repository_with_files() {
    let team = team();
    let staged = |folder: &str| {
        let run = team.sandbox.run(["check", "--staged"]).env("PATH", "/usr/bin:/bin");
        let output = run.into_command().current_dir(team.sandbox.path(folder)).output().unwrap();
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, told) = staged("");
    assert_eq!((code, told.lines().next()), (Some(1), Some("error: not in the files of a git repository")));
    let git = |args: &[&str]| team.sandbox.command(std::path::Path::new("/usr/bin/git"), args).stdout();
    git(&["init", "-q", "--bare", "bare.git"]);
    let (code, told) = staged("bare.git");
    assert_eq!((code, told.lines().next()), (Some(1), Some("error: this is a bare repository")));
}

#[cfg(unix)]
#[test]
fn links_submodules_and_strange_names_can_be_staged() {
    use std::os::unix::ffi::OsStrExt as _;
    let team = team();
    let git = |args: &[&str]| {
        let identity =
            ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"];
        team.sandbox.command(std::path::Path::new("/usr/bin/git"), [&identity, args].concat()).stdout()
    };
    let staged = || team.sandbox.run(["check", "--staged"]).finish();
    git(&["init", "-q"]);
    git(&["init", "-q", "other"]);
    team.sandbox.write(".git/info/exclude", "other/\n");
    git(&["-C", "other", "commit", "-q", "--allow-empty", "-m", "first"]);
    git(&["submodule", "--quiet", "add", "-f", "./other", "module.yaml"]);
    std::os::unix::fs::symlink("good.yaml", team.sandbox.path("link.yaml")).unwrap();
    git(&["add", "link.yaml", "module.yaml", "good.yaml"]);
    let found = staged();
    assert_eq!(
        (found.code, found.text().as_str()),
        (Some(0), "1 file: all is as it should be\n"),
        "{}",
        found.stderr
    );
    // A name that is no text, a name that looks like a flag or a pattern, and bytes that are no text.
    let odd = std::ffi::OsStr::from_bytes(b"\xff.yaml");
    std::fs::write(team.sandbox.path("").join(odd), [0xff; 100]).unwrap();
    team.sandbox.write("--x *.yaml", PLAIN);
    git(&["add", "-A", "--", "."]);
    let found = staged();
    assert_eq!((found.code, found.stderr.as_str()), (Some(1), ""));
    let named = found.text().lines().filter(|line| line.contains("[not-encrypted]")).count();
    assert_eq!(named, 2, "{}", found.text());
}
