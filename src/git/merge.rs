//! A three-way merge of encrypted files. What enters: the base and both sides, encrypted, and those who
//! unwrap their data keys. What leaves: one encrypted file; where both sides want something else, with
//! conflict markers around the two tokens. Both sides are authenticated first; plain text is held in
//! memory alone.

use super::{
    markers::{self, Marked, Style, Versions},
    plan::{Conflict, Side},
    terms::{added, terms},
    three_way::{self, Merged, three_way},
};
use crate::{
    document::{Block, Document},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{KeyGroup, MasterKey, Provider, recover},
    metadata::{Metadata, SEAL},
    ops::{self, DecryptOptions, JoinOptions, Keeper, Terms, Unlocked},
    secret::Plaintext,
};

/// The entry of the metadata that lets a file with markers in it be authenticated on both sides.
const CONFLICT: &str = "merge_conflict";

/// How to merge.
pub struct MergeOptions<'a> {
    /// Those who wrap and unwrap data keys.
    pub providers: &'a [&'a dyn Provider],
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
    /// Whether neither side is to be trusted without a seal.
    pub seal_required: bool,
    /// Whether a recipient that one side added may get a data key that its entry is not for. Nothing of
    /// the metadata is authentic; a creation rule that names the recipient is.
    pub may_wrap: &'a dyn Fn(&MasterKey) -> bool,
    /// What the sides of a conflict are called.
    pub style: Style<'a>,
}

/// A merged file.
pub struct MergedFile {
    /// Its bytes; never plain text.
    pub bytes: Vec<u8>,
    /// Where both sides want something else.
    pub conflicts: Vec<Conflict>,
    /// Who can read it and could not before.
    pub added: Vec<MasterKey>,
    /// Whom one side added, and nobody vouches for: they did not get the data key.
    pub left_out: Vec<MasterKey>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Merges `[base, ours, theirs]`; an empty base stands for none. With `ancestor`, conflicts go back to
/// what the base says, as in the merges of ancestors that git makes for itself.
pub fn merge(
    [base, ours, theirs]: [&[u8]; 3],
    format: &dyn Format,
    ancestor: bool,
    options: &MergeOptions<'_>,
) -> Result<MergedFile> {
    let limits = &options.limits;
    let seal_required = || options.seal_required;
    let sides = DecryptOptions { seal_required: &seal_required, ..reading(options.providers, false, limits) };
    let documents = [(base, "the common ancestor"), (ours, "our version"), (theirs, "their version")];
    let [base, ours, theirs] = documents.map(|(source, name)| {
        let document = ops::parse(source, format, limits).map_err(|error| of(error, name));
        document.map(|document| (document, name))
    });
    let has_base = !documents[0].0.is_empty();
    let (ours, theirs) = (ours?, theirs?);
    let ours = unlock(&[], &ours, format, &sides)?;
    let theirs = unlock(&[&ours], &theirs, format, &sides)?;
    let base = if has_base { Some(base?) } else { None };
    // Its values are authentic one by one, and an earlier mistake must not stand in the way for ever.
    let any = reading(options.providers, true, limits);
    let base = base.as_ref().map(|base| unlock(&[&ours, &theirs], base, format, &any)).transpose()?;

    let sides = Sides { base: base.as_ref(), ours: &ours, theirs: &theirs };
    let (terms, host, left_out) = sides.terms(options)?;
    let files = if host == Side::Theirs { [&theirs, &ours] } else { [&ours, &theirs] };
    let joining =
        JoinOptions { providers: options.providers, now: options.now, is_typed: false, limits: *limits };
    let merged = |favour| three_way(sides.texts()?, format, limits, favour);
    let Merged { text, conflicts } = merged(if ancestor { Side::Base } else { Side::Ours })?;
    let added = added(&terms.groups, base.as_ref().map_or(ours.metadata(), Unlocked::metadata));
    let warnings = [&ours, &theirs].into_iter().flat_map(Unlocked::warnings).cloned().collect();
    let report = |bytes, conflicts| MergedFile { bytes, conflicts, added, left_out, warnings };
    if conflicts.is_empty() || ancestor {
        let same = [(&ours, documents[1].0), (&theirs, documents[2].0)];
        let same = same.into_iter().find(|(file, _)| !terms.new_key && is_what_it_was(file, &text, &terms));
        let bytes = match same {
            Some((_, bytes)) => bytes.to_vec(),
            None => ops::join(&files, &text, &terms, &joining)?,
        };
        return Ok(report(bytes, Vec::new()));
    }
    let other = merged(Side::Theirs)?.text;
    let bytes = conflicted(&files, [&text, &other], &terms, format, &joining, options.style)?;
    Ok(report(bytes, conflicts))
}

fn of(error: Error, name: &str) -> Error {
    error.because(format!("this is {name} of the file"))
}

fn unlock<'a>(
    others: &[&Unlocked<'_>],
    (document, name): &'a (Document<'a>, &str),
    format: &'a dyn Format,
    options: &DecryptOptions<'_>,
) -> Result<Unlocked<'a>> {
    let known = Unlocked::with_key_of(others, document, format, options);
    match known.transpose() {
        Some(unlocked) => unlocked,
        None => Unlocked::new(document, format, options),
    }
    .map_err(|error| of(error, name))
}

fn is_what_it_was(file: &Unlocked<'_>, text: &Plaintext, terms: &Terms) -> bool {
    let metadata = file.metadata();
    let threshold = |groups: &[KeyGroup], threshold| recover::stored_threshold(groups, threshold);
    let names = |groups: &[KeyGroup]| -> Vec<Vec<String>> {
        let names = |group: &KeyGroup| {
            let mut names: Vec<_> = group.iter().map(MasterKey::name).collect();
            names.sort();
            names
        };
        groups.iter().map(names).collect()
    };
    file.plain().expose() == text.expose()
        && metadata.selectors == terms.selectors
        && metadata.mac_only_encrypted == terms.mac_only_encrypted
        && names(&metadata.groups) == names(&terms.groups)
        && threshold(&metadata.groups, metadata.shamir_threshold)
            == threshold(&terms.groups, terms.shamir_threshold)
}

struct Sides<'a> {
    base: Option<&'a Unlocked<'a>>,
    ours: &'a Unlocked<'a>,
    theirs: &'a Unlocked<'a>,
}

impl Sides<'_> {
    fn texts(&self) -> Result<[&str; 3]> {
        let base = self.base.map_or(Ok(""), |base| base.plain().expose_str());
        Ok([base?, self.ours.plain().expose_str()?, self.theirs.plain().expose_str()?])
    }

    /// The terms, the side whose data key the result has, and who stays out.
    fn terms(&self, options: &MergeOptions<'_>) -> Result<(Terms, Side, Vec<MasterKey>)> {
        let (ours, theirs) = (self.ours.metadata(), self.theirs.metadata());
        let mut terms = terms(self.base.map(Unlocked::metadata), ours, theirs)?;
        let (host, new_key) = self.host(&terms);
        terms.new_key = new_key;
        // Whoever has an entry of the data key had the key before: it is only carried over.
        let has_entry = |key: &MasterKey| {
            let entries = |file: &Unlocked<'_>| {
                file.metadata().groups.iter().flatten().any(|entry| entry.is_same_entry(key))
            };
            let hosts = if host == Side::Theirs { self.theirs } else { self.ours };
            !new_key
                && [self.ours, self.theirs]
                    .into_iter()
                    .any(|file| file.shares_key_with(hosts) && entries(file))
        };
        let is_old = |key: &MasterKey| {
            let names =
                |metadata: &Metadata| metadata.groups.iter().flatten().any(|old| old.is_same_reader(key));
            (names(ours) && names(theirs)) || self.base.is_some_and(|base| names(base.metadata()))
        };
        let mut left_out = Vec::new();
        for group in &mut terms.groups {
            group.retain(|key| {
                let stays = has_entry(key) || is_old(key) || (options.may_wrap)(key);
                if !stays {
                    left_out.push(key.clone());
                }
                stays
            });
        }
        Ok((terms, host, left_out))
    }

    /// The side whose data key stays, and whether even that must not: a side that got a new one made it
    /// to keep somebody out.
    fn host(&self, terms: &Terms) -> (Side, bool) {
        if self.ours.shares_key_with(self.theirs) {
            return (Side::Ours, false);
        }
        let is_old = |side: &Unlocked<'_>| self.base.is_some_and(|base| base.shares_key_with(side));
        if is_old(self.ours) {
            return (Side::Theirs, false);
        }
        if is_old(self.theirs) {
            return (Side::Ours, false);
        }
        let stay = |side: &Unlocked<'_>| {
            let stays =
                |key: &MasterKey| terms.groups.iter().flatten().any(|other| other.is_same_reader(key));
            side.metadata().groups.iter().flatten().all(stays)
        };
        match (stay(self.ours), stay(self.theirs)) {
            (true, _) => (Side::Ours, false),
            (_, true) => (Side::Theirs, false),
            _ => (Side::Ours, true),
        }
    }
}

/// Both versions in one file: encrypted alike, so that only the lines of the conflicts differ.
fn conflicted(
    files: &[&Unlocked<'_>; 2],
    [ours, theirs]: [&Plaintext; 2],
    terms: &Terms,
    format: &dyn Format,
    options: &JoinOptions<'_>,
    style: Style<'_>,
) -> Result<Vec<u8>> {
    let limits = &options.limits;
    let one = ops::join(files, ours, terms, options)?;
    let one_document = ops::parse(&one, format, limits)?;
    let no_one_asked = reading(options.providers, false, limits);
    // A new data key is not that of the files: the entries of the result lead to it.
    let first = match Unlocked::with_key_of(files, &one_document, format, &no_one_asked)? {
        Some(first) => first,
        None => Unlocked::new(&one_document, format, &no_one_asked)?,
    };
    let terms = Terms { new_key: false, ..terms.clone() };
    let other = ops::join(&[&first, files[0], files[1]], theirs, &terms, options)?;
    let mut metadata = first.metadata().clone();
    let other_metadata = ops::inspect(&other, format, limits)?.unwrap_or_default();
    metadata.unknown.retain(|(name, _)| name != CONFLICT);
    metadata.unknown.push((CONFLICT.to_owned(), note(&other_metadata)));
    let one = first.restate(&one, metadata, limits)?;
    let (one_document, other_document) =
        (ops::parse(&one, format, limits)?, ops::parse(&other, format, limits)?);
    let blocks = [&one_document, &other_document].map(|document| format.remove_metadata(document));
    let settled = blocks
        .each_ref()
        .map(|edits| move |at: usize| edits.iter().any(|edit| edit.span.range().contains(&at)));
    let sources = [one_document.source, other_document.source];
    let style = Style { size: markers::free_size(sources, style.size), ..style };
    let nothing = |_: usize| false;
    // Where the metadata share a line with values, which are others on the other side, all is in conflict.
    for is_settled in [[&settled[0] as &dyn Fn(usize) -> bool, &settled[1]], [&nothing, &nothing]] {
        let text = markers::write(sources[0], sources[1], style, is_settled);
        if is_readable(&text, &first, [ours, theirs], format, limits) {
            return Ok(text.expose().to_vec());
        }
    }
    Err(Error::new(ErrorKind::Generic, "the conflict cannot be written so that both sides can be read again")
        .hint("Take one side with `git checkout --ours` or `--theirs`, and change it with sops-rs edit"))
}

/// Whether both sides of a text with markers can be settled later: whether each is the file that it was.
fn is_readable(
    text: &Plaintext,
    known: &Unlocked<'_>,
    sides: [&Plaintext; 2],
    format: &dyn Format,
    limits: &Limits,
) -> bool {
    let Some(versions) = markers::read(text.expose_str().unwrap_or_default()) else { return false };
    let no_one_asked = reading(&[], false, limits);
    let [Ok(one), Ok(other)] =
        [&versions.ours, &versions.theirs].map(|version| ops::parse(version.expose(), format, limits))
    else {
        return false;
    };
    let Ok(Some(one)) = Unlocked::with_key_of(&[known], &one, format, &no_one_asked) else { return false };
    let metadata = of_their_side(one.metadata().clone());
    let Ok(other) = one.with_metadata(&other, metadata, &no_one_asked) else { return false };
    // A marker starts on a line of its own, so that what is before it ends with a break.
    let is =
        |one: &Plaintext, other: &Plaintext| one.expose().trim_ascii_end() == other.expose().trim_ascii_end();
    is(one.plain(), sides[0]) && is(other.plain(), sides[1])
}

/// The metadata of our side of a conflict, with what authenticates theirs.
fn of_their_side(mut metadata: Metadata) -> Metadata {
    if let Some(note) = find_note(&metadata) {
        (metadata.mac, metadata.source_forms, metadata.seal) = note;
    }
    metadata.unknown.retain(|(name, _)| name != CONFLICT);
    metadata
}

/// What authenticates their side.
fn note(metadata: &Metadata) -> Block {
    let mut entries = vec![("mac".to_owned(), Block::text(&metadata.mac))];
    if !metadata.source_forms.is_empty() {
        let forms = metadata.source_forms.iter().map(Block::text).collect();
        entries.push(("source_forms".to_owned(), Block::List(forms)));
    }
    if !metadata.seal.is_empty() {
        entries.push((SEAL.to_owned(), Block::text(&metadata.seal)));
    }
    Block::Map(entries)
}

/// The two sides of a file that `merge` left with markers in it.
pub struct Conflicted {
    versions: Versions,
}

impl Conflicted {
    /// Takes `source` apart; `None` when it has no markers in it.
    pub fn read(source: &[u8]) -> Option<Self> {
        markers::read(std::str::from_utf8(source).ok()?).map(|versions| Self { versions })
    }

    /// Whether the markers are ours, in `format`: whether both sides can be authenticated.
    pub fn is_of_a_merge(&self, format: &dyn Format, limits: &Limits) -> bool {
        let metadata = ops::inspect(self.versions.ours.expose(), format, limits);
        matches!(metadata, Ok(Some(metadata)) if find_note(&metadata).is_some())
    }

    /// The file with the conflicts settled by `settle`, which is given both plain texts.
    pub fn settle(
        &self,
        format: &dyn Format,
        options: &MergeOptions<'_>,
        settle: impl FnOnce(&str, &str) -> Result<Plaintext>,
    ) -> Result<Vec<u8>> {
        self.open(format, options, |sides| {
            let [ours, theirs] = sides.texts()?;
            sides.settled(&settle(ours, theirs)?, false)
        })
    }

    /// Opens both sides for `look`, which may try several texts until one will do.
    pub fn open<T>(
        &self,
        format: &dyn Format,
        options: &MergeOptions<'_>,
        look: impl FnOnce(&OpenConflict<'_>) -> Result<T>,
    ) -> Result<T> {
        let limits = &options.limits;
        let seal_required = || options.seal_required;
        let reading =
            DecryptOptions { seal_required: &seal_required, ..reading(options.providers, false, limits) };
        let [one, other] = [&self.versions.ours, &self.versions.theirs]
            .map(|version| ops::parse(version.expose(), format, limits));
        let (one, other) = (one?, other?);
        let ours = Unlocked::new(&one, format, &reading)
            .map_err(|error| error.hint(BY_HAND).because("this is our side of the conflicts"))?;
        let metadata = of_their_side(ours.metadata().clone());
        let theirs = ours
            .with_metadata(&other, metadata, &reading)
            .map_err(|error| error.hint(BY_HAND).because("this is their side of the conflicts"))?;
        look(&OpenConflict { sides: [&ours, &theirs], format, options })
    }
}

/// A file with conflicts, both sides of which are decrypted and authentic.
pub struct OpenConflict<'a> {
    sides: [&'a Unlocked<'a>; 2],
    format: &'a dyn Format,
    options: &'a MergeOptions<'a>,
}

impl OpenConflict<'_> {
    /// Both plain texts.
    pub fn texts(&self) -> Result<[&str; 2]> {
        Ok([self.sides[0].plain().expose_str()?, self.sides[1].plain().expose_str()?])
    }

    /// One plain text with markers around what is in conflict: for a person's eyes.
    pub fn marked(&self) -> Result<Marked> {
        Ok(Marked::new(self.texts()?, self.options.style.names))
    }

    /// What keeps a text safe that is no solution yet.
    pub fn keeper(&self) -> Keeper {
        self.sides[0].keeper(self.options.limits)
    }

    /// The file with `text`, in which the conflicts are settled: values of either side keep their tokens. What
    /// a person typed (`is_typed`) may have values in clear that are on neither side.
    pub fn settled(&self, text: &Plaintext, is_typed: bool) -> Result<Vec<u8>> {
        let limits = &self.options.limits;
        let Metadata { groups, shamir_threshold, selectors, mac_only_encrypted, .. } =
            self.sides[0].metadata().clone();
        let terms = Terms { groups, shamir_threshold, selectors, mac_only_encrypted, new_key: false };
        let joining = JoinOptions {
            providers: self.options.providers,
            now: self.options.now,
            is_typed,
            limits: *limits,
        };
        let joined = ops::join(&self.sides, text, &terms, &joining)?;
        let mut metadata = ops::inspect(&joined, self.format, limits)?.unwrap_or_default();
        metadata.unknown.retain(|(name, _)| name != CONFLICT);
        self.sides[0].restate(&joined, metadata, limits)
    }
}

const BY_HAND: &str = "If the file was edited between or around its markers, bring the conflict back with \
                       `git checkout --merge -- FILE`, and settle it again";

fn reading<'a>(providers: &'a [&'a dyn Provider], ignore_mac: bool, limits: &Limits) -> DecryptOptions<'a> {
    DecryptOptions { providers, ignore_mac, seal_required: &|| false, limits: *limits }
}

/// The MAC, the source forms and the seal of their side.
fn find_note(metadata: &Metadata) -> Option<(String, Vec<String>, String)> {
    let (_, note) = metadata.unknown.iter().find(|(name, _)| name == CONFLICT)?;
    let forms = match note.get("source_forms") {
        Some(Block::List(forms)) => {
            forms.iter().filter_map(|form| form.as_text().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    let seal = note.get(SEAL).and_then(Block::as_text).unwrap_or_default();
    Some((note.get("mac")?.as_text()?.to_owned(), forms, seal.to_owned()))
}

/// What the two sides of a conflict become when neither is to be lost: the entries and the items of both.
/// Where a value can be only one of the two, it says where.
pub fn union(ours: &str, theirs: &str, format: &dyn Format, limits: &Limits) -> Result<Plaintext> {
    let Merged { text, conflicts } = three_way::union([ours, theirs], format, limits)?;
    if conflicts.is_empty() {
        return Ok(text);
    }
    Err(Error::new(ErrorKind::Generic, "these values cannot be the ones of both sides")
        .detailed(conflicts.iter().map(|conflict| conflict.path.to_string()))
        .hint("Settle them with --ours, --theirs, or in the editor"))
}
