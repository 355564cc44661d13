// One pass over logs of Entra, Azure, GitHub and Google Cloud for what one identity did.
import { type RecordKind, toAuditRecord } from "../collect/audit-records.js";
import { readLogElements, type TrailFault } from "../collect/log-files.js";
import { compareText } from "../model/compare.js";

/** A call that it made. */
interface LoggedCall {
  readonly action: string;
  readonly count: number;
  readonly last: string;
}

export interface LogUse {
  /** Kinds of records that the log has, with the time that each covers. */
  readonly watched: readonly { readonly kind: string; readonly from: string; readonly to: string }[];
  readonly calls: readonly LoggedCall[];
  readonly failed: number;
  /** Who acted through it, where records say. */
  readonly by: readonly string[];
  /** What the log cannot tell, and what it leaves unused. */
  readonly notes: readonly string[];
}

/** Kinds of records that would say what an identity of a type did. */
const SAYS: readonly (readonly [type: RegExp, kinds: readonly RecordKind[]])[] = [
  [
    /^(?:entra\.|azure\.managed-identity$)/,
    ["Entra sign-ins", "Entra audit log", "Microsoft Graph activity", "Azure activity log"],
  ],
  [/^github\./, ["GitHub audit log"]],
  [/^gcp\./, ["Google Cloud audit logs"]],
];
/** What a kind never has, however long the log is. */
const NEVER: { readonly [kind in RecordKind]: string } = {
  "Entra sign-ins": "sign-ins say when it came, not what it did",
  "Entra audit log": "the audit log of Entra has what changes the directory, never what reads it",
  "Microsoft Graph activity": "Graph activity has calls to Microsoft Graph alone",
  "Azure activity log": "the activity log of Azure has what changes resources, never what reads them or their data",
  "GitHub audit log": "GitHub's audit log has requests to the API only where that is switched on",
  "Google Cloud audit logs": "reads and use of data are in Google's audit logs only where they are switched on",
};

interface Tally {
  count: number;
  last: string;
}

/** `names`: what records call the identity, in lower case. Memory grows with its different calls alone. */
export async function readAuditUse(path: string, names: readonly string[], type: string): Promise<LogUse> {
  const faults: TrailFault[] = [];
  const wanted = new Set(names);
  const watched = new Map<RecordKind, { from: string; to: string }>();
  const calls = new Map<string, Tally>();
  const by = new Set<string>();
  let failed = 0;
  for await (const element of readLogElements(path, faults)) {
    const record = toAuditRecord(element);
    if (record === undefined) continue;
    const { kind, time, action } = record;
    const span = watched.get(kind) ?? { from: time, to: time };
    if (Date.parse(time) < Date.parse(span.from)) span.from = time;
    if (Date.parse(time) > Date.parse(span.to)) span.to = time;
    watched.set(kind, span);
    if (!record.actors.some((one) => wanted.has(one))) continue;
    if (record.failed) failed += 1;
    else {
      const key = record.on === undefined ? action : `${action} on ${record.on}`;
      const tally = calls.get(key) ?? { count: 0, last: time };
      tally.count += 1;
      if (Date.parse(time) > Date.parse(tally.last)) tally.last = time;
      calls.set(key, tally);
    }
    if (record.by !== undefined) by.add(record.by);
  }
  const kinds = SAYS.find(([pattern]) => pattern.test(type))?.[1] ?? [];
  const missing = kinds.filter((kind) => !watched.has(kind));
  return {
    watched: [...watched].filter(([kind]) => kinds.includes(kind)).map(([kind, span]) => ({ kind, ...span })),
    calls: [...calls].sort(([a], [b]) => compareText(a, b)).map(([action, tally]) => ({ action, ...tally })),
    failed,
    by: [...by].sort(compareText),
    notes: [
      ...missing.map((kind) => `the log has no records of the ${kind}: what they would show is not known`),
      ...kinds.filter((kind) => watched.has(kind)).map((kind) => NEVER[kind]),
      ...faults.map(({ file, reason }) => `${file}: ${reason}; what precedes that was read`),
    ],
  };
}
