//! Lines `name = value`, in INI and TOML. What enters: lines as they stand in a text. What leaves: how the
//! next one is laid out among them. Never a value.

use crate::{
    document::{Document, Span},
    secret::Plaintext,
};

/// The blanks of one line.
pub(super) struct Assignment<'s> {
    indent: &'s str,
    /// How long the name is, with its quotes.
    name: usize,
    before: &'s str,
    delimiter: &'s str,
    behind: &'s str,
}

impl<'s> Assignment<'s> {
    /// The line that starts at `line`, with a name that ends at `name_end`, quotes and all; `None` when
    /// it has no delimiter, or more than that before its value.
    pub(super) fn of(source: &'s str, line: usize, name_end: usize, value: Span) -> Option<Self> {
        let blanks = |text: &'s str, end: &'s str| &text[..text.len() - end.len()];
        let rest = source[line..name_end].trim_start();
        let indent = blanks(&source[line..name_end], rest);
        let behind_name = &source[name_end..value.start as usize];
        let at_delimiter = behind_name.trim_start();
        let before = blanks(behind_name, at_delimiter);
        if !at_delimiter.starts_with(['=', ':']) {
            return None;
        }
        let (delimiter, behind) = at_delimiter.split_at(1);
        let behind = if value.is_empty() && !before.is_empty() { " " } else { behind };
        let name = rest.len();
        behind.trim().is_empty().then_some(Self { indent, name, before, delimiter, behind })
    }
}

/// How the lines of a section are laid out.
pub(super) struct Layout<'s> {
    indent: &'s str,
    /// The blanks before the delimiter, the delimiter, and the blanks behind it.
    before: &'s str,
    delimiter: &'s str,
    behind: &'s str,
    /// The column of the delimiters, if blanks align them.
    column: usize,
    /// What ends a line.
    pub line_break: &'static str,
}

impl<'s> Layout<'s> {
    /// As the last of the section's `own` lines is, or as `other`, which stands elsewhere in the file.
    pub(super) fn of(
        document: &Document<'s>,
        own: &[Assignment<'s>],
        other: Option<&Assignment<'s>>,
    ) -> Self {
        let line_break = document.line_break();
        let Some(shape) = own.last().or(other) else {
            return Self { indent: "", before: " ", delimiter: "=", behind: " ", column: 0, line_break };
        };
        let padded = own.iter().filter(|line| line.before.len() > 1);
        Self {
            indent: if own.is_empty() { "" } else { shape.indent },
            before: if shape.before.is_empty() { "" } else { " " },
            delimiter: shape.delimiter,
            behind: shape.behind,
            column: padded.map(|line| line.name + line.before.len()).max().unwrap_or_default(),
            line_break,
        }
    }

    /// Writes all of a line that comes before its value.
    pub(super) fn open(&self, name: &str, out: &mut Plaintext) {
        out.extend(self.indent.as_bytes());
        out.extend(name.as_bytes());
        out.extend(" ".repeat(self.column.saturating_sub(name.len() + self.before.len())).as_bytes());
        out.extend(self.equals().as_bytes());
    }

    /// What stands between a name and its value where nothing is aligned.
    pub(super) fn equals(&self) -> String {
        [self.before, self.delimiter, self.behind].concat()
    }
}
