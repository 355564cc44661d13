// Policy documents: parsed and made canonical once for each distinct text, kept once for each account.
import type { GraphDocument } from "../../model/batch.js";
import { hashText } from "../../model/hash.js";
import { type Fields, isFields } from "../fields.js";

export interface PolicyDocument {
  readonly hash: string;
  readonly value: Fields;
}

/** What the cache of raw texts may hold, in characters; it starts anew when full. */
const CACHE_CHARACTERS = 16 << 20;
/** No policy of AWS comes near it. */
const LONGEST_DOCUMENT = 1 << 20;

export class PolicyDocuments {
  readonly #kept = new Set<string>();
  #parsed = new Map<string, PolicyDocument>();
  #cached = 0;

  /**
   * The document in a field of an answer: an object (CLI), JSON text, or percent-encoded JSON text (API). New ones are
   * added to `out`. Undefined when it is none of them.
   */
  keep(raw: unknown, type: "aws.policy" | "aws.trust", out: GraphDocument[]): PolicyDocument | undefined {
    const document = typeof raw === "string" ? this.#ofText(raw) : this.#ofValue(raw);
    if (document === undefined) return undefined;
    // The type is part of the identity here: a text may be a trust of one role and, by mistake, a policy of another.
    const key = `${type} ${document.document.hash}`;
    if (!this.#kept.has(key)) {
      this.#kept.add(key);
      out.push({ hash: document.document.hash, type, text: document.text ?? JSON.stringify(document.document.value) });
    }
    return document.document;
  }

  #ofText(raw: string): { document: PolicyDocument; text?: string } | undefined {
    const known = this.#parsed.get(raw);
    if (known !== undefined) return { document: known };
    if (raw.length > LONGEST_DOCUMENT) return undefined;
    const value = parseDocument(raw);
    const made = this.#ofValue(value);
    if (made === undefined) return undefined;
    this.#remember(raw.length);
    this.#parsed.set(raw, made.document);
    return made;
  }

  #ofValue(value: unknown): { document: PolicyDocument; text: string } | undefined {
    if (!isFields(value)) return undefined;
    const text = toCanonical(value);
    if (text === undefined) return undefined;
    return { document: { hash: hashText(text), value }, text };
  }

  #remember(characters: number): void {
    this.#cached += characters;
    if (this.#cached <= CACHE_CHARACTERS) return;
    this.#parsed = new Map();
    this.#cached = characters;
  }
}

function parseDocument(raw: string): unknown {
  try {
    const text = raw.trimStart().startsWith("%") ? decodeURIComponent(raw) : raw;
    // it may have been written from a file that was saved with a byte order mark
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function toCanonical(value: Fields): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack: nothing that IAM would have taken.
    return undefined;
  }
}
