//! The lines of `docker run --env-file`.

use super::{Entries, emit};
use crate::{
    document::place,
    error::{Error, ErrorKind, Result},
    secret::Plaintext,
};

/// Blanks that Docker refuses in a name.
const BLANKS: [char; 2] = [' ', '\t'];

pub(super) fn read(text: &str, entries: &mut Entries) -> Result<()> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let wrong = |why: &str| {
            Error::new(ErrorKind::Input, "Docker would refuse the line").because(why).at(place(text, start))
        };
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let content = if start == 0 { content.strip_prefix('\u{feff}').unwrap_or(content) } else { content };
        let content = content.trim_start();
        if let Some(comment) = content.strip_prefix('#') {
            entries.comment(comment);
        } else if !content.is_empty() {
            let (key, value) = content.split_once('=').ok_or_else(|| {
                wrong("it has no value; Docker would take that of its own environment")
                    .hint("Write KEY=VALUE")
            })?;
            if key.is_empty() {
                return Err(wrong("there is no name before '='"));
            }
            if key.contains(BLANKS) {
                return Err(wrong("there is a blank in the name").hint(
                    "Take away what stands before the name; `export` is read with --dotenv-dialect shell",
                ));
            }
            entries.entry(key, Plaintext::new(value.as_bytes().to_vec()));
        }
        start += line.len();
    }
    Ok(())
}

pub(super) fn write(key: &str, value: &[u8], out: &mut Plaintext) -> Result<()> {
    let starts = |c: char| c == '#' || c == '\u{feff}' || c.is_whitespace();
    if key.is_empty() || key.starts_with(starts) || key.contains(BLANKS) || key.contains(['=', '\n']) {
        return Err(emit("Docker cannot read such a key")
            .because("a key is not empty, and has no blank, no '=' and no '#' at its start")
            .hint("Rename the key, or choose another output type"));
    }
    if value.contains(&b'\n') || value.ends_with(b"\r") {
        return Err(emit("Docker cannot read a value over several lines from a file")
            .hint("Choose --dotenv-dialect shell, or pass the value with exec-env"));
    }
    out.extend(key.as_bytes());
    out.extend(b"=");
    out.extend(value);
    Ok(())
}
