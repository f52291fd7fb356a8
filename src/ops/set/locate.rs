//! Where a key path leads. What enters: a document and a path. What leaves: the place to change, or why
//! there is none. A message names keys and positions, never what stands there.

use crate::{
    document::{Document, NodeId, NodeKind, Path, Segment, Step, nearest},
    error::{Error, ErrorKind, Result},
    format::change::Change,
};

/// The place for a value.
pub(super) enum Place<'p> {
    /// At the end of the path stands this.
    Value(NodeId),
    /// On the way stands this, which gives way to the rest of the path.
    Instead(NodeId, &'p [Segment]),
    /// The collection has no such entry yet: the rest of the path starts with it.
    Behind(NodeId, &'p [Segment]),
    /// The file is empty.
    Nothing,
}

/// Where to set a value.
pub(super) fn to_set<'p>(document: &Document<'_>, path: &'p Path, lenient: bool) -> Result<Place<'p>> {
    let Some(root) = document.roots.first().and_then(|root| root.node) else {
        return match path.segments[0] {
            Segment::Key(_) => Ok(Place::Nothing),
            Segment::Index(_) => Err(not_a_list(path, 0)),
        };
    };
    let (id, depth) = follow(document, root, path);
    let rest = &path.segments[depth..];
    // What an alias brings here has no text of its own.
    let node = document.node(id);
    let is_shared = node.alias > 0 && (!rest.is_empty() || document.node(node.parent).alias > 0);
    if is_shared {
        return Err(shared(document, id, path));
    }
    let beyond = rest.iter().skip(1).position(|segment| matches!(segment, Segment::Index(1..)));
    if let Some(position) = beyond.filter(|_| !lenient) {
        return Err(nowhere(path, depth + position + 1, "there is no list yet, so that it has no items"));
    }
    let Some(first) = rest.first() else { return Ok(Place::Value(id)) };
    match (node.kind, first) {
        (NodeKind::Mapping, Segment::Key(_)) => Ok(Place::Behind(id, rest)),
        (NodeKind::Sequence, Segment::Index(index)) => {
            let count = document.children(id).count();
            if *index as usize > count && !lenient {
                let error = nowhere(path, depth, &format!("the list has {count} items"));
                return Err(error.hint(format!("Write [{count}] to append to the list")));
            }
            Ok(Place::Behind(id, rest))
        }
        (NodeKind::Mapping, Segment::Index(_)) => Err(not_a_list(path, depth)),
        (NodeKind::Sequence, Segment::Key(_)) => Err(not_a_mapping(path, depth)),
        (NodeKind::Null, Segment::Index(1..)) if !lenient => {
            Err(nowhere(path, depth, "there is no list yet, so that it has no items"))
        }
        (NodeKind::Null, _) => Ok(Place::Instead(id, rest)),
        (NodeKind::Scalar, _) if lenient => Ok(Place::Instead(id, rest)),
        (NodeKind::Scalar, _) => Err(single(path, depth).hint("Unset that value first if it is to give way")),
    }
}

/// What to unset; `None` when it is not there, and need not be.
pub(super) fn to_unset(document: &Document<'_>, path: &Path, idempotent: bool) -> Result<Option<NodeId>> {
    let missing = |error: Error| if idempotent { Ok(None) } else { Err(error) };
    let Some(root) = document.roots.first().and_then(|root| root.node) else {
        return missing(nowhere(path, 0, "the file is empty"));
    };
    let (id, depth) = follow(document, root, path);
    let node = document.node(id);
    let Some(first) = path.segments.get(depth) else {
        let is_shared = node.alias > 0 && document.node(node.parent).alias > 0;
        return if is_shared { Err(shared(document, id, path)) } else { Ok(Some(id)) };
    };
    match (node.kind, first) {
        (NodeKind::Mapping, Segment::Key(key)) => {
            let error = nowhere(path, depth, &format!("there is no key {key:?}"));
            let keys = document.children(id).filter_map(|child| document.key(document.node(child).step));
            missing(match nearest(key, keys) {
                Some(near) => error.hint(format!("Did you mean {near:?}?")),
                None => error,
            })
        }
        (NodeKind::Sequence, Segment::Index(_)) => {
            let count = document.children(id).count();
            missing(nowhere(path, depth, &format!("the list has {count} items")))
        }
        (NodeKind::Mapping, Segment::Index(_)) => Err(not_a_list(path, depth)),
        (NodeKind::Sequence, Segment::Key(_)) => Err(not_a_mapping(path, depth)),
        (NodeKind::Null, _) => missing(single(path, depth)),
        (NodeKind::Scalar, _) => Err(single(path, depth)),
    }
}

/// Refuses to take an anchor away from those who use it.
pub(super) fn refuse_used_anchors(document: &Document<'_>, change: &Change<'_>) -> Result<()> {
    let (id, keeps_own) = match *change {
        Change::Replace(id, _) => (id, true),
        Change::Remove(id) => (id, false),
        Change::Append(..) => return Ok(()),
    };
    let goes =
        |target: NodeId| id <= target && target < document.node(id).end && !(keeps_own && target == id);
    let stays = |user: NodeId| user < id || document.node(id).end <= user;
    let used = document.aliases.iter().find(|alias| goes(alias.target) && stays(alias.node));
    let Some(alias) = used.filter(|_| document.node(id).alias == 0) else { return Ok(()) };
    Err(Error::new(ErrorKind::TreePath, "what would go carries an anchor that is in use")
        .at(document.place(alias.span.start))
        .because(format!("{} uses it as {}", document.path(alias.node), document.text(alias.span)))
        .hint("Set or unset that one first"))
}

/// The last node on the way that is there, and how many steps lead to it.
fn follow(document: &Document<'_>, root: NodeId, path: &Path) -> (NodeId, usize) {
    let mut current = root;
    for (depth, segment) in path.segments.iter().enumerate() {
        let child = match (document.node(current).kind, segment) {
            (NodeKind::Mapping, Segment::Key(key)) => document.child(current, key),
            (NodeKind::Sequence, Segment::Index(index)) => {
                document.children(current).find(|id| document.node(*id).step == Step::Index(*index))
            }
            _ => None,
        };
        let Some(child) = child else { return (current, depth) };
        current = child;
    }
    (current, path.segments.len())
}

fn nowhere(path: &Path, depth: usize, why: &str) -> Error {
    let way = Path { document: path.document, segments: path.segments[..=depth].to_vec() };
    Error::new(ErrorKind::TreePath, "the key path leads nowhere").because(why).at_path(way.to_string())
}

fn single(path: &Path, depth: usize) -> Error {
    nowhere(path, depth, "above it stands a single value")
}

fn not_a_list(path: &Path, depth: usize) -> Error {
    nowhere(path, depth, "it stands for a mapping").hint("Name a key in quotes, as in [\"key\"]")
}

fn not_a_mapping(path: &Path, depth: usize) -> Error {
    nowhere(path, depth, "it stands for a list").hint("Name a position without quotes, as in [0]")
}

/// What is reached through an alias is changed where the anchor stands, for all who use it.
fn shared(document: &Document<'_>, id: NodeId, path: &Path) -> Error {
    let alias = document.aliases[document.node(id).alias as usize - 1];
    let place = document.path(alias.target);
    Error::new(ErrorKind::TreePath, "the value is not written here but comes from an alias")
        .at_path(path.to_string())
        .because(format!("{} stands for the value at {place}", document.text(alias.span)))
        .hint(format!(
            "Change it at {place}, for all that use it, or set {} as a whole",
            document.path(alias.node)
        ))
}
