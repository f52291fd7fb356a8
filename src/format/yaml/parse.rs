//! From tokens to nodes: go-yaml v3's grammar, with its comments sorted onto nodes as go-yaml does.
//! What leaves is a `Document`; scalars are offsets only.

use std::collections::HashMap;

use super::{
    chars::{Mark, Syntax, first_forbidden},
    comments::{Attached, CommentText, Piece},
    decode, order, resolve,
    scan::{Scanner, Token, TokenKind},
};
use crate::{
    document::{Alias, CoreTag, Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    error::{Error, ErrorKind, Result},
    format::Limits,
    secret::Plaintext,
};

type Parse<T = ()> = std::result::Result<T, Syntax>;

/// Comments of nodes, by node: those of its key, and its own.
#[derive(Default)]
pub(super) struct NodeComments {
    /// Of the key under which the node stands.
    pub(super) keys: HashMap<NodeId, Attached>,
    /// Of the node itself.
    pub(super) values: HashMap<NodeId, Attached>,
    /// Of the documents, by number.
    pub(super) documents: Vec<Attached>,
}

/// Parses `source`.
pub(super) fn parse<'a>(source: &'a str, limits: &Limits) -> Result<Document<'a>> {
    if let Some(offset) = first_forbidden(source) {
        return Err(Syntax::new("found a control character", offset)
            .hint("Write it as an escape in double quotes, such as \"\\x07\"")
            .into_error(source));
    }
    let mut parser = Parser::new(source, limits);
    parser.stream().map_err(|failure| match failure {
        Failure::Syntax(syntax) => syntax.into_error(source),
        Failure::Other(error) => error,
    })
}

enum Failure {
    Syntax(Syntax),
    Other(Error),
}

impl From<Syntax> for Failure {
    fn from(syntax: Syntax) -> Self {
        Self::Syntax(syntax)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

type Build<T = ()> = std::result::Result<T, Failure>;

struct Parser<'a> {
    scanner: Scanner<'a>,
    document: Document<'a>,
    limits: Limits,
    /// Comments that the next event will carry.
    pending: Attached,
    /// Set aside for the collection under a sequence entry.
    stem: CommentText,
    comments: NodeComments,
    anchors: HashMap<&'a str, Anchor>,
    key_anchor: Option<&'a str>,
    tag_directives: Vec<(&'a str, &'a str)>,
    keys: Plaintext,
    alias_nodes: usize,
}

/// What an anchor names.
#[derive(Clone, Copy)]
enum Anchor {
    Node(NodeId),
    Key(Node),
}

/// Where a key is parsed, before it becomes the step of its value.
const KEY_PLACE: Place = Place { parent: NO_NODE, step: Step::Index(0), in_flow: false };

/// What stands before a node's content.
#[derive(Clone, Copy)]
struct Properties<'a> {
    start: u32,
    end: u32,
    tag: Tag,
    tagged: bool,
    anchor: Option<&'a str>,
}

/// Where a node hangs.
#[derive(Clone, Copy)]
struct Place {
    parent: NodeId,
    step: Step,
    in_flow: bool,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, limits: &Limits) -> Self {
        let mut document = Document::new(source);
        document.nodes.reserve(source.len() / 24);
        Self {
            scanner: Scanner::new(source, limits.depth),
            document,
            limits: *limits,
            pending: Attached::default(),
            stem: CommentText::new(),
            comments: NodeComments::default(),
            anchors: HashMap::new(),
            key_anchor: None,
            tag_directives: Vec::new(),
            keys: Plaintext::default(),
            alias_nodes: 0,
        }
    }

    fn peek(&mut self) -> Parse<Token> {
        let token = self.scanner.peek()?;
        self.scanner.comments.unfold(token.start, token.kind == TokenKind::BlockEnd, &mut self.pending);
        Ok(token)
    }

    fn skip(&mut self) {
        self.scanner.skip_token();
    }

    fn take_comments(&mut self) -> Attached {
        self.stem.clear();
        std::mem::take(&mut self.pending)
    }

    fn stream(&mut self) -> Build<Document<'a>> {
        self.peek()?;
        self.skip();
        let mut implicit = true;
        while self.document_start(implicit)? {
            implicit = false;
        }
        let mut document = std::mem::replace(&mut self.document, Document::new(""));
        order::order(&mut document, &mut self.comments, &self.scanner.comments.all);
        Ok(document)
    }

    /// Parses one document; `false` at the end of the stream.
    fn document_start(&mut self, implicit: bool) -> Build<bool> {
        let mut token = self.peek()?;
        if !implicit {
            while token.kind == TokenKind::DocumentEnd {
                self.skip();
                token = self.peek()?;
            }
        }
        let explicit = matches!(
            token.kind,
            TokenKind::VersionDirective { .. } | TokenKind::TagDirective { .. } | TokenKind::DocumentStart
        );
        if token.kind == TokenKind::StreamEnd {
            return Ok(false);
        }
        let mut comments = Attached::default();
        let step = Step::Document(self.document.roots.len() as u32);
        let place = Place { parent: NO_NODE, step, in_flow: false };
        let root = if implicit && !explicit {
            self.directives()?;
            comments.head = split_document_head(&mut self.pending.head);
            Some(self.node(place, true, false)?)
        } else {
            self.directives()?;
            token = self.peek()?;
            if token.kind != TokenKind::DocumentStart {
                return Err(Syntax::new(
                    "did not find the start of a document ('---')",
                    token.start.index as usize,
                )
                .into());
            }
            self.skip();
            let token = self.peek()?;
            match token.kind {
                TokenKind::VersionDirective { .. }
                | TokenKind::TagDirective { .. }
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd => None,
                _ => Some(self.node(place, true, false)?),
            }
        };
        self.document_end(root, comments)?;
        Ok(true)
    }

    fn document_end(&mut self, root: Option<NodeId>, mut comments: Attached) -> Build {
        let token = self.peek()?;
        if token.kind == TokenKind::DocumentEnd {
            self.skip();
        }
        self.tag_directives.clear();
        let mut end = self.take_comments();
        if !end.head.is_empty() && end.foot.is_empty() {
            end.foot = std::mem::take(&mut end.head);
        }
        comments.foot = end.foot;
        self.comments.documents.push(comments);

        let tail = self.tail(token);
        let node = self.root_mapping(root)?;
        let sops = node.and_then(|node| self.document.child(node, crate::format::yaml::METADATA));
        self.document.roots.push(Root { node, sops, tail });
        Ok(())
    }

    /// Where a metadata block can be inserted: at the start of the line of the marker that ends the
    /// document, or at the end of the text.
    fn tail(&self, token: Token) -> u32 {
        match token.kind {
            TokenKind::StreamEnd => self.document.source.len() as u32,
            _ => token.start.index,
        }
    }

    /// Checks that the root is a mapping; an empty document has none.
    fn root_mapping(&self, root: Option<NodeId>) -> Build<Option<NodeId>> {
        let Some(id) = root else { return Ok(None) };
        let node = self.document.node(id);
        let (what, example) = match node.kind {
            NodeKind::Mapping => return Ok(root),
            NodeKind::Null if node.span.is_empty() && node.outer_start == node.span.start => {
                return Ok(None);
            }
            NodeKind::Sequence => ("a list", "items:"),
            NodeKind::Scalar | NodeKind::Null => ("a single value", "value:"),
        };
        Err(Error::new(ErrorKind::Input, format!("the top level of the file is {what}, not a mapping"))
            .at(self.document.place(node.span.start))
            .hint(format!(
                "Put it under a key: write '{example}' in the first line and indent the rest by two spaces"
            ))
            .into())
    }

    fn directives(&mut self) -> Parse {
        let mut versions = 0;
        loop {
            let token = self.peek()?;
            let offset = token.start.index as usize;
            match token.kind {
                TokenKind::VersionDirective { supported } => {
                    versions += 1;
                    if !supported {
                        return Err(Syntax::new(
                            "found a %YAML directive for a version other than 1.1",
                            offset,
                        )
                        .hint("Remove the line: the file is read as YAML 1.1"));
                    }
                    if versions > 1 {
                        return Err(Syntax::new("found a second %YAML directive", offset));
                    }
                }
                TokenKind::TagDirective { handle, prefix } => {
                    let (handle, prefix) = (self.document.text(handle), self.document.text(prefix));
                    if self.tag_directives.iter().any(|(known, _)| *known == handle) {
                        return Err(Syntax::new("found a second %TAG directive for one handle", offset));
                    }
                    self.tag_directives.push((handle, prefix));
                }
                _ => break,
            }
            self.skip();
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.tag_directives.iter().any(|(known, _)| *known == handle) {
                self.tag_directives.push((handle, prefix));
            }
        }
        Ok(())
    }

    /// A node; `block` where block collections may stand, `indentless` where a sequence may stand
    /// without indentation.
    fn node(&mut self, place: Place, block: bool, indentless: bool) -> Build<NodeId> {
        let token = self.peek()?;
        if token.kind == TokenKind::Alias {
            let comments = self.take_comments();
            self.skip();
            return self.alias(place, token, comments);
        }
        let properties = self.properties(token)?;
        let token = self.peek()?;
        match token.kind {
            TokenKind::BlockEntry if indentless => self.indentless_sequence(place, properties, token),
            TokenKind::Scalar(style) => {
                let comments = self.take_comments();
                self.skip();
                self.scalar(place, properties, token, style, comments)
            }
            TokenKind::FlowSequenceStart => {
                let comments = self.take_comments();
                self.flow_sequence(place, properties, token, comments)
            }
            TokenKind::FlowMappingStart => {
                let comments = self.take_comments();
                self.flow_mapping(place, properties, token, comments)
            }
            TokenKind::BlockSequenceStart if block => self.block_sequence(place, properties, token),
            TokenKind::BlockMappingStart if block => self.block_mapping(place, properties, token),
            _ if properties.tagged || properties.anchor.is_some() => {
                self.empty(place, properties.end, Some(properties))
            }
            _ => {
                Err(Syntax::new("did not find a value where one is expected", token.start.index as usize)
                    .into())
            }
        }
    }

    /// Tag and anchor, in either order.
    fn properties(&mut self, first: Token) -> Build<Properties<'a>> {
        let mut properties = Properties {
            start: first.start.index,
            end: first.start.index,
            tag: Tag::None,
            tagged: false,
            anchor: None,
        };
        let mut token = first;
        loop {
            match token.kind {
                TokenKind::Anchor if properties.anchor.is_none() => {
                    let name = Span { start: token.start.index + 1, end: token.end };
                    properties.anchor = Some(self.document.text(name));
                }
                TokenKind::Tag { handle, suffix } if !properties.tagged => {
                    properties.tagged = true;
                    properties.tag = self.tag(handle, suffix, token.start)?;
                }
                _ => return Ok(properties),
            }
            properties.end = token.end;
            self.skip();
            token = self.peek()?;
        }
    }

    fn tag(&self, handle: Span, suffix: Span, start: Mark) -> Parse<Tag> {
        let suffix = self.document.text(suffix);
        if handle.is_empty() {
            return Ok(if suffix == "!" { Tag::None } else { tag_of(suffix) });
        }
        let handle = self.document.text(handle);
        let (_, prefix) =
            self.tag_directives.iter().find(|(known, _)| *known == handle).ok_or_else(|| {
                Syntax::new("found a tag handle that no %TAG directive defines", start.index as usize)
            })?;
        Ok(tag_of(&format!("{prefix}{suffix}")))
    }

    fn push(&mut self, place: Place, properties: Properties<'a>, node: Node) -> NodeId {
        let id = self.document.nodes.len() as NodeId;
        self.document.nodes.push(Node {
            parent: place.parent,
            step: place.step,
            in_flow: place.in_flow,
            outer_start: if properties.tagged || properties.anchor.is_some() {
                properties.start
            } else {
                node.span.start
            },
            tag: properties.tag,
            end: id + 1,
            ..node
        });
        if let Some(anchor) = properties.anchor {
            if place.parent == NO_NODE && place.step == KEY_PLACE.step {
                self.key_anchor = Some(anchor); // keys are no nodes that stay
            } else {
                self.anchors.insert(anchor, Anchor::Node(id));
            }
        }
        id
    }

    fn scalar(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        token: Token,
        style: Style,
        comments: Attached,
    ) -> Build<NodeId> {
        let span = Span { start: token.start.index, end: token.end };
        let text = self.document.text(span);
        let null = match properties.tag {
            Tag::None => style == Style::Plain && matches!(text, "~" | "null" | "Null" | "NULL"),
            Tag::Core(CoreTag::Null) => true,
            _ => false,
        };
        let kind = if null { NodeKind::Null } else { NodeKind::Scalar };
        let id = self.push(place, properties, blank_node(kind, span, style, token.indent));
        self.attach(id, comments);
        Ok(id)
    }

    /// A value that is not written at all.
    fn empty(&mut self, place: Place, offset: u32, properties: Option<Properties<'a>>) -> Build<NodeId> {
        let span = Span { start: offset, end: offset };
        let properties = properties.unwrap_or(Properties {
            start: offset,
            end: offset,
            tag: Tag::None,
            tagged: false,
            anchor: None,
        });
        // `!!str` before nothing is an empty string; anything else is null.
        let kind = match properties.tag {
            Tag::Str | Tag::Other => NodeKind::Scalar,
            _ => NodeKind::Null,
        };
        let indent = self.scanner.indent;
        Ok(self.push(place, properties, blank_node(kind, span, Style::Plain, indent)))
    }

    fn alias(&mut self, place: Place, token: Token, comments: Attached) -> Build<NodeId> {
        let span = Span { start: token.start.index, end: token.end };
        let name = self.document.text(Span { start: span.start + 1, end: span.end });
        let anchor = *self.anchors.get(name).ok_or_else(|| {
            Syntax::new("found an alias to an anchor that is not defined before it", span.start as usize)
        })?;
        let id = self.document.nodes.len() as NodeId;
        let number = self.document.aliases.len() as u32 + 1;
        match anchor {
            Anchor::Key(key) => {
                self.document.nodes.push(Node { alias: number, end: id + 1, ..key });
                self.document.aliases.push(Alias { span, node: id, target: id });
            }
            Anchor::Node(target) => {
                self.check_alias(target, place.parent, span)?;
                self.document.aliases.push(Alias { span, node: id, target });
                self.copy(target, id, number);
            }
        }
        let node = &mut self.document.nodes[id as usize];
        (node.parent, node.step, node.in_flow) = (place.parent, place.step, place.in_flow);
        self.attach(id, comments);
        Ok(id)
    }

    fn check_alias(&mut self, target: NodeId, parent: NodeId, span: Span) -> Parse {
        let mut ancestor = parent;
        while ancestor != NO_NODE {
            if ancestor == target {
                return Err(Syntax::new(
                    "found an alias inside the value that it stands for",
                    span.start as usize,
                ));
            }
            ancestor = self.document.node(ancestor).parent;
        }
        self.alias_nodes += (self.document.node(target).end - target) as usize;
        if self.alias_nodes > self.limits.alias_nodes {
            return Err(Syntax::new("the aliases expand to too many values", span.start as usize)
                .hint("Write the repeated parts out, or use fewer aliases of aliases"));
        }
        Ok(())
    }

    /// Repeats the subtree of `target` as that of `id`.
    fn copy(&mut self, target: NodeId, id: NodeId, number: u32) {
        for original in target..self.document.node(target).end {
            let mut node = *self.document.node(original);
            node.alias = number;
            node.end = node.end - target + id;
            if original != target {
                node.parent = node.parent - target + id;
            }
            self.document.nodes.push(node);
        }
    }

    fn attach(&mut self, id: NodeId, comments: Attached) {
        if !comments.is_empty() {
            self.comments.values.insert(id, comments);
        }
    }

    /// Starts a block collection: its head comment is the stem of the sequence entry above it.
    fn open_block(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        token: Token,
        kind: NodeKind,
    ) -> NodeId {
        let span = Span { start: token.start.index, end: token.start.index };
        let id = self.push(place, properties, blank_node(kind, span, Style::Block, token.indent));
        if !self.stem.is_empty() {
            let head = std::mem::take(&mut self.stem);
            self.attach(id, Attached { head, ..Attached::default() });
        }
        id
    }

    /// Ends a collection: `end` is where its source ends, and its own line and foot comments are
    /// those of the event that ends it.
    fn close(&mut self, id: NodeId, end: u32, comments: Attached) {
        let next = self.document.nodes.len() as NodeId;
        let node = &mut self.document.nodes[id as usize];
        node.end = next;
        node.span.end = end.max(node.span.start);
        if !comments.line.is_empty() || !comments.foot.is_empty() || self.comments.values.contains_key(&id) {
            let own = self.comments.values.entry(id).or_default();
            own.line = comments.line;
            own.foot = comments.foot;
        }
    }

    fn last_end(&self, id: NodeId) -> u32 {
        let last = self.document.nodes.len() - 1;
        let node = &self.document.nodes[last];
        if last as NodeId == id || node.alias == 0 {
            return node.span.end;
        }
        self.document.aliases[node.alias as usize - 1].span.end
    }

    fn block_sequence(&mut self, place: Place, properties: Properties<'a>, start: Token) -> Build<NodeId> {
        let id = self.open_block(place, properties, start, NodeKind::Sequence);
        self.peek()?;
        self.skip();
        let mut index = 0;
        loop {
            let token = self.peek()?;
            match token.kind {
                TokenKind::BlockEntry => {
                    self.entry(id, index, token, |kind| {
                        matches!(kind, TokenKind::BlockEntry | TokenKind::BlockEnd)
                    })?;
                    index += 1;
                }
                TokenKind::BlockEnd => {
                    // No comments are taken here: they go to what follows.
                    self.skip();
                    let end = self.last_end(id);
                    self.close(id, end, Attached::default());
                    return Ok(id);
                }
                _ => {
                    return Err(Syntax::new(
                        "did not find the '-' of the next list item",
                        token.start.index as usize,
                    )
                    .hint("Check the indentation of this line")
                    .into());
                }
            }
        }
    }

    fn indentless_sequence(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
    ) -> Build<NodeId> {
        let span = Span { start: start.start.index, end: start.start.index };
        let id =
            self.push(place, properties, blank_node(NodeKind::Sequence, span, Style::Block, start.indent));
        let mut index = 0;
        loop {
            let token = self.peek()?;
            if token.kind != TokenKind::BlockEntry {
                let end = self.last_end(id);
                self.close(id, end, Attached::default());
                return Ok(id);
            }
            self.entry(id, index, token, |kind| {
                matches!(
                    kind,
                    TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
                )
            })?;
            index += 1;
        }
    }

    /// One `- …`; `ends` tells which tokens mean that nothing follows the dash.
    fn entry(&mut self, parent: NodeId, index: u32, dash: Token, ends: fn(TokenKind) -> bool) -> Build {
        let prior = self.pending.head.len();
        self.skip();
        self.split_stem(prior)?;
        let token = self.peek()?;
        let place = Place { parent, step: Step::Index(index), in_flow: false };
        if ends(token.kind) {
            self.empty(place, dash.end, None)?;
        } else {
            self.node(place, true, false)?;
        }
        Ok(())
    }

    /// A head comment over `- key: …` belongs to the collection as a whole.
    fn split_stem(&mut self, prior: usize) -> Parse {
        if prior == 0 {
            return Ok(());
        }
        let token = self.peek()?;
        if matches!(token.kind, TokenKind::BlockSequenceStart | TokenKind::BlockMappingStart) {
            let mut rest = self.pending.head.split_off(prior);
            if !rest.is_empty() {
                rest.remove(0); // the break that joined the two
            }
            self.stem = std::mem::replace(&mut self.pending.head, rest);
        }
        Ok(())
    }

    fn block_mapping(&mut self, place: Place, properties: Properties<'a>, start: Token) -> Build<NodeId> {
        let id = self.open_block(place, properties, start, NodeKind::Mapping);
        self.peek()?;
        self.skip();
        let mut previous: Option<NodeId> = None;
        loop {
            let token = self.peek()?;
            match token.kind {
                TokenKind::Key => {
                    self.skip();
                    let token_after = self.peek()?;
                    let key = match token_after.kind {
                        TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                            return Err(self.no_key(token.start).into());
                        }
                        _ => self.key(true)?,
                    };
                    previous = Some(self.entry_value(id, key, previous, true)?);
                }
                TokenKind::BlockEnd => {
                    let mut comments = self.take_comments();
                    self.skip();
                    if let (false, Some(previous)) = (comments.foot.is_empty(), previous) {
                        self.comments.keys.entry(previous).or_default().foot =
                            std::mem::take(&mut comments.foot);
                    }
                    let end = self.last_end(id);
                    self.close(id, end, comments);
                    return self.check_keys(id).map(|()| id);
                }
                TokenKind::Value => return Err(self.no_key(token.start).into()),
                _ => {
                    return Err(Syntax::new("did not find the next key", token.start.index as usize)
                        .hint("Check the indentation of this line")
                        .into());
                }
            }
        }
    }

    /// The value of an entry, and go-yaml's moves of foot comments between keys and values.
    fn entry_value(
        &mut self,
        parent: NodeId,
        mut key: Key,
        previous: Option<NodeId>,
        block: bool,
    ) -> Build<NodeId> {
        if block && !key.comments.foot.is_empty() {
            // The foot of the previous value, seen only when its block was left.
            if let Some(previous) = previous {
                self.comments.keys.entry(previous).or_default().foot = std::mem::take(&mut key.comments.foot);
            }
        }
        let place = Place { parent, step: key.step, in_flow: !block };
        let token = self.peek()?;
        let id = if token.kind == TokenKind::Value {
            self.skip();
            let after = self.peek()?;
            let ends = if block {
                matches!(after.kind, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd)
            } else {
                matches!(
                    after.kind,
                    TokenKind::FlowEntry | TokenKind::FlowMappingEnd | TokenKind::FlowSequenceEnd
                )
            };
            if ends { self.empty(place, token.end, None)? } else { self.node(place, block, block)? }
        } else {
            self.empty(place, key.end, None)?
        };
        if key.comments.foot.is_empty() {
            if let Some(value) = self.comments.values.get_mut(&id) {
                key.comments.foot = std::mem::take(&mut value.foot);
            }
        }
        if !key.comments.is_empty() {
            self.comments.keys.insert(id, key.comments);
        }
        Ok(id)
    }

    /// A mapping key: a scalar, or an alias to one. It becomes no node of its own.
    fn key(&mut self, block: bool) -> Build<Key> {
        let first = self.peek()?;
        if first.kind == TokenKind::Alias {
            return Err(Syntax::new("found an alias in the place of a key", first.start.index as usize)
                .hint("Write the key out")
                .into());
        }
        let nodes = self.document.nodes.len();
        let id = self.node(KEY_PLACE, block, block)?;
        let node = self.document.nodes[id as usize];
        if matches!(node.style, Style::Literal | Style::Folded) {
            return Err(Syntax::new("found a block scalar in the place of a key", node.span.start as usize)
                .hint("Write the key on one line")
                .into());
        }
        let comments = self.comments.values.remove(&id).unwrap_or_default();
        let text = self.document.text(node.span);
        let bytes = text.as_bytes();
        // The common key: letters without quotes, tag or escapes.
        let simple = node.tag == Tag::None
            && node.style == Style::Plain
            && bytes.iter().all(u8::is_ascii_alphanumeric);
        let literal = simple && matches!(resolve::resolve_plain(text), resolve::Resolved::Str);
        let text = if literal {
            None
        } else {
            let decoded = (node.kind == NodeKind::Scalar).then(|| self.key_text(&node)).flatten();
            let Some(decoded) = decoded else {
                return Err(self.no_key(first.start).into());
            };
            if decoded == text { None } else { Some(self.document.intern(&decoded)) }
        };
        self.document.nodes.truncate(nodes);
        if let Some(name) = self.key_anchor.take() {
            self.anchors.insert(name, Anchor::Key(node));
        }
        Ok(Key { step: Step::Key { span: node.span, text }, end: node.span.end, comments })
    }

    /// The text of a key that is a string.
    fn key_text(&mut self, node: &Node) -> Option<String> {
        let source = self.document.source;
        let text = &source.as_bytes()[node.span.range()];
        let is_string = match node.tag {
            Tag::Str | Tag::Other => true,
            Tag::Core(_) => false,
            Tag::None => {
                node.style != Style::Plain
                    || matches!(
                        resolve::resolve_plain(&self.plain_text(node)),
                        resolve::Resolved::Str | resolve::Resolved::Merge
                    )
            }
        };
        if !is_string {
            return None;
        }
        self.keys.clear();
        match node.style {
            Style::Literal | Style::Folded => {
                decode::block_scalar(source, node.span.start as usize, node.indent, &mut self.keys);
            }
            _ => decode::flow_scalar(text, node.style, &mut self.keys),
        }
        self.keys.expose_str().ok().map(str::to_owned)
    }

    fn plain_text(&mut self, node: &Node) -> std::borrow::Cow<'a, str> {
        let text = self.document.text(node.span);
        if decode::is_literal(text.as_bytes(), Style::Plain) {
            return text.into();
        }
        self.keys.clear();
        decode::flow_scalar(text.as_bytes(), Style::Plain, &mut self.keys);
        self.keys.expose_str().unwrap_or_default().to_owned().into()
    }

    fn no_key(&self, mark: Mark) -> Error {
        Error::new(ErrorKind::SealTree, "a mapping key is not a string")
            .at(self.document.place(mark.index))
            .hint("Put the key in quotes; keys that are numbers, booleans, nulls or collections cannot be encrypted")
    }

    fn check_keys(&self, id: NodeId) -> Build {
        let count = self.document.children(id).take(9).count();
        let duplicate = if count <= 8 {
            let children: Vec<NodeId> = self.document.children(id).collect();
            children.iter().enumerate().find_map(|(index, child)| {
                let key = self.document.key(self.document.node(*child).step);
                children[..index]
                    .iter()
                    .any(|other| self.document.key(self.document.node(*other).step) == key)
                    .then_some(*child)
            })
        } else {
            let mut seen = std::collections::HashSet::new();
            self.document
                .children(id)
                .find(|child| !seen.insert(self.document.key(self.document.node(*child).step)))
        };
        let Some(child) = duplicate else { return Ok(()) };
        let step = self.document.node(child).step;
        let Step::Key { span, .. } = step else { return Ok(()) };
        let key = self.document.key(step).unwrap_or_default();
        Err(Error::new(ErrorKind::Input, format!("the key {key:?} stands twice in one mapping"))
            .at(self.document.place(span.start))
            .hint("Remove or rename one of them")
            .into())
    }

    fn flow_sequence(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
        comments: Attached,
    ) -> Build<NodeId> {
        let id = self.open_flow(place, properties, start, NodeKind::Sequence, comments);
        let mut index = 0;
        loop {
            let mut token = self.peek()?;
            if token.kind != TokenKind::FlowSequenceEnd && index > 0 {
                if token.kind != TokenKind::FlowEntry {
                    return Err(Syntax::new("did not find ',' or ']'", token.start.index as usize).into());
                }
                self.skip();
                token = self.peek()?;
            }
            if token.kind == TokenKind::FlowSequenceEnd {
                return self.close_flow(id, token);
            }
            let item = Place { parent: id, step: Step::Index(index), in_flow: true };
            if token.kind == TokenKind::Key {
                self.skip();
                self.single_pair(item, token)?;
            } else {
                self.node(item, false, false)?;
            }
            index += 1;
        }
    }

    /// `[a: b]`: a mapping of one entry without braces.
    fn single_pair(&mut self, place: Place, key_token: Token) -> Build {
        let start = key_token.start.index;
        let properties = Properties { start, end: start, tag: Tag::None, tagged: false, anchor: None };
        let span = Span { start, end: start };
        let id =
            self.push(place, properties, blank_node(NodeKind::Mapping, span, Style::Flow, key_token.indent));
        let token = self.peek()?;
        if matches!(token.kind, TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
            return Err(self.no_key(token.start).into());
        }
        let key = self.key(false)?;
        self.entry_value(id, key, None, false)?;
        self.peek()?;
        let end = self.last_end(id);
        self.close(id, end, Attached::default());
        Ok(())
    }

    fn flow_mapping(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
        comments: Attached,
    ) -> Build<NodeId> {
        let id = self.open_flow(place, properties, start, NodeKind::Mapping, comments);
        let mut first = true;
        let mut previous = None;
        loop {
            let mut token = self.peek()?;
            if token.kind != TokenKind::FlowMappingEnd && !first {
                if token.kind != TokenKind::FlowEntry {
                    return Err(Syntax::new("did not find ',' or '}'", token.start.index as usize).into());
                }
                self.skip();
                token = self.peek()?;
            }
            first = false;
            match token.kind {
                TokenKind::FlowMappingEnd => {
                    self.close_flow(id, token)?;
                    return self.check_keys(id).map(|()| id);
                }
                TokenKind::Key => {
                    self.skip();
                    let after = self.peek()?;
                    if matches!(
                        after.kind,
                        TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd
                    ) {
                        return Err(self.no_key(after.start).into());
                    }
                    let key = self.key(false)?;
                    previous = Some(self.entry_value(id, key, previous, false)?);
                }
                _ => {
                    // A key without a value.
                    let key = self.key(false)?;
                    self.peek()?;
                    let place = Place { parent: id, step: key.step, in_flow: true };
                    let value = self.empty(place, key.end, None)?;
                    if !key.comments.is_empty() {
                        self.comments.keys.insert(value, key.comments);
                    }
                    previous = Some(value);
                }
            }
        }
    }

    fn open_flow(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
        kind: NodeKind,
        comments: Attached,
    ) -> NodeId {
        let span = Span { start: start.start.index, end: start.end };
        let id = self.push(place, properties, blank_node(kind, span, Style::Flow, start.indent));
        self.attach(id, comments);
        self.skip();
        id
    }

    fn close_flow(&mut self, id: NodeId, token: Token) -> Build<NodeId> {
        let comments = self.take_comments();
        self.skip();
        self.close(id, token.end, comments);
        Ok(id)
    }
}

struct Key {
    step: Step,
    end: u32,
    comments: Attached,
}

fn blank_node(kind: NodeKind, span: Span, style: Style, indent: i32) -> Node {
    Node {
        parent: NO_NODE,
        end: 0,
        step: Step::Index(0),
        span,
        outer_start: span.start,
        kind,
        style,
        tag: Tag::None,
        in_flow: false,
        indent,
        alias: 0,
    }
}

fn tag_of(tag: &str) -> Tag {
    match tag.strip_prefix("tag:yaml.org,2002:").or_else(|| tag.strip_prefix("!!")) {
        Some("str") => Tag::Str,
        Some("int") => Tag::Core(CoreTag::Int),
        Some("float") => Tag::Core(CoreTag::Float),
        Some("bool") => Tag::Core(CoreTag::Bool),
        Some("null") => Tag::Core(CoreTag::Null),
        Some("timestamp") => Tag::Core(CoreTag::Timestamp),
        Some("binary") => Tag::Core(CoreTag::Binary),
        _ => Tag::Other,
    }
}

/// The part of the first comment that belongs to the document: all before its last blank line.
fn split_document_head(head: &mut CommentText) -> CommentText {
    for i in (1..head.len()).rev() {
        if head[i] != Piece::Break {
            continue;
        }
        let cut = if i == head.len() - 1 {
            i
        } else if head[i - 1] == Piece::Break {
            i - 1
        } else {
            continue;
        };
        let rest = head.split_off(i + 1);
        head.truncate(cut);
        return std::mem::replace(head, rest);
    }
    CommentText::new()
}
