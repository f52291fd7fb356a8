//! Changes of an encrypted file: a new text, a value set, a value taken out.

use sops_rs::{
    document::{Path, Segment},
    format::Format,
    ops::{self, Updated},
};

use super::support::{
    LIMITS, NOW, decrypting, encrypting, format_of, grammar, leaves, parts, rule, show, told, trees,
};

/// An update holds the new text byte for byte; of `set` and `unset` only what they name changes.
pub fn holds(input: &[u8]) {
    let Some((name, rest)) = format_of(input) else { return };
    let Some([path, value, old, new]) = parts(rest) else { return };
    let format = grammar(name);
    let (selectors, mac_only_encrypted) = rule(old);
    let options = encrypting(selectors, mac_only_encrypted);
    let Ok(encrypted) = ops::encrypt(old, format, &options) else { return };
    updated(&encrypted.bytes, new, format, &options);
    let Some(path) = path_in(path, old, format) else { return };
    let options = ops::SetOptions {
        providers: options.providers,
        ignore_mac: false,
        lenient: value.len() % 2 == 1,
        idempotent: false,
        output: None,
        seal: ops::SealChoice::Keep,
        now: NOW + 60,
        limits: LIMITS,
    };
    if let Ok(value) = ops::parse_value(value, &LIMITS)
        && let Ok(ops::Set { updated: Updated::Changed(file), .. }) =
            ops::set(&encrypted.bytes, format, &path, &value, &options)
    {
        let after = opened(&file.into_bytes(&encrypted.bytes), format, old);
        only_that_changed(old, &after, &path, format);
    }
    if let Ok(ops::Set { updated: Updated::Changed(file), .. }) =
        ops::unset(&encrypted.bytes, format, &path, &options)
    {
        opened(&file.into_bytes(&encrypted.bytes), format, old);
    }
}

fn updated(old: &[u8], new: &[u8], format: &dyn Format, options: &ops::EncryptOptions<'_>) {
    let is_accepted = ops::encrypt(new, format, options).is_ok();
    match ops::update(old, new, format, options) {
        Ok(Updated::Unchanged) => {}
        Ok(Updated::Changed(file)) => {
            let after = opened(&file.into_bytes(old), format, new);
            assert!(after == new, "an update holds another text:\n{}\n---\n{}", show(new), show(&after));
        }
        Err(error) => assert!(!is_accepted, "{}: an update refuses\n{}", told(&error), show(new)),
    }
}

fn opened(file: &[u8], format: &dyn Format, source: &[u8]) -> Vec<u8> {
    match ops::decrypt(file, format, &decrypting(false)) {
        Ok(decrypted) => decrypted.bytes.expose().to_vec(),
        Err(error) => {
            panic!("{}: what we change we do not read:\n{}\n---\n{}", told(&error), show(source), show(file))
        }
    }
}

/// The path that `text` names, or that of the value whose number it is.
fn path_in(text: &[u8], plain: &[u8], format: &dyn Format) -> Option<Path> {
    if let [number] = text {
        let document = ops::parse(plain, format, &LIMITS).ok()?;
        let count = document.nodes.len() as u32;
        return (count > 0).then(|| document.path(u32::from(*number) % count));
    }
    Path::parse(std::str::from_utf8(text).ok()?).ok()
}

/// No value outside of `path` is another one, but for empty collections that the path goes through.
fn only_that_changed(before: &[u8], after: &[u8], path: &Path, format: &dyn Format) {
    let (Ok(before_trees), Ok(after_trees)) = (trees(before, format), trees(after, format)) else {
        panic!("what was set does not parse:\n{}\n---\n{}", show(before), show(after));
    };
    let mut place = path.document.to_string();
    let mut on_the_way = vec![place.clone()];
    for segment in &path.segments {
        match segment {
            Segment::Key(key) => place += &format!("[{key:?}]"),
            Segment::Index(index) => place += &format!("[{index}]"),
        }
        on_the_way.push(place.clone());
    }
    let (before_leaves, after_leaves) = (leaves(&before_trees), leaves(&after_trees));
    // Aliases and merge keys: a value that is set may be seen in several places.
    if before.contains(&b'*') {
        return;
    }
    for (at, value) in &before_leaves {
        if at.starts_with(&place) || on_the_way.contains(at) {
            continue;
        }
        assert_eq!(
            after_leaves.get(at),
            Some(value),
            "{at} is another value after setting {place}:\n{}\n---\n{}",
            show(before),
            show(after)
        );
    }
}
