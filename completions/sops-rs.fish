# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sops_rs_global_optspecs
    string join \n config= decryption-order= timeout= h/help V/version
end

function __fish_sops_rs_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sops_rs_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sops_rs_using_subcommand
    set -l cmd (__fish_sops_rs_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sops-rs -n "__fish_sops_rs_needs_command" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_needs_command" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_needs_command" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_needs_command" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -s V -l version -d 'Print version'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "encrypt" -d 'Encrypt the values of a file, or of standard input'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "decrypt" -d 'Decrypt a file, or standard input'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "edit" -d 'Edit an encrypted file, or a new one, in your editor'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "get" -d 'Print a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "set" -d 'Set a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "unset" -d 'Remove a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "exec-env" -d 'Run a command with the values of encrypted files as environment variables'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "exec-file" -d 'Run a command with a decrypted file that is there for as long as the command runs'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "rotate" -d 'Encrypt all values of a file anew under a new data key'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "updatekeys" -d 'Make the keys of files those of their creation rules'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "groups" -d 'Add or delete a key group of a file'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "recipients" -d 'Show who can read which files'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "check" -d 'Check all files of a repository, without any key'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "verify" -d 'Verify that encrypted files are whole: their MAC and every value'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "diff" -d 'Show what differs between two files, by key path'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "merge" -d 'Merge encrypted files by key path, or settle the conflicts of a merge'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "git" -d 'Make git diff and merge encrypted files by their values'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "example" -d 'Write a file again with placeholders for its secrets, to be committed as an example'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "config" -d 'Check, explain and change the configuration'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "init" -d 'Set up a repository: an identity, a configuration, and what git needs to know'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "filestatus" -d 'Tell whether a file is encrypted, as JSON'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "keygen" -d 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "completion" -d 'Print the completion script of a shell'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "man" -d 'Print the manual page, or write those of all commands into a folder'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l output -d 'Write the result to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l dotenv-dialect -d 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special' -r -f -a "docker\t'As docker run --env-file: all behind = is the value'
shell\t'As a shell that sources the file: quotes, export, values over several lines'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s a -l age -d 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s p -l pgp -d 'Fingerprints of PGP keys [env: SOPS_PGP_FP]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s k -l kms -d 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l gcp-kms -d 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l hckms -d 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l azure-kv -d 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l hc-vault-transit -d 'URIs of keys in HashiCorp Vault\'s transit engine [env: SOPS_VAULT_URIS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l aws-profile -d 'The AWS profile to use for the KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encryption-context -d 'The encryption context of the KMS keys: name:value,name2:value2' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l shamir-secret-sharing-threshold -d 'How many of the rule\'s key groups are needed to read the file' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-suffix -d 'Leave values readable whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-suffix -d 'Encrypt only values whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-regex -d 'Leave values readable whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-regex -d 'Encrypt only values whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-comment-regex -d 'Leave values readable under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-comment-regex -d 'Encrypt only values under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l update -d 'Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s r -l recursive -d 'Go through folders, and take the files in them that the command is for; .gitignore counts'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l mac-only-encrypted -d 'Protect only the encrypted values by the MAC, so that others may be edited by hand'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l allow-unencrypted -d 'Accept that the selector matches nothing and the output is not encrypted at all'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l output -d 'Write the result to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l dotenv-dialect -d 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special' -r -f -a "docker\t'As docker run --env-file: all behind = is the value'
shell\t'As a shell that sources the file: quotes, export, values over several lines'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l extract -d 'Print only the value at a key path, such as \'["db"]["hosts"][0]\'' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -s r -l recursive -d 'Go through folders, and take the files in them that the command is for; .gitignore counts'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l ignore-mac -d 'Release the values even if the file was changed behind the MAC\'s back'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -s a -l age -d 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -s p -l pgp -d 'Fingerprints of PGP keys [env: SOPS_PGP_FP]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -s k -l kms -d 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l gcp-kms -d 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l hckms -d 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l azure-kv -d 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l hc-vault-transit -d 'URIs of keys in HashiCorp Vault\'s transit engine [env: SOPS_VAULT_URIS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l aws-profile -d 'The AWS profile to use for the KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l encryption-context -d 'The encryption context of the KMS keys: name:value,name2:value2' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l shamir-secret-sharing-threshold -d 'How many of the rule\'s key groups are needed to read the file' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l unencrypted-suffix -d 'Leave values readable whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l encrypted-suffix -d 'Encrypt only values whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l unencrypted-regex -d 'Leave values readable whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l encrypted-regex -d 'Encrypt only values whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l unencrypted-comment-regex -d 'Leave values readable under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l encrypted-comment-regex -d 'Encrypt only values under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -s s -l show-master-keys -d 'Show the sops block as well: changes to keys and selectors in it are taken'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l ignore-mac -d 'Edit the values even if the MAC does not fit: check all of them'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l accept-recipients -d 'Accept recipients that were added to the sops block and that the creation rule does not name'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -l allow-unencrypted -d 'Accept that the selector matches nothing in a new file and it is not encrypted at all'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand edit" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -l ignore-mac -d 'Release the value even if the file was changed behind the MAC\'s back'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand get" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l generate -d 'Set a random secret of so many characters' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l input-type -d 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l output-type -d 'Write the file in this format (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l shamir-secret-sharing-threshold -d 'Accepted for other programs\' sake: a change never regroups keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l value-file -d 'VALUE is the name of a file that holds the JSON'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l value-stdin -d 'Read the JSON from standard input'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l idempotent -d 'No error when there is nothing to do'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -l ignore-mac -d 'Go on even if the file was changed behind the MAC\'s back; its new MAC then vouches for that'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand set" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l input-type -d 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l output-type -d 'Write the file in this format (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l shamir-secret-sharing-threshold -d 'Accepted for other programs\' sake: a change never regroups keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l idempotent -d 'No error when there is nothing to do'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -l ignore-mac -d 'Go on even if the file was changed behind the MAC\'s back; its new MAC then vouches for that'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand unset" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l only -d 'Pass only these keys, separated by commas' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l prefix -d 'Put this before the name of each variable' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l flatten -d 'Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l input-type -d 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l dotenv-dialect -d 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special' -r -f -a "docker\t'As docker run --env-file: all behind = is the value'
shell\t'As a shell that sources the file: quotes, export, values over several lines'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l user -d 'Run the command as this user, with the user\'s groups and HOME' -r -f -a "(__fish_complete_users)"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l pristine -d 'Pass only the values of the files, nothing of the present environment'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l background -d 'Leave the command to itself, without our streams, and do not wait for it'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l same-process -d 'Become the command instead of running it beside this process: what is done in any case'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l filename -d 'The name of the decrypted file' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l dotenv-dialect -d 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special' -r -f -a "docker\t'As docker run --env-file: all behind = is the value'
shell\t'As a shell that sources the file: quotes, export, values over several lines'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l user -d 'Run the command as this user, with the user\'s groups and HOME' -r -f -a "(__fish_complete_users)"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l input-type -d 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l output-type -d 'Give the command this format: yaml, json, dotenv (otherwise that of the file)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l no-fifo -d 'Use a file instead of a named pipe'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -l background -d 'Do not wait for the command; only for callers of the real program: the file is gone at once'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-file" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l output -d 'Write the result to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-age -d 'age recipients' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-pgp -d 'Fingerprints of PGP keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-kms -d 'ARNs of AWS KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-gcp-kms -d 'Resource IDs of Google Cloud KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-hckms -d 'Huawei Cloud KMS keys as region:key-id' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-azure-kv -d 'URLs of Azure Key Vault keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l add-hc-vault-transit -d 'URIs of keys in HashiCorp Vault\'s transit engine' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-age -d 'age recipients' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-pgp -d 'Fingerprints of PGP keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-kms -d 'ARNs of AWS KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-gcp-kms -d 'Resource IDs of Google Cloud KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-hckms -d 'Huawei Cloud KMS keys as region:key-id' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-azure-kv -d 'URLs of Azure Key Vault keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l rm-hc-vault-transit -d 'URIs of keys in HashiCorp Vault\'s transit engine' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l aws-profile -d 'The AWS profile to use for the KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l encryption-context -d 'The encryption context of the KMS keys: name:value,name2:value2' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -s r -l recursive -d 'Go through folders, and take the files in them that the command is for; .gitignore counts'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l accept-recipients -d 'Accept recipients that the file names and its creation rule does not'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -l drop-unsupported -d 'Let keys go that this version cannot wrap a new data key for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand rotate" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l input-type -d 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -s r -l recursive -d 'Go through folders, and take the files in them that the command is for; .gitignore counts'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -s y -l yes -d 'Do not ask'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l keep-data-key -d 'Keep the data key although keys are removed'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l accept-recipients -d 'Accept recipients that the file names and its creation rule does not'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -l drop-unsupported -d 'Let keys go that this version cannot wrap a new data key for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand updatekeys" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -f -a "add" -d 'Add a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -f -a "delete" -d 'Delete a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and not __fish_seen_subcommand_from add delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -s f -l file -d 'The encrypted file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l shamir-secret-sharing-threshold -d 'How many groups are needed to read the file' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l age -d 'age recipients' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l pgp -d 'Fingerprints of PGP keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l kms -d 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l gcp-kms -d 'Resource IDs of Google Cloud KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l hckms -d 'Huawei Cloud KMS keys as region:key-id' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l azure-kv -d 'URLs of Azure Key Vault keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l hc-vault-transit -d 'URIs of keys in HashiCorp Vault\'s transit engine' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l aws-profile -d 'The AWS profile to use for the KMS keys' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l encryption-context -d 'The encryption context of the KMS keys: name:value,name2:value2' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l keep-data-key -d 'Keep the data key although some could read the file without the others'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l accept-recipients -d 'Accept recipients that the file names and its creation rule does not'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -l drop-unsupported -d 'Let keys go that this version cannot wrap a new data key for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -s f -l file -d 'The encrypted file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l shamir-secret-sharing-threshold -d 'How many groups are needed to read the file' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l keep-data-key -d 'Keep the data key although some could read the file without the others'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l accept-recipients -d 'Accept recipients that the file names and its creation rule does not'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -l drop-unsupported -d 'Let keys go that this version cannot wrap a new data key for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand groups; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -l input-type -d 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -s r -l recursive -d 'Go through folders, and take the encrypted files in them; .gitignore counts'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -l json -d 'Print JSON instead of a table'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand recipients" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l max-age -d 'Name data keys that are older than this: 90d, 12w, 1y' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l requires -d 'Demand of the files the keys of this one, such as a committed .env.example' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l format -d 'How to report' -r -f -a "text\t'For people'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -s r -l recursive -d 'Folders are gone through anyhow: for those who are used to it from other commands'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l staged -d 'Check what is staged in git for the next commit'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -l strict -d 'Take warnings for errors'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -l format -d 'How to report' -r -f -a "text\t'For people'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -s r -l recursive -d 'Folders are gone through anyhow: for those who are used to it from other commands'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -l input-type -d 'Read both as this format: yaml, json, dotenv (otherwise their names tell)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -l show -d 'Show the values that are encrypted'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand diff" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l output -d 'Write the result to this file instead of standard output' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l filename-override -d 'Take format and creation rule from this name instead of our version\'s' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l resolve -d 'Settle the conflicts in the files, in the editor unless a flag says how'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l ours -d 'Take our value in every conflict'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l theirs -d 'Take their value in every conflict'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -l union -d 'Take the entries and list items of both sides'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand merge" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "install" -d 'Install the drivers and the hook in this repository'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "uninstall" -d 'Take out of this repository what `git install` put in, and nothing else'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "status" -d 'Show what is installed in this repository; exit code 1 when something is missing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "textconv" -d 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "merge-driver" -d 'Merge three versions of a file (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and not __fish_seen_subcommand_from install uninstall status textconv merge-driver help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l program -d 'Let git run this program' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l keys-only -d 'Show which keys changed, and no values: needs no key'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -l no-hook -d 'Do not install the pre-commit hook'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from uninstall" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from uninstall" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from uninstall" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from status" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from status" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from status" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from textconv" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from textconv" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from textconv" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from textconv" -l keys-only -d 'Print keys with fingerprints of their encrypted values: needs no key'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from textconv" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from merge-driver" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from merge-driver" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from merge-driver" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from merge-driver" -l ancestor -d 'Merge ancestors: conflicts go back to what was before'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from merge-driver" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "install" -d 'Install the drivers and the hook in this repository'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Take out of this repository what `git install` put in, and nothing else'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show what is installed in this repository; exit code 1 when something is missing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "textconv" -d 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "merge-driver" -d 'Merge three versions of a file (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand git; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l output -d 'Write the example to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l placeholder -d 'What stands for a secret text' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l input-type -d 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -l keep-comments -d 'Keep the comments of a file that is not encrypted'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand example" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -f -a "check" -d 'Check the configuration: all rules, each mistake with its place'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -f -a "explain" -d 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -f -a "schema" -d 'Print the JSON Schema of the configuration, for editors'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -f -a "recipients" -d 'Add recipients to rules, or take them out'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and not __fish_seen_subcommand_from check explain schema recipients help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -l format -d 'How to report' -r -f -a "text\t'For people'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -l strict -d 'Take warnings for errors'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from explain" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from explain" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from explain" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from schema" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from schema" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from schema" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -f -a "add" -d 'Add a recipient to a rule, then to the files that the rule is for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -f -a "remove" -d 'Take a recipient out of rules, then out of the files that these are for'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from recipients" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check the configuration: all rules, each mistake with its place'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "schema" -d 'Print the JSON Schema of the configuration, for editors'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "recipients" -d 'Add recipients to rules, or take them out'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l age -d 'Encrypt to these age recipients instead of an identity of your own' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l path-regex -d 'Which files the first rule is for [default: those in folders called secrets, secrets.yaml, *.enc.yaml and their like]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l name -d 'What to call your key in the configuration [default: your name on this machine]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -s y -l yes -d 'Do not ask'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -l no-git -d 'Leave git\'s settings, its attributes and its hooks as they are'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand init" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -s o -l output -d 'Write the identity to this new file, creating its folder when it is missing' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l pq -d 'Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose recipients are of this kind'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand man" -l output -d 'Write one page a command into this folder, which is made if it is not there' -r -f -a "(__fish_complete_directories)"
complete -c sops-rs -n "__fish_sops_rs_using_subcommand man" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand man" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand man" -l timeout -d 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand man" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "encrypt" -d 'Encrypt the values of a file, or of standard input'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "decrypt" -d 'Decrypt a file, or standard input'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "edit" -d 'Edit an encrypted file, or a new one, in your editor'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "get" -d 'Print a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "set" -d 'Set a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "unset" -d 'Remove a value of an encrypted file'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "exec-env" -d 'Run a command with the values of encrypted files as environment variables'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "exec-file" -d 'Run a command with a decrypted file that is there for as long as the command runs'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "rotate" -d 'Encrypt all values of a file anew under a new data key'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "updatekeys" -d 'Make the keys of files those of their creation rules'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "groups" -d 'Add or delete a key group of a file'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "recipients" -d 'Show who can read which files'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "check" -d 'Check all files of a repository, without any key'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "verify" -d 'Verify that encrypted files are whole: their MAC and every value'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "diff" -d 'Show what differs between two files, by key path'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "merge" -d 'Merge encrypted files by key path, or settle the conflicts of a merge'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "git" -d 'Make git diff and merge encrypted files by their values'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "example" -d 'Write a file again with placeholders for its secrets, to be committed as an example'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "config" -d 'Check, explain and change the configuration'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "init" -d 'Set up a repository: an identity, a configuration, and what git needs to know'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "filestatus" -d 'Tell whether a file is encrypted, as JSON'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "keygen" -d 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "completion" -d 'Print the completion script of a shell'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "man" -d 'Print the manual page, or write those of all commands into a folder'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt edit get set unset exec-env exec-file rotate updatekeys groups recipients check verify diff merge git example config init filestatus keygen completion man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from groups" -f -a "add" -d 'Add a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from groups" -f -a "delete" -d 'Delete a group of keys'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from git" -f -a "install" -d 'Install the drivers and the hook in this repository'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from git" -f -a "uninstall" -d 'Take out of this repository what `git install` put in, and nothing else'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from git" -f -a "status" -d 'Show what is installed in this repository; exit code 1 when something is missing'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from git" -f -a "textconv" -d 'Print a file for git to compare: decrypted, with whom it is for (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from git" -f -a "merge-driver" -d 'Merge three versions of a file (git runs this)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Check the configuration: all rules, each mistake with its place'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "explain" -d 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "schema" -d 'Print the JSON Schema of the configuration, for editors'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "recipients" -d 'Add recipients to rules, or take them out'

# Key paths of the file on the line: for get, set and unset, and behind --extract.
function __fish_sops_rs_path_file
    set -l cmd
    set -l file
    for word in (commandline -opc)[2..-1]
        if test -z "$file" && contains -- $word get set unset
            set cmd $word
        else if test -z "$file" && test -f $word
            set file $word
        else if test -n "$file" && not string match -q -- '-*' $word
            return 1
        end
    end
    test -n "$cmd" && test -n "$file" && echo $file
end

function __fish_sops_rs_extract_file
    # It may stand behind the path.
    for word in (commandline -op)[2..-1]
        test -f $word && echo $word && return
    end
    return 1
end

function __fish_sops_rs_key_paths
    set -l typed (commandline -ct | string replace -r '^(--extract=)?[\'"]?' '' | string replace -a '\\' '')
    sops-rs __complete-keys $argv[1] "$typed" 2>/dev/null
end

complete -c sops-rs -n '__fish_sops_rs_path_file >/dev/null' -f -k -a '(__fish_sops_rs_key_paths (__fish_sops_rs_path_file))'
complete -c sops-rs -n '__fish_sops_rs_using_subcommand decrypt && __fish_sops_rs_extract_file >/dev/null' -l extract -r -f -k -a '(__fish_sops_rs_key_paths (__fish_sops_rs_extract_file))'
