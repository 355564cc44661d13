// Organisations of AI services: which of their identities are administrators, whether the person behind a key is still there, and
// keys found in files tied to the list that they stand in. Pure.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, DerivedEdge, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import type { PartResult } from "../part-result.js";
import { textOf } from "../properties.js";
import { scopesWith } from "../read-sets.js";

interface Vendor {
  readonly principals: readonly string[];
  readonly users: string;
  readonly userSet: string;
  readonly keys: readonly string[];
}

/** By the provider that a written key is said to be of. */
const VENDORS: { readonly [provider: string]: Vendor } = {
  openai: {
    principals: ["openai.admin-key-holder", "openai.project-user", "openai.service-account", "openai.user"],
    users: "openai.user",
    userSet: "openai/organization:users",
    keys: ["openai.admin-key", "openai.api-key"],
  },
  anthropic: {
    principals: ["anthropic.key-holder", "anthropic.service-account", "anthropic.user", "anthropic.workspace-user"],
    users: "anthropic.user",
    userSet: "anthropic/organization:users",
    keys: ["anthropic.api-key"],
  },
};
const WRITTEN = ["repo.file-secret", "agent.config-secret"];
/** Four characters of 64 tell the keys of an organisation apart, and one of another organisation may end alike. */
const BY_END = 0.9;

/** In: the estate. Out: standings of principals, the status of who holds a key, and `stores` from written keys to listed ones. */
export function analyzeAiServices(input: AnalysisInput): PartResult {
  const credentials = input.types("credential");
  const principals = input.types("principal");
  const standings = new Map<string, Json | undefined>();
  const facts: DerivedFact[] = [];
  const edges: DerivedEdge[] = [];
  for (const [provider, vendor] of Object.entries(VENDORS)) {
    const there = vendor.principals.filter((type) => principals.includes(type));
    if (there.length === 0) continue;
    const admins = new Set(
      [...input.edges(["permits"])].flatMap(({ from, capability, scope }) =>
        capability === "admin" && scope.startsWith(`${provider}:`) ? [from] : [],
      ),
    );
    for (const { id, type } of input.nodes(there))
      standings.set(id, admins.has(id) && isOfAll(type) ? "effective" : undefined);
    const keys = [...input.nodes(vendor.keys.filter((type) => credentials.includes(type)))];
    addAll(facts, holderFacts(input, vendor, keys));
    addAll(edges, writtenEdges(input, provider, keys));
  }
  return { facts, edges, standings };
}

/** The owner of a project administers that project alone. */
function isOfAll(type: string): boolean {
  return type.endsWith(".user") || type === "openai.admin-key-holder";
}

/** present, departed, or app where a key is no person's; nothing where the people were not all read. */
function* holderFacts(input: AnalysisInput, vendor: Vendor, keys: readonly StoredNode[]): Iterable<DerivedFact> {
  const read = scopesWith(input.scopes(), vendor.userSet);
  const people = new Map<string, StoredNode>();
  for (const user of input.types("principal").includes(vendor.users) ? input.nodes([vendor.users]) : []) {
    people.set(user.id, user);
  }
  for (const { id, scope, properties } of keys) {
    const owner = textOf(properties["key_owner"]);
    if (owner === undefined) {
      yield { node: id, columns: { holder_status: "app" } };
      continue;
    }
    const person = people.get(owner);
    const name = textOf(person?.properties["login"]) ?? person?.name;
    if (person === undefined && !read.has(scope)) continue;
    yield {
      node: id,
      columns: {
        holder_status: person === undefined ? "departed" : "present",
        owner_status: person === undefined ? "departed" : "present",
        ...(name !== undefined && { owner: name }),
      },
    };
  }
}

/** A key in a file is the one in the list that ends alike, if there is one alone. */
function* writtenEdges(input: AnalysisInput, provider: string, keys: readonly StoredNode[]): Iterable<DerivedEdge> {
  const byEnd = new Map<string, StoredNode | undefined>();
  for (const key of keys) {
    const end = textOf(key.properties["last4"]);
    if (end !== undefined && key.properties["status"] === "active") byEnd.set(end, byEnd.has(end) ? undefined : key);
  }
  if (byEnd.size === 0) return;
  const there = WRITTEN.filter((type) => input.types("credential").includes(type));
  for (const { id, properties } of there.length === 0 ? [] : input.nodes(there)) {
    if (properties["provider"] !== provider) continue;
    const key = byEnd.get(textOf(properties["last4"]) ?? "");
    if (key === undefined) continue;
    yield { kind: "stores", from: id, to: key.id, state: "none", confidence: BY_END, because: [] };
  }
}
