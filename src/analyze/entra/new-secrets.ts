// Whether an application may be given another secret: by the policy that it was assigned, else by the tenant's.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { isRecord, textOf } from "../properties.js";
import { factsOf, isMicrosofts, type Tenant } from "./estate.js";

type NewSecrets = "forbidden" | "limited" | "free";

interface Limit {
  readonly secrets: NewSecrets;
  readonly lifetime?: string;
}

/**
 * In: applications and service principals of a tenant. Out: `new_secrets` of each (forbidden, limited, free), with the longest
 * life and the policy of its own, and of the tenant the applications that their own policy frees of any limit. Nothing where
 * a policy was not read, or where it depends on a date that was not.
 */
export function newSecretFacts(input: AnalysisInput, tenant: Tenant): readonly DerivedFact[] {
  if (!tenant.read.has("app-management-policies")) return [];
  const whole = tenantOf(input, tenant);
  const judged = (nodes: readonly StoredNode[], restrictions: unknown) =>
    nodes.map((node) => ({
      node,
      ...judge(node, tenant.read.has("app-management-policy") ? restrictions : undefined),
    }));
  const applications = judged(tenant.applications, whole?.["application_restrictions"]);
  // what the tenant has registered itself is held to the limits of its application
  const principals = judged(tenant.principals.filter(isForeign), whole?.["principal_restrictions"]);
  const facts = [...applications, ...principals].map(({ node, limit, policy }) => ({
    node: node.id,
    columns: {
      ...(policy !== undefined && { credential_policy: policy }),
      ...(limit !== undefined && { new_secrets: limit.secrets }),
      ...(limit?.lifetime !== undefined && { secret_lifetime_limit: limit.lifetime }),
    },
  }));
  const freed = applications.flatMap(({ node, limit, policy }) =>
    policy !== undefined && limit?.secrets === "free" ? [node.name] : [],
  );
  return [...facts, { node: tenant.scope, columns: { freed_applications: freed.sort(compareText) } }];
}

function tenantOf(input: AnalysisInput, { scope }: Tenant): JsonRecord | undefined {
  const node = [...input.nodes(["entra.tenant"])].find(({ id }) => id === scope);
  return node && factsOf(node);
}

function isForeign(node: StoredNode): boolean {
  return node.type === "entra.service-principal" && node.properties["is_third_party"] === true && !isMicrosofts(node);
}

function judge(node: StoredNode, restrictions: unknown): { readonly limit?: Limit; readonly policy?: string } {
  const { credential_policy: own, created_at: created } = factsOf(node);
  const at = textOf(created);
  if (!isRecord(own)) return withLimit(limitBy(restrictions, at));
  const policy = textOf(own["name"]) ?? "policy";
  // whether the tenant's holds again where the own one is switched off, Microsoft does not say
  if (own["enabled"] !== true) return { policy };
  return { policy, ...withLimit(limitBy(own["restrictions"], at)) };
}

function withLimit(limit: Limit | undefined): { readonly limit?: Limit } {
  return limit === undefined ? {} : { limit };
}

/** Undefined where the list was not read, or whether one of it holds for an application made then is not known. */
function limitBy(restrictions: unknown, created: string | undefined): Limit | undefined {
  if (!Array.isArray(restrictions)) return undefined;
  const about = restrictions.filter(isRecord);
  const holds = (type: string): boolean | undefined => {
    const found = about.filter((one) => one["type"] === type);
    if (found.some(({ since }) => textOf(since) === undefined)) return true;
    if (found.length > 0 && created === undefined) return undefined;
    return found.some(({ since }) => (created ?? "") >= (textOf(since) ?? ""));
  };
  const [forbids, limits] = [holds("passwordAddition"), holds("passwordLifetime")];
  if (forbids === true) return { secrets: "forbidden" };
  if (forbids === undefined) return undefined;
  if (limits !== true) return limits === undefined ? undefined : { secrets: "free" };
  const lifetime = textOf(about.find(({ type }) => type === "passwordLifetime")?.["lifetime"]);
  return { secrets: "limited", ...(lifetime !== undefined && { lifetime }) };
}
