//! The main flow, one file a verb, over bytes. What enters: source bytes, a format, keys. What
//! leaves: new bytes. Never a path of a file, never output.
//!
//! Read `encrypt` and `decrypt` first; the others are their parts:
//!
//! ```text
//! source   bytes to text
//! walk     values and comments in order, selected or not
//! seal     values to tokens and the MAC     open     tokens to values and the MAC
//! forms    what tokens cannot carry         restore  values to the author's text
//! reuse    tokens that stay as they were    trees    text to owned trees
//! align    what stands where it stood       place    the same where much has moved
//! spliced  the new text as it grows
//! reseal   tokens under another data key    amend    metadata in its own layout
//! editing  a file that is open for changes    keeper  a text that cannot be saved, kept safe
//! join     a text made of several files
//! attest   the seal over what the MAC leaves open
//! opaque   all of it for files that are one value
//! ```

mod align;
mod amend;
mod attest;
mod decrypt;
mod editing;
mod encrypt;
mod example;
pub mod forms;
mod inspect;
mod join;
mod keeper;
mod opaque;
mod open;
mod place;
mod rekey;
mod reseal;
mod restore;
mod reuse;
mod revision;
mod seal;
mod set;
mod source;
mod spliced;
mod trees;
mod update;
mod walk;

pub use attest::SealChoice;
pub use decrypt::{DecryptOptions, Decrypted, decrypt};
pub use editing::{Draft, Editing, Saved};
pub use encrypt::{EncryptOptions, Encrypted, encrypt};
pub use example::{ExampleOptions, example, key_paths};
pub use inspect::{Exposed, Leaf, audit, inspect, outline, parse};
pub use join::{JoinOptions, Terms, Unlocked, join};
pub use keeper::Keeper;
pub use rekey::{RekeyOptions, Rekeyed, Supported, rewrap, rotate, supported};
pub use revision::Revision;
pub use set::{Set, SetOptions, parse_value, set, unset};
pub use update::{Updated, update};

use crate::{
    document::{Document, Edit, NodeId, Splice},
    error::Error,
};

/// Says at which key path and line `error` came up.
fn at_node(error: Error, document: &Document<'_>, id: NodeId) -> Error {
    let start = document.node(id).span.start;
    error.at_path(document.path(id).to_string()).at(document.place(start))
}

/// `source` with `edits` made to it.
fn apply(source: &str, mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort_by_key(|edit| edit.span);
    // Large enough not to grow: the text may be a secret.
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut splice = Splice::new(source.as_bytes(), Vec::with_capacity(source.len() + added));
    for edit in &edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    splice.finish()
}

#[cfg(test)]
mod tests;
