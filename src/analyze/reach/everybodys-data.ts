// Applications and accounts that reach what everybody in a tenant or domain keeps, mail, files, chats, by a permission of their
// own or in everybody's name; and whether something proves them that could be stolen.
import type { AnalysisInput, DerivedFact, PathEdge } from "../../model/analysis.js";
import { addToSet } from "../../model/group-by.js";
import { wholeOf } from "../../model/signature.js";
import { isStopped } from "../../model/standing.js";
import type { JsonRecord } from "../../model/words.js";
import { readSets } from "../read-sets.js";

const KEPT = /^(?:m365|workspace)\.(mailboxes|files|chats)$/;
/** Holders by type, and what has to have been read to know what they may do for everybody. */
const HOLDERS: { readonly [type: string]: readonly string[] } = {
  // what people keep is there with their tenant
  "entra.service-principal": [
    "entra/graph:organization",
    "entra/graph:app-role-assignments",
    "entra/graph:delegated-grants",
  ],
  "gcp.service-account": ["workspace/admin:delegation"],
  "workspace.oauth-client": ["workspace/admin:delegation"],
};

/** Data sets that tell of a holder's keys. */
const KEYS: { readonly [type: string]: readonly string[] } = {
  "entra.service-principal": ["entra/graph:applications", "entra/graph:service-principals"],
  "gcp.service-account": ["gcp/iam:service-account-keys"],
};

/** One fact a holder; none where neither a tenant nor a domain was read that could have granted it something. */
export function* everybodysData(
  input: Pick<AnalysisInput, "nodes" | "scopes" | "types">,
  edges: readonly PathEdge[],
): Iterable<DerivedFact> {
  const kept = new Map<string, string>();
  const types = input.types("resource").filter((type) => KEPT.test(type));
  if (types.length === 0) return;
  for (const { id, type } of input.nodes(types)) kept.set(id, KEPT.exec(type)?.[1] ?? "");
  const byGrant = new Map<string, Set<string>>();
  const keyed = new Set<string>();
  const open = edges.filter((edge) => !isStopped(edge));
  for (const { kind, from, to } of open) {
    const data = kind === "permits" ? kept.get(to) : undefined;
    if (data !== undefined) addToSet(byGrant, from, data);
    else if (kind === "authenticates_as") keyed.add(to);
  }
  const byHolder = new Map<string, Set<string>>();
  for (const { kind, from, to } of open) {
    if (kind !== "has_grant") continue;
    for (const data of byGrant.get(to) ?? []) addToSet(byHolder, wholeOf(from), data);
  }
  const read = readScopes(input);
  for (const { id, type, scope } of input.nodes(Object.keys(HOLDERS))) {
    const isKnown = read.isKnown(type, scope);
    if (isKnown === undefined) continue;
    const data = [...(byHolder.get(id) ?? [])].sort();
    const columns: JsonRecord = {
      everybodys_data_known: isKnown,
      ...(data.length > 0 && { everybodys_data: data }),
      ...(data.length > 0 && (keyed.has(id) || read.areKeysKnown(type, scope)) && { has_key: keyed.has(id) }),
      ...(type === "gcp.service-account" && { is_third_party: false }),
    };
    yield { node: id, columns };
  }
}

/** In: those facts. Out: those who perhaps hold it, for what could have granted it was not read. */
export function perhapsHolding(facts: readonly DerivedFact[]): readonly string[] {
  return facts.flatMap(({ node, columns }) => (columns["everybodys_data_known"] === false ? [node] : []));
}

function readScopes(input: Pick<AnalysisInput, "scopes">) {
  const scopes = [...input.scopes()];
  const read = readSets(scopes);
  const known = new Set(scopes.map(({ id }) => id));
  const customers = scopes.flatMap(({ id, type }) => (type === "workspace.customer" ? [id] : []));
  return {
    /** Undefined where there is nothing that could have granted it. */
    isKnown(type: string, scope: string): boolean | undefined {
      const dataSets = HOLDERS[type] ?? [];
      const isRead = (id: string) => dataSets.every((dataSet) => read.isComplete(id, dataSet));
      if (type !== "gcp.service-account") return known.has(scope) ? isRead(scope) : undefined;
      return customers.length === 0 ? undefined : customers.every(isRead);
    },
    areKeysKnown: (type: string, scope: string) =>
      (KEYS[type] ?? []).every((dataSet) => read.isComplete(scope, dataSet)),
  };
}
