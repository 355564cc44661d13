// What evaluation yields and reports print: findings, rows not evaluated, gaps, counts.
import type { Exposure, Json, JsonRecord, Severity } from "./words.js";

export interface FindingSubject {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Id of what it belongs to: the user of a key, the role of a trust. */
  readonly parent?: string;
}

/** A file that is the cause of the finding; line and column start at 1. */
export interface FileLocation {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface EvidenceNote {
  /** Data set and call that the fact came from, and the bundle file when there was one. */
  readonly dataSet: string;
  readonly call: string;
  readonly file?: string;
}

/** `finding` is open; `waived` was accepted in nhi.yaml; `baselined` is known to the baseline. */
export type FindingState = "finding" | "waived" | "baselined";

export interface Finding {
  readonly fingerprint: string;
  /** Fingerprints that it had under earlier names of its subject (a file that was renamed). */
  readonly formerly?: readonly string[];
  readonly rule: string;
  readonly severity: Severity;
  /** The rule's title. */
  readonly title: string;
  readonly message: string;
  readonly subject: FindingSubject;
  /** Scope id the subject lives in. */
  readonly scope: string;
  readonly region?: string;
  readonly location?: FileLocation;
  readonly evidence: readonly EvidenceNote[];
  /** The row's columns that the rule read, for explain and JSON. */
  readonly columns: JsonRecord;
  readonly state: FindingState;
  /** Why it is waived or since when it is known. */
  readonly note?: string;
  /** True when its data set was not re-read in this run and the finding is carried forward. */
  readonly carried: boolean;
  /** True when the baseline in use does not know it (only set when there is one). */
  readonly isNew?: boolean;
  /** True when the rule is unknown to the baseline: reported, never failing. */
  readonly newRule?: boolean;
  /** ISO time of the run that saw it first. */
  readonly firstSeen: string;
  readonly fix: string;
  /** Access path, when the finding is one. */
  readonly path?: FindingPath;
}

export interface PathHop {
  readonly from: string;
  readonly to: string;
  readonly edge: string;
  readonly technique?: string;
  readonly condition?: string;
  readonly state: string;
  readonly confidence: number;
  readonly evidence: Json;
}

export interface FindingPath {
  readonly source: string;
  readonly target: string;
  readonly confidence: number;
  /** How exposed the source is; undefined when it could not be told. */
  readonly exposure?: Exposure;
  readonly hops: readonly PathHop[];
  /** What people call its nodes, by id: only of those whose id does not say it, and only for reports. */
  readonly names?: { readonly [id: string]: string };
}

/** A rule that could not be judged: for a whole scope (subject absent) or one row. */
export interface NotEvaluated {
  readonly rule: string;
  readonly scope: string;
  readonly dataSet?: string;
  readonly subject?: FindingSubject;
  readonly reason: string;
  /** Permission or licence that would open it. */
  readonly permission?: string;
  /** By whom, why and until when this is accepted in nhi.yaml. */
  readonly accepted?: string;
}

/** Rows of one rule in one scope: evaluated = passed + flagged. */
export interface RuleCount {
  readonly rule: string;
  readonly scope: string;
  readonly passed: number;
  readonly flagged: number;
  readonly notEvaluated: number;
  readonly notApplicable: number;
}

/** A passed row, only made on `--include passed`. */
export interface PassedRow {
  readonly rule: string;
  readonly scope: string;
  readonly subject: FindingSubject;
}
