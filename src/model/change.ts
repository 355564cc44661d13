// What changed between two analyses, as `nhi diff` prints it and as drift rules see it.
import type { JsonRecord, Severity } from "./words.js";

/** Kinds of changes, the ones that matter most first: the order in which they are listed. */
export const CHANGE_KINDS = [
  "admin-gained",
  "path-new",
  "access-gained",
  "trust-widened",
  "trust-new",
  "identity-recreated",
  "credential-new",
  "credential-reactivated",
  "permission-added",
  "exposure",
  "third-party-new",
  "owner-changed",
  "identity-new",
  "identity-renamed",
  "identity-reactivated",
  "agent-server-new",
  "agent-server-changed",
  "active-again",
  "admin-lost",
  "path-gone",
  "access-lost",
  "trust-narrowed",
  "trust-gone",
  "permission-removed",
  "credential-gone",
  "identity-gone",
  "agent-server-gone",
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Kinds that analysis works out of everything there is, rather than of one data set. */
export const REACH_KINDS: readonly ChangeKind[] = [
  "admin-gained",
  "path-new",
  "access-gained",
  "admin-lost",
  "path-gone",
  "access-lost",
];

/** One change of one thing. */
export interface Change {
  readonly change: ChangeKind;
  /** Node that changed. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  /** Identity that it is about, where the node is not itself one: the holder of a credential, the role of a trust. */
  readonly principal?: string;
  readonly principalName?: string;
  /** What it was and is, in words or as listed; absent where there was or is nothing. */
  readonly before?: string;
  readonly after?: string;
  /** What else rules ask about, by column of the `change` view. */
  readonly facts?: JsonRecord;
}

/** What could not be compared, by name: never to be taken for "no change". */
export interface NotCompared {
  /** Undefined when it holds for all of them. */
  readonly scope?: string;
  /** Data set; undefined when it is about the whole scope or about what analysis works out. */
  readonly dataSet?: string;
  readonly region?: string;
  readonly reason: string;
  /** It was no better before: the two are no less alike for it. */
  readonly isStanding?: boolean;
  /** There is nothing earlier to compare with, and nothing was refused: a first scan, another nhi. */
  readonly isFirst?: boolean;
  /** Less of it was read before than now: who reaches what is hidden for as long. */
  readonly cameIntoView?: boolean;
  /** Kinds of changes that it hides; undefined: all of them. */
  readonly about?: readonly ChangeKind[];
  /** The one thing that could not be compared. */
  readonly subject?: Pick<Change, "id" | "type" | "name">;
}

/** One of the two times. */
export interface ComparedTime {
  /** Clock of the scan. */
  readonly at: string;
  /** Runs whose answers it rests on. */
  readonly runs: readonly number[];
  /** Recording it was read from, when it is one. */
  readonly bundle?: string;
  /** Database it was read from, when two are compared. */
  readonly database?: string;
}

export interface Comparison {
  /** Sorted by kind, scope and id. */
  readonly changes: readonly Change[];
  readonly notCompared: readonly NotCompared[];
}

/** A finding that is there at one of the two times only. */
export interface ChangedFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly scope: string;
  readonly message: string;
}

/** What the same rules say of both times. Each list: worst first, then by rule and fingerprint. */
export interface FindingChanges {
  readonly new: readonly ChangedFinding[];
  readonly resolved: readonly ChangedFinding[];
  /** There at one time, and their rule could not look at the other: neither new nor resolved. */
  readonly undecided: readonly ChangedFinding[];
}

/** What `nhi diff` prints. */
export interface DiffSource extends Comparison {
  readonly before: ComparedTime;
  readonly after: ComparedTime;
  /** Undefined where both were not judged by the same rules: two scans of one database. */
  readonly findings?: FindingChanges;
}

/** What drift rules judge, and where they have nothing to judge by. */
export interface Drift {
  /** Clock of the earliest scan compared with; undefined when there is none. */
  readonly since: string | undefined;
  readonly changes: readonly Change[];
  /** What hides changes: of nothing earlier (`isFirst`), or of what was not read at one of the two times. */
  readonly notCompared: readonly NotCompared[];
}

/** What reports say of the comparison behind drift rules. */
export interface DriftSummary {
  readonly since: string | undefined;
  /** Where there was nothing earlier, without a gap: scopes read for the first time, another nhi or configuration. */
  readonly nothingEarlier: readonly NotCompared[];
}
