
# Key paths of the file on the line: for get, set and unset, and behind --extract.
function __fish_@function@_path_file
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

function __fish_@function@_extract_file
    # It may stand behind the path.
    for word in (commandline -op)[2..-1]
        test -f $word && echo $word && return
    end
    return 1
end

function __fish_@function@_key_paths
    set -l typed (commandline -ct | string replace -r '^(--extract=)?[\'"]?' '' | string replace -a '\\' '')
    @name@ __complete-keys $argv[1] "$typed" 2>/dev/null
end

complete -c @name@ -n '__fish_@function@_path_file >/dev/null' -f -k -a '(__fish_@function@_key_paths (__fish_@function@_path_file))'
complete -c @name@ -n '__fish_@function@_using_subcommand decrypt && __fish_@function@_extract_file >/dev/null' -l extract -r -f -k -a '(__fish_@function@_key_paths (__fish_@function@_extract_file))'
