// Trusts of Entra and Google in issuers of tokens, live or declared in code: the same columns as for trusts of AWS.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { issuerOf } from "./conditions.js";
import { toCredentialConditions } from "./entra-credential.js";
import { estateIssuers } from "./estate-issuers.js";
import type { TrustConditions } from "./evaluate-trust.js";
import { issuerFor } from "./federated.js";
import { conditionWays } from "./google-claims.js";
import { boundMembers, trustIdFor } from "./google-members.js";
import { toMemberConditions, toProviderConditions } from "./google-provider.js";
import { otherCloudColumns, undecidedColumns } from "./trust-columns.js";

const GOOGLE = ["gcp.workload-identity-provider", "repo.workload-identity-provider"];
const ENTRA = ["entra.federated-credential", "repo.federated-credential"];

/**
 * In: the estate. Out: whose tokens each of these trusts takes. A provider of Google is judged as a whole, and for each identity of
 * its pool that is bound to something.
 */
export function otherCloudFacts(input: AnalysisInput): DerivedFact[] {
  const issuers = estateIssuers(input);
  const members = boundMembers(input);
  const judge = (name: string, conditions: TrustConditions): JsonRecord =>
    otherCloudColumns(conditions, issuerFor(name, conditions, issuers), input.now);
  return [...input.nodes([...GOOGLE, ...ENTRA])].flatMap((node): DerivedFact[] => {
    const { id, type, properties } = node;
    const open = openBecause(node);
    if (open !== undefined) return [{ node: id, columns: { ...undecidedColumns(open), ...accountColumns(node) } }];
    const issuer = issuerOf(textOf(properties["issuer"]) ?? "");
    if (!GOOGLE.includes(type)) return [{ node: id, columns: judge(issuer, toCredentialConditions(properties)) }];
    const own = judge(issuer, toProviderConditions(properties));
    const ways = conditionWays(properties);
    const bound = members.get(textOf(properties["pool"]) ?? "") ?? [];
    return [
      { node: id, columns: ways === undefined ? own : { ...own, condition_ways: ways } },
      ...bound.map((rest) => ({
        node: trustIdFor(id, rest),
        columns: judge(issuer, toMemberConditions(properties, rest)),
      })),
    ];
  });
}

/** Why nothing can be said of a trust; undefined when something can. */
function openBecause({ properties: { issuer, aws_account: account } }: StoredNode): string | undefined {
  if (typeof issuer === "string" && issuer !== "")
    return issuer.includes("${") ? "its issuer is not stated in the code" : undefined;
  // Google asks AWS itself about the identities of one account.
  return typeof account === "string" ? "it takes identities of an AWS account" : "its issuer was not read";
}

/** AWS vouches for identities of the one account that the provider names: nobody else's get in, whoever of the account may. */
function accountColumns({ properties: { aws_account: account } }: StoredNode): JsonRecord {
  return typeof account === "string" ? { issuer_sharing: "tenant", pins_tenant: true } : {};
}
