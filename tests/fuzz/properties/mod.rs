//! What holds for any bytes at all. What enters: bytes, as a fuzzer or a file of `tests/fuzz/corpus` gives
//! them. What leaves: nothing, or a panic that shows what does not hold. The fuzzers of `fuzz/` and the
//! tests run the same functions.

mod change;
mod config;
mod convert;
mod file;
mod keys;
mod merge;
mod metadata;
mod support;
mod tamper;
mod token;

use sops_rs::format::FormatName;

/// A property that holds for any input.
pub type Property = fn(&[u8]);

/// All of them, by the names of the fuzz targets.
pub const ALL: [(&str, Property); 14] = [
    ("yaml", |input| file::holds(FormatName::Yaml, input)),
    ("json", |input| file::holds(FormatName::Json, input)),
    ("dotenv", |input| file::holds(FormatName::Dotenv, input)),
    ("ini", |input| file::holds(FormatName::Ini, input)),
    ("toml", |input| file::holds(FormatName::Toml, input)),
    ("binary", |input| file::holds(FormatName::Binary, input)),
    ("token", token::holds),
    ("metadata", metadata::holds),
    ("tamper", tamper::holds),
    ("change", change::holds),
    ("merge", merge::holds),
    ("convert", convert::holds),
    ("config", config::holds),
    ("keys", keys::holds),
];

/// Runs the property of that name.
///
/// # Panics
/// When there is none of that name, or when it does not hold.
pub fn run(name: &str, input: &[u8]) {
    let (_, property) = ALL.iter().find(|(known, _)| *known == name).expect("a property of that name");
    property(input);
}
