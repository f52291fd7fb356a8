//! Files that are one value, which may be any bytes: what the other files of this folder do for
//! documents, for them. What enters: bytes, or the document that a format wraps around their token.
//! What leaves: the other of the two. Never the bytes as text.

use super::{
    amend::amend,
    apply,
    attest::{self, attest},
    decrypt::{DecryptOptions, Decrypted, File},
    encrypt::{EncryptOptions, Encrypted, sign},
    source,
    update::{How, Updated},
};
use crate::{
    cipher::Cipher,
    document::{Document, Edit, Member, NodeId, NodeKind, Tree},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits, binary::KEY},
    keys::recover,
    mac::Mac,
    metadata::{Metadata, VERSION},
    scalar::ScalarType,
    secret::{DataKey, Plaintext},
    select::Selectors,
};

/// Wraps `source` into `envelope`. There is one value, so that selectors have nothing to choose.
pub(super) fn encrypt(
    key: DataKey,
    source: &[u8],
    envelope: &str,
    format: &dyn Format,
    options: &EncryptOptions<'_>,
) -> Result<Encrypted> {
    recover::check(&options.groups, options.shamir_threshold, options.providers)?;
    let mut metadata = Metadata {
        groups: options.groups.clone(),
        shamir_threshold: recover::stored_threshold(&options.groups, options.shamir_threshold),
        selectors: Selectors::default(),
        mac_only_encrypted: options.mac_only_encrypted,
        version: VERSION.to_owned(),
        ..Metadata::default()
    };
    attest::prepare(&mut metadata, options.seal);
    recover::wrap(&mut metadata.groups, metadata.shamir_threshold, &key, options.providers)?;
    let document = format.parse(envelope, &options.limits)?;
    let bytes = seal(source, &document, format, metadata, key, options.now, &options.limits)?;
    Ok(Encrypted { bytes, values: usize::from(!source.is_empty()) })
}

/// Puts `source` into `envelope`, under a data key that `metadata` has wrapped already, with a seal if
/// there is room for one.
pub(super) fn seal(
    source: &[u8],
    envelope: &Document<'_>,
    format: &dyn Format,
    mut metadata: Metadata,
    key: DataKey,
    now: i64,
    limits: &Limits,
) -> Result<Vec<u8>> {
    let mut cipher = Cipher::new(key);
    let id = value_of(envelope)?;
    let mut edits = vec![replace(envelope, id, source, format, &mut cipher)?];
    let mac = mac_of(source, metadata.mac_only_encrypted);
    sign(&mut metadata, &mac, &[], now, &mut cipher)?;
    edits.extend(format.insert_metadata(envelope, &metadata.to_block())?);
    attest(apply(envelope.source, edits), format, &cipher, limits)
}

/// Takes the bytes out of their envelope.
pub(super) fn decrypt(
    encrypted: &[u8],
    format: &dyn Format,
    options: &DecryptOptions<'_>,
) -> Result<Decrypted> {
    let document = format.parse(source::text(encrypted)?, &options.limits)?;
    let file = File::open(&document, format, options)?;
    let bytes = bytes_of(&file)?;
    Ok(Decrypted { bytes, metadata: file.metadata, warnings: file.warnings })
}

/// Puts `plain` into the envelope `old`.
pub(super) fn update(
    old: &[u8],
    plain: &[u8],
    format: &dyn Format,
    options: &DecryptOptions<'_>,
    how: &How<'_>,
) -> Result<Updated> {
    let document = format.parse(source::text(old)?, &options.limits)?;
    let mut file = File::open(&document, format, options)?;
    if bytes_of(&file)?.expose() == plain {
        return Ok(Updated::Unchanged);
    }
    renew(&mut file, plain, how).map(|bytes| Updated::Changed(bytes.into()))
}

/// `file` with `plain` in its envelope.
pub(super) fn renew(file: &mut File<'_>, plain: &[u8], how: &How<'_>) -> Result<Vec<u8>> {
    let (document, format) = (file.document, file.format);
    let id = value_of(document)?;
    let edit = replace(document, id, plain, format, &mut file.cipher)?;
    let mut metadata = file.metadata.clone();
    attest::prepare(&mut metadata, how.seal);
    let mac = mac_of(plain, metadata.mac_only_encrypted);
    sign(&mut metadata, &mac, &[], how.now, &mut file.cipher)?;
    let block = metadata.refresh(&file.block);
    let amended = amend(document, format, vec![edit], &block, how.limits)?;
    attest(amended, format, &file.cipher, how.limits)
}

/// The bytes as a tree, which other formats can print.
pub(super) fn tree(bytes: &[u8]) -> Tree {
    let value = Tree::Scalar(ScalarType::Str, Plaintext::new(bytes.to_vec()));
    Tree::Mapping(vec![Member::Entry(KEY.to_owned(), value)])
}

/// The value, which must be the only one: another would be lost.
fn value_of(document: &Document<'_>) -> Result<NodeId> {
    let root = document.roots.first().and_then(|root| root.node);
    let sops = document.roots.first().and_then(|root| root.sops);
    let mut entries =
        root.into_iter().flat_map(|root| document.children(root)).filter(|id| Some(*id) != sops);
    let id = entries.next().filter(|id| {
        let node = document.node(*id);
        node.kind == NodeKind::Scalar && document.key(node.step) == Some(KEY)
    });
    id.filter(|_| entries.next().is_none()).ok_or_else(|| {
        Error::new(ErrorKind::Emit, "the file is not an encrypted binary file")
            .because(format!("it does not hold one value under the key {KEY:?}"))
            .hint("Name its type with --input-type, as in --input-type json")
    })
}

/// The bytes that are in `file`.
pub(super) fn bytes_of(file: &File<'_>) -> Result<Plaintext> {
    let id = value_of(file.document)?;
    if let Some(leaf) = file.opened.leaves.iter().find(|leaf| leaf.node == id) {
        return Ok(Plaintext::new(file.opened.text(leaf.text).to_vec()));
    }
    let mut buffer = Plaintext::default();
    let value = file.format.scalar(file.document, id, &mut buffer)?;
    Ok(Plaintext::new(value.spelling.to_vec()))
}

fn replace(
    document: &Document<'_>,
    id: NodeId,
    bytes: &[u8],
    format: &dyn Format,
    cipher: &mut Cipher,
) -> Result<Edit> {
    let mut text = Vec::with_capacity(bytes.len() / 3 * 4 + 160);
    let close = format.open_slot(&format.token_slot(document, id), &mut text);
    if !bytes.is_empty() {
        let mut aad = Vec::new();
        document.push_aad(id, &mut aad);
        cipher.seal(ScalarType::Str, bytes, &aad, &mut text)?;
    }
    text.extend_from_slice(close.as_bytes());
    Ok(Edit::replace(format.value_span(document, id), text))
}

fn mac_of(bytes: &[u8], mac_only_encrypted: bool) -> String {
    let mut mac = Mac::new(mac_only_encrypted);
    mac.add(bytes);
    mac.finish()
}
