// What clients, consents and roles lead to. A grant leads to what its scopes open and never becomes the person: a consent to
// the administration that its administrator has and to what its people have on Google Cloud, delegation to what everybody keeps.
import type { DerivedEdge, DerivedNode, StoredNode } from "../../model/analysis.js";
import { signatureOf } from "../../model/signature.js";
import type { ConditionState } from "../../model/words.js";
import { listedTexts } from "../properties.js";
import type { DrawFrame, DrawnCustomer } from "./draw-frame.js";
import { type CloudSide, type Customer, wordOf } from "./estate.js";
import { drawAllGroups, drawGroupAdmins } from "./group-admins.js";
import { createHolderOf, isActiveSuperAdmin, isOutside, onCloud } from "./holders.js";
import type { ScopeSummary } from "./scopes.js";
import { drawUserAdmins } from "./user-admins.js";

/** What the log tells is less sure than the list of an administrator. */
const CONFIDENCE: { readonly [toldBy: string]: number } = { list: 1, log: 0.8 };

/** Nodes and edges of one customer of Workspace. */
export function drawCustomer(frame: DrawFrame): DrawnCustomer {
  const drawn: DrawnCustomer = { nodes: [], edges: [] };
  drawOnCloud(frame, drawn);
  drawRoles(frame, drawn);
  drawGroupAdmins(frame, drawn);
  drawUserAdmins(frame, drawn);
  drawPublishers(frame, drawn);
  for (const consent of frame.customer.consents) drawConsent(consent, frame, drawn);
  for (const delegation of frame.customer.delegations) drawDelegation(delegation, frame, drawn);
  drawControl(frame, drawn);
  return drawn;
}

/** It is the same account there and here. */
function drawOnCloud({ customer, cloud }: DrawFrame, { edges }: DrawnCustomer): void {
  for (const user of customer.users) {
    const person = onCloud(user.name, customer, cloud);
    if (person === undefined || user.properties["status"] === "inactive") continue;
    edges.push(
      edge(cloud.people.get(user.name.toLowerCase()) === person ? "impersonates" : "member_of", user.id, person),
    );
  }
}

/** A super administrator sets anybody's password, lets anybody into groups, and makes administrators of the organisation. */
function drawControl(frame: DrawFrame, drawn: DrawnCustomer): void {
  const { customer, cloud } = frame;
  drawPeople(customer.scope, frame, drawn, { kind: "escalates_to" });
  drawAllGroups(customer.scope, frame, drawn);
  drawOrganizations(customer.scope, customer, cloud, drawn);
}

/** What acts for a super administrator with scopes, short of control of the domain. */
function drawAsSuper(grant: string, { groups, cloud }: ScopeSummary, frame: DrawFrame, drawn: DrawnCustomer): void {
  // https://cloud.google.com/identity/docs/reference/rest/v1/groups.memberships/create takes the scope of all of Google Cloud, too
  if (groups.length + cloud.length > 0) drawAllGroups(grant, frame, drawn);
  if (cloud.length > 0) drawOrganizations(grant, frame.customer, frame.cloud, drawn, [`${grant}#grant`]);
}

/** Roles of their holders; the one that controls leads to the domain. */
function drawRoles({ customer, cloud }: DrawFrame, { edges }: DrawnCustomer): void {
  const holderOf = createHolderOf(customer, cloud);
  for (const assignment of customer.assignments) {
    const { is_super_admin_role: isSuper, role_scope: scope, condition } = assignment.properties;
    const { node } = holderOf(assignment);
    if (node !== undefined) {
      const isIdle = node.properties["status"] === "inactive";
      edges.push(edge("has_grant", node.id, assignment.id, isIdle ? "blocked" : "none"));
    }
    if (isSuper !== true || scope === "ORG_UNIT") continue;
    const isOpen = typeof condition === "string";
    edges.push({
      ...edge("permits", assignment.id, customer.scope, isOpen ? "unknown" : "none"),
      capability: "admin",
      hops: 0,
      because: [`${assignment.id}#grant`],
      ...(isOpen && { condition: "the condition of the assignment was not evaluated", confidence: 0.6 }),
    });
  }
  // users say themselves that they are super administrators, where roles were not read
  if (customer.read.has("workspace/admin:role-assignments")) return;
  for (const user of customer.users.filter(isActiveSuperAdmin)) {
    edges.push({ ...edge("permits", user.id, customer.scope), capability: "admin", hops: 0 });
  }
}

/** Whoever runs the project that an application was made in holds its secret, and so the consents of everybody. */
function drawPublishers({ customer, publisherOf }: DrawFrame, { nodes, edges }: DrawnCustomer): void {
  const seen = new Set<string>();
  for (const client of customer.clients) {
    const { publisher, project } = publisherOf(wordOf(client.properties["client_id"]));
    if (!isOutside(publisher)) continue;
    const id = project === undefined ? `google:client/${client.incarnation}` : `google:project/${project}`;
    if (!seen.has(id)) {
      seen.add(id);
      nodes.push({
        id,
        kind: "principal",
        type: "google.external-publisher",
        name: `publisher of ${client.name}`,
        scope: customer.scope,
        properties: project === undefined ? {} : { project },
      });
    }
    edges.push(edge("adds_credential", id, client.id));
  }
}

/**
 * A consent of an administrator to administer the domain is a way to control of it, without the administrator; one to all of
 * Google Cloud is what each of its people has there. Google's own tools have such consents by their nature.
 */
function drawConsent(consent: StoredNode, frame: DrawFrame, drawn: DrawnCustomer): void {
  const { customer, cloud, summarize, publisherOf } = frame;
  const { scopes, client_id: client, super_admin_count: count } = consent.properties;
  const summary = summarize(listedTexts(scopes));
  const isOfAdmins = typeof count === "number" && count > 0;
  const because = [`${consent.id}#grant`];
  if (summary.control.length > 0 && isOfAdmins) {
    drawn.edges.push({
      ...edge("permits", consent.id, customer.scope, "none", 0.9),
      capability: "admin",
      because,
    });
  }
  if (publisherOf(wordOf(client)).publisher === "google") return;
  if (isOfAdmins) drawAsSuper(consent.id, summary, frame, drawn);
  if (summary.cloud.length === 0) return;
  const { users, user_count: all } = consent.properties;
  const named = listedTexts(users);
  for (const person of new Set(named.flatMap((email) => onCloud(email, customer, cloud) ?? []))) {
    drawn.edges.push({ ...edge("impersonates", consent.id, person, "none", 0.9), because });
  }
  if (typeof all === "number" && all > named.length) {
    const condition = "the person is one of those who consented and are counted, not named";
    drawPeople(consent.id, frame, drawn, { state: "unknown", condition, confidence: 0.6 });
  }
}

/** The signatures of accounts that something was delegated to; with each goes the account. */
export function drawSignatures(customers: readonly Customer[], { accounts }: CloudSide): DrawnCustomer {
  const nodes = new Map<string, DerivedNode>();
  const edges: DerivedEdge[] = [];
  for (const { properties } of customers.flatMap(({ delegations }) => delegations)) {
    const account = accounts.get(wordOf(properties["client_id"]));
    if (account === undefined) continue;
    const id = signatureOf(account.id);
    if (nodes.has(id)) continue;
    const name = `signature of ${account.name}`;
    nodes.set(id, { id, kind: "session", type: "gcp.signature", name, scope: account.scope, properties: {} });
    edges.push(edge("includes", id, account.id));
  }
  return { nodes: [...nodes.values()], edges };
}

/** An application has what was delegated to it, of a service account who signs as it: its tokens have nothing of that. */
function drawDelegation(delegation: StoredNode, frame: DrawFrame, { nodes, edges }: DrawnCustomer): void {
  const { customer, cloud, summarize } = frame;
  const { client_id: client, told_by: toldBy, client_name: title, scopes } = delegation.properties;
  const confidence = CONFIDENCE[wordOf(toldBy)] ?? 0.8;
  const because = [`${delegation.id}#grant`];
  const account = cloud.accounts.get(wordOf(client));
  const holder = account === undefined ? `${customer.scope}/client/${wordOf(client)}` : signatureOf(account.id);
  if (account === undefined && !customer.clients.some(({ id }) => id === holder)) {
    const name = typeof title === "string" ? title : wordOf(client);
    const properties = { client_id: wordOf(client) };
    nodes.push({
      id: holder,
      kind: "principal",
      type: "workspace.oauth-client",
      name,
      scope: customer.scope,
      properties,
    });
  }
  const isOff = account?.properties["disabled"] === true;
  edges.push(edge("has_grant", holder, delegation.id, isOff ? "blocked" : "none", confidence));
  const summary = summarize(listedTexts(scopes));
  for (const [data, capabilities] of [...summary.data].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const capability of [...capabilities].sort()) {
      edges.push({ ...edge("permits", delegation.id, `${customer.scope}/${data}`), capability, because });
    }
  }
  if (summary.control.length > 0 && hasSuperAdmin(customer)) {
    edges.push({ ...edge("permits", delegation.id, customer.scope), capability: "admin", because });
  }
  if (hasSuperAdmin(customer)) drawAsSuper(delegation.id, summary, frame, { nodes, edges });
  if (summary.cloud.length > 0) drawPeople(delegation.id, frame, { nodes, edges });
}

/** There is always one, unless all users were read and none of them is. */
function hasSuperAdmin({ users, read }: Customer): boolean {
  return !read.has("workspace/admin:users") || users.some(isActiveSuperAdmin);
}

/** To anybody of the domain: whoever has something on Google Cloud. */
function drawPeople(
  from: string,
  { customer, cloud }: DrawFrame,
  { nodes, edges }: DrawnCustomer,
  open: Partial<Pick<DerivedEdge, "kind" | "state" | "condition" | "confidence">> = {},
): void {
  const set = `set:${customer.scope}/people`;
  const isDrawn = nodes.some(({ id }) => id === set);
  const members = isDrawn ? [] : peopleOf(customer, cloud);
  if (!isDrawn && members.length === 0) return;
  const because = from === customer.scope ? [] : [`${from}#grant`];
  edges.push({ ...edge("impersonates", from, set), because, ...open });
  if (isDrawn) return;
  const name = "people of the domain with something on Google Cloud";
  nodes.push({ id: set, kind: "set", type: "workspace.people", name, scope: customer.scope, properties: {} });
  for (const person of members) edges.push(edge("includes", set, person));
}

function peopleOf(customer: Customer, cloud: CloudSide): readonly string[] {
  const found = customer.users.flatMap((user) => {
    const person = onCloud(user.name, customer, cloud);
    return person === undefined || user.properties["status"] === "inactive" ? [] : [person];
  });
  return [...new Set(found)].sort();
}

/**
 * A super administrator of the domain may make anybody administrator of the organisation that belongs to it, and so may who
 * controls the domain or has all of Google Cloud in the name of one.
 * https://cloud.google.com/resource-manager/docs/super-admin-best-practices
 */
function drawOrganizations(
  from: string,
  { customer }: Customer,
  { organizations }: CloudSide,
  { edges }: DrawnCustomer,
  because: readonly string[] = [],
): void {
  for (const organization of organizations.get(customer ?? "") ?? []) {
    edges.push({ ...edge("escalates_to", from, organization), capability: "admin", because });
  }
}

function edge(
  kind: DerivedEdge["kind"],
  from: string,
  to: string,
  state: ConditionState = "none",
  confidence = 1,
): DerivedEdge {
  return { kind, from, to, state, confidence, because: [] };
}
