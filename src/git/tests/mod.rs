//! Merges of generated files, plain and encrypted: what must hold for all of them. Seeds are fixed.

mod files;
mod generate;
mod plain;

use std::collections::BTreeMap;

use super::text::Text;
use crate::{
    document::{NodeId, NodeKind, Path, Segment},
    format::{Format, FormatName, Limits},
};

fn format(name: FormatName) -> &'static dyn Format {
    name.format().unwrap()
}

/// The values of a text by their key paths; a list is one value, and so is an empty collection.
fn leaves(name: FormatName, source: &str) -> BTreeMap<Vec<String>, String> {
    let text = Text::new(source, format(name), &Limits::default(), &std::hash::RandomState::new()).unwrap();
    let mut found = BTreeMap::new();
    if let Some(root) = text.document.roots.first().and_then(|root| root.node) {
        collect(&text, root, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(text: &Text<'_>, id: NodeId, path: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, String>) {
    let is_mapping = text.document.node(id).kind == NodeKind::Mapping;
    if !is_mapping || text.document.children(id).next().is_none() {
        found.insert(path.clone(), value(text, id));
        return;
    }
    for child in text.document.children(id) {
        path.push(text.key(child).to_owned());
        collect(text, child, path, found);
        path.pop();
    }
}

fn value(text: &Text<'_>, id: NodeId) -> String {
    let children = || text.document.children(id);
    match text.document.node(id).kind {
        NodeKind::Null => "null".to_owned(),
        NodeKind::Scalar => {
            text.with_value(id, |kind, bytes| format!("{kind:?} {}", String::from_utf8_lossy(bytes))).unwrap()
        }
        NodeKind::Sequence => format!("{:?}", children().map(|child| value(text, child)).collect::<Vec<_>>()),
        NodeKind::Mapping => {
            let entries: BTreeMap<_, _> =
                children().map(|child| (text.key(child), value(text, child))).collect();
            format!("{entries:?}")
        }
    }
}

/// The keys of a path.
fn keys(path: &Path) -> Vec<String> {
    let key = |segment: &Segment| match segment {
        Segment::Key(key) => Some(key.clone()),
        Segment::Index(_) => None,
    };
    path.segments.iter().map_while(key).collect()
}
