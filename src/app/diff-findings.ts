// What the same rules say of two states: findings of the later one alone, of the earlier one alone, and those that only one
// of the two could tell.
import { compareFindings } from "../evaluate/evaluation.js";
import { applyWaivers } from "../evaluate/waivers.js";
import type { ChangedFinding, Drift, FindingChanges } from "../model/change.js";
import type { Finding } from "../model/finding.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import type { Store } from "../store/index.js";
import { evaluateStore } from "./evaluate-store.js";
import { evaluatedPairs } from "./judge.js";
import type { Settings } from "./settings.js";

/** One state as the rules saw it. */
export interface JudgedState {
  /** By fingerprint; without those that nhi.yaml accepts. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Scopes that a finding speaks of: its own, and those that its path goes through. */
  readonly scopesOf: (finding: Finding) => ReadonlySet<string>;
  /** Rule and scope → subjects that could not be judged; no entry where the rule was not. */
  readonly judged: ReadonlyMap<string, ReadonlySet<string>>;
  /** Scope → data sets that were read whole. */
  readonly whole: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rules about change: what they flag is new by itself. */
  readonly ofChange: ReadonlySet<string>;
  /** What they were asked about. */
  readonly drift: Drift | undefined;
}

/**
 * Judges the state that the store holds now. In: what changed since the other state, for rules about change; undefined for the
 * earlier one, which they are not asked about.
 */
export async function judgeState(
  store: Store,
  { rules, now, drift }: { readonly rules: readonly Rule[]; readonly now: Date; readonly drift: Drift | undefined },
  settings: Pick<Settings, "waivers">,
): Promise<JudgedState> {
  const isOfChange = ({ from }: Rule): boolean => from === change.name;
  const asked = drift === undefined ? rules.filter((rule) => !isOfChange(rule)) : rules;
  const { evaluation, unjudged } = await evaluateStore(store, { rules: asked, now, includePassed: false, drift });
  const scopes = store.scopes();
  const pairs = evaluatedPairs(asked, scopes, [...evaluation.notEvaluated, ...unjudged]);
  const { findings } = applyWaivers(evaluation.findings, settings.waivers, now);
  const open = findings.filter(({ state }) => state === "finding");
  const through = new Map(open.map((finding) => [finding.fingerprint, scopesThrough(finding, store)]));
  return {
    findings: new Map(open.map((finding) => [finding.fingerprint, finding])),
    scopesOf: ({ fingerprint }) => through.get(fingerprint) ?? new Set(),
    judged: new Map(pairs.map(({ rule, scope, except }) => [`${rule} ${scope}`, new Set(except)])),
    whole: new Map(scopes.map((scope) => [scope.id, wholeOf(scope)])),
    ofChange: new Set(rules.filter(isOfChange).map(({ id }) => id)),
    drift,
  };
}

function scopesThrough({ scope, path }: Finding, store: Store): ReadonlySet<string> {
  const ids = path === undefined ? [] : [path.source, path.target, ...path.hops.flatMap(({ from, to }) => [from, to])];
  return new Set([scope, ...ids.flatMap((id) => store.node(id)?.scope || [])]);
}

function wholeOf({ coverage }: ReportScope): ReadonlySet<string> {
  return new Set(
    coverage.flatMap(({ dataSet, region = "", state }) => (state === "complete" ? [`${dataSet} ${region}`] : [])),
  );
}

/** Findings of either state that the other one has not. */
export function findingChanges(before: JudgedState, after: JudgedState): FindingChanges {
  const [gained, lost] = [only(after, before), only(before, after)];
  const isNew = (finding: Finding) =>
    after.ofChange.has(finding.rule) || (couldTell(before, after, finding) && !cameIntoView(before, after, finding));
  const isGone = (finding: Finding) => couldTell(after, before, finding);
  return {
    new: toChanged(gained.filter(isNew)),
    resolved: toChanged(lost.filter(isGone)),
    undecided: toChanged([
      ...gained.filter((finding) => !isNew(finding)),
      ...lost.filter((finding) => !isGone(finding)),
    ]),
  };
}

function only(one: JudgedState, other: JudgedState): Finding[] {
  const known = new Set(
    [...other.findings.values()].flatMap(({ fingerprint, formerly = [] }) => [fingerprint, ...formerly]),
  );
  return [...one.findings.values()].filter(
    ({ fingerprint, formerly = [] }) => ![fingerprint, ...formerly].some((name) => known.has(name)),
  );
}

/** Whether the rule would have flagged it in the other state, had it been so: it looked, and had what this one rests on. */
function couldTell(other: JudgedState, own: JudgedState, { rule, scope, subject, evidence }: Finding): boolean {
  const except = other.judged.get(`${rule} ${scope}`);
  if (except === undefined || except.has(subject.id)) return false;
  const used = new Set(evidence.map(({ dataSet }) => dataSet));
  const isUsed = (name: string) => used.has(name.slice(0, name.indexOf(" ")));
  return [...(own.whole.get(scope) ?? [])].every((name) => !isUsed(name) || other.whole.get(scope)?.has(name) === true);
}

/** A path that leads through what was not read before may have been there all the time. */
function cameIntoView(before: JudgedState, after: JudgedState, finding: Finding): boolean {
  if (finding.path === undefined) return false;
  return [...after.scopesOf(finding)].some((scope) =>
    [...(after.whole.get(scope) ?? [])].some((dataSet) => before.whole.get(scope)?.has(dataSet) !== true),
  );
}

function toChanged(findings: readonly Finding[]): ChangedFinding[] {
  return [...findings]
    .sort(compareFindings)
    .map(({ fingerprint, rule, severity, scope, message }) => ({ fingerprint, rule, severity, scope, message }));
}
