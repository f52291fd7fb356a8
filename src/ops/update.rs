//! A changed plaintext against its old encryption: what did not change keeps its token. What enters:
//! both, and those who unwrap the data key. What leaves: the old file with only that changed which
//! changed. Never a new data key, never other recipients than the caller says.

use super::{
    EncryptOptions,
    amend::{amend, is_same_file},
    attest::{self, SealChoice, attest_revision},
    decrypt::{DecryptOptions, File},
    encrypt::{Prepared, sign},
    opaque,
    reuse::Reuse,
    revision::Revision,
    seal, source,
};
use crate::{
    document::{Block, Document, Edit},
    error::Result,
    format::{Format, Limits},
    metadata::{Metadata, SEAL},
    select::Select,
};

/// The outcome of an update.
pub enum Updated {
    /// Nothing changed: the old file stays.
    Unchanged,
    /// The new encrypted bytes, as pieces of the old ones and what is new.
    Changed(Revision),
}

impl Updated {
    /// The new bytes in one piece, if anything changed; `old` is what the file was read from.
    ///
    /// # Panics
    /// When it is another one.
    pub fn into_bytes(self, old: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Unchanged => None,
            Self::Changed(revision) => Some(revision.into_bytes(old)),
        }
    }
}

/// Encrypts `plain` with the data key, metadata and unchanged tokens of `old`. Of `options`, the
/// providers, the time and the limits count; all else is in the old file.
pub fn update(
    old: &[u8],
    plain: &[u8],
    format: &dyn Format,
    options: &EncryptOptions<'_>,
) -> Result<Updated> {
    let limits = &options.limits;
    let seal_required = || options.seal.is_required();
    let reading = DecryptOptions {
        providers: options.providers,
        ignore_mac: false,
        seal_required: &seal_required,
        limits: *limits,
    };
    let how = How { seal: options.seal, now: options.now, limits };
    if format.envelope().is_some() {
        return opaque::update(old, plain, format, &reading, &how);
    }
    let old_document = format.parse(source::text(old)?, limits)?;
    let mut file = File::open(&old_document, format, &reading)?;
    if file.restore(limits)?.expose() == plain {
        return Ok(Updated::Unchanged);
    }
    let plain = format.parse(source::text(plain)?, limits)?;
    renew(&mut file, plain, &how).map(|(bytes, _)| Updated::Changed(bytes))
}

/// How a file is changed.
pub(super) struct How<'a> {
    /// Whether it gets a seal.
    pub seal: SealChoice,
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: &'a Limits,
}

/// Encrypts `plain` as `file` is, of which it is a changed plaintext; also says how many values are
/// encrypted.
pub(super) fn renew(file: &mut File<'_>, plain: Document<'_>, how: &How<'_>) -> Result<(Revision, usize)> {
    let (metadata, block) = (file.metadata.clone(), file.block.clone());
    let target = Target { metadata, block: &block, layout: file.document };
    change(file, plain, target, how)
}

/// The metadata that a changed file shall have.
pub(super) struct Target<'a> {
    /// Keys and selectors.
    pub metadata: Metadata,
    /// The block that stands for them, but for what every writing changes.
    pub block: &'a Block,
    /// A document that has a block in the layout that is wanted.
    pub layout: &'a Document<'a>,
}

/// `plain` under the data key of `file` and with its unchanged tokens, and how many values are
/// encrypted.
pub(super) fn change(
    file: &mut File<'_>,
    plain: Document<'_>,
    target: Target<'_>,
    how: &How<'_>,
) -> Result<(Revision, usize)> {
    let (text, values) = unattested(file, plain, target, how)?;
    let old = file.document.source.as_bytes();
    Ok((attest_revision(text, old, file.format, &file.cipher, how.limits)?, values))
}

/// The same with a blank seal, if it gets one.
fn unattested(
    file: &mut File<'_>,
    plain: Document<'_>,
    target: Target<'_>,
    how: &How<'_>,
) -> Result<(Revision, usize)> {
    let (format, limits) = (file.format, how.limits);
    let Target { mut metadata, block, layout } = target;
    let mut stub = None;
    let prepared = Prepared::of(plain, format, limits, &mut stub)?;
    let select = Select::new(&metadata.selectors)?;
    let forms = (file.metadata.source_forms.as_slice(), file.forms.as_slice());
    let mut job = prepared.job(format, &select, &metadata)?;
    job.reuse = Some(Reuse::new(format, file.document, &file.opened, forms, &prepared.document));
    job.with_seal = attest::is_wanted(&metadata, how.seal);
    let mut sealed = seal::seal(job, &mut file.cipher)?;
    let before = (metadata.lastmodified.clone(), metadata.mac.clone(), metadata.seal.clone());
    sign(&mut metadata, &sealed.mac, &sealed.forms, how.now, &mut file.cipher)?;
    attest::prepare(&mut metadata, how.seal);
    if let Some(seal) = attest::foresee(&mut sealed, &metadata.refresh(block), &file.cipher)? {
        metadata.seal = seal;
    }

    let block = metadata.refresh(block);
    let edits = format.insert_metadata(&prepared.document, &block)?;
    let Some(kept) = keep_layout(&edits, &format.remove_metadata(layout), layout) else {
        let values = sealed.values;
        return Ok((sealed.into_revision(&edits)?, values));
    };
    let fresh: Option<Vec<Edit>> = kept
        .iter()
        .map(|edit| {
            let text = str::from_utf8(&edit.text).ok()?;
            let text = replace_after(text, "lastmodified", &before.0, &metadata.lastmodified)?;
            let mut text = replace_after(&text, "mac", &before.1, &metadata.mac)?;
            if !before.2.is_empty() {
                text = replace_after(&text, SEAL, &before.2, &metadata.seal)?;
            }
            Some(Edit::replace(edit.span, text))
        })
        .collect();
    if fresh.as_deref().is_some_and(|fresh| are_same(fresh, &edits)) {
        let values = sealed.values;
        return Ok((sealed.into_revision(&edits)?, values));
    }
    let text = sealed.splice(&edits)?;
    if let Some(fresh) = fresh {
        let candidate = sealed.splice(&fresh)?;
        if is_same_file(&text, &candidate, format, limits) {
            return Ok((candidate.into(), sealed.values));
        }
    }
    // More changes in the block than its date and MAC.
    let stale = sealed.splice(&kept)?;
    let amended = source::text(&stale)
        .and_then(|stale| format.parse(stale, limits))
        .and_then(|stale| amend(&stale, format, Vec::new(), &block, limits));
    let amended = amended.ok().filter(|amended| is_same_file(&text, amended, format, limits));
    Ok((amended.unwrap_or(text).into(), sealed.values))
}

/// The edits that add the metadata as `document` has it, down to its blanks; `None` when its blocks do
/// not stand where the new ones do.
pub(super) fn keep_layout(new: &[Edit], old: &[Edit], document: &Document<'_>) -> Option<Vec<Edit>> {
    if new.len() != old.len() || old.iter().any(|old| !old.text.is_empty()) {
        return None;
    }
    let keep = |(new, old): (&Edit, &Edit)| Edit::replace(new.span, document.text(old.span));
    Some(new.iter().zip(old).map(keep).collect())
}

fn are_same(some: &[Edit], others: &[Edit]) -> bool {
    let is_same = |(one, other): (&Edit, &Edit)| one.span == other.span && one.text == other.text;
    some.len() == others.len() && some.iter().zip(others).all(is_same)
}

/// `text` with `old`, the first one behind the word `key`, replaced by `new`.
fn replace_after(text: &str, key: &str, old: &str, new: &str) -> Option<String> {
    let behind = text.find(key)? + key.len();
    let start = behind + text[behind..].find(old)?;
    Some([&text[..start], new, &text[start + old.len()..]].concat())
}
