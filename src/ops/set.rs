//! One value of an encrypted file set or unset. What enters: the file, a key path, and a value for it.
//! What leaves: the file with that entry changed in its own style, and every other byte of its
//! plaintext and every other token as it was. Never a text that does not read back as what was meant.

mod check;
mod locate;
mod value;

use super::{
    DecryptOptions, Updated, apply,
    attest::{self, SealChoice, attest},
    decrypt::File,
    encrypt::{Prepared, sign},
    opaque,
    revision::Revision,
    seal, source, trees,
    update::{How, renew},
};
use crate::{
    document::{Document, NodeId, Path, Segment, Style, Tree},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits, binary::KEY, change::Change},
    keys::Provider,
    scalar::ScalarType,
    secret::Plaintext,
    select::Select,
};
use check::Check;
use locate::Place;

pub use value::parse_value;

/// How to change a value.
pub struct SetOptions<'a> {
    /// Those who unwrap the data key.
    pub providers: &'a [&'a dyn Provider],
    /// Go on even if the MAC does not fit: the new MAC then vouches for what was found.
    pub ignore_mac: bool,
    /// As the real program has it: a value in the way of a path gives way to it, and an index beyond
    /// the end of a list means its end.
    pub lenient: bool,
    /// Nothing to unset is no error.
    pub idempotent: bool,
    /// The format to write, when it is another one: that file is laid out anew.
    pub output: Option<&'a dyn Format>,
    /// Whether the file gets a seal.
    pub seal: SealChoice,
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
}

/// A changed file.
pub struct Set {
    /// Its bytes, if it changed.
    pub updated: Updated,
    /// Whether some of the value that was set is readable in the file, as its selectors have it.
    pub readable: bool,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Sets the value at `path` of the encrypted `source`, and makes the collections on the way to it.
pub fn set(
    source: &[u8],
    format: &dyn Format,
    path: &Path,
    value: &Tree,
    options: &SetOptions<'_>,
) -> Result<Set> {
    run(source, format, path, Some(value), options)
}

/// Takes the entry at `path` out of the encrypted `source`.
pub fn unset(source: &[u8], format: &dyn Format, path: &Path, options: &SetOptions<'_>) -> Result<Set> {
    run(source, format, path, None, options)
}

fn run(
    source: &[u8],
    format: &dyn Format,
    path: &Path,
    value: Option<&Tree>,
    options: &SetOptions<'_>,
) -> Result<Set> {
    refuse_path(path)?;
    let limits = &options.limits;
    let seal_required = || options.seal.is_required();
    let reading = DecryptOptions {
        providers: options.providers,
        ignore_mac: options.ignore_mac,
        seal_required: &seal_required,
        limits: *limits,
    };
    if format.envelope().is_some() {
        let bytes = the_one_value(path, value).map_err(|error| error.at_path(path.to_string()))?;
        let how = How { seal: options.seal, now: options.now, limits };
        let updated = opaque::update(source, bytes.expose(), format, &reading, &how)?;
        return Ok(Set { updated, readable: false, warnings: Vec::new() });
    }
    let document = format.parse(source::text(source)?, limits)?;
    let mut file = File::open(&document, format, &reading)?;
    let plain = file.restore(limits)?;
    let job = Job { format, path, limits, select: Select::new(&file.metadata.selectors)?, options };
    let converted = options.output.filter(|output| output.name() != format.name());
    // The changed text is there only here, and parsed.
    let write = |file: &mut File<'_>, changed: Document<'_>| {
        if let Some(output) = converted {
            return convert(file, changed.source, output, options).map(Revision::from);
        }
        let how = How { seal: options.seal, now: options.now, limits };
        Ok(renew(file, changed, &how)?.0)
    };
    let changed = job.change(plain.expose_str()?, value, |changed, readable| {
        write(&mut file, changed).map(|bytes| (Updated::Changed(bytes), readable))
    })?;
    let (updated, readable) = match changed {
        Some(changed) => changed?,
        None if converted.is_some() => {
            (Updated::Changed(write(&mut file, format.parse(plain.expose_str()?, limits)?)?), false)
        }
        None => (Updated::Unchanged, false),
    };
    let warnings = std::mem::take(&mut file.warnings);
    Ok(Set { updated, readable, warnings })
}

struct Job<'a> {
    format: &'a dyn Format,
    path: &'a Path,
    limits: &'a Limits,
    select: Select,
    options: &'a SetOptions<'a>,
}

impl Job<'_> {
    /// Makes the change to the plaintext, and gives it to `then`, with whether some of the value is
    /// readable in the file; `None` when it says so already.
    fn change<T>(
        &self,
        plain: &str,
        value: Option<&Tree>,
        then: impl FnOnce(Document<'_>, bool) -> T,
    ) -> Result<Option<T>> {
        let document = self.format.parse(plain, self.limits)?;
        let at_path = |error: Error| error.at_path(self.path.to_string());
        let Some(value) = value else {
            return match locate::to_unset(&document, self.path, self.options.idempotent)? {
                Some(id) => self.apply(&document, &Change::Remove(id), then).map(Some).map_err(at_path),
                None => Ok(None),
            };
        };
        let place = locate::to_set(&document, self.path, self.options.lenient)?;
        let whole;
        match place {
            Place::Value(id) => {
                let check = Check::new(self.format, (&document, &document), &self.select);
                if check.is_value(id, value)? {
                    return Ok(None);
                }
                self.apply(&document, &Change::Replace(id, value), then)
            }
            Place::Instead(id, rest) => {
                whole = value::under(rest, value);
                self.apply(&document, &Change::Replace(id, &whole), then)
            }
            Place::Behind(id, rest) if document.node(id).style == Style::Flow && is_empty(&document, id) => {
                whole = value::under(rest, value);
                self.apply_if(&document, &Change::Replace(id, &whole), keeps_comments, then)
            }
            Place::Behind(id, rest) => {
                whole = value::under(&rest[1..], value);
                let key = if let Segment::Key(key) = &rest[0] { Some(key.as_str()) } else { None };
                self.apply(&document, &Change::Append(id, key, &whole), then)
            }
            Place::Nothing => self.fill(&document, value, then),
        }
        .map(Some)
        .map_err(at_path)
    }

    /// Takes the first way that reads back as what was meant.
    fn apply<T>(
        &self,
        document: &Document<'_>,
        change: &Change<'_>,
        then: impl FnOnce(Document<'_>, bool) -> T,
    ) -> Result<T> {
        self.apply_if(document, change, |_, _| true, then)
    }

    /// The same, of those ways that lead to a document that `fits` the old one.
    fn apply_if<T>(
        &self,
        document: &Document<'_>,
        change: &Change<'_>,
        fits: fn(&Document<'_>, &Document<'_>) -> bool,
        then: impl FnOnce(Document<'_>, bool) -> T,
    ) -> Result<T> {
        locate::refuse_used_anchors(document, change)?;
        for edits in self.format.change(document, change)? {
            let text = Plaintext::new(apply(document.source, edits));
            // A way that leads to no valid text is no way.
            let Ok(new) = self.format.parse(text.expose_str()?, self.limits) else { continue };
            if !fits(document, &new) {
                continue;
            }
            let holds = Check::new(self.format, (document, &new), &self.select).holds(change)?;
            if let Some(readable) = holds {
                return Ok(then(new, readable));
            }
        }
        Err(Error::new(
            ErrorKind::Emit,
            "the file has no place for this change that would leave all else as it is",
        )
        .because(
            "its layout, an anchor, a comment, or a line break that is neither LF nor CR LF is in the way",
        )
        .hint("Change it in the text: sops-rs decrypt, then sops-rs encrypt --update"))
    }

    /// The first entry of a file that holds none.
    fn fill<T>(
        &self,
        document: &Document<'_>,
        value: &Tree,
        then: impl FnOnce(Document<'_>, bool) -> T,
    ) -> Result<T> {
        let tree = value::under(&self.path.segments, value);
        let mut text = Plaintext::default();
        text.extend(document.source.as_bytes());
        if !document.source.is_empty() && !document.source.ends_with('\n') {
            text.extend(b"\n");
        }
        self.format.print(std::slice::from_ref(&tree), &mut text)?;
        let new = self.format.parse(text.expose_str()?, self.limits)?;
        let check = Check::new(self.format, (&new, &new), &self.select);
        let root = new.roots.first().and_then(|root| root.node);
        let readable = match root {
            Some(root) if check.is_value(root, &tree)? => check.is_readable(root)?,
            _ => return Err(Error::new(ErrorKind::Emit, "the value cannot be written into the empty file")),
        };
        Ok(then(new, readable))
    }
}

/// The file in another format, under the same data key.
fn convert(
    file: &mut File<'_>,
    plain: &str,
    output: &dyn Format,
    options: &SetOptions<'_>,
) -> Result<Vec<u8>> {
    let limits = &options.limits;
    let mut text = Plaintext::default();
    output.print(&trees::trees(plain, file.format, limits)?, &mut text)?;
    let mut stub = None;
    let prepared = Prepared::new(text.expose_str()?, output, limits, &mut stub)?;
    let select = Select::new(&file.metadata.selectors)?;
    let sealed = seal::seal(prepared.job(output, &select, &file.metadata)?, &mut file.cipher)?;
    let mut metadata = file.metadata.clone();
    attest::prepare(&mut metadata, options.seal);
    sign(&mut metadata, &sealed.mac, &sealed.forms, options.now, &mut file.cipher)?;
    let edits = output.insert_metadata(&prepared.document, &metadata.to_block())?;
    attest(sealed.into_text(&edits)?, output, &file.cipher, limits)
}

/// What a file that is one value shall be.
fn the_one_value(path: &Path, value: Option<&Tree>) -> Result<Plaintext> {
    let wrong = |why: &str| {
        Error::new(ErrorKind::Emit, "a binary file is one value").because(why).hint(format!(
            "Set [\"{KEY}\"] to a text, or change the file with sops-rs edit or encrypt --update"
        ))
    };
    if path.document > 0 || !matches!(path.segments.as_slice(), [Segment::Key(key)] if key == KEY) {
        return Err(wrong(&format!("its path is [\"{KEY}\"], and there is no other")));
    }
    match value {
        Some(Tree::Scalar(ScalarType::Str, text)) => Ok(Plaintext::new(text.expose().to_vec())),
        Some(_) => Err(wrong("the value is not a text")),
        None => Err(wrong("it cannot be without it")),
    }
}

/// The first entry of a collection takes the place of no comment in it.
fn keeps_comments(old: &Document<'_>, new: &Document<'_>) -> bool {
    old.comments.len() == new.comments.len()
}

fn is_empty(document: &Document<'_>, id: NodeId) -> bool {
    document.children(id).next().is_none()
}

fn refuse_path(path: &Path) -> Result<()> {
    match path.segments.first() {
        None => Err(Error::new(ErrorKind::TreePath, "the key path is empty")
            .hint("Name a key, as in [\"key\"]; to change a whole file, use sops-rs encrypt --update")),
        Some(Segment::Key(key)) if key == crate::metadata::ENTRY => Err(Error::new(
            ErrorKind::TreePath,
            "the entry `sops` holds the metadata and is not changed by hand",
        )
        .at_path(path.to_string())
        .hint("Recipients are changed with sops-rs updatekeys, rotate and groups")),
        Some(_) => Ok(()),
    }
}
