
# Key paths of the file on the line: for get, set and unset, and behind --extract.
_@function@_with_keys() {
    local cur="$2" prev="$3" word file="" found="" command="" quote="'" i
    [[ "$prev" == "=" ]] && prev="${COMP_WORDS[COMP_CWORD-2]}"
    for (( i = 1; i < ${#COMP_WORDS[@]}; i++ )); do
        (( i == COMP_CWORD )) && continue
        word="${COMP_WORDS[i]//[\'\"\\]/}"
        word="${word/#\~\//$HOME/}"
        case "$word" in
            get|set|unset) [[ -z "$file" ]] && command="$word" && continue ;;
            -*) continue ;;
        esac
        if [[ -z "$file" && -f "$word" ]]; then
            file="$word"
            (( i < COMP_CWORD )) && found=yes
        elif [[ -n "$file" ]] && (( i < COMP_CWORD )); then
            found=""
        fi
    done
    if [[ -n "$file" && "$cur" != -* && ( "$prev" == --extract || ( -n "$command" && -n "$found" ) ) ]]; then
        # Within an open quote only what follows it is replaced.
        [[ "${COMP_WORDS[COMP_CWORD]}" == "'"* ]] && quote=""
        while IFS= read -r word; do
            COMPREPLY+=("$quote$word$quote")
        done < <("${COMP_WORDS[0]}" __complete-keys "$file" "${cur#\'}" 2>/dev/null)
        [[ ${#COMPREPLY[@]} -gt 0 ]] && return 0
    fi
    _@function@ "$@"
    # What starts no flag is a command or a file: where nothing is left, the shell offers files.
    if [[ "$cur" != -* ]]; then
        for i in "${!COMPREPLY[@]}"; do
            [[ "${COMPREPLY[i]}" == -* || -z "${COMPREPLY[i]}" ]] && unset "COMPREPLY[i]"
        done
    fi
    return 0
}
