//! AWS KMS. What enters: entries that name a key by its ARN or alias, and what a request may cost.
//! What leaves: the wrapped key as KMS gives it, the unwrapped key, or the report of every way that
//! was tried. The text of an entry decides which key is asked for, never which host is asked: its
//! region must look like one. Credentials never leave the SDK, which reads `AWS_*`, the user's AWS
//! profiles and the proxy variables itself; none of that happens before a KMS key is used.

mod name;
mod notation;

#[cfg(feature = "aws-kms")]
mod entry;
#[cfg(feature = "aws-kms")]
mod fault;
#[cfg(feature = "aws-kms")]
mod http;
#[cfg(feature = "aws-kms")]
mod provider;
#[cfg(feature = "aws-kms")]
mod session;

pub use name::same_key;
pub use notation::{master_key, master_keys, parse_context, set_context, split_role};
#[cfg(feature = "aws-kms")]
pub use provider::{AwsKms, Settings};
