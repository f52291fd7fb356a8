#!/usr/bin/env bash
# What git makes of two branches that both changed the same encrypted files, with the merge driver and without, one
# file a format: bash tests/git/side-by-side.sh PROGRAM SOPS. It fails when the driver leaves a conflict, when an edit is
# lost, when plaintext is anywhere in the repository, when a file is not whole, or when the real program cannot read one.
set -euo pipefail

program=$(realpath "${1:?name the program}")
sops=$(realpath "${2:?name the real sops}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for name in $(env | sed -n 's/^\(SOPS_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
export HOME=$folder/home XDG_CONFIG_HOME=$folder/home/.config PATH=${program%/*}:$PATH
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_EDITOR=true
mkdir -p "$HOME"

files=(s.yaml s.json s.env s.ini s.toml)
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# Where the key `$2` of the file `$1` is.
place() { if [ "$1" = s.ini ]; then printf '["t"]["%s"]' "$2"; else printf '["%s"]' "$2"; fi; }
all() { for file in "${files[@]}"; do "$@"; done; }
# Changes the key `$1` of the file to `$2`, or takes it out.
put() {
    if [ "$file" = s.toml ]; then revise "/^$1 = /d; \$a $1 = \"$2\""; else sops-rs set "$file" "$(place "$file" "$1")" "\"$2\""; fi ||
        fail "set $1 in $file"
}
drop() {
    if [ "$file" = s.toml ]; then revise "/^$1 = /d"; else sops-rs unset "$file" "$(place "$file" "$1")"; fi ||
        fail "unset $1 in $file"
}
revise() { sops-rs decrypt "$file" | sed "$1" | sops-rs encrypt --update "$file" --filename-override "$file" --output "$file"; }

# The repository that all others start from: on `base`, files for one recipient, and a rule that names two.
mkdir "$folder/base" && cd "$folder/base"
git init --quiet --initial-branch main .
git config user.name Proof && git config user.email proof@example.com
me=$(sops-rs keygen --output "$HOME/.config/sops/age/keys.txt")
other=$(sops-rs keygen --output "$HOME/other")
printf 'creation_rules:\n  - age: %s,%s\n' "$me" "$other" > .sops.yaml
lines='a=one-a b=one-b gone=one-c last=one-d'
for pair in $lines; do echo "${pair%=*}: ${pair#*=}"; done > s.yaml
for pair in $lines; do echo "$pair"; done > s.env
{ echo '[t]'; for pair in $lines; do echo "${pair%=*} = ${pair#*=}"; done; } > s.ini
for pair in $lines; do echo "${pair%=*} = \"${pair#*=}\""; done > s.toml
printf '{\n  "a": "one-a",\n  "b": "one-b",\n  "gone": "one-c",\n  "last": "one-d"\n}\n' > s.json
all eval 'sops-rs encrypt --age "$me" -i "$file"'
git add . && git commit --quiet --message base && git tag base

# What both sides do, and what the result holds (`!` before what it does not).
different_ours() { all put a two-a; }
different_theirs() { all put b two-b; }
different_holds='two-a two-b one-c one-d !one-a !one-b'
keys_ours() { all put ours new-o; all drop gone; }
keys_theirs() { all put theirs new-t; all put b two-b; }
keys_holds='one-a two-b new-o new-t one-d !one-c'
rotated_ours() { sops-rs rotate -i "${files[@]}"; all put a two-a; }
rotated_theirs() { all put b two-b; }
rotated_holds='two-a two-b'
readers_ours() { all put a two-a; }
readers_theirs() { all eval 'sops-rs rotate -i --add-age "$other" "$file"'; all put b two-b; }
readers_holds='two-a two-b'
both_ours() { sops-rs rotate -i "${files[@]}"; all put a two-a; }
both_theirs() { all eval 'sops-rs rotate -i --add-age "$other" "$file"'; all put b two-b; }
both_holds='two-a two-b'

# The ways in which git brings them together.
merge() { git merge --quiet topic; }
rebase() { git checkout --quiet topic && git rebase --quiet main; }
cherry_pick() { git cherry-pick topic; }
stash() {
    git checkout --quiet --detach base && git checkout --quiet topic -- "${files[@]}" && git stash push --quiet
    git checkout --quiet main && git stash pop --quiet
}

conflicts() { git diff --name-only --diff-filter=U | wc -l; }

# One pair, one way: what to say of it.
outcome() {
    rm -rf "$folder/try" && cp -r "$folder/pair" "$folder/try" && cd "$folder/try"
    if [ "$1" = with ]; then
        sops-rs git install --no-hook > /dev/null
        git add .gitattributes && git commit --quiet --message attributes
    fi
    "$2" > "$folder/log" 2>&1 || true
    if [ "$1" = without ]; then
        printf '%s conflicts' "$(conflicts)"
        return
    fi
    [ "$(conflicts)" = 0 ] || fail "$3, $2: $(cat "$folder/log")"
    ! grep -q '^<<<<<<<' "${files[@]}" || fail "$3, $2: markers"
    sops-rs verify "${files[@]}" > "$folder/log" || fail "$3, $2: $(cat "$folder/log")"
    git diff base > /dev/null # shows values, and keeps none
    ! grep -raq 'two-[ab]' . || fail "$3, $2: plaintext in the repository"
    ! git cat-file --batch-all-objects --batch | grep -aq 'two-[ab]' || fail "$3, $2: plaintext in an object"
    local holds=${3}_holds file plain word
    for file in "${files[@]}"; do
        plain=$(sops-rs decrypt "$file")
        for word in ${!holds}; do
            case $word in
            !*) [[ $plain != *"${word#!}"* ]] || fail "$3, $2: $file still holds ${word#!}" ;;
            *) [[ $plain == *"$word"* ]] || fail "$3, $2: $file lost $word" ;;
            esac
        done
        [ "$file" = s.toml ] || "$sops" decrypt "$file" > /dev/null || fail "$3, $2: the real sops cannot read $file"
        case $3 in readers | both)
            SOPS_AGE_KEY_FILE=$HOME/other XDG_CONFIG_HOME=/nowhere sops-rs decrypt "$file" > /dev/null || fail "$3, $2: $file lost a reader" ;;
        esac
    done
    printf 'clean'
}

ways=(merge rebase cherry_pick stash)
printf '%-44s' "${#files[@]} files (${files[*]##*.})"
printf '%-14s' "${ways[@]//_/-}"
echo
for pair in different keys rotated readers both; do
    case $pair in
    different) title='both change other secrets' ;;
    keys) title='keys are added and removed' ;;
    rotated) title='one side rotates' ;;
    readers) title='one side adds a recipient' ;;
    both) title='one rotates, one adds a recipient' ;;
    esac
    rm -rf "$folder/pair" && cp -r "$folder/base" "$folder/pair" && cd "$folder/pair"
    git checkout --quiet -b topic && "${pair}_theirs" >> "$folder/log" 2>&1 && git commit --quiet --all --message theirs
    git checkout --quiet main && "${pair}_ours" >> "$folder/log" 2>&1 && git commit --quiet --all --message ours
    for driver in without with; do
        printf '%-34s%-10s' "$title" "$driver"
        for way in "${ways[@]}"; do
            result=$(outcome "$driver" "$way" "$pair") || exit 1
            printf '%-14s' "$result"
        done
        echo
        title=
    done
done
