//! Conflicts that a person settles in an editor. What enters: a file with conflicts. What leaves: the file
//! as the person wants it. Until then it is as it was; its plain text is in the private folder of `edit`
//! and nowhere else.

use std::path::Path;

use sops_rs::{
    Error, ErrorKind, Result,
    format::Format,
    git::{Conflicted, MARKER_SIZE, Marked},
    secret::Plaintext,
};

use super::with_options;
use crate::{
    commands::edit::{self, desk::Desk, edition::Edition, editor::Editor},
    env,
    report::Outcome,
    session::Session,
    terminal,
};

/// Whether there is anybody who could: a person at a terminal, or an editor that somebody named.
pub(super) fn is_possible() -> bool {
    terminal::is_attended() || env::editor().is_some()
}

/// Opens the conflicts in `file`, which holds `before`, in the editor until they are settled or given up.
pub(super) fn settle(
    session: &Session,
    conflicted: &Conflicted,
    format: &dyn Format,
    (file, name): (&Path, &Path),
    before: Vec<u8>,
) -> Outcome<()> {
    let editor = Editor::find()?;
    let claim = edit::claim(session, file)?;
    let outcome = with_options(session, name, MARKER_SIZE, |options| {
        conflicted.open(format, options, |sides| {
            let marked = sides.marked()?;
            let seal = |text: &Plaintext| {
                demand_settled(&marked, text)?;
                sides.settled(text, true)
            };
            let first = Plaintext::new(marked.text.expose().to_vec());
            let title = name.file_name().unwrap_or(file.as_os_str());
            let desk = Desk::new(first, sides.keeper(), file, title, session.persona)?;
            let (persona, before) = (session.persona, Some(before));
            let edition = Edition { persona, path: file, before, desk, may_stay: false, seal: &seal };
            let outcome = edition.run(&editor);
            edition.desk.close();
            Ok(outcome)
        })
    })?;
    drop(claim);
    outcome.map(|_| ())
}

fn demand_settled(marked: &Marked, text: &Plaintext) -> Result<()> {
    let Some(line) = marked.unsettled(text.expose()) else { return Ok(()) };
    Err(Error::new(ErrorKind::Conflict, format!("line {line} of the text is a conflict marker still"))
        .hint("Between the markers, leave what shall be, and remove the lines with the markers"))
}
