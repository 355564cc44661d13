// What fields of reviewed tables are made of.
import { RE2JS } from "re2js";
import { z } from "zod";

/** Not empty. */
export const text = z.string().trim().min(1);

/** A list of texts; none where it is left out. */
export const words = z.array(text).default([]);

/** Where the fact of a row was read. */
export const source = text.regex(/\S{4}/, "say where the fact was read: an address, or a document and its section");

/** A regular expression of RE2. */
export const pattern = text.refine(isPattern, "no regular expression that RE2 knows");

/** A word of ours. */
export const word = text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a word (lower case, kebab-case)");

function isPattern(value: string): boolean {
  try {
    RE2JS.compile(value);
    return true;
  } catch {
    return false;
  }
}
