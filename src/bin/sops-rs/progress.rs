//! How far a long work has come. What enters: counts. What leaves: one line on stderr that keeps being
//! written over, when stderr is a terminal; otherwise nothing at all.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crate::report;

/// More often than this nobody can read.
const PAUSE: Duration = Duration::from_millis(80);

/// Whether there is such a line now.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// How wide the bar is.
const BAR: usize = 20;

/// Takes the line away, before something else is written.
pub(crate) fn clear() {
    if SHOWN.swap(false, Ordering::Relaxed) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

/// Shown only when the work takes a while.
pub(crate) struct Progress {
    all: usize,
    done: usize,
    last: Instant,
    terminal: bool,
}

impl Progress {
    /// For so many pieces of work.
    pub(crate) fn new(all: usize) -> Self {
        Self { all, done: 0, last: Instant::now(), terminal: io::stderr().is_terminal() }
    }

    /// One more is done; `file` is the one.
    pub(crate) fn step(&mut self, file: &Path) {
        self.done += 1;
        if self.terminal && self.last.elapsed() > PAUSE {
            self.last = Instant::now();
            let name: String = report::clean(&file.to_string_lossy()).chars().take(40).collect();
            let filled = BAR * self.done / self.all.max(1);
            let bar: String = (0..BAR).map(|at| if at < filled { '█' } else { '░' }).collect();
            let _ = write!(io::stderr(), "\r\x1b[K{bar} {}/{} {name}", self.done, self.all);
            SHOWN.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        clear();
    }
}
