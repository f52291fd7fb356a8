//! A program that runs while we wait, since there is something to tidy up behind it. What enters: a
//! command. What leaves: how it ended. Signals that would end us go to it instead; what must never happen
//! here: a signal to a process that is no longer ours.

use std::{
    io,
    process::{Command, ExitStatus},
};

use crate::error::Result;

/// Watches for signals from its making on: before the command runs they end this process, with its
/// private folders; while it runs they are the command's.
pub struct Watch {
    #[cfg(unix)]
    phase: std::sync::Arc<std::sync::Mutex<unix::Phase>>,
}

impl Watch {
    /// Starts to watch.
    pub fn new() -> Result<Self> {
        #[cfg(unix)]
        return unix::watch();
        #[cfg(not(unix))]
        return Ok(Self {});
    }

    /// Runs `command` to its end.
    pub fn run(&self, command: &mut Command) -> io::Result<ExitStatus> {
        #[cfg(unix)]
        return unix::run(&self.phase, command);
        #[cfg(not(unix))]
        return command.status();
    }
}

/// The signal that ended a program, if one did.
pub fn ended_by(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    {
        let _ = status;
        None
    }
}

/// Ends this process as `signal` would have. Returns if it does not end processes.
pub fn end_by(signal: i32) {
    #[cfg(unix)]
    // An error means that the signal is not one of those.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    #[cfg(not(unix))]
    let _ = signal;
}

#[cfg(unix)]
mod unix {
    use std::{
        fs::File,
        io,
        process::{Command, ExitStatus},
        sync::{Arc, Mutex, MutexGuard, PoisonError},
    };

    use rustix::{
        process::{Pid, WaitId, WaitIdOptions, getpgrp, kill_process, waitid},
        termios::tcgetpgrp,
    };

    use super::Watch;
    use crate::{
        error::Result,
        sys::{Signal, on_signal, process::spawn},
    };

    pub(super) enum Phase {
        Before,
        Running(Pid),
        Over,
    }

    pub(super) fn watch() -> Result<Watch> {
        let phase = Arc::new(Mutex::new(Phase::Before));
        let seen = Arc::clone(&phase);
        on_signal(move |signal| match *lock(&seen) {
            Phase::Before => true,
            Phase::Running(child) => {
                if !reaches_the_child_anyway(signal) {
                    let _ = kill_process(child, number(signal));
                }
                false
            }
            // What is left to do takes no time.
            Phase::Over => false,
        })?;
        Ok(Watch { phase })
    }

    pub(super) fn run(phase: &Mutex<Phase>, command: &mut Command) -> io::Result<ExitStatus> {
        let mut child = {
            // A signal that comes while it starts waits for the lock, and then finds it.
            let mut phase = lock(phase);
            let child = spawn(command)?;
            *phase = Phase::Running(Pid::from_child(&child));
            child
        };
        // As long as its end is not collected, its number is not given to another process.
        let id = WaitId::Pid(Pid::from_child(&child));
        while let Err(error) = waitid(id.clone(), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
            if error != rustix::io::Errno::INTR {
                break;
            }
        }
        *lock(phase) = Phase::Over;
        child.wait()
    }

    /// A key on the terminal goes to all programs in its foreground. Some take a second signal for
    /// impatience, and give up what they were tidying.
    fn reaches_the_child_anyway(signal: Signal) -> bool {
        matches!(signal, Signal::Interrupt | Signal::Quit)
            && File::open("/dev/tty").is_ok_and(|tty| tcgetpgrp(tty).is_ok_and(|group| group == getpgrp()))
    }

    fn number(signal: Signal) -> rustix::process::Signal {
        match signal {
            Signal::Hangup => rustix::process::Signal::HUP,
            Signal::Interrupt => rustix::process::Signal::INT,
            Signal::Quit => rustix::process::Signal::QUIT,
            Signal::Terminate => rustix::process::Signal::TERM,
        }
    }

    fn lock(phase: &Mutex<Phase>) -> MutexGuard<'_, Phase> {
        phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
