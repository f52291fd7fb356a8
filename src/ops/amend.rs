//! New metadata in an encrypted text. What enters: the document, replacements for its values, and the
//! block that it shall have. What leaves: the text with both, in the layout that it has: indentation,
//! quotes, comments and order stay wherever the new block says the same as the old one. How little of
//! it changes is a matter of looks; that the block is the right one is checked.

use std::collections::HashMap;

use super::{apply, source};
use crate::{
    document::{Block, Document, Edit, NodeId, NodeKind},
    error::Result,
    format::{Format, Limits},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// More lines than this are not compared one by one.
const MAX_LINES: usize = 4000;

/// `document`'s text with `edits` made to its values and `block` for its metadata.
pub(super) fn amend(
    document: &Document<'_>,
    format: &dyn Format,
    edits: Vec<Edit>,
    block: &Block,
    limits: &Limits,
) -> Result<Vec<u8>> {
    let text = apply(document.source, edits);
    let document = format.parse(source::text(&text)?, limits)?;
    let bare = apply(document.source, format.remove_metadata(&document));
    let bare = format.parse(source::text(&bare)?, limits)?;
    let plain = apply(bare.source, format.insert_metadata(&bare, block)?);
    let is_right = |candidate: &[u8]| is_same_file(&plain, candidate, format, limits);

    let text = apply(document.source, values(&document, format, block)?);
    if is_right(&text) {
        return Ok(text);
    }
    let Ok(document) = source::text(&text).and_then(|text| format.parse(text, limits)) else {
        return Ok(plain);
    };
    let edits = lines(&document, &bare, format, block)?;
    let candidate = edits.map(|edits| apply(document.source, edits));
    Ok(candidate.filter(|candidate| is_right(candidate)).unwrap_or(plain))
}

/// Whether `other` is the file `text` with another layout of its metadata, and nothing else.
pub(super) fn is_same_file(text: &[u8], other: &[u8], format: &dyn Format, limits: &Limits) -> bool {
    let parts = |bytes| {
        let text = std::str::from_utf8(bytes).ok()?;
        let document = format.parse(text, limits).ok()?;
        let metadata = format.metadata(&document).ok()??;
        Some((metadata, apply(text, format.remove_metadata(&document))))
    };
    let wanted: Option<(Block, Vec<u8>)> = parts(text);
    wanted.is_some() && wanted == parts(other)
}

/// Writes the values of the block that are other ones now, each where it stands: enough when no entry
/// comes or goes.
fn values(document: &Document<'_>, format: &dyn Format, block: &Block) -> Result<Vec<Edit>> {
    let mut wanted = HashMap::new();
    flatten(String::new(), block, &mut wanted);
    let mut edits = Vec::new();
    for sops in document.roots.iter().filter_map(|root| root.sops) {
        for id in document.children(sops) {
            rewrite(document, format, id, "", &wanted, &mut edits)?;
        }
    }
    Ok(edits)
}

fn rewrite(
    document: &Document<'_>,
    format: &dyn Format,
    id: NodeId,
    above: &str,
    wanted: &HashMap<String, Scalar<'_>>,
    edits: &mut Vec<Edit>,
) -> Result<()> {
    let node = document.node(id);
    let name = document.key(node.step).map_or_else(
        || {
            let position = document.children(node.parent).position(|child| child == id);
            format!("{above}__list_{}", position.unwrap_or_default())
        },
        |key| if above.is_empty() { key.to_owned() } else { format!("{above}__map_{key}") },
    );
    if node.kind != NodeKind::Scalar {
        return document
            .children(id)
            .try_for_each(|child| rewrite(document, format, child, &name, wanted, edits));
    }
    let Some(value) = wanted.get(&name).filter(|_| node.alias == 0) else { return Ok(()) };
    let mut buffer = Plaintext::default();
    if format.scalar(document, id, &mut buffer)?.spelling != value.spelling {
        let mut text = Plaintext::default();
        format.write_value(&format.slot(document, id), value, &mut text)?;
        edits.push(Edit::replace(format.value_span(document, id), text.expose()));
    }
    Ok(())
}

/// The scalars of `block` by their flattened names, which dotenv files have for keys.
fn flatten<'b>(name: String, block: &'b Block, into: &mut HashMap<String, Scalar<'b>>) {
    match block {
        Block::Map(entries) => {
            for (key, value) in entries {
                let name = if name.is_empty() { key.clone() } else { format!("{name}__map_{key}") };
                flatten(name, value, into);
            }
        }
        Block::List(items) => {
            for (position, item) in items.iter().enumerate() {
                flatten(format!("{name}__list_{position}"), item, into);
            }
        }
        Block::Text(text) => {
            into.insert(name, Scalar { kind: ScalarType::Str, spelling: text.as_bytes() });
        }
        // Numbers and flags hardly ever change: they are left to `lines`.
        Block::Int(_) | Block::Bool(_) | Block::Null => {}
    }
}

/// Changes the lines of the block as they change between the texts that we would write for the old and
/// the new block; `None` when the old text is too unlike the one that we would write.
fn lines(
    document: &Document<'_>,
    bare: &Document<'_>,
    format: &dyn Format,
    block: &Block,
) -> Result<Option<Vec<Edit>>> {
    let Some(old_block) = format.metadata(document)? else { return Ok(None) };
    let (old, new) = (format.insert_metadata(bare, &old_block)?, format.insert_metadata(bare, block)?);
    let spans = format.remove_metadata(document);
    if spans.len() != old.len() || spans.len() != new.len() || spans.iter().any(|edit| !edit.text.is_empty())
    {
        return Ok(None);
    }
    let merged = |(at, (old, new)): (Edit, (Edit, Edit))| {
        let (old, new) = (str::from_utf8(&old.text).ok()?, str::from_utf8(&new.text).ok()?);
        Some(Edit::replace(at.span, merge(document.text(at.span), old, new)?))
    };
    Ok(spans.into_iter().zip(old.into_iter().zip(new)).map(merged).collect())
}

/// `text`, which says the same as `old` in another layout, with the changes from `old` to `new`.
fn merge(text: &str, old: &str, new: &str) -> Option<String> {
    let [text, old, new] = [text, old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let content = |line: &&'_ str| -> String { line.trim().trim_end_matches(',').to_owned() };
    let (text_content, old_content): (Vec<_>, Vec<_>) =
        (text.iter().map(content).collect(), old.iter().map(content).collect());
    // Where each old line stands in the text, and which indentation stands for which.
    let mut place = vec![None; old.len()];
    let mut indents = HashMap::new();
    for (from, to) in align(&old_content, &text_content)? {
        place[from] = Some(to);
        indents.entry(indent(old[from])).or_insert(indent(text[to]));
    }
    let mut before = vec![String::new(); text.len() + 1];
    let mut gone = vec![false; text.len()];
    let (mut from, mut to) = (0, 0);
    for (next_from, next_to) in align(&old, &new)?.into_iter().chain([(old.len(), new.len())]) {
        let removed: Option<Vec<usize>> = place[from..next_from].iter().copied().collect();
        let removed = removed?;
        for at in &removed {
            gone[*at] = true;
        }
        if to < next_to {
            let next = place.get(next_from).copied().flatten();
            let previous = || from.checked_sub(1).and_then(|from| place[from]).map(|at| at + 1);
            let at = removed.first().copied().or(next).or_else(previous)?;
            for line in &new[to..next_to] {
                let width = indent(line);
                before[at].push_str(indents.get(width).unwrap_or(&width));
                before[at].push_str(&line[width.len()..]);
            }
        }
        (from, to) = (next_from + 1, next_to + 1);
    }
    let mut merged = String::new();
    for (at, line) in text.iter().enumerate() {
        merged.push_str(&before[at]);
        merged.push_str(if gone[at] { "" } else { line });
    }
    Some(merged + &before[text.len()])
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The longest common subsequence of two texts: pairs of equal lines, in order.
fn align<T: PartialEq>(left: &[T], right: &[T]) -> Option<Vec<(usize, usize)>> {
    let head = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (rest, others) = (&left[head..], &right[head..]);
    let tail = rest.iter().rev().zip(others.iter().rev()).take_while(|(one, other)| one == other).count();
    let (rest, others) = (&rest[..rest.len() - tail], &others[..others.len() - tail]);
    if rest.len().max(others.len()) > MAX_LINES {
        return None;
    }
    let width = others.len() + 1;
    let mut lengths = vec![0_u16; (rest.len() + 1) * width];
    for one in (0..rest.len()).rev() {
        for other in (0..others.len()).rev() {
            lengths[one * width + other] = if rest[one] == others[other] {
                lengths[(one + 1) * width + other + 1] + 1
            } else {
                lengths[(one + 1) * width + other].max(lengths[one * width + other + 1])
            };
        }
    }
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    let (mut one, mut other) = (0, 0);
    while one < rest.len() && other < others.len() {
        if rest[one] == others[other] {
            pairs.push((head + one, head + other));
            (one, other) = (one + 1, other + 1);
        } else if lengths[(one + 1) * width + other] >= lengths[one * width + other + 1] {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs.extend((0..tail).map(|at| (left.len() - tail + at, right.len() - tail + at)));
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_in_the_layout_of_the_text() {
        let old = "sops:\n    age:\n        - r: a\n          enc: A\n        - r: b\n          enc: B\n    mac: M\n";
        let new = "sops:\n    age:\n        - r: b\n          enc: B\n        - r: c\n          enc: C\n    mac: N\n";
        let text = "sops:\n  # why\n  age:\n  - r: a\n    enc: A\n  - r: b\n    enc: B # mine\n  mac: M\n";
        // `enc: B # mine` has no like in the old text, but need not change.
        let merged = merge(text, old, new).unwrap();
        let want = "sops:\n  # why\n  age:\n  - r: b\n    enc: B # mine\n  - r: c\n    enc: C\n  mac: N\n";
        assert_eq!(merged, want);
        assert_eq!(merge(old, old, new).unwrap(), new);
    }

    #[test]
    fn what_goes_must_be_found() {
        assert_eq!(merge("a: 'x'\nb: y\n", "a: x\nb: y\n", "b: y\n"), None);
        assert_eq!(merge("b: y", "b: y", "a: x\nb: y").unwrap(), "a: x\nb: y");
    }

    #[test]
    fn lines_are_paired_in_order() {
        let pairs = align(&["a", "b", "c", "d"], &["a", "c", "x", "d"]).unwrap();
        assert_eq!(pairs, [(0, 0), (2, 1), (3, 3)]);
    }
}
