//! A changed plaintext against its old encryption: what did not change keeps its token. What enters:
//! both, and those who unwrap the data key. What leaves: the old file with only that changed which
//! changed. Never a new data key, never other recipients.

use super::{
    EncryptOptions,
    amend::is_same_file,
    decrypt::{DecryptOptions, File},
    encrypt::{Prepared, sign},
    opaque,
    reuse::Reuse,
    seal, source,
};
use crate::{
    document::{Document, Edit},
    error::Result,
    format::Format,
    select::Select,
};

/// The outcome of an update.
pub enum Updated {
    /// Nothing changed: the old file stays.
    Unchanged,
    /// The new encrypted bytes.
    Changed(Vec<u8>),
}

/// Encrypts `plain` with the data key, metadata and unchanged tokens of `old`. Of `options`, the
/// providers, the time and the limits count; all else is in the old file.
pub fn update(
    old: &[u8],
    plain: &[u8],
    format: &dyn Format,
    options: &EncryptOptions<'_>,
) -> Result<Updated> {
    if format.envelope().is_some() {
        return opaque::update(old, plain, format, options);
    }
    let limits = &options.limits;
    let reading = DecryptOptions { providers: options.providers, ignore_mac: false, limits: *limits };
    let old_document = format.parse(source::text(old)?, limits)?;
    let mut file = File::open(&old_document, format, &reading)?;
    if file.restore(limits)?.expose() == plain {
        return Ok(Updated::Unchanged);
    }
    let mut stub = None;
    let prepared = Prepared::new(source::text(plain)?, format, limits, &mut stub)?;
    let select = Select::new(&file.metadata.selectors)?;
    let forms = (file.metadata.source_forms.as_slice(), file.forms.as_slice());
    let mut job = prepared.job(format, &select, &file.metadata)?;
    job.reuse = Some(Reuse::new(format, &old_document, &file.opened, forms, &prepared.document)?);
    let sealed = seal::seal(job, &mut file.cipher)?;
    let mut metadata = file.metadata.clone();
    sign(&mut metadata, &sealed.mac, &sealed.forms, options.now, &mut file.cipher)?;

    let block = metadata.refresh(&file.block);
    let edits = format.insert_metadata(&prepared.document, &block)?;
    let text = sealed.splice(prepared.document.source, &edits)?;
    let old_edits = format.remove_metadata(&old_document);
    let kept = keep_layout(&edits, &old_edits, &old_document, |old| {
        let old = replace_after(old, "lastmodified", &file.metadata.lastmodified, &metadata.lastmodified)?;
        replace_after(&old, "mac", &file.metadata.mac, &metadata.mac)
    });
    if let Some(kept) = kept {
        let candidate = sealed.splice(prepared.document.source, &kept)?;
        if candidate == text || is_same_file(&text, &candidate, format, limits) {
            return Ok(Updated::Changed(candidate));
        }
    }
    Ok(Updated::Changed(text))
}

/// The edits that add the metadata as the old file has it, down to its blanks; `None` when its blocks
/// do not stand where the new ones do.
fn keep_layout(
    new: &[Edit],
    old: &[Edit],
    document: &Document<'_>,
    freshen: impl Fn(&str) -> Option<String>,
) -> Option<Vec<Edit>> {
    if new.len() != old.len() {
        return None;
    }
    let keep = |(new, old): (&Edit, &Edit)| {
        old.text.is_empty().then_some(())?;
        Some(Edit::replace(new.span, freshen(document.text(old.span))?))
    };
    new.iter().zip(old).map(keep).collect()
}

/// `text` with `old`, the first one behind the word `key`, replaced by `new`.
fn replace_after(text: &str, key: &str, old: &str, new: &str) -> Option<String> {
    let behind = text.find(key)? + key.len();
    let start = behind + text[behind..].find(old)?;
    Some([&text[..start], new, &text[start + old.len()..]].concat())
}
