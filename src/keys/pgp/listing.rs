//! Why a key of the keyring cannot be encrypted to. What enters: `gpg`'s listing of the key in colons
//! (`GnuPG`'s `doc/DETAILS`). What leaves: the fault. User IDs must not leave.

use super::fingerprint::Fingerprint;

/// Why a key cannot be encrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    /// The whole key; with the day, where it is known.
    Expired(Option<String>),
    Revoked,
    /// All of its subkeys for encryption expired, the last one on this day.
    SubkeyExpired(Option<String>),
    /// All of its subkeys for encryption are revoked or otherwise unusable.
    SubkeyUnusable,
    /// It has no subkey for encryption.
    NoSubkey,
    /// The one that was named with `!` is for something else.
    WrongSubkey,
}

/// The key or a subkey.
struct Record<'a> {
    validity: &'a str,
    expires: i64,
    /// In lower case what this one can do, in capitals what the key as a whole can.
    capabilities: &'a str,
    fingerprint: &'a str,
}

/// The fault of the key that `wanted` names; `None` when the listing shows none.
pub(super) fn fault(listing: &str, wanted: Fingerprint<'_>) -> Option<Fault> {
    let mut records = records(listing);
    if records.is_empty() {
        return Some(Fault::Missing);
    }
    let subkeys = records.split_off(1);
    let primary = records.first()?;
    match primary.validity {
        "r" => return Some(Fault::Revoked),
        "e" => return Some(Fault::Expired(day(primary.expires))),
        _ => {}
    }
    let all = || std::iter::once(primary).chain(&subkeys);
    let of_use: Vec<&Record<'_>> = if wanted.exact {
        all().filter(|record| wanted.names(record.fingerprint)).collect()
    } else {
        all().collect()
    };
    let encrypting: Vec<_> = of_use.iter().filter(|record| record.capabilities.contains('e')).collect();
    if encrypting.is_empty() {
        return Some(if wanted.exact { Fault::WrongSubkey } else { Fault::NoSubkey });
    }
    if encrypting.iter().any(|record| !matches!(record.validity, "e" | "r" | "i" | "n")) {
        return None;
    }
    let expired = encrypting.iter().filter(|record| record.validity == "e");
    Some(match expired.map(|record| record.expires).max() {
        Some(last) => Fault::SubkeyExpired(day(last)),
        None => Fault::SubkeyUnusable,
    })
}

/// The first key of the listing and its subkeys.
fn records(listing: &str) -> Vec<Record<'_>> {
    let mut records: Vec<Record<'_>> = Vec::new();
    for line in listing.lines() {
        let field = |number: usize| line.split(':').nth(number - 1).unwrap_or_default();
        match field(1) {
            "pub" if !records.is_empty() => break,
            "pub" | "sub" => records.push(Record {
                validity: field(2),
                expires: field(7).parse().unwrap_or_default(),
                capabilities: field(12),
                fingerprint: "",
            }),
            "fpr" => {
                if let Some(last) = records.last_mut() {
                    last.fingerprint = field(10);
                }
            }
            _ => {}
        }
    }
    records
}

fn day(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)?;
    Some(time.strftime("%F").to_string())
}
