// A trust in an OIDC provider that was deleted gets nobody in, from the text of the trust and from what was crawled alike.
// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
import { describe, expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyze } from "../../../src/analyze/index.js";
import { readFederatedTrusts } from "../../../src/analyze/trust/federated.js";
import type { StoredScope } from "../../../src/model/analysis.js";
import { shippedTables } from "../../shipped.js";
import { ACCOUNT, account, complete, node, toInput, trusting } from "../estate.js";

const ISSUER = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
const LIST = "aws/iam:open-id-connect-providers";
const POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { [`${ISSUER}:sub`]: "repo:acme/site:*" } },
    },
  ],
};

const READ = account(undefined, { coverage: complete(LIST) });
const THERE = node(PROVIDER, "aws.oidc-provider", { properties: { url: ISSUER, client_ids: ["sts.amazonaws.com"] } });

describe("a trust in an OIDC provider", async () => {
  const { issuers } = await shippedTables();

  it.each<[string, StoredScope, readonly (typeof THERE)[], boolean]>([
    ["that is gone", READ, [], false],
    ["that is there", READ, [THERE], true],
    ["where providers were not read", account(), [], true],
  ])("%s", (_name, scope, providers, isWay) => {
    const trusts = trusting("deploy", POLICY, [{ kind: "oidc", provider: ISSUER, providerArn: PROVIDER }]);
    const nodes = [...trusts, ...providers];
    const input = toInput({ scopes: [scope], nodes, documents: [POLICY], tables: { issuers } });
    expect(readFederatedTrusts(input, createPolicyCompiler(), () => true)).toHaveLength(isWay ? 1 : 0);
    const { edges } = analyze(input);
    expect(edges.some(({ kind }) => kind === "federates")).toBe(isWay);
  });
});
