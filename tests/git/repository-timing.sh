#!/usr/bin/env bash
# One command of ours beside a shell loop over the real program, on a generated repository:
# bash tests/git/repository-timing.sh PROGRAM SOPS [FILES]. Both start from the same files; `check`, which the real
# program does not have, stands beside its `filestatus`, and `verify` beside `decrypt`.
set -euo pipefail

program=$(realpath "${1:?name the program}")
sops=$(realpath "${2:?name the real sops}")
count=${3:-1000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for name in $(env | sed -n 's/^\(SOPS_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
export HOME=$folder/home XDG_CONFIG_HOME=$folder/home/.config SOPS_DISABLE_VERSION_CHECK=1
mkdir -p "$HOME" "$folder/ours/secrets" && cd "$folder/ours"

me=$("$program" keygen --output "$HOME/.config/sops/age/keys.txt")
alice=$("$program" keygen --output "$HOME/alice")
bob=$("$program" keygen --output "$HOME/bob")
rule() { printf 'creation_rules:\n  - path_regex: ^secrets/\n    age: %s\n' "$1" > .sops.yaml; }
rule "$me,$alice"
for number in $(seq "$count"); do
    printf 'app: service-%s\ndatabase:\n  host: db.example.com\n  port: 5432\n  password: p-%s\nkeys:\n  - k-%s\n  - l-%s\n' \
        "$number" "$number" "$number" "$number" > "secrets/$number.yaml"
done
"$program" encrypt -r -i > /dev/null
cp -r "$folder/ours" "$folder/theirs"

# Runs a command line in a folder; how long it took, in milliseconds.
timed() {
    local start end
    cd "$folder/$1"
    start=$(date +%s%N)
    eval "$2" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; echo "FAILED: $2" >&2; exit 1; }
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}
row() {
    local ours theirs
    ours=$(timed ours "\"$program\" $2")
    theirs=$(timed theirs "for file in secrets/*.yaml; do \"$sops\" $3 > /dev/null || exit 1; done")
    awk -v name="$1" -v ours="$ours" -v theirs="$theirs" \
        'BEGIN { printf "| %s | %.2f s | %.1f s | %.0f× |\n", name, ours / 1000, theirs / 1000, theirs / (ours ? ours : 1) }'
}

echo "| $count files | sops-rs, once | sops, in a loop | |"
echo '|---|---|---|---|'
row check check 'filestatus "$file"'
row verify verify 'decrypt "$file"'
for side in ours theirs; do cd "$folder/$side" && rule "$me,$alice,$bob"; done
row updatekeys 'updatekeys -r -y' 'updatekeys -y "$file"'
row rotate 'rotate -r -i' 'rotate -i "$file"'
# What both made is whole, for the other one as well.
cd "$folder/theirs" && "$program" verify > /dev/null
cd "$folder/ours" && "$sops" decrypt "secrets/$count.yaml" > /dev/null
