//! Lossless encryption of the values in configuration files, in the SOPS file format.
//!
//! The flow, for every format and every verb:
//!
//! ```text
//! source bytes ─ format ─► Document: nodes (path, span, style) and comments, in order, nothing copied
//!                select ─► which leaves are encrypted
//!                mac, cipher ─► a token for each
//!                splice ─► the old bytes with those spans replaced, and the metadata block added
//! ```
//!
//! No tree is ever printed over a file: what a verb does not change stays byte for byte as it was.
//! The library never prints, never reads the environment and never exits; the program in
//! `src/bin/sops-rs` does.

pub mod cipher;
pub mod config;
mod crew;
pub mod document;
pub mod error;
pub mod format;
pub mod git;
pub mod keys;
pub mod mac;
pub mod metadata;
pub mod ops;
pub mod repo;
pub mod scalar;
pub mod secret;
pub mod select;
pub mod sys;

pub use error::{Error, ErrorKind, Result};
