//! Collections: block and flow, with the comments that go-yaml moves between their entries.

use super::{
    chars::{Mark, Syntax},
    comments::Attached,
    keys::Key,
    parse::{Build, Parse, Parser, Place, Properties, blank_node},
    parts::ROOT,
    simple::Entry,
    token::{Token, TokenKind},
};
use crate::document::{NodeId, NodeKind, Span, Step, Style, Tag};

impl<'a> Parser<'a> {
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

    pub(super) fn block_sequence(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
    ) -> Build<NodeId> {
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

    pub(super) fn indentless_sequence(
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
            self.empty(place, dash.end, None);
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

    pub(super) fn block_mapping(
        &mut self,
        place: Place,
        properties: Properties<'a>,
        start: Token,
    ) -> Build<NodeId> {
        let id = self.open_block(place, properties, start, NodeKind::Mapping);
        self.peek()?;
        self.skip();
        let first = if id == ROOT { self.first_entries()? } else { None };
        let last = self.entries(id, first, usize::MAX)?;
        let token = self.peek()?;
        match token.kind {
            TokenKind::BlockEnd => {
                let mut comments = self.take_comments();
                self.skip();
                if let (false, Some(last)) = (comments.foot.is_empty(), last) {
                    self.comments.keys.entry(last).or_default().foot = std::mem::take(&mut comments.foot);
                }
                let end = self.last_end(id);
                self.close(id, end, comments);
                self.check_keys(id).map(|()| id)
            }
            TokenKind::Value => Err(self.no_key(token.start).into()),
            _ => Err(Syntax::new("did not find the next key", token.start.index as usize)
                .hint("Check the indentation of this line")
                .into()),
        }
    }

    /// Entries of a block mapping behind the `last` one, up to the one at `end`, or to where there are no more.
    /// Returns the last one.
    pub(super) fn entries(
        &mut self,
        id: NodeId,
        mut last: Option<NodeId>,
        end: usize,
    ) -> Build<Option<NodeId>> {
        while self.scanner.position <= end {
            if id == ROOT
                && !self.parts.is_empty()
                && let Some(entry) = self.take_part()
            {
                last = Some(entry);
                continue;
            }
            if let Some(entry) = self.simple_entry(id) {
                last = Some(entry);
                continue;
            }
            let token = self.peek()?;
            if token.kind != TokenKind::Key {
                break; // the end of the mapping, or an error
            }
            last = Some(self.block_entry(id, token, last)?);
        }
        Ok(last)
    }

    /// An entry of a block mapping, whose key comes after `token`.
    fn block_entry(&mut self, id: NodeId, token: Token, previous: Option<NodeId>) -> Build<NodeId> {
        self.skip();
        let token_after = self.peek()?;
        let key = match token_after.kind {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                return Err(self.no_key(token.start).into());
            }
            _ => self.key(true)?,
        };
        self.entry_value(id, key, previous, true)
    }

    /// An entry the short way, if that is possible.
    fn simple_entry(&mut self, parent: NodeId) -> Option<NodeId> {
        if !self.short_ways || !self.pending.is_empty() || !self.stem.is_empty() {
            return None;
        }
        let Entry { key, value, style, indent } = self.scanner.simple_entry()?;
        let step = Step::Key { span: key, text: None };
        let place = Place { parent, step, in_flow: false };
        let start = value.start;
        let properties = Properties { start, end: start, tag: Tag::None, tagged: false, anchor: None };
        let token = Token {
            kind: TokenKind::Scalar(style),
            start: Mark { index: start, ..Mark::default() },
            end: value.end,
            indent,
        };
        Some(self.scalar(place, properties, token, style, Attached::default()))
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
            if ends { self.empty(place, token.end, None) } else { self.node(place, block, block)? }
        } else {
            self.empty(place, key.end, None)
        };
        if key.comments.foot.is_empty()
            && let Some(value) = self.comments.values.get_mut(&id)
        {
            key.comments.foot = std::mem::take(&mut value.foot);
        }
        if !key.comments.is_empty() {
            self.comments.keys.insert(id, key.comments);
        }
        Ok(id)
    }

    pub(super) fn flow_sequence(
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
                self.close_flow(id, token);
                return Ok(id);
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

    pub(super) fn flow_mapping(
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
                    self.close_flow(id, token);
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
                    let value = self.empty(place, key.end, None);
                    if !key.comments.is_empty() {
                        self.comments.keys.insert(value, key.comments);
                    }
                    previous = Some(value);
                }
            }
        }
    }

    pub(super) fn open_flow(
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

    fn close_flow(&mut self, id: NodeId, token: Token) {
        let comments = self.take_comments();
        self.skip();
        self.close(id, token.end, comments);
    }
}
