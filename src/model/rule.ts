// A rule as loaded from YAML: data, never code. Written by catalog, run by evaluate, printed by report and docs.
import type { Severity } from "./words.js";

export interface RuleMappings {
  readonly owasp_nhi: readonly string[];
  readonly agentic: readonly string[];
  readonly mcp: readonly string[];
  readonly attack: readonly string[];
  readonly csf: readonly string[];
  readonly sp800_53: readonly string[];
  /** CIS Controls v8.1 safeguards. */
  readonly cis: readonly string[];
  /** Recommendations of the CIS benchmark of the provider, such as CIS AWS Foundations v6.0. */
  readonly cis_benchmark?: readonly string[];
  readonly ai_rmf: readonly string[];
}

/** Value of a param: durations ("90d", "2w") are converted to milliseconds when loaded and keep their text. */
export type RuleParam =
  | { readonly kind: "duration"; readonly milliseconds: number; readonly text: string }
  | { readonly kind: "value"; readonly value: string | number | boolean | readonly (string | number)[] };

/** A small fragment of a view, as a rule case states it: columns of one row, and the now it is judged at. */
export interface RuleCase {
  readonly name: string;
  /** Columns of the row; times ISO, left-out columns are NULL. */
  readonly row: { readonly [column: string]: unknown };
  /** Data sets that could not be read in the scope of this case. */
  readonly unread?: readonly string[];
  /** For flagged cases: the severity and message expected, where stated. */
  readonly severity?: Severity;
  readonly message?: string;
  readonly now?: string;
}

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly mappings: RuleMappings;
  /**
   * Data sets without which the rule is not evaluated in a scope. Each entry is one data set, or alternatives
   * separated by " | " of which one must be there.
   */
  readonly requires: readonly string[];
  readonly params: { readonly [name: string]: RuleParam };
  /** View the rows come from. */
  readonly from: string;
  /** SQL prefilter on the type column; empty means every type of the view. */
  readonly types: readonly string[];
  /** CEL over one row (named after the view) and `params`. */
  readonly when: string;
  /** CEL that says the rule does not apply to this row (left out of passed); optional. */
  readonly unless?: string;
  /** Severity → CEL; the worst that holds wins over `severity`. An error in one counts as not holding. */
  readonly severity_when: { readonly [severity in Severity]?: string };
  /** Columns that make the finding the same one tomorrow. */
  readonly identity: readonly string[];
  /** Text with {column} and {column_days} placeholders. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly false_positives: string;
  /** Path pattern, for rules that run on the search instead of a view. */
  readonly path?: PathPattern;
  readonly cases: {
    readonly flagged: readonly RuleCase[];
    readonly spared: readonly RuleCase[];
    readonly unknown: readonly RuleCase[];
  };
  /** Where it came from: package, or a --rules folder. */
  readonly source: "built-in" | "user";
}

export interface PathPattern {
  readonly source: string;
  readonly target: string;
  readonly edges: readonly string[];
}

/** What is wrong with one CEL expression of a rule; offsets count characters of the expression. */
export interface ExpressionProblem {
  /** Where the expression stands in the rule: ["when"], ["severity_when", "critical"]. */
  readonly path: readonly string[];
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** `warning`: the rule loads, but reads unknown as clean; reported by `rules test`. */
  readonly level: "error" | "warning";
}

/** Checks the expressions of a loaded rule against its view and params. Evaluate has it, catalog is handed it. */
export type RuleChecker = (rule: Rule) => readonly ExpressionProblem[];

/** Every data set that a rule names in `requires`: alternatives (`a | b`) and what is judged as far as it was read (`a & b`). */
export function requiredDataSets({ requires }: Pick<Rule, "requires">): readonly string[] {
  return requires.flatMap((entry) => entry.split(/ [|&] /));
}
