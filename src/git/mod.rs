//! Merging and comparing by key path. What enters: texts, plain or encrypted, and those who unwrap data
//! keys. What leaves: texts. Nothing is read from or written to a disk here, and no program is run.
//!
//! ```text
//! text     a parsed text whose values can be compared     layout   where the text of an entry stands
//! plan     which side each value comes from, by path      render   the plan as text
//! merge    encrypted files: opened, merged, closed        terms    whom the result is for
//! markers  around what is in conflict                     diff     what differs, by path
//! ```

mod diff;
mod layout;
mod markers;
mod merge;
mod plan;
mod render;
mod terms;
mod text;
mod three_way;

pub use diff::{Change, changes, lines};
pub use markers::{Marked, SIZE as MARKER_SIZE, Style as MarkerStyle};
pub use merge::{Conflicted, MergeOptions, MergedFile, OpenConflict, merge, union};
pub use plan::{Conflict, ConflictKind, Side};
pub use three_way::{Merged, three_way};

#[cfg(test)]
mod tests;
