// How far something gets at the most, and whether that is all: said of identities, of what runs as them, and of what is theirs.
import { type Column, column } from "./column.js";

/**
 * The columns tier and tier_known. `of`: where the facts lie, "fact" or "parent.fact"; `reaches`: who does, as in "the principal reaches";
 * `most`: what the values of tier stand for.
 */
export function tierColumns(of: string, reaches: string, most: string): readonly [tier: Column, known: Column] {
  return [
    column("tier", "integer", `${of}:tier`, "none", `The most that ${reaches}: ${most}.`, "tier_known"),
    column(
      "tier_known",
      "boolean",
      `${of}:tier_known`,
      "unread",
      `True where nothing that was not read, or not decided, could add to what ${reaches}.`,
    ),
  ];
}
