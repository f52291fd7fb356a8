//! A file that is open: one recovery of the key, then any number of texts.

use super::{Fake, NOW, format, open, options, seal, seal_with, tokens};
use crate::{
    ErrorKind,
    error::Result,
    format::{
        FormatName::{self, Binary, Dotenv, Json, Yaml},
        Limits,
    },
    keys::{KeyKind, MasterKey},
    metadata::Metadata,
    ops::{DecryptOptions, Draft, Editing, Saved, decrypt, inspect},
    select::Selectors,
};

const PLAIN: &str = "# c\na: one\nb: # why\n  - x\n  - \"y\"\n";

fn edit(name: FormatName, file: &str) -> Editing {
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    Editing::open(file.as_bytes().to_vec(), format(name), &options).unwrap()
}

/// Saves without anyone who could unwrap the key again.
fn save(editing: &Editing, text: &str) -> String {
    let draft = Draft { text: text.as_bytes(), with_metadata: false };
    String::from_utf8(editing.save(draft, &[], NOW + 60).unwrap().bytes).unwrap()
}

/// Saves a text with metadata.
fn save_all(editing: &Editing, text: &str) -> Result<Saved> {
    editing.save(Draft { text: text.as_bytes(), with_metadata: true }, &[&Fake], NOW + 60)
}

fn full(editing: &Editing) -> String {
    editing.text(true).unwrap().expose_str().unwrap().to_owned()
}

fn metadata(name: FormatName, file: &[u8]) -> Metadata {
    inspect(file, format(name), &Limits::default()).unwrap().unwrap()
}

fn ids(metadata: &Metadata) -> Vec<&str> {
    metadata.groups.iter().flatten().map(MasterKey::id).collect()
}

#[test]
fn only_what_was_changed_changes_and_the_key_is_not_needed_again() {
    let old = seal(Yaml, PLAIN);
    let editing = edit(Yaml, &old);
    assert_eq!(editing.text(false).unwrap().expose_str().unwrap(), PLAIN);
    let new = save(&editing, &PLAIN.replace("one", "two"));
    assert_eq!(open(Yaml, &new), PLAIN.replace("one", "two"));
    let changed: Vec<_> = old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect();
    let heads: Vec<_> = changed.iter().map(|(old, _)| old.trim().split(':').next().unwrap()).collect();
    assert_eq!(heads, ["a", "lastmodified", "mac"]);
    // A later attempt starts from the file as well.
    let again = save(&editing, &PLAIN.replace("one", "three"));
    assert_eq!(tokens(&old)[2..4], tokens(&again)[2..4]);
}

#[test]
fn a_foreign_layout_of_the_metadata_stays_even_when_a_form_comes() {
    let old = seal(Yaml, PLAIN);
    let (body, block) = old.split_once("sops:\n").unwrap();
    let wide: String = block.lines().map(|line| format!("  {line} \n")).collect();
    let wide = wide.replace("lastmodified:", "'lastmodified':");
    let old = format!("{body}sops:\n{wide}");
    let new = save(&edit(Yaml, &old), &PLAIN.replace("one", "0o17"));
    assert_eq!(open(Yaml, &new), PLAIN.replace("one", "0o17"));
    let gone = old.lines().filter(|line| !new.contains(line)).count();
    assert_eq!(gone, 3, "{new}");
}

/// The real program stores comments in lists as items: those that stay are left as they are.
#[test]
fn a_comment_that_is_an_item_stays_one() {
    let plain = "l:\n    # c\n    - a\n    # d\n    - - b\n      # e\n      - c\nx: 1\n";
    let old = seal(Yaml, plain).replace("#ENC[", "- ENC[");
    assert_eq!(old.matches("- ENC[").count(), 6);
    let editing = edit(Yaml, &old);
    assert_eq!(editing.text(false).unwrap().expose_str().unwrap(), plain);
    let new = save(&editing, &plain.replace("x: 1", "x: 2"));
    let kept = old.lines().filter(|line| new.contains(line)).count();
    assert_eq!(kept + 3, old.lines().count(), "{new}");
    // What is new is a comment, and so is what stands elsewhere.
    let moved = plain.replace("# d\n    -", "# d2\n    -").replace("    # c", "  # c");
    let new = save(&editing, &moved);
    assert_eq!(new.matches("#ENC[").count(), 2, "{new}");
    assert_eq!(open(Yaml, &new), moved);
}

#[test]
fn a_new_file_starts_from_a_text() {
    let editing = Editing::create(PLAIN.as_bytes(), format(Yaml), &options(Selectors::default())).unwrap();
    assert_eq!(editing.text(false).unwrap().expose_str().unwrap(), PLAIN);
    let new = save(&editing, "other: 1\n");
    assert_eq!(open(Yaml, &new), "other: 1\n");
    let draft = Draft { text: b"other: 1\n", with_metadata: false };
    assert_eq!(editing.save(draft, &[], NOW).unwrap().values, 1);
}

#[test]
fn a_file_that_is_converted_keeps_its_keys() {
    let editing = edit(Yaml, &seal(Yaml, "a: 1\n")).convert(format(Json), NOW).unwrap();
    assert_eq!(editing.text(false).unwrap().expose_str().unwrap(), "{\n\t\"a\": 1\n}\n");
    assert_eq!(open(Json, &save(&editing, "{\"a\": 2}")), "{\"a\": 2}");
}

#[test]
fn the_metadata_can_be_seen_and_left_alone() {
    for (name, plain) in [(Yaml, PLAIN), (Json, "{\n  \"a\": 1\n}\n"), (Dotenv, "# c\nA=1\n")] {
        let old = seal(name, plain);
        let editing = edit(name, &old);
        let text = full(&editing);
        assert!(text.contains("age1fake") && text.contains("lastmodified"), "{text}");
        let changed = text.replacen('1', "2", usize::from(name != Yaml)).replace("one", "two");
        let new = String::from_utf8(save_all(&editing, &changed).unwrap().bytes).unwrap();
        assert_eq!(open(name, &new), plain.replace('1', "2").replace("one", "two"));
        assert_eq!(metadata(name, new.as_bytes()).groups, editing.metadata().groups);
        let changed = old.lines().zip(new.lines()).filter(|(old, new)| old != new).count();
        assert_eq!((old.lines().count(), changed), (new.lines().count(), 3), "{old}\n{new}");
    }
}

#[test]
fn keys_that_are_added_and_removed_are_taken() {
    let mut to = options(Selectors::default());
    to.groups = vec![vec![MasterKey::new(KeyKind::Age, "age1a"), MasterKey::new(KeyKind::Age, "age1b")]];
    let editing = edit(Yaml, &seal_with(Yaml, PLAIN, &to));
    let text = full(&editing);
    let place = |id: &str| text.find(&format!("- recipient: {id}\n")).unwrap();
    let (start, end) = (place("age1a"), place("age1b"));
    let indent = &text[start..end][text[start..end].trim_end_matches(' ').len()..];
    let changed = format!("{}- recipient: age1c\n{indent}{}", &text[..start], &text[end..]);
    let draft = Draft { text: changed.as_bytes(), with_metadata: true };
    let newcomers = editing.newcomers(draft).unwrap();
    assert_eq!(newcomers.iter().flatten().map(MasterKey::id).collect::<Vec<_>>(), ["age1c"]);
    let new = save_all(&editing, &changed).unwrap();
    let saved = metadata(Yaml, &new.bytes);
    assert_eq!(ids(&saved), ["age1c", "age1b"]);
    assert!(saved.groups[0].iter().all(|key| !key.enc().is_empty()));
    assert_eq!(open(Yaml, std::str::from_utf8(&new.bytes).unwrap()), PLAIN);
}

/// New shares would leave those out whose keys nobody here can wrap for.
#[test]
fn keys_of_an_unknown_kind_in_a_group_stay_or_stop_the_edit() {
    let mut to = options(Selectors::default());
    to.groups = ["age1a", "age1b", "age1c"].map(|id| vec![MasterKey::new(KeyKind::Age, id)]).to_vec();
    to.shamir_threshold = Some(2);
    let list = "        - later:\n            - id: x\n              enc: y\n          age:\n";
    let old = seal_with(Yaml, PLAIN, &to).replacen("        - age:\n", list, 1);
    let editing = edit(Yaml, &old);
    let text = full(&editing);
    assert!(text.contains(list), "{text}");
    let raised = text.replace("shamir_threshold: 2", "shamir_threshold: 3");
    let error = save_all(&editing, &raised).map(|_| ()).unwrap_err();
    assert!(error.details().iter().any(|line| line.contains("later")), "{error}");
    let new = save_all(&editing, &text.replace("one", "two")).unwrap().bytes;
    assert!(String::from_utf8(new).unwrap().contains(list));
}

#[test]
fn a_name_written_over_another_is_a_new_key() {
    let editing = edit(Yaml, &seal(Yaml, PLAIN));
    let changed = full(&editing).replace("age1fake", "age1else");
    let newcomers = editing.newcomers(Draft { text: changed.as_bytes(), with_metadata: true }).unwrap();
    assert_eq!(newcomers[0][0].id(), "age1else");
    assert_eq!(newcomers[0][0].enc(), "");
}

#[test]
fn a_selector_that_is_changed_is_taken() {
    let editing = edit(Yaml, &seal(Yaml, PLAIN));
    let changed = full(&editing).replace("unencrypted_suffix: _unencrypted", "encrypted_regex: ^b$");
    let new = save_all(&editing, &changed).unwrap();
    let text = std::str::from_utf8(&new.bytes).unwrap();
    assert!(text.contains("\na: one\n") && text.contains("encrypted_regex: ^b$"), "{text}");
    assert_eq!(open(Yaml, text), PLAIN);
}

#[test]
fn metadata_that_nobody_could_read_is_refused() {
    let editing = edit(Yaml, &seal(Yaml, PLAIN));
    assert_eq!(save_all(&editing, PLAIN).err().unwrap().kind(), ErrorKind::MetadataMissing);
    let text = full(&editing);
    let (head, tail) = (text.find("    age:").unwrap(), text.find("    lastmodified").unwrap());
    let without = format!("{}{}", &text[..head], &text[tail..]);
    assert_eq!(save_all(&editing, &without).err().unwrap().kind(), ErrorKind::NoKey);
}

#[test]
fn what_cannot_be_saved_can_be_set_aside() {
    let editing = edit(Yaml, &seal(Yaml, PLAIN));
    let text = "a: [\n\tb \"\\ \u{7}\u{1F600}";
    let aside = String::from_utf8(editing.keeper().set_aside(text.as_bytes(), NOW).unwrap()).unwrap();
    assert!(!aside.contains("b \\\""));
    assert_eq!(bytes(aside.as_bytes()), text.as_bytes());
    assert_eq!(bytes(&editing.keeper().set_aside(b"\xff", NOW).unwrap()), b"\xff");
}

/// What is in a binary file.
fn bytes(file: &[u8]) -> Vec<u8> {
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    decrypt(file, format(Binary), &options).unwrap().bytes.expose().to_vec()
}

#[test]
fn a_file_that_is_one_value_keeps_every_byte() {
    let old = b"\xff\0a\r\n\"";
    let editing = Editing::create(old, format(Binary), &options(Selectors::default())).unwrap();
    assert_eq!(editing.text(false).unwrap().expose(), old);
    let error = editing.text(true).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Emit);
    let new = editing.save(Draft { text: b"\xfe", with_metadata: false }, &[], NOW + 60).unwrap().bytes;
    assert_eq!(bytes(&new), b"\xfe");
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    let editing = Editing::open(new, format(Binary), &options).unwrap();
    assert_eq!(editing.text(false).unwrap().expose(), b"\xfe");
    // Text can be seen with the metadata around it, and in another format.
    let new = editing.save(Draft { text: b"one", with_metadata: false }, &[], NOW + 60).unwrap().bytes;
    let editing = Editing::open(new, format(Binary), &options).unwrap();
    assert!(full(&editing).starts_with("{\n\t\"data\": \"one\","));
    let saved = save_all(&editing, &full(&editing).replace("\"one\"", "\"two\"")).unwrap();
    assert_eq!(bytes(&saved.bytes), b"two");
    let converted = editing.convert(format(Yaml), NOW).unwrap();
    assert_eq!(converted.text(false).unwrap().expose_str().unwrap(), "data: one\n");
    let back = converted.convert(format(Binary), NOW).unwrap();
    assert_eq!(back.text(false).unwrap().expose(), b"one");
}
