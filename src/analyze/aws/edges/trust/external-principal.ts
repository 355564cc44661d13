// Principals of AWS accounts that were not read, as every part of the analysis draws them.
import type { DerivedNode } from "../../../../model/analysis.js";
import { accountOfArn } from "../../attached-policy.js";

/** In: an ARN; the root of an account stands for whoever is in it. */
export function foreignNode(id: string) {
  const account = accountOfArn(id);
  const isAccount = id.endsWith(":root");
  return {
    id,
    kind: "principal",
    type: isAccount ? "aws.external-account" : "aws.external-principal",
    name: isAccount ? `account ${account}` : id.slice(id.lastIndexOf(":") + 1),
    scope: `aws:${account}`,
    properties: { account, external: true },
  } as const satisfies DerivedNode;
}
