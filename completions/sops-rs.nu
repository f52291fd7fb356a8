module completions {

  export extern sops-rs [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete sops-rs encrypt dotenv_dialect" [] {
    [ "docker" "shell" ]
  }

  # Encrypt the values of a file, or of standard input
  export extern "sops-rs encrypt" [
    --recursive(-r)           # Go through folders, and take the files in them that the command is for; .gitignore counts
    --dry-run                 # Show what would be done, and do nothing
    --in-place(-i)            # Write the result over the file itself
    --output: path            # Write the result to this file
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --dotenv-dialect: string@"nu-complete sops-rs encrypt dotenv_dialect" # Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special
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
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # The file; `-` or none reads standard input. Several, folders with -r and patterns with -i
  ]

  def "nu-complete sops-rs decrypt dotenv_dialect" [] {
    [ "docker" "shell" ]
  }

  # Decrypt a file, or standard input
  export extern "sops-rs decrypt" [
    --recursive(-r)           # Go through folders, and take the files in them that the command is for; .gitignore counts
    --dry-run                 # Show what would be done, and do nothing
    --in-place(-i)            # Write the result over the file itself
    --output: path            # Write the result to this file
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --dotenv-dialect: string@"nu-complete sops-rs decrypt dotenv_dialect" # Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special
    --extract: string         # Print only the value at a key path, such as '["db"]["hosts"][0]'
    --ignore-mac              # Release the values even if the file was changed behind the MAC's back
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # The file; `-` or none reads standard input. Several, folders with -r and patterns with -i
  ]

  # Edit an encrypted file, or a new one, in your editor
  export extern "sops-rs edit" [
    --show-master-keys(-s)    # Show the sops block as well: changes to keys and selectors in it are taken
    --ignore-mac              # Edit the values even if the MAC does not fit: check all of them
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
    --accept-recipients       # Accept recipients that were added to the sops block and that the creation rule does not name
    --allow-unencrypted       # Accept that the selector matches nothing in a new file and it is not encrypted at all
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file?: path               # The file
  ]

  # Print a value of an encrypted file
  export extern "sops-rs get" [
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --output-type: string     # Write the output in this format: yaml, json, dotenv (otherwise that of the input)
    --filename-override: path # Take format and creation rule from this name instead of the file's own
    --ignore-mac              # Release the value even if the file was changed behind the MAC's back
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file: path                # The file; `-` reads standard input
    path: string              # The key path, such as '["db"]["hosts"][0]'
  ]

  # Set a value of an encrypted file
  export extern "sops-rs set" [
    --value-file              # VALUE is the name of a file that holds the JSON
    --value-stdin             # Read the JSON from standard input
    --generate: string        # Set a random secret of so many characters
    --input-type: string      # Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    --output-type: string     # Write the file in this format (otherwise that of the input)
    --idempotent              # No error when there is nothing to do
    --ignore-mac              # Go on even if the file was changed behind the MAC's back; its new MAC then vouches for that
    --shamir-secret-sharing-threshold: string # Accepted for other programs' sake: a change never regroups keys
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file?: path               # The encrypted file
    path?: string             # The key path, such as '["db"]["hosts"][0]'
    value?: string            # The value, as JSON (other users of the machine can see it: --value-stdin hides it)
  ]

  # Remove a value of an encrypted file
  export extern "sops-rs unset" [
    --input-type: string      # Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    --output-type: string     # Write the file in this format (otherwise that of the input)
    --idempotent              # No error when there is nothing to do
    --ignore-mac              # Go on even if the file was changed behind the MAC's back; its new MAC then vouches for that
    --shamir-secret-sharing-threshold: string # Accepted for other programs' sake: a change never regroups keys
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file?: path               # The encrypted file
    path?: string             # The key path, such as '["db"]["hosts"][0]'
  ]

  def "nu-complete sops-rs exec-env dotenv_dialect" [] {
    [ "docker" "shell" ]
  }

  # Run a command with the values of encrypted files as environment variables
  export extern "sops-rs exec-env" [
    --pristine                # Pass only the values of the files, nothing of the present environment
    --only: string            # Pass only these keys, separated by commas
    --prefix: string          # Put this before the name of each variable
    --flatten: string         # Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --dotenv-dialect: string@"nu-complete sops-rs exec-env dotenv_dialect" # Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special
    --user: string            # Run the command as this user, with the user's groups and HOME
    --background              # Leave the command to itself, without our streams, and do not wait for it
    --same-process            # Become the command instead of running it beside this process: what is done in any case
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # The encrypted files; without `--`, one file and a command line for the shell
  ]

  def "nu-complete sops-rs exec-file dotenv_dialect" [] {
    [ "docker" "shell" ]
  }

  # Run a command with a decrypted file that is there for as long as the command runs
  export extern "sops-rs exec-file" [
    --no-fifo                 # Use a file instead of a named pipe
    --filename: string        # The name of the decrypted file
    --dotenv-dialect: string@"nu-complete sops-rs exec-file dotenv_dialect" # Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special
    --user: string            # Run the command as this user, with the user's groups and HOME
    --background              # Do not wait for the command; only for callers of the real program: the file is gone at once
    --input-type: string      # Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    --output-type: string     # Give the command this format: yaml, json, dotenv (otherwise that of the file)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...words: path            # The encrypted file; without `--`, followed by a command line for the shell
  ]

  # Encrypt all values of a file anew under a new data key
  export extern "sops-rs rotate" [
    --recursive(-r)           # Go through folders, and take the files in them that the command is for; .gitignore counts
    --dry-run                 # Show what would be done, and do nothing
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
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    ...files: path            # The file; `-` reads standard input. Several, folders with -r and patterns with -i
  ]

  # Make the keys of files those of their creation rules
  export extern "sops-rs updatekeys" [
    --recursive(-r)           # Go through folders, and take the files in them that the command is for; .gitignore counts
    --dry-run                 # Show what would be done, and do nothing
    --yes(-y)                 # Do not ask
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --keep-data-key           # Keep the data key although keys are removed
    --accept-recipients       # Accept recipients that the file names and its creation rule does not
    --drop-unsupported        # Let keys go that this version cannot wrap a new data key for
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    ...files: path            # The encrypted files; folders with -r, and patterns
  ]

  # Add or delete a key group of a file
  export extern "sops-rs groups" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
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
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
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
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
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
    --recursive(-r)           # Go through folders, and take the encrypted files in them; .gitignore counts
    --json                    # Print JSON instead of a table
    --input-type: string      # Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    ...files: path            # The files; folders with -r, and patterns
  ]

  def "nu-complete sops-rs check format" [] {
    [ "text" "json" "sarif" "github" ]
  }

  # Check all files of a repository, without any key
  export extern "sops-rs check" [
    --recursive(-r)           # Folders are gone through anyhow: for those who are used to it from other commands
    --staged                  # Check what is staged in git for the next commit
    --max-age: string         # Name data keys that are older than this: 90d, 12w, 1y
    --requires: path          # Demand of the files the keys of this one, such as a committed .env.example
    --strict                  # Take warnings for errors
    --format: string@"nu-complete sops-rs check format" # How to report
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...paths: path            # Files, folders and patterns (default: this folder)
  ]

  def "nu-complete sops-rs verify format" [] {
    [ "text" "json" "sarif" "github" ]
  }

  # Verify that encrypted files are whole: their MAC and every value
  export extern "sops-rs verify" [
    --recursive(-r)           # Folders are gone through anyhow: for those who are used to it from other commands
    --format: string@"nu-complete sops-rs verify format" # How to report
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
    ...paths: path            # Files, folders and patterns (default: this folder)
  ]

  # Show what differs between two files, by key path
  export extern "sops-rs diff" [
    --show                    # Show the values that are encrypted
    --input-type: string      # Read both as this format: yaml, json, dotenv (otherwise their names tell)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    old: path                 # The old file, encrypted or not
    new: path                 # The new file
  ]

  # Merge encrypted files by key path, or settle the conflicts of a merge
  export extern "sops-rs merge" [
    --resolve                 # Settle the conflicts in the files, in the editor unless a flag says how
    --ours                    # Take our value in every conflict
    --theirs                  # Take their value in every conflict
    --union                   # Take the entries and list items of both sides
    --output: path            # Write the result to this file instead of standard output
    --filename-override: path # Take format and creation rule from this name instead of our version's
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    ...files: path            # The common ancestor, our version and their version; or, with --resolve, files with conflicts
  ]

  # Make git diff and merge encrypted files by their values
  export extern "sops-rs git" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Install the drivers and the hook in this repository
  export extern "sops-rs git install" [
    --keys-only               # Show which keys changed, and no values: needs no key
    --no-hook                 # Do not install the pre-commit hook
    --program: string         # Let git run this program
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    ...patterns: string       # The files to use the drivers for, as .gitattributes patterns [default: *.yaml *.yml *.json *.env *.ini *.toml]
  ]

  # Take out of this repository what `git install` put in, and nothing else
  export extern "sops-rs git uninstall" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Show what is installed in this repository; exit code 1 when something is missing
  export extern "sops-rs git status" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Print a file for git to compare: decrypted, with whom it is for (git runs this)
  export extern "sops-rs git textconv" [
    --keys-only               # Print keys with fingerprints of their encrypted values: needs no key
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file: path                # The file
  ]

  # Merge three versions of a file (git runs this)
  export extern "sops-rs git merge-driver" [
    --ancestor                # Merge ancestors: conflicts go back to what was before
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    base: path                # The common ancestor
    ours: path                # Our version, which the result replaces
    theirs: path              # Their version
    marker_size: string       # How long conflict markers are
    name: path                # The name of the file in the repository
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs git help" [
  ]

  # Install the drivers and the hook in this repository
  export extern "sops-rs git help install" [
  ]

  # Take out of this repository what `git install` put in, and nothing else
  export extern "sops-rs git help uninstall" [
  ]

  # Show what is installed in this repository; exit code 1 when something is missing
  export extern "sops-rs git help status" [
  ]

  # Print a file for git to compare: decrypted, with whom it is for (git runs this)
  export extern "sops-rs git help textconv" [
  ]

  # Merge three versions of a file (git runs this)
  export extern "sops-rs git help merge-driver" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs git help help" [
  ]

  # Write a file again with placeholders for its secrets, to be committed as an example
  export extern "sops-rs example" [
    --output: path            # Write the example to this file
    --placeholder: string     # What stands for a secret text
    --keep-comments           # Keep the comments of a file that is not encrypted
    --input-type: string      # Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file: path                # The file
  ]

  # Check, explain and change the configuration
  export extern "sops-rs config" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  def "nu-complete sops-rs config check format" [] {
    [ "text" "json" "sarif" "github" ]
  }

  # Check the configuration: all rules, each mistake with its place
  export extern "sops-rs config check" [
    --strict                  # Take warnings for errors
    --format: string@"nu-complete sops-rs config check format" # How to report
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help (see more with '--help')
  ]

  # Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted
  export extern "sops-rs config explain" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file: path                # The file
  ]

  # Print the JSON Schema of the configuration, for editors
  export extern "sops-rs config schema" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Add recipients to rules, or take them out
  export extern "sops-rs config recipients" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Add a recipient to a rule, then to the files that the rule is for
  export extern "sops-rs config recipients add" [
    --rule: string            # The rule, counted from 1; may be repeated (needed when there are several)
    --all-rules               # All rules
    --group: string           # The key group of the rule, counted from 1 (needed when there are several)
    --name: string            # What people call the recipient: it becomes a comment behind it
    --yes(-y)                 # Update the keys of the files without asking
    --no-updatekeys           # Change the configuration alone
    --dry-run                 # Show what would change, and change nothing
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    recipient: string         # An age recipient, a PGP fingerprint, an ARN, an ID or a URL of a key
  ]

  # Take a recipient out of rules, then out of the files that these are for
  export extern "sops-rs config recipients remove" [
    --rule: string            # The rule, counted from 1; may be repeated (otherwise all that name the recipient)
    --yes(-y)                 # Update the keys of the files without asking
    --no-updatekeys           # Change the configuration alone
    --dry-run                 # Show what would change, and change nothing
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    recipient: string         # The recipient as the configuration has it, or the name that stands there beside it
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs config recipients help" [
  ]

  # Add a recipient to a rule, then to the files that the rule is for
  export extern "sops-rs config recipients help add" [
  ]

  # Take a recipient out of rules, then out of the files that these are for
  export extern "sops-rs config recipients help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs config recipients help help" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs config help" [
  ]

  # Check the configuration: all rules, each mistake with its place
  export extern "sops-rs config help check" [
  ]

  # Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted
  export extern "sops-rs config help explain" [
  ]

  # Print the JSON Schema of the configuration, for editors
  export extern "sops-rs config help schema" [
  ]

  # Add recipients to rules, or take them out
  export extern "sops-rs config help recipients" [
  ]

  # Add a recipient to a rule, then to the files that the rule is for
  export extern "sops-rs config help recipients add" [
  ]

  # Take a recipient out of rules, then out of the files that these are for
  export extern "sops-rs config help recipients remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs config help help" [
  ]

  # Set up a repository: an identity, a configuration, and what git needs to know
  export extern "sops-rs init" [
    --yes(-y)                 # Do not ask
    --dry-run                 # Show what would be done, and do nothing
    --no-git                  # Leave git's settings, its attributes and its hooks as they are
    --age: string             # Encrypt to these age recipients instead of an identity of your own
    --path-regex: string      # Which files the first rule is for [default: those in folders called secrets, secrets.yaml, *.enc.yaml and their like]
    --name: string            # What to call your key in the configuration [default: your name on this machine]
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  # Tell whether a file is encrypted, as JSON
  export extern "sops-rs filestatus" [
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    file?: path               # The file; `-` reads standard input
  ]

  # Make an age key pair: an identity to keep secret, and a recipient to encrypt to
  export extern "sops-rs keygen" [
    --output(-o): path        # Write the identity to this new file, creating its folder when it is missing
    --pq                      # Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose recipients are of this kind
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
  ]

  def "nu-complete sops-rs completion shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print the completion script of a shell
  export extern "sops-rs completion" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
    shell: string@"nu-complete sops-rs completion shell" # The shell
  ]

  # Print the manual page, or write those of all commands into a folder
  export extern "sops-rs man" [
    --output: directory       # Write one page a command into this folder, which is made if it is not there
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --timeout: string         # Wait at most this long for servers and plugins, and for gpg where nobody can answer it
    --help(-h)                # Print help
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

  # Edit an encrypted file, or a new one, in your editor
  export extern "sops-rs help edit" [
  ]

  # Print a value of an encrypted file
  export extern "sops-rs help get" [
  ]

  # Set a value of an encrypted file
  export extern "sops-rs help set" [
  ]

  # Remove a value of an encrypted file
  export extern "sops-rs help unset" [
  ]

  # Run a command with the values of encrypted files as environment variables
  export extern "sops-rs help exec-env" [
  ]

  # Run a command with a decrypted file that is there for as long as the command runs
  export extern "sops-rs help exec-file" [
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

  # Check all files of a repository, without any key
  export extern "sops-rs help check" [
  ]

  # Verify that encrypted files are whole: their MAC and every value
  export extern "sops-rs help verify" [
  ]

  # Show what differs between two files, by key path
  export extern "sops-rs help diff" [
  ]

  # Merge encrypted files by key path, or settle the conflicts of a merge
  export extern "sops-rs help merge" [
  ]

  # Make git diff and merge encrypted files by their values
  export extern "sops-rs help git" [
  ]

  # Install the drivers and the hook in this repository
  export extern "sops-rs help git install" [
  ]

  # Take out of this repository what `git install` put in, and nothing else
  export extern "sops-rs help git uninstall" [
  ]

  # Show what is installed in this repository; exit code 1 when something is missing
  export extern "sops-rs help git status" [
  ]

  # Print a file for git to compare: decrypted, with whom it is for (git runs this)
  export extern "sops-rs help git textconv" [
  ]

  # Merge three versions of a file (git runs this)
  export extern "sops-rs help git merge-driver" [
  ]

  # Write a file again with placeholders for its secrets, to be committed as an example
  export extern "sops-rs help example" [
  ]

  # Check, explain and change the configuration
  export extern "sops-rs help config" [
  ]

  # Check the configuration: all rules, each mistake with its place
  export extern "sops-rs help config check" [
  ]

  # Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted
  export extern "sops-rs help config explain" [
  ]

  # Print the JSON Schema of the configuration, for editors
  export extern "sops-rs help config schema" [
  ]

  # Add recipients to rules, or take them out
  export extern "sops-rs help config recipients" [
  ]

  # Add a recipient to a rule, then to the files that the rule is for
  export extern "sops-rs help config recipients add" [
  ]

  # Take a recipient out of rules, then out of the files that these are for
  export extern "sops-rs help config recipients remove" [
  ]

  # Set up a repository: an identity, a configuration, and what git needs to know
  export extern "sops-rs help init" [
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

  # Print the manual page, or write those of all commands into a folder
  export extern "sops-rs help man" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "sops-rs help help" [
  ]

}

export use completions *
