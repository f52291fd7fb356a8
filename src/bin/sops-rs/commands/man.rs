//! `man`: manual pages, made from the description of the command line.

use std::{io, path::Path, process::ExitCode};

use clap::Command;
use sops_rs::{
    Error, ErrorKind, Result,
    sys::{self, NewFile},
};

use crate::{
    args::{self, Man, Persona},
    files,
    report::Outcome,
};

pub(super) fn run(persona: Persona, args: &Man) -> Outcome {
    let mut command = args::command(persona).disable_help_subcommand(true);
    command.build();
    match &args.output {
        None => files::print(&page(&command).map_err(|error| failed(&error))?)?,
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .map_err(|error| failed(&error).in_file(folder))
                .and_then(|()| write(&command, folder))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the page of the command and of those below it.
fn write(command: &Command, folder: &Path) -> Result<()> {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        write(command, folder)?;
    }
    let path = folder.join(clap_mangen::Man::new(command.clone()).get_filename());
    let page = page(command).map_err(|error| failed(&error).in_file(&path))?;
    sys::replace_file(&path, &page, NewFile::Ordinary)
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = clap_mangen::Man::new(command.clone())
        .source(concat!("sops-rs ", env!("CARGO_PKG_VERSION")))
        .manual("sops-rs manual");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    let (notes, examples) = after_help(command);
    for paragraph in notes.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        out.extend(format!(".PP\n{}", text(paragraph)).into_bytes());
    }
    man.render_options_section(&mut out)?;
    if command.get_subcommands().next().is_some() {
        man.render_subcommands_section(&mut out)?;
    }
    if !examples.is_empty() {
        out.extend(format!(".SH EXAMPLES\n.nf\n{}.fi\n", text(&examples)).into_bytes());
    }
    Ok(ascii(&String::from_utf8_lossy(&out)).into_bytes())
}

/// Typesetters differ in which encoding they expect, and agree on names of characters.
fn ascii(page: &str) -> String {
    let char = |char: char| match char {
        char if char.is_ascii() => char.to_string(),
        char => format!("\\[u{:04X}]", u32::from(char)),
    };
    page.chars().map(char).collect()
}

/// The notes of a command's help, and its examples as they stand.
fn after_help(command: &Command) -> (String, String) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    match help.split_once("Examples:\n").or_else(|| help.split_once("Example:\n")) {
        Some((notes, examples)) => (notes.to_owned(), examples.to_owned()),
        None => (help, String::new()),
    }
}

/// Lines in which nothing is a command of the typesetter.
fn text(lines: &str) -> String {
    let line = |line: &str| {
        let escaped = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
        if escaped.starts_with('.') { format!("\\&{escaped}\n") } else { format!("{escaped}\n") }
    };
    lines.lines().map(line).collect()
}

fn failed(error: &io::Error) -> Error {
    Error::new(ErrorKind::Output, "cannot write the manual").because(error)
}
