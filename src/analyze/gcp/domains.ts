// Everybody of a domain, whom bindings name together: `domain:acme.example` is all people of the customer of Workspace or Cloud
// Identity whose primary domain that is. https://cloud.google.com/iam/docs/principals-overview
import type { AnalysisInput } from "../../model/analysis.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";

/**
 * Domains that bindings name, as groups that a person is in. Where the users of the customer were read whole they decide, and who
 * is suspended is nobody; else the address does, which every person of the domain has unless the customer has further domains.
 */
export function createDomains(input: AnalysisInput): (member: string) => readonly string[] {
  const named = new Set<string>();
  for (const { properties } of input.nodes(GOOGLE_GRANTS)) {
    const { member } = properties;
    if (typeof member === "string" && member.startsWith("domain:")) named.add(member);
  }
  if (named.size === 0) return () => [];
  const people = readPeople(input, named);
  return (member) => {
    const address = /^user:(.+@.+)$/.exec(member)?.[1]?.toLowerCase();
    if (address === undefined) return [];
    return [...named].filter(
      (domain) => people.get(domain)?.has(address) ?? domain.toLowerCase() === `domain:${address.split("@").at(-1)}`,
    );
  };
}

/** Addresses of everybody of the domains whose users were read whole. */
function readPeople(input: AnalysisInput, named: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const people = new Map<string, Set<string>>();
  const domainOf = new Map<string, string>();
  for (const scope of input.scopes()) {
    const { id, type, properties } = scope;
    const domain = `domain:${textOf(properties["domain"]) ?? ""}`;
    if (type !== "workspace.customer" || !named.has(domain) || !wasRead(scope, "workspace/admin:users")) continue;
    domainOf.set(id, domain);
    people.set(domain, new Set());
  }
  if (domainOf.size === 0) return people;
  for (const { scope, properties } of input.nodes(["workspace.user"])) {
    const { login, status } = properties;
    if (typeof login === "string" && status !== "inactive") people.get(domainOf.get(scope) ?? "")?.add(login);
  }
  return people;
}
