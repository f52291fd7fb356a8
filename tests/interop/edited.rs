//! One value of a file, changed in an editor: what else changes in the encrypted file is its date and its
//! MAC, and the real program reads the new value.

use sops_rs::format::FormatName;

use super::{
    judge::{self, Theirs, Verdict},
    ours,
};
use crate::support::{
    Sandbox,
    oracle::{Oracle, Rule, extension, key_file},
};

/// Edits a file of ours and one of the real program's. `Ok(false)` when it has no value that is easy to
/// change.
pub fn one_value(
    oracle: &Oracle,
    plain: &[u8],
    theirs: &Theirs,
    format: FormatName,
    rule: &Rule,
) -> Result<bool, String> {
    let encrypted = ours::encrypt(plain, format, rule).map_err(|error| error.to_string())?;
    let mut edited = false;
    for file in [&encrypted, &theirs.encrypted] {
        let text = ours::decrypt(file, format).map_err(|error| error.to_string())?;
        let Some(wanted) = String::from_utf8(text).ok().and_then(|text| change(&text, format)) else {
            continue;
        };
        check(oracle, file, &wanted, format)?;
        edited = true;
    }
    Ok(edited)
}

fn check(oracle: &Oracle, file: &[u8], wanted: &str, format: FormatName) -> Verdict {
    let sandbox = Sandbox::new();
    let name = format!("file.{}", extension(format));
    sandbox.write(&name, file).write("wanted", wanted);
    let finished = (sandbox.run(["edit", &name]).env("EDITOR", "cp wanted"))
        .env("SOPS_AGE_KEY_FILE", key_file())
        .env("NO_COLOR", "1")
        .finish();
    if finished.code != Some(0) || !finished.stderr.is_empty() {
        return Err(format!("edit failed: {:?} {}", finished.code, finished.stderr));
    }
    let (old, new) = (String::from_utf8_lossy(file), sandbox.read(&name));
    only_intended(&old, &new)?;
    let reads = |bytes: &[u8]| {
        oracle.decrypt(bytes, format).map_err(|no| format!("the real program does not read it: {no:?}"))
    };
    let theirs = Theirs::of(oracle, wanted.as_bytes(), format, &Rule::default());
    let theirs = theirs.map_err(|no| format!("the real program does not take the change: {no:?}"))?;
    judge::same_data(&reads(new.as_bytes())?, &theirs.decrypted, format)
}

/// One value (of several lines, perhaps, in a layout that they need), the date, the MAC and the seal; and comments
/// that the real program encrypted under another path than their own, or in lists of nothing but comments.
fn only_intended(old: &str, new: &str) -> Verdict {
    let is_bare = |line: &str| line.trim_start().starts_with("[] #ENC[");
    let has_bare = new.lines().any(is_bare);
    let moves = |line: &&str| {
        let line = line.trim_start();
        let is_item = line.starts_with("- ENC[") && line.ends_with("type:comment]");
        line.starts_with("#ENC[") || is_bare(line) || (has_bare && is_item)
    };
    let is_date_or_mac = |line: &str| {
        let key = line.trim_start_matches(['"', '\'', ' ', '\t']);
        ["lastmodified", "mac", "seal", "sops_lastmodified", "sops_mac", "sops_seal"]
            .iter()
            .any(|name| key.starts_with(name))
    };
    let [old, new] = [old, new].map(|text| text.lines().filter(|line| !moves(line)).collect::<Vec<_>>());
    let only_in = |one: &[&str], other: &[&str]| -> Vec<String> {
        let lines = one.iter().filter(|line| !other.contains(line) && !is_date_or_mac(line));
        lines.map(|line| (*line).to_owned()).collect()
    };
    let (gone, come) = (only_in(&old, &new), only_in(&new, &old));
    if gone.len() == 1 && [1, 2].contains(&come.len()) && old.len() + come.len() == new.len() + 1 {
        return Ok(());
    }
    Err(format!("more changed than was edited:\n{gone:#?}\n{come:#?}"))
}

/// The text with the value in its middle changed that is one word, stands behind a key, and is nobody
/// else's by way of an alias.
fn change(text: &str, format: FormatName) -> Option<String> {
    let has_aliases = format == FormatName::Yaml && (text.contains(": *") || text.contains("- *"));
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let candidates: Vec<_> = (0..lines.len()).filter(|at| word(lines[*at], format).is_some()).collect();
    let at = *candidates.get(candidates.len() / 2).filter(|_| !has_aliases)?;
    let end = word(lines[at], format)?;
    let (head, tail) = lines[at].split_at(end);
    let (before, after) = (lines[..at].concat(), lines[at + 1..].concat());
    Some(format!("{before}{head}-edited{tail}{after}"))
}

/// Where the value of the line ends, if it is a word that is surely a string.
fn word(line: &str, format: FormatName) -> Option<usize> {
    let line = line.trim_end();
    let (separator, quote) = match format {
        FormatName::Json => ("\": \"", "\""),
        FormatName::Dotenv => ("=", ""),
        _ => (": ", ""),
    };
    let (key, value) = line.split_once(separator)?;
    let value = value.strip_suffix(',').filter(|_| format == FormatName::Json).unwrap_or(value);
    let value = value.strip_suffix(quote)?;
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let key = key.trim_start_matches([' ', '\t', '-', '"']);
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_other = matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "null");
    (is_key && is_word(value) && !is_other)
        .then(|| line.len() - usize::from(line.ends_with(',')) - quote.len())
}
