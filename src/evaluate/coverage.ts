// What of a scope was read: whether a rule may be judged there, and why not.
import type { Coverage } from "../model/batch.js";
import { compareText } from "../model/compare.js";
import { howToAsk, isLogs } from "../model/on-request.js";
import type { ReportScope } from "../model/report.js";
import { type Rule, requiredDataSets } from "../model/rule.js";
import { someRead } from "../model/some-read.js";

/** What became of one data set in one scope; `absent` was never asked for, or answered nothing at all. */
export interface DataSetState {
  readonly dataSet: string;
  readonly state: Coverage["state"] | "absent";
  readonly reason: string;
  readonly permission?: string;
  /** The scope that it was asked of: this one, or one that holds it. */
  readonly of?: string;
}

/**
 * Whether a rule may be judged in a scope. `partial` may, with a note. `unasked`: it is about logs of a kind that nobody gave, of
 * any scope: neither passed nor a gap, as rules about changes are where there is nothing earlier.
 */
export interface Requirement {
  readonly state: "met" | "partial" | "unmet" | "unasked";
  readonly dataSet?: string;
  readonly reason?: string;
  readonly permission?: string;
}

export interface CoverageIndex {
  readonly scopes: readonly ReportScope[];
  state(scope: string, dataSet: string): DataSetState;
  requirement(rule: Rule, scope: string): Requirement;
}

/** Coverage of all scopes, ready to be asked per row. */
export function indexCoverage(scopes: readonly ReportScope[]): CoverageIndex {
  const byId = new Map(scopes.map((scope) => [scope.id, scope]));
  const states = new Map<string, DataSetState>();
  const state = (scope: string, dataSet: string): DataSetState => {
    const key = `${scope} ${dataSet}`;
    const known = states.get(key);
    if (known !== undefined) return known;
    const made = readState(byId, scope, dataSet);
    states.set(key, made);
    return made;
  };
  const given = new Set(scopes.flatMap(({ coverage }) => coverage.map(({ dataSet }) => dataSet)));
  const requirements = new Map<Rule, Map<string, Requirement>>();
  const requirement = (rule: Rule, scope: string): Requirement => {
    const ofRule = requirements.get(rule) ?? new Map<string, Requirement>();
    const known = ofRule.get(scope);
    if (known !== undefined) return known;
    requirements.set(rule, ofRule);
    const nothing = rule.requires.length === 0 ? nothingRead(byId.get(scope)) : undefined;
    const made = nothing ?? toRequirement(rule, scope, (dataSet) => state(scope, dataSet), given);
    ofRule.set(scope, made);
    return made;
  };
  return { scopes: [...scopes].sort((a, b) => compareText(a.id, b.id)), state, requirement };
}

// A data set of the organisation (its list of accounts) serves the accounts below it.
function readState(byId: ReadonlyMap<string, ReportScope>, scope: string, dataSet: string): DataSetState {
  const seen = new Set<string>();
  for (let id: string | undefined = scope; id !== undefined && !seen.has(id); id = byId.get(id)?.parent) {
    seen.add(id);
    const entries = (byId.get(id)?.coverage ?? []).filter((entry) => entry.dataSet === dataSet);
    if (entries.length > 0) return { ...combined(dataSet, entries), of: id };
  }
  const how = howToAsk(dataSet);
  return { dataSet, state: "absent", reason: `${dataSet} was not read${how === undefined ? "" : `: ${how}`}` };
}

/** Regions of one data set together: complete only when all are, unreadable only when none was read at all. */
function combined(dataSet: string, entries: readonly Coverage[]): DataSetState {
  const faults = entries.filter((entry) => entry.state !== "complete");
  const [fault] = faults;
  if (fault === undefined) return { dataSet, state: "complete", reason: "" };
  const isPart = someRead(entries);
  const permissions = [...new Set(faults.flatMap(({ permission }) => permission ?? []))].sort();
  return {
    dataSet,
    state: isPart ? "partial" : fault.state,
    reason: isPart ? `${dataSet} was read in part${detail(fault)}` : `${dataSet} ${verb(fault)}${detail(fault)}`,
    ...(permissions.length > 0 && { permission: permissions.join(", ") }),
  };
}

function verb({ state }: Coverage): string {
  if (state === "denied") return "was denied";
  return state === "unlicensed" ? "needs a licence" : "could not be read";
}

function detail({ code, region, message }: Coverage): string {
  const marks = [code, region].filter((mark) => mark !== undefined && mark !== "").join(", ");
  return `${marks === "" ? "" : ` (${marks})`}${message === undefined ? "" : `: ${message}`}`;
}

/** For rules that require nothing in particular: a scope where all that was tried failed has no rows, and is not clean. */
function nothingRead(scope: ReportScope | undefined): Requirement | undefined {
  const [first] = scope?.coverage ?? [];
  if (scope === undefined || first === undefined || someRead(scope.coverage)) return undefined;
  const { reason, permission, dataSet } = combined(first.dataSet, [first]);
  return { state: "unmet", dataSet, reason, ...(permission !== undefined && { permission }) };
}

function toRequirement(
  rule: Rule,
  scope: string,
  stateOf: (dataSet: string) => DataSetState,
  given: ReadonlySet<string>,
): Requirement {
  let partial: DataSetState | undefined;
  for (const entry of rule.requires) {
    const isEach = entry.includes(" & ");
    const all = ofProvider(entry.split(/ [|&] /), scope).map(stateOf);
    const states = isEach ? ofLevel(all, scope) : all;
    const missing = states.filter(({ state }) => state !== "complete");
    if (isEach ? missing.length === 0 : missing.length < states.length) continue;
    const part = isEach ? someOf(states, missing) : states.find(({ state }) => state === "partial");
    if (part === undefined && states.every(({ dataSet }) => isLogs(dataSet) && !given.has(dataSet))) {
      return { state: "unasked" };
    }
    if (part === undefined) return unmet(states);
    partial ??= part;
  }
  if (partial === undefined) return { state: "met" };
  const { dataSet, reason, permission } = partial;
  return {
    state: "partial",
    dataSet,
    reason: `${reason}; what was read is judged, the rest is not`,
    ...(permission !== undefined && { permission }),
  };
}

/** Of several data sets, those of another provider than the scope's are never there; all, where none is of its own. */
export function ofProvider(all: readonly string[], scope: string): readonly string[] {
  const own = all.filter((dataSet) => isOfProvider(dataSet, scope));
  return own.length > 0 ? own : all;
}

/** Forges ask the same of an organisation or group and of a repository or project, each with data sets of its own. */
const LEVELS = /^((?:github|gitlab)\/[^:]+):/;

/** Of data sets of several levels, those of the level that was asked of the scope itself. */
function ofLevel(states: readonly DataSetState[], scope: string): readonly DataSetState[] {
  const levels = new Set(states.flatMap(({ dataSet, of }) => (of === scope ? (LEVELS.exec(dataSet)?.[1] ?? []) : [])));
  return levels.size === 0 ? states : states.filter(({ dataSet }) => levels.has(LEVELS.exec(dataSet)?.[1] ?? ""));
}

/** Whether a data set is of the provider that the id of the scope begins with. */
export function isOfProvider(dataSet: string, scope: string): boolean {
  return dataSet.startsWith(`${scope.split(":", 1)[0]}/`);
}

/** What is missing of several that count each as far as it was read; undefined when nothing was. */
function someOf(states: readonly DataSetState[], missing: readonly DataSetState[]): DataSetState | undefined {
  const isRead = missing.length < states.length || missing.some(({ state }) => state === "partial");
  return isRead ? missing[0] : undefined;
}

function unmet(states: readonly DataSetState[]): Requirement {
  const permissions = states.flatMap(({ permission }) => permission ?? []);
  return {
    state: "unmet",
    dataSet: states.map(({ dataSet }) => dataSet).join(" | "),
    reason: states.map(({ reason }) => reason).join(", and "),
    ...(permissions.length > 0 && { permission: [...new Set(permissions)].join(" or ") }),
  };
}

/**
 * Whether a scope was crawled at all, well or not. Others are only named by their organisation: nobody asked for them,
 * so that rules have nothing to say of them as long as they have no rows.
 */
export function isCrawled({ coverage }: ReportScope): boolean {
  return coverage.length > 0;
}

/** What holds projects or subscriptions, and only hands rights down to them: of identities and what they hold, nothing is ever asked for there. */
const HOLDS_NO_IDENTITIES: ReadonlySet<string> = new Set([
  "azure.management-group",
  "azure.tenant",
  "gcp.folder",
  "gcp.organization",
]);

/**
 * Whether a rule has anything to say in a scope: same provider, for organisations and folders of Google and for management
 * groups and the root of Azure only rules that require a data set which these are asked for, and for an AWS organisation only
 * rules that require a data set of organisations. A rule that names neither data sets nor types speaks of every scope.
 */
export function appliesTo(rule: Rule, scope: ReportScope): boolean {
  const { providers, dataSets } = namedBy(rule);
  if (providers.size > 0 && !providers.has(scope.id.split(":", 1)[0])) return false;
  if (HOLDS_NO_IDENTITIES.has(scope.type)) {
    const asked = new Set(scope.coverage.map(({ dataSet }) => dataSet));
    const isAsked = (entry: string) => entry.split(/ [|&] /).some((dataSet) => asked.has(dataSet));
    return rule.requires.length > 0 && rule.requires.every(isAsked);
  }
  if (scope.type !== "aws.organization") return true;
  return dataSets.some((dataSet) => dataSet.startsWith("aws/organizations:"));
}

interface Named {
  readonly dataSets: readonly string[];
  readonly providers: ReadonlySet<string | undefined>;
}

const NAMED = new WeakMap<Rule, Named>();

/** Data sets and providers that a rule names: asked for each of thousands of scopes. */
function namedBy(rule: Rule): Named {
  const known = NAMED.get(rule);
  if (known !== undefined) return known;
  const dataSets = requiredDataSets(rule);
  const providers = new Set([
    ...dataSets.map((dataSet) => dataSet.split("/", 1)[0]),
    ...rule.types.map((type) => type.split(".", 1)[0]),
  ]);
  const named = { dataSets, providers };
  NAMED.set(rule, named);
  return named;
}
