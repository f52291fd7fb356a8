//! `set`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Set a value of an encrypted file
#[derive(Args)]
#[command(
    after_help = "VALUE is JSON: '\"text\"', 42, true, null, or a whole subtree, '{\"user\": \"x\"}'. Mappings and lists on \
    the way to it are made; the position behind the last item of a list appends to it. Only the entry's own \
    lines change, in the style of the file, and the tokens of all other values stay; nothing is written when \
    the value is there already. Where an anchor (&x) stands at the value, what uses it (*x) follows.

--generate writes random letters (A-Z, a-z) and digits from the operating system's generator: 32 of them, \
which are 190 bits, or as many as it says, and shows them nowhere.

Examples:
  sops-rs set secrets.yaml '[\"db\"][\"port\"]' 5432
  sops-rs set secrets.yaml '[\"db\"][\"hosts\"][0]' '\"db1.example.com\"'
  sops-rs set secrets.yaml --generate '[\"db\"][\"password\"]'
  pass show db | jq -Rs . | sops-rs set secrets.yaml --value-stdin '[\"db\"][\"password\"]'"
)]
pub(crate) struct Set {
    /// The encrypted file
    pub(crate) file: Option<PathBuf>,
    /// The key path, such as '["db"]["hosts"][0]'
    pub(crate) path: Option<String>,
    /// The value, as JSON (other users of the machine can see it: --value-stdin hides it)
    #[arg(allow_hyphen_values = true)]
    pub(crate) value: Option<String>,
    /// VALUE is the name of a file that holds the JSON
    #[arg(long)]
    pub(crate) value_file: bool,
    /// Read the JSON from standard input
    #[arg(long)]
    pub(crate) value_stdin: bool,
    /// Set a random secret of so many characters
    #[arg(
        long,
        value_name = "LENGTH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "32",
        value_parser = clap::value_parser!(u32).range(1..=65_536),
        conflicts_with_all = ["value_file", "value_stdin"]
    )]
    pub(crate) generate: Option<u32>,
    #[command(flatten)]
    pub(crate) common: Change,
}

/// What `set` and `unset` share.
#[derive(Args)]
pub(crate) struct Change {
    /// Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
    /// Write the file in this format (otherwise that of the input)
    #[arg(long, value_name = "TYPE")]
    pub(crate) output_type: Option<String>,
    /// No error when there is nothing to do
    #[arg(long)]
    pub(crate) idempotent: bool,
    /// Go on even if the file was changed behind the MAC's back; its new MAC then vouches for that
    #[arg(long)]
    pub(crate) ignore_mac: bool,
    /// Accepted for other programs' sake: a change never regroups keys
    #[arg(long, value_name = "COUNT", hide = true)]
    pub(crate) shamir_secret_sharing_threshold: Option<u32>,
}
