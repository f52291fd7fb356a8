//! To whom a file is encrypted, as typed.

use clap::{ArgAction, Args};

const HEADING: &str = "Keys (lists are separated by commas)";

/// The keys to encrypt to, instead of those of the creation rule.
#[derive(Args, Default)]
pub(crate) struct KeyFlags {
    /// age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]
    #[arg(short, long, value_name = "RECIPIENTS", help_heading = HEADING)]
    pub(crate) age: Option<String>,
    /// Fingerprints of PGP keys [env: SOPS_PGP_FP]
    #[arg(short, long, value_name = "FINGERPRINTS", help_heading = HEADING)]
    pub(crate) pgp: Option<String>,
    /// ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]
    #[arg(short, long, value_name = "ARNS", help_heading = HEADING)]
    pub(crate) kms: Option<String>,
    /// Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]
    #[arg(long, value_name = "IDS", help_heading = HEADING)]
    pub(crate) gcp_kms: Option<String>,
    /// Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]
    #[arg(long, value_name = "IDS", help_heading = HEADING)]
    pub(crate) hckms: Option<String>,
    /// URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]
    #[arg(long, value_name = "URLS", help_heading = HEADING)]
    pub(crate) azure_kv: Option<String>,
    /// URIs of keys in HashiCorp Vault's transit engine [env: SOPS_VAULT_URIS]
    #[arg(long, value_name = "URIS", help_heading = HEADING)]
    pub(crate) hc_vault_transit: Option<String>,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
}

/// The same for commands where each flag may be given several times.
#[derive(Args, Default)]
pub(crate) struct GroupFlags {
    /// age recipients
    #[arg(long, value_name = "RECIPIENTS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) age: Vec<String>,
    /// Fingerprints of PGP keys
    #[arg(long, value_name = "FINGERPRINTS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) pgp: Vec<String>,
    /// ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE
    #[arg(long, value_name = "ARNS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) kms: Vec<String>,
    /// Resource IDs of Google Cloud KMS keys
    #[arg(long, value_name = "IDS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) gcp_kms: Vec<String>,
    /// Huawei Cloud KMS keys as region:key-id
    #[arg(long, value_name = "IDS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) hckms: Vec<String>,
    /// URLs of Azure Key Vault keys
    #[arg(long, value_name = "URLS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) azure_kv: Vec<String>,
    /// URIs of keys in HashiCorp Vault's transit engine
    #[arg(long, value_name = "URIS", help_heading = HEADING, action = ArgAction::Append)]
    pub(crate) hc_vault_transit: Vec<String>,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
}

/// What belongs to AWS KMS keys that are typed.
#[derive(Args, Default)]
pub(crate) struct AwsFlags {
    /// The AWS profile to use for the KMS keys
    #[arg(long, value_name = "PROFILE", help_heading = HEADING)]
    pub(crate) aws_profile: Option<String>,
    /// The encryption context of the KMS keys: name:value,name2:value2
    #[arg(long, value_name = "PAIRS", help_heading = HEADING)]
    pub(crate) encryption_context: Option<String>,
}

/// Consent to what is otherwise refused, for commands that wrap a data key anew.
#[derive(Args)]
pub(crate) struct Consent {
    /// Accept recipients that the file names and its creation rule does not
    #[arg(long)]
    pub(crate) accept_recipients: bool,
    /// Let keys go that this version cannot wrap a new data key for
    #[arg(long)]
    pub(crate) drop_unsupported: bool,
}
