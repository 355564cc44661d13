// What an identity did by its trail: the actions that it used, on what, between when and when, and what that leaves open.
import { actionsOf, placeOf } from "../analyze/aws/used-actions.js";
import { readTrail, type TrailFault } from "../collect/trail-files.js";
import type { Json } from "../model/words.js";
import { patternsWithout, type Wanted } from "../plan/boundaries.js";

export interface UsedAction {
  readonly action: string;
  /** Resources, generalised; empty where the event names none, or there are too many to list. */
  readonly resources: readonly string[];
  readonly count: number;
  readonly last: string;
}

export interface TrailUse {
  /** First and last event of the whole log: the time in which use was watched. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly events: number;
  readonly used: readonly UsedAction[];
  /** Calls that were refused or failed: no proof that they are needed. */
  readonly failed: number;
  /** Events that are no action that is known, as service:event. */
  readonly unknown: readonly string[];
  /** The log has events about data (objects, items, invocations); without any, such use is not known. */
  readonly hasData: boolean;
  readonly faults: readonly TrailFault[];
}

/** Resources of one action that are listed; with more the action is kept on every resource. */
const MOST_RESOURCES = 20;

/** Reads the log once; memory grows with the different actions of the identity alone. */
export async function readUse(path: string, identity: string): Promise<TrailUse> {
  const faults: TrailFault[] = [];
  const used = new Map<string, { count: number; last: string; places: Set<string>; anywhere: boolean }>();
  const unknown = new Set<string>();
  let [from, to, events, failed, hasData] = ["", "", 0, 0, false];
  for await (const record of readTrail(path, faults)) {
    if (record.time !== "" && (from === "" || record.time < from)) from = record.time;
    if (record.time > to) to = record.time;
    hasData ||= record.isData;
    if (record.principal !== identity) continue;
    events += 1;
    if (record.failed) {
      failed += 1;
      continue;
    }
    const actions = actionsOf(record.source, record.name);
    if (actions === undefined) unknown.add(`${record.source}:${record.name}`);
    for (const action of actions ?? []) {
      const known = used.get(action) ?? { count: 0, last: "", places: new Set<string>(), anywhere: false };
      known.count += 1;
      if (record.time > known.last) known.last = record.time;
      if (record.resources.length === 0 || known.places.size > MOST_RESOURCES) known.anywhere = true;
      else for (const resource of record.resources) known.places.add(placeOf(resource));
      used.set(action, known);
    }
  }
  return {
    from: from === "" ? undefined : from,
    to: to === "" ? undefined : to,
    events,
    failed,
    hasData,
    faults,
    unknown: [...unknown].sort(),
    used: [...used]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([action, { count, last, places, anywhere }]) => ({
        action,
        count,
        last,
        resources: anywhere || places.size > MOST_RESOURCES ? [] : [...places].sort(),
      })),
  };
}

/** The actions to keep. */
export function wantedOf({ used }: TrailUse): Wanted[] {
  return used.flatMap(({ action, resources }): Wanted[] =>
    resources.length === 0 ? [{ action }] : resources.map((resource) => ({ action, resource })),
  );
}

/** What a log says, and what it cannot say; `policies` are those that the identity holds. */
export function useNotes(use: TrailUse, policies: readonly Json[]): string[] {
  const { from, to, events, failed, unknown, hasData, faults } = use;
  const unseen = patternsWithout(
    policies,
    use.used.map(({ action }) => action),
  );
  // Without events about data nobody can say that objects were not read: only management events tell.
  const doubt = hasData ? "" : " (or not logged)";
  return [
    ...(unseen.length > 0 ? [`its policies also allow, and it did not use${doubt}: ${unseen.join(", ")}`] : []),
    `from ${events} events of its own between ${from ?? "?"} and ${to ?? "?"}; what it does less often than that is not among them`,
    ...(hasData
      ? []
      : ["the log has no events about data: use of objects, items and functions is not known, list it with --action"]),
    "iam:PassRole is in no log: list it with --action where it passes roles",
    ...(failed > 0 ? [`${failed} calls that failed or were refused are left out`] : []),
    ...(unknown.length > 0
      ? [`no action is known for ${unknown.slice(0, 8).join(", ")}${unknown.length > 8 ? " and more" : ""}`]
      : []),
    ...faults.map(({ file, reason }) => `${file}: ${reason}; what precedes that was read`),
  ];
}
