//! Values set and unset in generated texts: the tree has that change and no other, and neither has the
//! text. The same changes made by the real program lead to the same data.

use std::{cell::Cell, collections::HashSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use sops_rs::{
    ErrorKind, Result,
    document::{Document, Item, Member, NO_NODE, NodeId, NodeKind, Path, Segment, Step, Style, Tree},
    format::{FormatName, Limits},
    scalar::ScalarType,
};

use super::{
    differences::{it_loses, it_loses_ini},
    generate::{dotenv, ini, json, key, rule, text, toml, yaml},
    generated::check,
    judge::{self, Verdict},
    ours,
};
use crate::support::oracle::{Oracle, Rule};

/// What to do, and to which of the nodes.
#[derive(Clone, Debug)]
pub enum Action {
    Replace(Value),
    Append(String, Value),
    Unset,
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => (-1_000_000..1_000_000_i32).prop_map(|number| Value::from(f64::from(number) / 64.0)),
        1 => Just(Value::Null),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn action(value: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Action> {
    prop_oneof![
        2 => value.clone().prop_map(Action::Replace),
        2 => (key(), value).prop_map(|(key, value)| Action::Append(key, value)),
        2 => Just(Action::Unset),
    ]
}

/// A tree as JSON, with types that JSON does not have spelled out; comments are left out.
fn plain(tree: &Tree) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Scalar(kind, text) => {
            let text = String::from_utf8_lossy(text.expose()).into_owned();
            match kind {
                ScalarType::Str => Value::from(text),
                kind => json!([kind.name(), text]),
            }
        }
        Tree::Mapping(members) => Value::Object(
            members
                .iter()
                .filter_map(|member| match member {
                    Member::Entry(key, value) => Some((key.clone(), plain(value))),
                    Member::Comment(_) => None,
                })
                .collect(),
        ),
        Tree::Sequence(items) => items
            .iter()
            .filter_map(|item| match item {
                Item::Value(value) => Some(plain(value)),
                Item::Comment(_) => None,
            })
            .collect(),
    }
}

/// A JSON value in the same notation.
fn typed(value: &Value, format: FormatName) -> Value {
    let text_only = matches!(format, FormatName::Dotenv | FormatName::Ini);
    match value {
        Value::Bool(flag) if text_only => Value::from(flag.to_string()),
        Value::Bool(flag) => json!(["bool", if *flag { "True" } else { "False" }]),
        Value::Number(number) if number.is_f64() => json!(["float", number.as_f64().unwrap().to_string()]),
        Value::Number(number) if text_only => Value::from(number.to_string()),
        Value::Number(number) => json!(["int", number.to_string()]),
        Value::Array(items) => items.iter().map(|item| typed(item, format)).collect(),
        Value::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), typed(value, format))).collect())
        }
        other => other.clone(),
    }
}

fn at<'v>(value: &'v mut Value, path: &[Segment]) -> &'v mut Value {
    path.iter().fold(value, |value, segment| match segment {
        Segment::Key(key) => &mut value[key],
        Segment::Index(index) => &mut value[*index as usize],
    })
}

fn trees(encrypted: &[u8], format: FormatName) -> Result<Vec<Value>> {
    let opened = ours::open(encrypted, format)?;
    Ok(opened.trees(format.format()?, &Limits::default())?.iter().map(plain).collect())
}

fn lines(text: &str) -> Vec<&str> {
    text.trim_start_matches('\u{feff}').lines().collect()
}

fn line(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count()
}

/// Where the entry of a node starts, as far as a test must know it.
fn start(document: &Document<'_>, id: NodeId) -> usize {
    match document.node(id).step {
        Step::Key { span, .. } => span.start as usize,
        _ if document.node(id).alias > 0 => {
            document.aliases[document.node(id).alias as usize - 1].span.start as usize
        }
        _ => document.node(id).outer_start as usize,
    }
}

/// The line before which nothing belongs to an entry: what stands before it ends there, or its
/// collection is announced there.
fn floor(document: &Document<'_>, id: NodeId) -> usize {
    let parent = document.node(id).parent;
    if parent == NO_NODE {
        return 0;
    }
    match document.children(parent).take_while(|child| *child < id).last() {
        Some(before) => end_line(document, before),
        None => match document.node(parent).step {
            Step::Key { span, .. } => line(document.source, span.start as usize),
            _ => floor(document, parent),
        },
    }
}

/// The line on which a subtree ends.
fn end_line(document: &Document<'_>, id: NodeId) -> usize {
    let nodes = (id..document.node(id).end).filter(|id| document.node(*id).alias == 0);
    let ends = nodes.flat_map(|id| {
        let key = if let Step::Key { span, .. } = document.node(id).step { span.end } else { 0 };
        [document.node(id).span.end, key]
    });
    line(document.source, ends.max().unwrap_or_default() as usize)
}

/// Makes the change to a tree; whether a new entry comes, to which the path then leads.
fn edit(tree: &mut Value, path: &mut Path, action: &Action, format: FormatName) -> bool {
    match action {
        Action::Replace(value) => {
            *at(tree, &path.segments) = typed(value, format);
            false
        }
        Action::Append(key, value) => match at(tree, &path.segments) {
            Value::Object(entries) => {
                path.segments.push(Segment::Key(key.clone()));
                entries.insert(key.clone(), typed(value, format)).is_none()
            }
            Value::Array(items) => {
                path.segments.push(Segment::Index(items.len() as u32));
                items.push(typed(value, format));
                true
            }
            _ => unreachable!("only collections are appended to"),
        },
        Action::Unset => {
            let (last, above) = path.segments.split_last().unwrap();
            match (at(tree, above), last) {
                (Value::Object(entries), Segment::Key(key)) => drop(entries.shift_remove(key)),
                (Value::Array(items), Segment::Index(index)) => drop(items.remove(*index as usize)),
                _ => unreachable!("the path is the node's own"),
            }
            false
        }
    }
}

/// Whether all lines but those of an entry are as they were.
fn is_kept(document: &Document<'_>, id: NodeId, new_text: &str) -> bool {
    let text = document.source;
    let parent = document.node(id).parent;
    let is_only = parent != NO_NODE && document.children(parent).count() == 1;
    let next = document.node(id).end;
    // The next entry shares the comma, or takes the place behind the dash.
    let is_first = parent != NO_NODE && id == parent + 1;
    let shares_line = document
        .nodes
        .get(next as usize)
        .is_some_and(|next| next.parent == parent && (next.in_flow || is_first));
    let last = match (is_only, shares_line) {
        (true, _) => end_line(document, parent),
        (_, true) => line(text, start(document, next)),
        _ => end_line(document, id),
    };
    let (head, tail) = same_lines(text, new_text);
    let count = lines(text).len();
    head >= floor(document, id).min(count) && tail + last + 1 >= count
}

/// How many lines two texts have in common at their start and at their end.
fn same_lines(one: &str, other: &str) -> (usize, usize) {
    let (one, other) = (lines(one), lines(other));
    let head = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    (head, tail)
}

/// An action that the format has room for: an INI file has sections of keys, and a first one that is
/// always there.
fn fit(document: &Document<'_>, id: NodeId, action: &Action, format: FormatName) -> Option<Action> {
    if format == FormatName::Toml {
        return fit_toml(document, id, action);
    }
    if format != FormatName::Ini {
        return Some(action.clone());
    }
    let mut names = HashSet::new();
    if document.children(0).any(|id| !names.insert(document.key(document.node(id).step))) {
        return None; // a path leads to the first of them
    }
    let section = |value: &Value| json!({"of_section": value});
    let is_section = document.node(id).parent == 0;
    match action {
        Action::Append(key, value) if id == 0 => Some(Action::Append(key.clone(), section(value))),
        Action::Replace(value) if is_section => Some(Action::Replace(section(value))),
        Action::Unset if is_section && id == 1 => None,
        action => Some(action.clone()),
    }
}

/// In TOML what has a header stays a table, and an array of tables holds at least one.
fn fit_toml(document: &Document<'_>, id: NodeId, action: &Action) -> Option<Action> {
    let is_tables = |id: NodeId| {
        let node = document.node(id);
        node.kind == NodeKind::Sequence && node.style == Style::Block
    };
    let parent = document.node(id).parent;
    let table = |value: &Value| json!({"of_table": value});
    match action {
        Action::Append(key, value) if is_tables(id) => Some(Action::Append(key.clone(), table(value))),
        Action::Replace(value) if is_tables(id) => Some(Action::Replace(json!([table(value)]))),
        Action::Replace(value) if document.node(id).style == Style::Block => {
            Some(Action::Replace(table(value)))
        }
        Action::Unset if is_tables(parent) && document.children(parent).count() == 1 => None,
        action => Some(action.clone()),
    }
}

/// Whether the lines of `less` are all among those of `more`, in order, but for some: commas come and go.
fn is_among(less: &str, more: &str, but: usize) -> bool {
    let (less, more) = (lines(less), lines(more));
    let is_missing = |change: &similar::DiffOp| change.tag() != similar::DiffTag::Equal;
    let changes = similar::capture_diff_slices(similar::Algorithm::Lcs, &less, &more);
    let missing = changes.iter().filter(|change| is_missing(change)).flat_map(similar::DiffOp::old_range);
    missing.filter(|line| !less[*line].trim().is_empty()).count() <= but
}

/// Makes the change and looks at everything that must hold; `None` when there is nothing to change, and
/// false when we refuse.
fn changes(
    text: &str,
    rule: &Rule,
    format: FormatName,
    number: usize,
    action: &Action,
    oracle: Option<&Oracle>,
) -> Result<Option<bool>, String> {
    let Ok(encrypted) = ours::encrypt(text.as_bytes(), format, rule) else { return Ok(None) };
    if ours::decrypt(&encrypted, format).map_err(|error| error.to_string())? != text.as_bytes() {
        return Ok(None); // what is lost there is not lost by a change
    }
    let document = format.format().unwrap().parse(text, &Limits::default()).unwrap();
    let own = |id: &NodeId| {
        let (node, path) = (document.node(*id), document.path(*id));
        node.parent != NO_NODE && node.alias == 0 && path.document == 0
    };
    let collections = |id: &NodeId| {
        let node = document.node(*id);
        let is_collection = matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence);
        is_collection && node.alias == 0 && document.path(*id).document == 0
    };
    let all = 0..document.nodes.len() as NodeId;
    let ids: Vec<_> = if matches!(action, Action::Append(..)) {
        all.filter(collections).collect()
    } else {
        all.filter(own).collect()
    };
    if ids.is_empty() {
        return Ok(None);
    }
    let id = ids[number % ids.len()];
    let Some(action) = &fit(&document, id, action, format) else { return Ok(None) };
    let mut path = document.path(id);
    let mut wanted = trees(&encrypted, format).map_err(|error| error.to_string())?;
    let before = wanted.clone();
    let is_new = edit(&mut wanted[0], &mut path, action, format);
    let value = match action {
        Action::Replace(value) | Action::Append(_, value) => Some(value.to_string()),
        Action::Unset => None,
    };
    let fail = |wrong: &str, new: &str| format!("{wrong}: {path} {value:?}\n--- from\n{text}\n--- to\n{new}");
    let changed = match ours::set(&encrypted, format, &path, value.as_deref()) {
        Ok(changed) => changed,
        Err(error) if error.message().contains("anchor") => return Ok(None),
        Err(error) if error.kind() == ErrorKind::Emit => {
            if std::env::var_os("SOPS_RS_SHOW").is_some() {
                eprintln!("{}", fail("refused", ""));
            }
            return Ok(Some(false));
        }
        Err(error) => return Err(fail(&error.to_string(), "")),
    };
    let Some(new) = changed.updated.into_bytes(&encrypted) else {
        return if wanted == before { Ok(Some(true)) } else { Err(fail("nothing changed", "")) };
    };
    let new_text =
        String::from_utf8(ours::decrypt(&new, format).map_err(|e| fail(&e.to_string(), ""))?).unwrap();
    let found = trees(&new, format).map_err(|error| error.to_string())?;
    // A change at an anchor reaches all who use it.
    if document.aliases.is_empty() && found != wanted {
        return Err(fail("another tree", &new_text));
    }
    if let Some(oracle) = oracle.filter(|_| !it_loses(&new_text) && !it_loses_ini(&new_text)) {
        let read = oracle.decrypt_to(&new, format, FormatName::Json);
        let read = read.map_err(|no| fail(&format!("the real program refuses: {no:?}"), &new_text))?;
        judge::same_json(&read, found[0].to_string().as_bytes()).map_err(|wrong| fail(&wrong, &new_text))?;
    }
    let last = document.children(id).last().filter(|_| is_new);
    let kept = match last {
        // Tables need not stand in the order of the tree.
        _ if format == FormatName::Toml => match action {
            Action::Append(..) if is_new => is_among(text, &new_text, 1),
            Action::Unset => is_among(&new_text, text, 2),
            _ => true,
        },
        Some(last) => {
            // Of the lines that are there one may gain a comma.
            let (head, tail) = same_lines(text, &new_text);
            head + tail + 1 >= lines(text).len() && head >= end_line(&document, last)
        }
        None => is_kept(&document, document.find(&path).unwrap_or(id), &new_text),
    };
    if kept { Ok(Some(true)) } else { Err(fail("other lines changed", &new_text)) }
}

fn property(
    format: FormatName,
    cases: u32,
    texts: impl Strategy<Value = String>,
    values: BoxedStrategy<Value>,
    oracle: Option<&Oracle>,
) {
    let (all, made) = (Cell::new(0), Cell::new(0));
    check(cases, &(texts, rule(), any::<u16>(), action(values)), |(text, rule, number, action)| {
        if let Some(done) = changes(&text, &rule, format, number.into(), &action, oracle)? {
            all.set(all.get() + 1);
            made.set(made.get() + u32::from(done));
        }
        Ok(())
    });
    let (all, made): (u32, u32) = (all.get(), made.get());
    assert!(all * 2 >= cases, "only {all} of {cases} texts have something to change");
    assert!(made * 100 >= all * 97, "only {made} of {all} changes could be made");
}

#[test]
fn yaml_changes_where_it_is_told_and_nowhere_else() {
    property(FormatName::Yaml, 900, yaml(), value().boxed(), None);
}

#[test]
fn json_changes_where_it_is_told_and_nowhere_else() {
    property(FormatName::Json, 400, json(), value().boxed(), None);
}

#[test]
fn dotenv_changes_where_it_is_told_and_nowhere_else() {
    let values = scalar().prop_filter("dotenv has neither", |value| !value.is_null() && !value.is_f64());
    property(FormatName::Dotenv, 300, dotenv(), values.boxed(), None);
}

#[test]
fn ini_changes_where_it_is_told_and_nowhere_else() {
    let values = scalar().prop_filter("INI has neither", |value| !value.is_null() && !value.is_f64()).boxed();
    property(FormatName::Ini, 600, ini(), values.clone(), None);
    property(FormatName::Ini, 80, ini(), values, Some(&Oracle::new()));
}

#[test]
fn toml_changes_where_it_is_told_and_nowhere_else() {
    let values = value().prop_filter("TOML has no null", |value| !value.to_string().contains("null"));
    property(FormatName::Toml, 600, toml(), values.boxed(), None);
}

const SMALL: &str =
    "a: one # c\nm:\n  x: 1\n  n: {y: [1, 2]}\nl:\n  - k: v\n    w: 'u'\n  - two\nz: |\n  text\n";

/// Both programs change the same file, and the real one reads the same data from both.
#[test]
fn the_real_program_makes_the_same_of_it() -> Result<(), String> {
    let oracle = Oracle::new();
    let files = [
        (FormatName::Yaml, SMALL),
        (
            FormatName::Json,
            "{\n\t\"a\": \"one\",\n\t\"m\": {\n\t\t\"x\": 1\n\t},\n\t\"l\": [\n\t\t1,\n\t\t2\n\t]\n}\n",
        ),
    ];
    let changes = [
        (r#"["a"]"#, Some(r#""two""#)),
        (r#"["a"]"#, Some("true")),
        (r#"["a"]"#, Some(r#"{"k":{"l":null},"e":"","q":"yes"}"#)),
        (r#"["m"]"#, Some(r#""gone""#)),
        (r#"["m"]["new"]"#, Some(r#""a\nb\n""#)),
        (r#"["m"]["p"]["q"][0]["r"]"#, Some(r#""deep""#)),
        (r#"["l"][2]"#, Some(r#"{"k":"v"}"#)),
        (r#"["l"][0]"#, Some(r#""first""#)),
        (r#"["x_unencrypted"]"#, Some(r#""open""#)),
        (r#"["a"]"#, None),
        (r#"["m"]["x"]"#, None),
        (r#"["l"][0]"#, None),
        (r#"["l"]"#, None),
    ];
    for (format, text) in files {
        let encrypted =
            ours::encrypt(text.as_bytes(), format, &Rule::default()).map_err(|e| e.to_string())?;
        for (path, value) in changes {
            let say = |wrong: String| format!("{path} {value:?}: {wrong}");
            let theirs =
                oracle.change(&encrypted, format, path, value).map_err(|no| say(format!("{no:?}")))?;
            let path = Path::parse(path).unwrap();
            let ours = ours::set(&encrypted, format, &path, value).map_err(|e| say(e.to_string()))?;
            let Some(ours) = ours.updated.into_bytes(&encrypted) else {
                return Err(say("nothing changed".into()));
            };
            let read = |bytes: &[u8]| oracle.decrypt_to(bytes, format, FormatName::Json);
            let (theirs, ours) = (read(&theirs), read(&ours));
            let (theirs, ours) =
                (theirs.map_err(|no| say(format!("{no:?}")))?, ours.map_err(|no| say(format!("{no:?}")))?);
            judge::same_json(&ours, &theirs).map_err(say)?;
        }
    }
    Ok(())
}

/// A value of a foreign file set and unset: its lines change, and `lastmodified`, `mac` and the notes
/// on spellings; the real program reads the new value.
pub fn foreign(oracle: &Oracle, text: &[u8], format: FormatName, rule: &Rule) -> Verdict {
    let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
    let encrypted =
        ours::encrypt(text.as_bytes(), format, rule).map_err(|error| format!("we refuse: {error}"))?;
    let document = format.format().unwrap().parse(text, &Limits::default()).unwrap();
    let scalars: Vec<_> = (0..document.nodes.len() as NodeId)
        .filter(|id| {
            let (node, path) = (document.node(*id), document.path(*id));
            let by_keys = path.segments.iter().all(|segment| matches!(segment, Segment::Key(_)));
            node.kind == NodeKind::Scalar && node.alias == 0 && path.document == 0 && by_keys
        })
        .collect();
    for id in scalars.first().into_iter().chain(scalars.get(scalars.len() / 2)) {
        let path = document.path(*id);
        let parent = document.node(*id).parent;
        let empties = document.node(parent).parent == NO_NODE && document.children(parent).count() == 1;
        for value in [Some("\"changed by set\""), None] {
            if empties && value.is_none() {
                continue; // the metadata then stands in the braces of an empty mapping
            }
            let say = |wrong: String| format!("{path} {value:?}: {wrong}");
            let changed = match ours::set(&encrypted, format, &path, value) {
                Ok(changed) => changed,
                // What an anchor holds cannot go while it is used.
                Err(error) if error.message().contains("anchor") => continue,
                Err(error) => return Err(say(error.to_string())),
            };
            let Some(new) = changed.updated.into_bytes(&encrypted) else {
                return Err(say("nothing changed".into()));
            };
            let new_text = ours::decrypt(&new, format).map_err(|error| say(error.to_string()))?;
            let lines = end_line(&document, *id) - line(text, start(&document, *id)) + 1;
            few_lines(text.as_bytes(), &new_text, lines)
                .map_err(|wrong| say(format!("plaintext: {wrong}")))?;
            let uses = document.aliases.len();
            few_lines(&without_renewed(&encrypted), &without_renewed(&new), lines + uses).map_err(say)?;
            // Its paths have no escapes.
            let can_be_asked = !path.to_string().contains('\\') && !path.to_string().contains("\"\"");
            match value.filter(|_| can_be_asked) {
                Some(_) => {
                    let read = oracle
                        .extract(&new, format, &path.to_string())
                        .map_err(|no| say(format!("{no:?}")))?;
                    judge::same("it reads another value", &read, b"changed by set").map_err(say)?;
                }
                None => drop(oracle.decrypt(&new, format).map_err(|no| say(format!("{no:?}")))?),
            }
        }
    }
    Ok(())
}

/// The file without what each change renews.
fn without_renewed(encrypted: &[u8]) -> Vec<u8> {
    let renewed = ["lastmodified", "mac", "seal"];
    let is_renewed = |line: &str| {
        // `mac:`, `"mac":`, `sops_mac=`, `mac = `
        let line = line.trim_start().trim_start_matches('"');
        let line = line.strip_prefix("sops_").unwrap_or(line);
        let rest = renewed.iter().find_map(|key| line.strip_prefix(key));
        rest.is_some_and(|rest| rest.trim_start_matches(['"', ' ']).starts_with([':', '=']))
    };
    let text = String::from_utf8_lossy(encrypted);
    text.lines().filter(|line| !is_renewed(line)).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Lines are replaced, added or taken out in one place, no more than so many (and two for
/// the brackets around them).
fn few_lines(old: &[u8], new: &[u8], most: usize) -> Verdict {
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
    let (old_lines, new_lines) = (lines(old), lines(new));
    let gone = old_lines.iter().filter(|line| !new_lines.contains(line)).count();
    let come = new_lines.iter().filter(|line| !old_lines.contains(line)).count();
    if gone <= most + 2 && come <= most + 2 {
        return Ok(());
    }
    judge::same(&format!("{gone} lines went and {come} came for {most}"), new, old)
}
