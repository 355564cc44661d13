// Path rules: a pattern over the access paths that analysis found, instead of a condition over rows.
import { AND_SO_ON } from "../graph/path-graph.js";
import type { AccessPath } from "../model/analysis.js";
import { edgeWords } from "../model/edge-words.js";
import type { Finding, FindingPath } from "../model/finding.js";
import { matchesGlob } from "../model/glob.js";
import { toFingerprint } from "../model/hash.js";
import type { PathPattern, Rule } from "../model/rule.js";
import { accessPath } from "../model/views/access-path.js";
import type { FindingSources } from "./finding.js";
import type { Row } from "./row.js";
import { fillTexts, toRuleTexts } from "./text.js";

/** A path with what is known of its ends. */
export interface PathRow extends AccessPath {
  readonly sourceType: string;
  readonly sourceName: string;
  /** Scope of the target: itself, when it is one. */
  readonly scope: string;
  readonly targetType: string;
  readonly targetName: string;
}

export type PathVerdict =
  | { readonly state: "passed" }
  | { readonly state: "flagged"; readonly finding: Finding }
  | { readonly state: "unknown"; readonly reason: string };

/** Judges one path by one rule. A path that rests on what could not be decided is not evaluated, never passed. */
export function judgePath(
  rule: Rule,
  pattern: PathPattern,
  row: PathRow,
  now: Date,
  sources: FindingSources,
): PathVerdict {
  if (!isSource(pattern.source, row) || !isTarget(pattern.target, row)) return { state: "passed" };
  const edges = row.steps.map(({ edge }) => edge);
  if (!inOrder(pattern.edges, edges)) {
    return edges.at(-1) === AND_SO_ON ? { state: "unknown", reason: CUT } : { state: "passed" };
  }
  if (row.state === "unknown") return { state: "unknown", reason: undecided(row) };
  return { state: "flagged", finding: toFinding(rule, row, now, sources) };
}

const CUT = "the path is longer than what is kept of it, and what the rule asks for may lie further on";

/** A class, a type, or a pattern over ids: `vendor`, `aws.iam-role`, `github:acme/*`. */
function isSource(source: string, row: PathRow): boolean {
  return source === row.sourceClass || source === row.sourceType || matchesGlob(row.source, source);
}

/** `admin`, `tier 1`, a type, or a pattern over ids. */
function isTarget(target: string, row: PathRow): boolean {
  if (target === "admin") return row.tier === 0;
  return target === `tier ${row.tier}` || target === row.targetType || matchesGlob(row.target, target);
}

/** The wanted edges come in this order, others may be between. */
function inOrder(wanted: readonly string[], edges: readonly string[]): boolean {
  let next = 0;
  for (const edge of edges) if (edge === wanted[next]) next++;
  return next === wanted.length;
}

function undecided({ steps }: PathRow): string {
  const open = steps.find(({ state }) => state === "unknown");
  const step = open === undefined ? "a step" : `${open.from} ${edgeWords(open.edge)} ${open.to}`;
  return `a path rests on what could not be decided: ${step}${open?.condition === undefined ? "" : ` (${open.condition})`}`;
}

function toFinding(rule: Rule, row: PathRow, now: Date, sources: FindingSources): Finding {
  const columns = toRow(row);
  const fingerprint = toFingerprint(rule.id, [row.source, row.target]);
  const { message, fix } = fillTexts(toRuleTexts(rule), { rule, view: accessPath, row: columns, now });
  return {
    fingerprint,
    rule: rule.id,
    severity: severityOf(rule, row),
    title: rule.title,
    message,
    subject: { id: row.source, type: row.sourceType, name: row.sourceName },
    scope: row.scope,
    evidence: sources.evidence?.(row.steps[0]?.to ?? row.source, row.scope, rule.requires) ?? [],
    columns,
    state: "finding",
    carried: false,
    firstSeen: sources.firstSeen?.(fingerprint) ?? now.toISOString(),
    fix,
    path: toFindingPath(row),
  };
}

/** A way that rests on what a secret is called is no more than high. */
function severityOf({ severity }: Rule, { steps }: PathRow): Rule["severity"] {
  const isGuess = steps.some(({ edge, confidence }) => edge === "stores" && confidence < LITERAL);
  return isGuess && severity === "critical" ? "high" : severity;
}

/** From here on a name is what someone wrote down, not what was concluded. */
const LITERAL = 0.95;

/** The path as findings carry it. */
export function toFindingPath({ source, target, confidence, exposure, steps }: AccessPath): FindingPath {
  return { source, target, confidence, ...(exposure !== undefined && { exposure }), hops: steps };
}

function toRow(row: PathRow): Row & { readonly [column: string]: string | number | null } {
  return {
    id: row.source,
    type: row.sourceType,
    name: row.sourceName,
    source_class: row.sourceClass,
    scope: row.scope,
    target: row.target,
    target_name: row.targetName,
    tier: row.tier,
    hops: row.hops,
    confidence: row.confidence,
    state: row.state,
    exposure: row.exposure ?? null,
    entry: row.steps[0]?.to ?? null,
  };
}
