//! JSON in any layout.

use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Value {
    /// A number, a literal, or a string with its quotes.
    Verbatim(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// An object with blanks, newlines and escapes anywhere.
pub fn json() -> impl Strategy<Value = String> {
    let blanks = prop::collection::vec(prop::sample::select(&["", " ", "\n", "\t", "\r\n", "  "][..]), 8);
    (prop::collection::vec((super::key(), value()), 1..6), blanks).prop_map(|(entries, blanks)| {
        let mut layout = blanks.into_iter().cycle();
        let mut text = String::new();
        render(&Value::Object(entries), &mut layout, &mut text);
        text + layout.next().unwrap_or_default()
    })
}

fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i32>().prop_map(|number| number.to_string()),
        // Beyond 53 bits 3.11 reads another number than 3.13 (`docs/compatibility.md`).
        (-(1_i64 << 53)..=1 << 53).prop_map(|number| number.to_string()),
        // Eighths, many of which lie in the middle between two decimals.
        (0..1_u64 << 53).prop_map(|eighths| format!("{}.{:03}", eighths >> 3, (eighths & 7) * 125)),
        any::<f32>()
            .prop_filter("JSON has no others", |number| number.is_finite())
            .prop_map(|n| format!("{n:?}")),
        prop::sample::select(
            &["0", "-0", "0.0", "1.50", "1E5", "1e-7", "-2.5e+10", "123456789012345678901"][..]
        )
        .prop_map(str::to_owned),
    ];
    let string = (super::text(), any::<bool>()).prop_map(|(text, escape)| quote(&text, escape));
    let leaf = prop_oneof![
        4 => string,
        3 => number,
        1 => prop::sample::select(&["true", "false", "null"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_map(Value::Verbatim).prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec((super::key(), inner), 0..4).prop_map(Value::Object),
        ]
    })
}

fn quote(text: &str, escape: bool) -> String {
    let mut out = String::from("\"");
    for (position, char) in text.chars().enumerate() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '/' if escape => out += "\\/",
            '\n' if escape => out += "\\n",
            _ if char < ' ' || (escape && position % 3 == 0) => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    out += &format!("\\u{unit:04x}");
                }
            }
            _ => out.push(char),
        }
    }
    out + "\""
}

fn render<'a>(value: &Value, layout: &mut impl Iterator<Item = &'a str>, text: &mut String) {
    let mut blank = |text: &mut String| text.push_str(layout.next().unwrap_or_default());
    blank(text);
    match value {
        Value::Verbatim(verbatim) => text.push_str(verbatim),
        Value::List(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                render(item, &mut *layout, text);
            }
            text.push_str(layout.next().unwrap_or_default());
            text.push(']');
        }
        Value::Object(entries) => {
            text.push('{');
            let mut seen = std::collections::HashSet::new();
            for (key, value) in entries.iter().filter(|(key, _)| seen.insert(key.as_str())) {
                if !text.ends_with('{') {
                    text.push(',');
                }
                text.push_str(layout.next().unwrap_or_default());
                text.push_str(&quote(key, false));
                text.push_str(layout.next().unwrap_or_default());
                text.push(':');
                render(value, &mut *layout, text);
            }
            text.push('}');
        }
    }
    text.push_str(layout.next().unwrap_or_default());
}
