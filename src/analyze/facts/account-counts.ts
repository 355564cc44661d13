// Facts of accounts of every provider but AWS: how many workload identities they have, how many of them need no static secret,
// and how many static credentials there are; and of each identity, what it holds.
import type { AnalysisInput, DerivedFact, StoredNode, StoredScope } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { type ReadSets, readSets } from "../read-sets.js";
import { ACCOUNT_KINDS, type AccountKind } from "./account-kinds.js";
import { createEnvironments } from "./environments.js";

/** One fact an account, and one a workload identity in it. What was not read to the end is not counted. */
export function accountCounts(input: AnalysisInput): readonly DerivedFact[] {
  const scopes = [...input.scopes()];
  const read = readSets(scopes);
  const environments = createEnvironments(input.config, scopes);
  return ACCOUNT_KINDS.flatMap((kind) => {
    const accounts = new Map(
      scopes.flatMap((scope) => (scope.type === kind.scope ? [[scope.id, scope] as const] : [])),
    );
    if (accounts.size === 0) return [];
    const held = readHeld(input, kind, accounts);
    const tally = new Map<string, Tally>();
    const facts: DerivedFact[] = [];
    for (const node of input.nodes(kind.principals)) {
      if (!accounts.has(node.scope)) continue;
      const columns = countOne(node, kind, { held, read, tally });
      if (columns !== undefined) facts.push({ node: node.id, columns });
    }
    for (const scope of accounts.values()) {
      const label = { id: scope.id, name: scope.name, scope: scope.id, tags: scope.properties["tags"] };
      const columns = { ...sums(scope, kind, { held, read, tally }), ...environments.columnsOf(label) };
      if (Object.keys(columns).length > 0) facts.push({ node: scope.id, columns });
    }
    return facts;
  });
}

interface Held {
  /** Active static credentials by the id or address of who they sign in as; of agents, those of their blueprint. */
  readonly of: (node: StoredNode) => number;
  readonly statics: ReadonlyMap<string, number>;
  /** Active ones that end by themselves. */
  readonly ending: ReadonlyMap<string, number>;
}

interface Tally {
  identities: number;
  free: number;
  undecided: number;
}

interface Frame {
  readonly held: Held;
  readonly read: ReadSets;
  readonly tally: Map<string, Tally>;
}

function readHeld(input: AnalysisInput, kind: AccountKind, accounts: ReadonlyMap<string, StoredScope>): Held {
  const byHolder = new Map<string, number>();
  const statics = new Map<string, number>();
  const ending = new Map<string, number>();
  for (const { scope, parent, properties } of input.nodes(kind.credentials)) {
    const isSigning = properties["usage"] === "sign";
    if (!accounts.has(scope) || properties["status"] !== "active" || isSigning) continue;
    const isStatic = properties["static"] === true;
    if (!isStatic && textOf(properties["expires_at"]) !== undefined) add(ending, scope);
    if (!isStatic) continue;
    add(statics, scope);
    // An API key of Google stands in its project, and acts as the account that it names.
    add(byHolder, textOf(properties["service_account"]) ?? parent ?? "");
  }
  const blueprints = kind.scope === "entra.tenant" ? readBlueprints(input) : new Map<string, string[]>();
  const own = ({ id, name, type }: StoredNode): number =>
    (byHolder.get(id) ?? 0) + (type === "gcp.service-account" ? (byHolder.get(name) ?? 0) : 0);
  const of = (node: StoredNode): number =>
    (blueprints.get(node.id) ?? []).reduce((sum, id) => sum + (byHolder.get(id) ?? 0), own(node));
  return { of, statics, ending };
}

/** Agent → service principals of the blueprints that sign in for it. */
function readBlueprints(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const agents = new Set([...input.nodes(["entra.agent-identity"])].map(({ id }) => id));
  const found = new Map<string, string[]>();
  if (agents.size === 0) return found;
  for (const { from, to } of input.edges(["impersonates"])) if (agents.has(to)) addTo(found, to, from);
  return found;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts an identity; its columns, undefined where it is no workload. */
function countOne(node: StoredNode, kind: AccountKind, { held, read, tally }: Frame): JsonRecord | undefined {
  const standing = kind.standingOf(node);
  if (standing === "no-workload") return undefined;
  const count = held.of(node);
  // Azure keeps what managed identities sign in with: nobody else can hold it.
  const isKept = node.type === "entra.managed-identity";
  const isWhole = isKept || kind.credentialSets.every((dataSet) => read.isComplete(node.scope, dataSet));
  const isFree = freedomOf(standing, count, isWhole);
  const sum = tally.get(node.scope) ?? { identities: 0, free: 0, undecided: 0 };
  tally.set(node.scope, sum);
  sum.identities += 1;
  if (isFree === undefined) sum.undecided += 1;
  if (isFree === true) sum.free += 1;
  const isCounted = standing === "by-what-it-holds" && isWhole;
  return {
    ...(isFree !== undefined && { secret_free: isFree }),
    ...(isCounted && { static_credential_count: count }),
  };
}

function freedomOf(standing: string, count: number, isWhole: boolean): boolean | undefined {
  if (standing === "never-free" || count > 0) return false;
  return standing === "by-what-it-holds" && isWhole ? true : undefined;
}

/** What was read in part is left out: the count would be too small. */
function sums({ id }: StoredScope, kind: AccountKind, { held, read, tally }: Frame): JsonRecord {
  const isRead = (dataSets: readonly string[]): boolean => dataSets.every((dataSet) => read.isComplete(id, dataSet));
  const { identities, free, undecided } = tally.get(id) ?? { identities: 0, free: 0, undecided: 0 };
  return {
    ...(isRead(kind.identitySets) && {
      identities,
      identities_secret_free: free,
      identities_with_static: identities - free - undecided,
      identities_undecided: undecided,
    }),
    ...(isRead([...kind.credentialSets, ...(kind.otherCredentialSets ?? [])]) && {
      static_credentials: held.statics.get(id) ?? 0,
      expiring_credentials: held.ending.get(id) ?? 0,
    }),
  };
}
