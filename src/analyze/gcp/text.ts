// Reads a property that is a text.
import type { Json } from "../../model/words.js";

/** The text; empty when it is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
