// The scripts that shells load. They hand over the words as they are, never through `eval`, and take the answers as text:
// a name in the database must not be able to run anything.

/** Line that asks the shell for its files. */
export const FILES_LINE = ":files";

const BASH = `# Completion of nhi for bash 3.2 and later; nothing else is needed.
# For this shell: source <(nhi completion bash)
_nhi_completion() {
    local line=\${COMP_LINE:0:COMP_POINT} lead="" head mark value files=""
    local -a words
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local typed=\${words[\${#words[@]}-1]}
    # Where : and = break words, only what follows the last of them is replaced.
    for mark in : =; do
        if [[ $COMP_WORDBREAKS == *"$mark"* && $typed == *"$mark"* ]]; then
            head=\${typed%"\${typed##*"$mark"}"}
            (( \${#head} > \${#lead} )) && lead=$head
        fi
    done
    COMPREPLY=()
    while IFS=$'\\t' read -r value _; do
        if [[ $value == "${FILES_LINE}" ]]; then files=1
        elif [[ $value == "$typed"* ]]; then COMPREPLY+=("\${value#"$lead"}")
        fi
    done < <("$1" complete -- "\${words[@]:1}" 2>/dev/null)
    if [[ -z $files ]]; then compopt +o default 2>/dev/null
    else compopt -o filenames 2>/dev/null
    fi
    return 0
}
complete -o default -F _nhi_completion nhi
`;

const ZSH = `#compdef nhi
# Completion of nhi for zsh.
# For this shell: source <(nhi completion zsh). For good: as a file _nhi in a folder of $fpath.
_nhi() {
    local -a values
    local value text files=""
    while IFS=$'\\t' read -r value text; do
        if [[ $value == "${FILES_LINE}" ]]; then files=1
        else values+=("\${value//:/\\\\:}\${text:+:$text}")
        fi
    done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( \${#values} )); then _describe -V nhi values
    elif [[ -n $files ]]; then _files
    fi
}
# Not when it is loaded as the function itself.
if [[ "\${funcstack[1]}" == _nhi ]]; then _nhi "$@"
else compdef _nhi nhi
fi
`;

const FISH = `# Completion of nhi for fish.
# For this shell: nhi completion fish | source. For good: ~/.config/fish/completions/nhi.fish
function __nhi_completion
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    for line in (command $words[1] complete -- $words[2..-1] "$typed" 2>/dev/null)
        if test "$line" = "${FILES_LINE}"
            __fish_complete_path "$typed"
        else
            printf '%s\\n' $line
        end
    end
end
complete -c nhi -f -a '(__nhi_completion)'
`;

/** Scripts by shell. */
export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
