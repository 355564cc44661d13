// Who a role, a client id or an application is: a user, a group, a service account of Google Cloud, somebody outside.
import type { StoredNode } from "../../model/analysis.js";
import type { WorkspaceClientRow } from "../../model/workspace-tables.js";
import { type CloudSide, type Customer, factsOf } from "./estate.js";

export type Holder =
  | { readonly kind: "user" | "group"; readonly node: StoredNode }
  | { readonly kind: "service-account"; readonly node: StoredNode | undefined }
  | { readonly kind: "unknown"; readonly node: undefined };

/** Who an assignment of a role is for. Its id is that of a user, or the unique id of a service account. */
export function createHolderOf(customer: Customer, cloud: CloudSide): (assignment: StoredNode) => Holder {
  const nodes = new Map([...customer.users, ...customer.groups].map((node) => [node.id, node]));
  const isWhole = customer.read.has("workspace/admin:users");
  return ({ parent = "", properties: { assignee, assignee_kind: kind } }) => {
    const node = nodes.get(parent);
    if (node !== undefined) return { kind: kind === "group" ? "group" : "user", node };
    const account = typeof assignee === "string" ? cloud.accounts.get(assignee) : undefined;
    if (account !== undefined) return { kind: "service-account", node: account };
    // who is none of the users, all of which are known, is no user
    if (kind !== "group" && isWhole) return { kind: "service-account", node: undefined };
    return { kind: "unknown", node: undefined };
  };
}

/** Whose an application is. `unknown`: it was made in a project that was not read, which may be one's own or somebody else's. */
export type Publisher = "own" | "google" | "other" | "unknown";

export type PublisherOf = (clientId: string) => { readonly publisher: Publisher; readonly project: string | undefined };

/** Whose an OAuth client of a customer is, by the number of the project that its id begins with. */
export function createPublisherOf(
  { customer = "" }: Pick<Customer, "customer">,
  { projects, organizations, listed }: Pick<CloudSide, "projects" | "organizations" | "listed">,
  rows: readonly WorkspaceClientRow[],
): PublisherOf {
  const google = new Set(rows.map(({ project }) => project));
  const own = organizations.get(customer) ?? [];
  // only the list of all of one's own projects says that an application was made in none of them
  const areAllListed = own.length > 0 && own.every((id) => listed.has(id));
  const otherwise: Publisher = areAllListed ? "other" : "unknown";
  return (clientId) => {
    const project = /^(\d{6,})(?:-[a-z0-9]+)?\.apps\.googleusercontent\.com$/.exec(clientId)?.[1];
    if (project === undefined) return { publisher: "other", project };
    const publisher = google.has(project) ? "google" : projects.has(project) ? "own" : otherwise;
    return { publisher, project };
  };
}

/** Whether an application counts as somebody else's: whose it is not known is another's until the allow list says otherwise. */
export function isOutside(publisher: Publisher): boolean {
  return publisher === "other" || publisher === "unknown";
}

/** A super administrator who can sign in. */
export function isActiveSuperAdmin(node: StoredNode): boolean {
  const { is_super_admin: isSuperAdmin, status } = factsOf(node);
  return isSuperAdmin === true && status !== "inactive";
}

/** Who somebody of the domain is on Google Cloud: whom bindings and groups name, else one of everybody of the domain. */
export function onCloud(email: string, { domain = "" }: Customer, { people, domains }: CloudSide): string | undefined {
  return people.get(email.toLowerCase()) ?? domains.get(domain.toLowerCase());
}
