// Conditional access for workload identities: which policies are about a service principal, and what they leave of its sign-in.
import type { GraphEdge } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { EntraCall } from "./call.js";
import type { AccessPolicy, KnownPrincipal } from "./facts.js";
import { elementsOf, type TenantCrawl } from "./tenant-crawl.js";

export const LIST_ACCESS: EntraCall = {
  path: "/identity/conditionalAccess/policies",
  version: "v1.0",
  dataSet: "entra/graph:conditional-access",
  permission: "Policy.Read.All",
  count: "1",
  isList: true,
  licence: "Microsoft Entra ID P1",
};

const EVERY = "ServicePrincipalsInMyTenant";
const UNREAD = "conditional access policies were not read";

/** The answer about policies: asked once a crawl, before the first service principal is added. */
export function askAccess(crawl: TenantCrawl): Promise<Page | AnswerFault> {
  crawl.facts.accessAnswer ??= crawl.one(LIST_ACCESS, {});
  return crawl.facts.accessAnswer;
}

/** Leaves the policies in the facts of the crawl; undefined there where they could not be read. */
export async function readAccess(crawl: TenantCrawl): Promise<void> {
  if (crawl.answers.wasAsked(LIST_ACCESS.dataSet) === false) return;
  const answer = await askAccess(crawl);
  if (!(answer instanceof AnswerFault)) crawl.facts.accessPolicies = toAccessPolicies(answer);
}

/** In: the answer. Out: the policies in force that are about service principals; what is only reported blocks nothing. */
export function toAccessPolicies(answer: Page): readonly AccessPolicy[] {
  return elementsOf(answer)
    .map(fieldsOf)
    .filter(({ state }) => state === "enabled")
    .flatMap((policy) => {
      const conditions = fieldsOf(policy["conditions"]);
      const clients = fieldsOf(conditions["clientApplications"]);
      const included = textsOf(clients["includeServicePrincipals"]);
      const isFiltered = textOf(fieldsOf(clients["servicePrincipalFilter"])["rule"]) !== undefined;
      if (included.length === 0 && !isFiltered) return [];
      const id = textOf(policy["id"]) ?? "";
      return {
        id,
        name: proseOf(policy["displayName"]) ?? (id === "" ? "policy" : id),
        included: new Set(included.map((one) => (one === EVERY ? one : one.toLowerCase()))),
        excluded: new Set(textsOf(clients["excludeServicePrincipals"]).map((one) => one.toLowerCase())),
        isFiltered,
        blocks: textsOf(fieldsOf(policy["grantControls"])["builtInControls"]).includes("block"),
        within: [...placesOf(conditions["locations"]), ...resourcesOf(conditions["applications"]), ...more(conditions)],
      };
    });
}

/** Whether a policy is about a service principal of the tenant's own; undefined where its attributes decide. */
export function isAbout(policy: AccessPolicy, objectId: string): boolean | undefined {
  const id = objectId.toLowerCase();
  if (policy.excluded.has(id)) return false;
  if (policy.isFiltered) return undefined;
  return policy.included.has(EVERY) || policy.included.has(id);
}

/**
 * What policies leave of signing in as a service principal, for the edges of its credentials and trusts: blocked by one that
 * blocks always, unknown where it depends on the sign-in or policies were not read, nothing where none is about it.
 * Policies reach applications of this tenant alone that are for this tenant alone; managed identities they do not.
 * Source: https://learn.microsoft.com/en-us/entra/identity/conditional-access/workload-identity
 */
export function limitOf(principal: KnownPrincipal | undefined, { facts }: TenantCrawl): Partial<GraphEdge> {
  if (principal === undefined || !isInScope(principal, facts.tenant)) return {};
  const { accessPolicies: policies } = facts;
  if (policies === undefined) return { state: "unknown", confidence: 0.9, properties: { why: UNREAD } };
  const isSure = principal.audience !== undefined;
  const open: { readonly policy: AccessPolicy; readonly why: string }[] = [];
  for (const policy of policies) {
    const about = policy.blocks ? isAbout(policy, principal.objectId) : false;
    if (about === false) continue;
    const named = `conditional access policy "${policy.name}"`;
    const doubts = [
      ...(about === undefined ? ["if its attributes match"] : []),
      ...(isSure ? [] : ["if the application is for this tenant alone"]),
      ...policy.within,
    ];
    if (doubts.length === 0) {
      return {
        state: "blocked",
        properties: { why: `${named} blocks it everywhere`, access_policies: [policy.id] },
      };
    }
    open.push({ policy, why: `${named} blocks it ${doubts.join(", ")}` });
  }
  if (open.length === 0) return {};
  const why = open.map((one) => one.why).join("; ");
  return {
    state: "unknown",
    confidence: 0.8,
    properties: { why, access_policies: open.map(({ policy }) => policy.id) },
  };
}

function isInScope({ isManagedIdentity, ownerTenant, audience, kind }: KnownPrincipal, tenant: string): boolean {
  if (isManagedIdentity || ownerTenant !== tenant) return false;
  return (audience ?? "AzureADMyOrg") === "AzureADMyOrg" && (kind ?? "Application") === "Application";
}

function placesOf(raw: unknown): readonly string[] {
  const locations = fieldsOf(raw);
  const included = textsOf(locations["includeLocations"]);
  const excluded = textsOf(locations["excludeLocations"]);
  if (excluded.includes("AllTrusted")) return ["outside the trusted locations"];
  if (excluded.length > 0) return [`outside ${counted(excluded.length, "named location")}`];
  if (included.length === 0 || included.includes("All")) return [];
  return [
    included.includes("AllTrusted") ? "in the trusted locations" : `in ${counted(included.length, "named location")}`,
  ];
}

/** Of a list of resources, not which: they are no nodes of a graph of who becomes whom. */
function resourcesOf(raw: unknown): readonly string[] {
  const applications = fieldsOf(raw);
  const isFiltered = textOf(fieldsOf(applications["applicationFilter"])["rule"]) !== undefined;
  const isAll = textsOf(applications["includeApplications"]).includes("All");
  if (!isAll || isFiltered) return ["for some resources only"];
  const left = textsOf(applications["excludeApplications"]).length;
  return left === 0 ? [] : [`for all but ${counted(left, "resource")}`];
}

const KNOWN = new Set(["applications", "clientApplications", "locations", "users", "clientAppTypes"]);

/** Risk, and whatever else there is: a condition that is not known narrows. */
function more(conditions: Fields): readonly string[] {
  const risks = textsOf(conditions["servicePrincipalRiskLevels"]).filter((one) => one !== "none");
  const types = textsOf(conditions["clientAppTypes"]);
  const isSet = (value: unknown): boolean =>
    Array.isArray(value) ? value.length > 0 : typeof value === "object" ? value !== null : value !== undefined;
  const others = Object.entries(conditions)
    .filter(([name, value]) => !KNOWN.has(name) && !name.startsWith("@") && isSet(value))
    .filter(([name]) => name !== "servicePrincipalRiskLevels");
  return [
    ...(risks.length === 0 ? [] : [`at ${risks.sort().join(" or ")} risk`]),
    ...(types.length === 0 || types.includes("all") ? [] : ["from some kinds of clients"]),
    ...(others.length === 0 ? [] : ["under further conditions"]),
  ];
}

function textsOf(raw: unknown): string[] {
  return listOf(raw).filter((one): one is string => typeof one === "string");
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
