//! The metadata block, in every notation.

use sops_rs::{
    document::Block,
    format::{Format, FormatName},
    metadata::{Metadata, unknown_kinds, without_unknown_kinds},
};

use super::support::{LIMITS, apply, format_of, grammar, show, told};

/// A file without values for every format.
const EMPTY: [(FormatName, &str); 5] = [
    (FormatName::Yaml, "a: x\n"),
    (FormatName::Json, "{\"a\": \"x\"}\n"),
    (FormatName::Dotenv, "a=x\n"),
    (FormatName::Ini, "[a]\na = x\n"),
    (FormatName::Toml, "a = \"x\"\n"),
];

/// Nothing panics on any block; what is read is written so that it is read again, in every format.
pub fn holds(input: &[u8]) {
    let Some((name, text)) = format_of(input) else { return };
    let Ok(source) = std::str::from_utf8(text) else { return };
    let format = grammar(name);
    let Ok(document) = format.parse(source, &LIMITS) else { return };
    let Ok(Some(block)) = format.metadata(&document) else { return };
    drop(unknown_kinds(&block));
    let _ = without_unknown_kinds(&block);
    let Ok(mut metadata) = Metadata::from_block(&block) else { return };
    let _ = (metadata.refresh(&block), metadata.rekey(&block), metadata.restate(&block));
    metadata.unknown.clear(); // flattened notations have no types
    for (name, source) in EMPTY {
        let format = grammar(name);
        let Some(read) = there_and_back(&metadata, source, format) else { continue };
        assert_eq!(shown(&read), shown(&metadata), "in {}:\n{}", name.as_str(), show(text));
    }
}

fn there_and_back(metadata: &Metadata, source: &str, format: &dyn Format) -> Option<Metadata> {
    let document = format.parse(source, &LIMITS).expect("it is well-formed");
    let edits = format.insert_metadata(&document, &metadata.to_block()).ok()?;
    let with = String::from_utf8(apply(source, edits)).expect("text");
    let document = match format.parse(&with, &LIMITS) {
        Ok(document) => document,
        // Another notation may count more levels.
        Err(error)
            if ["too deep", "deeper than", "recursion"].iter().any(|words| told(&error).contains(words)) =>
        {
            return None;
        }
        Err(error) => panic!("{}: it does not parse:\n{}", told(&error), show(with.as_bytes())),
    };
    let block = match format.metadata(&document) {
        Ok(block) => block.expect("it was put in"),
        Err(error) => panic!("{}: it is not read:\n{}", told(&error), show(with.as_bytes())),
    };
    match Metadata::from_block(&block) {
        Ok(metadata) => Some(metadata),
        Err(error) => panic!("{}: it is not understood:\n{}", told(&error), show(with.as_bytes())),
    }
}

/// All that it says. The keys of a group, and the fields of a key, may come in another order; flattened
/// notations have neither types nor empty collections, and write a line break as `\n`.
fn shown(metadata: &Metadata) -> String {
    let mut metadata = metadata.clone();
    metadata.shamir_threshold = metadata.shamir_threshold.filter(|threshold| *threshold > 0);
    for group in &mut metadata.groups {
        for key in group.iter_mut() {
            let fields = std::mem::take(&mut key.fields).into_iter();
            key.fields = fields.filter_map(|(name, value)| Some((name, text_only(value)?))).collect();
            key.fields.sort_by(|one, other| one.0.cmp(&other.0));
        }
        group.retain(|key| !key.fields.is_empty());
        group.sort_by_key(|key| format!("{key:?}"));
    }
    metadata.groups.retain(|group| !group.is_empty());
    let mut shown = format!("{metadata:?}");
    while shown.contains("\\\\n") || shown.contains("\\r\\n") {
        shown = shown.replace("\\\\n", "\\n").replace("\\r\\n", "\\n");
    }
    shown
}

fn text_only(block: Block) -> Option<Block> {
    Some(match block {
        Block::Null => return None,
        Block::Int(number) => Block::text(number.to_string()),
        Block::Bool(flag) => Block::text(flag.to_string()),
        Block::Text(text) => Block::Text(text),
        Block::List(items) => {
            let items: Vec<_> = items.into_iter().filter_map(text_only).collect();
            return (!items.is_empty()).then_some(Block::List(items));
        }
        Block::Map(entries) => {
            let entries = entries.into_iter();
            let mut entries: Vec<_> =
                entries.filter_map(|(name, value)| Some((name, text_only(value)?))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            return (!entries.is_empty()).then_some(Block::Map(entries));
        }
    })
}
