// Identities that were used again after long.
import type { Change } from "../../model/change.js";
import type { History } from "../../model/history.js";
import type { JsonRecord } from "../../model/words.js";
import type { Comparable } from "./comparable.js";
import { subjectOf } from "./subject.js";

/** A use is worth a word from here on; rules may ask for more. */
const IDLE_DAYS = 90;
const DAY_MS = 86_400_000;
const USES = ["last_used_at", "key_last_used_at"];

/** Each identity once, with the longest time between its last two known uses. */
export function useChanges(history: History, comparable: Comparable): Change[] {
  const idle = new Map<string, { days: number; was: string; is: string }>();
  const note = (node: string, before: JsonRecord | undefined, after: JsonRecord | undefined): void => {
    for (const name of USES) {
      const [was, is] = [before?.[name], after?.[name]];
      if (typeof was !== "string" || typeof is !== "string") continue;
      const days = Math.floor((Date.parse(is) - Date.parse(was)) / DAY_MS);
      if (days >= IDLE_DAYS && days > (idle.get(node)?.days ?? 0)) idle.set(node, { days, was, is });
    }
  };
  for (const { node, dataSet, before, after } of history.supplements()) {
    if (comparable.admitsDataSet(dataSet)) note(node, before, after);
  }
  if (comparable.isSameMaking) for (const { node, before, after } of history.facts()) note(node, before, after);
  for (const { before, after } of history.nodes()) {
    if (after !== undefined && comparable.admits(after)) note(after.id, before?.properties, after.properties);
  }
  return [...idle].flatMap(([id, { days, was, is }]) => {
    const node = history.node(id, "after");
    if (node?.kind !== "principal") return [];
    const facts = { idle_days: days };
    return [
      { change: "active-again" as const, ...subjectOf(node), before: was.slice(0, 10), after: is.slice(0, 10), facts },
    ];
  });
}
