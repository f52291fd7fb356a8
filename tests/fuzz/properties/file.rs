//! A plain text of a format: taken apart and put together, encrypted and decrypted.

use sops_rs::{
    document::{Block, Document, NO_NODE, NodeKind},
    format::{Format, FormatName},
    metadata::Metadata,
    ops,
    secret::Plaintext,
};

use super::support::{LIMITS, apply, decrypting, encrypting, grammar, rule, show, told};

/// Nothing panics on any text; what is parsed holds together; what is encrypted comes back byte for byte
/// and leaves nothing readable that should not be.
pub fn holds(name: FormatName, input: &[u8]) {
    let format = grammar(name);
    if format.envelope().is_none()
        && let Ok(source) = std::str::from_utf8(input)
        && let Ok(document) = format.parse(source, &LIMITS)
    {
        holds_together(&document, format);
        metadata_comes_and_goes(&document, format);
    }
    comes_back(input, format);
    // The same text as if it were encrypted.
    drop(ops::audit(input, format, &LIMITS));
    drop(ops::decrypt(input, format, &decrypting(false)));
    drop(ops::decrypt(input, format, &decrypting(true)));
}

/// Nodes stand inside their parents, in order; the texts of values do not overlap.
fn holds_together(document: &Document<'_>, format: &dyn Format) {
    let source = document.source;
    let mut spans = Vec::new();
    let mut buffer = Plaintext::default();
    for id in 0..document.nodes.len() as u32 {
        let node = document.node(id);
        assert!(source.get(node.span.range()).is_some(), "the span of a node cuts a character");
        assert!(node.end > id && node.end as usize <= document.nodes.len(), "a node has no end");
        assert!(node.parent == NO_NODE || node.parent < id, "a parent stands behind its child");
        assert!(node.outer_start <= node.span.start, "a tag stands behind its value");
        if node.kind != NodeKind::Scalar {
            continue;
        }
        let _ = format.scalar(document, id, &mut buffer);
        let (span, _) = (format.value_span(document, id), format.token_slot(document, id));
        assert!(source.get(span.range()).is_some(), "the span of a value cuts a character");
        if node.alias == 0 && !document.in_metadata(id) {
            spans.push(span);
        }
    }
    // The items of a list of TOML tables may stand apart, with others between them.
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    for pair in spans.windows(2) {
        assert!(
            pair[0].end <= pair[1].start,
            "the texts of two values overlap:\n{}",
            show(source.as_bytes())
        );
    }
    for comment in &document.comments {
        assert!(source.get(comment.span.range()).is_some(), "the span of a comment cuts a character");
    }
}

/// The metadata block is found as it was put in, and leaves the text as it was.
fn metadata_comes_and_goes(document: &Document<'_>, format: &dyn Format) {
    if document.roots.is_empty() || document.roots.iter().any(|root| root.sops.is_some()) {
        return;
    }
    let source = document.source;
    let metadata = Metadata {
        lastmodified: "2025-06-01T00:00:00Z".into(),
        mac: "ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]".into(),
        version: "3.11.0".into(),
        unknown: vec![("zz".into(), Block::text("one\ntwo # \"three\" 'four'"))],
        ..Metadata::default()
    };
    let block = metadata.to_block();
    let Ok(edits) = format.insert_metadata(document, &block) else { return };
    let with = String::from_utf8(apply(source, edits)).expect("text");
    let document = match format.parse(&with, &LIMITS) {
        Ok(document) => document,
        Err(error) => {
            panic!("{}: with the metadata it does not parse:\n{}", told(&error), show(with.as_bytes()))
        }
    };
    assert_eq!(
        format.metadata(&document).expect("the metadata can be read"),
        Some(block),
        "{}",
        show(with.as_bytes())
    );
    let without = apply(&with, format.remove_metadata(&document));
    let ends = ["", "\n", "\r\n"].map(|end| [source, end].concat().into_bytes());
    assert!(
        ends.contains(&without) || source.trim().is_empty(),
        "the metadata leaves a trace:\n{}\n---\n{}",
        show(source.as_bytes()),
        show(&without)
    );
}

fn comes_back(plain: &[u8], format: &dyn Format) {
    let (selectors, mac_only_encrypted) = rule(plain);
    let Ok(encrypted) = ops::encrypt(plain, format, &encrypting(selectors, mac_only_encrypted)) else {
        return;
    };
    let encrypted = encrypted.bytes;
    let decrypted = match ops::decrypt(&encrypted, format, &decrypting(false)) {
        Ok(decrypted) => decrypted,
        Err(error) => panic!(
            "{}: what we encrypt we do not read:\n{}\n---\n{}",
            told(&error),
            show(plain),
            show(&encrypted)
        ),
    };
    assert!(
        decrypted.bytes.expose() == plain,
        "decrypt(encrypt(x)) is not x:\n{}\n---\n{}\n---\n{}",
        show(plain),
        show(decrypted.bytes.expose()),
        show(&encrypted)
    );
    // What looks like a token before it was encrypted is told, and may stay as it is.
    if plain.windows(4).any(|bytes| bytes == b"ENC[") {
        return;
    }
    assert!(
        decrypted.warnings.is_empty(),
        "{:?}:\n{}\n---\n{}",
        decrypted.warnings,
        show(plain),
        show(&encrypted)
    );
    let (_, exposed) = ops::audit(&encrypted, format, &LIMITS)
        .expect("an encrypted file can be looked at")
        .expect("an encrypted file has metadata");
    assert!(exposed.is_empty(), "{exposed:?} stay readable:\n{}\n---\n{}", show(plain), show(&encrypted));
}
