//! Which leaves are encrypted. What enters: the file's selectors, then keys and comments in the
//! order of a walk. What leaves: yes or no. Never a value.

mod pattern;

pub(crate) use pattern::Pattern;

use crate::error::{Error, ErrorKind, Result};

/// What an encrypted file without any selector is taken to say, and what a new one gets.
pub const DEFAULT_UNENCRYPTED_SUFFIX: &str = "_unencrypted";

/// The six selectors as they stand in a file or in a rule; at most one is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// Keys that end so stay readable, with all below them.
    pub unencrypted_suffix: Option<String>,
    /// Only keys that end so are encrypted, with all below them.
    pub encrypted_suffix: Option<String>,
    /// Keys that match stay readable.
    pub unencrypted_regex: Option<String>,
    /// Only keys that match are encrypted.
    pub encrypted_regex: Option<String>,
    /// Values under a comment that matches stay readable.
    pub unencrypted_comment_regex: Option<String>,
    /// Only values under a comment that matches are encrypted.
    pub encrypted_comment_regex: Option<String>,
}

impl Selectors {
    /// The selectors that are set, by name; an empty text counts as not set.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("unencrypted_suffix", &self.unencrypted_suffix),
            ("encrypted_suffix", &self.encrypted_suffix),
            ("unencrypted_regex", &self.unencrypted_regex),
            ("encrypted_regex", &self.encrypted_regex),
            ("unencrypted_comment_regex", &self.unencrypted_comment_regex),
            ("encrypted_comment_regex", &self.encrypted_comment_regex),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_deref().filter(|text| !text.is_empty())?)))
    }

    /// How many are set.
    pub fn count(&self) -> usize {
        self.given().count()
    }

    /// The same; with the default suffix when none is set and `default_suffix` says that the format
    /// has one.
    #[must_use]
    pub fn or_default(mut self, default_suffix: bool) -> Self {
        if default_suffix && self.count() == 0 {
            self.unencrypted_suffix = Some(DEFAULT_UNENCRYPTED_SUFFIX.to_owned());
        }
        self
    }
}

/// The one selector of a file, ready to be asked.
#[derive(Debug)]
pub struct Select {
    rule: Rule,
}

#[derive(Debug)]
enum Rule {
    All,
    /// A key on the path decides; `encrypts` tells which way.
    Keys {
        test: KeyTest,
        encrypts: bool,
    },
    /// A comment before the leaf or one of its ancestors decides.
    Comments {
        pattern: Pattern,
        encrypts: bool,
    },
}

#[derive(Debug)]
enum KeyTest {
    Suffix(String),
    Regex(Pattern),
}

impl KeyTest {
    fn holds(&self, key: &str) -> bool {
        match self {
            Self::Suffix(suffix) => key.ends_with(suffix.as_str()),
            Self::Regex(pattern) => pattern.is_match(key),
        }
    }
}

impl Select {
    /// Checks that at most one selector is set, and prepares it. Without one, all is encrypted.
    pub fn new(selectors: &Selectors) -> Result<Self> {
        let mut given = selectors.given();
        let Some((name, text)) = given.next() else { return Ok(Self { rule: Rule::All }) };
        if given.next().is_some() {
            let names: Vec<_> = selectors.given().map(|(name, _)| name).collect();
            return Err(Error::new(ErrorKind::Conflict, "more than one selector is set for the same file")
                .because(names.join(", "))
                .hint("Keep one of them"));
        }
        let compile = || {
            Pattern::new(text).map_err(|reason| {
                Error::new(ErrorKind::Generic, format!("`{name}` is not a regular expression"))
                    .because(reason)
                    .hint("Correct the expression; its syntax is RE2, as in Go")
            })
        };
        let encrypts = name.starts_with("encrypted");
        let rule = if name.ends_with("comment_regex") {
            Rule::Comments { pattern: compile()?, encrypts }
        } else if name.ends_with("regex") {
            Rule::Keys { test: KeyTest::Regex(compile()?), encrypts }
        } else {
            Rule::Keys { test: KeyTest::Suffix(text.to_owned()), encrypts }
        };
        Ok(Self { rule })
    }

    /// A walk from the top of the first document.
    pub fn walk(&self) -> Walk<'_> {
        Walk { rule: &self.rule, depth: 0, matched_at: None, levels: Vec::new(), matched_levels: 0 }
    }

    /// Whether a selector was chosen that could leave values out: any but the default suffix.
    pub fn is_selective(&self) -> bool {
        match &self.rule {
            Rule::All => false,
            Rule::Keys { test: KeyTest::Suffix(suffix), encrypts: false } => {
                suffix != DEFAULT_UNENCRYPTED_SUFFIX
            }
            Rule::Keys { .. } | Rule::Comments { .. } => true,
        }
    }

    /// Whether an encrypted comment with this token would, in the encrypted file, be taken for one that
    /// leaves what follows readable: such a file could not be decrypted, so none must be written.
    pub fn mistakes_token(&self, token: &str) -> bool {
        matches!(&self.rule, Rule::Comments { pattern, encrypts: false } if pattern.is_match(token))
    }

    /// Whether comments decide; otherwise a walk need not be told of them to answer for leaves.
    pub fn uses_comments(&self) -> bool {
        matches!(self.rule, Rule::Comments { .. })
    }
}

/// A walk over a document, in order. Calls come in pairs, nested as the document is: for an entry
/// `key`, (`open` … `close` | `is_encrypted`), `end_key`, `node_done`; for an item of a sequence the
/// same without `key` and `end_key`. Each call costs at most one look at its key or comment.
#[derive(Debug)]
pub struct Walk<'a> {
    rule: &'a Rule,
    /// How many keys lead here.
    depth: usize,
    /// The depth of the outermost key that matched: it decides for all below it.
    matched_at: Option<usize>,
    /// For each open collection, whether a comment that now applies in it matched.
    levels: Vec<bool>,
    /// How many of `levels` are set.
    matched_levels: usize,
}

impl Walk<'_> {
    /// Enters a collection or a document root.
    pub fn open(&mut self) {
        self.levels.push(false);
    }

    /// Leaves it.
    pub fn close(&mut self) {
        self.node_done();
        self.levels.pop();
    }

    /// Enters a mapping key, before its value.
    pub fn key(&mut self, key: &str) {
        self.depth += 1;
        if let Rule::Keys { test, .. } = self.rule
            && self.matched_at.is_none()
            && test.holds(key)
        {
            self.matched_at = Some(self.depth);
        }
    }

    /// Leaves it.
    pub fn end_key(&mut self) {
        if self.matched_at == Some(self.depth) {
            self.matched_at = None;
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// A comment at the current level, as it stands in the file (encrypted, in an encrypted file).
    /// Tells whether the comment itself is encrypted.
    pub fn comment(&mut self, text: &str) -> bool {
        let Rule::Comments { pattern, encrypts } = self.rule else { return self.is_encrypted() };
        let before = self.matched_levels > 0;
        // An outer match outlasts this level, so only the first one needs to be found.
        if !before && pattern.is_match(text) {
            if let Some(level) = self.levels.last_mut() {
                *level = true;
                self.matched_levels += 1;
            }
            // The comment that switches encryption on stays readable, as does the one that
            // switches it off.
            return false;
        }
        before == *encrypts
    }

    /// Whether the leaf at the current path is encrypted.
    pub fn is_encrypted(&self) -> bool {
        match self.rule {
            Rule::All => true,
            Rule::Keys { encrypts, .. } => self.matched_at.is_some() == *encrypts,
            Rule::Comments { encrypts, .. } => (self.matched_levels > 0) == *encrypts,
        }
    }

    /// The value or collection at the current level is done: the comments before it no longer apply.
    pub fn node_done(&mut self) {
        if let Some(level) = self.levels.last_mut()
            && std::mem::take(level)
        {
            self.matched_levels -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
