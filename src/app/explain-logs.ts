// What a log says of an identity, as lines of `nhi explain --logs`.
import { counted } from "../report/count.js";
import type { LogUse } from "./audit-use.js";
import { timeAgo } from "./inventory.js";

/** Calls that are listed; JSON has all. */
const SHOWN = 20;

/** Latest first: what was used last stands on top. */
export function logLines({ watched, calls, failed, by, notes }: LogUse, now: Date): readonly string[] {
  const latest = [...calls].sort((a, b) => Date.parse(b.last) - Date.parse(a.last));
  const [last] = latest;
  const ago = last === undefined ? undefined : timeAgo(last.last, now);
  const rest = latest.length - SHOWN;
  return [
    ...watched.map(({ kind, from, to }) => `${kind}: ${from} to ${to}`),
    ...(watched.length === 0 ? ["no records of its kind: whether it was used is not known"] : []),
    ...(last === undefined && watched.length > 0 ? ["not one call of its own in that time"] : []),
    ...(last === undefined ? [] : [`last: ${last.action}, ${last.last}${ago === undefined ? "" : ` (${ago})`}`]),
    ...latest.slice(0, SHOWN).map(({ action, count, last: at }) => `${action}  ${counted(count, "time")}, last ${at}`),
    ...(rest > 0 ? [`and ${rest} more (--format json has all)`] : []),
    ...(failed > 0 ? [`${failed} that failed or were refused are not counted`] : []),
    ...(by.length > 0 ? [`through it: ${by.join(", ")}`] : []),
    ...notes,
  ];
}
