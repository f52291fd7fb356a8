//! One file out of several. What enters: opened files, a plain text made of theirs, and whom and what
//! the result shall be for. What leaves: that text, encrypted, in which every value that one of the files
//! has keeps its token, as far as they share a data key. Never a value in clear that no file has in clear;
//! never a key wrapped for anybody whom the caller did not name.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{
    amend::{amend, is_same_file},
    at_node,
    attest::{self, SealChoice, attest},
    decrypt::{DecryptOptions, File, demand_seal},
    encrypt::{Prepared, sign},
    keeper::Keeper,
    rekey::{check, dress, refuse_unknown_kinds},
    reuse::Reuse,
    seal::{self, Sealed},
    source,
    walk::{Visitor, visit},
};
use crate::{
    cipher::{Cipher, Token, looks_like_token},
    document::{Document, Edit, NodeId},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{KeyGroup, MasterKey, Provider, recover},
    metadata::Metadata,
    scalar,
    secret::{DataKey, Plaintext},
    select::{Select, Selectors, Walk},
};

/// An encrypted file that was opened and is authentic.
pub struct Unlocked<'a> {
    file: File<'a>,
    plain: Plaintext,
}

/// What the result shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Its keys. Those that have an entry in one of the files under the same data key keep it; the data
    /// key is wrapped for the others.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// Whether all values get a new data key.
    pub new_key: bool,
}

/// How to join.
pub struct JoinOptions<'a> {
    /// Those who wrap the data key.
    pub providers: &'a [&'a dyn Provider],
    /// Seconds since the epoch.
    pub now: i64,
    /// Whether the text is a person's own, so that what it has in clear is meant so.
    pub is_typed: bool,
    /// Bounds on the input.
    pub limits: Limits,
}

impl<'a> Unlocked<'a> {
    /// Opens `document`, whose MAC has to fit.
    pub fn new(
        document: &'a Document<'a>,
        format: &'a dyn Format,
        options: &DecryptOptions<'_>,
    ) -> Result<Self> {
        Self::restored(File::open(document, format, options)?, &options.limits)
    }

    /// Opens `document` if it has the data key of one of `others`; asks nobody for a key.
    pub fn with_key_of(
        others: &[&Unlocked<'_>],
        document: &'a Document<'a>,
        format: &'a dyn Format,
        options: &DecryptOptions<'_>,
    ) -> Result<Option<Self>> {
        let Some(block) = format.metadata(document)? else { return Ok(None) };
        let metadata = Metadata::from_block(&block)?;
        let Some(token) = Token::parse(metadata.mac.as_bytes()) else { return Ok(None) };
        let opens = |other: &&&Unlocked<'_>| {
            let aad = metadata.lastmodified.as_bytes();
            other.file.cipher.open(token, aad, &mut Plaintext::default()).is_ok()
        };
        let Some(other) = others.iter().find(opens) else { return Ok(None) };
        demand_seal(&metadata, options)?;
        let cipher = other.file.cipher.again();
        let file = File::with_cipher(document, format, block, metadata, cipher, options.ignore_mac)?;
        Self::restored(file, &options.limits).map(Some)
    }

    /// Opens `document` with `metadata` in the place of its own.
    pub fn with_metadata(
        &self,
        document: &'a Document<'a>,
        metadata: Metadata,
        options: &DecryptOptions<'_>,
    ) -> Result<Self> {
        demand_seal(&metadata, options)?;
        let File { format, ref block, ref cipher, .. } = self.file;
        let format: &'a dyn Format = format.name().format()?;
        let block = metadata.restate(block)?;
        let file = File::with_cipher(document, format, block, metadata, cipher.again(), options.ignore_mac)?;
        Self::restored(file, &options.limits)
    }

    fn restored(mut file: File<'a>, limits: &Limits) -> Result<Self> {
        let plain = file.restore(limits)?;
        Ok(Self { file, plain })
    }

    /// Its plain text.
    pub fn plain(&self) -> &Plaintext {
        &self.plain
    }

    /// Its metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.file.metadata
    }

    /// What the user should know.
    pub fn warnings(&self) -> &[String] {
        &self.file.warnings
    }

    /// What keeps texts of it safe, come what may.
    pub fn keeper(&self, limits: Limits) -> Keeper {
        Keeper::new(self.file.cipher.data_key().again(), &self.file.metadata, SealChoice::Keep, limits)
    }

    /// `source`, a file under the same data key, with its metadata brought up to `metadata`, in the layout
    /// that they have; values stay.
    pub fn restate(&self, source: &[u8], mut metadata: Metadata, limits: &Limits) -> Result<Vec<u8>> {
        let File { format, ref cipher, .. } = self.file;
        attest::prepare(&mut metadata, SealChoice::Keep);
        attest(restated(source.to_vec(), format, &metadata, limits)?, format, cipher, limits)
    }

    /// Whether both are under one data key.
    pub fn shares_key_with(&self, other: &Unlocked<'_>) -> bool {
        let [one, other] = [self, other].map(|file| file.file.cipher.data_key().expose());
        one.ct_eq(other).into()
    }
}

/// `plain` on `terms`, with the layout of the metadata, the data key and the tokens of the first of
/// `files`, and with the tokens of the others that share its data key.
pub fn join(
    files: &[&Unlocked<'_>],
    plain: &Plaintext,
    terms: &Terms,
    options: &JoinOptions<'_>,
) -> Result<Vec<u8>> {
    let limits = &options.limits;
    let host = &files[0].file;
    let format = host.format;
    let key = if terms.new_key { DataKey::generate()? } else { host.cipher.data_key().again() };
    let related: Vec<_> = files
        .iter()
        .filter(|file| !terms.new_key && file.shares_key_with(files[0]))
        .map(|file| &file.file)
        .collect();
    let mut metadata = host.metadata.clone();
    metadata.selectors = terms.selectors.clone();
    metadata.mac_only_encrypted = terms.mac_only_encrypted;
    if terms.new_key {
        refuse_unknown_kinds(&host.block)?;
    }
    set_keys(&mut metadata, &related, terms, &key, options.providers)?;

    let mut cipher = Cipher::new(key);
    let mut stub = None;
    let prepared = Prepared::new(source::text(plain.expose())?, format, limits, &mut stub)?;
    let select = Select::new(&metadata.selectors)?;
    let mut job = prepared.job(format, &select, &metadata)?;
    job.reuse = Some(Reuse::of(&related, &prepared.document)).filter(|_| !related.is_empty());
    let sealed = seal::seal(job, &mut cipher)?;
    sign(&mut metadata, &sealed.mac, &sealed.forms, options.now, &mut cipher)?;
    let is_sealed = files.iter().any(|file| !file.file.metadata.seal.is_empty());
    attest::prepare(&mut metadata, if is_sealed { SealChoice::Add } else { SealChoice::Keep });
    let text = dressed(host, &prepared, &sealed, &metadata, limits)?;
    let bytes = attest(restated(text, format, &metadata, limits)?, format, &cipher, limits)?;
    if !options.is_typed {
        refuse_exposure(files, &bytes, format, &select, limits)?;
    }
    check(&bytes, plain, cipher, format, limits)?;
    Ok(bytes)
}

/// The sealed text with the metadata of `host`, dated and signed anew, in the layout that it has there.
fn dressed(
    host: &File<'_>,
    prepared: &Prepared<'_>,
    sealed: &Sealed,
    metadata: &Metadata,
    limits: &Limits,
) -> Result<Vec<u8>> {
    let File { format, document, .. } = *host;
    let block = metadata.refresh(&host.block);
    let new = format.insert_metadata(&prepared.document, &block)?;
    let text = sealed.splice(&new)?;
    let old = format.remove_metadata(document);
    if new.len() != old.len() || old.iter().any(|edit| !edit.text.is_empty()) {
        return Ok(text);
    }
    let keep = |(new, old): (&Edit, &Edit)| Edit::replace(new.span, document.text(old.span));
    let kept: Vec<_> = new.iter().zip(&old).map(keep).collect();
    let stale = sealed.splice(&kept)?;
    let amended = source::text(&stale)
        .and_then(|stale| format.parse(stale, limits))
        .and_then(|stale| amend(&stale, format, Vec::new(), &block, limits));
    Ok(amended.ok().filter(|amended| is_same_file(&text, amended, format, limits)).unwrap_or(text))
}

fn restated(text: Vec<u8>, format: &dyn Format, metadata: &Metadata, limits: &Limits) -> Result<Vec<u8>> {
    let document = format.parse(source::text(&text)?, limits)?;
    let Some(old) = format.metadata(&document)? else { return Ok(text) };
    let block = metadata.restate(&old)?;
    if block == old {
        return Ok(text);
    }
    amend(&document, format, Vec::new(), &block, limits)
}

/// Puts in the keys of `terms`: with the entries of `related` files as far as these can stay.
fn set_keys(
    metadata: &mut Metadata,
    related: &[&File<'_>],
    terms: &Terms,
    key: &DataKey,
    providers: &[&dyn Provider],
) -> Result<()> {
    let mut groups = terms.groups.clone();
    let threshold = recover::stored_threshold(&groups, terms.shamir_threshold);
    groups.iter_mut().flatten().for_each(undress);
    if groups.iter().any(Vec::is_empty) {
        recover::check(&groups, threshold, providers)?;
    }
    // Shares of the data key fit only those that were made with them.
    let as_a_whole = related.iter().find(|file| {
        let old = &file.metadata;
        let stored = recover::stored_threshold(&old.groups, old.shamir_threshold);
        stored == threshold && are_same_keys(&old.groups, &groups)
    });
    if let Some(file) = as_a_whole {
        metadata.groups.clone_from(&file.metadata.groups);
        metadata.shamir_threshold = file.metadata.shamir_threshold;
        return Ok(());
    }
    let is_single = groups.len() == 1;
    for file in related.iter().rev().filter(|file| is_single && file.metadata.groups.len() == 1) {
        dress(&mut groups, &file.metadata.groups);
    }
    match groups.as_mut_slice() {
        [group] if !related.is_empty() => recover::wrap_new(group, key, providers)?,
        groups => recover::wrap(groups, threshold, key, providers)?,
    }
    (metadata.groups, metadata.shamir_threshold) = (groups, threshold);
    Ok(())
}

/// Leaves of an entry what names the key.
fn undress(key: &mut MasterKey) {
    key.fields.retain(|(name, _)| name != "enc" && name != "created_at");
}

fn are_same_keys(old: &[KeyGroup], new: &[KeyGroup]) -> bool {
    let has = |group: &KeyGroup, key: &MasterKey| group.iter().any(|other| other.is_same_entry(key));
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            old.len() == new.len()
                && new.iter().all(|key| has(old, key))
                && old.iter().all(|key| has(new, key))
        })
}

/// Refuses a result in which a value or a comment is in clear that is in clear in none of the files: an
/// entry under another selector, or behind another comment, than where it came from.
fn refuse_exposure(
    files: &[&Unlocked<'_>],
    bytes: &[u8],
    format: &dyn Format,
    select: &Select,
    limits: &Limits,
) -> Result<()> {
    let mut known = Readable { hasher: RandomState::new(), known: HashSet::new(), found: None, file: None };
    for Unlocked { file, .. } in files {
        known.file = Some((file.format, file.document));
        visit(file.document, &Select::new(&file.metadata.selectors)?, &mut known)?;
    }
    let document = format.parse(source::text(bytes)?, limits)?;
    let mut result = Readable { found: Some(Vec::new()), file: Some((format, &document)), ..known };
    visit(&document, select, &mut result)?;
    let exposed = |error: Error| {
        error
            .because("what is encrypted was changed on one side, and does not cover what came from the other")
            .hint("Merge the two changes one after the other: first what is encrypted, then the value")
    };
    match result.found.unwrap_or_default().first() {
        None => Ok(()),
        Some(Found::Value(id)) => {
            let error =
                Error::new(ErrorKind::SealTree, "the merge would put a value in clear that is encrypted");
            Err(exposed(at_node(error, &document, *id)))
        }
        Some(Found::Comment(at)) => {
            let error =
                Error::new(ErrorKind::SealTree, "the merge would put a comment in clear that is encrypted");
            Err(exposed(error.at(document.place(*at))))
        }
    }
}

/// Collects what is in clear, or finds what was not collected.
struct Readable<'a> {
    hasher: RandomState,
    known: HashSet<u64>,
    found: Option<Vec<Found>>,
    file: Option<(&'a dyn Format, &'a Document<'a>)>,
}

enum Found {
    Value(NodeId),
    Comment(u32),
}

impl Readable<'_> {
    fn meet(&mut self, hash: u64, found: Found) {
        match &mut self.found {
            None => drop(self.known.insert(hash)),
            Some(all) if !self.known.contains(&hash) => all.push(found),
            Some(_) => {}
        }
    }
}

impl Visitor for Readable<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, aad: &[u8]) -> Result<()> {
        let Some((format, document)) = self.file.filter(|_| !encrypted) else { return Ok(()) };
        let mut buffer = Plaintext::default();
        let value = format.scalar(document, id, &mut buffer)?;
        let mut canonical = Zeroizing::new(String::new());
        let canonical =
            scalar::canonical(value.kind, value.spelling, &mut canonical).unwrap_or(value.spelling);
        let hash = self.hasher.hash_one((aad, value.kind, canonical));
        self.meet(hash, Found::Value(id));
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let Some((_, document)) = self.file else { return Ok(()) };
        let span = document.comments[index].span;
        let text = document.text(span);
        // An encrypted one says nothing to the selectors, as in decryption.
        if looks_like_token(text.as_bytes()) && walk.is_encrypted() {
            return Ok(());
        }
        if !walk.comment(text) && !text.is_empty() {
            // Where it belongs is a matter of layout.
            let hash = self.hasher.hash_one(text);
            self.meet(hash, Found::Comment(span.start));
        }
        Ok(())
    }
}
