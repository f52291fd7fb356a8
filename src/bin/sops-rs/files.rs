//! Where bytes come from and where they go. What enters: names as typed. What leaves: whole inputs,
//! and outputs that are written at once or not at all. Plaintext must never pass through a buffer
//! that is not wiped.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read, Write},
    path::{Path, PathBuf},
};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    secret::Plaintext,
    sys::{self, NewFile},
};

use crate::{
    args::{Persona, Target, Types},
    env,
    report::{Failure, Outcome},
};

/// What a buffer starts with when the size of its content is not known.
const LEAST_ROOM: usize = 4 << 10;

/// Where an input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard input; `asked` when it was named rather than implied.
    Stdin {
        /// Whether it was named.
        asked: bool,
    },
    /// A file.
    File(PathBuf),
}

/// Where a result goes.
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, replaced as a whole; the mode counts when it is new.
    File(PathBuf, NewFile),
}

/// The formats of what comes in and of what goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Formats {
    /// Of the input.
    pub(crate) input: FormatName,
    /// Of the output.
    pub(crate) output: FormatName,
}

impl Source {
    /// What a file argument means.
    pub(crate) fn new(typed: Option<&Path>) -> Self {
        match typed {
            None => Self::Stdin { asked: false },
            Some(path) if path == Path::new("-") || path == Path::new("/dev/stdin") => {
                Self::Stdin { asked: true }
            }
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// The file, when it is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin { .. } => None,
            Self::File(path) => Some(path),
        }
    }

    /// What to call it in messages.
    pub(crate) fn name(&self) -> &Path {
        self.path().unwrap_or(Path::new("standard input"))
    }

    /// Fails where there is no such file, so that nothing else is looked for in vain.
    pub(crate) fn must_exist(&self) -> Result<()> {
        match self.path().map(Path::metadata) {
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
                Err(missing(ErrorKind::NoFile).in_file(self.name()))
            }
            _ => Ok(()),
        }
    }

    /// All of its bytes. A missing file is an error of that kind.
    pub(crate) fn read(&self, kind: ErrorKind) -> Result<Plaintext> {
        let read = || match self {
            Self::Stdin { asked: false } if io::stdin().is_terminal() => {
                Err(Error::new(ErrorKind::NoFile, "no file was given")
                    .hint("Name a file, or `-` to type on the terminal"))
            }
            Self::Stdin { .. } => read_all(&mut io::stdin().lock(), 0),
            Self::File(path) => {
                let mut file = File::open(path).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => missing(kind),
                    _ => unreadable(&error),
                })?;
                let size = file.metadata().map_or(0, |metadata| metadata.len());
                read_all(&mut file, size)
            }
        };
        read().map_err(|error| error.in_file(self.name()))
    }
}

impl Destination {
    /// What `-i` and `--output` mean for an input; `new` says who may read a new file.
    pub(crate) fn new(target: &Target, source: &Source, new: NewFile) -> Result<Self> {
        match (&target.output, target.in_place) {
            (Some(_), true) => {
                Err(Error::new(ErrorKind::Conflict, "cannot operate on both --output and --in-place"))
            }
            (Some(path), false) if path == Path::new("-") || path == Path::new("/dev/stdout") => {
                Ok(Self::Stdout)
            }
            (Some(path), false) => Ok(Self::File(path.clone(), new)),
            (None, true) => match source {
                Source::Stdin { .. } => {
                    Err(Error::new(ErrorKind::Conflict, "cannot use --in-place when reading from stdin")
                        .hint("Name a file, or write the result with --output"))
                }
                Source::File(path) => Ok(Self::File(path.clone(), new)),
            },
            (None, false) => Ok(Self::Stdout),
        }
    }

    /// Writes the result.
    pub(crate) fn write(&self, bytes: &[u8]) -> Outcome<()> {
        self.write_pieces(&[bytes])
    }

    /// Writes the result, which comes in pieces.
    pub(crate) fn write_pieces(&self, pieces: &[&[u8]]) -> Outcome<()> {
        match self {
            Self::Stdout => print_pieces(pieces),
            Self::File(path, new) => Ok(sys::replace_by_pieces(path, pieces, *new)?),
        }
    }
}

impl Formats {
    /// The formats that the flags name, else the file's name. A name that says nothing leaves the
    /// output in the format of the input.
    pub(crate) fn new(persona: Persona, types: &Types, source: &Source) -> Self {
        let name = types.filename_override.as_deref().or(source.path());
        let by_name = name.map_or(FormatName::Binary, |path| format_of(persona, path));
        let wanted = |name: &Option<String>| format_named(persona, name.as_deref());
        let input = wanted(&types.input_type).unwrap_or(by_name);
        let output =
            wanted(&types.output_type).unwrap_or(if by_name == FormatName::Binary { input } else { by_name });
        Self { input, output }
    }
}

/// The format of a file by its name. The real program does not know all that we do.
pub(crate) fn format_of(persona: Persona, path: &Path) -> FormatName {
    match FormatName::from_path(path) {
        FormatName::Toml if persona == Persona::Sops => FormatName::Binary,
        format => format,
    }
}

/// The format that a flag names, if it names one.
pub(crate) fn format_named(persona: Persona, name: Option<&str>) -> Option<FormatName> {
    FormatName::from_type(name?).filter(|format| persona == Persona::SopsRs || *format != FormatName::Toml)
}

/// Writes to standard output, which no buffer of ours keeps a copy of.
pub(crate) fn print(bytes: &[u8]) -> Outcome<()> {
    print_pieces(&[bytes])
}

fn print_pieces(pieces: &[&[u8]]) -> Outcome<()> {
    unbuffered_stdout().and_then(|mut out| sys::write_pieces(&mut out, pieces)).map_err(|error| {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Error::new(ErrorKind::Output, "cannot write to standard output").because(error).into(),
        }
    })
}

#[cfg(unix)]
fn unbuffered_stdout() -> io::Result<impl Write> {
    use std::os::fd::AsFd as _;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn unbuffered_stdout() -> io::Result<impl Write> {
    Ok(io::stdout().lock())
}

/// Reads to the end. With a right guess at the `size` nothing is ever copied to a larger buffer; what is
/// too long is not read at all.
fn read_all(from: &mut impl Read, size: u64) -> Result<Plaintext> {
    let most = env::max_file_size()?;
    if size > most {
        return Err(too_long(most));
    }
    // One byte more than there should be, to see the end.
    let mut all = Plaintext::with_capacity((size as usize + 1).max(LEAST_ROOM));
    loop {
        let buffer = all.expose_mut();
        let room = buffer.capacity() - buffer.len();
        // Never more than there is room for: the buffer must not grow without being wiped.
        let read = from.by_ref().take(room as u64).read_to_end(buffer).map_err(|error| unreadable(&error))?;
        if all.expose().len() as u64 > most {
            return Err(too_long(most));
        }
        if read < room {
            return Ok(all);
        }
        all.reserve(LEAST_ROOM);
    }
}

/// Refuses to write what would not be read again.
pub(crate) fn must_be_readable(encrypted: &[u8]) -> Result<()> {
    let most = env::max_file_size()?;
    if encrypted.len() as u64 > most {
        return Err(Error::new(ErrorKind::Input, "the encrypted file would be too large")
            .because(format!("more than {} are not read", env::size(most)))
            .hint("If it is to be so large, raise the limit, as in SOPS_RS_MAX_FILE_SIZE=1G"));
    }
    Ok(())
}

fn too_long(most: u64) -> Error {
    Error::new(ErrorKind::Input, "the file is too large")
        .because(format!("more than {} are not read", env::size(most)))
        .hint("If it is to be so large, raise the limit, as in SOPS_RS_MAX_FILE_SIZE=1G")
}

fn missing(kind: ErrorKind) -> Error {
    Error::new(kind, "cannot operate on a file that does not exist")
}

fn unreadable(error: &io::Error) -> Error {
    Error::new(ErrorKind::Input, "cannot read the file").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_standard_input_by_all_its_names() {
        assert_eq!(Source::new(None), Source::Stdin { asked: false });
        for name in ["-", "/dev/stdin"] {
            assert_eq!(Source::new(Some(Path::new(name))), Source::Stdin { asked: true });
        }
        assert_eq!(Source::new(Some(Path::new("a"))), Source::File("a".into()));
    }

    #[test]
    fn flags_come_before_names_and_unknown_types_fall_back() {
        use FormatName::{Binary, Dotenv, Json, Yaml};
        let formats = |file: Option<&str>, name: Option<&str>, input: Option<&str>, output: Option<&str>| {
            let types = Types {
                input_type: input.map(str::to_owned),
                output_type: output.map(str::to_owned),
                filename_override: name.map(PathBuf::from),
            };
            let Formats { input, output } =
                Formats::new(Persona::SopsRs, &types, &Source::new(file.map(Path::new)));
            (input, output)
        };
        assert_eq!(formats(Some("a.yml"), None, None, None), (Yaml, Yaml));
        assert_eq!(formats(Some("a.yml"), None, None, Some("json")), (Yaml, Json));
        assert_eq!(formats(Some("a.yml"), Some("b.env"), None, None), (Dotenv, Dotenv));
        assert_eq!(formats(Some("a.yml"), None, Some("plaintext"), Some("yaml.helm-values")), (Yaml, Yaml));
        // As the real program has it: the name tells the output, also of an input that is something else.
        assert_eq!(formats(Some("a.json"), None, Some("yaml"), None), (Yaml, Json));
        assert_eq!(formats(Some("tmp123"), None, Some("yaml"), None), (Yaml, Yaml));
        assert_eq!(formats(None, None, Some("json"), None), (Json, Json));
        assert_eq!(formats(None, None, None, None), (Binary, Binary));
        assert_eq!(formats(Some("a.toml"), None, None, Some("ini")), (FormatName::Toml, FormatName::Ini));
        assert_eq!(format_of(Persona::Sops, Path::new("a.toml")), Binary);
        assert_eq!(format_named(Persona::Sops, Some("toml")), None);
    }
}
