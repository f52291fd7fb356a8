//! Assignments as a POSIX shell reads them when it sources a file. Nothing is expanded and nothing run:
//! where a shell would, the text is refused. As everywhere in the dotenv files of sops, the two characters
//! `\n` are a line break.

use super::{Entries, emit};
use crate::{
    document::place,
    error::{Error, ErrorKind, Result},
    secret::Plaintext,
};

pub(super) fn read(text: &str, entries: &mut Entries) -> Result<()> {
    let mut reader = Reader { text, at: 0 };
    loop {
        reader.skip_blanks();
        match reader.peek() {
            None => return Ok(()),
            Some(b'\n') => reader.at += 1,
            Some(b'#') => entries.comment(reader.comment()),
            Some(_) => reader.statement(entries)?,
        }
    }
}

pub(super) fn write(key: &str, value: &[u8], out: &mut Plaintext) -> Result<()> {
    if !is_name(key) {
        return Err(emit("a shell cannot have a variable of that name")
            .because("a name has letters, digits and _ alone, and no digit at its start")
            .hint("Rename the key, or choose another output type"));
    }
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./,:@%+=-".contains(byte);
    out.extend(key.as_bytes());
    out.extend(b"=");
    if value.iter().all(is_plain) {
        out.extend(value);
        return Ok(());
    }
    out.extend(b"'");
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'\'' => out.extend(b"'\\''"),
            // Apart, so that they are not taken for a line break when the text is read again.
            b'n' if at > 0 && value[at - 1] == b'\\' => out.extend(b"''n"),
            byte => out.extend(&[*byte]),
        }
    }
    out.extend(b"'");
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// One or more assignments, perhaps exported, up to the end of the line.
    fn statement(&mut self, entries: &mut Entries) -> Result<()> {
        let exported = self
            .rest()
            .strip_prefix(b"export")
            .is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'\t')));
        if exported {
            self.at += "export".len();
            self.skip_blanks();
        }
        let mut found = Vec::new();
        loop {
            let name = self.name()?;
            found.push((name, self.word(exported)?));
            self.skip_blanks();
            match self.peek() {
                None | Some(b'\n') => break,
                Some(b'#') => {
                    entries.comment(self.comment());
                    break;
                }
                Some(_) => {}
            }
        }
        for (name, value) in found {
            entries.entry(name, value);
        }
        Ok(())
    }

    fn name(&mut self) -> Result<&'a str> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| !is_name_byte(byte)).unwrap_or(rest.len());
        let name = &rest[..length];
        if !is_name(name) || rest.as_bytes().get(length) != Some(&b'=') {
            return Err(self
                .wrong("this is not an assignment, and a shell would run it")
                .hint("Write NAME=VALUE, and quotes around a value with blanks"));
        }
        self.at += length + 1;
        Ok(name)
    }

    /// A value, up to a blank or a line break outside quotes.
    fn word(&mut self, exported: bool) -> Result<Plaintext> {
        let mut out = Plaintext::with_capacity(self.rest().iter().take_while(|byte| **byte != b'\n').count());
        let mut may_be_home = true;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' => break,
                b'\'' => self.single(&mut out)?,
                b'"' => self.double(&mut out)?,
                b'\\' => self.escape(&mut out, None),
                b'$' if self.expands(b"({@*#?$!-'\"") => return Err(self.expansion("$")),
                b'`' => return Err(self.expansion("`")),
                b'~' if may_be_home => return Err(self.expansion("~")),
                b'*' | b'?' | b'[' if exported => return Err(self.expansion(char::from(byte))),
                b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' => {
                    let sign = char::from(byte);
                    return Err(self
                        .wrong(&format!("a shell would not take {sign} for a part of the value"))
                        .hint("Put single quotes around the value"));
                }
                byte => self.take(byte, &mut out),
            }
            may_be_home = byte == b':';
        }
        Ok(out)
    }

    fn single(&mut self, out: &mut Plaintext) -> Result<()> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(self.unclosed(start)),
                Some(b'\'') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') if self.rest().get(1) == Some(&b'n') => self.line_break(out),
                Some(byte) => self.take(byte, out),
            }
        }
    }

    fn double(&mut self, out: &mut Plaintext) -> Result<()> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(self.unclosed(start)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape(out, Some(b"$`\"\\")),
                Some(b'$') if self.expands(b"({@*#?$!-") => return Err(self.expansion("$")),
                Some(b'`') => return Err(self.expansion("`")),
                Some(byte) => self.take(byte, out),
            }
        }
    }

    /// A backslash and what is behind it. It keeps its meaning before all characters, or before `special`.
    fn escape(&mut self, out: &mut Plaintext, special: Option<&[u8]>) {
        match self.rest().get(1) {
            Some(b'n') => self.line_break(out),
            // The line goes on.
            Some(b'\n') => self.at += 2,
            Some(next) if special.is_none_or(|special| special.contains(next)) => {
                self.at += 1;
                self.take(*next, out);
            }
            _ => self.take(b'\\', out),
        }
    }

    fn line_break(&mut self, out: &mut Plaintext) {
        out.extend(b"\n");
        self.at += 2;
    }

    fn take(&mut self, byte: u8, out: &mut Plaintext) {
        out.extend(&[byte]);
        self.at += 1;
    }

    /// Whether a shell would put something in the place of the `$` here.
    fn expands(&self, signs: &[u8]) -> bool {
        let next = &self.rest()[1..];
        // What a name is may also be told on the line on which this one goes on.
        next.first().is_some_and(|next| is_name_byte(*next) || signs.contains(next))
            || next.starts_with(b"\\\n")
    }

    fn comment(&mut self) -> &'a str {
        let rest = &self.text[self.at + 1..];
        let comment = rest.split('\n').next().unwrap_or_default();
        self.at += 1 + comment.len();
        comment
    }

    fn skip_blanks(&mut self) {
        loop {
            match self.rest() {
                [b' ' | b'\t', ..] => self.at += 1,
                [b'\\', b'\n', ..] => self.at += 2,
                _ => return,
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn expansion(&self, sign: impl std::fmt::Display) -> Error {
        self.wrong(&format!("a shell would put something else in the place of {sign}"))
            .hint(format!("Put single quotes around the value if {sign} is meant as it is"))
    }

    fn unclosed(&self, start: usize) -> Error {
        let error = Error::new(ErrorKind::Input, "a shell would refuse the text");
        error.because("the quote is not closed").at(place(self.text, start))
    }

    fn wrong(&self, why: &str) -> Error {
        let error = Error::new(ErrorKind::Input, "cannot read the line as a shell does");
        error.because(why).at(place(self.text, self.at))
    }
}

fn is_name(text: &str) -> bool {
    text.bytes().all(is_name_byte) && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
