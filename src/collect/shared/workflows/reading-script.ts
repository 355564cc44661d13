// Scripts that only read files: what they are given does not run by them. Whatever is not known to be harmless runs something.

/** Commands that do nothing with a file but read, print, unpack or move it. */
const READING = new Set([
  ...["[", "[[", "basename", "cat", "cd", "cp", "cut", "dirname", "echo", "exit", "false", "grep", "head", "jq", "ls"],
  ...["mkdir", "mv", "printf", "pwd", "read", "rm", "set", "sha256sum", "sleep", "stat", "tail", "test", "tr", "true"],
  ...["uniq", "unzip", "wc"],
]);
/** Subcommands of gh that write about pull requests or call the API. */
const GH = /^gh (?:api|issue|label|pr (?:close|comment|edit|ready|review|view)|run download)\b/;
/** Words of the shell before a command. */
const KEYWORD = /^(?:!|do|elif|else|if|then|time|until|while)\s+/;
/** Whole pieces that are no command; `name=value`, but for what tells programs where to find code. */
const NO_COMMAND =
  /^(?:done|else|esac|fi|then|do|for \w+ in .*|for \w+|(?!(?:PATH|LD_\w+|BASH_ENV|ENV|NODE_OPTIONS|PYTHON\w+|GIT_\w+|IFS)=)[A-Za-z_]\w*=\S*)$/s;
/** Files by which what was read becomes a setting of later steps, and one by which a command becomes a file. */
const HANDS_ON = /GITHUB_ENV|GITHUB_PATH|<\(/;

/** Whether text of earlier steps is put into a script, where it is code. */
export function putsInEarlier(script: string): boolean {
  return /\b(?:steps|needs|env)\.[\w-]+/.test(
    [...script.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, text]) => text).join(" "),
  );
}

/**
 * Whether a script of bash does no more than read files, so that an artifact of somebody else's is data to it. False where that
 * cannot be told: an unknown command, text of earlier steps put into it, a setting made for later ones.
 */
export function onlyReads(script: string): boolean {
  if (HANDS_ON.test(script) || putsInEarlier(script)) return false;
  const plain = script
    .replace(/\\\n/g, " ")
    .replace(/(^|\s)#[^\n]*/g, "$1")
    .replace(/'[^'\n]*'/g, "''");
  return plain
    .split(/\$\(|&&|\|\||[\n;|&`(){}]/)
    .map(toCommand)
    .every((piece) => piece === "" || NO_COMMAND.test(piece) || GH.test(piece) || READING.has(firstOf(piece)));
}

/** A piece without the words and quotes around its command. */
function toCommand(piece: string): string {
  let text = piece.replace(/^[\s"]+|[\s"]+$/g, "");
  while (KEYWORD.test(text)) text = text.replace(KEYWORD, "");
  return text.replace(/^(?:>>?|<)\s*\S+$/, "");
}

function firstOf(piece: string): string {
  return /^\S+/.exec(piece)?.[0] ?? "";
}
