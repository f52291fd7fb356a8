# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sops_rs_global_optspecs
    string join \n config= decryption-order= h/help V/version
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
complete -c sops-rs -n "__fish_sops_rs_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -s V -l version -d 'Print version'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "encrypt" -d 'Encrypt the values of a file, or of standard input'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "decrypt" -d 'Decrypt a file, or standard input'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "exec-env" -d 'Run a command with the values of encrypted files as environment variables'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "filestatus" -d 'Tell whether a file is encrypted, as JSON'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "keygen" -d 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "completion" -d 'Print the completion script of a shell'
complete -c sops-rs -n "__fish_sops_rs_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l output -d 'Write the result to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s a -l age -d 'Encrypt to these age recipients, separated by commas, instead of those of the creation rule [env: SOPS_AGE_RECIPIENTS]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-suffix -d 'Leave values readable whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-suffix -d 'Encrypt only values whose key, or a key above, ends so' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-regex -d 'Leave values readable whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-regex -d 'Encrypt only values whose key, or a key above, matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l unencrypted-comment-regex -d 'Leave values readable under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l encrypted-comment-regex -d 'Encrypt only values under a comment that matches' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l update -d 'Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l mac-only-encrypted -d 'Protect only the encrypted values by the MAC, so that others may be edited by hand'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -l allow-unencrypted -d 'Accept that the selector matches nothing and the output is not encrypted at all'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand encrypt" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l output -d 'Write the result to this file' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l output-type -d 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l filename-override -d 'Take format and creation rule from this name instead of the file\'s own' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l extract -d 'Print only the value at a key path, such as \'["db"]["hosts"][0]\'' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -s i -l in-place -d 'Write the result over the file itself'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -l ignore-mac -d 'Release the values even if the file was changed behind the MAC\'s back'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand decrypt" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l only -d 'Pass only these keys, separated by commas' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l prefix -d 'Put this before the name of each variable' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l flatten -d 'Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l input-type -d 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -l pristine -d 'Pass only the values of the files, nothing of the present environment'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand exec-env" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l input-type -d 'Read the input as this format: yaml, json, dotenv (otherwise the file\'s name tells)' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand filestatus" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -s o -l output -d 'Write the identity to this new file, creating its folder when it is missing' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand keygen" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -l config -d 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]' -r -F
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -l decryption-order -d 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]' -r
complete -c sops-rs -n "__fish_sops_rs_using_subcommand completion" -s h -l help -d 'Print help'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "encrypt" -d 'Encrypt the values of a file, or of standard input'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "decrypt" -d 'Decrypt a file, or standard input'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "exec-env" -d 'Run a command with the values of encrypted files as environment variables'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "filestatus" -d 'Tell whether a file is encrypted, as JSON'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "keygen" -d 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "completion" -d 'Print the completion script of a shell'
complete -c sops-rs -n "__fish_sops_rs_using_subcommand help; and not __fish_seen_subcommand_from encrypt decrypt exec-env filestatus keygen completion help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
