//! The one list of the differences between our bytes and the real program's when both decrypt a file
//! that the real program made; `docs/compatibility.md` tells them to users. Each is a way to write
//! both texts so that the difference is gone, with the reason why it may stand.

use sops_rs::format::FormatName;

struct Difference {
    /// Why it stands.
    _reason: &'static str,
    format: FormatName,
    even_out: fn(&str) -> String,
}

const DIFFERENCES: &[Difference] = &[];

/// The text without the listed differences.
pub fn even_out(text: &[u8], format: FormatName) -> String {
    let text = String::from_utf8_lossy(text).into_owned();
    let listed = DIFFERENCES.iter().filter(|difference| difference.format == format);
    listed.fold(text, |text, difference| (difference.even_out)(&text))
}
