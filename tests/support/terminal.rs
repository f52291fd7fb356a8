//! A person at a terminal. What enters: a run, and what is typed when a question comes up. What leaves:
//! how it ended, and what stood on the screen. Standard output goes elsewhere, as in `program > file`.

use std::{fs, process::Command};

use super::{Finished, Run};

/// Starts a program on a terminal of its own, and types the answer when the question is on the screen.
const SCRIPT: &str = "
import os, pty, sys
out, question, answer, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT, 0o600), 1)
    os.execvp(command[0], command)
screen, asked = b'', False
while True:
    try:
        read = os.read(terminal, 4096)
    except OSError:
        break
    if not read:
        break
    screen += read
    if not asked and question.encode() in screen:
        os.write(terminal, answer.encode())
        asked = True
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(screen)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
";

impl Run {
    /// Runs it at a terminal where somebody types `answer` to `question`; also returns the screen, on which
    /// the answer stands as well.
    #[track_caller]
    pub fn at_terminal(self, question: &str, answer: &str) -> (Finished, String) {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("stdout");
        let mut command = Command::new("python3");
        command.env_clear().args(["-c", SCRIPT]).arg(&out).args([question, answer]);
        command.arg(self.command.get_program()).args(self.command.get_args());
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(self.command.get_current_dir().unwrap());
        let mut finished = Run { command, stdin: Vec::new() }.finish();
        let screen = finished.text().replace("\r\n", "\n");
        finished.stdout = fs::read(&out).unwrap();
        (finished, screen)
    }
}
