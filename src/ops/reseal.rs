//! All tokens of a file under another data key. What enters: an opened file, and the new key. What
//! leaves: the replacements for the tokens, quotes and all else around them left alone. Plaintexts and
//! their spellings are taken over as they are; a comment stays under the additional data under which it
//! opened.

use super::{
    decrypt::File,
    forms,
    seal::{ATTEMPTS, confusable, switches_off},
};
use crate::{
    cipher::Cipher,
    document::{Edit, Span},
    error::Result,
    scalar::ScalarType,
    secret::Plaintext,
    select::Select,
};

/// What came out.
pub(super) struct Resealed {
    /// The replacements in the text.
    pub edits: Vec<Edit>,
    /// The tokens of the source forms.
    pub forms: Vec<String>,
}

/// Seals anew what is open in `file`.
pub(super) fn reseal(file: &File<'_>, select: &Select, cipher: &mut Cipher) -> Result<Resealed> {
    let mut edits = Vec::with_capacity(file.opened.leaves.len() + file.opened.comments.len());
    leaves(file, cipher, &mut edits)?;
    comments(file, select, cipher, &mut edits)?;
    let forms = forms::reseal(&file.metadata.source_forms, &file.cipher, cipher)?;
    Ok(Resealed { edits, forms })
}

fn leaves(file: &File<'_>, cipher: &mut Cipher, edits: &mut Vec<Edit>) -> Result<()> {
    let File { format, document, ref opened, .. } = *file;
    let (mut buffer, mut aad) = (Plaintext::default(), Vec::new());
    for leaf in &opened.leaves {
        let node = document.node(leaf.node);
        if node.alias != 0 {
            continue; // its anchor has the token
        }
        aad.clear();
        document.push_aad(leaf.node, &mut aad);
        let spelling = format.scalar(document, leaf.node, &mut buffer)?.spelling;
        let old = token_of(spelling);
        let text = document.text(node.span).as_bytes();
        let edit = if let Some(at) = find(text, old) {
            let start = node.span.start as usize + at;
            let mut token = Vec::with_capacity(old.len());
            cipher.seal(leaf.kind, opened.text(leaf.text), &aad, &mut token)?;
            Edit::replace(Span::new(start, start + old.len()), token)
        } else {
            // Written with escapes: some JSON writers put a backslash before each slash.
            let mut token = Vec::with_capacity(text.len());
            let close = format.open_slot(&format.slot(document, leaf.node), &mut token);
            cipher.seal(leaf.kind, opened.text(leaf.text), &aad, &mut token)?;
            token.extend_from_slice(close.as_bytes());
            Edit::replace(node.span, token)
        };
        edits.push(edit);
    }
    Ok(())
}

fn comments(file: &File<'_>, select: &Select, cipher: &mut Cipher, edits: &mut Vec<Edit>) -> Result<()> {
    let File { document, ref opened, .. } = *file;
    for comment in &opened.comments {
        let span = document.comments[comment.index].span;
        let text = document.text(span);
        let seen = file.format.comment_text(text);
        let old = token_of(seen.as_bytes());
        let mut token = Vec::with_capacity(old.len());
        for attempt in 0.. {
            token.clear();
            cipher.seal(ScalarType::Comment, opened.text(comment.text), &comment.aad, &mut token)?;
            if !switches_off(select, &token) {
                break;
            }
            if attempt == ATTEMPTS {
                return Err(confusable(document, span));
            }
        }
        let start = span.end as usize - seen.len();
        edits.push(Edit::replace(Span::new(start, start + old.len()), token));
    }
    Ok(())
}

/// Where `token` stands in `text`: nearly always at its start, or behind a quote. A search has to prepare
/// itself for what it looks for, which takes longer than to seal a value.
fn find(text: &[u8], token: &[u8]) -> Option<usize> {
    let behind_quote = || text.get(1..).is_some_and(|text| text.starts_with(token));
    if text.starts_with(token) {
        Some(0)
    } else if behind_quote() {
        Some(1)
    } else {
        memchr::memmem::find(text, token)
    }
}

/// The token that `text` starts with, which ends at the first bracket: its parts have none.
fn token_of(text: &[u8]) -> &[u8] {
    &text[..memchr::memchr(b']', text).map_or(text.len(), |at| at + 1)]
}
