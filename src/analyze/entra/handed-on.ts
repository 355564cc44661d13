// What identities of agents have through their blueprint: permissions that were granted to it and that it hands on.
import type { DerivedEdge, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { isRecord, textOf } from "../properties.js";
import { factsOf, type Tenant } from "./estate.js";

/** Whether a blueprint hands on: undefined where that was not read. */
export interface HandedOn {
  /** Service principal of the blueprint of an agent. */
  blueprintOf(agent: StoredNode | undefined): string | undefined;
  hands(blueprint: string, kind: "scopes" | "roles", api: unknown, name: string): boolean | undefined;
}

/** In: what was read of a tenant. Out: which permissions each blueprint hands on. */
export function readHandedOn(tenant: Tenant): HandedOn {
  const byApp = new Map<string, string>();
  const rows = new Map<string, readonly JsonRecord[]>();
  for (const node of tenant.applications) {
    const { app_id: appId, service_principal: principal } = node.properties;
    if (typeof appId !== "string" || typeof principal !== "string") continue;
    byApp.set(appId.toLowerCase(), principal);
    const { hands_on: handsOn } = factsOf(node);
    if (Array.isArray(handsOn)) rows.set(principal, handsOn.filter(isRecord));
  }
  return {
    blueprintOf: (agent) => (agent === undefined ? undefined : byApp.get(textOf(factsOf(agent)["blueprint"]) ?? "")),
    hands(blueprint, kind, api, name) {
      const known = rows.get(blueprint);
      if (known === undefined || typeof api !== "string") return undefined;
      const row = known.find((one) => one["api"] === api.toLowerCase());
      if (row === undefined) return false;
      const extent = row[kind];
      if (Array.isArray(extent)) return extent.includes(name);
      return extent === "all" ? true : extent === "none" ? false : undefined;
    },
  };
}

/**
 * In: agents, blueprints and grants of a tenant. Out: `has_grant` from each agent to what its blueprint was granted and hands on:
 * roles of applications, and consent for everybody with all its scopes; unknown where what it hands on was not read, or is a part.
 * What is sure is noted in the tenant, too.
 * Source: https://learn.microsoft.com/en-us/entra/agent-id/configure-inheritable-permissions-blueprints
 */
export function drawHandedOn(tenant: Tenant): readonly DerivedEdge[] {
  const edges = toHandedOn(tenant);
  // what it has for sure counts as its own from here on
  for (const { from, to, state } of edges) {
    if (state !== "none") continue;
    const edge = { kind: "has_grant", from, to, scope: tenant.scope, state, confidence: 1, properties: {} } as const;
    addTo(tenant.held, from, edge);
    addTo(tenant.holders, to, edge);
  }
  return edges;
}

function toHandedOn(tenant: Tenant): readonly DerivedEdge[] {
  const agents = tenant.principals.filter(({ type }) => type === "entra.agent-identity");
  if (agents.length === 0) return [];
  const handedOn = readHandedOn(tenant);
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  return agents.flatMap((agent) => {
    const blueprint = handedOn.blueprintOf(agent);
    if (blueprint === undefined) return [];
    const own = new Set((tenant.held.get(agent.id) ?? []).map(({ to }) => to));
    return (tenant.held.get(blueprint) ?? []).flatMap(({ to, state }): DerivedEdge[] => {
      const grant = grants.get(to);
      if (grant === undefined || own.has(to)) return [];
      const extent = extentOf(grant, blueprint, handedOn);
      if (extent === undefined) return [];
      const isOff = state === "blocked" || agent.properties["enabled"] === false;
      const because = [`${blueprint}#blueprint`];
      return [{ kind: "has_grant", from: agent.id, to, because, ...(isOff ? OFF : extent) }];
    });
  });
}

type Extent = Pick<DerivedEdge, "state" | "confidence" | "condition">;

const OFF: Extent = { state: "blocked", confidence: 1 };
const UNREAD = "what the blueprint hands on to its agents was not read";

/** Undefined where nothing of it is handed on. Directory roles of a blueprint are its own. */
function extentOf({ type, properties }: StoredNode, blueprint: string, { hands }: HandedOn): Extent | undefined {
  const api = properties["api_app_id"];
  if (type === "entra.app-role") {
    const known = hands(blueprint, "roles", api, textOf(properties["permission"]) ?? "");
    if (known === false) return undefined;
    return known === true ? { state: "none", confidence: 1 } : { state: "unknown", confidence: 0.6, condition: UNREAD };
  }
  const { consent, scopes } = properties;
  if (type !== "entra.delegated-grant" || consent !== "everybody" || !Array.isArray(scopes)) return undefined;
  const names = scopes.filter((scope) => typeof scope === "string");
  const told = names.map((name) => hands(blueprint, "scopes", api, name));
  const kept = names.filter((_, at) => told[at] !== false);
  if (kept.length === 0) return undefined;
  if (told.includes(undefined)) return { state: "unknown", confidence: 0.6, condition: UNREAD };
  if (kept.length === names.length) return { state: "none", confidence: 1 };
  return {
    state: "unknown",
    confidence: 0.8,
    condition: `of what the blueprint was granted it has ${kept.join(", ")}`,
  };
}
