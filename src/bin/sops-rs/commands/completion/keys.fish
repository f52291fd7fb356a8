
# Key paths of the file on the line: for get, set and unset, and behind --extract.
function __fish_@function@_key_file
    set -l words (commandline -opc)
    set -l before (count $words)
    set -l cmd
    set -l found
    for word in $words[2..-1]
        if test -z "$found" && contains -- $word get set unset
            set cmd $word
        else if string match -q -- '-*' $word
            continue
        else if test -z "$found" && test -f $word
            set found $word
        else if test -n "$found"
            set cmd
        end
    end
    if test $before -gt 1 && test "$words[-1]" = --extract
        # The file may stand behind the path.
        for word in (commandline -op)
            if test -z "$found" && test -f $word
                set found $word
            end
        end
        set cmd extract
    end
    test -n "$cmd" && test -n "$found" && echo $found
end

function __fish_@function@_key_paths
    set -l typed (string replace -r '^[\'"]' '' -- (commandline -ct))
    @name@ __complete-keys (__fish_@function@_key_file) "$typed" 2>/dev/null
end

complete -c @name@ -n 'test -n (__fish_@function@_key_file)""' -f -k -a '(__fish_@function@_key_paths)'
