//! Files that must be refused, and what the refusal says.

use super::{open, open_unchecked, options, seal, tokens, try_open};
use crate::{
    error::{Error, ErrorKind},
    format::FormatName::{self, Dotenv, Ini, Json, Yaml},
    ops::encrypt,
    select::Selectors,
};

const CANARY: &str = "canary4711";

fn refused(name: FormatName, source: &str) -> Error {
    let error = try_open(name, source).err().unwrap_or_else(|| panic!("accepted:\n{source}"));
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
    error
}

fn refused_source(name: FormatName, source: &[u8]) -> Error {
    let error = encrypt(source, super::format(name), &options(Selectors::default())).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
    error
}

#[test]
fn any_changed_byte_of_a_token_is_found() {
    let sealed = seal(Dotenv, &format!("A={CANARY}\nB=other\n"));
    let token = tokens(&sealed)[0];
    let start = sealed.find(token).unwrap();
    for at in 0..token.len() {
        let mut bytes = sealed.clone().into_bytes();
        bytes[start + at] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        let error = refused(Dotenv, &changed);
        // The type is not authenticated by the format; the MAC or the type's own grammar finds that.
        let kinds = [ErrorKind::OpenTree, ErrorKind::MacMismatch];
        assert!(kinds.contains(&error.kind()), "{at}: {error}");
        if error.kind() == ErrorKind::OpenTree {
            assert_eq!(error.path(), Some("[\"A\"]"));
            assert_eq!(error.place().unwrap().line, 1);
        }
    }
}

#[test]
fn a_cut_token_is_found() {
    let sealed = seal(Json, &format!("{{\"a\": \"{CANARY}\"}}"));
    let token = tokens(&sealed)[0];
    for length in 1..token.len() {
        let error = refused(Json, &sealed.replacen(token, &token[..length], 1));
        assert_eq!(error.kind(), ErrorKind::OpenTree, "{length}");
    }
}

#[test]
fn a_value_in_clear_where_a_token_belongs_is_refused() {
    for value in [format!("\"{CANARY}\""), "12".to_owned(), "true".to_owned()] {
        let sealed = seal(Json, "{\"a\": {\"b\": \"x\"}}");
        let token = format!("\"{}\"", tokens(&sealed)[0]);
        let error = refused(Json, &sealed.replacen(&token, &value, 1));
        assert_eq!((error.kind(), error.path()), (ErrorKind::OpenTree, Some("[\"a\"][\"b\"]")));
    }
}

#[test]
fn swapped_tokens_are_found() {
    let sealed = seal(Dotenv, &format!("A={CANARY}\nB=other\n"));
    let all = tokens(&sealed);
    let swapped = sealed.replacen(all[0], "@", 1).replacen(all[1], all[0], 1).replacen('@', all[1], 1);
    assert_eq!(refused(Dotenv, &swapped).kind(), ErrorKind::OpenTree);
}

#[test]
fn a_changed_order_does_not_fit_the_mac() {
    let sealed = seal(Json, &format!("{{\"a\": [\"{CANARY}\", \"y\"]}}"));
    let all = tokens(&sealed);
    // In a list, both tokens open at both places.
    let swapped = sealed.replacen(all[0], "@", 1).replacen(all[1], all[0], 1).replacen('@', all[1], 1);
    let error = refused(Json, &swapped);
    assert_eq!(error.kind(), ErrorKind::MacMismatch);
    assert!(error.message().contains("MAC mismatch"));
    assert!(error.next_step().unwrap().contains("--ignore-mac"));
    let opened = open_unchecked(Json, &swapped).unwrap();
    assert_eq!(opened.bytes.expose(), format!("{{\"a\": [\"y\", \"{CANARY}\"]}}").as_bytes());
}

#[test]
fn a_changed_readable_value_does_not_fit_the_mac() {
    let sealed = seal(Dotenv, "A_unencrypted=1\nB=2\n").replace("A_unencrypted=1", "A_unencrypted=2");
    assert_eq!(refused(Dotenv, &sealed).kind(), ErrorKind::MacMismatch);
}

#[test]
fn a_missing_and_a_broken_mac_are_told_apart() {
    let sealed = seal(Dotenv, "A=x\n");
    let line = sealed.lines().find(|line| line.starts_with("sops_mac=")).unwrap();
    let without = sealed.replace(&format!("{line}\n"), "");
    assert_eq!(refused(Dotenv, &without).kind(), ErrorKind::MacMissing);
    assert_eq!(open_unchecked(Dotenv, &without).unwrap().bytes.expose(), b"A=x\n");
    for (old, new) in [(line, "sops_mac=nonsense"), ("2025-06-01T00", "2025-06-01T01")] {
        assert_eq!(refused(Dotenv, &sealed.replace(old, new)).kind(), ErrorKind::OpenMac);
    }
}

#[test]
fn a_token_whose_type_was_changed_is_refused() {
    let sealed = seal(Json, &format!("{{\"a\": \"{CANARY}\"}}"));
    let token = tokens(&sealed)[0];
    for kind in ["int", "float", "bool", "time", "comment", "unknown"] {
        let changed = token.replace("type:str", &format!("type:{kind}"));
        let error = refused(Json, &sealed.replacen(token, &changed, 1));
        assert_eq!(error.kind(), ErrorKind::OpenTree, "{kind}");
    }
}

#[test]
fn a_comment_that_does_not_authenticate_is_passed_through() {
    let sealed = seal(Dotenv, &format!("#{CANARY}\nA=x\n"));
    let token = tokens(&sealed)[0];
    let broken = token.replace("iv:", "iv:AAAA");
    let opened = try_open(Dotenv, &sealed.replacen(token, &broken, 1)).unwrap();
    assert_eq!(opened.bytes.expose(), format!("#{broken}\nA=x\n").as_bytes());
    assert_eq!(opened.warnings.len(), 1);
    let opened = open(Dotenv, &sealed.replacen(token, " by hand", 1));
    assert_eq!(opened, "# by hand\nA=x\n", "one that is no token is nobody's business");
}

#[test]
fn a_selector_that_would_match_encrypted_comments_is_refused() {
    let seal_under = |regex: &str| {
        let selectors =
            Selectors { unencrypted_comment_regex: Some(regex.to_owned()), ..Selectors::default() };
        let source = format!("A=1\n#{CANARY}\nB=2\n");
        encrypt(source.as_bytes(), super::format(Dotenv), &options(selectors))
    };
    for regex in ["", "readable", "^ sops:"] {
        assert!(seal_under(regex).is_ok(), "{regex}");
    }
    for regex in ["data", "[A-Z]", "\\]$"] {
        let error = seal_under(regex).unwrap_err();
        assert_eq!((error.kind(), error.place().unwrap().line), (ErrorKind::SealTree, 2), "{regex}");
        assert!(!format!("{error:?}").contains(CANARY));
    }
    // One that matches now and then is dodged.
    let sealed = (0..8).map(|_| seal_under("AA|BB|CC|DD").unwrap());
    assert!(sealed.map(|s| String::from_utf8(s.bytes).unwrap()).all(|text| {
        let token = tokens(&text)[1];
        ["AA", "BB", "CC", "DD"].iter().all(|pair| !token.contains(pair))
    }));
}

#[test]
fn a_plain_file_has_no_metadata() {
    let error = refused(Dotenv, &format!("A={CANARY}\n"));
    assert_eq!((error.kind(), error.message()), (ErrorKind::MetadataMissing, "sops metadata not found"));
}

#[test]
fn an_encrypted_file_is_not_encrypted_again() {
    for (name, source) in [(Dotenv, "A=x\n"), (Json, "{\"a\": 1}"), (Yaml, "a: x\n")] {
        let error = refused_source(name, seal(name, source).as_bytes());
        assert_eq!(error.kind(), ErrorKind::AlreadyEncrypted);
        assert!(error.message().contains("`sops`") && error.place().is_some());
    }
}

#[test]
fn a_file_without_a_document_or_without_a_key_is_refused() {
    for source in ["", "# only a comment\n"] {
        assert_eq!(refused_source(Yaml, source.as_bytes()).kind(), ErrorKind::NoDocument, "{source}");
    }
    let mut without = options(Selectors::default());
    without.groups.clear();
    let error = encrypt(b"A=x\n", super::format(Dotenv), &without).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
}

#[test]
fn text_that_is_not_utf_8_is_refused_by_place() {
    let source = [CANARY.as_bytes(), b": \xff\n"].concat();
    let error = refused_source(Yaml, &source);
    assert_eq!((error.kind(), error.place().unwrap().column), (ErrorKind::Input, 13));
}

#[test]
fn unknown_metadata_does_not_hinder() {
    let sealed = seal(Dotenv, "A=x\n") + "sops_later__list_0__map_x=y\n";
    let opened = try_open(Dotenv, &sealed).unwrap();
    assert_eq!(opened.metadata.unknown.len(), 1);
    assert_eq!(opened.bytes.expose(), b"A=x\n");
}

proptest::proptest! {
    #[test]
    fn a_damaged_file_is_refused_or_read_but_never_panics(
        at in 0..100_000_usize,
        length in 0..40_usize,
        insert in "[\\[\\]{}:,#&*!|>'\"\n \ta-z=-]{0,6}",
    ) {
        let files = [
            (Yaml, "# c\na: &x\n  - 0644 # d\n  - s\nb: *x\nc: |\n  t\n---\nd: {e: [1, \"f\"]}\n"),
            (Json, "{\"a\": [\"\\u0041\", 1.50, null], \"b\": {\"c\": true}}"),
            (Dotenv, "# c\nA=x\nB=\\n"),
        ];
        for (name, source) in files {
            let sealed = seal(name, source);
            let start = at % sealed.len();
            let end = (start + length).min(sealed.len());
            let damaged = format!("{}{insert}{}", &sealed[..start], &sealed[end..]);
            let _ = try_open(name, &damaged).map(drop);
            let _ = open_unchecked(name, &damaged).map(drop);
            let _ = encrypt(damaged.as_bytes(), super::format(name), &options(Selectors::default()));
        }
    }
}

#[test]
fn a_comment_never_becomes_a_part_of_a_value() {
    for value in ["a;b", "a`b"] {
        let quote = if value.contains('`') { "\"\"\"" } else { "`" };
        let sealed = seal(Ini, &format!("# {quote}x\nk = {quote}{value}{CANARY}{quote}\n"));
        let [comment, token] = tokens(&sealed)[..2] else { panic!("{sealed}") };
        // As the real program writes it.
        let plain = sealed.replacen(&format!("{quote}{token}{quote}"), token, 1);
        let with = |comment: &str| plain.replacen(token, &format!("{token} {comment}"), 1);
        let harmless = open(Ini, &with("# fine"));
        assert!(harmless.ends_with(&format!("k = {quote}{value}{CANARY}{quote} # fine\n")), "{harmless}");
        // A stranger's, and one that was moved there.
        for comment in [format!("# x{quote}"), format!("# {quote} x"), format!("# {comment}")] {
            let error = refused(Ini, &with(&comment));
            assert_eq!((error.kind(), error.path()), (ErrorKind::OpenTree, Some("[\"DEFAULT\"][\"k\"]")));
            assert_eq!(error.place().unwrap().line, 2, "{error}");
        }
    }
}

#[test]
fn a_comment_never_joins_its_line_with_the_next() {
    let refused_at = |source: &str, line: u32| {
        let error = refused(Ini, source);
        assert_eq!((error.kind(), error.path()), (ErrorKind::OpenTree, Some("[\"s\"][\"k\"]")));
        assert_eq!(error.place().unwrap().line, line, "{error}");
    };
    // Moved behind a value.
    let sealed = seal(Ini, &format!("[s]\n; {CANARY}\\\nk = x\nl = y\n"));
    let [comment, token] = tokens(&sealed)[..2] else { panic!("{sealed}") };
    let moved = sealed.replacen(&format!("; {comment}\n"), "", 1);
    refused_at(&moved.replacen(token, &format!("{token} ; {comment}"), 1), 2);
    // Behind one that lost its quotes.
    let sealed = seal(Ini, &format!("[s]\nk = `x` ; {CANARY}\\\nl = y\n"));
    let token = tokens(&sealed)[0];
    refused_at(&sealed.replacen(&format!("`{token}`"), token, 1), 2);
    // Without the backslash nothing is wrong with that.
    let sealed = seal(Ini, "[s]\nk = `x` ; c\nl = y\n");
    let token = tokens(&sealed)[0];
    assert_eq!(open(Ini, &sealed.replacen(&format!("`{token}`"), token, 1)), "[s]\nk = x ; c\nl = y\n");
}

#[test]
fn what_follows_a_token_does_not_become_a_line_of_its_value() {
    let sealed = |value: &str| seal(Yaml, &format!("a:\n  b: {value}\n  c: 1\n"));
    // As the real program writes it, with what somebody put behind it.
    let with = |sealed: &str, behind: &str| {
        let (_, rest) = sealed.split_once("\n  c:").unwrap();
        open(Yaml, &format!("a:\n  b: {}{behind}\n  c:{rest}", tokens(sealed)[0]))
    };
    let folded = "|\n    one\n    two";
    for (value, behind, expected) in [
        (folded, "", folded),
        (folded, "\n", folded),
        (folded, "\n   # less", folded),
        (folded, "\n\n   # less", folded),
        (folded, "\n    # deep", r#""one\ntwo\n""#),
        (folded, "\n\n      # deep", r#""one\ntwo\n""#),
        (folded, "\n      ", r#""one\ntwo\n""#),
        ("|-\n    one\n    two", "\n", "|-\n    one\n    two"),
        (r#""one\n\n""#, "", "|+\n    one\n"),
        (r#""one\n\n""#, "\n", r#""one\n\n""#),
        (r#""one\n\n""#, "\n\n  # c", r#""one\n\n""#),
        (r#""\n""#, "\n", r#""\n""#),
    ] {
        assert_eq!(
            with(&sealed(value), behind),
            format!("a:\n  b: {expected}{behind}\n  c: 1\n"),
            "{behind:?}"
        );
    }
    // Where the file ends with the token, after the metadata.
    for (value, expected) in
        [("|\n  one\n  two", r#""one\ntwo\n""#), ("|-\n  one\n  two", "|-\n    one\n    two")]
    {
        let sealed = seal(Yaml, &format!("b: {value}\n"));
        let (_, metadata) = sealed.split_once("sops:").unwrap();
        let opened = open(Yaml, &format!("sops:{metadata}b: {}", tokens(&sealed)[0]));
        assert_eq!(opened, format!("b: {expected}"));
    }
    // The same behind a token that stands as a block scalar.
    let kept = sealed("|+\n    one\n");
    let (token, rest) = kept.split_once("\n  c:").unwrap();
    assert_eq!(open(Yaml, &format!("{token}\n\n  c:{rest}")), "a:\n  b: \"one\\n\\n\"\n\n  c: 1\n");
}

#[test]
fn a_comment_behind_a_token_does_not_become_a_line_of_its_value() {
    for (block, line) in [("|\n  one\n  two", r#""one\ntwo\n""#), ("|-\n  one\n\n  two", r#""one\n\ntwo""#)] {
        let sealed = seal(Yaml, &format!("a: {block}\nb: 1\n"));
        let (_, rest) = sealed.split_once("\nb:").unwrap();
        // As the real program writes it, with a comment that somebody added.
        let token = tokens(&sealed)[0];
        for comment in [" # why", "\t#", " "] {
            let opened = open(Yaml, &format!("a: {token}{comment}\nb:{rest}"));
            assert_eq!(opened, format!("a: {line}{comment}\nb: 1\n"));
        }
    }
}
