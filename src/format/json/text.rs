//! JSON strings. What enters: escaped text, or plain bytes. What leaves: the other of the two, in
//! buffers that are wiped. Escapes are those of Go's `encoding/json`, so that a string comes out as the
//! real sops writes it.

use crate::secret::Plaintext;

/// The text that `inner` (what stands between the quotes of a valid string) means; it is copied to
/// `buffer` only when it has escapes. A lone surrogate means U+FFFD.
pub(super) fn decode<'b>(inner: &'b str, buffer: &'b mut Plaintext) -> &'b [u8] {
    let mut rest = inner.as_bytes();
    let Some(mut run) = memchr::memchr(b'\\', rest) else { return rest };
    buffer.clear();
    buffer.reserve(rest.len()); // every escape is longer than what it means
    loop {
        buffer.extend(&rest[..run]);
        if run == rest.len() {
            return buffer.expose();
        }
        let length = decode_escape(&rest[run..], buffer);
        rest = &rest[run + length..];
        run = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
    }
}

/// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn encode(text: &[u8], out: &mut Plaintext) {
    out.reserve(text.len() + 2);
    out.extend(b"\"");
    // Most texts need no look at their characters.
    if !text.iter().fold(false, |any, byte| any | is_special(*byte) | !byte.is_ascii()) {
        out.extend(text);
        out.extend(b"\"");
        return;
    }
    for chunk in text.utf8_chunks() {
        encode_chars(chunk.valid().as_bytes(), out);
        for _ in chunk.invalid() {
            out.extend(b"\\ufffd");
        }
    }
    out.extend(b"\"");
}

/// Decodes the escape that `text` starts with; returns its length.
fn decode_escape(text: &[u8], out: &mut Plaintext) -> usize {
    let plain = match text[1] {
        b'b' => b'\x08',
        b'f' => b'\x0c',
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return decode_unicode(text, out),
        itself => itself,
    };
    out.extend(&[plain]);
    2
}

fn decode_unicode(text: &[u8], out: &mut Plaintext) -> usize {
    let first = code_unit(text).unwrap_or_default();
    let second = code_unit(&text[6..]).filter(|_| (0xD800..0xDC00).contains(&first));
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    let character = pair.or(char::from_u32(first.into())).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
    if pair.is_some() { 12 } else { 6 }
}

/// The number in the `\uXXXX` that `text` starts with.
fn code_unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn encode_chars(mut text: &[u8], out: &mut Plaintext) {
    while let Some(run) = text.iter().position(|byte| is_special(*byte)) {
        out.extend(&text[..run]);
        text = &text[run..];
        let length = match text {
            [0xE2, 0x80, last @ (0xA8 | 0xA9), ..] => {
                out.extend(if *last == 0xA8 { b"\\u2028" } else { b"\\u2029" });
                3
            }
            [0xE2, ..] => {
                out.extend(&text[..1]);
                1
            }
            _ => {
                encode_byte(text[0], out);
                1
            }
        };
        text = &text[length..];
    }
    out.extend(text);
}

/// U+2028 and U+2029 end lines in JavaScript, and `<`, `>`, `&` mean something in HTML: Go escapes them.
fn is_special(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\' | b'<' | b'>' | b'&' | 0xE2)
}

fn encode_byte(byte: u8, out: &mut Plaintext) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\x08' => b'b',
        b'\x0c' => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            out.extend(b"\\u00");
            out.extend(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            return;
        }
    };
    out.extend(&[b'\\', short]);
}
