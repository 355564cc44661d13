// Facts about what Entra holds: permissions and roles of principals by the reviewed tables, owners of applications and whether
// they are still there, where sign-ins are sent, what the credentials of a principal amount to.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { isEntraService } from "../facts/account-kinds.js";
import { directoryOf } from "../facts/directory.js";
import { createEnvironments } from "../facts/environments.js";
import { createOwners } from "../facts/owners.js";
import { agentColumns } from "./agents.js";
import { applicationFacts } from "./applications.js";
import { consentFacts } from "./consent.js";
import { factsOf, isMicrosofts, type Tenant } from "./estate.js";
import { createHeld, type Held } from "./held.js";
import { newSecretFacts } from "./new-secrets.js";

export interface FactTables {
  readonly permissions: NonNullable<AnalysisInput["tables"]["oauthPermissions"]>;
  readonly roles: NonNullable<AnalysisInput["tables"]["directoryRoles"]>;
}

/** Columns of the principals and applications of a tenant. */
export function tenantFacts(input: AnalysisInput, tenant: Tenant, tables: FactTables): readonly DerivedFact[] {
  const held = createHeld(tenant, tables);
  const owners = createOwners(input.config, directoryOf(input));
  const environments = createEnvironments(input.config, [...input.scopes()]);
  const federated = countFederated(input, tenant);
  const azure = countAzureAssignments(input, tenant);
  const principals = new Map(tenant.principals.map((node) => [node.id, node]));
  const facts: DerivedFact[] = tenant.principals.map((node) => {
    const label = { id: node.id, name: node.name, scope: node.scope, tags: node.properties["tags"] };
    const own = node.type === "entra.user" ? { service_like: isEntraService(node) } : principalColumns(node);
    const standing = {
      ...standingColumns(node, tenant, held),
      ...timeColumns(node, tenant, held),
      ...(azure !== undefined && { azure_assignment_count: azure.get(node.id) ?? 0 }),
    };
    const agent = agentColumns(node, tenant, principals);
    const columns = { ...own, ...standing, ...owners.columnsOf(node), ...environments.columnsOf(label), ...agent };
    return { node: node.id, columns };
  });
  addAll(facts, applicationFacts(tenant, { held, owners, federated }));
  addAll(facts, credentialFacts(input, tenant, held), consentFacts(input, tenant));
  addAll(facts, newSecretFacts(input, tenant));
  return facts;
}

function principalColumns(node: StoredNode): JsonRecord {
  const { own_secrets: secrets, own_certificates: certificates } = node.properties;
  const count = (value: unknown): number => (typeof value === "number" ? value : 0);
  return {
    is_microsofts: isMicrosofts(node),
    ...(node.type === "entra.service-principal" && { own_credential_count: count(secrets) + count(certificates) }),
  };
}

/** What a principal holds by itself; what it has through groups is on the paths. */
function standingColumns({ id }: StoredNode, tenant: Tenant, held: Held): JsonRecord {
  const own = held.of(id);
  const isRead = tenant.read.has("role-assignments");
  return {
    grant_count: own.count,
    admin_permissions: own.ofRisk("admin"),
    step_permissions: own.ofRisk("step"),
    data_permissions: own.ofRisk("data"),
    admin_scopes: own.scopesOfRisk("admin"),
    step_scopes: own.scopesOfRisk("step"),
    ...(isRead && {
      directory_roles: own.roles,
      privileged_roles: own.privileged(0),
      strong_roles: own.privileged(1),
      scoped_privileged_roles: own.scoped(0),
    }),
    ...(isRead && tenant.read.has("role-eligibility") && { eligible_roles: own.eligible }),
    ...(tenant.read.has("role-eligibility") && { tenant_uses_eligible: held.usesEligible }),
  };
}

/** Roles that it holds for good: what PIM says is for a time, or was activated, is not. */
function timeColumns(node: StoredNode, { read }: Tenant, held: Held): JsonRecord {
  if (!read.has("role-assignments") || !read.has("role-schedules")) return {};
  const own = held.of(node.id);
  const { timed_roles: timed, standing_roles: standing } = factsOf(node);
  const isTimed = (role: string): boolean => includes(timed, role) && !includes(standing, role);
  return { standing_roles: [...own.privileged(0), ...own.privileged(1)].filter((role) => !isTimed(role)).sort() };
}

function includes(list: unknown, text: string): boolean {
  return Array.isArray(list) && list.includes(text);
}

/** By principal, how many roles it is assigned on Azure; undefined where no subscription was read. */
function countAzureAssignments(input: AnalysisInput, tenant: Tenant): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>();
  let isRead = false;
  for (const { properties } of input.nodes(["azure.role-assignment"])) {
    isRead = true;
    const { principal, tenant: home = tenant.id } = properties;
    if (home !== tenant.id || typeof principal !== "string") continue;
    const id = `${tenant.id}/${principal}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return isRead ? counts : undefined;
}

function countFederated(input: AnalysisInput, tenant: Tenant): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { scope, properties } of input.nodes(["entra.federated-credential"])) {
    const application = properties["application"];
    if (scope !== tenant.scope || typeof application !== "string") continue;
    counts.set(application, (counts.get(application) ?? 0) + 1);
  }
  return counts;
}

/** Of each credential: whether its principal can still sign in with any, and whether it still holds something. */
function credentialFacts(input: AnalysisInput, tenant: Tenant, held: Held): readonly DerivedFact[] {
  const byPrincipal = new Map<string, StoredNode[]>();
  for (const node of input.nodes(["entra.certificate", "entra.client-secret"])) {
    if (node.scope !== tenant.scope || node.properties["usage"] === "sign") continue;
    addTo(byPrincipal, node.parent ?? "", node);
  }
  const ways = new Set([...input.edges(["yields"])].map(({ to }) => to));
  const facts: DerivedFact[] = [];
  for (const [principal, credentials] of [...byPrincipal].sort(([a], [b]) => compareText(a, b))) {
    const isAlive = ways.has(principal) || credentials.some((one) => factsOf(one)["status"] === "active");
    const grants = held.of(principal).count;
    for (const { id } of credentials)
      facts.push({ node: id, columns: { principal_can_sign_in: isAlive, principal_grant_count: grants } });
  }
  return facts;
}
