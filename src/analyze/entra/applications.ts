// Facts of applications: who answers for them, and whether sign-ins go where anybody could pick them up.
import type { DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { Owners } from "../facts/owners.js";
import { textOf } from "../properties.js";
import { factsOf, type Tenant } from "./estate.js";
import type { Held } from "./held.js";

export interface ApplicationFrame {
  readonly held: Held;
  readonly owners: Owners;
  /** Federated credentials by application. */
  readonly federated: ReadonlyMap<string, number>;
}

/** Columns of the applications of a tenant: owners, redirects, federated credentials and what they may do. */
export function applicationFacts(tenant: Tenant, frame: ApplicationFrame): readonly DerivedFact[] {
  const users = new Map(tenant.principals.map((node) => [node.id, node]));
  return tenant.applications.map((node) => {
    const facts = factsOf(node);
    const columns = {
      ...ownerColumns(facts, tenant, users),
      ...statedOwner(node, frame),
      ...redirectColumns(facts["redirects"]),
      ...(tenant.read.has("federated-credentials") && { federated_count: frame.federated.get(node.id) ?? 0 }),
      ...privilegeColumns(node, tenant, frame.held),
    };
    return { node: node.id, columns };
  });
}

/** What the config or a tag says; a creator is no owner of an application, which has owners of its own. */
function statedOwner(node: StoredNode, { owners }: ApplicationFrame): JsonRecord {
  const { owner, owner_source: source } = owners.columnsOf(node);
  return typeof owner === "string" && (source === "config" || (textOf(source) ?? "").startsWith("tag:"))
    ? { stated_owner: owner }
    : {};
}

/** none, present, gone (each is disabled, or a guest), or unknown where their accounts could not be read. */
function ownerColumns(facts: JsonRecord, { read }: Tenant, users: ReadonlyMap<string, StoredNode>): JsonRecord {
  const owners = facts["owners"];
  if (!Array.isArray(owners)) return {};
  const ids = owners.filter((id) => typeof id === "string");
  const known = ids.map((id) => users.get(id));
  const gone = ids.filter((id) => isGone(users.get(id)));
  const names = known.flatMap((node) => node?.name ?? []).sort();
  const isUnknown = known.some((node) => node === undefined) && !read.has("users");
  const status = ids.length === 0 ? "none" : gone.length === ids.length ? "gone" : "present";
  return {
    owner_count: ids.length,
    ...(!isUnknown && { owner_names: names, owners_status: status }),
  };
}

function isGone(owner: StoredNode | undefined): boolean {
  if (owner === undefined) return false;
  const { enabled, user_type: type } = owner.properties;
  return owner.type === "entra.user" && (enabled === false || type === "Guest");
}

/** Privileged by what it holds itself: where it leads is a fact of its service principal. */
function privilegeColumns({ properties }: StoredNode, tenant: Tenant, held: Held): JsonRecord {
  const principal = properties["service_principal"];
  if (typeof principal !== "string") return { is_privileged: false };
  const own = held.of(principal);
  const isStrong = own.ofRisk("admin").length > 0 || own.ofRisk("step").length > 0 || own.privileged(0).length > 0;
  const isKnown = tenant.read.has("app-role-assignments") && tenant.read.has("role-assignments");
  return isStrong || isKnown ? { is_privileged: isStrong } : {};
}

const LOOPBACK = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/i;
const ADDRESS = /^https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:\/|$)/i;

/** Addresses at which somebody else may receive a code: in the clear, with a wildcard, by a bare address. */
function redirectColumns(redirects: unknown): JsonRecord {
  if (!Array.isArray(redirects)) return {};
  const texts = redirects.filter((uri) => typeof uri === "string");
  const remote = texts.filter((uri) => !LOOPBACK.test(uri));
  const insecure = remote.filter((uri) => /^http:/i.test(uri) || uri.includes("*") || isPublicAddress(uri));
  return { insecure_redirects: insecure };
}

function isPublicAddress(uri: string): boolean {
  return ADDRESS.test(uri) && !/^https:\/\/127\./i.test(uri);
}
