// What a reporter gets. Built by app, read by report; reporters are (source, out) => Promise<void> and pure otherwise.
import type { Coverage, Gap } from "./batch.js";
import type { ChangedFinding, DiffSource, DriftSummary } from "./change.js";
import type { Finding, NotEvaluated, PassedRow, RuleCount } from "./finding.js";
import type { Rule } from "./rule.js";
import type { JsonRecord, Severity } from "./words.js";

/** Coverage of a data set; `accepted` says by whom, why and until when its gap is accepted in nhi.yaml. */
export interface ReportCoverage extends Coverage {
  readonly accepted?: string;
}

/** A fault inside a data set, accepted or not. */
export interface ReportGap extends Gap {
  readonly accepted?: string;
}

/** Type of what stands for a source that did not answer at all. */
export const FAILED_SOURCE = "source";

/** Of the rules that ask for a data set of a scope: how many could be judged, and how many had theirs refused. */
export interface LittleRead {
  readonly judged: number;
  readonly blind: number;
}

export interface ReportScope {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  /** ISO time of the last complete snapshot, undefined when there is none. */
  readonly readAt?: string;
  readonly coverage: readonly ReportCoverage[];
  readonly gaps: readonly ReportGap[];
  /** Principals seen in it. */
  readonly identities: number;
  /** Only where more rules had what they need refused than could be judged: that nothing is found there says little. */
  readonly littleRead?: LittleRead;
}

/** One row of `nhi inventory` and of its CSV; columns of the `identity` view. */
export type InventoryRow = JsonRecord;

/** The headline figure: how many identities need no static secret. */
export interface SecretShare {
  /** Roles, and users that are not known to be only people, of the accounts whose identities were read. */
  readonly workloadIdentities: number;
  /** Of these, the ones that need no static secret. What could not be told is not among them. */
  readonly withoutStaticSecret: number;
  /** Of these, the ones of which too little was read to tell. */
  readonly staticSecretUnknown: number;
  /** Accounts that were asked, but whose identities were not read to the end: not in these figures. */
  readonly accountsNotCounted: number;
}

export interface ReportSummary extends SecretShare {
  readonly identities: number;
  readonly credentials: number;
  readonly staticCredentials: number;
  readonly scopes: number;
  readonly bySeverity: { readonly [severity in Severity]: number };
  readonly waived: number;
  readonly baselined: number;
  readonly rulesNotEvaluated: number;
}

/** Calls a live crawl made, as `service:Operation`, counted. */
export interface CallCount {
  readonly scope: string;
  readonly call: string;
  readonly count: number;
}

/** What changed since the scan before: what `nhi diff` prints, and the findings that are gone. */
export interface ReportComparison extends DiffSource {
  /** Worst first: findings that the earlier scan had and no rule makes any more. */
  readonly fixed: readonly ChangedFinding[];
}

/** Changes that cut most ways to control, one after the other, as `nhi paths --choke` values them. */
export interface ReportCuts {
  /** Identities and outsiders that reach control of a scope now. */
  readonly reaching: number;
  /** Those of them of whom it is not certain. */
  readonly perhaps: number;
  /** In the order to make them: each counts those whom the ones before it leave. */
  readonly fixes: readonly {
    readonly fix: string;
    readonly name: string;
    readonly cut: number;
    readonly remaining: number;
  }[];
}

/** One change, as people call it, and how many of those that reach control do not after it. */
export interface FirstCut {
  readonly name: string;
  readonly cut: number;
  readonly reaching: number;
}

export interface ReportSource {
  readonly tool: { readonly name: "nhi"; readonly version: string; readonly informationUri: string };
  /** The clock every age was computed with. */
  readonly now: string;
  /** Stable name of what was run, e.g. `scan`, `check`. */
  readonly command: string;
  readonly threshold: Severity | "none";
  readonly summary: ReportSummary;
  readonly scopes: readonly ReportScope[];
  /** Every rule loaded, sorted by id; SARIF declares all of them in every run. */
  readonly rules: readonly Rule[];
  /** Sorted: severity, rule, scope, subject id, fingerprint. Waived and baselined ones included, by state. */
  readonly findings: readonly Finding[];
  /** Open findings that are not in it, being below a severity; left out where there are none. */
  readonly leftOut?: { readonly count: number; readonly below: Severity };
  readonly notEvaluated: readonly NotEvaluated[];
  readonly counts: readonly RuleCount[];
  readonly passed?: readonly PassedRow[];
  /** What drift rules had to compare with; absent when there is no such rule. */
  readonly drift?: DriftSummary;
  readonly calls: readonly CallCount[];
  /** Accounts and their like, with the columns of the `account` view, sorted by id. */
  readonly accounts: () => Iterable<InventoryRow>;
  /** Streams the inventory, sorted by scope and id. */
  readonly inventory: () => Iterable<InventoryRow>;
  /** Compares with the scan before; undefined where there is none. Left out where no database is at hand. */
  readonly comparison?: () => Promise<ReportComparison | undefined>;
  /** At most `count` changes to make first. Left out likewise. */
  readonly cuts?: (count: number) => Promise<ReportCuts>;
  /** False only when nhi itself failed. */
  readonly executionSuccessful: boolean;
  /** True when nothing may be left out of the terminal report (`--verbose`). */
  readonly full?: boolean;
  /** True when every finding is to be listed there (a `--severity` was asked for). */
  readonly listAll?: boolean;
  /** Flags that make another command read the same estate, such as `--bundle fixtures/acme`; ready for a shell. */
  readonly dataFlags?: string;
  /** It was crawled into memory: commands that read it again have nothing to read. */
  readonly isForgotten?: boolean;
  /** The change that cuts most paths to control; undefined where none does or nobody worked it out. */
  readonly firstFix?: FirstCut | undefined;
  /** Lines that end the terminal report: what was asked, where it was saved. */
  readonly closing?: readonly string[];
}

/** Where a reporter writes; write resolves when the chunk was accepted (backpressure). */
export interface ReportOut {
  write(chunk: string): Promise<void> | void;
  /** Columns of the terminal, undefined when it is none. */
  readonly columns?: number;
  /** Whether colour may be used. */
  readonly color: boolean;
}

/** A reporter: writes one format of the source to out. */
export type Reporter = (source: ReportSource, out: ReportOut) => Promise<void>;

/** What a reporter of the inventory gets. */
export interface InventorySource extends Pick<ReportSource, "now" | "accounts" | "inventory"> {
  readonly summary: SecretShare;
}

/** A reporter of the inventory: writes one format of the source to out. */
export type InventoryReporter = (source: InventorySource, out: ReportOut) => Promise<void>;
