//! `.env` files.

use proptest::prelude::*;

/// A file of assignments, comments and empty lines.
pub fn dotenv() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        4 => "[ -~]{0,20}",
        1 => prop::sample::select(&["", " ", "\"quoted\"", "a=b", "a\\nb", "\\\\n", "x # y", "größe", "\t"][..])
            .prop_map(str::to_owned),
    ];
    let line = prop_oneof![
        6 => ("(export )?[A-Z_]{1,6}(_secret|_public|_unencrypted)?", value).prop_map(|(key, value)| format!("{key}={value}")),
        1 => super::comment().prop_map(|comment| format!("#{comment}")),
        1 => Just(String::new()),
    ];
    (prop::collection::vec(line, 1..12), any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |(lines, final_newline, crlf)| {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut keys = std::collections::HashSet::new();
            // The real program takes a key twice; which of the two counts is nobody's business here.
            let once = |line: &&String| {
                line.starts_with('#')
                    || line.split_once('=').is_none_or(|(key, _)| keys.insert(key.to_owned()))
            };
            let mut text = lines.iter().filter(once).cloned().collect::<Vec<_>>().join(end);
            if final_newline {
                text += end;
            }
            text
        },
    )
}
