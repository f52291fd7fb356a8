//! A parsed file as offsets into its own text. What enters: what a format's parser found. What
//! leaves: nodes with paths and spans, and new text by `splice`. Never a copy of a value.

mod path;
mod splice;
mod tree;

pub use path::{Path, Segment, nearest};
pub use splice::{Edit, Splice};
pub use tree::{Block, Item, Member, Tree};

use crate::error::Place;

/// A range of bytes in the source. Files are limited to 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// An empty span.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// As a range, to index a slice.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The position of a node in `Document::nodes`.
pub type NodeId = u32;

/// Stands for "no parent": the parent of each document's root.
pub const NO_NODE: NodeId = u32::MAX;

/// How a node hangs on its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The root of the document of that number.
    Document(u32),
    /// The value of a mapping key; `text` indexes `Document::texts` when the key is neither literally
    /// the source under `span` nor what stands there between `"` and `"`.
    Key {
        /// The key in the source, with its quotes.
        span: Span,
        /// Its decoded text, when that differs from the source.
        text: Option<std::num::NonZeroU32>,
    },
    /// An item of a sequence.
    Index(u32),
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A mapping.
    Mapping,
    /// A sequence.
    Sequence,
    /// A value that can be encrypted; the format tells its type from the text.
    Scalar,
    /// A null, written or implied: never encrypted, never in the MAC.
    Null,
}

/// How a scalar (or a collection) is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No quotes: YAML plain scalars, JSON numbers and literals, dotenv values.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// `` `…` ``, in INI.
    Backquoted,
    /// `…\` and the lines that it joins, in INI.
    Continued,
    /// `"""…"""`, in INI and TOML.
    TripleDoubleQuoted,
    /// `'''…'''`, in TOML.
    TripleSingleQuoted,
    /// A collection in braces or brackets.
    Flow,
    /// A collection by indentation.
    Block,
}

/// The tag before a YAML value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// None, or the non-specific `!`.
    None,
    /// `!!str`: whatever stands there is text.
    Str,
    /// `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!binary`: a token could not follow it.
    Core(CoreTag),
    /// Any other: the scalar is text, and the tag stays where it is.
    Other,
}

/// YAML core tags that say how a scalar is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CoreTag {
    Int,
    Float,
    Bool,
    Null,
    Timestamp,
    Binary,
}

/// A value or a collection.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The collection it stands in, or `NO_NODE`.
    pub parent: NodeId,
    /// One past the last node of its subtree: `nodes` is in document order, parents first.
    pub end: NodeId,
    /// Its key, index or document number.
    pub step: Step,
    /// The value itself, without tag and anchor. A block scalar starts at its `|` or `>` and ends
    /// before its last line break.
    pub span: Span,
    /// Where the tag or anchor before the value starts; `span.start` when there is none.
    pub outer_start: u32,
    /// What it is.
    pub kind: NodeKind,
    /// How it is written.
    pub style: Style,
    /// Its tag.
    pub tag: Tag,
    /// Whether it stands inside braces or brackets.
    pub in_flow: bool,
    /// The indentation of the YAML block that it stands in, in columns; -1 at the top.
    pub indent: i32,
    /// One more than the index in `Document::aliases` of the outermost alias that brought it here;
    /// 0 for a node that stands at its own place.
    pub alias: u32,
}

/// A use of an anchor.
#[derive(Clone, Copy, Debug)]
pub struct Alias {
    /// The `*name` in the source.
    pub span: Span,
    /// The node that was expanded here.
    pub node: NodeId,
    /// The node that carries the anchor.
    pub target: NodeId,
}

/// A comment, one line of it; in INI the lines that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// The text after `#`, to the end of the line; in INI with the marker.
    pub span: Span,
    /// The collection it belongs to by go-yaml's rules; its path is the comment's path. `NO_NODE`
    /// means the top level (path `:`).
    pub parent: NodeId,
    /// The node that it stands before in the order in which sops walks the tree; a comment behind
    /// the last child has the collection's `end`.
    pub before: NodeId,
    /// Whether sops sees it at all: go-yaml drops some, which still must not stay readable.
    pub attached: bool,
}

/// One document of a file: YAML may have several, the other formats have one.
#[derive(Clone, Copy, Debug)]
pub struct Root {
    /// Its root node; `None` when the document is empty.
    pub node: Option<NodeId>,
    /// The `sops` entry directly under the root, if there is one.
    pub sops: Option<NodeId>,
    /// Where a metadata block can be inserted.
    pub tail: u32,
}

/// The characters at which a line of YAML 1.1 ends; CR LF is one break.
pub const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// A file, parsed. All spans refer to `source`.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The text, as it came.
    pub source: &'a str,
    /// All values and collections in document order, over all documents, `sops` included.
    pub nodes: Vec<Node>,
    /// All comments, in the order in which sops walks them.
    pub comments: Vec<Comment>,
    /// Uses of anchors, in order.
    pub aliases: Vec<Alias>,
    /// The documents.
    pub roots: Vec<Root>,
    /// Decoded keys that differ from their source; index 0 is unused.
    pub texts: Vec<Box<str>>,
    /// Whether lines end in CR LF, by the first one.
    pub crlf: bool,
}

impl<'a> Document<'a> {
    /// An empty document over `source`.
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            nodes: Vec::new(),
            comments: Vec::new(),
            aliases: Vec::new(),
            roots: Vec::new(),
            texts: vec!["".into()],
            crlf: memchr::memchr(b'\n', source.as_bytes())
                .is_some_and(|at| at > 0 && source.as_bytes()[at - 1] == b'\r'),
        }
    }

    /// The node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The source under `span`.
    pub fn text(&self, span: Span) -> &'a str {
        &self.source[span.range()]
    }

    /// The decoded key of `step`, when it is one.
    pub fn key(&self, step: Step) -> Option<&str> {
        match step {
            Step::Key { text: Some(index), .. } => Some(&self.texts[index.get() as usize]),
            Step::Key { span, text: None } => Some(unquoted(self.text(span))),
            Step::Document(_) | Step::Index(_) => None,
        }
    }

    /// Keeps `text` as a decoded key.
    ///
    /// # Panics
    /// Never: index 0 is taken from the start.
    pub fn intern(&mut self, text: &str) -> std::num::NonZeroU32 {
        self.texts.push(text.into());
        std::num::NonZeroU32::new(self.texts.len() as u32 - 1).expect("index 0 is taken from the start")
    }

    /// Adds entries of the root that were parsed by themselves, in a `part` of the same text whose node 0 stands
    /// for the root. None of them has a comment or an alias yet. Returns by how much their ids have grown.
    pub fn adopt(&mut self, part: Self) -> NodeId {
        debug_assert!(part.comments.is_empty() && part.aliases.is_empty() && part.roots.is_empty());
        let shift = (self.nodes.len() as NodeId).saturating_sub(1);
        let texts = self.texts.len() as u32 - 1;
        let moved = |step| match step {
            Step::Key { span, text } => {
                Step::Key { span, text: text.and_then(|text| text.checked_add(texts)) }
            }
            step => step,
        };
        self.nodes.extend(part.nodes.iter().skip(1).map(|node| Node {
            parent: if node.parent == 0 { 0 } else { node.parent + shift },
            end: node.end + shift,
            step: moved(node.step),
            ..*node
        }));
        self.texts.extend(part.texts.into_iter().skip(1));
        shift
    }

    /// The direct children of a collection, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).end;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let current = next;
                next = self.node(current).end;
                current
            })
        })
    }

    /// The child of a mapping under `key`.
    pub fn child(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.children(id).find(|child| self.key(self.node(*child).step) == Some(key))
    }

    /// Whether the node belongs to the metadata block.
    pub fn in_metadata(&self, id: NodeId) -> bool {
        self.roots.iter().any(|root| root.sops.is_some_and(|sops| sops <= id && id < self.node(sops).end))
    }

    /// Appends the additional data of a value at `id` to `out`: the keys on the way, each followed
    /// by `:` (`sops-format.md`, section 1). For a comment pass the collection it stands in.
    pub fn push_aad(&self, id: NodeId, out: &mut Vec<u8>) {
        let start = out.len();
        self.push_aad_of(id, out);
        if out.len() == start {
            out.push(b':');
        }
    }

    fn push_aad_of(&self, id: NodeId, out: &mut Vec<u8>) {
        if id == NO_NODE {
            return;
        }
        let node = self.node(id);
        self.push_aad_of(node.parent, out); // every parser limits how deep this goes
        if let Some(key) = self.key(node.step) {
            out.extend_from_slice(key.as_bytes());
            out.push(b':');
        }
    }

    /// The path of `id`, for messages and for source forms.
    pub fn path(&self, id: NodeId) -> Path {
        let mut path = Path::default();
        let mut current = id;
        while current != NO_NODE {
            let node = self.node(current);
            match node.step {
                Step::Index(index) => path.segments.push(Segment::Index(index)),
                Step::Document(number) => path.document = number,
                Step::Key { .. } => {
                    path.segments.push(Segment::Key(self.key(node.step).unwrap_or_default().to_owned()));
                }
            }
            current = node.parent;
        }
        path.segments.reverse();
        path
    }

    /// The node at `path`.
    pub fn find(&self, path: &Path) -> Option<NodeId> {
        let mut current = self.roots.get(path.document as usize)?.node?;
        for segment in &path.segments {
            current = match segment {
                Segment::Key(key) => self.child(current, key)?,
                Segment::Index(index) => {
                    self.children(current).find(|id| self.node(*id).step == Step::Index(*index))?
                }
            };
        }
        Some(current)
    }

    /// What ends a line.
    pub fn line_break(&self) -> &'static str {
        if self.crlf { "\r\n" } else { "\n" }
    }

    /// Whether nothing but blanks and blank lines follows `span`.
    pub fn ends_with(&self, span: Span) -> bool {
        self.source[span.end as usize..].trim_matches([' ', '\t', '\r', '\n']).is_empty()
    }

    /// Whether some lines end in CR LF and others in LF.
    pub fn has_mixed_breaks(&self) -> bool {
        let bytes = self.source.as_bytes();
        let mut breaks = memchr::memchr_iter(b'\n', bytes).map(|at| at > 0 && bytes[at - 1] == b'\r');
        let first = breaks.next();
        breaks.any(|other| Some(other) != first)
    }

    /// Line and column of an offset.
    pub fn place(&self, offset: u32) -> Place {
        place(self.source, offset as usize)
    }
}

/// What stands between double quotes, or the text itself: keys without escapes need no copy.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

/// Line and column of an offset in a text.
pub fn place(source: &str, offset: usize) -> Place {
    let before = &source.as_bytes()[..offset.min(source.len())];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before).count() as u32 + 1;
    let column = before[line_start..].iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u32 + 1;
    Place { line, column }
}
