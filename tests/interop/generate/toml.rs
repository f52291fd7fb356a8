//! TOML files.

use proptest::prelude::*;

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => r#""([ -!#-\[\]-~ß世🔑]|\\"|\\\\|\\n|\\t|\\u00e9|\\e|\\x41){0,10}""#,
        2 => "'[ -&(-~ß\t]{0,10}'",
        1 => r#""""\n?([a-z #;'"]{0,3}[a-z]|\n| \\\n  |\\"|\\\\){0,6}""""#,
        1 => r"'''\n?([a-z #'\\]{0,3}[a-z]|\n){0,6}'''",
        3 => "[+-]?(0|[1-9][0-9]{0,4}(_[0-9]{1,3})?)",
        1 => "0x[0-9a-fA-F]{1,6}|0o[0-7]{1,5}|0b[01]{1,8}",
        2 => r"[+-]?(0|[1-9][0-9]{0,2})(\.[0-9]{1,3}|[eE][+-]?[0-9]{1,2}|\.[0-9_]?[0-9]e-?[0-9])",
        1 => prop::sample::select(&[
            "true", "false", "inf", "+inf", "-nan", "1979-05-27", "07:32:00", "07:32:00.123456789012", "07:32",
            "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5+01:30", "1979-05-27t07:32:00z", "1979-05-27T07:32:00",
            "9223372036854775807", "-9223372036854775808", "\"\"", "''",
        ][..]).prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![6 => scalar()];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let separator = prop::sample::select(&[", ", ",", " ,\n  ", ", # in\n", ",\n # sealed\n\n"][..]);
        let end = prop::sample::select(&["", " ", "\n", " # open\n", ",", ", # last\n"][..]);
        prop_oneof![
            (prop::collection::vec(inner.clone(), 1..4), separator, end)
                .prop_map(|(items, separator, end)| format!("[{}{end}]", items.join(separator))),
            prop::collection::btree_map("[a-e]{1,2}(\\.[f-h])?", inner, 0..3).prop_map(|entries| {
                let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", entries.join(", "))
            }),
            Just("[]".to_owned()),
            Just("[ # why\n]".to_owned()),
        ]
    })
}

/// A file of tables, arrays of tables, dotted keys, every kind of value and comment.
pub fn toml() -> impl Strategy<Value = String> {
    let key = || r#"[a-h]{1,2}(_secret|_public|_unencrypted)?|"[a-c ]{1,3}"|'[d-f"]{1,2}'|[a-c]\.[d-e]|"\\u0041[a-c]""#;
    let behind = || prop_oneof![5 => Just(String::new()), 1 => Just("  ".to_owned()), 1 => super::comment().prop_map(|text| format!(" #{text}"))];
    let line = prop_oneof![
        8 => (key(), prop::sample::select(&[" = ", "=", "  =\t"][..]), value(), behind())
            .prop_map(|(key, equals, value, behind)| format!("{key}{equals}{value}{behind}")),
        2 => (key(), behind()).prop_map(|(name, behind)| format!("[{name}]{behind}")),
        1 => (key(), behind()).prop_map(|(name, behind)| format!("[[ t.{name} ]]{behind}")),
        1 => super::comment().prop_map(|comment| format!("#{comment}")),
        1 => prop::sample::select(&["", "", "  "][..]).prop_map(str::to_owned),
    ];
    (prop::collection::vec(line, 1..12), any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |(lines, final_newline, crlf)| {
            let mut text = lines.join("\n");
            if final_newline {
                text.push('\n');
            }
            if crlf { text.replace('\n', "\r\n") } else { text }
        },
    )
}
