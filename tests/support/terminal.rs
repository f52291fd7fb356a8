//! A terminal of one's own: what the program shows when it talks to a person.

use std::{fs::File, io::Read as _, process::ExitStatus};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::Run;

/// Runs it to its end with all its streams on a terminal; returns what was shown there.
pub fn on_terminal(run: Run) -> (ExitStatus, String) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = File::options().read(true).write(true).open(name).unwrap();
    let mut command = run.into_command();
    let streams = || theirs.try_clone().unwrap();
    let mut child = command.stdin(streams()).stdout(streams()).stderr(streams()).spawn().unwrap();
    // Ours would keep the terminal open.
    drop((command, theirs));
    let mut shown = Vec::new();
    // The last of the others to leave is an error to who reads, once all is read.
    let _ = File::from(ours).read_to_end(&mut shown);
    (child.wait().unwrap(), String::from_utf8(shown).unwrap())
}
