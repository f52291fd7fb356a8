//! Encrypted files: what the plain merge gives, with the tokens of both sides and nothing in clear.

use super::{format, generate::triple, leaves};
use crate::{
    format::{FormatName, Limits},
    git::{Conflicted, MarkerStyle, MergeOptions, Side, merge, three_way},
    keys::{Attempt, KeyKind, MasterKey, Provider},
    ops::{self, DecryptOptions, EncryptOptions},
    secret::Plaintext,
    select::Selectors,
};

const NOW: i64 = 1_748_736_000;

/// Writes the data key into the file in clear.
struct Fake;

impl Provider for Fake {
    fn kind(&self) -> KeyKind {
        KeyKind::Age
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> crate::Result<()> {
        use base64::Engine as _;
        key.set("enc", base64::engine::general_purpose::STANDARD.encode(secret));
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> Result<Plaintext, Attempt> {
        use base64::Engine as _;
        let key = base64::engine::general_purpose::STANDARD.decode(key.enc());
        key.map(Plaintext::new).map_err(|_| Attempt {
            places: Vec::new(),
            reason: "no".to_owned(),
            hint: None,
        })
    }
}

fn encrypting(selectors: Selectors, now: i64) -> EncryptOptions<'static> {
    EncryptOptions {
        groups: vec![vec![MasterKey::new(KeyKind::Age, "age1fake")]],
        shamir_threshold: None,
        selectors,
        mac_only_encrypted: false,
        seal: ops::SealChoice::Add,
        providers: &[&Fake],
        now,
        limits: Limits::default(),
    }
}

fn sealed(name: FormatName, texts: [&str; 3], selectors: &Selectors) -> [Vec<u8>; 3] {
    let base =
        ops::encrypt(texts[0].as_bytes(), format(name), &encrypting(selectors.clone(), NOW)).unwrap().bytes;
    let update = |text: &str, later| {
        let options = encrypting(Selectors::default(), NOW + later);
        let updated = ops::update(&base, text.as_bytes(), format(name), &options).unwrap();
        updated.into_bytes(&base).unwrap_or_else(|| base.clone())
    };
    let (ours, theirs) = (update(texts[1], 10), update(texts[2], 20));
    [base, ours, theirs]
}

fn options() -> MergeOptions<'static> {
    MergeOptions {
        providers: &[&Fake],
        now: NOW + 30,
        limits: Limits::default(),
        seal_required: false,
        may_wrap: &|_| false,
        style: MarkerStyle { size: 7, names: ["ours", "theirs"] },
    }
}

fn open(name: FormatName, bytes: &[u8]) -> String {
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    let opened = ops::decrypt(bytes, format(name), &options)
        .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)));
    String::from_utf8(opened.bytes.expose().to_vec()).unwrap()
}

fn tokens(bytes: &[u8]) -> std::collections::BTreeSet<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let end = |at: usize| at + text[at..].find(']').unwrap();
    let metadata = text.find("lastmodified").unwrap_or(text.len()); // three letters may stand in a token
    text.match_indices("ENC[")
        .filter(|(at, _)| *at < metadata)
        .map(|(at, _)| text[at..=end(at)].to_owned())
        .collect()
}

#[test]
fn encrypted_files_merge_as_their_plain_texts_do_and_show_nothing() {
    for name in [FormatName::Yaml, FormatName::Json, FormatName::Dotenv, FormatName::Ini, FormatName::Toml] {
        for seed in 0..25 {
            let plain = triple(seed, name);
            let plain = plain.each_ref().map(String::as_str);
            let files = sealed(name, plain, &Selectors::default());
            let versions = files.each_ref().map(Vec::as_slice);
            let merged = merge(versions, format(name), false, &options())
                .unwrap_or_else(|error| panic!("{seed}: {error}"));
            let want = three_way(plain, format(name), &Limits::default(), Side::Ours).unwrap();
            assert_eq!(merged.conflicts, want.conflicts);
            let text = String::from_utf8(merged.bytes.clone()).unwrap();
            assert!(!text.contains("canary"), "seed {seed}\n{text}");
            if merged.conflicts.is_empty() {
                assert_eq!(open(name, &merged.bytes), want.text.expose_str().unwrap(), "seed {seed}");
                // Every value's token comes from one of the sides; a comment may come to stand in another
                // collection.
                let known: std::collections::BTreeSet<_> =
                    tokens(&files[1]).union(&tokens(&files[2])).cloned().collect();
                let new: Vec<_> = tokens(&merged.bytes)
                    .difference(&known)
                    .filter(|token| !token.ends_with(",type:comment]"))
                    .cloned()
                    .collect();
                let both = leaves(name, plain[1]) == leaves(name, plain[2]);
                assert!(new.is_empty() || both, "seed {seed}: {new:?}");
                continue;
            }
            let conflicted = Conflicted::read(&merged.bytes).expect("markers");
            assert!(conflicted.is_of_a_merge(format(name), &Limits::default()));
            let theirs = three_way(plain, format(name), &Limits::default(), Side::Theirs).unwrap();
            // What a person sees holds both sides, and nothing is settled in it.
            let shown = conflicted.open(format(name), &options(), |sides| {
                let shown = sides.marked()?;
                assert!(shown.unsettled(shown.text.expose()).is_some());
                Ok(shown)
            });
            let shown = shown.unwrap();
            let sides = crate::git::markers::read(shown.text.expose_str().unwrap()).unwrap();
            assert_eq!(sides.ours.expose(), want.text.expose(), "seed {seed}");
            assert_eq!(sides.theirs.expose(), theirs.text.expose(), "seed {seed}");
            for (at, want) in [&want.text, &theirs.text].into_iter().enumerate() {
                let settled = conflicted
                    .settle(format(name), &options(), |ours, theirs| {
                        let taken = [ours, theirs][at];
                        assert_eq!(taken, want.expose_str().unwrap(), "seed {seed}");
                        Ok(Plaintext::new(taken.as_bytes().to_vec()))
                    })
                    .unwrap_or_else(|error| panic!("{seed}: {error}\n{text}"));
                assert_eq!(open(name, &settled), want.expose_str().unwrap(), "seed {seed}");
                assert!(!String::from_utf8(settled).unwrap().contains("merge_conflict"));
            }
        }
    }
}

#[test]
fn a_value_is_never_put_in_clear_by_the_other_sides_selector() {
    let with = |text: &str| Selectors { encrypted_regex: Some(text.to_owned()), ..Selectors::default() };
    let [base, ours, _] = sealed(FormatName::Yaml, ["a: 1\n", "a: 1\nnew_a: canary\n", "a: 1\n"], &with("a"));
    // They say that less is encrypted, which changes nothing in what they have.
    let text = String::from_utf8(base.clone()).unwrap();
    let theirs = text.replace("encrypted_regex: a\n", "encrypted_regex: ^a\n");
    assert_ne!(theirs, text);
    // A program that knows of no seal drops it.
    let theirs: String =
        theirs.split_inclusive('\n').filter(|line| !line.starts_with("    seal: ")).collect();
    let versions = [base.as_slice(), &ours, theirs.as_bytes()];
    let error = merge(versions, format(FormatName::Yaml), false, &options()).map(|_| ()).unwrap_err();
    assert_eq!(error.message(), "the merge would put a value in clear that is encrypted");
    assert_eq!(error.path(), Some(r#"["new_a"]"#));
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn an_edit_between_the_markers_is_noticed() {
    let files =
        sealed(FormatName::Yaml, ["a: 0\nb: 1\n", "a: 1\nb: 1\n", "a: 2\nb: 1\n"], &Selectors::default());
    let versions = files.each_ref().map(Vec::as_slice);
    let merged = merge(versions, format(FormatName::Yaml), false, &options()).unwrap();
    let text = String::from_utf8(merged.bytes).unwrap();
    let settle = |text: &str| {
        let conflicted = Conflicted::read(text.as_bytes()).unwrap();
        conflicted.settle(format(FormatName::Yaml), &options(), |_, theirs| {
            Ok(Plaintext::new(theirs.as_bytes().to_vec()))
        })
    };
    assert_eq!(open(FormatName::Yaml, &settle(&text).unwrap()), "a: 2\nb: 1\n");
    // Their token in the place of ours.
    let theirs = text.split("=======\n").nth(1).unwrap().lines().next().unwrap();
    let ours = text.lines().nth(1).unwrap();
    let error = settle(&text.replace(ours, theirs)).map(|_| ()).unwrap_err();
    assert_eq!(error.message(), "MAC mismatch");
}

#[test]
fn metadata_on_a_line_of_values_do_not_keep_a_conflict_from_being_settled() {
    for texts in [
        ["{\"a\": 0}", "{\n\"a\": 1}", "{\"a\": 2}"],
        ["{\"a\": {}}", "{\n\"a\": []}", "{}"],
        ["{\"a\": 0}", "{\"a\": 1}", "{\"a\": 2,\n \"b\": 3}"],
    ] {
        let files = sealed(FormatName::Json, texts, &Selectors::default());
        let merged = merge(files.each_ref().map(Vec::as_slice), format(FormatName::Json), false, &options());
        let merged = merged.unwrap();
        let conflicted = Conflicted::read(&merged.bytes).unwrap();
        assert!(conflicted.is_of_a_merge(format(FormatName::Json), &Limits::default()));
        for side in [1, 2] {
            let settle = |ours: &str, theirs: &str| {
                Ok(Plaintext::new(if side == 1 { ours } else { theirs }.as_bytes().to_vec()))
            };
            let settled = conflicted.settle(format(FormatName::Json), &options(), settle);
            let settled = settled.unwrap_or_else(|error| panic!("{error}\n{texts:?}"));
            assert_eq!(
                leaves(FormatName::Json, &open(FormatName::Json, &settled)).get(&vec!["a".to_owned()]),
                leaves(FormatName::Json, texts[side]).get(&vec!["a".to_owned()]),
                "{texts:?}"
            );
        }
    }
}

#[test]
fn markers_are_longer_than_lines_that_look_like_one() {
    let text = |value: &str| format!("a=\"{value}\"\nx_unencrypted = \"\"\"\n<<<<<<<<< q\n\"\"\"\n");
    let texts = [text("s0"), text("s1"), text("s2")];
    let files = sealed(FormatName::Toml, texts.each_ref().map(String::as_str), &Selectors::default());
    let merged = merge(files.each_ref().map(Vec::as_slice), format(FormatName::Toml), false, &options());
    let merged = merged.unwrap();
    assert!(merged.bytes.starts_with(b"<<<<<<<<<< ours\n"));
    let conflicted = Conflicted::read(&merged.bytes).unwrap();
    let settled = conflicted.settle(format(FormatName::Toml), &options(), |_, theirs| {
        Ok(Plaintext::new(theirs.as_bytes().to_vec()))
    });
    assert_eq!(open(FormatName::Toml, &settled.unwrap()), texts[2]);
}

#[test]
fn a_conflict_on_one_line_without_a_break_can_be_settled() {
    let texts = ["{\"a\": 0}", "{\"a\": 1}", "{\"a\": 2}"];
    let files = sealed(FormatName::Json, texts, &Selectors::default());
    let merged = merge(files.each_ref().map(Vec::as_slice), format(FormatName::Json), false, &options());
    let conflicted = Conflicted::read(&merged.unwrap().bytes).unwrap();
    let settled = conflicted.settle(format(FormatName::Json), &options(), |_, theirs| {
        Ok(Plaintext::new(theirs.as_bytes().to_vec()))
    });
    assert_eq!(open(FormatName::Json, &settled.unwrap()).trim_end(), texts[2]);
}
