module completions {

  # Encrypt the values of YAML, JSON and .env files, and nothing but the values
  export extern sops-rs [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  # Encrypt the values of a file, or of standard input
  export extern "sops-rs encrypt" [
    --in-place(-i)            # Write the result over the file itself
    --output: path            # Write the result to this file
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --age(-a): string         # age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]
    --pgp(-p): string         # Fingerprints of PGP keys [env: SOPS_PGP_FP]
    --kms(-k): string         # ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]
    --gcp-kms: string         # Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]
    --hckms: string           # Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]
    --azure-kv: string        # URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]
    --hc-vault-transit: string # URIs of keys in HashiCorp Vault's transit engine [env: SOPS_VAULT_URIS]
    --aws-profile: string     # The AWS profile to use for the KMS keys
    --encryption-context: string # The encryption context of the KMS keys: name:value,name2:value2
    --shamir-secret-sharing-threshold: string # How many of the rule's key groups are needed to read the file
    --unencrypted-suffix: string # Leave values readable whose key, or a key above, ends so
    --encrypted-suffix: string # Encrypt only values whose key, or a key above, ends so
    --unencrypted-regex: string # Leave values readable whose key, or a key above, matches
    --encrypted-regex: string # Encrypt only values whose key, or a key above, matches
    --unencrypted-comment-regex: string # Leave values readable under a comment that matches
    --encrypted-comment-regex: string # Encrypt only values under a comment that matches
    --mac-only-encrypted      # Protect only the encrypted values by the MAC, so that others may be edited by hand
    --allow-unencrypted       # Accept that the selector matches nothing and the output is not encrypted at all
    --update: path            # Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    file?: path               # The file; `-` or none reads standard input
  ]

  # Decrypt a file, or standard input
  export extern "sops-rs decrypt" [
    --in-place(-i)            # Write the result over the file itself
    --output: path            # Write the result to this file
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --extract: string         # Print only the value at a key path, such as '["db"]["hosts"][0]'
    --ignore-mac              # Release the values even if the file was changed behind the MAC's back
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    file?: path               # The file; `-` or none reads standard input
  ]

  # Run a command with the values of encrypted files as environment variables
  export extern "sops-rs exec-env" [
    --pristine                # Pass only the values of the files, nothing of the present environment
    --only: string            # Pass only these keys, separated by commas
    --prefix: string          # Put this before the name of each variable
    --flatten: string         # Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    ...files: string          # The encrypted files; without `--`, one file and a command line for the shell
  ]

  # Encrypt all values of a file anew under a new data key
  export extern "sops-rs rotate" [
    --in-place(-i)            # Write the result over the file itself
    --output: path            # Write the result to this file
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --accept-recipients       # Accept recipients that the file names and its creation rule does not
    --drop-unsupported        # Let keys go that this version cannot wrap a new data key for
    --add-age: string         # age recipients
    --add-pgp: string         # Fingerprints of PGP keys
    --add-kms: string         # ARNs of AWS KMS keys
    --add-gcp-kms: string     # Resource IDs of Google Cloud KMS keys
    --add-hckms: string       # Huawei Cloud KMS keys as region:key-id
    --add-azure-kv: string    # URLs of Azure Key Vault keys
    --add-hc-vault-transit: string # URIs of keys in HashiCorp Vault's transit engine
    --rm-age: string          # age recipients
    --rm-pgp: string          # Fingerprints of PGP keys
    --rm-kms: string          # ARNs of AWS KMS keys
    --rm-gcp-kms: string      # Resource IDs of Google Cloud KMS keys
    --rm-hckms: string        # Huawei Cloud KMS keys as region:key-id
    --rm-azure-kv: string     # URLs of Azure Key Vault keys
    --rm-hc-vault-transit: string # URIs of keys in HashiCorp Vault's transit engine
    --aws-profile: string     # The AWS profile to use for the KMS keys
    --encryption-context: string # The encryption context of the KMS keys: name:value,name2:value2
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    file?: path               # The file; `-` reads standard input
  ]

  # Make the keys of files those of their creation rules
  export extern "sops-rs updatekeys" [
    --yes(-y)                 # Do not ask
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --keep-data-key           # Keep the data key although keys are removed
    --accept-recipients       # Accept recipients that the file names and its creation rule does not
    --drop-unsupported        # Let keys go that this version cannot wrap a new data key for
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    ...files: path            # The encrypted files
  ]

  # Add or delete a key group of a file
  export extern "sops-rs groups" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Add a group of keys
  export extern "sops-rs groups add" [
    --file(-f): path          # The encrypted file
    --in-place(-i)            # Write the result over the file itself
    --shamir-secret-sharing-threshold: string # How many groups are needed to read the file
    --keep-data-key           # Keep the data key although some could read the file without the others
    --accept-recipients       # Accept recipients that the file names and its creation rule does not
    --drop-unsupported        # Let keys go that this version cannot wrap a new data key for
    --age: string             # age recipients
    --pgp: string             # Fingerprints of PGP keys
    --kms: string             # ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE
    --gcp-kms: string         # Resource IDs of Google Cloud KMS keys
    --hckms: string           # Huawei Cloud KMS keys as region:key-id
    --azure-kv: string        # URLs of Azure Key Vault keys
    --hc-vault-transit: string # URIs of keys in HashiCorp Vault's transit engine
    --aws-profile: string     # The AWS profile to use for the KMS keys
    --encryption-context: string # The encryption context of the KMS keys: name:value,name2:value2
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
  ]

  # Delete a group of keys
  export extern "sops-rs groups delete" [
    --file(-f): path          # The encrypted file
    --in-place(-i)            # Write the result over the file itself
    --shamir-secret-sharing-threshold: string # How many groups are needed to read the file
    --keep-data-key           # Keep the data key although some could read the file without the others
    --accept-recipients       # Accept recipients that the file names and its creation rule does not
    --drop-unsupported        # Let keys go that this version cannot wrap a new data key for
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    index: string             # Which group, counted from 0
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs groups help" [
  ]

  # Add a group of keys
  export extern "sops-rs groups help add" [
  ]

  # Delete a group of keys
  export extern "sops-rs groups help delete" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs groups help help" [
  ]

  # Show who can read which files
  export extern "sops-rs recipients" [
    --json                    # Print JSON instead of a table
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    ...files: path            # The files
  ]

  # Tell whether a file is encrypted, as JSON
  export extern "sops-rs filestatus" [
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    file?: path               # The file; `-` reads standard input
  ]

  # Make an age key pair: an identity to keep secret, and a recipient to encrypt to
  export extern "sops-rs keygen" [
    --output(-o): path        # Write the identity to this new file, creating its folder when it is missing
    --pq                      # Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose recipients are of this kind
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
  ]

  def "nu-complete sops-rs completion shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print the completion script of a shell
  export extern "sops-rs completion" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for keys that are asked for over the network [default: 30]
    --help(-h)                # Print help
    shell: string@"nu-complete sops-rs completion shell" # The shell
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs help" [
  ]

  # Encrypt the values of a file, or of standard input
  export extern "sops-rs help encrypt" [
  ]

  # Decrypt a file, or standard input
  export extern "sops-rs help decrypt" [
  ]

  # Run a command with the values of encrypted files as environment variables
  export extern "sops-rs help exec-env" [
  ]

  # Encrypt all values of a file anew under a new data key
  export extern "sops-rs help rotate" [
  ]

  # Make the keys of files those of their creation rules
  export extern "sops-rs help updatekeys" [
  ]

  # Add or delete a key group of a file
  export extern "sops-rs help groups" [
  ]

  # Add a group of keys
  export extern "sops-rs help groups add" [
  ]

  # Delete a group of keys
  export extern "sops-rs help groups delete" [
  ]

  # Show who can read which files
  export extern "sops-rs help recipients" [
  ]

  # Tell whether a file is encrypted, as JSON
  export extern "sops-rs help filestatus" [
  ]

  # Make an age key pair: an identity to keep secret, and a recipient to encrypt to
  export extern "sops-rs help keygen" [
  ]

  # Print the completion script of a shell
  export extern "sops-rs help completion" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs help help" [
  ]

}

export use completions *
