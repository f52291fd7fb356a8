//! What the properties share: keys without cryptography around the data key, rules, bounds, and an input
//! taken apart.

use std::collections::BTreeMap;

use sops_rs::{
    Error, Result,
    document::{Edit, Item, Member, Splice, Tree},
    format::{Format, FormatName, Limits},
    keys::{Attempt, KeyKind, MasterKey, Provider},
    metadata::Metadata,
    ops,
    secret::Plaintext,
    select::Selectors,
};

/// 2025-06-01T00:00:00Z.
pub const NOW: i64 = 1_748_736_000;

/// Tighter than those of the program, so that no input is slow.
pub const LIMITS: Limits =
    Limits { depth: 48, alias_nodes: 2_000, remote_keys: std::time::Duration::from_secs(1) };

/// Stands between the texts of an input that holds several.
pub const SEPARATOR: u8 = 0x1e;

/// Writes the data key into the file in clear. Anything else is taken for one key, so that the files of
/// other people are read as far as they go.
pub struct Fake;

impl Provider for Fake {
    fn kind(&self) -> KeyKind {
        KeyKind::Age
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        key.set("enc", hex);
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let hex = key.enc().as_bytes();
        let digits = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let secret: Option<Vec<u8>> = hex.chunks(2).map(digits).collect();
        Ok(Plaintext::new(secret.filter(|secret| secret.len() >= 32).unwrap_or_else(|| vec![7; 32])))
    }
}

/// Everything that an encryption under `selectors` needs.
pub fn encrypting(selectors: Selectors, mac_only_encrypted: bool) -> ops::EncryptOptions<'static> {
    ops::EncryptOptions {
        groups: vec![vec![MasterKey::new(KeyKind::Age, "age1fuzz")]],
        shamir_threshold: None,
        selectors,
        mac_only_encrypted,
        providers: &[&Fake],
        seal: ops::SealChoice::Add,
        now: NOW,
        limits: LIMITS,
    }
}

/// The same for a decryption.
pub fn decrypting(ignore_mac: bool) -> ops::DecryptOptions<'static> {
    ops::DecryptOptions { providers: &[&Fake], ignore_mac, seal_required: &|| false, limits: LIMITS }
}

/// One of the rules, picked by what `input` is, so that a plain file is an input as it is.
pub fn rule(input: &[u8]) -> (Selectors, bool) {
    let first = input.first().copied().map_or(0, usize::from);
    let number = input.len() + first;
    let mut selectors = Selectors::default();
    match number % 8 {
        0 => selectors.unencrypted_suffix = Some("_".into()),
        1 => selectors.encrypted_suffix = Some("_".into()),
        2 => selectors.unencrypted_regex = Some("^[a-m]".into()),
        3 => selectors.encrypted_regex = Some("^[n-z]|^a$".into()),
        4 => selectors.unencrypted_comment_regex = Some("[oO]".into()),
        5 => selectors.encrypted_comment_regex = Some("[aeA]".into()),
        _ => {}
    }
    (selectors, (number / 8).is_multiple_of(4))
}

/// The format that the first byte names by its letter, and the rest.
pub fn format_of(input: &[u8]) -> Option<(FormatName, &[u8])> {
    let (first, rest) = input.split_first()?;
    let name = match first {
        b'y' => FormatName::Yaml,
        b'j' => FormatName::Json,
        b'd' => FormatName::Dotenv,
        b'i' => FormatName::Ini,
        b't' => FormatName::Toml,
        _ => return None,
    };
    Some((name, rest))
}

/// The grammar of that name.
pub fn grammar(name: FormatName) -> &'static dyn Format {
    name.format().expect("every format has a grammar")
}

/// `input` at its separators; the last part holds the rest.
pub fn parts<const N: usize>(input: &[u8]) -> Option<[&[u8]; N]> {
    let parts: Vec<_> = input.splitn(N, |byte| *byte == SEPARATOR).collect();
    parts.try_into().ok()
}

/// `source` with `edits` made to it.
pub fn apply(source: &str, mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort_by_key(|edit| edit.span);
    let mut splice = Splice::new(source.as_bytes(), Vec::new());
    for edit in &edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    splice.finish()
}

/// The documents of a plain text.
pub fn trees(plain: &[u8], format: &dyn Format) -> Result<Vec<Tree>> {
    let decrypted = ops::Decrypted {
        bytes: Plaintext::new(plain.to_vec()),
        metadata: Metadata::default(),
        warnings: Vec::new(),
    };
    decrypted.trees(format, &LIMITS)
}

/// The values of trees by their key paths; an empty collection and a null are values.
pub fn leaves(trees: &[Tree]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (number, tree) in trees.iter().enumerate() {
        collect(tree, &mut format!("{number}"), &mut found);
    }
    found
}

fn collect(tree: &Tree, path: &mut String, found: &mut BTreeMap<String, String>) {
    let length = path.len();
    let mut empty = true;
    let mut child = |name: String, tree: &Tree, path: &mut String| {
        empty = false;
        path.push_str(&name);
        collect(tree, path, found);
        path.truncate(length);
    };
    let value = match tree {
        Tree::Mapping(members) => {
            let mut seen = BTreeMap::new();
            for member in members {
                if let Member::Entry(key, tree) = member {
                    // INI and dotenv may have a name several times.
                    let before: &mut usize = seen.entry(key).or_default();
                    let number = if *before > 0 { before.to_string() } else { String::new() };
                    *before += 1;
                    child(format!("[{key:?}{number}]"), tree, path);
                }
            }
            "{}".to_owned()
        }
        Tree::Sequence(items) => {
            let values = items.iter().filter_map(|item| match item {
                Item::Value(tree) => Some(tree),
                Item::Comment(_) => None,
            });
            for (number, tree) in values.enumerate() {
                child(format!("[{number}]"), tree, path);
            }
            "[]".to_owned()
        }
        Tree::Scalar(kind, bytes) => {
            empty = true;
            format!("{} {}", kind.name(), bytes.expose().escape_ascii())
        }
        Tree::Null => "null".to_owned(),
    };
    if empty {
        found.insert(path.clone(), value);
    }
}

/// A text with all that cannot be seen made visible.
pub fn show(text: &[u8]) -> String {
    String::from_utf8_lossy(text).escape_debug().to_string().replace("\\n", "\\n\n")
}

/// An error with all that it says.
pub fn told(error: &Error) -> String {
    format!("{error} {:?}", error.causes())
}
