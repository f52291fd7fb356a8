//! Many files at once. What enters: folders and names, and what is to be done with a file. What leaves:
//! the files, and what was found out about each. A file is looked at as a whole or not at all; one that
//! fails does not stop the others.

mod check;
mod config_check;
mod config_edit;
mod each;
mod find;
mod requires;
mod twin;

pub use check::{Checked, Finding, IDS, Level, Rules, Subject, check, is_prose, looks_encrypted};
pub use config_check::{CONFIG_IDS, check_config};
pub use config_edit::{Added, add_recipient, remove_recipient};
pub use each::each;
pub use find::{Found, find, is_pattern};
pub use requires::compare_keys;
pub use twin::twins;
