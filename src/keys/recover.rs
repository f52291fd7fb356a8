//! From the wrapped keys of a file to its data key: which entries are tried, in which order, and
//! the report of every attempt when none fits.

use super::{KeyGroup, Provider};
use crate::{error::Result, secret::DataKey};

/// Recovers the data key.
pub fn recover(groups: &[KeyGroup], threshold: Option<u32>, providers: &[&dyn Provider]) -> Result<DataKey> {
    let _ = (groups, threshold, providers);
    todo!("keys")
}

/// Wraps the data key for every key of every group.
pub fn wrap(groups: &mut [KeyGroup], key: &DataKey, providers: &[&dyn Provider]) -> Result<()> {
    let _ = (groups, key, providers);
    todo!("keys")
}
