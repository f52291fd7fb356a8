//! What git shows, and what the drivers do with files that are not as they should be.

use super::Repository;

#[test]
fn git_diff_shows_values_and_recipients() {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: one-canary\nb: 2\n");
    repository.commit("base");
    repository.secret("s.yaml", "a: two-canary\nb: 2\n");
    let diff = repository.git(&["diff"]);
    assert!(diff.contains("\n-a: one-canary\n+a: two-canary\n b: 2\n"), "{diff}");
    assert!(!diff.contains("ENC["), "{diff}");
    repository.commit("changed");
    let log = repository.git(&["log", "-p", "-1"]);
    assert!(log.contains("+a: two-canary"), "{log}");
    let other = crate::support::Sandbox::with_key().1;
    let added = repository.run(&["rotate", "-i", "--add-age", &other, "s.yaml"]).finish();
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    let diff = repository.git(&["diff"]);
    assert!(diff.contains(&format!("\n+#   age {other}\n")), "{diff}");
    // Git was told to keep nothing of it.
    repository.holds_none_of(&["-canary"]);
}

#[test]
fn keys_can_be_shown_without_a_key() {
    let repository = Repository::new();
    repository.run(&["git", "install", "--no-hook", "--keys-only"]).stdout();
    repository.secret("s.yaml", "a: one-canary\nb:\n  c: 2\n");
    repository.commit("base");
    repository.secret("s.yaml", "a: two-canary\nb:\n  c: 2\n");
    std::fs::remove_dir_all(repository.sandbox().home().join(".config")).unwrap();
    let diff = repository.git(&["diff"]);
    let changed: Vec<_> = diff
        .lines()
        .filter(|line| line.starts_with("-[") || line.starts_with("+["))
        .map(|line| &line[..6])
        .collect();
    assert_eq!(changed, ["-[\"a\"]", "+[\"a\"]"], "{diff}");
    assert!(diff.contains("\n [\"b\"][\"c\"] "), "{diff}");
}

#[test]
fn a_version_that_cannot_be_read_is_shown_as_it_is() {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: one-canary\n");
    repository.commit("base");
    std::fs::remove_dir_all(repository.sandbox().home().join(".config")).unwrap();
    let log = repository.git(&["log", "-p", "-1", "--", "s.yaml"]);
    assert!(log.contains("+# sops-rs cannot show this version: Failed to get the data key"), "{log}");
    assert!(log.contains("+a: ENC["), "{log}");
}

#[test]
fn files_that_are_not_encrypted_are_gits() {
    let repository = Repository::installed();
    let write = |content: &str, message: &str| {
        repository.sandbox().write("plain.yaml", content);
        repository.commit(message);
    };
    write("a: {{ not yaml }}\nb\n\nc\n\n\nd\n", "base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    write("a: {{ not yaml }}\nb\n\nc\n\n\nD\n", "theirs");
    repository.git(&["checkout", "-q", "main"]);
    write("A: {{ not yaml }}\nb\n\nc\n\n\nd\n", "ours");
    let diff = repository.git(&["diff", "HEAD~1"]);
    assert!(diff.contains("-a: {{ not yaml }}\n+A: {{ not yaml }}"), "{diff}");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.read("plain.yaml"), "A: {{ not yaml }}\nb\n\nc\n\n\nD\n");
}

#[test]
fn what_cannot_be_merged_stays_in_conflict() {
    // One side was committed in clear.
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.sandbox().write("s.yaml", "a: 1\nb: 3\n");
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 2\nb: 2\n");
    repository.commit("ours");
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(1));
    let message = "error: s.yaml: their version of the file is not encrypted, and another one is\n";
    assert!(merge.stderr.starts_with(message), "{}", merge.stderr);
    assert_eq!(repository.git(&["ls-files", "-u"]).lines().count(), 3);

    // One side is for somebody else.
    let stranger = crate::support::Sandbox::with_key().1;
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    std::fs::remove_file(repository.sandbox().path("s.yaml")).unwrap();
    let new = ["encrypt", "--age", &stranger, "--filename-override", "s.yaml", "--output", "s.yaml"];
    repository.run(&new).stdin("a: 1\nb: 3\n").stdout();
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 2\nb: 2\n");
    repository.commit("ours");
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(1));
    assert!(merge.stderr.contains("this is their version of the file"), "{}", merge.stderr);
    assert!(repository.read("s.yaml").contains("<<<<<<< ours"));

    // One side was tampered with: it lost a value behind the MAC's back.
    let merge = merge_with_lost_lines("b:", "");
    assert_eq!(merge.code, Some(1));
    assert!(merge.stderr.starts_with("error: s.yaml: MAC mismatch\n"), "{}", merge.stderr);

    // One side lost its seal, where one is required.
    for is_required in [false, true] {
        let rule = if is_required { "seal: required\n    " } else { "" };
        let merge = merge_with_lost_lines("    seal:", rule);
        assert_eq!(merge.code, Some(i32::from(is_required)), "{}", merge.stderr);
        let told = merge.stderr.starts_with("error: s.yaml: the file has no seal that can be verified\n");
        assert_eq!(told, is_required, "{}", merge.stderr);
    }
}

/// Merges a branch on which somebody took the lines with that start out of a file, under such a rule.
fn merge_with_lost_lines(start: &str, rule: &str) -> crate::support::Finished {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    let recipient = &repository.recipient;
    let config = format!("creation_rules:\n  - path_regex: .*\n    {rule}age: {recipient}\n");
    repository.sandbox().write(".sops-rs.yaml", config);
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    let text = repository.read("s.yaml");
    let kept = text.lines().filter(|line| !line.starts_with(start));
    repository.sandbox().write("s.yaml", kept.map(|line| format!("{line}\n")).collect::<String>());
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 2\nb: 2\n");
    repository.commit("ours");
    repository.try_git(&["merge", "-q", "topic"])
}

#[test]
fn renamed_and_removed_files_are_gits_matter() {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1\nb: 2\nc: 3\nd: 4\n");
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.git(&["mv", "s.yaml", "moved.yaml"]);
    repository.secret("moved.yaml", "a: 1\nb: 5\nc: 3\nd: 4\n");
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 6\nb: 2\nc: 3\nd: 4\n");
    repository.commit("ours");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.plain("moved.yaml"), "a: 6\nb: 5\nc: 3\nd: 4\n");

    repository.git(&["checkout", "-q", "-b", "removing"]);
    repository.git(&["rm", "-q", "moved.yaml"]);
    repository.commit("removed");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("moved.yaml", "a: 7\nb: 5\nc: 3\nd: 4\n");
    repository.commit("changed");
    let merge = repository.try_git(&["merge", "-q", "removing"]);
    assert_eq!((merge.code, merge.text().contains("modify/delete")), (Some(1), true));
    assert_eq!(repository.plain("moved.yaml"), "a: 7\nb: 5\nc: 3\nd: 4\n");
}

#[test]
fn both_sides_may_add_the_same_file() {
    let repository = Repository::installed();
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 1\nc: 3\n");
    repository.commit("ours");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.plain("s.yaml"), "a: 1\nc: 3\nb: 2\n");
}

#[test]
fn a_commit_can_be_compared_with_a_file() {
    let repository = Repository::new();
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("base");
    repository.secret("s.yaml", "a: 1\nb: 3\n");
    let finished = repository.run(&["diff", "--show", "HEAD:s.yaml", "s.yaml"]).finish();
    assert_eq!((finished.code, finished.text().as_str()), (Some(1), "~ [\"b\"]: 2 -> 3\n"));
}

#[test]
fn a_file_that_is_one_value_merges_as_one() {
    let repository = Repository::new();
    repository.run(&["git", "install", "--no-hook", "*.pem"]).stdout();
    repository.secret("key.pem", "one-canary\n");
    repository.commit("base");
    repository.secret("key.pem", "two-canary\n");
    assert!(repository.git(&["diff"]).contains("\n-one-canary\n+two-canary\n"));
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    let other = crate::support::Sandbox::with_key().1;
    let added = repository.run(&["rotate", "-i", "--add-age", &other, "key.pem"]).finish();
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    repository.commit("ours");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.plain("key.pem"), "two-canary\n");
    assert!(repository.read("key.pem").contains(&other));

    repository.git(&["checkout", "-q", "-b", "other", "main~1"]);
    repository.secret("key.pem", "three-canary\n");
    repository.commit("other");
    assert_eq!(repository.try_git(&["merge", "-q", "main"]).code, Some(1));
    repository.run(&["merge", "--resolve", "--ours", "key.pem"]).stdout();
    assert_eq!(repository.plain("key.pem"), "three-canary\n");
    repository.holds_none_of(&["-canary"]);
}

#[test]
fn a_merge_under_a_broken_config_stays_in_conflict() {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1\nb: 2\n");
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.secret("s.yaml", "a: 1\nb: 3\n");
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.secret("s.yaml", "a: 2\nb: 2\n");
    repository.sandbox().write(".sops.yaml", "creation_rules:\n- path_regex: '('\n  age: age1\n");
    repository.commit("ours");
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(1));
    let first = merge.stderr.lines().next().unwrap();
    assert!(
        first.starts_with("error: ") && first.contains("is not a regular expression"),
        "{}",
        merge.stderr
    );
    assert_eq!(repository.git(&["ls-files", "-u"]).lines().count(), 3);
    // With the config put right, the same command as ever settles it.
    std::fs::remove_file(repository.sandbox().path(".sops.yaml")).unwrap();
    repository.run(&["merge", "--resolve", "s.yaml"]).stdout();
    assert_eq!(repository.plain("s.yaml"), "a: 2\nb: 3\n");
}

#[cfg(unix)]
#[test]
fn links_and_bytes_are_gits() {
    let repository = Repository::installed();
    repository.secret("s.yaml", "a: 1-canary\n");
    std::os::unix::fs::symlink("s.yaml", repository.sandbox().path("link.yaml")).unwrap();
    repository.sandbox().write("bytes.yaml", [0xff, 0, 1, 2]);
    repository.commit("base");
    repository.git(&["checkout", "-q", "-b", "topic"]);
    repository.sandbox().write("bytes.yaml", [0xff, 0, 1, 3]);
    repository.secret("s.yaml", "a: 2-canary\n");
    repository.commit("theirs");
    repository.git(&["checkout", "-q", "main"]);
    std::fs::remove_file(repository.sandbox().path("link.yaml")).unwrap();
    std::os::unix::fs::symlink("other.yaml", repository.sandbox().path("link.yaml")).unwrap();
    let diff = repository.git(&["diff"]);
    assert!(diff.contains("\n-s.yaml\n") && diff.contains("\n+other.yaml\n"), "{diff}");
    repository.commit("ours");
    repository.git(&["merge", "-q", "topic"]);
    assert_eq!(repository.plain("s.yaml"), "a: 2-canary\n");
    assert_eq!(std::fs::read(repository.sandbox().path("bytes.yaml")).unwrap(), [0xff, 0, 1, 3]);
    assert!(repository.git(&["diff", "--stat", "HEAD~1"]).contains("bytes.yaml | Bin 4 -> 4 bytes"));
    // Where both sides changed the bytes, git's own conflict stays.
    repository.git(&["checkout", "-q", "topic"]);
    repository.sandbox().write("bytes.yaml", [0xff, 0, 1, 4]);
    repository.commit("theirs again");
    repository.git(&["checkout", "-q", "main"]);
    repository.sandbox().write("bytes.yaml", [0xff, 0, 1, 5]);
    repository.commit("ours again");
    let merge = repository.try_git(&["merge", "-q", "topic"]);
    assert_eq!(merge.code, Some(1), "{}", merge.text());
    assert_eq!(std::fs::read(repository.sandbox().path("bytes.yaml")).unwrap(), [0xff, 0, 1, 5]);
    assert_eq!(repository.git(&["ls-files", "-u"]).lines().count(), 3);
}
