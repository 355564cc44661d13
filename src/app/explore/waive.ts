// Accepts a finding: adds a waiver to nhi.yaml and leaves everything else in the file as it is, comments too.
import { existsSync } from "node:fs";
import { type Document, isMap, isNode, isSeq, parseDocument, stringify } from "yaml";
import { pathOf } from "../../evaluate/accepted-path.js";
import { UsageError } from "../../model/errors.js";
import type { Finding } from "../../model/finding.js";
import { CONFIG_SCHEMA_URL } from "../config/locate.js";
import { readTextFile } from "../read-file.js";
import type { Settings } from "../settings.js";
import { SHARED, writeText } from "../write-file.js";

/** What a person says about it. */
export interface WaiverWords {
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds (UTC), 2027-03-31; empty for no end. */
  readonly expires: string;
}

/** Why the words cannot be taken; undefined when they can. */
export async function objectionTo({ reason, owner, expires }: WaiverWords): Promise<string | undefined> {
  if (reason.trim() === "") return "say why it is accepted";
  if (owner.trim() === "") return "say who accepts it";
  if (expires.trim() === "") return undefined;
  const { z } = await import("zod");
  return z.iso.date().safeParse(expires.trim()).success ? undefined : `no such day: ${expires}; write it as 2027-03-31`;
}

/**
 * Writes the waiver to the nhi.yaml in use, or a new one in this folder; returns the file. Throws UsageError where the file
 * cannot be written, is no YAML, or would hide waivers of another file.
 */
export async function addWaiver(
  finding: Finding,
  words: WaiverWords,
  { configFile, waivers }: Pick<Settings, "configFile" | "waivers">,
): Promise<string> {
  const objection = await objectionTo(words);
  if (objection !== undefined) throw new UsageError(objection);
  const file = configFile ?? "nhi.yaml";
  const before = existsSync(file) ? readTextFile(file) : NEW_FILE;
  const document = parseDocument(before);
  const [fault] = document.errors;
  if (fault !== undefined) throw new UsageError(`${file}: not YAML: ${fault.message.split("\n", 1)[0]}`);
  if (!document.has("waivers") && waivers.length > 0) {
    throw new UsageError(
      `${file}: has no waivers, and one here would hide those of your own nhi.yaml; copy them first`,
    );
  }
  const waiver = {
    fingerprint: finding.fingerprint,
    reason: words.reason.trim(),
    owner: words.owner.trim(),
    ...(words.expires.trim() !== "" && { expires: words.expires.trim() }),
    ...pathOf(finding),
  };
  const item = `# ${finding.rule}: ${oneLine(finding.message)}\n${stringify([waiver], { lineWidth: 0 })}`;
  await writeText(file, withItem(before, document, item) ?? rewritten(document, waiver), SHARED);
  return file;
}

/**
 * The text with one more item of `waivers`, all else byte for byte as it was; undefined where the list is written in a way
 * (`[]`, an alias) that lines cannot be added to.
 */
function withItem(before: string, document: Document.Parsed, item: string): string | undefined {
  const text = before === "" || before.endsWith("\n") ? before : `${before}\n`;
  const list = document.get("waivers");
  if (!document.has("waivers"))
    return isMap(document.contents) || !document.contents ? `${text}waivers:\n${indent(item, "  ")}` : undefined;
  const first = isSeq(list) && list.flow !== true ? list.items[0] : undefined;
  const start = isNode(first) ? first.range?.[0] : undefined;
  const end = isSeq(list) ? list.range?.[1] : undefined;
  if (start === undefined || end === undefined) return undefined;
  const margin = /(?:^|\n)([ ]*)-[ ]+$/.exec(text.slice(0, start))?.[1];
  if (margin === undefined) return undefined;
  const lineEnd = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  return text.slice(0, lineEnd) + indent(item, margin) + text.slice(lineEnd);
}

function indent(text: string, margin: string): string {
  return text.replace(/^(?=.)/gm, margin);
}

/** The document written anew: comments stay, spacing may not. */
function rewritten(document: Document.Parsed, waiver: object): string {
  const list = document.get("waivers");
  if (isSeq(list)) list.add(document.createNode(waiver));
  else document.set("waivers", document.createNode([waiver]));
  return document.toString({ lineWidth: 0 });
}

const NEW_FILE = `# yaml-language-server: $schema=${CONFIG_SCHEMA_URL}\n`;

/** A message quotes names of others: a line break in one must not end the comment. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]+/gu, " ");
}
