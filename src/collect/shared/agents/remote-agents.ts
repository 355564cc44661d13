// Remote agents that a client hands tasks to: pages of Gemini CLI with `kind: remote`, one agent or a list of them.
// https://github.com/google-gemini/gemini-cli/blob/main/docs/core/remote-agents.md
import { cardLiterals } from "./card-literals.js";
import { type Card, readCard } from "./cards.js";
import { readJsonc } from "./jsonc.js";
import type { Literal, Reader } from "./literals.js";
import { at, type Located, type SyntaxFault, textAt } from "./located.js";
import type { NamedWord, Server, Word } from "./servers.js";
import { wordOf } from "./servers.js";

export interface RemoteAgent {
  /** How it is called, in the form of a server. */
  readonly server: Server;
  /** Its card, where the page holds it. */
  readonly card: Card | undefined;
  /** What is wrong with that card. */
  readonly faults: readonly SyntaxFault[];
  /** Secrets in that card. */
  readonly secrets: (reader: Reader) => readonly Literal[];
}

/** Remote agents of a page, in the order of the text. */
export function remoteAgentsIn(client: string, root: Located | undefined): readonly RemoteAgent[] {
  if (client !== "gemini-cli" || root === undefined) return [];
  const seen = new Map<string, number>();
  return (root.items ?? [root])
    .filter((page) => textAt(page, "kind") === "remote")
    .map((page) => {
      const name = textAt(page, "name") ?? "agent";
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return toRemoteAgent(page, count > 1 ? `${name}~${count}` : name);
    });
}

function toRemoteAgent(page: Located, name: string): RemoteAgent {
  const auth = at(page, "auth");
  const inline = wordOf(at(page, "agent_card_json"));
  const read = inline === undefined ? undefined : readJsonc(inline.text);
  const card = read === undefined ? undefined : readCard(read.root, read.faults.length === 0);
  const [cardUrl] = card?.urls ?? [];
  const url = wordOf(at(page, "agent_card_url"));
  const sent = sentBy(auth);
  const server: Server = {
    name,
    offset: page.offset,
    command: [],
    environment: [],
    url: url ?? (cardUrl === undefined ? undefined : { text: cardUrl, offset: inline?.offset ?? page.offset }),
    headers: sent.filter(({ text }) => !isCommand(text)),
    headersFromVariables: sent.filter(({ text }) => isCommand(text)).map(({ text }) => text),
    others: named("client_secret", wordOf(at(auth, "client_secret"))),
    signIn: signInOf(textAt(auth, "type"), card),
    isOff: false,
    autoApproved: [],
    serviceAccount: undefined,
  };
  // The card is a text in a text: its places are not those of the file.
  const offset = inline?.offset ?? page.offset;
  return {
    server,
    card,
    faults: [...(read?.faults ?? []), ...(card?.faults ?? [])].map(({ message }) => ({ offset, message })),
    secrets: (reader) => cardLiterals(read?.root, reader).map((literal) => ({ ...literal, offset })),
  };
}

/** What is sent with each call, under the name of its header. */
function sentBy(auth: Located | undefined): readonly NamedWord[] {
  const key = named(textAt(auth, "name") ?? "X-API-Key", wordOf(at(auth, "key")));
  const rest = ["token", "value", "password"].flatMap((field) => named("Authorization", wordOf(at(auth, field))));
  return [...key, ...rest];
}

function named(name: string, word: Word | undefined): readonly NamedWord[] {
  return word === undefined ? [] : [{ name, ...word }];
}

/** `!command` is run for its output; `!!` is a text that begins with one. */
function isCommand(text: string): boolean {
  return /^!(?!!)/.test(text);
}

function signInOf(type: string | undefined, card: Card | undefined): Server["signIn"] {
  if (type === "google-credentials") return "google";
  if (type === "oauth") return "oauth";
  return type === undefined && card?.signIn === "none" ? "none" : undefined;
}
