//! Recipients put into a config and taken out of it. What enters: the text of a config. What leaves: the
//! text with as little changed as can be; comments and layout stay. The new text is read again, and an edit
//! that does not mean what it should is an error: then a person has to do it.

use std::path::Path;

use crate::{
    config::{Config, CreationRule},
    document::{Document, NodeId, NodeKind, Span, Step, Style},
    error::{Error, ErrorKind, Result},
    format::{Format as _, Limits, yaml::Yaml},
    keys::{KeyGroup, KeyKind, MasterKey, aws_kms, notation, shown},
    secret::Plaintext,
};

/// More rounds than any config has recipients.
const MAX_ROUNDS: usize = 10_000;

/// A recipient that comes.
#[derive(Clone, Copy)]
pub struct Added<'a> {
    /// The key.
    pub key: &'a MasterKey,
    /// As it was typed.
    pub text: &'a str,
    /// What people call it.
    pub name: Option<&'a str>,
    /// The rule, counted from 0.
    pub rule: usize,
    /// The key group, counted from 0.
    pub group: Option<usize>,
}

/// The text with one recipient more; `None` when the rule names it already.
pub fn add_recipient(path: &Path, source: &str, added: &Added<'_>) -> Result<Option<String>> {
    let old = Config::parse(path, source)?;
    let rule = &old.rules[added.rule];
    let group = match (rule.groups.len(), added.group) {
        (0 | 1, None) => 0,
        (groups, Some(group)) if group < groups.max(1) => group,
        (groups, None) => {
            let message = format!("the rule in line {} has {groups} key groups", rule.line);
            return Err(refused(path, message, "Say which one with --group"));
        }
        (groups, Some(_)) => {
            let message = format!("the rule in line {} has no such key group: there are {groups}", rule.line);
            return Err(refused(path, message, "Count them from 1"));
        }
    };
    if rule.groups.get(group).is_some_and(|keys| keys.iter().any(|key| key.is_same_reader(added.key))) {
        return Ok(None);
    }
    if added.text.contains([',', '\n', '\r']) || added.name.is_some_and(|name| name.contains(['\n', '\r'])) {
        return Err(refused(
            path,
            "a recipient and its name stand in one line, without commas",
            "Correct it",
        ));
    }
    let text = Text::new(source)?;
    let edited = text.add(added, group).ok_or_else(|| by_hand(path, rule, added.key))?;
    let mut expected: Vec<Vec<KeyGroup>> = old.rules.iter().map(|rule| rule.groups.clone()).collect();
    match expected[added.rule].get_mut(group) {
        Some(group) => group.push(added.key.clone()),
        None => expected[added.rule].push(vec![added.key.clone()]),
    }
    if means(path, &edited, &expected) { Ok(Some(edited)) } else { Err(by_hand(path, rule, added.key)) }
}

/// The text without a recipient in those rules, which are counted from 0.
pub fn remove_recipient(path: &Path, source: &str, key: &MasterKey, rules: &[usize]) -> Result<String> {
    let old = Config::parse(path, source)?;
    let mut expected: Vec<Vec<KeyGroup>> = old.rules.iter().map(|rule| rule.groups.clone()).collect();
    for at in rules {
        for group in &mut expected[*at] {
            group.retain(|other| !other.is_same_reader(key));
            if group.is_empty() {
                let message = format!(
                    "no recipient would be left in a group of the rule in line {}",
                    old.rules[*at].line
                );
                return Err(refused(path, message, "Add another one first, or remove the rule or the group"));
            }
        }
    }
    let mut edited = source.to_owned();
    for _ in 0..MAX_ROUNDS {
        let text = Text::new(&edited)?;
        let found = rules.iter().find_map(|at| Some((*at, text.find(*at, key)?)));
        let Some((at, cut)) = found else { break };
        edited = cut
            .and_then(|(span, with)| text.replaced(span, &with))
            .ok_or_else(|| by_hand(path, &old.rules[at], key))?;
    }
    let rule = rules.first().map_or(&old.rules[0], |at| &old.rules[*at]);
    if means(path, &edited, &expected) { Ok(edited) } else { Err(by_hand(path, rule, key)) }
}

/// Whether the text says that its rules have these keys, in whatever order.
fn means(path: &Path, source: &str, expected: &[Vec<KeyGroup>]) -> bool {
    let same = |one: &KeyGroup, other: &KeyGroup| {
        one.len() == other.len() && one.iter().all(|key| other.iter().any(|known| known.is_same_entry(key)))
    };
    let all_same = |one: &[KeyGroup], other: &[KeyGroup]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
    };
    Config::parse(path, source).is_ok_and(|new| {
        new.rules.len() == expected.len()
            && new.rules.iter().zip(expected).all(|(rule, expected)| all_same(&rule.groups, expected))
    })
}

fn by_hand(path: &Path, rule: &CreationRule, key: &MasterKey) -> Error {
    let message =
        format!("the rule in line {} is written in a way that only a person can change safely", rule.line);
    let what = format!("Change the entry of {} {} by hand", key.kind.list(), shown(&key.name()));
    refused(path, message, &what).at(rule.place())
}

fn refused(path: &Path, message: impl Into<String>, hint: &str) -> Error {
    Error::new(ErrorKind::Generic, message).in_file(path).hint(hint)
}

/// What a list of keys of a kind is called in a rule, or in a key group.
fn list_name(kind: KeyKind, in_group: bool) -> &'static str {
    match (kind, in_group) {
        (KeyKind::AzureKv, _) => "azure_keyvault",
        (KeyKind::HcVault, false) => "hc_vault_transit_uri",
        (kind, _) => kind.list(),
    }
}

/// The key of an entry of a group that is a mapping.
fn item_name(kind: KeyKind) -> Option<&'static str> {
    match kind {
        KeyKind::Kms => Some("arn"),
        KeyKind::GcpKms => Some("resource_id"),
        KeyKind::HcKms => Some("key_id"),
        _ => None,
    }
}

/// A config's text with its places.
struct Text<'a> {
    source: &'a str,
    document: Document<'a>,
}

/// What is replaced by what; `None` when that is beyond us.
type Cut = Option<(std::ops::Range<usize>, String)>;

impl<'a> Text<'a> {
    fn new(source: &'a str) -> Result<Self> {
        Ok(Self { source, document: Yaml.parse(source, &Limits::default())? })
    }

    fn add(&self, added: &Added<'_>, group: usize) -> Option<String> {
        let rule = self.rule(added.rule)?;
        let groups =
            self.child(rule, "key_groups").filter(|id| self.document.node(*id).kind == NodeKind::Sequence);
        let owner = match groups {
            Some(groups) => self.own(self.document.children(groups).nth(group)?)?,
            None => rule,
        };
        let in_group = groups.is_some();
        let kind = added.key.kind;
        let name = list_name(kind, in_group);
        let scalar = quoted(added.text);
        let item = match item_name(kind).filter(|_| in_group) {
            Some(name) => format!("{name}: {scalar}"),
            None if in_group && kind == KeyKind::AzureKv => return None,
            None => scalar.clone(),
        };
        let flow_item = if item == scalar { item.clone() } else { format!("{{{item}}}") };
        let comment = added.name.map(|name| format!(" # {name}")).unwrap_or_default();
        let eol = self.document.line_break();
        let Some(list) = self.child(owner, name) else {
            let is_list = in_group || kind == KeyKind::HcKms;
            let value = if is_list { format!("[{flow_item}]") } else { scalar };
            return self.add_entry(owner, &format!("{name}: {value}"), &comment);
        };
        let node = self.document.node(self.own(list)?);
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let at = |at: usize, text: String| self.replaced(at..at, &text);
        match (node.kind, node.style) {
            (NodeKind::Sequence, Style::Flow) => match self.document.children(list).last() {
                Some(item) => at(self.end(item), format!(", {flow_item}")),
                None => at(start + 1, flow_item),
            },
            (NodeKind::Sequence, _) => {
                let before = self.document.children(list).last()?;
                let dash = self.dash(before)?;
                self.insert_line(self.end(before), &format!("{dash}{item}{comment}"))
            }
            (NodeKind::Null, _) => {
                let Step::Key { span, .. } = node.step else { return None };
                let colon = self.source[span.range().end..].find(':')? + span.range().end + 1;
                let value =
                    if in_group || kind == KeyKind::HcKms { format!("[{flow_item}]") } else { scalar };
                at(colon, format!(" {value}"))
            }
            (NodeKind::Scalar, Style::SingleQuoted | Style::DoubleQuoted) => {
                at(end - 1, format!(",{}", added.text))
            }
            (NodeKind::Scalar, Style::Plain) => at(end, format!(",{}", added.text)),
            (NodeKind::Scalar, _) => {
                let body = self.source[start..end].trim_end();
                let line = &self.source[self.line_start(start + body.len())..];
                let indent: String = line.chars().take_while(|char| *char == ' ').collect();
                let comma = if body.ends_with(',') { "" } else { "," };
                at(start + body.len(), format!("{comma}{eol}{indent}{}", added.text))
            }
            (NodeKind::Mapping, _) => None,
        }
    }

    fn add_entry(&self, owner: NodeId, entry: &str, comment: &str) -> Option<String> {
        let last = self.document.children(owner).last()?;
        if self.document.node(owner).style == Style::Flow {
            return self.replaced(self.end(last)..self.end(last), &format!(", {entry}"));
        }
        let first = self.document.children(owner).find(|id| self.document.node(*id).alias == 0)?;
        let Step::Key { span, .. } = self.document.node(first).step else { return None };
        let column = span.start as usize - self.line_start(span.start as usize);
        self.insert_line(self.end(last), &format!("{}{entry}{comment}", " ".repeat(column)))
    }

    /// The next place at which a rule names the key, with what is to be done there.
    fn find(&self, rule: usize, key: &MasterKey) -> Option<Cut> {
        let rule = self.rule(rule)?;
        if let Some(cut) = self.find_in(rule, key, false) {
            return Some(cut);
        }
        let groups = self.child(rule, "key_groups")?;
        self.document.children(groups).find_map(|group| self.find_in(group, key, true))
    }

    fn find_in(&self, owner: NodeId, key: &MasterKey, in_group: bool) -> Option<Cut> {
        if let Some(merged) = self.child(owner, "merge").filter(|_| in_group) {
            let mut merged = self.document.children(merged);
            if let Some(cut) = merged.find_map(|group| self.find_in(group, key, true)) {
                return Some(cut);
            }
        }
        let list = self.child(owner, list_name(key.kind, in_group))?;
        let node = self.document.node(list);
        if node.kind == NodeKind::Scalar {
            return self.names(list, key).then(|| self.cut_piece(owner, list, key));
        }
        let items: Vec<_> = self.document.children(list).collect();
        let (at, item) = items.iter().enumerate().find(|(_, item)| self.names(**item, key))?;
        if self.document.node(list).alias != 0 {
            return Some(None);
        }
        let is_several = self
            .text(*item)
            .is_some_and(|text| text.split(',').filter(|piece| !piece.trim().is_empty()).count() > 1);
        if is_several {
            return Some(self.cut_piece(owner, *item, key));
        }
        if items.len() == 1 {
            return Some(self.cut_entry(owner, list));
        }
        if node.style != Style::Flow {
            return Some(self.cut_item(*item));
        }
        Some(Some((
            match items.get(at + 1) {
                Some(next) => self.start(*item)..self.start(*next),
                None => self.end(items[at - 1])..self.end(*item),
            },
            String::new(),
        )))
    }

    /// Whether an item, or a list in one text, names the key.
    fn names(&self, id: NodeId, key: &MasterKey) -> bool {
        let is_it = |text: &str| match key.kind {
            KeyKind::Kms => {
                let text = text.replace(' ', "");
                let (arn, role) = aws_kms::split_role(&text);
                aws_kms::master_key(arn, role, &[], "").is_same_reader(key)
            }
            kind => notation::parse(kind, text.trim()).is_ok_and(|other| other.is_same_reader(key)),
        };
        if self.document.node(id).kind == NodeKind::Mapping {
            if key.kind == KeyKind::AzureKv {
                let part = |name| self.child(id, name).and_then(|id| self.text(id)).unwrap_or_default();
                let other = notation::azure(&part("vaultUrl"), &part("key"), &part("version"));
                return other.is_same_reader(key);
            }
            let text = item_name(key.kind).and_then(|name| self.text(self.child(id, name)?));
            return text.is_some_and(|text| is_it(&text));
        }
        self.text(id).is_some_and(|text| text.split(',').any(is_it))
    }

    /// One of several in a text.
    fn cut_piece(&self, owner: NodeId, id: NodeId, key: &MasterKey) -> Cut {
        let node = self.document.node(self.own(id)?);
        let raw = &self.source[node.span.range()];
        let (head, body, tail) = match node.style {
            Style::SingleQuoted | Style::DoubleQuoted => {
                (&raw[..1], &raw[1..raw.len() - 1], &raw[raw.len() - 1..])
            }
            Style::Plain => ("", raw, ""),
            _ => {
                let (head, body) = raw.split_at(raw.find('\n')?);
                (head, body, "")
            }
        };
        let is_it = |piece: &&str| {
            let piece = piece.trim();
            let other = match key.kind {
                KeyKind::Kms => {
                    let (arn, role) = aws_kms::split_role(piece);
                    Ok(aws_kms::master_key(arn, role, &[], ""))
                }
                kind => notation::parse(kind, piece),
            };
            !piece.is_empty() && other.is_ok_and(|other| other.is_same_reader(key))
        };
        let pieces: Vec<_> = body.split(',').collect();
        let kept: Vec<_> = pieces.iter().copied().filter(|piece| !is_it(piece)).collect();
        if kept.iter().all(|piece| piece.trim().is_empty()) {
            return self.cut_entry(owner, id);
        }
        if kept.len() == pieces.len() {
            return None; // an escape, or another spelling
        }
        let body = kept.join(",");
        let body = if head.starts_with(['|', '>']) { body.as_str() } else { body.trim_start() };
        Some((node.span.range(), format!("{head}{body}{tail}")))
    }

    /// An item of a list in lines, with what is said of it alone.
    fn cut_item(&self, id: NodeId) -> Cut {
        let dash = self.dash(id)?;
        let mut start = self.line_start(self.start(id));
        let end = self.line_end(self.end(id));
        let has_name =
            self.source[self.end(id)..end].contains('#') || self.source[self.start(id)..].starts_with('&');
        if start > 0 && !has_name {
            let above = self.line_start(start - 1);
            let line = &self.source[above..start];
            let indent = line.len() - line.trim_start_matches(' ').len();
            if line.trim_start().starts_with('#') && dash.find('-') == Some(indent) {
                start = above;
            }
        }
        Some((start..end, String::new()))
    }

    /// A list with its name.
    fn cut_entry(&self, owner: NodeId, list: NodeId) -> Cut {
        let node = self.document.node(self.own(owner)?);
        let entries: Vec<_> = self.document.children(owner).collect();
        let at = entries.iter().position(|entry| *entry == list)?;
        let Step::Key { span, .. } = self.document.node(list).step else { return None };
        let start = span.start as usize;
        if entries.len() == 1 || node.style == Style::Flow {
            return None;
        }
        let line = self.line_start(start);
        if self.source[line..start].trim().is_empty() {
            return Some((line..self.line_end(self.end(list)), String::new()));
        }
        let Step::Key { span: next, .. } = self.document.node(*entries.get(at + 1)?).step else {
            return None;
        };
        Some((start..next.start as usize, String::new()))
    }

    fn rule(&self, at: usize) -> Option<NodeId> {
        let root = self.document.roots.first()?.node?;
        let rules = self.own(self.document.child(root, "creation_rules")?)?;
        self.own(self.document.children(rules).nth(at)?)
    }

    fn child(&self, owner: NodeId, name: &str) -> Option<NodeId> {
        self.document.child(owner, name)
    }

    /// The node, if it stands at its own place.
    fn own(&self, id: NodeId) -> Option<NodeId> {
        (self.document.node(id).alias == 0).then_some(id)
    }

    fn text(&self, id: NodeId) -> Option<String> {
        if self.document.node(id).kind != NodeKind::Scalar {
            return None;
        }
        let mut buffer = Plaintext::default();
        let scalar = Yaml.scalar(&self.document, id, &mut buffer).ok()?;
        Some(String::from_utf8_lossy(scalar.spelling).into_owned())
    }

    /// What stands in the source for a node: its alias, or itself with its anchor.
    fn span(&self, id: NodeId) -> Span {
        let node = self.document.node(id);
        match node.alias {
            0 => Span { start: node.outer_start, end: node.span.end },
            alias => self.document.aliases[alias as usize - 1].span,
        }
    }

    fn start(&self, id: NodeId) -> usize {
        let node = self.document.node(id);
        match self.document.children(id).next() {
            // A mapping in lines starts with its first key.
            Some(first)
                if node.alias == 0 && node.style == Style::Block && node.outer_start == node.span.start =>
            {
                match self.document.node(first).step {
                    Step::Key { span, .. } => span.start as usize,
                    _ => self.start(first),
                }
            }
            _ => self.span(id).start as usize,
        }
    }

    fn end(&self, id: NodeId) -> usize {
        let node = self.document.node(id);
        let own = self.span(id).end as usize;
        match (node.kind, self.document.children(id).last()) {
            (NodeKind::Mapping | NodeKind::Sequence, Some(last))
                if node.alias == 0 && node.style == Style::Block =>
            {
                self.end(last)
            }
            (NodeKind::Null, _) => match node.step {
                Step::Key { span, .. } => own.max(span.end as usize),
                _ => own,
            },
            _ => own,
        }
    }

    /// What stands before an item in its line, if that is nothing but its dash.
    fn dash(&self, id: NodeId) -> Option<&'a str> {
        let start = self.start(id);
        let before = &self.source[self.line_start(start)..start];
        (before.trim() == "-").then_some(before)
    }

    fn line_start(&self, at: usize) -> usize {
        self.source[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Behind the line break.
    fn line_end(&self, at: usize) -> usize {
        self.source[at..].find('\n').map_or(self.source.len(), |line| at + line + 1)
    }

    fn insert_line(&self, after: usize, line: &str) -> Option<String> {
        let at = self.line_end(after);
        let eol = self.document.line_break();
        let ends = self.source[..at].ends_with('\n');
        self.replaced(at..at, &if ends { format!("{line}{eol}") } else { format!("{eol}{line}") })
    }

    #[allow(clippy::unnecessary_wraps)] // as a step that can fail, like those beside it
    fn replaced(&self, span: std::ops::Range<usize>, with: &str) -> Option<String> {
        Some(format!("{}{with}{}", &self.source[..span.start], &self.source[span.end..]))
    }
}

/// A text that is one scalar in lines and in brackets.
fn quoted(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_+/=.:@ ".contains(char);
    let plain = text.chars().all(is_plain)
        && !text.contains(": ")
        && text.starts_with(|char: char| char.is_ascii_alphanumeric());
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

#[cfg(test)]
mod tests;
