// Secrets that stand in an agent's card: every text of it under the name of its field, since extensions bring fields of their own.
import type { Literal, Reader } from "./literals.js";
import { textLiterals } from "./literals.js";
import type { Located } from "./located.js";
import type { NamedWord } from "./servers.js";

/** Signatures are public, and look drawn. */
const PUBLIC = new Set(["signatures"]);
/** Names in them are those of permissions: `{ "tokens:read": "…" }`. */
const SCOPES = "scopes";

/** Literals of a card, in the order of the text. */
export function cardLiterals(root: Located | undefined, reader: Reader): readonly Literal[] {
  return textLiterals([...wordsOf(root, "")], reader);
}

function* wordsOf(value: Located | undefined, name: string): Iterable<NamedWord> {
  if (typeof value?.scalar === "string" && value.scalar !== "")
    yield { name, text: value.scalar, offset: value.offset };
  // What a list is called says nothing of one text in it: `"apiKey": ["orders:read"]`.
  for (const item of value?.items ?? []) yield* wordsOf(item, "listed");
  for (const { key, value: member } of value?.entries ?? []) {
    if (!PUBLIC.has(key)) yield* wordsOf(member, name === SCOPES ? "scope" : key);
  }
}
