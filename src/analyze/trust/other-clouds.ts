// Trusts of Entra and Google in issuers of tokens, live or declared in code: the same columns as for trusts of AWS.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { issuerOf } from "./conditions.js";
import { toCredentialConditions } from "./entra-credential.js";
import { issuerFor } from "./federated.js";
import { toProviderConditions } from "./google-provider.js";
import { createIssuerTable } from "./issuers.js";
import { otherCloudColumns, undecidedColumns } from "./trust-columns.js";

const GOOGLE = ["gcp.workload-identity-provider", "repo.workload-identity-provider"];
const ENTRA = ["entra.federated-credential", "repo.federated-credential"];

/** In: the estate. Out: whose tokens each of these trusts takes. */
export function otherCloudFacts(input: AnalysisInput): DerivedFact[] {
  const issuers = createIssuerTable(input.tables.issuers);
  return [...input.nodes([...GOOGLE, ...ENTRA])].map((node) => {
    const { issuer: named, aws_account: account } = node.properties;
    if (typeof named !== "string" || named === "") {
      // Google asks AWS itself about the identities of one account.
      const reason = typeof account === "string" ? "it takes identities of an AWS account" : "its issuer was not read";
      return { node: node.id, columns: undecidedColumns(reason) };
    }
    if (named.includes("${"))
      return { node: node.id, columns: undecidedColumns("its issuer is not stated in the code") };
    const isGoogle = GOOGLE.includes(node.type);
    const conditions = isGoogle ? toProviderConditions(node.properties) : toCredentialConditions(node.properties);
    const issuer = issuerFor(issuerOf(named), conditions, issuers);
    return { node: node.id, columns: otherCloudColumns(conditions, issuer, input.now) };
  });
}
