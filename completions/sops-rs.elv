
use builtin;
use str;

set edit:completion:arg-completer[sops-rs] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'sops-rs'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'sops-rs'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand encrypt 'Encrypt the values of a file, or of standard input'
            cand decrypt 'Decrypt a file, or standard input'
            cand edit 'Edit an encrypted file, or a new one, in your editor'
            cand get 'Print a value of an encrypted file'
            cand set 'Set a value of an encrypted file'
            cand unset 'Remove a value of an encrypted file'
            cand exec-env 'Run a command with the values of encrypted files as environment variables'
            cand exec-file 'Run a command with a decrypted file that is there for as long as the command runs'
            cand rotate 'Encrypt all values of a file anew under a new data key'
            cand updatekeys 'Make the keys of files those of their creation rules'
            cand groups 'Add or delete a key group of a file'
            cand recipients 'Show who can read which files'
            cand check 'Check all files of a repository, without any key'
            cand verify 'Verify that encrypted files are whole: their MAC and every value'
            cand diff 'Show what differs between two files, by key path'
            cand merge 'Merge encrypted files by key path, or settle the conflicts of a merge'
            cand git 'Make git diff and merge encrypted files by their values'
            cand example 'Write a file again with placeholders for its secrets, to be committed as an example'
            cand config 'Check, explain and change the configuration'
            cand init 'Set up a repository: an identity, a configuration, and what git needs to know'
            cand filestatus 'Tell whether a file is encrypted, as JSON'
            cand keygen 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
            cand completion 'Print the completion script of a shell'
            cand man 'Print the manual page, or write those of all commands into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;encrypt'= {
            cand --output 'Write the result to this file'
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand --dotenv-dialect 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special'
            cand -a 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]'
            cand --age 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]'
            cand -p 'Fingerprints of PGP keys [env: SOPS_PGP_FP]'
            cand --pgp 'Fingerprints of PGP keys [env: SOPS_PGP_FP]'
            cand -k 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]'
            cand --kms 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]'
            cand --gcp-kms 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]'
            cand --hckms 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]'
            cand --azure-kv 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]'
            cand --hc-vault-transit 'URIs of keys in HashiCorp Vault''s transit engine [env: SOPS_VAULT_URIS]'
            cand --aws-profile 'The AWS profile to use for the KMS keys'
            cand --encryption-context 'The encryption context of the KMS keys: name:value,name2:value2'
            cand --shamir-secret-sharing-threshold 'How many of the rule''s key groups are needed to read the file'
            cand --unencrypted-suffix 'Leave values readable whose key, or a key above, ends so'
            cand --encrypted-suffix 'Encrypt only values whose key, or a key above, ends so'
            cand --unencrypted-regex 'Leave values readable whose key, or a key above, matches'
            cand --encrypted-regex 'Encrypt only values whose key, or a key above, matches'
            cand --unencrypted-comment-regex 'Leave values readable under a comment that matches'
            cand --encrypted-comment-regex 'Encrypt only values under a comment that matches'
            cand --update 'Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --recursive 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --mac-only-encrypted 'Protect only the encrypted values by the MAC, so that others may be edited by hand'
            cand --allow-unencrypted 'Accept that the selector matches nothing and the output is not encrypted at all'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;decrypt'= {
            cand --output 'Write the result to this file'
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand --dotenv-dialect 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special'
            cand --extract 'Print only the value at a key path, such as ''["db"]["hosts"][0]'''
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --recursive 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --ignore-mac 'Release the values even if the file was changed behind the MAC''s back'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;edit'= {
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand -a 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]'
            cand --age 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]'
            cand -p 'Fingerprints of PGP keys [env: SOPS_PGP_FP]'
            cand --pgp 'Fingerprints of PGP keys [env: SOPS_PGP_FP]'
            cand -k 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]'
            cand --kms 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]'
            cand --gcp-kms 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]'
            cand --hckms 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]'
            cand --azure-kv 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]'
            cand --hc-vault-transit 'URIs of keys in HashiCorp Vault''s transit engine [env: SOPS_VAULT_URIS]'
            cand --aws-profile 'The AWS profile to use for the KMS keys'
            cand --encryption-context 'The encryption context of the KMS keys: name:value,name2:value2'
            cand --shamir-secret-sharing-threshold 'How many of the rule''s key groups are needed to read the file'
            cand --unencrypted-suffix 'Leave values readable whose key, or a key above, ends so'
            cand --encrypted-suffix 'Encrypt only values whose key, or a key above, ends so'
            cand --unencrypted-regex 'Leave values readable whose key, or a key above, matches'
            cand --encrypted-regex 'Encrypt only values whose key, or a key above, matches'
            cand --unencrypted-comment-regex 'Leave values readable under a comment that matches'
            cand --encrypted-comment-regex 'Encrypt only values under a comment that matches'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -s 'Show the sops block as well: changes to keys and selectors in it are taken'
            cand --show-master-keys 'Show the sops block as well: changes to keys and selectors in it are taken'
            cand --ignore-mac 'Edit the values even if the MAC does not fit: check all of them'
            cand --accept-recipients 'Accept recipients that were added to the sops block and that the creation rule does not name'
            cand --allow-unencrypted 'Accept that the selector matches nothing in a new file and it is not encrypted at all'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;get'= {
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --ignore-mac 'Release the value even if the file was changed behind the MAC''s back'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;set'= {
            cand --generate 'Set a random secret of so many characters'
            cand --input-type 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)'
            cand --output-type 'Write the file in this format (otherwise that of the input)'
            cand --shamir-secret-sharing-threshold 'Accepted for other programs'' sake: a change never regroups keys'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --value-file 'VALUE is the name of a file that holds the JSON'
            cand --value-stdin 'Read the JSON from standard input'
            cand --idempotent 'No error when there is nothing to do'
            cand --ignore-mac 'Go on even if the file was changed behind the MAC''s back; its new MAC then vouches for that'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;unset'= {
            cand --input-type 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)'
            cand --output-type 'Write the file in this format (otherwise that of the input)'
            cand --shamir-secret-sharing-threshold 'Accepted for other programs'' sake: a change never regroups keys'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --idempotent 'No error when there is nothing to do'
            cand --ignore-mac 'Go on even if the file was changed behind the MAC''s back; its new MAC then vouches for that'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;exec-env'= {
            cand --only 'Pass only these keys, separated by commas'
            cand --prefix 'Put this before the name of each variable'
            cand --flatten 'Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host'
            cand --input-type 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)'
            cand --dotenv-dialect 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special'
            cand --user 'Run the command as this user, with the user''s groups and HOME'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --pristine 'Pass only the values of the files, nothing of the present environment'
            cand --background 'Leave the command to itself, without our streams, and do not wait for it'
            cand --same-process 'Become the command instead of running it beside this process: what is done in any case'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;exec-file'= {
            cand --filename 'The name of the decrypted file'
            cand --dotenv-dialect 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special'
            cand --user 'Run the command as this user, with the user''s groups and HOME'
            cand --input-type 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)'
            cand --output-type 'Give the command this format: yaml, json, dotenv (otherwise that of the file)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --no-fifo 'Use a file instead of a named pipe'
            cand --background 'Do not wait for the command; only for callers of the real program: the file is gone at once'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;rotate'= {
            cand --output 'Write the result to this file'
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand --add-age 'age recipients'
            cand --add-pgp 'Fingerprints of PGP keys'
            cand --add-kms 'ARNs of AWS KMS keys'
            cand --add-gcp-kms 'Resource IDs of Google Cloud KMS keys'
            cand --add-hckms 'Huawei Cloud KMS keys as region:key-id'
            cand --add-azure-kv 'URLs of Azure Key Vault keys'
            cand --add-hc-vault-transit 'URIs of keys in HashiCorp Vault''s transit engine'
            cand --rm-age 'age recipients'
            cand --rm-pgp 'Fingerprints of PGP keys'
            cand --rm-kms 'ARNs of AWS KMS keys'
            cand --rm-gcp-kms 'Resource IDs of Google Cloud KMS keys'
            cand --rm-hckms 'Huawei Cloud KMS keys as region:key-id'
            cand --rm-azure-kv 'URLs of Azure Key Vault keys'
            cand --rm-hc-vault-transit 'URIs of keys in HashiCorp Vault''s transit engine'
            cand --aws-profile 'The AWS profile to use for the KMS keys'
            cand --encryption-context 'The encryption context of the KMS keys: name:value,name2:value2'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --recursive 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --accept-recipients 'Accept recipients that the file names and its creation rule does not'
            cand --drop-unsupported 'Let keys go that this version cannot wrap a new data key for'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;updatekeys'= {
            cand --input-type 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --recursive 'Go through folders, and take the files in them that the command is for; .gitignore counts'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --keep-data-key 'Keep the data key although keys are removed'
            cand --accept-recipients 'Accept recipients that the file names and its creation rule does not'
            cand --drop-unsupported 'Let keys go that this version cannot wrap a new data key for'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;groups'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Add a group of keys'
            cand delete 'Delete a group of keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;groups;add'= {
            cand -f 'The encrypted file'
            cand --file 'The encrypted file'
            cand --shamir-secret-sharing-threshold 'How many groups are needed to read the file'
            cand --age 'age recipients'
            cand --pgp 'Fingerprints of PGP keys'
            cand --kms 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE'
            cand --gcp-kms 'Resource IDs of Google Cloud KMS keys'
            cand --hckms 'Huawei Cloud KMS keys as region:key-id'
            cand --azure-kv 'URLs of Azure Key Vault keys'
            cand --hc-vault-transit 'URIs of keys in HashiCorp Vault''s transit engine'
            cand --aws-profile 'The AWS profile to use for the KMS keys'
            cand --encryption-context 'The encryption context of the KMS keys: name:value,name2:value2'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --keep-data-key 'Keep the data key although some could read the file without the others'
            cand --accept-recipients 'Accept recipients that the file names and its creation rule does not'
            cand --drop-unsupported 'Let keys go that this version cannot wrap a new data key for'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;groups;delete'= {
            cand -f 'The encrypted file'
            cand --file 'The encrypted file'
            cand --shamir-secret-sharing-threshold 'How many groups are needed to read the file'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --keep-data-key 'Keep the data key although some could read the file without the others'
            cand --accept-recipients 'Accept recipients that the file names and its creation rule does not'
            cand --drop-unsupported 'Let keys go that this version cannot wrap a new data key for'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;groups;help'= {
            cand add 'Add a group of keys'
            cand delete 'Delete a group of keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;groups;help;add'= {
        }
        &'sops-rs;groups;help;delete'= {
        }
        &'sops-rs;groups;help;help'= {
        }
        &'sops-rs;recipients'= {
            cand --input-type 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Go through folders, and take the encrypted files in them; .gitignore counts'
            cand --recursive 'Go through folders, and take the encrypted files in them; .gitignore counts'
            cand --json 'Print JSON instead of a table'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;check'= {
            cand --max-age 'Name data keys that are older than this: 90d, 12w, 1y'
            cand --requires 'Demand of the files the keys of this one, such as a committed .env.example'
            cand --format 'How to report'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Folders are gone through anyhow: for those who are used to it from other commands'
            cand --recursive 'Folders are gone through anyhow: for those who are used to it from other commands'
            cand --staged 'Check what is staged in git for the next commit'
            cand --strict 'Take warnings for errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;verify'= {
            cand --format 'How to report'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -r 'Folders are gone through anyhow: for those who are used to it from other commands'
            cand --recursive 'Folders are gone through anyhow: for those who are used to it from other commands'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;diff'= {
            cand --input-type 'Read both as this format: yaml, json, dotenv (otherwise their names tell)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --show 'Show the values that are encrypted'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;merge'= {
            cand --output 'Write the result to this file instead of standard output'
            cand --filename-override 'Take format and creation rule from this name instead of our version''s'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --resolve 'Settle the conflicts in the files, in the editor unless a flag says how'
            cand --ours 'Take our value in every conflict'
            cand --theirs 'Take their value in every conflict'
            cand --union 'Take the entries and list items of both sides'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
            cand install 'Install the drivers and the hook in this repository'
            cand uninstall 'Take out of this repository what `git install` put in, and nothing else'
            cand status 'Show what is installed in this repository; exit code 1 when something is missing'
            cand textconv 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
            cand merge-driver 'Merge three versions of a file (git runs this)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;git;install'= {
            cand --program 'Let git run this program'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --keys-only 'Show which keys changed, and no values: needs no key'
            cand --no-hook 'Do not install the pre-commit hook'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git;uninstall'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git;status'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git;textconv'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --keys-only 'Print keys with fingerprints of their encrypted values: needs no key'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git;merge-driver'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --ancestor 'Merge ancestors: conflicts go back to what was before'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;git;help'= {
            cand install 'Install the drivers and the hook in this repository'
            cand uninstall 'Take out of this repository what `git install` put in, and nothing else'
            cand status 'Show what is installed in this repository; exit code 1 when something is missing'
            cand textconv 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
            cand merge-driver 'Merge three versions of a file (git runs this)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;git;help;install'= {
        }
        &'sops-rs;git;help;uninstall'= {
        }
        &'sops-rs;git;help;status'= {
        }
        &'sops-rs;git;help;textconv'= {
        }
        &'sops-rs;git;help;merge-driver'= {
        }
        &'sops-rs;git;help;help'= {
        }
        &'sops-rs;example'= {
            cand --output 'Write the example to this file'
            cand --placeholder 'What stands for a secret text'
            cand --input-type 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --keep-comments 'Keep the comments of a file that is not encrypted'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;config'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
            cand check 'Check the configuration: all rules, each mistake with its place'
            cand explain 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
            cand schema 'Print the JSON Schema of the configuration, for editors'
            cand recipients 'Add recipients to rules, or take them out'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;config;check'= {
            cand --format 'How to report'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --strict 'Take warnings for errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sops-rs;config;explain'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;config;schema'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;config;recipients'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
            cand add 'Add a recipient to a rule, then to the files that the rule is for'
            cand remove 'Take a recipient out of rules, then out of the files that these are for'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;config;recipients;add'= {
            cand --rule 'The rule, counted from 1; may be repeated (needed when there are several)'
            cand --group 'The key group of the rule, counted from 1 (needed when there are several)'
            cand --name 'What people call the recipient: it becomes a comment behind it'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --all-rules 'All rules'
            cand -y 'Update the keys of the files without asking'
            cand --yes 'Update the keys of the files without asking'
            cand --no-updatekeys 'Change the configuration alone'
            cand --dry-run 'Show what would change, and change nothing'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;config;recipients;remove'= {
            cand --rule 'The rule, counted from 1; may be repeated (otherwise all that name the recipient)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -y 'Update the keys of the files without asking'
            cand --yes 'Update the keys of the files without asking'
            cand --no-updatekeys 'Change the configuration alone'
            cand --dry-run 'Show what would change, and change nothing'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;config;recipients;help'= {
            cand add 'Add a recipient to a rule, then to the files that the rule is for'
            cand remove 'Take a recipient out of rules, then out of the files that these are for'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;config;recipients;help;add'= {
        }
        &'sops-rs;config;recipients;help;remove'= {
        }
        &'sops-rs;config;recipients;help;help'= {
        }
        &'sops-rs;config;help'= {
            cand check 'Check the configuration: all rules, each mistake with its place'
            cand explain 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
            cand schema 'Print the JSON Schema of the configuration, for editors'
            cand recipients 'Add recipients to rules, or take them out'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;config;help;check'= {
        }
        &'sops-rs;config;help;explain'= {
        }
        &'sops-rs;config;help;schema'= {
        }
        &'sops-rs;config;help;recipients'= {
            cand add 'Add a recipient to a rule, then to the files that the rule is for'
            cand remove 'Take a recipient out of rules, then out of the files that these are for'
        }
        &'sops-rs;config;help;recipients;add'= {
        }
        &'sops-rs;config;help;recipients;remove'= {
        }
        &'sops-rs;config;help;help'= {
        }
        &'sops-rs;init'= {
            cand --age 'Encrypt to these age recipients instead of an identity of your own'
            cand --path-regex 'Which files the first rule is for [default: those in folders called secrets, secrets.yaml, *.enc.yaml and their like]'
            cand --name 'What to call your key in the configuration [default: your name on this machine]'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --dry-run 'Show what would be done, and do nothing'
            cand --no-git 'Leave git''s settings, its attributes and its hooks as they are'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;filestatus'= {
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;keygen'= {
            cand -o 'Write the identity to this new file, creating its folder when it is missing'
            cand --output 'Write the identity to this new file, creating its folder when it is missing'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand --pq 'Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose recipients are of this kind'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;completion'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;man'= {
            cand --output 'Write one page a command into this folder, which is made if it is not there'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --timeout 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;help'= {
            cand encrypt 'Encrypt the values of a file, or of standard input'
            cand decrypt 'Decrypt a file, or standard input'
            cand edit 'Edit an encrypted file, or a new one, in your editor'
            cand get 'Print a value of an encrypted file'
            cand set 'Set a value of an encrypted file'
            cand unset 'Remove a value of an encrypted file'
            cand exec-env 'Run a command with the values of encrypted files as environment variables'
            cand exec-file 'Run a command with a decrypted file that is there for as long as the command runs'
            cand rotate 'Encrypt all values of a file anew under a new data key'
            cand updatekeys 'Make the keys of files those of their creation rules'
            cand groups 'Add or delete a key group of a file'
            cand recipients 'Show who can read which files'
            cand check 'Check all files of a repository, without any key'
            cand verify 'Verify that encrypted files are whole: their MAC and every value'
            cand diff 'Show what differs between two files, by key path'
            cand merge 'Merge encrypted files by key path, or settle the conflicts of a merge'
            cand git 'Make git diff and merge encrypted files by their values'
            cand example 'Write a file again with placeholders for its secrets, to be committed as an example'
            cand config 'Check, explain and change the configuration'
            cand init 'Set up a repository: an identity, a configuration, and what git needs to know'
            cand filestatus 'Tell whether a file is encrypted, as JSON'
            cand keygen 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
            cand completion 'Print the completion script of a shell'
            cand man 'Print the manual page, or write those of all commands into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;help;encrypt'= {
        }
        &'sops-rs;help;decrypt'= {
        }
        &'sops-rs;help;edit'= {
        }
        &'sops-rs;help;get'= {
        }
        &'sops-rs;help;set'= {
        }
        &'sops-rs;help;unset'= {
        }
        &'sops-rs;help;exec-env'= {
        }
        &'sops-rs;help;exec-file'= {
        }
        &'sops-rs;help;rotate'= {
        }
        &'sops-rs;help;updatekeys'= {
        }
        &'sops-rs;help;groups'= {
            cand add 'Add a group of keys'
            cand delete 'Delete a group of keys'
        }
        &'sops-rs;help;groups;add'= {
        }
        &'sops-rs;help;groups;delete'= {
        }
        &'sops-rs;help;recipients'= {
        }
        &'sops-rs;help;check'= {
        }
        &'sops-rs;help;verify'= {
        }
        &'sops-rs;help;diff'= {
        }
        &'sops-rs;help;merge'= {
        }
        &'sops-rs;help;git'= {
            cand install 'Install the drivers and the hook in this repository'
            cand uninstall 'Take out of this repository what `git install` put in, and nothing else'
            cand status 'Show what is installed in this repository; exit code 1 when something is missing'
            cand textconv 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
            cand merge-driver 'Merge three versions of a file (git runs this)'
        }
        &'sops-rs;help;git;install'= {
        }
        &'sops-rs;help;git;uninstall'= {
        }
        &'sops-rs;help;git;status'= {
        }
        &'sops-rs;help;git;textconv'= {
        }
        &'sops-rs;help;git;merge-driver'= {
        }
        &'sops-rs;help;example'= {
        }
        &'sops-rs;help;config'= {
            cand check 'Check the configuration: all rules, each mistake with its place'
            cand explain 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
            cand schema 'Print the JSON Schema of the configuration, for editors'
            cand recipients 'Add recipients to rules, or take them out'
        }
        &'sops-rs;help;config;check'= {
        }
        &'sops-rs;help;config;explain'= {
        }
        &'sops-rs;help;config;schema'= {
        }
        &'sops-rs;help;config;recipients'= {
            cand add 'Add a recipient to a rule, then to the files that the rule is for'
            cand remove 'Take a recipient out of rules, then out of the files that these are for'
        }
        &'sops-rs;help;config;recipients;add'= {
        }
        &'sops-rs;help;config;recipients;remove'= {
        }
        &'sops-rs;help;init'= {
        }
        &'sops-rs;help;filestatus'= {
        }
        &'sops-rs;help;keygen'= {
        }
        &'sops-rs;help;completion'= {
        }
        &'sops-rs;help;man'= {
        }
        &'sops-rs;help;help'= {
        }
    ]
    $completions[$command]
}
