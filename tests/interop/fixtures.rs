//! Both directions over the fixtures, with every selector.

use std::{fs, path::PathBuf};

use sops_rs::format::FormatName;

use super::{
    judge::{self, Theirs},
    ours,
};
use crate::support::oracle::{Oracle, Rule, extension, fixtures, recipient};

/// One folder of the fixtures.
struct Case {
    name: String,
    format: FormatName,
    rule: Rule,
    plain: Vec<u8>,
    theirs: Theirs,
}

/// All cases; the number is told so that an empty folder cannot pass.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for format in
        [FormatName::Yaml, FormatName::Json, FormatName::Dotenv, FormatName::Ini, FormatName::Binary]
    {
        let mut folders: Vec<PathBuf> = fs::read_dir(fixtures().join(format.as_str()))
            .expect("the fixtures are in the repository")
            .map(|entry| entry.expect("the folder can be read").path())
            .collect();
        folders.sort();
        cases.extend(folders.into_iter().map(|folder| {
            let read = |name: &str| {
                let path = folder.join(format!("{name}.{}", extension(format)));
                fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            };
            Case {
                name: format!("{format:?}/{}", folder.file_name().expect("a folder has a name").display()),
                format,
                rule: Rule::parse(&fs::read_to_string(folder.join("rule.yaml")).unwrap_or_default()),
                plain: read("plain"),
                theirs: Theirs { encrypted: read("encrypted"), decrypted: read("decrypted") },
            }
        }));
    }
    assert!(cases.len() >= 25, "only {} fixtures were found", cases.len());
    cases
}

/// Judges every case and reports all that fail, not only the first.
fn over_all(judge: impl Fn(&Case) -> judge::Verdict) {
    let wrong: Vec<_> = cases()
        .iter()
        .filter_map(|case| judge(case).err().map(|wrong| format!("=== {}: {wrong}", case.name)))
        .collect();
    assert!(wrong.is_empty(), "{} fixtures fail\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_fixture_comes_back_byte_for_byte() {
    over_all(|case| judge::lossless(&case.plain, case.format, &case.rule));
}

#[test]
fn every_toml_file_comes_back_byte_for_byte() {
    let folders = fs::read_dir(fixtures().join("toml")).expect("the fixtures are in the repository");
    let mut count = 0;
    for folder in folders {
        let path = folder.expect("the folder can be read").path().join("plain.toml");
        let plain = fs::read(&path).expect("it holds a plain text");
        judge::lossless(&plain, FormatName::Toml, &Rule::default())
            .unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
        let encrypted = ours::encrypt(&plain, FormatName::Toml, &Rule::default()).expect("it is valid");
        let text = String::from_utf8(encrypted).expect("it is text");
        assert!(text.contains("\n[sops]") && text.contains("ENC["), "{text}");
        count += 1;
    }
    assert!(count >= 7, "only {count} fixtures were found");
}

#[test]
fn the_real_program_reads_ours() {
    let oracle = Oracle::new();
    over_all(|case| judge::forward(&oracle, &case.plain, &case.theirs, case.format, &case.rule));
}

#[test]
fn we_read_what_the_real_program_wrote() {
    // The fixtures show none of the differences that `differences` lists.
    over_all(|case| {
        let decrypted =
            ours::decrypt(&case.theirs.encrypted, case.format).map_err(|error| error.to_string())?;
        judge::same("other bytes", &decrypted, &case.theirs.decrypted)
    });
}

#[test]
fn both_give_the_same_json_for_our_files() {
    let oracle = Oracle::new();
    over_all(|case| {
        let encrypted =
            ours::encrypt(&case.plain, case.format, &case.rule).map_err(|error| error.to_string())?;
        let json = |bytes: &[u8]| oracle.decrypt_to(bytes, case.format, FormatName::Json);
        match (json(&encrypted), json(&case.theirs.encrypted)) {
            (Ok(ours), Ok(theirs)) => judge::same_json(&ours, &theirs),
            // JSON has no infinity, for one.
            (Err(ours), Err(theirs)) => {
                judge::same("it refuses", ours.stderr.as_bytes(), theirs.stderr.as_bytes())
            }
            (Ok(_), Err(no)) | (Err(no), Ok(_)) => Err(format!("only of one: {no:?}")),
        }
    });
}

/// Tokens become `•`, and the metadata ends the text.
fn skeleton(encrypted: &str) -> String {
    let body = encrypted.split("sops").next().unwrap_or_default();
    let mut parts = body.split("ENC[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('•');
        text.push_str(part.split_once(']').expect("a token ends").1);
    }
    text
}

#[test]
fn only_values_and_comments_change_and_each_keeps_its_quotes() {
    for (format, plain, expected) in [
        (
            FormatName::Yaml,
            "# head\na:   1 # behind\nb: 'x'\n\nc: \"y\"\nd: |\n  z\nlist:\n- [p, \"q\"]\n-   k: v\nn: ~\ne: ''\n",
            "#•\na:   • #•\nb: '•'\n\nc: \"•\"\nd: |-\n  •\nlist:\n- [\"•\", \"•\"]\n-   k: •\nn: ~\ne: ''\n",
        ),
        (
            FormatName::Json,
            "{ \"a\" : 1,\n\t\"b\":[true, null, \"\", {\"c\":\"x\"}]}",
            "{ \"a\" : \"•\",\n\t\"b\":[\"•\", null, \"\", {\"c\":\"•\"}]",
        ),
        (FormatName::Dotenv, "# head\nA=1\n\nB=\"x\"\nC=\n", "#•\nA=•\n\nB=•\nC=\n"),
    ] {
        let encrypted = ours::encrypt(plain.as_bytes(), format, &Rule::default()).expect("it is valid");
        let encrypted = String::from_utf8(encrypted).expect("the source is text");
        let skeleton = skeleton(&encrypted);
        assert!(skeleton.starts_with(expected), "{format:?}: expected\n{expected}\nin\n{skeleton}");
    }
}

#[test]
fn metadata_that_we_do_not_know_stays() {
    let plain = b"a: 1\nb: two\n";
    let encrypted = ours::encrypt(plain, FormatName::Yaml, &Rule::default()).expect("it is valid");
    let text = crate::support::without_seal(&String::from_utf8(encrypted).expect("the source is text"));
    let foreign = format!("a_key_of_tomorrow: # why\n{0}  - x: [1, 2]\n{0}", indentation(&text));
    let at = text.find("lastmodified:").expect("the metadata tells when it was written");
    let marked = format!("{}{foreign}{}", &text[..at], &text[at..]);

    let updated = ours::update(marked.as_bytes(), b"a: 1\nb: three\n", FormatName::Yaml)
        .expect("the old file is valid")
        .expect("a value changed");
    let updated = String::from_utf8(updated).expect("the source is text");
    assert!(updated.contains("a_key_of_tomorrow:") && updated.contains("x:"), "{updated}");
    assert_eq!(ours::decrypt(updated.as_bytes(), FormatName::Yaml).expect("ours"), b"a: 1\nb: three\n");
    Oracle::new().decrypt(updated.as_bytes(), FormatName::Yaml).expect("it ignores the key");
}

fn indentation(text: &str) -> &str {
    let line = text.lines().find(|line| line.trim_start().starts_with("lastmodified:"));
    let line = line.expect("the metadata tells when it was written");
    &line[..line.len() - line.trim_start().len()]
}

#[test]
fn an_update_changes_the_lines_that_changed() {
    for (format, plain, changed) in [
        (FormatName::Yaml, "# c\na: 1\nb:\n  - x\n  - old\nd: z\n", "# c\na: 1\nb:\n  - x\n  - new\nd: z\n"),
        (
            FormatName::Json,
            "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    \"y\"\n  ]\n}\n",
            "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    \"new\"\n  ]\n}\n",
        ),
        (FormatName::Dotenv, "# c\nA=1\nB=2\nC=3\n", "# c\nA=1\nB=new\nC=3\n"),
    ] {
        let old = ours::encrypt(plain.as_bytes(), format, &Rule::default()).expect("it is valid");
        assert!(
            ours::update(&old, plain.as_bytes(), format).expect("the old file is valid").is_none(),
            "{format:?}: nothing changed"
        );
        let new = ours::update(&old, changed.as_bytes(), format).expect("it is valid").expect("it changed");
        assert_eq!(ours::decrypt(&new, format).expect("ours"), changed.as_bytes(), "{format:?}");
        Oracle::new().decrypt(&new, format).unwrap_or_else(|no| panic!("{format:?}: {no:?}"));

        let (old, new) = (String::from_utf8_lossy(&old), String::from_utf8_lossy(&new));
        assert_eq!(old.lines().count(), new.lines().count(), "{format:?}");
        let differ: Vec<_> = old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect();
        // The value, `lastmodified` where the second changed, `mac` and `seal`.
        assert!((3..=4).contains(&differ.len()), "{format:?}: {differ:#?}");
    }
}

#[test]
fn the_rule_of_this_repository_is_for_the_fixtures() {
    let path = fixtures().parent().expect("fixtures is a folder of the repository").join(".sops-rs.yaml");
    let config = sops_rs::config::Config::load(&path).expect("it is valid");
    let rule = config.rule_for(&fixtures().join("yaml/scalars/encrypted.yaml")).expect("it is covered");
    assert_eq!(rule.groups[0][0].id(), recipient());
    for other in ["README.md", "fixtures/yaml/scalars/plain.yaml", "fixtures/keys/team.txt"] {
        assert!(config.rule_for(&path.with_file_name(other)).is_err(), "it covers {other}");
    }
}
