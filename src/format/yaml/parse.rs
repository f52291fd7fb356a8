//! From tokens to nodes: go-yaml v3's grammar, with its comments sorted onto nodes as go-yaml does.
//! What leaves is a `Document`; scalars are offsets only.

use std::collections::{HashMap, VecDeque};

use super::{
    chars::{Mark, Syntax, first_forbidden},
    comments::{Attached, CommentText, Piece},
    order,
    parts::{self, Part},
    scan::Scanner,
    token::{Token, TokenKind},
};
use crate::{
    document::{Alias, CoreTag, Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    error::{Error, ErrorKind, Result},
    format::Limits,
    secret::Plaintext,
};

pub(super) type Parse<T = ()> = std::result::Result<T, Syntax>;

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
    parse_by(source, limits, true)
}

/// The same, by the short way where that is possible, or by the long one alone.
pub(super) fn parse_by<'a>(source: &'a str, limits: &Limits, short_ways: bool) -> Result<Document<'a>> {
    if let Some(offset) = first_forbidden(source) {
        return Err(Syntax::new("found a control character", offset)
            .hint("Write it as an escape in double quotes, such as \"\\x07\"")
            .into_error(source));
    }
    let cuts = if short_ways { parts::cuts(source) } else { Vec::new() };
    parse_cut(source, limits, short_ways, cuts)
}

/// The same with these cuts.
pub(super) fn parse_cut<'a>(
    source: &'a str,
    limits: &Limits,
    short_ways: bool,
    cuts: Vec<Span>,
) -> Result<Document<'a>> {
    let mut parser = Parser::new(source, limits, source.len());
    (parser.short_ways, parser.cuts) = (short_ways, cuts);
    parser.stream().map_err(|failure| match failure {
        Failure::Syntax(syntax) => syntax.into_error(source),
        Failure::Other(error) => error,
    })
}

pub(super) enum Failure {
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

pub(super) type Build<T = ()> = std::result::Result<T, Failure>;

pub(super) struct Parser<'a> {
    pub(super) scanner: Scanner<'a>,
    pub(super) document: Document<'a>,
    pub(super) limits: Limits,
    /// Comments that the next event will carry.
    pub(super) pending: Attached,
    /// Set aside for the collection under a sequence entry.
    pub(super) stem: CommentText,
    pub(super) comments: NodeComments,
    pub(super) anchors: HashMap<&'a str, Anchor>,
    pub(super) key_anchor: Option<&'a str>,
    pub(super) tag_directives: Vec<(&'a str, &'a str)>,
    pub(super) keys: Plaintext,
    pub(super) alias_nodes: usize,
    /// Whether simple lines are parsed the short way.
    pub(super) short_ways: bool,
    /// Where the text is cut.
    pub(super) cuts: Vec<Span>,
    /// The parts that others parsed, in order.
    pub(super) parts: VecDeque<Part<'a>>,
}

/// What an anchor names.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Node(NodeId),
    Key(Node),
}

/// Where a key is parsed, before it becomes the step of its value.
pub(super) const KEY_PLACE: Place = Place { parent: NO_NODE, step: Step::Index(0), in_flow: false };

/// What stands before a node's content.
#[derive(Clone, Copy)]
pub(super) struct Properties<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) tag: Tag,
    pub(super) tagged: bool,
    pub(super) anchor: Option<&'a str>,
}

/// Where a node hangs.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) parent: NodeId,
    pub(super) step: Step,
    pub(super) in_flow: bool,
}

impl<'a> Parser<'a> {
    /// A parser of `source`, or of so many bytes of it.
    pub(super) fn new(source: &'a str, limits: &Limits, length: usize) -> Self {
        let mut document = Document::new(source);
        document.nodes.reserve(length / 24);
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
            short_ways: true,
            cuts: Vec::new(),
            parts: VecDeque::new(),
        }
    }

    pub(super) fn peek(&mut self) -> Parse<Token> {
        let token = self.scanner.peek()?;
        self.scanner.comments.unfold(token.start, token.kind == TokenKind::BlockEnd, &mut self.pending);
        Ok(token)
    }

    pub(super) fn skip(&mut self) {
        self.scanner.skip_token();
    }

    pub(super) fn take_comments(&mut self) -> Attached {
        self.stem.clear();
        std::mem::take(&mut self.pending)
    }

    pub(super) fn stream(&mut self) -> Build<Document<'a>> {
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
        for (handle, prefix) in default_handles() {
            if !self.tag_directives.iter().any(|(known, _)| *known == handle) {
                self.tag_directives.push((handle, prefix));
            }
        }
        Ok(())
    }

    /// A node; `block` where block collections may stand, `indentless` where a sequence may stand
    /// without indentation.
    pub(super) fn node(&mut self, place: Place, block: bool, indentless: bool) -> Build<NodeId> {
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
                Ok(self.scalar(place, properties, token, style, comments))
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
                Ok(self.empty(place, properties.end, Some(properties)))
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

    pub(super) fn push(&mut self, place: Place, properties: Properties<'a>, node: Node) -> NodeId {
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

    pub(super) fn scalar(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        token: Token,
        style: Style,
        comments: Attached,
    ) -> NodeId {
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
        id
    }

    /// A value that is not written at all.
    pub(super) fn empty(&mut self, place: Place, offset: u32, properties: Option<Properties<'a>>) -> NodeId {
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
        self.push(place, properties, blank_node(kind, span, Style::Plain, indent))
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

    pub(super) fn attach(&mut self, id: NodeId, comments: Attached) {
        if !comments.is_empty() {
            self.comments.values.insert(id, comments);
        }
    }
}

/// What tag handles stand for without a directive.
pub(super) fn default_handles() -> [(&'static str, &'static str); 2] {
    [("!", "!"), ("!!", "tag:yaml.org,2002:")]
}

pub(super) fn blank_node(kind: NodeKind, span: Span, style: Style, indent: i32) -> Node {
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
