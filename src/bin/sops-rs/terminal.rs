//! Questions to the person at the terminal. They are asked on the terminal itself, never on the
//! standard streams, which belong to the data; without a terminal nothing waits.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader, IsTerminal as _, Write as _},
};

use sops_rs::{
    keys::age::{NoAnswer, Prompt},
    secret::Plaintext,
};

/// The terminal that the program was started from.
pub(crate) struct Terminal;

/// Whether somebody is there to answer: a controlling terminal, and at least one of our streams on it
/// (a job of a pipeline in the background has the first, and must not stop for an answer).
pub(crate) fn is_attended() -> bool {
    may_be_attended() && open().is_ok()
}

/// The same, answered without opening anything.
pub(crate) fn may_be_attended() -> bool {
    std::io::stdin().is_terminal() || std::io::stderr().is_terminal()
}

impl Prompt for Terminal {
    fn secret(&self, question: &str) -> Result<Plaintext, NoAnswer> {
        if !is_attended() {
            return Err(NoAnswer::NoTerminal);
        }
        let answer = rpassword::prompt_password(format!("{question}: ")).map_err(|_| NoAnswer::Cancelled)?;
        if answer.is_empty() { Err(NoAnswer::Cancelled) } else { Ok(Plaintext::new(answer.into_bytes())) }
    }

    fn line(&self, question: &str) -> Result<String, NoAnswer> {
        ask(&format!("{question}: "))
    }

    fn choose(&self, question: &str, yes: &str, no: Option<&str>) -> Result<bool, NoAnswer> {
        let other = no.unwrap_or("cancel");
        let answer = ask(&format!("{question}\n  1) {yes}\n  2) {other}\nWhich one? "))?;
        match (answer.trim(), no) {
            ("1", _) => Ok(true),
            ("2", Some(_)) => Ok(false),
            _ => Err(NoAnswer::Cancelled),
        }
    }

    fn show(&self, message: &str) {
        if let Ok(mut terminal) = open() {
            // Only a courtesy: the plugin waits, whether it is seen or not.
            let _ = writeln!(terminal, "{message}");
        }
    }
}

fn ask(question: &str) -> Result<String, NoAnswer> {
    if !is_attended() {
        return Err(NoAnswer::NoTerminal);
    }
    let mut terminal = open().map_err(|_| NoAnswer::NoTerminal)?;
    let mut answer = String::new();
    write!(terminal, "{question}").and_then(|()| terminal.flush()).map_err(|_| NoAnswer::NoTerminal)?;
    let read = BufReader::new(terminal).read_line(&mut answer).map_err(|_| NoAnswer::Cancelled)?;
    if read == 0 { Err(NoAnswer::Cancelled) } else { Ok(answer.trim_end_matches(['\r', '\n']).to_owned()) }
}

fn open() -> std::io::Result<File> {
    let name = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
    OpenOptions::new().read(true).write(true).open(name)
}
