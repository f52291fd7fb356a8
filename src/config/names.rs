//! What people call the keys that a config names. What enters: its text, and the ids of its keys. What
//! leaves: for an id the comment behind it, the anchor before it or the comment in the line above it.
//! Names are for messages alone: nothing is decided by them.

use crate::keys::looks_secret;

/// A longer comment is no name.
const MAX_CHARS: usize = 40;

/// The name that `source` gives to the key `id`, which stands somewhere in it.
pub(super) fn name_of(source: &str, id: &str) -> Option<String> {
    if id.is_empty() {
        return None;
    }
    let mut above = None;
    for line in source.lines() {
        for (at, _) in line.match_indices(id) {
            if let Some(name) = in_line(&line[..at], &line[at + id.len()..], above) {
                return Some(name);
            }
        }
        above = Some(line);
    }
    None
}

/// The name of a key between those parts of its line.
fn in_line(before: &str, after: &str, above: Option<&str>) -> Option<String> {
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '/' | ':');
    let in_comment = before.trim_start().starts_with('#') || before.contains(" #");
    if in_comment || before.ends_with(is_part) || after.starts_with(is_part) {
        return None;
    }
    // The rest of the same scalar: a quote, a role; and what stands behind it.
    let (token, rest) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
    if before.contains(',') || token.contains(',') {
        return None; // what is said of several is the name of none
    }
    let before = before.trim_end_matches(['"', '\'']).trim_end();
    let anchor = || before.rsplit(char::is_whitespace).next().and_then(|word| word.strip_prefix('&'));
    comment(rest).or_else(|| anchor().and_then(clean)).or_else(|| {
        let item = before.trim_start().strip_prefix('-')?;
        let above = above.filter(|above| item.trim().is_empty() && indent(above) == indent(before))?;
        comment(above)
    })
}

/// The text of a comment, when there is nothing before it.
fn comment(text: &str) -> Option<String> {
    text.trim_start().strip_prefix('#').and_then(clean)
}

/// A name that can stand in a line; a key that was commented out is none.
fn clean(text: &str) -> Option<String> {
    let name = text.trim_matches(|char: char| char == '#' || char.is_whitespace());
    let is_key =
        name.starts_with("- ") || ["age1", "arn:", "ssh-", "://"].iter().any(|mark| name.contains(mark));
    let is_name = !name.is_empty() && !is_key && !looks_secret(name) && name.chars().count() <= MAX_CHARS;
    is_name.then(|| name.to_owned())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(source: &str) -> Option<String> {
        name_of(source, "age1alice")
    }

    #[test]
    fn a_name_stands_behind_before_or_above() {
        for source in [
            "age: age1alice # alice",
            "age:\n  - age1alice # alice\n",
            "age:\n  - 'age1alice'   #   alice  \r\n",
            "keys:\n  - &alice age1alice\n",
            "keys:\n  - &alice \"age1alice\"\n",
            "keys:\n  - &a age1alice # alice\n",
            "age:\n  # alice\n  - age1alice\n",
            "# age: age1alice # bob\nage: age1alice # alice",
            "- age1alice2 # bob\n- xage1alice # carol\n- age1alice # alice",
        ] {
            assert_eq!(name(source).as_deref(), Some("alice"), "{source}");
        }
        let role = "- kms: arn:aws:kms:r:1:key/k+arn:aws:iam::1:role/r # ops";
        assert_eq!(name_of(role, "arn:aws:kms:r:1:key/k").as_deref(), Some("ops"));
    }

    #[test]
    fn what_is_said_of_something_else_is_no_name() {
        for source in [
            "age: age1alice,age1bob # both",
            "age: age1bob,age1alice # both",
            "age:\n# the team\n  - age1alice\n",
            "# the first rule\nage: age1alice\n",
            "age:\n  # - age1old\n  - age1alice\n",
            "age: age1alice # AGE-SECRET-KEY-1CANARY",
            "age: age1alice # a comment that tells a story rather than a name",
            "age: age1alice #",
            "",
        ] {
            assert_eq!(name(source), None, "{source}");
        }
    }
}
