#!/usr/bin/env bash
# One scan for the action: inputs come through the environment (NHI_INPUT_…), reports go to files, figures to the outputs of
# the step. It ends with 0 also when findings were found: verdict.sh decides, after the upload.
set -euo pipefail

# $1: what is wrong. Line breaks would end the message and could begin another command of the runner.
fail() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=nhi::%s\n' "${text//$'\n'/%0A}"
  exit 2
}

# $1: name, $2: value. The mark cannot be guessed, so that no value ends early and sets another output.
output() {
  local mark
  mark=$(random)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}

random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# $1: name of the input, $2: its value. True for true; anything but true and false is refused.
is_on() {
  case $2 in
    true) return 0 ;;
    false | '') return 1 ;;
    *) fail "$1: true or false, not \"$2\"" ;;
  esac
}

# $1: value of an input with one entry a line. Fills `entries`, without empty lines and space around them.
lines_of() {
  entries=()
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    if [[ -n $line ]]; then entries+=("$line"); fi
  done <<<"$1"
}

# $1: option, $2: value; nothing for an empty value. One word, so that a value that begins with - is no option.
add() {
  if [[ -n $2 ]]; then arguments+=("$1=$2"); fi
}

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/nhi-XXXXXX")
sarif="$folder/nhi.sarif"
arguments=(scan --output="sarif=$sarif" --output="json=$folder/nhi.json" --output="markdown=$folder/nhi.md")
entries=()

lines_of "${NHI_INPUT_BUNDLE:-}"
for entry in ${entries[@]+"${entries[@]}"}; do add --bundle "$entry"; done
lines_of "${NHI_INPUT_RULES:-}"
for entry in ${entries[@]+"${entries[@]}"}; do add --rules "$entry"; done
add --config "${NHI_INPUT_CONFIG:-}"
add --db "${NHI_INPUT_DB:-}"
add --severity "${NHI_INPUT_SEVERITY:-}"
add --fail-on "${NHI_INPUT_FAIL_ON:-}"
add --baseline "${NHI_INPUT_BASELINE:-}"
if is_on new-only "${NHI_INPUT_NEW_ONLY:-}"; then arguments+=(--new-only); fi
if is_on strict "${NHI_INPUT_STRICT:-}"; then arguments+=(--strict); fi
if is_on summary "${NHI_INPUT_SUMMARY:-}"; then wants_summary=1; else wants_summary=0; fi
lines_of "${NHI_INPUT_SOURCES:-}"
arguments+=(--)
for entry in ${entries[@]+"${entries[@]}"}; do arguments+=("$entry"); done

# What was scanned may be called like a command of the runner (::add-mask::…): none is taken until the mark comes again.
mark=$(random)
printf '::stop-commands::%s\n' "$mark"
code=0
node "$GITHUB_ACTION_PATH/dist/nhi.js" "${arguments[@]}" || code=$?
printf '::%s::\n' "$mark"

if [[ -f $folder/nhi.json ]]; then
  counts=$(node "$GITHUB_ACTION_PATH/scripts/action/count.mjs" "$folder/nhi.json")
  output findings "${counts%% *}"
  output new-findings "${counts##* }"
fi
if [[ -f $sarif ]]; then output sarif-file "$sarif"; fi
output exit-code "$code"

# GitHub drops a summary above 1,024 kB. The report keeps to 900 kB by itself; this holds whatever it does.
if [[ $wants_summary == 1 && -f $folder/nhi.md && -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  head -c 900000 "$folder/nhi.md" >>"$GITHUB_STEP_SUMMARY"
fi
