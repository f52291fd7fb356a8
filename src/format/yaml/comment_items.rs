//! Comments in lists, which the real program stores as items. What enters: a document, and a comment or
//! the item that holds one. What leaves: the other of the two. Never an item that held a value.

use crate::{
    document::{Comment, Document, NodeId, NodeKind, Span, Step},
    format::change::line_start,
    secret::Plaintext,
};

/// Writes the comment `text` of the item `id`; what it takes the place of.
pub(super) fn write(document: &Document<'_>, id: NodeId, text: &[u8], out: &mut Plaintext) -> Option<Span> {
    let node = document.node(id);
    if node.in_flow {
        return None;
    }
    let before = document.source[..node.outer_start as usize].trim_end_matches([' ', '\t']);
    if !before.ends_with('-') {
        return None;
    }
    // A list of nothing but comments is an empty list, and stays one.
    let siblings = document.children(node.parent);
    let is_first = node.step == Step::Index(0);
    if is_first && siblings.count() == count(document, node.parent) {
        out.extend(b"[] ");
    }
    out.extend(b"#");
    out.extend(text);
    Some(Span { start: before.len() as u32 - 1, end: node.span.end })
}

/// What an item would take the place of that holds `comment`: with its marker, if that stands where the
/// dashes of the list do.
pub(super) fn place(document: &Document<'_>, comment: &Comment) -> Option<Span> {
    let list = document.nodes.get(comment.parent as usize)?;
    let marker = comment.span.start.checked_sub(1)?;
    let column = |at: u32| at as usize - line_start(document.source, at as usize);
    let indent = &document.source[marker as usize - column(marker)..marker as usize];
    let is_list = list.kind == NodeKind::Sequence && document.text(list.span).starts_with("- ");
    // The dashes of outer lists may stand before it.
    let stands_there =
        indent.trim_start_matches([' ', '-']).is_empty() && column(list.span.start) == column(marker);
    (is_list && stands_there).then_some(Span { start: marker, ..comment.span })
}

/// How many items of a list are tokens of comments.
fn count(document: &Document<'_>, id: NodeId) -> usize {
    let is_comment = |child: &NodeId| {
        let node = document.node(*child);
        let text = document.text(node.span);
        node.kind == NodeKind::Scalar && text.trim_end_matches(['"', '\'']).ends_with(",type:comment]")
    };
    document.children(id).filter(is_comment).count()
}
