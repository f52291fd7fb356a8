//! How far a long work has come. What enters: counts. What leaves: one line on stderr that keeps being
//! written over, when stderr is a terminal; otherwise nothing at all.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use crate::report;

/// More often than this nobody can read.
const PAUSE: Duration = Duration::from_millis(80);

/// Shown only when the work takes a while.
pub(crate) struct Progress {
    all: usize,
    done: usize,
    last: Instant,
    shown: bool,
    terminal: bool,
}

impl Progress {
    /// For so many pieces of work.
    pub(crate) fn new(all: usize) -> Self {
        Self { all, done: 0, last: Instant::now(), shown: false, terminal: io::stderr().is_terminal() }
    }

    /// One more is done; `file` is the one.
    pub(crate) fn step(&mut self, file: &Path) {
        self.done += 1;
        if self.terminal && self.last.elapsed() > PAUSE {
            self.last = Instant::now();
            self.shown = true;
            let name: String = report::clean(&file.to_string_lossy()).chars().take(50).collect();
            let _ = write!(io::stderr(), "\r\x1b[K{}/{} {name}", self.done, self.all);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
