#!/usr/bin/env bash
# The main job, shown in a temporary folder that is gone afterwards: bash tests/demo.sh PROGRAM
set -euo pipefail

program=$(realpath "${1:?name the program: bash tests/demo.sh target/debug/sops-rs}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Neither keys nor settings of this machine's user come in, and nothing goes out.
for name in $(env | sed -n 's/^\(SOPS_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
export HOME=$folder/home XDG_CONFIG_HOME=$folder/home/.config PATH=${program%/*}:$PATH
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
mkdir -p "$folder/home" "$folder/project"
cd "$folder/project"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' blue=$'\e[36m' off=$'\e[0m'; else bold='' blue='' off=''; fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
# Shows a command line as one would type it, and runs it. Long tokens and armor are cut to the terminal's width.
run() {
    printf '%s$ %s%s\n' "$blue" "$1" "$off"
    (eval "$1") | cut -c 1-"${COLUMNS:-100}"
}
# Runs a command line that changes nothing worth showing.
quietly() { eval "$1" > /dev/null; }

quietly 'git init --quiet --initial-branch main .'
quietly 'git config user.name Demo && git config user.email demo@example.com'

say '1. A key: the identity stays in your home folder, the recipient is for everyone to see'
run 'sops-rs keygen --output ~/.config/sops/age/keys.txt | tee recipient'

say '2. A rule: which files are encrypted, and to whom'
printf 'creation_rules:\n  - path_regex: ^secrets\\.\n    age: %s\n' "$(cat recipient)" > .sops-rs.yaml
rm recipient
run 'cat .sops-rs.yaml'

say '3. Two files with secrets'
cat > secrets.yaml <<'YAML'
# The shop's database.
database:
    host: db.example.com
    port: 5432            # the default
    password: "correct horse"

api_keys: [ 'k-123', 'k-456' ]
certificate: |
    -----BEGIN CERTIFICATE-----
    bm90IHJlYWxseSBvbmU=
    -----END CERTIFICATE-----
YAML
printf '# For the server.\nPORT=8080\nTOKEN=t-789\n' > secrets.env
run 'cat secrets.yaml'
run 'cat secrets.env'
mkdir ../plain && cp secrets.yaml secrets.env ../plain

say '4. Encrypt them: keys, order, layout and quotes stay, so a commit can be read'
run 'sops-rs encrypt --in-place secrets.yaml'
run 'sops-rs encrypt --in-place secrets.env'
run 'git add . && git diff --cached --stat'
run 'git show :secrets.yaml'
run 'git show :secrets.env'
quietly 'git commit --quiet --message "Add the secrets"'

say '5. Decrypt them: every byte is back'
run 'sops-rs decrypt secrets.yaml | cmp - ../plain/secrets.yaml && echo "the same, byte for byte"'
run 'sops-rs decrypt secrets.env | cmp - ../plain/secrets.env && echo "the same, byte for byte"'
run "sops-rs decrypt --extract '[\"database\"][\"password\"]' secrets.yaml; echo"

say '6. Run a program with them: nothing is written to the disk'
run 'sops-rs exec-env secrets.env -- printenv PORT TOKEN'

say '7. Change one value, without a plain file: the commit shows which one, and nothing else'
run "sops-rs decrypt secrets.yaml | sed 's/correct horse/battery staple/' | sops-rs encrypt --update secrets.yaml --filename-override secrets.yaml --output secrets.yaml"
run 'git diff --unified=0 secrets.yaml'
run "sops-rs decrypt --extract '[\"database\"][\"password\"]' secrets.yaml; echo"

say '8. Two branches change different secrets: merged by lines, both have another MAC, which is a conflict'
quietly 'git commit --quiet --all --message "Change the password"'
change() { sops-rs set "$1" "$2" "$3" && git commit --quiet --all --message "$4"; }
quietly 'git checkout --quiet -b api'
change secrets.yaml '["api_keys"][0]' '"k-999"' 'Change an API key'
change secrets.env '["NEW"]' '"n-000"' 'Add a secret'
quietly 'git checkout --quiet main'
change secrets.yaml '["database"]["port"]' 6543 'Change the port'
change secrets.env '["PORT"]' '"9090"' 'Change the port of the server'
run 'git merge api || git diff --name-only --diff-filter=U'
run "sed -n '/<<<<<<</,/>>>>>>>/p' secrets.yaml"
quietly 'git merge --abort'

say '9. The same merge with the driver: by key path, and clean'
run 'sops-rs git install'
quietly 'git add .gitattributes && git commit --quiet --message "Let git merge by key path"'
run 'git merge --quiet api -m "Merge the API key" && git log --oneline --graph -4'
run 'git diff HEAD~1 | grep "^[-+]"'
run 'sops-rs verify'

say '10. Both change the same secret: markers stand around this value alone, and one side is taken'
quietly 'git checkout --quiet -b other HEAD~1'
change secrets.yaml '["database"]["password"]' '"theirs"' 'Their password'
quietly 'git checkout --quiet main'
change secrets.yaml '["database"]["password"]' '"ours"' 'Our password'
run 'git merge other 2>&1 | head -2 || true'
run 'head -9 secrets.yaml'
run 'sops-rs merge --resolve --theirs secrets.yaml && git commit --quiet --all --message "Take theirs"'
run "sops-rs decrypt --extract '[\"database\"][\"password\"]' secrets.yaml; echo"

say 'That was all. The temporary folder goes away now; make test runs every check.'
