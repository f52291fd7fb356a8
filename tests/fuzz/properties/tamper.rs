//! An encrypted file in the hands of a stranger.

use sops_rs::ops;

use super::support::{
    LIMITS, decrypting, encrypting, format_of, grammar, leaves, parts, rule, show, told, trees,
};

/// Nothing panics, whatever was done to the file; what the MAC lets through is a text that parses, and that
/// holds no value that was not encrypted for its place.
pub fn holds(input: &[u8]) {
    let Some((name, rest)) = format_of(input) else { return };
    let Some([changes, plain]) = parts(rest) else { return };
    let format = grammar(name);
    let (selectors, mac_only_encrypted) = rule(plain);
    let Ok(encrypted) = ops::encrypt(plain, format, &encrypting(selectors, mac_only_encrypted)) else {
        return;
    };
    let mut file = encrypted.bytes;
    for change in changes.chunks(4) {
        // A line without its break that is doubled again and again becomes the whole memory.
        if file.len() < 1 << 16 {
            tamper(&mut file, change);
        }
    }
    drop(ops::audit(&file, format, &LIMITS));
    for ignore_mac in [true, false] {
        let Ok(decrypted) = ops::decrypt(&file, format, &decrypting(ignore_mac)) else { continue };
        let text = decrypted.bytes.expose();
        let read = match trees(text, format) {
            Ok(read) => read,
            // The real program writes keys twice, so that they are accepted in an encrypted file.
            Err(error) if told(&error).contains("appears twice") => continue,
            Err(error) => {
                panic!(
                    "{}: what is released does not parse:\n{}\n---\n{}",
                    told(&error),
                    show(&file),
                    show(text)
                )
            }
        };
        if !ignore_mac && !mac_only_encrypted {
            // The MAC is over the values in order; names of readable entries and empty values are not in it.
            let values = |trees: &[_]| -> Vec<u8> {
                let values = leaves(trees).into_values().filter_map(|value| {
                    let (kind, text) = value.split_once(' ')?;
                    Some((kind.len(), text.to_owned()))
                });
                let mut bytes: Vec<u8> = values.flat_map(|(_, text)| text.into_bytes()).collect();
                bytes.sort_unstable();
                bytes
            };
            let Ok(before) = trees(plain, format) else { continue };
            assert_eq!(
                String::from_utf8_lossy(&values(&read)),
                String::from_utf8_lossy(&values(&before)),
                "the MAC lets other values through:\n{}\n---\n{}",
                show(plain),
                show(&file)
            );
        }
    }
}

/// What a stranger may write behind a value, in the hope that it becomes a part of it.
const BEHIND: &[&str] =
    &[" # x", " ", "\t#", " # x`", " ; `", " # \"\"\"", " # \"", " # '", " #\\", ",", " : y", "  # y # z"];

/// One change: a kind, a place, another place, and a byte or a length.
fn tamper(file: &mut Vec<u8>, change: &[u8]) {
    let [kind, one, other, extra] = change else { return };
    let lines: Vec<Vec<u8>> = file.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (usize::from(*one), usize::from(*other));
    let (first, second) = (one % lines.len(), other % lines.len());
    let mut lines = lines;
    if *kind >= 250 {
        let line = &mut lines[first];
        let end = line.iter().rposition(|byte| !b"\r\n".contains(byte)).map_or(0, |last| last + 1);
        line.splice(end..end, BEHIND[other % BEHIND.len()].bytes());
        *file = lines.concat();
        return;
    }
    match kind % 6 {
        0 => lines.swap(first, second),
        1 => {
            let line = lines[first].clone();
            lines.insert(second, line);
        }
        2 => drop(lines.remove(first)),
        3 => {
            let line = &mut lines[first];
            let at = other % line.len();
            line[at] = *extra;
        }
        4 => {
            let line = &mut lines[first];
            line.insert(other % line.len(), *extra);
        }
        _ => {
            let line = &mut lines[first];
            let at = other % line.len();
            let end = (at + usize::from(*extra)).min(line.len());
            line.drain(at..end);
        }
    }
    *file = lines.concat();
    if file.is_empty() {
        file.push(b'\n');
    }
}
