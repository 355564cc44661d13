// Which environments other than its own a role can be taken from: by the principals of the estate that can assume it directly.
import type { DerivedEdge, DerivedFact } from "../../model/analysis.js";
import { isStopped } from "../../model/standing.js";
import type { JsonRecord } from "../../model/words.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { isGuessedPurpose } from "../facts/environments.js";
import { createRecordPool } from "../facts/record-joiner.js";

interface Label {
  readonly environment: string;
  readonly confidence: number;
}

/** The callers of a role, as far as environments tell them apart. */
interface Callers {
  /** Environment → its callers, and how sure it is that they belong there. */
  readonly byEnvironment: Map<string, { readonly ids: Set<string>; confidence: number }>;
  /** Accounts of callers that nothing labels. */
  readonly unlabelled: Set<string>;
}

/** Callers that are named in one fact. */
const MOST_NAMED = 20;

/**
 * Facts of the roles that somebody of the estate can assume. `facts` hold the environments of principals; `isOwn` tells the
 * estate's principals, those of its accounts that were not read among them, from those of others.
 */
export function* foreignEnvironments(
  edges: readonly DerivedEdge[],
  facts: readonly DerivedFact[],
  isOwn: (id: string) => boolean,
): Iterable<DerivedFact> {
  const labels = readLabels(edges, facts);
  const pool = createRecordPool();
  for (const [role, callers] of gatherCallers(edges, labels, isOwn)) {
    yield { node: role, columns: pool({ has_estate_callers: true, ...toColumns(role, labels.get(role), callers) }) };
  }
}

/** Nothing where it cannot be told: the role has no label and somebody else may, or a caller has none. */
function toColumns(role: string, own: Label | undefined, { byEnvironment, unlabelled }: Callers): JsonRecord {
  if (own === undefined) {
    // principals of one account that nothing labels belong together
    const isAlike = byEnvironment.size === 0 && [...unlabelled].every((account) => account === accountOfArn(role));
    return isAlike ? { foreign_environments: [] } : {};
  }
  const foreign = [...byEnvironment].filter(([environment]) => environment !== own.environment);
  if (foreign.length === 0) return unlabelled.size > 0 ? {} : { foreign_environments: [] };
  const names = new Set(foreign.flatMap(([, { ids }]) => [...ids]));
  return {
    foreign_environments: foreign.map(([environment]) => environment).sort(),
    foreign_callers: [...names].sort().slice(0, MOST_NAMED),
    foreign_confidence: Math.min(own.confidence, Math.max(...foreign.map(([, { confidence }]) => confidence))),
  };
}

/** Environments of the ends of edges by which a role is taken. */
function readLabels(edges: readonly DerivedEdge[], facts: readonly DerivedFact[]): ReadonlyMap<string, Label> {
  const wanted = new Set<string>();
  for (const { kind, from, to } of edges) {
    if (kind === "can_assume" || kind === "includes" || kind === "member_of") wanted.add(from).add(to);
  }
  const labels = new Map<string, Label>();
  for (const { node, columns } of wanted.size === 0 ? [] : facts) {
    const { environment, environment_confidence: confidence } = columns;
    if (typeof environment !== "string" || !wanted.has(node)) continue;
    const label = { environment, confidence: typeof confidence === "number" ? confidence : 0 };
    if (!isGuessedPurpose(label)) labels.set(node, label);
  }
  return labels;
}

/** Role → its callers. The members of a hub are gathered once for all roles that it leads to. */
function gatherCallers(
  edges: readonly DerivedEdge[],
  labels: ReadonlyMap<string, Label>,
  isOwn: (id: string) => boolean,
): ReadonlyMap<string, Callers> {
  const hubs = new Map<string, Callers>();
  const roles = new Map<string, Callers>();
  const at = (node: string): Callers => {
    const places = isHub(node) ? hubs : roles;
    const known = places.get(node) ?? { byEnvironment: new Map(), unlabelled: new Set() };
    places.set(node, known);
    return known;
  };
  const walked = edges.filter((edge) => !isStopped(edge));
  for (const { kind, from, to } of walked) {
    if (kind !== "can_assume" && !(kind === "member_of" && isHub(to))) continue;
    if (!isHub(from) && isOwn(from)) addCaller(at(to), from, labels.get(from));
  }
  for (const { kind, from, to } of walked) {
    const hub = hubs.get(from);
    if (hub && (kind === "includes" || kind === "can_assume")) join(at(to), hub);
  }
  return roles;
}

function isHub(node: string): boolean {
  return node.startsWith("set:");
}

function addCaller({ byEnvironment, unlabelled }: Callers, id: string, label: Label | undefined): void {
  if (label === undefined) {
    unlabelled.add(accountOfArn(id));
    return;
  }
  const known = byEnvironment.get(label.environment) ?? { ids: new Set(), confidence: 0 };
  byEnvironment.set(label.environment, known);
  if (known.ids.size < MOST_NAMED) known.ids.add(id);
  known.confidence = Math.max(known.confidence, label.confidence);
}

function join(callers: Callers, hub: Callers): void {
  for (const [environment, { ids, confidence }] of hub.byEnvironment) {
    for (const id of ids) addCaller(callers, id, { environment, confidence });
  }
  for (const account of hub.unlabelled) callers.unlabelled.add(account);
}
