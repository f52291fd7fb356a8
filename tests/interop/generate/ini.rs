//! INI files.

use proptest::prelude::*;

/// A file of sections, keys in every quote, comments and blank lines.
pub fn ini() -> impl Strategy<Value = String> {
    let name = || "[a-z]{1,3}( [a-z]{1,2})?(_secret|_public|_unencrypted)?";
    let value = prop_oneof![
        4 => "[!-_a-~]([ -~]{0,16}[!-\\[\\]-~])?",
        3 => "[a-z0-9]{0,8}",
        1 => "'[ a-z\"]{0,8}'",
        1 => "\"[ a-z']{0,8}\"",
        1 => "`[ a-z#;'\"]{0,8}`",
        1 => "\"\"\"[ a-z#;'\n]{0,12}\"\"\"",
        1 => "[a-z ]{0,6}\\\\\n *[a-z]{1,5}",
        1 => prop::sample::select(&["größe", "", "%(x)s", "C:\\dir", "C:\\ # x", "\\;y", "a=b:c", "a;b", "x # y"][..]).prop_map(str::to_owned),
    ];
    let behind = prop_oneof![6 => Just(""), 1 => Just(" "), 1 => Just(" ; behind"), 1 => Just("\t# open"), 1 => Just("; sealed")];
    let line = prop_oneof![
        8 => (name(), prop::sample::select(&["=", " = ", ":", ": ", "  =  "][..]), value, behind.clone())
            .prop_map(|(key, equals, value, behind)| format!("{key}{equals}{value}{behind}")),
        1 => (name(), behind).prop_map(|(name, behind)| format!("[{name}]{behind}")),
        1 => (prop::sample::select(&["; ", "# ", ";", "#", ";;", "  ; "][..]), super::comment())
            .prop_map(|(marker, comment)| format!("{marker}{comment}")),
        1 => prop::sample::select(&["", "", " ", "\t"][..]).prop_map(str::to_owned),
    ];
    (prop::collection::vec(line, 1..14), any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |(lines, final_newline, crlf)| {
            let mut section = String::from("DEFAULT");
            let mut keys = std::collections::HashSet::new();
            let once = |line: &&String| {
                if let Some((name, _)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
                    name.clone_into(&mut section);
                    return true;
                }
                // The real program keeps one of two values; we refuse.
                match line.split_once(['=', ':']) {
                    Some((key, _)) if !line.trim_start().starts_with([';', '#']) => {
                        keys.insert((section.clone(), key.trim().to_owned()))
                    }
                    _ => true,
                }
            };
            let mut text = lines.iter().filter(once).cloned().collect::<Vec<_>>().join("\n");
            if final_newline {
                text.push('\n');
            }
            if crlf { text.replace('\n', "\r\n") } else { text }
        },
    )
}
