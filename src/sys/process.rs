//! The process itself. What enters: the wish to keep memory private, or a command to become. What
//! must never happen here: a child that inherits limits meant for us alone.

use std::{
    io,
    process::{Child, Command},
};

/// Keeps this process's memory out of core dumps and away from other processes of the same user.
/// Where the system refuses, the program goes on: this is a second line of defence.
pub fn guard_memory() {
    #[cfg(unix)]
    unix::forbid_core_dumps();
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // The kernel resets this on exec, so that a child is not affected.
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Runs `command` in place of this process. On Unix this returns only when it could not be started;
/// elsewhere it waits and returns the command's exit code.
pub fn replace_process(command: &mut Command) -> io::Result<i32> {
    #[cfg(unix)]
    {
        unix::restore_core_limit();
        Err(std::os::unix::process::CommandExt::exec(command))
    }
    #[cfg(not(unix))]
    {
        command.status().map(|status| status.code().unwrap_or(1))
    }
}

/// Starts `command` beside this process.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    unix::restore_core_limit();
    let child = command.spawn();
    #[cfg(unix)]
    unix::forbid_core_dumps();
    child
}

#[cfg(unix)]
mod unix {
    use std::sync::OnceLock;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// What the user had set, for the command that we may become.
    static CORE_LIMIT: OnceLock<Rlimit> = OnceLock::new();

    pub(super) fn forbid_core_dumps() {
        let before = CORE_LIMIT.get_or_init(|| getrlimit(Resource::Core));
        // Only the soft limit: the hard one could not be raised again.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: before.maximum });
    }

    pub(super) fn restore_core_limit() {
        if let Some(before) = CORE_LIMIT.get() {
            let _ = setrlimit(Resource::Core, Rlimit { current: before.current, maximum: before.maximum });
        }
    }
}

/// The name of this machine; empty where the system does not tell.
pub fn host_name() -> String {
    #[cfg(unix)]
    {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }
    #[cfg(not(unix))]
    {
        String::new()
    }
}
