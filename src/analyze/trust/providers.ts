// Identity providers of the accounts: whether the one that a trust names exists, and for which audiences it is set up.
import type { AnalysisInput } from "../../model/analysis.js";
import { readSets } from "../read-sets.js";
import { issuerOf } from "./conditions.js";

export interface ProviderFinding {
  /** Undefined when the providers of the account were not read. */
  readonly exists: boolean | undefined;
  readonly audiences: readonly string[] | undefined;
}

export interface Providers {
  /** In: scope that trusts, kind and name of the provider, its ARN when the trust gives one. */
  find(scope: string, kind: string, provider: string, arn: string | undefined): ProviderFinding;
}

/** Issuers that AWS knows without a provider being set up. */
const BUILT_IN = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);

const DATA_SETS: { readonly [kind: string]: string } = {
  oidc: "aws/iam:open-id-connect-providers",
  saml: "aws/iam:saml-providers",
};
const NOTHING: ProviderFinding = { exists: undefined, audiences: undefined };

/** Looks up the provider that a trust names; `exists` is undefined where the list of providers was not read. */
export function createProviders(input: Pick<AnalysisInput, "scopes" | "nodes">): Providers {
  const read = readSets(input.scopes());
  const audiences = new Map<string, readonly string[] | undefined>();
  for (const node of input.nodes(["aws.oidc-provider", "aws.saml-provider"])) {
    audiences.set(node.id, textsOf(node.properties["client_ids"]));
  }
  return {
    find(scope, kind, provider, arn) {
      const dataSet = DATA_SETS[kind];
      if (dataSet === undefined) return NOTHING;
      if (arn === undefined)
        return { exists: BUILT_IN.has(issuerOf(provider)) ? true : undefined, audiences: undefined };
      if (audiences.has(arn)) return { exists: true, audiences: audiences.get(arn) };
      return { exists: read.isComplete(scope, dataSet) ? false : undefined, audiences: undefined };
    },
  };
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.filter((text) => typeof text === "string");
}
