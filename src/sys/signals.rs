//! Signals that would end the process while plaintext lies about. What enters: what to do about them.
//! What leaves: the process, as the signal would have ended it, but without its private folders.

use crate::error::Result;

/// A signal that ends a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal went away.
    Hangup,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-\.
    Quit,
    /// Somebody wants the process to end.
    Terminate,
}

/// Asks `may_end` on a thread of its own whenever such a signal comes; the process ends if it says so,
/// after its private folders are removed. Who was asked before is not asked any more. Signals that were ignored when the process started stay so
/// where that can be known. Where there are no signals, nothing happens.
pub fn on_signal(may_end: impl FnMut(Signal) -> bool + Send + 'static) -> Result<()> {
    #[cfg(unix)]
    return unix::on_signal(may_end);
    #[cfg(not(unix))]
    {
        drop(may_end);
        Ok(())
    }
}

/// Returns when `may_end` has seen every signal that came before.
pub fn settle_signals() {
    #[cfg(unix)]
    unix::settle();
}

#[cfg(unix)]
mod unix {
    use std::{
        sync::{
            Condvar, Mutex, PoisonError,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGURG},
        iterator::Signals,
        low_level::{emulate_default_handler, raise},
    };

    use super::Signal;
    use crate::{
        error::{Error, ErrorKind, Result},
        sys::remove_private_folders,
    };

    /// Ends no process, and nobody sends it here but we ourselves, to see that the thread has come so far.
    const MARK: i32 = SIGURG;

    /// Who is asked at present.
    static LATEST: AtomicUsize = AtomicUsize::new(0);

    /// How many marks the thread has met.
    static MET: Mutex<usize> = Mutex::new(0);
    static MET_ONE: Condvar = Condvar::new();

    /// Longer than any thread sleeps that can run.
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) fn settle() {
        // The thread looks for one kind after the other: in the round in which it meets the first mark it may
        // have looked for another signal too early, but in that of the second it meets it.
        for _ in 0..2 {
            let met = MET.lock().unwrap_or_else(PoisonError::into_inner);
            let before = *met;
            if raise(MARK).is_ok() {
                drop(MET_ONE.wait_timeout_while(met, PATIENCE, |met| *met == before));
            }
        }
    }

    pub(super) fn on_signal(mut may_end: impl FnMut(Signal) -> bool + Send + 'static) -> Result<()> {
        let ignored = ignored();
        let wanted = [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter();
        let wanted = wanted.filter(|signal| ignored & (1 << (signal - 1)) == 0);
        let failed = |error| Error::new(ErrorKind::Generic, "cannot watch for signals").because(error);
        let mut signals = Signals::new(wanted.chain([MARK]).collect::<Vec<_>>()).map_err(failed)?;
        let this = LATEST.fetch_add(1, Ordering::SeqCst) + 1;
        let watch = move || {
            loop {
                // A whole round: a mark counts when all that was met with it is dealt with.
                let round: Vec<_> = signals.wait().collect();
                if LATEST.load(Ordering::SeqCst) != this {
                    return;
                }
                for number in round.iter().copied().filter(|number| *number != MARK) {
                    if may_end(named(number)) {
                        remove_private_folders();
                        // It returns only if the signal does not end processes, which all of these do.
                        let _ = emulate_default_handler(number);
                    }
                }
                if round.contains(&MARK) {
                    *MET.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                    MET_ONE.notify_all();
                }
            }
        };
        std::thread::Builder::new().name("signals".to_owned()).spawn(watch).map_err(failed)?;
        Ok(())
    }

    fn named(number: i32) -> Signal {
        match number {
            SIGHUP => Signal::Hangup,
            SIGINT => Signal::Interrupt,
            SIGQUIT => Signal::Quit,
            _ => Signal::Terminate,
        }
    }

    /// The signals that whoever started us had ignored (`nohup`, a job in the background), as bits;
    /// only Linux tells.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}
