// What the nodes of a path are called in reports for people.
import type { FindingPath } from "../model/finding.js";

/** A node of a path as people know it: its name where its id does not say it, else the id. */
export function nodeName({ names }: FindingPath, id: string): string {
  return names !== undefined && Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/** Name and id, where they differ. */
export function nodeNameAndId(path: FindingPath, id: string): string {
  const name = nodeName(path, id);
  return name === id ? id : `${name} (${id})`;
}
