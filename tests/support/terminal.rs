//! A terminal with a person at it: for what is asked there and nowhere else. Python has what it takes.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use super::{Finished, Run};

/// Something that is typed when the terminal shows a prompt.
pub struct Typed {
    prompt: String,
    text: String,
    hidden: bool,
}

/// A line that the terminal must not show.
pub fn hidden(prompt: &str, text: &str) -> Typed {
    Typed { prompt: prompt.to_owned(), text: format!("{text}\n"), hidden: true }
}

/// The Python interpreter itself, not what chooses between several: it runs in an empty environment.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let output = Command::new("python3")
            .args(["-c", "import sys; print(sys.executable, end='')"])
            .output()
            .unwrap_or_else(|error| panic!("python3: {error}"));
        String::from_utf8(output.stdout).unwrap().into()
    })
}

impl Run {
    /// Runs it on a terminal, where all of this is typed; also returns what the terminal showed. The
    /// standard output and error are pipes, as ever.
    #[track_caller]
    pub fn on_terminal(self, typed: &[Typed]) -> (Finished, String) {
        self.with_typing("12", typed)
    }

    /// The same with the standard error on the terminal, where somebody types `answer` to `question` and
    /// sees it; returns the screen as well.
    #[track_caller]
    pub fn at_terminal(self, question: &str, answer: &str) -> (Finished, String) {
        let typed = Typed { prompt: question.to_owned(), text: answer.to_owned(), hidden: false };
        let (finished, shown) = self.with_typing("1", &[typed]);
        (finished, shown.replace("\r\n", "\n"))
    }

    /// The streams of these numbers are not those of the terminal.
    #[track_caller]
    fn with_typing(self, streams: &str, typed: &[Typed]) -> (Finished, String) {
        let line: Vec<_> = typed
            .iter()
            .map(|Typed { prompt, text, hidden }| serde_json::json!([prompt, text, hidden]))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let shown = folder.path().join("shown");
        let mut command = Command::new(python());
        command
            .args(["-c", include_str!("terminal.py")])
            .arg(serde_json::json!(line).to_string())
            .arg(&shown)
            .arg(streams);
        command.arg(self.command.get_program()).args(self.command.get_args()).env_clear();
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = self.command.get_current_dir() {
            command.current_dir(folder);
        }
        let finished = Run { command, stdin: self.stdin }.finish();
        let shown = String::from_utf8(std::fs::read(shown).unwrap()).unwrap();
        (finished, shown)
    }
}
