
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'sops-rs' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'sops-rs'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'sops-rs' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'Encrypt the values of a file, or of standard input')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Decrypt a file, or standard input')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Edit an encrypted file, or a new one, in your editor')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a value of an encrypted file')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a value of an encrypted file')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a value of an encrypted file')
            [CompletionResult]::new('exec-env', 'exec-env', [CompletionResultType]::ParameterValue, 'Run a command with the values of encrypted files as environment variables')
            [CompletionResult]::new('exec-file', 'exec-file', [CompletionResultType]::ParameterValue, 'Run a command with a decrypted file that is there for as long as the command runs')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Encrypt all values of a file anew under a new data key')
            [CompletionResult]::new('updatekeys', 'updatekeys', [CompletionResultType]::ParameterValue, 'Make the keys of files those of their creation rules')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'Add or delete a key group of a file')
            [CompletionResult]::new('recipients', 'recipients', [CompletionResultType]::ParameterValue, 'Show who can read which files')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check all files of a repository, without any key')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that encrypted files are whole: their MAC and every value')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two files, by key path')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Merge encrypted files by key path, or settle the conflicts of a merge')
            [CompletionResult]::new('git', 'git', [CompletionResultType]::ParameterValue, 'Make git diff and merge encrypted files by their values')
            [CompletionResult]::new('example', 'example', [CompletionResultType]::ParameterValue, 'Write a file again with placeholders for its secrets, to be committed as an example')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Check, explain and change the configuration')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set up a repository: an identity, a configuration, and what git needs to know')
            [CompletionResult]::new('filestatus', 'filestatus', [CompletionResultType]::ParameterValue, 'Tell whether a file is encrypted, as JSON')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write those of all commands into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;encrypt' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the result to this file')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of the file''s own')
            [CompletionResult]::new('--dotenv-dialect', '--dotenv-dialect', [CompletionResultType]::ParameterName, 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]')
            [CompletionResult]::new('--age', '--age', [CompletionResultType]::ParameterName, 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys [env: SOPS_PGP_FP]')
            [CompletionResult]::new('--pgp', '--pgp', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys [env: SOPS_PGP_FP]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]')
            [CompletionResult]::new('--kms', '--kms', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]')
            [CompletionResult]::new('--gcp-kms', '--gcp-kms', [CompletionResultType]::ParameterName, 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]')
            [CompletionResult]::new('--hckms', '--hckms', [CompletionResultType]::ParameterName, 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]')
            [CompletionResult]::new('--azure-kv', '--azure-kv', [CompletionResultType]::ParameterName, 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]')
            [CompletionResult]::new('--hc-vault-transit', '--hc-vault-transit', [CompletionResultType]::ParameterName, 'URIs of keys in HashiCorp Vault''s transit engine [env: SOPS_VAULT_URIS]')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The AWS profile to use for the KMS keys')
            [CompletionResult]::new('--encryption-context', '--encryption-context', [CompletionResultType]::ParameterName, 'The encryption context of the KMS keys: name:value,name2:value2')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'How many of the rule''s key groups are needed to read the file')
            [CompletionResult]::new('--unencrypted-suffix', '--unencrypted-suffix', [CompletionResultType]::ParameterName, 'Leave values readable whose key, or a key above, ends so')
            [CompletionResult]::new('--encrypted-suffix', '--encrypted-suffix', [CompletionResultType]::ParameterName, 'Encrypt only values whose key, or a key above, ends so')
            [CompletionResult]::new('--unencrypted-regex', '--unencrypted-regex', [CompletionResultType]::ParameterName, 'Leave values readable whose key, or a key above, matches')
            [CompletionResult]::new('--encrypted-regex', '--encrypted-regex', [CompletionResultType]::ParameterName, 'Encrypt only values whose key, or a key above, matches')
            [CompletionResult]::new('--unencrypted-comment-regex', '--unencrypted-comment-regex', [CompletionResultType]::ParameterName, 'Leave values readable under a comment that matches')
            [CompletionResult]::new('--encrypted-comment-regex', '--encrypted-comment-regex', [CompletionResultType]::ParameterName, 'Encrypt only values under a comment that matches')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--mac-only-encrypted', '--mac-only-encrypted', [CompletionResultType]::ParameterName, 'Protect only the encrypted values by the MAC, so that others may be edited by hand')
            [CompletionResult]::new('--allow-unencrypted', '--allow-unencrypted', [CompletionResultType]::ParameterName, 'Accept that the selector matches nothing and the output is not encrypted at all')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;decrypt' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the result to this file')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of the file''s own')
            [CompletionResult]::new('--dotenv-dialect', '--dotenv-dialect', [CompletionResultType]::ParameterName, 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special')
            [CompletionResult]::new('--extract', '--extract', [CompletionResultType]::ParameterName, 'Print only the value at a key path, such as ''["db"]["hosts"][0]''')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--ignore-mac', '--ignore-mac', [CompletionResultType]::ParameterName, 'Release the values even if the file was changed behind the MAC''s back')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;edit' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of the file''s own')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]')
            [CompletionResult]::new('--age', '--age', [CompletionResultType]::ParameterName, 'age recipients: age1…, age1pq1…, ssh-ed25519 …, those of plugins [env: SOPS_AGE_RECIPIENTS]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys [env: SOPS_PGP_FP]')
            [CompletionResult]::new('--pgp', '--pgp', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys [env: SOPS_PGP_FP]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]')
            [CompletionResult]::new('--kms', '--kms', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE [env: SOPS_KMS_ARN]')
            [CompletionResult]::new('--gcp-kms', '--gcp-kms', [CompletionResultType]::ParameterName, 'Resource IDs of Google Cloud KMS keys [env: SOPS_GCP_KMS_IDS]')
            [CompletionResult]::new('--hckms', '--hckms', [CompletionResultType]::ParameterName, 'Huawei Cloud KMS keys as region:key-id [env: SOPS_HUAWEICLOUD_KMS_IDS]')
            [CompletionResult]::new('--azure-kv', '--azure-kv', [CompletionResultType]::ParameterName, 'URLs of Azure Key Vault keys [env: SOPS_AZURE_KEYVAULT_URLS]')
            [CompletionResult]::new('--hc-vault-transit', '--hc-vault-transit', [CompletionResultType]::ParameterName, 'URIs of keys in HashiCorp Vault''s transit engine [env: SOPS_VAULT_URIS]')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The AWS profile to use for the KMS keys')
            [CompletionResult]::new('--encryption-context', '--encryption-context', [CompletionResultType]::ParameterName, 'The encryption context of the KMS keys: name:value,name2:value2')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'How many of the rule''s key groups are needed to read the file')
            [CompletionResult]::new('--unencrypted-suffix', '--unencrypted-suffix', [CompletionResultType]::ParameterName, 'Leave values readable whose key, or a key above, ends so')
            [CompletionResult]::new('--encrypted-suffix', '--encrypted-suffix', [CompletionResultType]::ParameterName, 'Encrypt only values whose key, or a key above, ends so')
            [CompletionResult]::new('--unencrypted-regex', '--unencrypted-regex', [CompletionResultType]::ParameterName, 'Leave values readable whose key, or a key above, matches')
            [CompletionResult]::new('--encrypted-regex', '--encrypted-regex', [CompletionResultType]::ParameterName, 'Encrypt only values whose key, or a key above, matches')
            [CompletionResult]::new('--unencrypted-comment-regex', '--unencrypted-comment-regex', [CompletionResultType]::ParameterName, 'Leave values readable under a comment that matches')
            [CompletionResult]::new('--encrypted-comment-regex', '--encrypted-comment-regex', [CompletionResultType]::ParameterName, 'Encrypt only values under a comment that matches')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Show the sops block as well: changes to keys and selectors in it are taken')
            [CompletionResult]::new('--show-master-keys', '--show-master-keys', [CompletionResultType]::ParameterName, 'Show the sops block as well: changes to keys and selectors in it are taken')
            [CompletionResult]::new('--ignore-mac', '--ignore-mac', [CompletionResultType]::ParameterName, 'Edit the values even if the MAC does not fit: check all of them')
            [CompletionResult]::new('--accept-recipients', '--accept-recipients', [CompletionResultType]::ParameterName, 'Accept recipients that were added to the sops block and that the creation rule does not name')
            [CompletionResult]::new('--allow-unencrypted', '--allow-unencrypted', [CompletionResultType]::ParameterName, 'Accept that the selector matches nothing in a new file and it is not encrypted at all')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;get' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of the file''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--ignore-mac', '--ignore-mac', [CompletionResultType]::ParameterName, 'Release the value even if the file was changed behind the MAC''s back')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;set' {
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Set a random secret of so many characters')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the file in this format (otherwise that of the input)')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'Accepted for other programs'' sake: a change never regroups keys')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--value-file', '--value-file', [CompletionResultType]::ParameterName, 'VALUE is the name of a file that holds the JSON')
            [CompletionResult]::new('--value-stdin', '--value-stdin', [CompletionResultType]::ParameterName, 'Read the JSON from standard input')
            [CompletionResult]::new('--idempotent', '--idempotent', [CompletionResultType]::ParameterName, 'No error when there is nothing to do')
            [CompletionResult]::new('--ignore-mac', '--ignore-mac', [CompletionResultType]::ParameterName, 'Go on even if the file was changed behind the MAC''s back; its new MAC then vouches for that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;unset' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the file in this format (otherwise that of the input)')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'Accepted for other programs'' sake: a change never regroups keys')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--idempotent', '--idempotent', [CompletionResultType]::ParameterName, 'No error when there is nothing to do')
            [CompletionResult]::new('--ignore-mac', '--ignore-mac', [CompletionResultType]::ParameterName, 'Go on even if the file was changed behind the MAC''s back; its new MAC then vouches for that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;exec-env' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Pass only these keys, separated by commas')
            [CompletionResult]::new('--prefix', '--prefix', [CompletionResultType]::ParameterName, 'Put this before the name of each variable')
            [CompletionResult]::new('--flatten', '--flatten', [CompletionResultType]::ParameterName, 'Name nested values by the keys on the way to them, joined by SEP: with _ the value of host under db becomes db_host')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)')
            [CompletionResult]::new('--dotenv-dialect', '--dotenv-dialect', [CompletionResultType]::ParameterName, 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Run the command as this user, with the user''s groups and HOME')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--pristine', '--pristine', [CompletionResultType]::ParameterName, 'Pass only the values of the files, nothing of the present environment')
            [CompletionResult]::new('--background', '--background', [CompletionResultType]::ParameterName, 'Leave the command to itself, without our streams, and do not wait for it')
            [CompletionResult]::new('--same-process', '--same-process', [CompletionResultType]::ParameterName, 'Become the command instead of running it beside this process: what is done in any case')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;exec-file' {
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The name of the decrypted file')
            [CompletionResult]::new('--dotenv-dialect', '--dotenv-dialect', [CompletionResultType]::ParameterName, 'Understand .env files as this program does when their values are passed on or converted: without it quotes and export are nothing special')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Run the command as this user, with the user''s groups and HOME')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Give the command this format: yaml, json, dotenv (otherwise that of the file)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--no-fifo', '--no-fifo', [CompletionResultType]::ParameterName, 'Use a file instead of a named pipe')
            [CompletionResult]::new('--background', '--background', [CompletionResultType]::ParameterName, 'Do not wait for the command; only for callers of the real program: the file is gone at once')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;rotate' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the result to this file')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--output-type', '--output-type', [CompletionResultType]::ParameterName, 'Write the output in this format: yaml, json, dotenv (otherwise that of the input)')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of the file''s own')
            [CompletionResult]::new('--add-age', '--add-age', [CompletionResultType]::ParameterName, 'age recipients')
            [CompletionResult]::new('--add-pgp', '--add-pgp', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys')
            [CompletionResult]::new('--add-kms', '--add-kms', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys')
            [CompletionResult]::new('--add-gcp-kms', '--add-gcp-kms', [CompletionResultType]::ParameterName, 'Resource IDs of Google Cloud KMS keys')
            [CompletionResult]::new('--add-hckms', '--add-hckms', [CompletionResultType]::ParameterName, 'Huawei Cloud KMS keys as region:key-id')
            [CompletionResult]::new('--add-azure-kv', '--add-azure-kv', [CompletionResultType]::ParameterName, 'URLs of Azure Key Vault keys')
            [CompletionResult]::new('--add-hc-vault-transit', '--add-hc-vault-transit', [CompletionResultType]::ParameterName, 'URIs of keys in HashiCorp Vault''s transit engine')
            [CompletionResult]::new('--rm-age', '--rm-age', [CompletionResultType]::ParameterName, 'age recipients')
            [CompletionResult]::new('--rm-pgp', '--rm-pgp', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys')
            [CompletionResult]::new('--rm-kms', '--rm-kms', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys')
            [CompletionResult]::new('--rm-gcp-kms', '--rm-gcp-kms', [CompletionResultType]::ParameterName, 'Resource IDs of Google Cloud KMS keys')
            [CompletionResult]::new('--rm-hckms', '--rm-hckms', [CompletionResultType]::ParameterName, 'Huawei Cloud KMS keys as region:key-id')
            [CompletionResult]::new('--rm-azure-kv', '--rm-azure-kv', [CompletionResultType]::ParameterName, 'URLs of Azure Key Vault keys')
            [CompletionResult]::new('--rm-hc-vault-transit', '--rm-hc-vault-transit', [CompletionResultType]::ParameterName, 'URIs of keys in HashiCorp Vault''s transit engine')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The AWS profile to use for the KMS keys')
            [CompletionResult]::new('--encryption-context', '--encryption-context', [CompletionResultType]::ParameterName, 'The encryption context of the KMS keys: name:value,name2:value2')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--accept-recipients', '--accept-recipients', [CompletionResultType]::ParameterName, 'Accept recipients that the file names and its creation rule does not')
            [CompletionResult]::new('--drop-unsupported', '--drop-unsupported', [CompletionResultType]::ParameterName, 'Let keys go that this version cannot wrap a new data key for')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;updatekeys' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Go through folders, and take the files in them that the command is for; .gitignore counts')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--keep-data-key', '--keep-data-key', [CompletionResultType]::ParameterName, 'Keep the data key although keys are removed')
            [CompletionResult]::new('--accept-recipients', '--accept-recipients', [CompletionResultType]::ParameterName, 'Accept recipients that the file names and its creation rule does not')
            [CompletionResult]::new('--drop-unsupported', '--drop-unsupported', [CompletionResultType]::ParameterName, 'Let keys go that this version cannot wrap a new data key for')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;groups' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a group of keys')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a group of keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;groups;add' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The encrypted file')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'The encrypted file')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'How many groups are needed to read the file')
            [CompletionResult]::new('--age', '--age', [CompletionResultType]::ParameterName, 'age recipients')
            [CompletionResult]::new('--pgp', '--pgp', [CompletionResultType]::ParameterName, 'Fingerprints of PGP keys')
            [CompletionResult]::new('--kms', '--kms', [CompletionResultType]::ParameterName, 'ARNs of AWS KMS keys, each perhaps with a role: ARN+ROLE')
            [CompletionResult]::new('--gcp-kms', '--gcp-kms', [CompletionResultType]::ParameterName, 'Resource IDs of Google Cloud KMS keys')
            [CompletionResult]::new('--hckms', '--hckms', [CompletionResultType]::ParameterName, 'Huawei Cloud KMS keys as region:key-id')
            [CompletionResult]::new('--azure-kv', '--azure-kv', [CompletionResultType]::ParameterName, 'URLs of Azure Key Vault keys')
            [CompletionResult]::new('--hc-vault-transit', '--hc-vault-transit', [CompletionResultType]::ParameterName, 'URIs of keys in HashiCorp Vault''s transit engine')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The AWS profile to use for the KMS keys')
            [CompletionResult]::new('--encryption-context', '--encryption-context', [CompletionResultType]::ParameterName, 'The encryption context of the KMS keys: name:value,name2:value2')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--keep-data-key', '--keep-data-key', [CompletionResultType]::ParameterName, 'Keep the data key although some could read the file without the others')
            [CompletionResult]::new('--accept-recipients', '--accept-recipients', [CompletionResultType]::ParameterName, 'Accept recipients that the file names and its creation rule does not')
            [CompletionResult]::new('--drop-unsupported', '--drop-unsupported', [CompletionResultType]::ParameterName, 'Let keys go that this version cannot wrap a new data key for')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;groups;delete' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The encrypted file')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'The encrypted file')
            [CompletionResult]::new('--shamir-secret-sharing-threshold', '--shamir-secret-sharing-threshold', [CompletionResultType]::ParameterName, 'How many groups are needed to read the file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result over the file itself')
            [CompletionResult]::new('--keep-data-key', '--keep-data-key', [CompletionResultType]::ParameterName, 'Keep the data key although some could read the file without the others')
            [CompletionResult]::new('--accept-recipients', '--accept-recipients', [CompletionResultType]::ParameterName, 'Accept recipients that the file names and its creation rule does not')
            [CompletionResult]::new('--drop-unsupported', '--drop-unsupported', [CompletionResultType]::ParameterName, 'Let keys go that this version cannot wrap a new data key for')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;groups;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a group of keys')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a group of keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;groups;help;add' {
            break
        }
        'sops-rs;groups;help;delete' {
            break
        }
        'sops-rs;groups;help;help' {
            break
        }
        'sops-rs;recipients' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the files as this format: yaml, json, dotenv (otherwise their names tell)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Go through folders, and take the encrypted files in them; .gitignore counts')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Go through folders, and take the encrypted files in them; .gitignore counts')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON instead of a table')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;check' {
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'Name data keys that are older than this: 90d, 12w, 1y')
            [CompletionResult]::new('--requires', '--requires', [CompletionResultType]::ParameterName, 'Demand of the files the keys of this one, such as a committed .env.example')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to report')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Folders are gone through anyhow: for those who are used to it from other commands')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are gone through anyhow: for those who are used to it from other commands')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Check what is staged in git for the next commit')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take warnings for errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;verify' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to report')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Folders are gone through anyhow: for those who are used to it from other commands')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are gone through anyhow: for those who are used to it from other commands')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;diff' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read both as this format: yaml, json, dotenv (otherwise their names tell)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Show the values that are encrypted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;merge' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the result to this file instead of standard output')
            [CompletionResult]::new('--filename-override', '--filename-override', [CompletionResultType]::ParameterName, 'Take format and creation rule from this name instead of our version''s')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Settle the conflicts in the files, in the editor unless a flag says how')
            [CompletionResult]::new('--ours', '--ours', [CompletionResultType]::ParameterName, 'Take our value in every conflict')
            [CompletionResult]::new('--theirs', '--theirs', [CompletionResultType]::ParameterName, 'Take their value in every conflict')
            [CompletionResult]::new('--union', '--union', [CompletionResultType]::ParameterName, 'Take the entries and list items of both sides')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Install the drivers and the hook in this repository')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take out of this repository what `git install` put in, and nothing else')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is installed in this repository; exit code 1 when something is missing')
            [CompletionResult]::new('textconv', 'textconv', [CompletionResultType]::ParameterValue, 'Print a file for git to compare: decrypted, with whom it is for (git runs this)')
            [CompletionResult]::new('merge-driver', 'merge-driver', [CompletionResultType]::ParameterValue, 'Merge three versions of a file (git runs this)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;git;install' {
            [CompletionResult]::new('--program', '--program', [CompletionResultType]::ParameterName, 'Let git run this program')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--keys-only', '--keys-only', [CompletionResultType]::ParameterName, 'Show which keys changed, and no values: needs no key')
            [CompletionResult]::new('--no-hook', '--no-hook', [CompletionResultType]::ParameterName, 'Do not install the pre-commit hook')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git;uninstall' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git;textconv' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--keys-only', '--keys-only', [CompletionResultType]::ParameterName, 'Print keys with fingerprints of their encrypted values: needs no key')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git;merge-driver' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--ancestor', '--ancestor', [CompletionResultType]::ParameterName, 'Merge ancestors: conflicts go back to what was before')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;git;help' {
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Install the drivers and the hook in this repository')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take out of this repository what `git install` put in, and nothing else')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is installed in this repository; exit code 1 when something is missing')
            [CompletionResult]::new('textconv', 'textconv', [CompletionResultType]::ParameterValue, 'Print a file for git to compare: decrypted, with whom it is for (git runs this)')
            [CompletionResult]::new('merge-driver', 'merge-driver', [CompletionResultType]::ParameterValue, 'Merge three versions of a file (git runs this)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;git;help;install' {
            break
        }
        'sops-rs;git;help;uninstall' {
            break
        }
        'sops-rs;git;help;status' {
            break
        }
        'sops-rs;git;help;textconv' {
            break
        }
        'sops-rs;git;help;merge-driver' {
            break
        }
        'sops-rs;git;help;help' {
            break
        }
        'sops-rs;example' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the example to this file')
            [CompletionResult]::new('--placeholder', '--placeholder', [CompletionResultType]::ParameterName, 'What stands for a secret text')
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the file as this format: yaml, json, dotenv (otherwise its name tells)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--keep-comments', '--keep-comments', [CompletionResultType]::ParameterName, 'Keep the comments of a file that is not encrypted')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the configuration: all rules, each mistake with its place')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the configuration, for editors')
            [CompletionResult]::new('recipients', 'recipients', [CompletionResultType]::ParameterValue, 'Add recipients to rules, or take them out')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;config;check' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to report')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take warnings for errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sops-rs;config;explain' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;config;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;config;recipients' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a recipient to a rule, then to the files that the rule is for')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a recipient out of rules, then out of the files that these are for')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;config;recipients;add' {
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'The rule, counted from 1; may be repeated (needed when there are several)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'The key group of the rule, counted from 1 (needed when there are several)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What people call the recipient: it becomes a comment behind it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--all-rules', '--all-rules', [CompletionResultType]::ParameterName, 'All rules')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Update the keys of the files without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Update the keys of the files without asking')
            [CompletionResult]::new('--no-updatekeys', '--no-updatekeys', [CompletionResultType]::ParameterName, 'Change the configuration alone')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change, and change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;config;recipients;remove' {
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'The rule, counted from 1; may be repeated (otherwise all that name the recipient)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Update the keys of the files without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Update the keys of the files without asking')
            [CompletionResult]::new('--no-updatekeys', '--no-updatekeys', [CompletionResultType]::ParameterName, 'Change the configuration alone')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change, and change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;config;recipients;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a recipient to a rule, then to the files that the rule is for')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a recipient out of rules, then out of the files that these are for')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;config;recipients;help;add' {
            break
        }
        'sops-rs;config;recipients;help;remove' {
            break
        }
        'sops-rs;config;recipients;help;help' {
            break
        }
        'sops-rs;config;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the configuration: all rules, each mistake with its place')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the configuration, for editors')
            [CompletionResult]::new('recipients', 'recipients', [CompletionResultType]::ParameterValue, 'Add recipients to rules, or take them out')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;config;help;check' {
            break
        }
        'sops-rs;config;help;explain' {
            break
        }
        'sops-rs;config;help;schema' {
            break
        }
        'sops-rs;config;help;recipients' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a recipient to a rule, then to the files that the rule is for')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a recipient out of rules, then out of the files that these are for')
            break
        }
        'sops-rs;config;help;recipients;add' {
            break
        }
        'sops-rs;config;help;recipients;remove' {
            break
        }
        'sops-rs;config;help;help' {
            break
        }
        'sops-rs;init' {
            [CompletionResult]::new('--age', '--age', [CompletionResultType]::ParameterName, 'Encrypt to these age recipients instead of an identity of your own')
            [CompletionResult]::new('--path-regex', '--path-regex', [CompletionResultType]::ParameterName, 'Which files the first rule is for [default: those in folders called secrets, secrets.yaml, *.enc.yaml and their like]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call your key in the configuration [default: your name on this machine]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('--no-git', '--no-git', [CompletionResultType]::ParameterName, 'Leave git''s settings, its attributes and its hooks as they are')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;filestatus' {
            [CompletionResult]::new('--input-type', '--input-type', [CompletionResultType]::ParameterName, 'Read the input as this format: yaml, json, dotenv (otherwise the file''s name tells)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;keygen' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the identity to this new file, creating its folder when it is missing')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the identity to this new file, creating its folder when it is missing')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('--pq', '--pq', [CompletionResultType]::ParameterName, 'Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose recipients are of this kind')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;completion' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;man' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write one page a command into this folder, which is made if it is not there')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of looking for .sops-rs.yaml or .sops.yaml [env: SOPS_CONFIG]')
            [CompletionResult]::new('--decryption-order', '--decryption-order', [CompletionResultType]::ParameterName, 'Try the kinds of keys in this order, e.g. age,pgp [env: SOPS_DECRYPTION_ORDER]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait at most this long for servers and plugins, and for gpg where nobody can answer it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sops-rs;help' {
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'Encrypt the values of a file, or of standard input')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Decrypt a file, or standard input')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Edit an encrypted file, or a new one, in your editor')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a value of an encrypted file')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a value of an encrypted file')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a value of an encrypted file')
            [CompletionResult]::new('exec-env', 'exec-env', [CompletionResultType]::ParameterValue, 'Run a command with the values of encrypted files as environment variables')
            [CompletionResult]::new('exec-file', 'exec-file', [CompletionResultType]::ParameterValue, 'Run a command with a decrypted file that is there for as long as the command runs')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Encrypt all values of a file anew under a new data key')
            [CompletionResult]::new('updatekeys', 'updatekeys', [CompletionResultType]::ParameterValue, 'Make the keys of files those of their creation rules')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'Add or delete a key group of a file')
            [CompletionResult]::new('recipients', 'recipients', [CompletionResultType]::ParameterValue, 'Show who can read which files')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check all files of a repository, without any key')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that encrypted files are whole: their MAC and every value')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two files, by key path')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Merge encrypted files by key path, or settle the conflicts of a merge')
            [CompletionResult]::new('git', 'git', [CompletionResultType]::ParameterValue, 'Make git diff and merge encrypted files by their values')
            [CompletionResult]::new('example', 'example', [CompletionResultType]::ParameterValue, 'Write a file again with placeholders for its secrets, to be committed as an example')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Check, explain and change the configuration')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set up a repository: an identity, a configuration, and what git needs to know')
            [CompletionResult]::new('filestatus', 'filestatus', [CompletionResultType]::ParameterValue, 'Tell whether a file is encrypted, as JSON')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make an age key pair: an identity to keep secret, and a recipient to encrypt to')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write those of all commands into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sops-rs;help;encrypt' {
            break
        }
        'sops-rs;help;decrypt' {
            break
        }
        'sops-rs;help;edit' {
            break
        }
        'sops-rs;help;get' {
            break
        }
        'sops-rs;help;set' {
            break
        }
        'sops-rs;help;unset' {
            break
        }
        'sops-rs;help;exec-env' {
            break
        }
        'sops-rs;help;exec-file' {
            break
        }
        'sops-rs;help;rotate' {
            break
        }
        'sops-rs;help;updatekeys' {
            break
        }
        'sops-rs;help;groups' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a group of keys')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a group of keys')
            break
        }
        'sops-rs;help;groups;add' {
            break
        }
        'sops-rs;help;groups;delete' {
            break
        }
        'sops-rs;help;recipients' {
            break
        }
        'sops-rs;help;check' {
            break
        }
        'sops-rs;help;verify' {
            break
        }
        'sops-rs;help;diff' {
            break
        }
        'sops-rs;help;merge' {
            break
        }
        'sops-rs;help;git' {
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Install the drivers and the hook in this repository')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take out of this repository what `git install` put in, and nothing else')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is installed in this repository; exit code 1 when something is missing')
            [CompletionResult]::new('textconv', 'textconv', [CompletionResultType]::ParameterValue, 'Print a file for git to compare: decrypted, with whom it is for (git runs this)')
            [CompletionResult]::new('merge-driver', 'merge-driver', [CompletionResultType]::ParameterValue, 'Merge three versions of a file (git runs this)')
            break
        }
        'sops-rs;help;git;install' {
            break
        }
        'sops-rs;help;git;uninstall' {
            break
        }
        'sops-rs;help;git;status' {
            break
        }
        'sops-rs;help;git;textconv' {
            break
        }
        'sops-rs;help;git;merge-driver' {
            break
        }
        'sops-rs;help;example' {
            break
        }
        'sops-rs;help;config' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the configuration: all rules, each mistake with its place')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the configuration, for editors')
            [CompletionResult]::new('recipients', 'recipients', [CompletionResultType]::ParameterValue, 'Add recipients to rules, or take them out')
            break
        }
        'sops-rs;help;config;check' {
            break
        }
        'sops-rs;help;config;explain' {
            break
        }
        'sops-rs;help;config;schema' {
            break
        }
        'sops-rs;help;config;recipients' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a recipient to a rule, then to the files that the rule is for')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a recipient out of rules, then out of the files that these are for')
            break
        }
        'sops-rs;help;config;recipients;add' {
            break
        }
        'sops-rs;help;config;recipients;remove' {
            break
        }
        'sops-rs;help;init' {
            break
        }
        'sops-rs;help;filestatus' {
            break
        }
        'sops-rs;help;keygen' {
            break
        }
        'sops-rs;help;completion' {
            break
        }
        'sops-rs;help;man' {
            break
        }
        'sops-rs;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
