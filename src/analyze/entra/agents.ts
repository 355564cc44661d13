// Identities of agents: who answers for one, and how far it goes as the user that it signs in as.
import type { DerivedEdge, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { factsOf, type Tenant } from "./estate.js";
import { readHandedOn } from "./handed-on.js";

/** Scopes with which an application does whatever the user may, not a part of it. */
const WHOLE: ReadonlySet<unknown> = new Set(["user_impersonation", "Directory.AccessAsUser.All"]);

/**
 * An agent gets tokens of its own user without anybody signing in, for what it was consented to: `impersonates`, blocked where
 * that is nothing, and open where it is a part of what the user may.
 * Source: https://learn.microsoft.com/en-us/entra/agent-id/identity-platform/agent-user-oauth-flow
 */
export function drawAgentUsers(tenant: Tenant): readonly DerivedEdge[] {
  const principals = new Map(tenant.principals.map((node) => [node.id, node]));
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  const handedOn = readHandedOn(tenant);
  const scopesOf = (holder: string | undefined, user: string): readonly Scope[] =>
    (tenant.held.get(holder ?? "") ?? []).flatMap((edge) => scopesFor(user, edge, grants));
  return tenant.principals.flatMap((user): DerivedEdge[] => {
    const id = textOf(factsOf(user)["agent"]);
    if (id === undefined) return [];
    const agent = principals.get(id);
    const blueprint = handedOn.blueprintOf(agent);
    const granted = scopesOf(blueprint, user.id).map((scope) => ({
      ...scope,
      isHanded: handedOn.hands(blueprint ?? "", "scopes", scope.api, scope.name),
    }));
    const named = (scopes: readonly Scope[]): readonly string[] => scopes.map(({ name }) => name).sort();
    const extent = extentOf({
      own: named([...scopesOf(id, user.id), ...granted.filter(({ isHanded }) => isHanded === true)]),
      inherited: named(granted.filter(({ isHanded }) => isHanded === undefined)),
      isDisabled: [user, agent].some((one) => one?.properties["enabled"] === false),
      isRead: tenant.read.has("delegated-grants"),
    });
    return [{ kind: "impersonates", from: id, to: user.id, because: [`${user.id}#agent`], ...extent }];
  });
}

interface Scope {
  readonly name: string;
  /** Application id of the API that it is of. */
  readonly api: unknown;
}

/** What a grant lets its holder do as the user; nothing where it is for somebody else. */
function scopesFor(user: string, { to, state }: StoredEdge, grants: ReadonlyMap<string, StoredNode>): readonly Scope[] {
  const grant = grants.get(to);
  if (grant?.type !== "entra.delegated-grant" || state === "blocked") return [];
  const { consent, user: one, scopes, api_app_id: api } = grant.properties;
  return consent === "everybody" || one === user ? idsIn(scopes).map((name) => ({ name, api })) : [];
}

interface Consented {
  /** Its own, and those that its blueprint hands on. */
  readonly own: readonly string[];
  /** Of the blueprint, where what it hands on was not read. */
  readonly inherited: readonly string[];
  readonly isDisabled: boolean;
  /** Whether all grants were. */
  readonly isRead: boolean;
}

function extentOf({ own, inherited, isDisabled, isRead }: Consented): Extent {
  if (isDisabled) return { state: "blocked", confidence: 1, condition: "the account is disabled" };
  if (own.some((scope) => WHOLE.has(scope))) return { state: "none", confidence: 1 };
  if (!isRead) return open("what the agent was consented to was not read");
  const perhaps = [...(own.length > 0 ? [] : ["the blueprint hands on what it was consented to, and"]), "only within"];
  const scopes = [...new Set([...own, ...inherited])];
  if (scopes.length === 0)
    return { state: "blocked", confidence: 1, condition: "the agent was consented to nothing for it" };
  return open(`${perhaps.join(" ")} ${scopes.join(", ")}`);
}

type Extent = Pick<DerivedEdge, "state" | "confidence" | "condition">;

function open(condition: string): Extent {
  return { state: "unknown", confidence: 0.6, condition };
}

/** `answered_for`: somebody, gone (each is disabled), nobody; nothing where neither could be told. */
export function agentColumns(
  node: StoredNode,
  tenant: Tenant,
  principals: ReadonlyMap<string, StoredNode>,
): JsonRecord {
  if (node.type !== "entra.agent-identity") return {};
  const { sponsors, owners } = factsOf(node);
  const known = [...idsIn(sponsors), ...idsIn(owners)];
  if (known.some((id) => isThere(principals.get(id)))) return { answered_for: "somebody" };
  // Of either there may be more than was read, and users that were not read may be anybody.
  if (!Array.isArray(sponsors) || !Array.isArray(owners) || !tenant.read.has("users")) return {};
  return { answered_for: known.length === 0 ? "nobody" : "gone" };
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** A group counts as there; a user that is not in the tenant does not. */
function isThere(principal: StoredNode | undefined): boolean {
  return principal !== undefined && (principal.type !== "entra.user" || principal.properties["enabled"] !== false);
}
