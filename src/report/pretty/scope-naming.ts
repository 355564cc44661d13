// Scopes by the names that people know: in messages that have their ids, and beside the ids.
import { isGuid } from "../../model/guid.js";
import type { ReportSource } from "../../model/report.js";

/** A subscription as a path has it, or an id that is no part of a longer path. */
const IDS = /(?:\/subscriptions\/|(?<![\w/-]))[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/gi;

/** Puts names in place of the ids of scopes that were read and have one; other ids stay. */
export function scopeNaming({ scopes }: Pick<ReportSource, "scopes">): (text: string) => string {
  const names = new Map<string, string>();
  for (const { id, name } of scopes) {
    const own = id.slice(id.indexOf(":") + 1).toLowerCase();
    if (isGuid(own) && name.trim() !== "" && !name.toLowerCase().includes(own)) names.set(own, name);
  }
  if (names.size === 0) return (text) => text;
  return (text) => text.replace(IDS, (id) => names.get(id.slice(-36).toLowerCase()) ?? id);
}

/** `acme-prod (aws:111122223333)`; the id alone where it says the name, or nobody knows one. */
export function scopeTitles({ scopes }: Pick<ReportSource, "scopes">): (id: string) => string {
  const names = new Map(scopes.map(({ id, name }) => [id, name.trim()]));
  return (id) => {
    const name = names.get(id) ?? "";
    return name === "" || id.includes(name) || name.includes(id) ? id : `${name} (${id})`;
  };
}
