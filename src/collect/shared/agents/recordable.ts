// Configurations that come from elsewhere and may be recorded: their texts without the secrets that stand in them.
import { createHmac } from "node:crypto";
import { stripComments } from "jsonc-parser";
import { placeAt } from "../../place.js";
import { scrubText } from "../../secrets.js";
import { isYaml } from "./client-of.js";
import { doubtfulIn } from "./doubtful.js";
import type { AgentFile } from "./frame.js";
import { agentsPart, readConfig } from "./graph.js";
import type { Literal, Reader } from "./literals.js";
import type { Located } from "./located.js";
import { toStandIn } from "./stand-ins.js";

/** How far from its place a secret is looked for: escapes before it move it. */
const AROUND = 4096;
const NOT_KEPT = "[not kept]";

/** A file as it may be kept, or why it may not. */
export type Recordable = { readonly file: AgentFile } | { readonly why: string };

/**
 * The file with a stand-in for each secret in it, known tokens elsewhere replaced, and without comments and what follows the settings
 * of a page. A text that does not parse is not kept: nobody knows what in it is a secret.
 */
export async function withoutSecrets(file: AgentFile, reader: Reader): Promise<Recordable> {
  const { path, text } = file;
  const {
    root,
    faults: [fault],
  } = await readConfig(file);
  if (fault !== undefined) {
    const { line, column } = placeAt(path, text, fault.offset);
    return { why: `${path}:${line}:${column}: ${fault.message}; nothing of it was read` };
  }
  const plain = { ...file, text: await withoutComments(file) };
  const kept = withStandIns(plain, root, await literalsIn(plain, reader), reader.joinKey);
  const isSafe = kept !== undefined && (await literalsIn(kept, reader)).every(({ isStandIn }) => isStandIn === true);
  return isSafe ? { file: kept } : { why: `${path}: not read, since a secret in it is written with escapes` };
}

async function literalsIn(file: AgentFile, reader: Reader): Promise<readonly Literal[]> {
  const { literals } = await agentsPart({ id: "", dataSet: "" }, [file], reader);
  return literals.get(file.path) ?? [];
}

async function withoutComments({ path, text }: AgentFile): Promise<string> {
  if (path.endsWith(".md")) return (await import("./front-matter.js")).frontOf(text);
  if (path.endsWith(".toml")) return (await import("./toml.js")).withoutComments(text);
  if (isYaml(path)) return (await import("./yaml.js")).withoutYamlComments(text);
  return stripComments(text, " ");
}

/** Undefined when something that has to go is not found in the text as it is. */
function withStandIns(
  file: AgentFile,
  root: Located | undefined,
  literals: readonly Literal[],
  joinKey: Buffer,
): AgentFile | undefined {
  const insteadOf = new Map<string, string>();
  for (const literal of literals) {
    if (literal.isStandIn === true) continue;
    const value = valueAt(file.text, literal, joinKey);
    if (value === undefined) return undefined;
    insteadOf.set(value, toStandIn(literal));
  }
  for (const doubtful of doubtfulIn(root, [...insteadOf.keys()])) {
    if (!file.text.includes(doubtful)) return undefined;
    if (!insteadOf.has(doubtful)) insteadOf.set(doubtful, NOT_KEPT);
  }
  let { text } = file;
  // The longest first: one may be a part of another.
  const longestFirst = [...insteadOf].sort(([a], [b]) => b.length - a.length);
  for (const [value, instead] of longestFirst) text = text.replaceAll(value, instead);
  return { ...file, text: scrubText(text) };
}

/** The text of a file from outside, in which nothing may pass for a stand-in of ours. */
export function withoutForged(text: string): string {
  return text.replaceAll("nhi-secret-", "nhi_secret_");
}

/** The text of a literal, told by its keyed hash: places are those of the value as read, and escapes may stand before it. */
function valueAt(text: string, { offset, length, join }: Literal, joinKey: Buffer): string | undefined {
  const isAt = (at: number): boolean => {
    const value = text.slice(at, at + length);
    return value.length === length && createHmac("sha256", joinKey).update(value).digest("hex") === join;
  };
  if (isAt(offset)) return text.slice(offset, offset + length);
  const last = Math.min(text.length - length, offset + AROUND);
  for (let at = Math.max(0, offset - AROUND); at <= last; at += 1) {
    if (isAt(at)) return text.slice(at, at + length);
  }
  return undefined;
}
