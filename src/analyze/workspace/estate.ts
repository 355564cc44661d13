// What of Google Workspace was read, by customer, and what of Google Cloud belongs to it. One pass over the nodes.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { readDataSets, scopesWith } from "../read-sets.js";

export interface Customer {
  /** Scope id: workspace:<customer id>. */
  readonly scope: string;
  /** Google's id of the customer, where it was read. */
  readonly customer: string | undefined;
  /** Its primary domain. */
  readonly domain: string | undefined;
  /** Data sets that were read whole. */
  readonly read: ReadonlySet<string>;
  readonly users: StoredNode[];
  readonly groups: StoredNode[];
  readonly clients: StoredNode[];
  readonly consents: StoredNode[];
  readonly delegations: StoredNode[];
  readonly assignments: StoredNode[];
  /** Groups that hold a role → users in them. */
  readonly members: Map<string, string[]>;
}

/** A group that bindings or other groups name. Undefined is not read. */
export interface CloudGroup {
  readonly id: string;
  readonly email: string;
  /** Google's id of the customer that it is of. */
  readonly customer: string | undefined;
  readonly isLocked: boolean | undefined;
  readonly isSecurity: boolean | undefined;
  readonly isDynamic: boolean | undefined;
}

/** What Google Cloud says that matters here. */
export interface CloudSide {
  /** Service accounts by unique id and OAuth client id. */
  readonly accounts: ReadonlyMap<string, StoredNode>;
  /** Numbers of the projects that were read: the start of the client ids made in them. */
  readonly projects: ReadonlySet<string>;
  /** Scope ids of organisations of which every project was listed; none where the number of a project is not known. */
  readonly listed: ReadonlySet<string>;
  /** Scope ids of organisations by the customer that they belong to. */
  readonly organizations: ReadonlyMap<string, readonly string[]>;
  /** People that bindings name or groups hold, by address: their node. */
  readonly people: ReadonlyMap<string, string>;
  /** Domains that bindings name: the node that stands for everybody of it. */
  readonly domains: ReadonlyMap<string, string>;
  /** Groups with something there, sorted by id. */
  readonly groups: readonly CloudGroup[];
}

const LISTS = {
  "workspace.user": "users",
  "workspace.group": "groups",
  "workspace.oauth-client": "clients",
  "workspace.consent": "consents",
  "workspace.delegation": "delegations",
  "workspace.role-assignment": "assignments",
} as const;

/** Every customer that was read. */
export function readCustomers(input: AnalysisInput): readonly Customer[] {
  const customers = new Map<string, Customer>();
  for (const scope of input.scopes()) {
    const { id, type, properties } = scope;
    if (type !== "workspace.customer") continue;
    const { customer, domain } = properties;
    customers.set(id, {
      scope: id,
      domain: typeof domain === "string" ? domain : undefined,
      customer: typeof customer === "string" ? customer : undefined,
      read: readDataSets(scope),
      users: [],
      groups: [],
      clients: [],
      consents: [],
      delegations: [],
      assignments: [],
      members: new Map(),
    });
  }
  if (customers.size === 0) return [];
  for (const node of input.nodes(Object.keys(LISTS))) {
    const list = LISTS[node.type as keyof typeof LISTS];
    customers.get(node.scope)?.[list].push(node);
  }
  const groups = new Map(
    [...customers.values()].flatMap(({ groups: all, members }) => all.map(({ id }) => [id, members])),
  );
  if (groups.size > 0)
    for (const { from, to } of input.edges(["member_of"])) {
      const members = groups.get(to);
      if (members !== undefined) addTo(members, to, from);
    }
  return [...customers.values()];
}

/** Google Cloud beside it. */
export function readCloudSide(input: AnalysisInput): CloudSide {
  const accounts = new Map<string, StoredNode>();
  for (const node of input.nodes(["gcp.service-account"])) {
    for (const id of [node.properties["unique_id"], node.properties["oauth2_client_id"]]) {
      if (typeof id === "string") accounts.set(id, node);
    }
  }
  const projects = new Set<string>();
  const organizations = new Map<string, string[]>();
  let areNumbered = true;
  for (const { id, type, properties } of input.nodes(["gcp.project", "gcp.organization"])) {
    const { number, directory_customer: customer } = properties;
    if (typeof number === "string") projects.add(number);
    else if (type === "gcp.project") areNumbered = false;
    if (typeof customer === "string") addTo(organizations, customer, id);
  }
  const scopes = [...input.scopes()].filter(({ id }) => id.startsWith("gcp:"));
  return {
    listed: areNumbered ? scopesWith(scopes, PROJECTS) : new Set(),
    accounts,
    projects,
    organizations,
    groups: groupsOf(input),
    ...membersOf(input),
  };
}

const PROJECTS = "gcp/cloudresourcemanager:projects";

/** Groups that were read, and those that bindings name and could not be. */
function groupsOf(input: AnalysisInput): readonly CloudGroup[] {
  const groups = new Map<string, CloudGroup>();
  for (const { id, properties, supplements } of input.nodes(["gcp.group"])) {
    const { email } = properties;
    if (typeof email !== "string") continue;
    const { customer, is_locked: locked, is_security: security, is_dynamic: dynamic } = supplements[LABELS] ?? {};
    groups.set(email.toLowerCase(), {
      ...{ id, email, customer: typeof customer === "string" ? customer : undefined },
      ...{ isLocked: flagOf(locked), isSecurity: flagOf(security), isDynamic: flagOf(dynamic) },
    });
  }
  for (const { properties } of input.nodes(GOOGLE_GRANTS)) {
    const email = /^group:(.+)$/.exec(wordOf(properties["member"]))?.[1];
    if (email === undefined || groups.has(email.toLowerCase())) continue;
    const unread = { customer: undefined, isLocked: undefined, isSecurity: undefined, isDynamic: undefined };
    groups.set(email.toLowerCase(), { id: `gcp:member/group:${email}`, email, ...unread });
  }
  return [...groups.values()].sort((a, b) => compareText(a.id, b.id));
}

const LABELS = "gcp/cloudidentity:group-labels";

function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function membersOf(input: AnalysisInput): Pick<CloudSide, "people" | "domains"> {
  const people = new Map<string, string>();
  const domains = new Map<string, string>();
  for (const { properties } of input.nodes(["gcp.group-membership", ...GOOGLE_GRANTS])) {
    const { member } = properties;
    if (typeof member !== "string") continue;
    const id = `gcp:member/${member}`;
    if (member.startsWith("user:")) people.set(member.slice("user:".length).toLowerCase(), id);
    if (member.startsWith("domain:")) domains.set(member.slice("domain:".length).toLowerCase(), id);
  }
  return { people, domains };
}

/** What is known of a node, other data sets included. */
export function factsOf({ properties, supplements }: StoredNode): JsonRecord {
  return { ...(Object.assign({}, ...Object.values(supplements)) as JsonRecord), ...properties };
}

/** A text, empty for anything else. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What has to be read whole before anybody is known to be no administrator. */
export function isWhole({ read }: Customer): boolean {
  return ["users", "role-assignments", "role-groups"].every((name) => read.has(`workspace/admin:${name}`));
}
