module completions {

  # Encrypt the values of YAML, JSON and .env files, and nothing but the values
  export extern sops-rs [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
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
    --age(-a): string         # Encrypt to these age recipients, separated by commas, instead of those of the creation rule [env: SOPS_AGE_RECIPIENTS]
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
    --help(-h)                # Print help
    ...files: string          # The encrypted files; without `--`, one file and a command line for the shell
  ]

  # Tell whether a file is encrypted, as JSON
  export extern "sops-rs filestatus" [
    --input-type: string      # Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --help(-h)                # Print help
    file?: path               # The file; `-` reads standard input
  ]

  # Make an age key pair: an identity to keep secret, and a recipient to encrypt to
  export extern "sops-rs keygen" [
    --output(-o): path        # Write the identity to this new file, creating its folder when it is missing
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
    --help(-h)                # Print help
  ]

  def "nu-complete sops-rs completion shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print the completion script of a shell
  export extern "sops-rs completion" [
    --config: path            # Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]
    --decryption-order: string # Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]
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
