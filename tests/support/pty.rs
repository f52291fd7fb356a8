//! The program on a terminal of its own: `terminal_session.py` drives it.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use super::Run;

/// A run on a terminal, step by step.
pub struct Session {
    command: Command,
    steps: Vec<Value>,
}

/// What the terminal showed, and how the program ended.
pub struct Shown {
    /// All of it.
    pub output: String,
    /// The exit code; negative, the signal that ended it.
    pub code: i64,
}

impl Run {
    /// The same on a terminal.
    pub fn on_terminal(self) -> Session {
        Session { command: self.into_command(), steps: Vec::new() }
    }
}

impl Session {
    /// Waits until the program shows the text.
    #[must_use]
    pub fn expect(self, text: &str) -> Self {
        self.step(json!(["expect", text]))
    }

    /// Waits until the file is there.
    #[must_use]
    pub fn wait(self, path: &Path) -> Self {
        self.step(json!(["wait", path]))
    }

    /// Makes the file.
    #[must_use]
    pub fn touch(self, path: &Path) -> Self {
        self.step(json!(["touch", path]))
    }

    /// Types the text.
    #[must_use]
    pub fn keys(self, text: &str) -> Self {
        self.step(json!(["type", text]))
    }

    /// Sends a signal to the program alone.
    #[must_use]
    pub fn signal(self, name: &str) -> Self {
        self.step(json!(["signal", name]))
    }

    /// Closes the terminal.
    #[must_use]
    pub fn hang_up(self) -> Self {
        self.step(json!(["hang up"]))
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn finish(self) -> Shown {
        let text = |text: &std::ffi::OsStr| text.to_str().expect("UTF-8 in tests").to_owned();
        let environment: serde_json::Map<_, _> = (self.command.get_envs())
            .filter_map(|(name, value)| Some((text(name), Value::from(text(value?)))))
            .collect();
        let command: Vec<_> =
            [self.command.get_program()].into_iter().chain(self.command.get_args()).map(text).collect();
        let folder = self.command.get_current_dir();
        let job = json!({
            "command": command, "environment": environment, "folder": folder, "steps": self.steps,
        });
        let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/terminal_session.py");
        let mut child = Command::new("python3")
            .arg(driver)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Python 3 drives the terminal");
        child
            .stdin
            .take()
            .expect("it is piped")
            .write_all(job.to_string().as_bytes())
            .expect("it reads the job");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let shown: Value = serde_json::from_slice(&output.stdout).expect("it answers in JSON");
        let output = shown["output"].as_str().expect("text").replace("\r\n", "\n");
        Shown { output, code: shown["code"].as_i64().expect("a number") }
    }

    fn step(mut self, step: Value) -> Self {
        self.steps.push(step);
        self
    }
}
