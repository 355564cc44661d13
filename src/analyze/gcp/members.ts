// Members of Google Cloud as bindings and groups name them: who that is, and which groups and sets it is in.
import type { AnalysisInput, DerivedNode } from "../../model/analysis.js";
import { hasReached } from "../../model/clock.js";
import { addTo } from "../../model/group-by.js";
import { ANYONE_NODE, GOOGLE_ACCOUNTS } from "../anyone.js";
import { groupsAbove } from "../groups-above.js";
import { createAccountSets, homeOf } from "./account-sets.js";
import { createDomains } from "./domains.js";
import { isServiceAgent } from "./homes.js";
import type { DenyRule } from "./limits.js";
import type { Member, ServiceAccount } from "./member.js";
import type { Places } from "./places.js";
import { createPoolSets } from "./pool-sets.js";

interface Known {
  readonly accounts: ReadonlyMap<string, ServiceAccount>;
  readonly denies: readonly DenyRule[];
  readonly places: Places;
}

/** Members as bindings and groups name them, each made when it is first met. */
export function createMembers(input: AnalysisInput, { accounts, denies, places }: Known) {
  const groups = new Map<string, string>();
  for (const { id, properties } of input.nodes(["gcp.group"]))
    if (typeof properties["email"] === "string") groups.set(`group:${properties["email"].toLowerCase()}`, id);
  const inGroups = readMemberships(input);
  const setsOf = createAccountSets(input, denies, places);
  const domainsOf = createDomains(input);
  const poolsOf = createPoolSets(input);
  const derived = new Map<string, DerivedNode>();
  const members = new Map<string, Member>();
  const idOf = (text: string): string => {
    const account = text.startsWith("serviceAccount:") ? accounts.get(text.slice("serviceAccount:".length)) : undefined;
    const known = account?.node.id ?? groups.get(text.toLowerCase());
    if (known !== undefined) return known;
    const node = toDerived(text);
    derived.set(node.id, node);
    return node.id;
  };
  const make = (text: string): Member => {
    const home = homeOf(text, accounts, places);
    return {
      member: text,
      id: idOf(text),
      kind: text.includes(":") ? text.slice(0, text.indexOf(":")) : text,
      bindings: [],
      groups: [
        ...groupsAbove(text, inGroups),
        ...domainsOf(text),
        ...poolsOf(text),
        ...(text.startsWith("serviceAccount:") ? setsOf(home) : []),
      ],
      home,
    };
  };
  const at = (text: string): Member => {
    const known = members.get(text);
    if (known) return known;
    const made = make(text);
    members.set(text, made);
    return made;
  };
  return { members, derived, at, make, inGroups };
}

/** Service accounts that were read, by e-mail. */
export function readAccounts(input: AnalysisInput): ReadonlyMap<string, ServiceAccount> {
  const accounts = new Map<string, ServiceAccount>();
  for (const node of input.nodes(["gcp.service-account"])) {
    const { email, project, disabled } = node.properties;
    if (typeof email !== "string" || typeof project !== "string") continue;
    const place = `//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`;
    accounts.set(email, { node, email, project, place, isDisabled: disabled === true });
  }
  return accounts;
}

/** Member → groups that it is directly in. Memberships that have expired count for nothing. */
function readMemberships(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { properties } of input.nodes(["gcp.group-membership"])) {
    const { group, member, expires_at: until } = properties;
    if (typeof group !== "string" || typeof member !== "string") continue;
    if (typeof until === "string" && hasReached(input.now, Date.parse(until))) continue;
    addTo(groups, member, `group:${group}`);
  }
  return groups;
}

/** A group that was read tells how many are in it. */
export function groupsThatWereRead(input: AnalysisInput): ReadonlySet<string> {
  const read = new Set<string>();
  for (const { properties } of input.nodes(["gcp.group"])) {
    const { email, member_count: count } = properties;
    if (typeof email === "string" && typeof count === "number") read.add(`group:${email.toLowerCase()}`);
  }
  return read;
}

function toDerived(member: string): DerivedNode {
  if (member === "allUsers") return ANYONE_NODE;
  if (member === "allAuthenticatedUsers") return GOOGLE_ACCOUNTS;
  const colon = member.indexOf(":");
  const kind = member.slice(0, colon);
  const name = member.slice(colon + 1);
  const type = typeOf(kind, name);
  return {
    id: `gcp:member/${member}`,
    kind: type === "gcp.domain" ? "set" : "principal",
    type,
    name: type === "gcp.domain" ? `everybody of ${name}` : memberName(name),
    scope: "",
    properties: { member },
  };
}

/** `subject/S of pool P` instead of where the pool is, which the id has. */
function memberName(name: string): string {
  const plain = name.replace(/^\/\/iam\.googleapis\.com\//, "");
  const [, pool, rest] = /\/work(?:loadIdentity|force)Pools\/([^/]+)\/(.+)$/s.exec(plain) ?? [];
  if (pool === undefined) return plain;
  return rest === "*" ? `everybody of pool ${pool}` : `${rest} of pool ${pool}`;
}

function typeOf(kind: string, name: string): string {
  switch (kind) {
    case "user":
      return "gcp.user";
    case "group":
      return "gcp.group";
    case "domain":
      return "gcp.domain";
    case "serviceAccount":
      if (/\.svc\.id\.goog\[/.test(name)) return "gcp.kubernetes-account";
      return isServiceAgent(name) ? "gcp.service-agent" : "gcp.external-service-account";
    case "principalSet":
      return "gcp.principal-set";
    default:
      return "gcp.federated-principal";
  }
}
