//! `rotate`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{Consent, Many, Target, Types, keys::AwsFlags};

const ADD: &str = "Keys to add (lists are separated by commas)";
const REMOVE: &str = "Keys to remove (lists are separated by commas)";

/// Encrypt all values of a file anew under a new data key
#[derive(Args)]
#[command(
    after_help = "Decrypted, the file is the same as before, byte for byte. Whoever knows the old data key, and \
    nothing else, cannot read what is written from now on; old versions stay readable to whoever could read \
    them.

The new key is wrapped for all keys of the file. If the creation rule for the file does not name one of \
them, it is shown, and nothing is done without --accept-recipients: anyone who can write the file could \
have put it there. To make the keys of a file those of its rule, use updatekeys.

Examples:
  sops-rs rotate -i secrets.yaml
  sops-rs rotate -r -i                      # all encrypted files below this folder
  sops-rs rotate -i --add-age age1… --rm-pgp 85D77543B3D624B63CEA9E6DBC17301B491B3F21 secrets.yaml"
)]
pub(crate) struct Rotate {
    /// The file; `-` reads standard input. Several, folders with -r and patterns with -i
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) many: Many,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) types: Types,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) add: AddFlags,
    #[command(flatten)]
    pub(crate) remove: RemoveFlags,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
}

/// The flags for keys of each kind, behind a prefix.
macro_rules! key_flags {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $heading:expr) => {
        $(#[$doc])*
        #[derive(Args)]
        pub(crate) struct $name {
            /// age recipients
            #[arg(id = concat!($prefix, "_age"), long = concat!($prefix, "-age"), value_name = "RECIPIENTS", help_heading = $heading)]
            pub(crate) age: Option<String>,
            /// Fingerprints of PGP keys
            #[arg(id = concat!($prefix, "_pgp"), long = concat!($prefix, "-pgp"), value_name = "FINGERPRINTS", help_heading = $heading)]
            pub(crate) pgp: Option<String>,
            /// ARNs of AWS KMS keys
            #[arg(id = concat!($prefix, "_kms"), long = concat!($prefix, "-kms"), value_name = "ARNS", help_heading = $heading)]
            pub(crate) kms: Option<String>,
            /// Resource IDs of Google Cloud KMS keys
            #[arg(id = concat!($prefix, "_gcp_kms"), long = concat!($prefix, "-gcp-kms"), value_name = "IDS", help_heading = $heading)]
            pub(crate) gcp_kms: Option<String>,
            /// Huawei Cloud KMS keys as region:key-id
            #[arg(id = concat!($prefix, "_hckms"), long = concat!($prefix, "-hckms"), value_name = "IDS", help_heading = $heading)]
            pub(crate) hckms: Option<String>,
            /// URLs of Azure Key Vault keys
            #[arg(id = concat!($prefix, "_azure_kv"), long = concat!($prefix, "-azure-kv"), value_name = "URLS", help_heading = $heading)]
            pub(crate) azure_kv: Option<String>,
            /// URIs of keys in HashiCorp Vault's transit engine
            #[arg(id = concat!($prefix, "_hc_vault_transit"), long = concat!($prefix, "-hc-vault-transit"), value_name = "URIS", help_heading = $heading)]
            pub(crate) hc_vault_transit: Option<String>,
        }
    };
}

key_flags! {
    /// Keys that come, to the first group.
    AddFlags, "add", ADD
}

key_flags! {
    /// Keys that go, from all groups.
    RemoveFlags, "rm", REMOVE
}
