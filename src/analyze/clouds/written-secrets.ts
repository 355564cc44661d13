// Secrets in files of checkouts and in configurations of agents, tied to what they open: the storage account of a key or signature,
// the key of a service account, the secret of an application. The text beside them names it; how sure that is goes onto the edge. Pure.
import type { AnalysisInput, DerivedEdge, StoredEdge, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { PartResult } from "../part-result.js";
import { textOf } from "../properties.js";
import { scopesWith } from "../read-sets.js";
import { drawSignature } from "./signatures.js";
import type { WrittenFrame } from "./written-frame.js";

const TYPES = ["repo.file-secret", "agent.config-secret"];
/** The name beside it is the account's; the key may have been made anew since. */
const BY_NAME = 0.9;
/** The id of a key is in the same file as the key. */
const BY_ID = 0.95;

/** In: the estate. Out: an edge for each secret in a text to what it opens, where that was read as well and takes it. */
export function analyzeWrittenSecrets(input: AnalysisInput): PartResult {
  const there = input.types("credential").filter((type) => TYPES.includes(type));
  if (there.length === 0) return {};
  const secrets = [...input.nodes(there)];
  const personal = drawPersonalTokens(input, secrets);
  const written = secrets.flatMap((secret) => {
    const { opens } = secret.properties;
    return typeof opens === "object" && opens !== null && !Array.isArray(opens)
      ? [{ secret, opens: opens as JsonRecord }]
      : [];
  });
  if (written.length === 0) return { edges: personal };
  const frame = createFrame(input);
  const keys = byProperty(input, "gcp.service-account-key", "key_id");
  const applications = secretsByClient(input);
  for (const { secret, opens } of written) {
    const account = frame.accounts.get(textOf(opens["storage_account"]) ?? "");
    if (account !== undefined) {
      const { signature } = opens;
      if (typeof signature === "object" && signature !== null) {
        drawSignature(secret, account, signature as JsonRecord, frame);
      } else if (account.properties["takes_keys"] === true) {
        draw(frame, "authenticates_as", secret, `${account.id}#key-holder`, BY_NAME);
      }
    }
    const key = keys.get(textOf(opens["google_key"]) ?? "");
    if (key !== undefined && key.properties["status"] === "active") draw(frame, "stores", secret, key.id, BY_ID);
    drawClientSecret(frame, secret, applications.get(textOf(opens["client_id"]) ?? "") ?? []);
  }
  return { nodes: frame.nodes, edges: [...frame.edges, ...personal] };
}

/** GitHub shows the end of a classic token that was let into an organisation; that is a part of its checksum, and so as good as its own. */
function drawPersonalTokens(input: AnalysisInput, secrets: readonly StoredNode[]): DerivedEdge[] {
  const tokens = secrets.filter(({ properties }) => properties["detector"] === "github-personal-access-token");
  if (tokens.length === 0 || !input.types("credential").includes("github.classic-token")) return [];
  const byEnd = new Map<string, string[]>();
  for (const { id, properties } of input.nodes(["github.classic-token"])) {
    const end = textOf(properties["last4"]);
    if (end !== undefined) addTo(byEnd, end, id);
  }
  return tokens.flatMap(({ id, properties }) => {
    const ids = byEnd.get(textOf(properties["last4"]) ?? "") ?? [];
    return ids.map((to): DerivedEdge => {
      const confidence = BY_ID / ids.length;
      return { kind: "stores", from: id, to, state: "none", confidence, because: [] };
    });
  });
}

function createFrame(input: AnalysisInput): WrittenFrame {
  const resources = input.types("resource");
  const accounts = new Map<string, StoredNode>();
  if (resources.includes("azure.storage-account"))
    for (const node of input.nodes(["azure.storage-account"])) accounts.set(node.name.toLowerCase(), node);
  const containers = new Set<string>();
  if (accounts.size > 0 && resources.includes("azure.blob-container"))
    for (const { id } of input.nodes(["azure.blob-container"])) containers.add(id);
  const read = scopesWith(input.scopes(), "azure/storage:containers");
  return {
    now: input.now,
    nodes: [],
    edges: [],
    accounts,
    containers,
    areContainersRead: (scope) => read.has(scope),
  };
}

/**
 * All secrets of an application prove the same principal, so that it does not matter which of them this is: with one it is taken to be
 * that one, with several it may be one that was taken away since.
 */
function drawClientSecret(frame: WrittenFrame, secret: StoredNode, held: readonly Held[]): void {
  const [first] = held;
  if (first !== undefined && held.length === 1) draw(frame, "stores", secret, first.node.id, 0.85);
  if (held.length < 2) return;
  const byPrincipal = new Map(held.flatMap((one) => (one.node.parent === undefined ? [] : [[one.node.parent, one]])));
  for (const [principal, { proof }] of byPrincipal) {
    // what holds for one secret of a principal (a policy about its sign-in) holds for the others
    const { state = "none", confidence = 1, properties } = proof ?? {};
    const condition = textOf(properties?.["why"]);
    const more = { state, ...(condition !== undefined && state !== "none" && { condition }) };
    draw(frame, "authenticates_as", secret, principal, 0.8 * confidence, more);
  }
}

/** A client secret that can still sign in, and the edge by which it does. */
interface Held {
  readonly node: StoredNode;
  readonly proof: StoredEdge | undefined;
}

/** Application id → its secrets that can still sign in. */
function secretsByClient(input: AnalysisInput): ReadonlyMap<string, readonly Held[]> {
  const found = new Map<string, Held[]>();
  const types = input.types("credential");
  if (!types.includes("entra.client-secret")) return found;
  const clients = new Map<string, string>();
  for (const { id, properties } of input.nodes(["entra.application", "entra.service-principal"])) {
    const client = textOf(properties["app_id"]);
    if (client !== undefined) clients.set(id, client);
  }
  const proofs = new Map<string, StoredEdge>();
  for (const edge of input.edges(["authenticates_as"]))
    if (edge.scope.startsWith("entra:")) proofs.set(edge.from, edge);
  for (const node of input.nodes(["entra.client-secret"])) {
    const { status, usage, holder } = node.properties;
    const client = clients.get(textOf(holder) ?? "");
    if (client === undefined || status !== "active" || usage === "sign") continue;
    const list = found.get(client);
    const held = { node, proof: proofs.get(node.id) };
    if (list) list.push(held);
    else found.set(client, [held]);
  }
  return found;
}

function byProperty(input: AnalysisInput, type: string, property: string): ReadonlyMap<string, StoredNode> {
  const found = new Map<string, StoredNode>();
  if (!input.types("credential").includes(type)) return found;
  for (const node of input.nodes([type])) found.set(textOf(node.properties[property]) ?? node.id, node);
  return found;
}

function draw(
  frame: WrittenFrame,
  kind: "stores" | "authenticates_as",
  from: StoredNode,
  to: string,
  sure: number,
  more: Partial<DerivedEdge> = {},
): void {
  frame.edges.push({ kind, from: from.id, to, state: "none", confidence: sure, because: [], ...more });
}
