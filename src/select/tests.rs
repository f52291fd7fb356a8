//! What each selector encrypts, alone and nested.

use super::*;

fn select(name: &str, text: &str) -> Select {
    let mut selectors = Selectors::default();
    let field = match name {
        "unencrypted_suffix" => &mut selectors.unencrypted_suffix,
        "encrypted_suffix" => &mut selectors.encrypted_suffix,
        "unencrypted_regex" => &mut selectors.unencrypted_regex,
        "encrypted_regex" => &mut selectors.encrypted_regex,
        "unencrypted_comment_regex" => &mut selectors.unencrypted_comment_regex,
        "encrypted_comment_regex" => &mut selectors.encrypted_comment_regex,
        _ => unreachable!("no such selector"),
    };
    *field = Some(text.to_owned());
    Select::new(&selectors).unwrap()
}

/// Walks a small document written as a line of words: `{` and `}` for collections, `#text` for a
/// comment, `key=` for a key whose value follows, `.` for a leaf. Gives a digit for each comment and
/// leaf: 1 for encrypted.
fn walk(select: &Select, document: &str) -> String {
    let mut walk = select.walk();
    let mut keyed = Vec::new();
    let mut pending = false;
    let mut out = String::new();
    for word in document.split_whitespace() {
        let done = |walk: &mut Walk<'_>, keyed: bool| {
            if keyed {
                walk.end_key();
            }
            walk.node_done();
        };
        match word {
            "{" => {
                keyed.push(std::mem::take(&mut pending));
                walk.open();
            }
            "}" => {
                walk.close();
                done(&mut walk, keyed.pop().unwrap());
            }
            "." => {
                out.push(if walk.is_encrypted() { '1' } else { '0' });
                done(&mut walk, std::mem::take(&mut pending));
            }
            _ if word.starts_with('#') => out.push(if walk.comment(&word[1..]) { '1' } else { '0' }),
            _ => {
                walk.key(word.strip_suffix('=').unwrap());
                pending = true;
            }
        }
    }
    out
}

#[test]
fn without_a_selector_everything_is_encrypted() {
    let select = Select::new(&Selectors::default()).unwrap();
    assert_eq!(walk(&select, "{ #c a= . b_unencrypted= { c= . } }"), "111");
    assert!(!select.is_selective());
}

#[test]
fn a_suffix_decides_for_all_below_its_key() {
    let plain = select("unencrypted_suffix", "_plain");
    assert_eq!(walk(&plain, "{ #c a= . b_plain= { #c x= . y= { . . } } z_plain= . c= . }"), "11000001");
    let secret = select("encrypted_suffix", "_secret");
    assert_eq!(
        walk(&secret, "{ #c a= . b_secret= { #c x= . y= { . . } } a= { c_secret= . d= . } }"),
        "00111110"
    );
}

#[test]
fn a_regex_is_unanchored_and_looks_at_every_key() {
    let plain = select("unencrypted_regex", "^(description|metadata)$");
    assert_eq!(
        walk(&plain, "{ metadata= { name= . } my_metadata= . x= { y= { description= . z= . } } }"),
        "0101"
    );
    let secret = select("encrypted_regex", "pass");
    assert_eq!(walk(&secret, "{ db= { password= . user= . } pass= { { . } . } passport= . }"), "10111");
}

#[test]
fn the_outermost_match_ends_with_its_own_key() {
    let select = select("encrypted_regex", "s");
    // Two matching keys on one path: leaving the inner one does not end the outer one.
    assert_eq!(walk(&select, "{ s= { s= . t= . } t= . }"), "110");
}

#[test]
fn encrypted_comment_regex_reaches_the_next_node_and_all_below_it() {
    let select = select("encrypted_comment_regex", "^ENC");
    assert!(select.uses_comments());
    // The marking comment stays readable, a later one before the same node is encrypted.
    assert_eq!(walk(&select, "{ #ENC #more a= . b= . }"), "0110");
    assert_eq!(walk(&select, "{ #ENC a= { #inner b= . c= { . . } } d= . #x e= . }"), "01111000");
    assert_eq!(walk(&select, "{ #no #ENC #ENC a= . }"), "0011");
    // At the end of a collection nothing follows, and the mark does not leak to what comes after.
    assert_eq!(walk(&select, "{ a= { b= . #ENC } c= . }"), "000");
    // In a sequence, and from one document to the next.
    assert_eq!(walk(&select, "{ a= { #ENC . . } } { b= . }"), "0100");
}

#[test]
fn unencrypted_comment_regex_leaves_the_marked_comment_readable_too() {
    let select = select("unencrypted_comment_regex", "public");
    assert_eq!(walk(&select, "{ #hello a= . #public b= . c= . }"), "11001");
    assert_eq!(walk(&select, "{ #public a= { #inner b= . } c= . #hello #public #after d= . }"), "00011000");
    assert_eq!(walk(&select, "{ a= { #public { . } . } }"), "001");
}

#[test]
fn a_token_must_not_look_like_the_mark() {
    let token = "ENC[AES256_GCM,data:EQ==,iv:nx72,tag:twRi,type:comment]";
    assert!(select("unencrypted_comment_regex", "^ENC").mistakes_token(token));
    assert!(!select("unencrypted_comment_regex", "^ public").mistakes_token(token));
    assert!(!select("encrypted_comment_regex", "^ENC").mistakes_token(token));
}

#[test]
fn at_most_one_selector() {
    let two = Selectors {
        encrypted_suffix: Some("a".into()),
        unencrypted_regex: Some("b".into()),
        ..Selectors::default()
    };
    let error = Select::new(&two).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(error.causes(), ["encrypted_suffix, unencrypted_regex"]);
    assert_eq!(two.count(), 2);

    let empty = Selectors { encrypted_suffix: Some(String::new()), ..Selectors::default() };
    assert_eq!(empty.count(), 0);
    assert_eq!(empty.or_default(true).unencrypted_suffix.as_deref(), Some("_unencrypted"));
    assert_eq!(Selectors::default().or_default(false), Selectors::default());
    assert_eq!(two.clone().or_default(true), two);
}

#[test]
fn what_counts_as_selective() {
    assert!(!select("unencrypted_suffix", "_unencrypted").is_selective());
    assert!(select("unencrypted_suffix", "_u").is_selective());
    assert!(select("encrypted_suffix", "_unencrypted").is_selective());
    assert!(select("unencrypted_regex", "x").is_selective());
    assert!(select("encrypted_comment_regex", "x").is_selective());
}

#[test]
fn a_bad_expression_is_an_error_with_a_reason() {
    let bad = Selectors { encrypted_regex: Some("a(b".into()), ..Selectors::default() };
    let error = Select::new(&bad).unwrap_err();
    assert_eq!(error.message(), "`encrypted_regex` is not a regular expression");
    assert_eq!(error.causes(), ["unclosed group"]);
}

#[test]
fn unbalanced_calls_do_no_harm() {
    let select = select("encrypted_comment_regex", "x");
    let mut walk = select.walk();
    walk.close();
    walk.end_key();
    walk.node_done();
    assert!(!walk.comment("x"));
    assert!(!walk.is_encrypted());
}

/// Expressions and whether they match, as Go's regexp has it.
#[test]
fn go_dialect() {
    let cases = [
        (r"^\d+$", "12", true),
        (r"^\d+$", "\u{661}", false), // an Arabic digit: Perl classes are ASCII
        (r"^\D$", "\u{661}", true),
        (r"^[^\d]$", "\u{661}", true),
        (r"^[\D]$", "5", false),
        (r"^\w$", "é", false),
        (r"^[\W_]$", "é", true),
        (r"\s", "\u{b}", false),
        (r"[[:space:]]", "\u{b}", true),
        (r"^[[:^alpha:][:digit:]]+$", "12-", true),
        (r"\bkey\b", "my-key", true),
        (r"\bkey\b", "mykey", false),
        (r"\bé", "é", false), // word boundaries are ASCII
        (r"\Bé", "é", true),
        (r"^\pN$", "\u{661}", true),
        (r"^\p{Greek}+$", "αβ", true),
        (r"^\p{^Greek}$", "α", false),
        (r"^\P{^Greek}$", "α", true),
        (r"^[\p{Lu}\d]+$", "A1", true),
        (r"^(?P<name>a)(?<other>b)(?P<1>c)$", "abc", true),
        (r"\Aab\z", "ab", true),
        (r"\Aab\z", "ab\n", false),
        (r"ab$", "ab\n", false),
        (r"(?m)ab$", "ab\n", true),
        (r"(?i)KEY", "key", true),
        (r"(?i:K)ey", "key", true),
        (r"(?s)a.b", "a\nb", true),
        (r"a.b", "a\nb", false),
        (r"(?U)a+b", "aab", true),
        (r"^\Qa.b*\E+$", "a.b**", true),
        (r"^\Qa.b", "a.b", true),
        (r"^\Qa\E\Qb\E$", "ab", true),
        (r"^\101\x42\x{43}$", "ABC", true),
        (r"^\07$", "\u{7}", true),
        (r"^\_\-\/\<\>\ $", "_-/<> ", true),
        (r"^a{2}b{1,}c{0,1}$", "aab", true),
        (r"^a{,2}$", "a{,2}", true),
        (r"^{{x}}$", "{{x}}", true),
        (r"^a{$", "a{", true),
        (r"^[a&&b]+$", "a&b", true),
        (r"^[a~~b]+$", "a~b", true),
        (r"^[[a]+$", "[a", true),
        (r"^[]a]+$", "]a", true),
        (r"^[^]a]$", "]", false),
        (r"^[a-c-]+$", "b-", true),
        (r"^[+--]+$", "+,-", true),
        (r"^[\x61-\x63]$", "b", true),
        (r"^[[:x]$", ":", true),
        (r"a||b", "zzz", true),
        (r"()", "", true),
        (r"\.(yaml|json)$", "a/b.yaml", true),
        (r"secrets/.*\.ya?ml", "x/secrets/y.yml", true),
        ("é+", "éé", true),
        ("a # b", "a # b", true),
    ];
    for (expression, text, expected) in cases {
        let pattern = Pattern::new(expression).unwrap_or_else(|reason| panic!("{expression}: {reason}"));
        assert_eq!(pattern.is_match(text), expected, "{expression} on {text:?}");
    }
}

#[test]
fn what_go_refuses() {
    for expression in [
        "(",
        "a)",
        "[a",
        "[",
        r"[\]",
        "*",
        "a**",
        "a+*",
        "a{2}{3}",
        "a???",
        "a{1001}",
        "a{2,1}",
        r"\C",
        r"\1",
        r"\8",
        r"\E",
        r"\h",
        r"\Z",
        r"\",
        r"\x1",
        r"\x{}",
        r"\x{110000}",
        r"\xg0",
        "(?x)a",
        "(?u)a",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?P<>a)",
        "(?P<a",
        "(?",
        "[b-a]",
        "[[:foo:]]",
        r"\p{Nope}",
        r"\p",
        r"\p{L",
        r"[a-\d]",
    ] {
        let reason = Pattern::new(expression).map(|_| ()).expect_err(expression);
        assert!(!reason.is_empty() && !reason.contains('\n'), "{expression}: {reason}");
    }
}
