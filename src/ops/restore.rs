//! The decrypted text. What enters: an encrypted document and its opened values. What leaves: the
//! source as its author wrote it. Never a source form that would change a value.

use std::{cmp::Reverse, ops::Range};

use super::{
    at_node,
    forms::{Form, Place},
    open::{Leaf, Opened},
    place::find_all,
    walk::Blocks,
};
use crate::{
    crew,
    document::{Document, NO_NODE, NodeId, NodeKind, Path, Span, Step},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// An encrypted document, opened.
pub(super) struct Restore<'a> {
    /// Its grammar.
    pub format: &'a dyn Format,
    /// The encrypted document.
    pub document: &'a Document<'a>,
    /// Its values.
    pub opened: &'a Opened,
    /// Bounds for reading the result back.
    pub limits: &'a Limits,
}

impl Restore<'_> {
    /// The plain text, and whether `forms` could be used.
    pub(super) fn run(&self, forms: &[Form]) -> Result<(Plaintext, bool)> {
        if !forms.is_empty() {
            let ends_without_break = forms.iter().any(|form| form.place == Place::End);
            let text = self.splice(&self.locate(forms), ends_without_break)?.text;
            if self.agrees(&text) {
                return Ok((text, true));
            }
        }
        let restored = self.splice(&[], false)?;
        self.refuse_longer_values(&restored)?;
        Ok((restored.text, forms.is_empty()))
    }

    /// What each form replaces, in source order; forms that lead nowhere are left out, as are those
    /// that stand in another's way.
    fn locate<'f>(&self, forms: &'f [Form]) -> Vec<(Span, &'f Form)> {
        let document = self.document;
        let with_path = |form: &'f Form| match &form.place {
            Place::Value(path) => Some((form, path)),
            Place::End => None,
        };
        let (forms, paths): (Vec<&Form>, Vec<&Path>) = forms.iter().filter_map(with_path).unzip();
        let blocks = Blocks::of(document);
        let span = |(form, id): (&'f Form, Option<NodeId>)| {
            let id = id.filter(|id| !blocks.hold(*id))?;
            let node = document.node(id);
            if node.alias != 0 || (node.kind != NodeKind::Scalar && !form.is_alias()) {
                return None;
            }
            let whole = Span { start: node.outer_start, end: node.span.end };
            Some((if form.is_alias() { whole } else { self.format.value_span(document, id) }, form))
        };
        let mut located: Vec<_> =
            forms.into_iter().zip(find_all(document, &paths)).filter_map(span).collect();
        located.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
        let mut done = 0;
        located.retain(|(span, _)| {
            let free = span.start >= done;
            done = done.max(span.end);
            free
        });
        located
    }

    fn splice(&self, forms: &[(Span, &Form)], cut_last_break: bool) -> Result<Restored> {
        let Self { format, document, opened, .. } = *self;
        let edits = format.remove_metadata(document);
        let mut items: Vec<(Span, Plaintext)> = Vec::new();
        let mut changes: Vec<Change<'_>> =
            Vec::with_capacity(opened.leaves.len() + opened.comments.len() + 8);
        for leaf in &opened.leaves {
            if leaf.kind == ScalarType::Comment {
                items.push(self.comment_item(leaf)?);
            } else if document.node(leaf.node).alias == 0 {
                let span = format.value_span(document, leaf.node);
                changes.push(Change { span, text: Text::Leaf(*leaf) });
            }
        }
        if !forms.is_empty() {
            // An alias covers the leaves of what it stands for, any other form its own leaf.
            changes.retain(|change| {
                let at = forms.partition_point(|(form, _)| form.end <= change.span.start);
                forms.get(at).is_none_or(|(form, _)| form.start > change.span.start)
            });
        }
        for comment in &opened.comments {
            let mut text = Plaintext::default();
            let stored = &document.comments[comment.index];
            format.write_comment(document, stored, opened.text(comment.text), &mut text);
            items.push((stored.span, text));
        }
        let others = forms
            .iter()
            .map(|(span, form)| (*span, form.text()))
            .chain(edits.iter().map(|edit| (edit.span, edit.text.as_slice())))
            .chain(items.iter().map(|(span, text)| (*span, text.expose())));
        changes.extend(others.map(|(span, text)| Change { span, text: Text::Bytes(text) }));
        changes.sort_by_key(|change| (change.span.start, Reverse(change.span.end)));
        let mut restored = self.apply(changes)?;
        if cut_last_break {
            let bytes = restored.text.expose_mut();
            // The break came with the metadata, which ends the file. Without one there, a `\r` is the author's.
            if bytes.pop_if(|byte| *byte == b'\n').is_some() && document.source.ends_with("\r\n") {
                bytes.pop_if(|byte| *byte == b'\r');
            }
        }
        Ok(restored)
    }

    /// Refuses what stands behind a value and would be read as a part of it, once the value stands there in clear:
    /// no MAC tells whether a comment is the author's, or has always stood there.
    fn refuse_longer_values(&self, restored: &Restored) -> Result<()> {
        let Some(end_of) = self.format.end_of_value() else { return Ok(()) };
        let text = restored.text.expose_str()?;
        let is_longer = |(value, _): &&(Range<usize>, NodeId)| end_of(text, value.start) != Some(value.end);
        let Some((_, id)) = restored.values.iter().find(is_longer) else { return Ok(()) };
        let error =
            Error::new(ErrorKind::OpenTree, "a comment would be read as a part of the value before it")
                .because("it holds quotes in which the value has to stand, or ends in a backslash")
                .hint("Move the comment to a line of its own, or take it out if it is not yours");
        Err(at_node(error, self.document, *id))
    }

    fn apply(&self, mut changes: Vec<Change<'_>>) -> Result<Restored> {
        let document = self.document;
        let (mut done, mut overlap) = (0, None);
        changes.retain(|Change { span, .. }| {
            if span.end <= done && done > 0 {
                return false; // inside of what was taken out already: a comment in the metadata
            }
            if span.start < done {
                overlap.get_or_insert(*span);
            }
            done = span.end;
            true
        });
        if let Some(span) = overlap {
            return Err(Error::new(ErrorKind::Generic, "the metadata overlaps a value")
                .at(document.place(span.start)));
        }
        // Each part with the source behind it, up to the next one.
        let mut parts = Vec::with_capacity(changes.len() / crew::BATCH + 1);
        let mut start = 0;
        for (number, part) in changes.chunks(crew::BATCH).enumerate() {
            let next = changes.get((number + 1) * crew::BATCH);
            let end = next.map_or(document.source.len(), |next| next.span.start as usize);
            parts.push((start..end, part));
            start = end;
        }
        if changes.is_empty() {
            parts.push((0..document.source.len(), &[][..]));
        }
        if let [(source, part)] = &parts[..] {
            return self.part(source.clone(), part);
        }
        let mut restored = Restored::with_capacity(room(document.source.len(), &changes));
        let take = |part: Restored| {
            let start = restored.text.expose().len();
            restored.text.extend(part.text.expose());
            let values = part.values.into_iter();
            restored.values.extend(values.map(|(value, id)| (start + value.start..start + value.end, id)));
            Ok(())
        };
        crew::run_in_order(parts, |(source, part)| self.part(source, part), take)?;
        Ok(restored)
    }

    /// The text of `source` with `changes` made to it.
    fn part(&self, source: Range<usize>, changes: &[Change<'_>]) -> Result<Restored> {
        let Self { format, document, opened, .. } = *self;
        let bytes = document.source.as_bytes();
        let mut restored = Restored::with_capacity(room(source.len(), changes));
        let (mut done, can_run_on) = (source.start, format.end_of_value().is_some());
        for Change { span, text } in changes {
            let range = span.range();
            let out = &mut restored.text;
            out.extend(&bytes[done..range.start]);
            done = range.end;
            match text {
                Text::Bytes(bytes) => out.extend(bytes),
                Text::Leaf(leaf) => {
                    let value = Scalar { kind: leaf.kind, spelling: opened.text(leaf.text) };
                    let start = out.expose().len();
                    let written = format.write_value(&format.slot(document, leaf.node), &value, out);
                    written.map_err(|error| at_node(error, document, leaf.node))?;
                    if can_run_on {
                        restored.values.push((start..out.expose().len(), leaf.node));
                    }
                }
            }
        }
        restored.text.extend(&bytes[done..source.end]);
        Ok(restored)
    }

    fn comment_item(&self, leaf: &Leaf) -> Result<(Span, Plaintext)> {
        let mut text = Plaintext::default();
        let written = self.opened.text(leaf.text);
        match self.format.write_comment_item(self.document, leaf.node, written, &mut text) {
            Some(span) => Ok((span, text)),
            None => Err(at_node(
                Error::new(ErrorKind::OpenTree, "a comment stands where a value belongs"),
                self.document,
                leaf.node,
            )),
        }
    }

    /// Whether `text` holds the values that were decrypted, at the same places.
    fn agrees(&self, text: &Plaintext) -> bool {
        let Ok(source) = text.expose_str() else { return false };
        let Ok(plain) = self.format.parse(source, self.limits) else { return false };
        Compare::new(self, &plain).run().is_some()
    }
}

/// A decrypted text.
struct Restored {
    text: Plaintext,
    /// Where its values stand, if what stands behind one can become a part of it.
    values: Vec<(Range<usize>, NodeId)>,
}

impl Restored {
    fn with_capacity(capacity: usize) -> Self {
        Self { text: Plaintext::with_capacity(capacity), values: Vec::new() }
    }
}

struct Change<'a> {
    span: Span,
    text: Text<'a>,
}

enum Text<'a> {
    Leaf(Leaf),
    Bytes(&'a [u8]),
}

/// How long a text of that length hardly exceeds with changes made to it.
fn room(length: usize, changes: &[Change<'_>]) -> usize {
    let removed: usize = changes.iter().map(|change| change.span.len()).sum();
    // With quotes, and some escapes.
    let added: usize = changes.iter().map(|change| change.text.len() + 8).sum();
    (length + added).saturating_sub(removed)
}

impl Text<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Leaf(leaf) => leaf.text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// Walks the opened document and a plain one side by side.
struct Compare<'a, 'p> {
    restore: &'a Restore<'a>,
    plain: &'p Document<'p>,
    /// The plain node for each node of the opened document.
    pairs: Vec<NodeId>,
    leaf: usize,
    /// The metadata of the current document.
    sops: Option<NodeId>,
    buffers: [Plaintext; 2],
}

impl<'a, 'p> Compare<'a, 'p> {
    fn new(restore: &'a Restore<'a>, plain: &'p Document<'p>) -> Self {
        let pairs = vec![NO_NODE; restore.document.nodes.len()];
        Self { restore, plain, pairs, leaf: 0, sops: None, buffers: Default::default() }
    }

    /// `None` at the first difference.
    fn run(&mut self) -> Option<()> {
        let document = self.restore.document;
        let (mut id, mut other) = (0, 0);
        while (id as usize) < document.nodes.len() {
            if let Step::Document(number) = document.node(id).step {
                self.sops = document.roots.get(number as usize)?.sops;
            }
            if self.sops == Some(id) || self.is_empty_document(id)? {
                id = document.node(id).end;
                continue;
            }
            let opened = self.opened(id);
            if opened.is_none_or(|leaf| leaf.kind != ScalarType::Comment) {
                self.node(id, opened, other)?;
                other += 1;
            }
            id += 1;
        }
        (other as usize == self.plain.nodes.len()).then_some(())
    }

    /// Whether `id` is a root that holds nothing but the metadata, and whose plain document is empty.
    fn is_empty_document(&self, id: NodeId) -> Option<bool> {
        let document = self.restore.document;
        let Step::Document(number) = document.node(id).step else { return Some(false) };
        let plain = self.plain.roots.get(number as usize)?;
        let is_bare =
            self.sops.is_some_and(|sops| sops == id + 1 && document.node(sops).end == document.node(id).end);
        Some(is_bare && plain.node.is_none())
    }

    /// The opened leaf at `id`, which are asked for in order.
    fn opened(&mut self, id: NodeId) -> Option<Leaf> {
        let leaf = self.restore.opened.leaves.get(self.leaf).filter(|leaf| leaf.node == id)?;
        self.leaf += 1;
        Some(*leaf)
    }

    fn node(&mut self, id: NodeId, opened: Option<Leaf>, other: NodeId) -> Option<()> {
        let Restore { document, format, .. } = *self.restore;
        let (node, plain) = (document.node(id), self.plain.nodes.get(other as usize)?);
        self.pairs[id as usize] = other;
        let parent = if node.parent == NO_NODE { NO_NODE } else { self.pairs[node.parent as usize] };
        let alike = node.kind == plain.kind
            && parent == plain.parent
            && document.key(node.step) == self.plain.key(plain.step);
        if !alike || node.kind != NodeKind::Scalar {
            return alike.then_some(());
        }
        let [buffer, plain_buffer] = &mut self.buffers;
        let value = match opened {
            Some(leaf) => Scalar { kind: leaf.kind, spelling: self.restore.opened.text(leaf.text) },
            None => format.scalar(document, id, buffer).ok()?,
        };
        let plain = format.scalar(self.plain, other, plain_buffer).ok()?;
        value.is_same(&plain).then_some(())
    }
}
