//! Other keys for an encrypted file. What enters: its bytes, the keys that it shall have, and those who
//! unwrap the data key. What leaves: the file with those keys. The MAC is verified first: nothing is
//! ever wrapped for the sake of a file that was tampered with. Who the keys belong to was decided by
//! the caller; nobody else is wrapped for.

use super::{
    amend::amend,
    attest::{self, SealChoice, attest},
    decrypt::{DecryptOptions, File},
    encrypt::sign,
    reseal::reseal,
    source,
};
use crate::{
    cipher::Cipher,
    document::Block,
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{KeyGroup, MasterKey, Provider, recover, shown},
    metadata::{Metadata, unknown_kinds, without_unknown_kinds},
    secret::{DataKey, Plaintext},
    select::Select,
};

/// Which keys a file shall have.
pub struct RekeyOptions<'a> {
    /// The keys. An entry that the file has already gives its fields to the key that is the same.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// Whether keys that this version cannot wrap for may be lost.
    pub drop_unsupported: bool,
    /// Whether the file gets a seal.
    pub seal: SealChoice,
    /// Those who wrap and unwrap the data key, in the order in which their kinds are tried.
    pub providers: &'a [&'a dyn Provider],
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
}

/// A file with its new keys.
#[derive(Debug)]
pub struct Rekeyed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Encrypts all values anew under a new data key: whoever has the old one cannot read what comes. Of
/// the text only tokens and metadata change, and decryption gives the same bytes as before.
pub fn rotate(source: &[u8], format: &dyn Format, options: &RekeyOptions<'_>) -> Result<Rekeyed> {
    let limits = &options.limits;
    let document = format.parse(source::text(source)?, limits)?;
    let Supported { mut groups, block, mut warnings } = supported(format.metadata(&document)?, options)?;
    let threshold = recover::stored_threshold(&groups, options.shamir_threshold);
    recover::check(&groups, threshold, options.providers)?;
    let mut file = File::open(&document, format, &reading(options))?;
    let plain = file.restore(limits)?;

    dress(&mut groups, &file.metadata.groups);
    let key = DataKey::generate()?;
    recover::wrap(&mut groups, threshold, &key, options.providers)?;
    let mut cipher = Cipher::new(key);
    let select = Select::new(&file.metadata.selectors)?;
    let resealed = reseal(&file, &select, &mut cipher)?;
    let mut metadata = file.metadata.clone();
    (metadata.groups, metadata.shamir_threshold) = (groups, threshold);
    sign(&mut metadata, &file.opened.mac, &resealed.forms, options.now, &mut cipher)?;
    attest::prepare(&mut metadata, options.seal);
    let new_block = metadata.rekey(&block);
    let bytes = amend(&document, format, resealed.edits, &new_block, limits)?;
    let bytes = attest(bytes, format, &cipher, limits)?;
    check(&bytes, &plain, cipher, format, limits)?;
    warnings.append(&mut file.warnings);
    Ok(Rekeyed { bytes, warnings })
}

/// Wraps the data key of the file for its new keys: values, MAC and time stay. The entries of keys that
/// stay in a single group keep their text; where the key is shared between groups, all are made anew.
pub fn rewrap(source: &[u8], format: &dyn Format, options: &RekeyOptions<'_>) -> Result<Rekeyed> {
    let limits = &options.limits;
    let document = format.parse(source::text(source)?, limits)?;
    let mut file = File::open(&document, format, &reading(options))?;
    let plain = file.restore(limits)?;
    let mut metadata = file.metadata.clone();
    let mut groups = options.groups.clone();
    let threshold = recover::stored_threshold(&groups, options.shamir_threshold);
    let key = file.cipher.data_key();
    let mut block = file.block.clone();
    if groups.len() == 1 && metadata.groups.len() == 1 {
        dress(&mut groups, &metadata.groups);
        recover::wrap_new(&mut groups[0], key, options.providers)?;
    } else {
        let supported = supported(Some(block), options)?;
        (groups, block) = (supported.groups, supported.block);
        file.warnings.extend(supported.warnings);
        dress(&mut groups, &metadata.groups);
        recover::wrap(&mut groups, threshold, key, options.providers)?;
    }
    (metadata.groups, metadata.shamir_threshold) = (groups, threshold);
    attest::prepare(&mut metadata, options.seal);
    let bytes = amend(&document, format, Vec::new(), &metadata.rekey(&block), limits)?;
    let bytes = attest(bytes, format, &file.cipher, limits)?;
    check(&bytes, &plain, file.cipher, format, limits)?;
    Ok(Rekeyed { bytes, warnings: file.warnings })
}

/// What a file keeps when it is wrapped for anew.
pub struct Supported {
    /// The keys that it shall have.
    pub groups: Vec<KeyGroup>,
    /// Its metadata.
    pub block: Block,
    /// What is lost.
    pub warnings: Vec<String>,
}

/// Leaves out what cannot be wrapped for; an error unless that may be lost.
pub fn supported(block: Option<Block>, options: &RekeyOptions<'_>) -> Result<Supported> {
    let block = block.unwrap_or(Block::Null);
    let unserved = recover::unserved(&options.groups, options.providers);
    let unknown = unknown_kinds(&block);
    if unserved.is_empty() && unknown.is_empty() {
        return Ok(Supported { groups: options.groups.clone(), block, warnings: Vec::new() });
    }
    let keys = unserved.iter().map(|key| format!("{} {}", key.kind.list(), shown(&key.name())));
    let lost: Vec<_> = keys.chain(unknown.iter().map(|name| list_of_keys(name))).collect();
    if options.drop_unsupported {
        let mut groups = options.groups.clone();
        for group in &mut groups {
            group.retain(|key| !unserved.contains(&key));
        }
        let gone = format!("the file is no longer for those who have {} alone", lost.join(", "));
        return Ok(Supported { groups, block: without_unknown_kinds(&block), warnings: vec![gone] });
    }
    Err(shut_out(lost).hint("Use a program that knows them, or let them go with --drop-unsupported"))
}

/// Refuses to wrap anew for the readers of a file that has lists of keys which this version does not know.
pub(super) fn refuse_unknown_kinds(block: &Block) -> Result<()> {
    let unknown = unknown_kinds(block);
    if unknown.is_empty() {
        return Ok(());
    }
    Err(shut_out(unknown.iter().map(|name| list_of_keys(name)).collect())
        .hint("Use a program that knows them, or let them go with sops-rs rotate --drop-unsupported"))
}

fn list_of_keys(name: &str) -> String {
    format!("{} (a list of keys of an unknown kind)", shown(name))
}

fn shut_out(keys: Vec<String>) -> Error {
    Error::new(ErrorKind::NoKey, "the file has keys that this version cannot wrap for")
        .because("a new data key, or new shares of it, would shut them out")
        .detailed(keys)
}

fn reading<'a>(options: &RekeyOptions<'a>) -> DecryptOptions<'a> {
    DecryptOptions {
        providers: options.providers,
        ignore_mac: false,
        seal_required: if options.seal.is_required() { &|| true } else { &|| false },
        limits: options.limits,
    }
}

/// Gives each key the entry that the file has for it.
pub(super) fn dress(groups: &mut [KeyGroup], old: &[KeyGroup]) {
    for key in groups.iter_mut().flatten() {
        if let Some(entry) = old.iter().flatten().find(|entry| is_dressed(entry) && entry.is_same_entry(key))
        {
            *key = entry.clone();
        }
    }
}

fn is_dressed(entry: &MasterKey) -> bool {
    !entry.enc().is_empty()
}

/// Opens the new file before it takes the place of the old one, with which the old keys go.
pub(super) fn check(
    bytes: &[u8],
    plain: &Plaintext,
    cipher: Cipher,
    format: &dyn Format,
    limits: &Limits,
) -> Result<()> {
    let document = format.parse(source::text(bytes)?, limits)?;
    let block = format.metadata(&document)?.ok_or_else(unfaithful)?;
    let metadata = Metadata::from_block(&block)?;
    let again = File::with_cipher(&document, format, block, metadata, cipher, false)?.restore(limits)?;
    if again.expose() == plain.expose() { Ok(()) } else { Err(unfaithful()) }
}

fn unfaithful() -> Error {
    Error::new(ErrorKind::SealTree, "the file would not decrypt to the same bytes with its new keys")
        .because("this is a defect of this program; nothing was written")
        .hint("report it, with a file that shows it and holds no secrets")
}
