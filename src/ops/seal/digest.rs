//! The MAC of what is sealed. What enters: the values of a plain document, in order. What leaves: their digest.

use zeroize::Zeroizing;

use super::{LastValue, read};
use crate::{
    document::{Document, NodeId},
    error::{Error, ErrorKind, Result},
    format::Format,
    mac::Mac,
    ops::walk::Visitor,
    scalar::{self, Scalar, ScalarType},
    secret::Plaintext,
    select::Walk,
};

/// The MAC over the values of a plain document.
pub(super) struct Digest<'a> {
    document: &'a Document<'a>,
    only_encrypted: bool,
    mac: Mac,
    canonical: Zeroizing<String>,
}

impl<'a> Digest<'a> {
    /// Starts without any value; with `only_encrypted` those that stay readable are left out.
    pub(super) fn new(document: &'a Document<'a>, only_encrypted: bool) -> Self {
        let canonical = Zeroizing::new(String::with_capacity(32));
        Self { document, only_encrypted, mac: Mac::new(only_encrypted), canonical }
    }

    /// Adds the value at `id`.
    pub(super) fn add(&mut self, id: NodeId, value: &Scalar<'_>, encrypted: bool) -> Result<()> {
        if encrypted || !self.only_encrypted {
            let canonical = scalar::canonical(value.kind, value.spelling, &mut self.canonical);
            self.mac.add(canonical.ok_or_else(|| unreadable(self.document, id, value.kind))?);
        }
        Ok(())
    }

    /// The MAC, in clear.
    pub(super) fn finish(self) -> String {
        self.mac.finish()
    }
}

/// Reads the values for a digest.
pub(super) struct Reader<'a> {
    /// Its grammar.
    pub(super) format: &'a dyn Format,
    /// The plain document.
    pub(super) document: &'a Document<'a>,
    /// As in `Job`.
    pub(super) last: Option<&'a LastValue>,
    /// What they are added to.
    pub(super) digest: Digest<'a>,
    /// Room for one of them.
    pub(super) decoded: Plaintext,
}

impl Visitor for Reader<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        let value = read(self.format, self.document, self.last, id, &mut self.decoded)?;
        self.digest.add(id, &value, encrypted)
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let text = self.document.text(self.document.comments[index].span);
        walk.comment(self.format.comment_text(text));
        Ok(())
    }
}

fn unreadable(document: &Document<'_>, id: NodeId, kind: ScalarType) -> Error {
    let message = format!("a value of type {} is outside of what sops can read", kind.name());
    Error::new(ErrorKind::SealTree, message)
        .at_path(document.path(id).to_string())
        .at(document.place(document.node(id).span.start))
        .hint("Put it in quotes to keep it as text")
}
