//! What a config file means, and what it says when it is wrong.

use std::{fs, path::PathBuf};

use super::*;
use crate::{
    document::Block,
    keys::{KeyKind, MasterKey},
};

const ALICE: &str = "age1vu6v230cv9qga3vnlp8mmr7d0lrw6npksj56d2m30xn7ldkam3ssua3926";
const BOB: &str = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw";

fn parse(source: &str) -> Config {
    Config::parse(Path::new("/repo/.sops.yaml"), source).unwrap_or_else(|error| panic!("{error}"))
}

/// The error of a config: kind `Config`, always with the file; the rest is checked by the caller.
fn refuse(source: &str) -> Error {
    let error = Config::parse(Path::new("/repo/.sops.yaml"), source).expect_err(source);
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert_eq!(error.file(), Some(Path::new("/repo/.sops.yaml")));
    error
}

fn at(error: &Error) -> (u32, u32) {
    error.place().map(|place| (place.line, place.column)).unwrap_or_default()
}

fn text(key: &MasterKey, field: &str) -> String {
    key.field(field).unwrap_or("(none)").to_owned()
}

const README_STYLE: &str = "\
# creation rules are evaluated sequentially, the first match wins
creation_rules:
    # upon creation of a file that matches the pattern *.dev.yaml, KMS set A as well as PGP is used
    - path_regex: \\.dev\\.yaml$
      kms: 'arn:aws:kms:us-west-2:927034868273:key/fe86dd69-4132-404c-ab86-4269956b4500'
      pgp: 'FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4'

    # prod files use KMS set B, with a role, and a profile
    - path_regex: \\.prod\\.yaml$
      kms: 'arn:aws:kms:us-west-2:361527076523:key/5052f06a+arn:aws:iam::361527076523:role/hiera-sops-prod,arn:aws:kms:eu-central-1:361527076523:key/cb1fab90'
      aws_profile: prod
      gcp_kms: projects/mygcproject/locations/global/keyRings/mykeyring/cryptoKeys/thekey
      hc_vault_transit_uri: \"http://localhost:8200/v1/sops/keys/thirdkey\"
      azure_keyvault: https://sops.vault.azure.net/keys/sops-key/f3b5c8d2
      mac_only_encrypted: true

    # Finally, if the rules above have not matched, this one is a catchall
    - age: 'AGE1, AGE2,'
      encrypted_regex: ^(data|stringData)$
";

#[test]
fn a_config_in_the_style_of_the_readme() {
    let config = parse(&README_STYLE.replace("AGE1", ALICE).replace("AGE2", BOB));
    assert_eq!(config.rules.iter().map(|rule| rule.line).collect::<Vec<_>>(), [4, 9, 18]);

    let dev = config.rule_for(Path::new("/repo/a/b.dev.yaml")).unwrap();
    assert_eq!(dev.line, 4);
    let kinds: Vec<_> = dev.groups[0].iter().map(|key| key.kind).collect();
    assert_eq!(kinds, [KeyKind::Pgp, KeyKind::Kms]);

    let prod = config.rule_for(Path::new("/repo/x.prod.yaml")).unwrap();
    assert!(prod.mac_only_encrypted);
    let [first, second, gcp, azure, vault] = &prod.groups[0][..] else { panic!("five keys are named") };
    assert_eq!(first.id(), "arn:aws:kms:us-west-2:361527076523:key/5052f06a");
    assert_eq!(text(first, "role"), "arn:aws:iam::361527076523:role/hiera-sops-prod");
    assert_eq!(text(first, "aws_profile"), "prod");
    assert_eq!(second.id(), "arn:aws:kms:eu-central-1:361527076523:key/cb1fab90");
    assert_eq!(second.field("role"), None);
    assert_eq!(gcp.id(), "projects/mygcproject/locations/global/keyRings/mykeyring/cryptoKeys/thekey");
    assert_eq!(text(azure, "vault_url"), "https://sops.vault.azure.net");
    assert_eq!((azure.id(), text(azure, "version").as_str()), ("sops-key", "f3b5c8d2"));
    assert_eq!(text(vault, "vault_address"), "http://localhost:8200");
    assert_eq!((text(vault, "engine_path").as_str(), vault.id()), ("sops", "thirdkey"));

    let rest = config.rule_for(Path::new("/repo/other.json")).unwrap();
    assert_eq!(rest.groups, [[MasterKey::new(KeyKind::Age, ALICE), MasterKey::new(KeyKind::Age, BOB)]]);
    assert_eq!(rest.selectors.encrypted_regex.as_deref(), Some("^(data|stringData)$"));
    assert!(!rest.mac_only_encrypted);
}

#[test]
fn named_recipients_through_anchors_and_merge_keys() {
    let source = format!(
        "keys:\n  - &alice {ALICE}\n  - &bob {BOB}\ndefaults: &defaults\n  mac_only_encrypted: true\n\
         creation_rules:\n  - path_regex: ^a/\n    <<: *defaults\n    key_groups:\n      - age:\n          - *alice\n          - *bob\n  - age: [*bob, *bob]\n"
    );
    let config = parse(&source);
    assert_eq!(
        config.rules[0].groups,
        [[MasterKey::new(KeyKind::Age, ALICE), MasterKey::new(KeyKind::Age, BOB)]]
    );
    assert!(config.rules[0].mac_only_encrypted);
    assert_eq!(config.rules[1].groups, [[MasterKey::new(KeyKind::Age, BOB)]]);
    // Without an anchor, or so close to a known key that it is a slip, it is an unknown key.
    assert_eq!(at(&refuse("keys:\n  - a\ncreation_rules: []\n")), (1, 1));
    let slip = refuse(&format!("creation_rule:\n  - age: &a {ALICE}\n"));
    assert_eq!(slip.next_step(), Some("Did you mean `creation_rules`?"));
}

#[test]
fn a_recipient_named_in_thousands_of_rules() {
    let rule = "  - path_regex: ^hosts/[^/]+/secrets\\.yaml$\n    key_groups:\n      - age: [*admin]\n";
    let config = parse(&format!("keys:\n  - &admin {ALICE}\ncreation_rules:\n{}", rule.repeat(5000)));
    assert_eq!(config.rules.len(), 5000);
}

#[test]
fn key_groups_of_every_kind() {
    let source = format!(
        "creation_rules:
  - shamir_threshold: 2
    key_groups:
      - merge:
          - age: [{ALICE}]
            merge: [{{pgp: ['FBC7 B9E2']}}]
          - age: [{ALICE}]
        age: [{BOB}]
      - kms:
          - arn: arn:aws:kms:us-east-1:1:key/a
            role: arn:aws:iam::1:role/r
            context: {{Environment: prod, Count: 7}}
            aws_profile: foo
          - arn: arn:aws:kms:us-east-1:1:key/b
        gcp_kms: [{{resource_id: projects/p}}]
      - azure_keyvault:
          - {{vaultUrl: https://v.vault.azure.net, key: k, version: v1}}
        hc_vault: ['https://v:8200/v1/a/b/keys/n/']
        hckms: [{{key_id: 'tr-west-1:abc'}}]
"
    );
    let config = parse(&source);
    let rule = &config.rules[0];
    assert_eq!(rule.shamir_threshold, Some(2));
    let [merged, cloud, rest] = &rule.groups[..] else { panic!("three groups") };
    let ids: Vec<_> = merged.iter().map(MasterKey::id).collect();
    assert_eq!(ids, ["FBC7B9E2", ALICE, BOB]);
    let names: Vec<_> = cloud[0].fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["arn", "role", "context", "aws_profile"]);
    let context =
        vec![("Count".to_owned(), Block::text("7")), ("Environment".to_owned(), Block::text("prod"))];
    assert_eq!(cloud[0].fields[2].1, Block::Map(context));
    let names: Vec<_> = cloud[1].fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["arn", "aws_profile"]);
    assert_eq!(cloud[2].id(), "projects/p");
    assert_eq!(rest[0].kind, KeyKind::HcKms);
    assert_eq!(text(&rest[1], "vault_url"), "https://v.vault.azure.net");
    assert_eq!(text(&rest[2], "engine_path"), "a/b");
}

#[test]
fn files_without_rules() {
    for source in
        ["", "# nothing\n", "---\n", "creation_rules:\n", "stores: {yaml: {indent: 2}, json: {indent: -1}}\n"]
    {
        let config = parse(source);
        assert!(config.rules.is_empty(), "{source:?}");
        let error = config.rule_for(Path::new("/repo/a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Generic);
    }
    assert!(Config::load(Path::new("/dev/null")).unwrap().rules.is_empty());
}

#[test]
fn windows_line_ends_and_a_byte_order_mark() {
    let source = format!(
        "\u{feff}creation_rules:\r\n  - path_regex: ^a$\r\n    age: >-\r\n      {ALICE},\r\n      {BOB}\r\n  - age: {BOB}\r\n"
    );
    let config = parse(&source);
    assert_eq!(config.rules[0].path_regex.as_deref(), Some("^a$"));
    assert_eq!(config.rules[0].groups[0].len(), 2);
    assert_eq!(config.rules[1].line, 6);
}

#[test]
fn an_unknown_key_names_its_place_and_the_nearest() {
    let cases = [
        ("creation_rules:\n  - path_regx: a\n", (2, 5), Some("Did you mean `path_regex`?")),
        (
            "creation_rules:\n  - age: a\n    encrypted-regex: b\n",
            (3, 5),
            Some("Did you mean `encrypted_regex`?"),
        ),
        ("creation_rules:\n  - hc_vault_uri: a\n", (2, 5), None),
        ("creation_rules:\n  - key_groups:\n      - ages: []\n", (3, 9), Some("Did you mean `age`?")),
        (
            "creation_rules:\n  - key_groups:\n      - kms: [{arn: a, roll: b}]\n",
            (3, 24),
            Some("Did you mean `role`?"),
        ),
        ("stores:\n  ymal: {indent: 2}\n", (2, 3), Some("Did you mean `yaml`?")),
        ("stores: {yaml: {indent: 2, tab: 1}}\n", (1, 28), None),
        ("destination_rules:\n  - s3_buckt: a\n", (2, 5), Some("Did you mean `s3_bucket`?")),
        (
            "destination_rules:\n  - recreation_rule:\n      pathregex: a\n",
            (3, 7),
            Some("Did you mean `path_regex`?"),
        ),
        ("creationrules: []\n", (1, 1), Some("Did you mean `creation_rules`?")),
    ];
    for (source, place, hint) in cases {
        let error = refuse(source);
        assert_eq!(at(&error), place, "{source}");
        assert!(error.message().starts_with("unknown key `"), "{error}");
        match hint {
            Some(hint) => assert_eq!(error.next_step(), Some(hint)),
            None => assert!(error.next_step().unwrap().starts_with("Use one of: "), "{error:?}"),
        }
    }
}

#[test]
fn a_wrong_type_or_form_names_its_place() {
    let cases = [
        ("- a\n", (1, 1), "the config file must be a mapping, not a list"),
        ("creation_rules: {}\n", (1, 17), "`creation_rules` must be a list, not a mapping"),
        ("creation_rules: [a]\n", (1, 18), "a creation rule must be a mapping, not text"),
        ("creation_rules:\n  -\n", (2, 4), "a creation rule is empty"),
        (
            "creation_rules: [{age: 1}]\n",
            (1, 24),
            "`age` must be a string or a list of strings, not a number",
        ),
        ("creation_rules: [{age: [a, 1]}]\n", (1, 28), "an item of `age` must be a string, not a number"),
        ("creation_rules: [{hckms: 'a:b'}]\n", (1, 26), "`hckms` must be a list, not text"),
        ("creation_rules: [{hckms: [a]}]\n", (1, 27), "a key of hckms is malformed: `a`"),
        ("creation_rules: [{path_regex: [a]}]\n", (1, 31), "`path_regex` must be text, not a list"),
        (
            "creation_rules: [{shamir_threshold: '2'}]\n",
            (1, 37),
            "`shamir_threshold` must be a whole number, without quotes, not text",
        ),
        (
            "creation_rules: [{shamir_threshold: -1}]\n",
            (1, 37),
            "`shamir_threshold` must be a whole number, zero or more, not a number",
        ),
        (
            "creation_rules: [{mac_only_encrypted: 'true'}]\n",
            (1, 39),
            "`mac_only_encrypted` must be true or false, without quotes, not text",
        ),
        (
            "creation_rules: [{mac_only_encrypted: 1}]\n",
            (1, 39),
            "`mac_only_encrypted` must be true or false, not a number",
        ),
        ("creation_rules: [{key_groups: [{}]}]\n", (1, 32), "key group 1 has no keys"),
        ("creation_rules: [{key_groups: [{age: a}]}]\n", (1, 38), "`age` must be a list, not text"),
        ("creation_rules: [{key_groups: [{kms: [{role: a}]}]}]\n", (1, 39), "`arn` is missing"),
        (
            "creation_rules: [{shamir_threshold: 3, key_groups: [{age: [a]}, {age: [b]}]}]\n",
            (1, 37),
            "`shamir_threshold` is 3, but the rule has 2 key groups",
        ),
        (
            "creation_rules: [{azure_keyvault: 'https://x/keys'}]\n",
            (1, 35),
            "a key of azure_keyvault is malformed: `https://x/keys`",
        ),
        (
            "creation_rules: [{hc_vault_transit_uri: 'v/v1/transit/keys/n'}]\n",
            (1, 41),
            "a Vault key is malformed: `v/v1/transit/keys/n`",
        ),
        (
            "creation_rules: [{hc_vault_transit_uri: 'https://v/p/v1/transit/keys/n'}]\n",
            (1, 41),
            "a Vault key is malformed: `https://v/p/v1/transit/keys/n`",
        ),
        ("stores: {yaml: {indent: x}}\n", (1, 25), "`indent` must be a whole number"),
    ];
    for (source, place, message) in cases {
        let error = refuse(source);
        assert_eq!((at(&error), error.message()), (place, message), "{source}");
    }
}

#[test]
fn scalars_are_taken_as_written() {
    let config = parse("creation_rules: [{path_regex: 1.50, encrypted_suffix: yes, mac_only_encrypted: on}]");
    let rule = &config.rules[0];
    assert_eq!(rule.path_regex.as_deref(), Some("1.50"));
    assert_eq!(rule.selectors.encrypted_suffix.as_deref(), Some("yes"));
    assert!(rule.mac_only_encrypted);
    assert!(rule.groups.is_empty());
    let config = parse("creation_rules: [{path_regex: '', age: , pgp: '', key_groups: []}]");
    assert_eq!(config.rules[0].path_regex, None);
    assert!(config.rules[0].groups.is_empty());
}

#[test]
fn two_selectors_in_a_rule() {
    let error = refuse("creation_rules:\n  - age: a\n    encrypted_suffix: x\n    unencrypted_regex: y\n");
    assert_eq!(at(&error), (4, 24));
    assert_eq!(error.message(), "more than one selector is set in the rule in line 2");
    assert_eq!(error.causes(), ["encrypted_suffix, unencrypted_regex"]);
}

#[test]
fn text_that_is_not_yaml() {
    let twice = refuse("creation_rules:\n  - age: a\n    age: b\n");
    assert_eq!((at(&twice), twice.message()), ((3, 5), "the key `age` stands twice in the same mapping"));
    let open = refuse("creation_rules: [\n  - a: b: c\n");
    assert_eq!(open.message(), "the config file is not valid YAML");
    assert_eq!(at(&open).0, 2);
    assert!(!open.causes()[0].contains(" at line "));
    assert_eq!(refuse("a: *nope\n").place().unwrap().line, 1);
    assert_eq!(at(&refuse("creation_rules: []\n---\na: b\n")).0, 3);
    // Neither a bomb nor a deep nest harms.
    refuse(&"[".repeat(100_000));
    let bomb: Vec<_> = ('b'..'k')
        .zip('a'..)
        .map(|(name, last)| format!("{name}: &{name} [{}]\n", vec![format!("*{last}"); 9].join(", ")))
        .collect();
    refuse(&format!("a: &a [x, x, x, x, x, x, x, x, x]\n{}", bomb.concat()));
}

#[test]
fn an_identity_is_never_echoed() {
    let identity = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZ";
    let sources = [
        format!("creation_rules: [{{age: {identity}}}]\n"),
        format!("creation_rules: [{{age: [{}]}}]\n", identity.to_lowercase()),
        format!("creation_rules: [{{key_groups: [{{age: [{identity}]}}]}}]\n"),
        format!("creation_rules: [{{age: '{ALICE} {identity}', pgp: {identity}}}]\n"),
        format!("creation_rules: [{{{identity}: 1}}]\n"),
        format!("{identity}: 1\n{identity}: 1\n"),
        format!("creation_rules: [{{azure_keyvault: {identity}}}]\n"),
        format!("a: {identity}: {identity}\n"),
        format!("a: *{identity}\n"),
    ];
    for source in sources {
        let error = refuse(&source);
        let shown = format!("{error} {error:?}").to_uppercase();
        assert!(!shown.contains("QQPQYQ"), "{shown}");
    }
    let config = parse(&format!("creation_rules: [{{path_regex: {identity}}}]\n"));
    let error = config.rule_for(Path::new("/repo/a")).unwrap_err();
    assert!(!error.to_string().contains("QQPQYQ"), "{error}");
}

#[test]
fn the_first_match_wins_and_no_match_lists_the_rules() {
    let config = parse(
        "creation_rules:\n  - path_regex: ^secrets/prod/\n    age: a\n\n  - path_regex: \\.env$\n    age: b\n  - path_regex: ^secrets/\n    age: c\n",
    );
    let line = |file: &str| config.rule_for(Path::new(file)).map(|rule| rule.line).unwrap_or_default();
    assert_eq!(line("/repo/secrets/prod/a.env"), 2);
    assert_eq!(line("/repo/secrets/dev/a.env"), 5);
    assert_eq!(line("/repo/./secrets/x/../y.yaml"), 7);
    // Elsewhere, the absolute path counts.
    assert_eq!(line("/other/secrets/a.yaml"), 0);
    assert_eq!(line("/other/a.env"), 5);

    let error = config.rule_for(Path::new("/repo/other/a.yaml")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Generic);
    assert_eq!(error.message(), "no matching creation rules found for `other/a.yaml`");
    assert_eq!(
        error.causes(),
        [
            "line 2: path_regex `^secrets/prod/` does not match",
            r"line 5: path_regex `\.env$` does not match",
            "line 7: path_regex `^secrets/` does not match",
        ]
    );
    assert!(error.next_step().is_some());
}

#[test]
fn a_bad_regex_names_the_line_of_its_rule() {
    let config = parse(
        "creation_rules:\n  - path_regex: a\n    age: x\n    encrypted_regex: '['\n  - age: x\n    path_regex: (b\n",
    );
    let error = config.rule_for(Path::new("/repo/a")).unwrap_err();
    assert_eq!((error.kind(), at(&error)), (ErrorKind::Config, (4, 22)));
    assert_eq!(error.message(), "`encrypted_regex` is not a regular expression in the rule in line 2");
    let error = config.rule_for(Path::new("/repo/b")).unwrap_err();
    assert_eq!((error.kind(), at(&error)), (ErrorKind::Config, (6, 17)));
    assert_eq!(error.message(), "the path_regex of the rule in line 5 is not a regular expression");
    assert_eq!(error.causes(), ["unclosed group"]);
    assert_eq!(error.file(), Some(Path::new("/repo/.sops.yaml")));
}

#[test]
fn unreadable_files() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Config::load(&folder.path().join("none.yaml")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::ConfigMissing);
    assert_eq!(Config::load(folder.path()).unwrap_err().kind(), ErrorKind::Config);
    let latin = folder.path().join("latin.yaml");
    fs::write(&latin, b"creation_rules: [] # \xe9\n").unwrap();
    assert_eq!(Config::load(&latin).unwrap_err().causes(), ["it is not UTF-8 text"]);
}

/// A folder with symlinks resolved, since some systems have their temporary folder behind one.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

#[test]
fn found_from_the_file_upwards_then_from_the_working_directory() {
    let (_keep, top) = folder();
    for name in ["repo/a/b", "work/c"] {
        fs::create_dir_all(top.join(name)).unwrap();
    }
    let touch = |name: &str| fs::write(top.join(name), "").unwrap();
    let found = |file: &str, from: &str| {
        find(Some(Path::new(file)), &top.join(from)).map(|path| path.strip_prefix(&top).unwrap().to_owned())
    };
    let named = |name: &str| Some(PathBuf::from(name));

    touch("work/.sops.yaml");
    assert_eq!(found("../../repo/a/b/x.yaml", "work/c"), named("work/.sops.yaml"));
    touch("repo/.sops.yaml");
    assert_eq!(found("../../repo/a/b/x.yaml", "work/c"), named("repo/.sops.yaml"));
    assert_eq!(found("x.yaml", "work/c"), named("work/.sops.yaml"));
    // A file (and a folder) that does not exist yet.
    assert_eq!(found("new/../a/new/x.yaml", "repo"), named("repo/.sops.yaml"));
    // Nearer wins; in one folder, the program's own name wins.
    touch("repo/a/.sops.yaml");
    assert_eq!(found("a/b/x.yaml", "repo"), named("repo/a/.sops.yaml"));
    touch("repo/.sops-rs.yaml");
    assert_eq!(found("a/b/x.yaml", "repo"), named("repo/a/.sops.yaml"));
    assert_eq!(found("x.yaml", "repo"), named("repo/.sops-rs.yaml"));
    // A folder of that name is no config.
    fs::create_dir(top.join("repo/a/b/.sops.yaml")).unwrap();
    assert_eq!(found("x.yaml", "repo/a/b"), named("repo/a/.sops.yaml"));
    assert_eq!(find(None, &top.join("repo/a")), Some(top.join("repo/a/.sops.yaml")));
}

#[cfg(unix)]
#[test]
fn symlinked_folders() {
    let (_keep, top) = folder();
    fs::create_dir_all(top.join("repo/a")).unwrap();
    fs::create_dir(top.join("home")).unwrap();
    fs::write(top.join("repo/.sops.yaml"), "creation_rules: [{path_regex: ^a/x, age: k}]\n").unwrap();
    std::os::unix::fs::symlink(top.join("repo/a"), top.join("home/link")).unwrap();
    std::os::unix::fs::symlink(top.join("repo"), top.join("home/repo")).unwrap();

    // Through a link to the config's folder, the config is found where it was typed.
    let typed = top.join("home/repo/a/x.yaml");
    let path = find(Some(&typed), &top.join("home")).unwrap();
    assert_eq!(path, top.join("home/repo/.sops.yaml"));
    assert!(Config::load(&path).unwrap().rule_for(&typed).is_ok());
    // Through a link to a folder below it, it is found where the folder really is.
    let typed = top.join("home/link/x.yaml");
    let path = find(Some(&typed), &top.join("home")).unwrap();
    assert_eq!(path, top.join("repo/.sops.yaml"));
    assert!(Config::load(&path).unwrap().rule_for(&typed).is_ok());
}
