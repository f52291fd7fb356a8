//! `example`: a file with placeholders for its secrets.

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind,
    format::FormatName,
    ops::{self, ExampleOptions},
    sys::NewFile,
};

use crate::{
    args::Example,
    files::{Destination, Source},
    report::Outcome,
    session::Session,
    whom,
};

pub(super) fn run(session: &Session, args: &Example) -> Outcome {
    let source = Source::File(args.file.clone());
    let in_file = |error: Error| error.in_file(&args.file);
    let bytes = source.read(ErrorKind::Input)?;
    let format = (args.input_type.as_deref().and_then(FormatName::from_type))
        .unwrap_or_else(|| format_of(&args.file))
        .format()
        .map_err(in_file)?;
    if args.output.as_ref().is_some_and(|output| is_same(output, &args.file)) {
        return Err(Error::new(ErrorKind::Conflict, "the example would replace the file itself")
            .in_file(&args.file)
            .hint("Write it to another file")
            .into());
    }
    let config = session.config_for(&args.file)?;
    let rule = whom::rule_for(config.as_deref(), &args.file)?;
    let options = ExampleOptions {
        selectors: rule.map(|rule| rule.selectors.clone()).unwrap_or_default(),
        placeholder: args.placeholder.clone(),
        keep_comments: args.keep_comments,
        limits: session.limits,
    };
    let text = ops::example(bytes.expose(), format, &options).map_err(in_file)?;
    let destination = match &args.output {
        Some(path) if path != Path::new("-") => Destination::File(path.clone(), NewFile::Ordinary),
        _ => Destination::Stdout,
    };
    destination.write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The format of a file or of its example: what is behind `.example`, `.sample` or `.template` counts not.
pub(super) fn format_of(file: &Path) -> FormatName {
    let is_mark = file
        .extension()
        .is_some_and(|end| ["example", "sample", "template", "dist"].iter().any(|mark| *mark == end));
    if is_mark { FormatName::from_path(&file.with_extension("")) } else { FormatName::from_path(file) }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
