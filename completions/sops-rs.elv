
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
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand encrypt 'Encrypt the values of a file, or of standard input'
            cand decrypt 'Decrypt a file, or standard input'
            cand exec-env 'Run a command with the values of encrypted files as environment variables'
            cand filestatus 'Tell whether a file is encrypted, as JSON'
            cand keygen 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
            cand completion 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;encrypt'= {
            cand --output 'Write the result to this file'
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand -a 'Encrypt to these age recipients, separated by commas, instead of those of the creation rule [env: SOPS_AGE_RECIPIENTS]'
            cand --age 'Encrypt to these age recipients, separated by commas, instead of those of the creation rule [env: SOPS_AGE_RECIPIENTS]'
            cand --unencrypted-suffix 'Leave values readable whose key, or a key above, ends so'
            cand --encrypted-suffix 'Encrypt only values whose key, or a key above, ends so'
            cand --unencrypted-regex 'Leave values readable whose key, or a key above, matches'
            cand --encrypted-regex 'Encrypt only values whose key, or a key above, matches'
            cand --unencrypted-comment-regex 'Leave values readable under a comment that matches'
            cand --encrypted-comment-regex 'Encrypt only values under a comment that matches'
            cand --update 'Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --mac-only-encrypted 'Protect only the encrypted values by the MAC, so that others may be edited by hand'
            cand --allow-unencrypted 'Accept that the selector matches nothing and the output is not encrypted at all'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;decrypt'= {
            cand --output 'Write the result to this file'
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --output-type 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)'
            cand --filename-override 'Take format and creation rule from this name instead of the file''s own'
            cand --extract 'Print only the value at a key path, such as ''["db"]["hosts"][0]'''
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand -i 'Write the result over the file itself'
            cand --in-place 'Write the result over the file itself'
            cand --ignore-mac 'Release the values even if the file was changed behind the MAC''s back'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;exec-env'= {
            cand --only 'Pass only these keys, separated by commas'
            cand --prefix 'Put this before the name of each variable'
            cand --flatten 'Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host'
            cand --input-type 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand --pristine 'Pass only the values of the files, nothing of the present environment'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;filestatus'= {
            cand --input-type 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;keygen'= {
            cand -o 'Write the identity to this new file, creating its folder when it is missing'
            cand --output 'Write the identity to this new file, creating its folder when it is missing'
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;completion'= {
            cand --config 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]'
            cand --decryption-order 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sops-rs;help'= {
            cand encrypt 'Encrypt the values of a file, or of standard input'
            cand decrypt 'Decrypt a file, or standard input'
            cand exec-env 'Run a command with the values of encrypted files as environment variables'
            cand filestatus 'Tell whether a file is encrypted, as JSON'
            cand keygen 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to'
            cand completion 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sops-rs;help;encrypt'= {
        }
        &'sops-rs;help;decrypt'= {
        }
        &'sops-rs;help;exec-env'= {
        }
        &'sops-rs;help;filestatus'= {
        }
        &'sops-rs;help;keygen'= {
        }
        &'sops-rs;help;completion'= {
        }
        &'sops-rs;help;help'= {
        }
    ]
    $completions[$command]
}
