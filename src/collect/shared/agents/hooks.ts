// Commands that a client runs by itself, before and after what the model does, and addresses that it tells of it: their texts.
import type { Texts } from "./literals.js";
import { at, type Located } from "./located.js";
import { namedIn, type Word, wordOf } from "./servers.js";
import { shellWords } from "./shell.js";

/**
 * Fields of one hook that hold a command, by the pages of the clients:
 * https://code.claude.com/docs/en/hooks https://cursor.com/docs/agent/hooks https://docs.windsurf.com/windsurf/cascade/hooks
 * https://docs.github.com/en/copilot/reference/hooks-reference
 */
const COMMANDS = ["command", "bash", "powershell", "args"];

/** Keys beside `hooks` whose text is a command, by client. https://docs.claude.com/en/docs/claude-code/settings */
const HELPERS: { readonly [client: string]: readonly (readonly string[])[] } = {
  "claude-code": [
    ["statusLine", "command"],
    ["apiKeyHelper"],
    ["awsAuthRefresh"],
    ["awsCredentialExport"],
    ["gcpAuthRefresh"],
    ["otelHeadersHelper"],
  ],
  codex: [["notify"]],
};

/** What the file of a client says of its hooks, a table each, in the order of the text. */
export function hooksIn(client: string, root: Located | undefined): readonly Texts[] {
  const helpers = (HELPERS[client] ?? []).flatMap((path) => {
    const command = wordsOf(at(root, ...path));
    return command.length === 0 ? [] : [{ ...NONE, command }];
  });
  return [...helpers, ...hooksBelow(at(root, "hooks"))];
}

const NONE: Texts = { command: [], environment: [], url: undefined, headers: [], others: [] };

function* hooksBelow(value: Located | undefined): Iterable<Texts> {
  for (const item of value?.items ?? []) yield* hooksBelow(item);
  if (value?.entries === undefined) return;
  const hook = {
    ...NONE,
    command: COMMANDS.flatMap((name) => wordsOf(at(value, name))),
    environment: namedIn(at(value, "env")),
    url: wordOf(at(value, "url")),
    headers: namedIn(at(value, "headers")),
  };
  if (hook.command.length + hook.environment.length + hook.headers.length > 0 || hook.url !== undefined) yield hook;
  for (const { value: member } of value.entries) yield* hooksBelow(member);
}

/** The words of a command: of a text as a shell takes it apart, of a list as they are. */
function wordsOf(value: Located | undefined): readonly Word[] {
  const text = wordOf(value);
  const words = value?.items?.flatMap((item) => wordOf(item) ?? []) ?? (text === undefined ? [] : shellWords(text));
  // What stands first in a text may be an assignment: the program itself is looked at like the other words.
  return words.length === 0 ? [] : [{ text: "", offset: words[0]?.offset ?? 0 }, ...words];
}
