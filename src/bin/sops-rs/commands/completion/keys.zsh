# Key paths of the file on the line: for get, set and unset, and behind --extract.
_@name@_keys() {
    local word file= command= found= i
    local -a keys
    for (( i = 2; i <= $#words; i++ )); do
        (( i == CURRENT )) && continue
        word=${(Q)words[i]}
        word=${word/#\~\//$HOME/}
        case $word in
            get|set|unset) [[ -z $file ]] && command=$word && continue ;;
            -*) continue ;;
        esac
        if [[ -z $file && -f $word ]]; then
            file=$word
            (( i < CURRENT )) && found=yes
        elif [[ -n $file ]] && (( i < CURRENT )); then
            found=
        fi
    done
    [[ -n $file && $PREFIX != -* ]] || return 1
    [[ ${words[CURRENT-1]} == --extract || ( -n $command && -n $found ) ]] || return 1
    keys=("${(@f)$(${(Q)words[1]} __complete-keys $file ${(Q)PREFIX} 2>/dev/null)}")
    [[ -n $keys[1] ]] && compadd -- $keys
}

