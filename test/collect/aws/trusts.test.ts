import { describe, expect, it } from "vitest";
import { PolicyDocuments } from "../../../src/collect/aws/documents.js";
import { toTrusts } from "../../../src/collect/aws/trusts.js";
import { toParties } from "../../../src/collect/trusted-parties.js";
import type { GraphDocument } from "../../../src/model/batch.js";

const OIDC = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const SAML = "arn:aws-us-gov:iam::111122223333:saml-provider/okta";
const ROLE = "arn:aws-cn:iam::444455556666:role/path/deploy";

describe("parties of a Principal", () => {
  it.each([
    ["everyone", "*", [{ kind: "anyone", provider: "*" }]],
    ["every AWS principal", { AWS: "*" }, [{ kind: "anyone", provider: "*" }]],
    [
      "an account by id",
      { AWS: "444455556666" },
      [{ kind: "aws-account", provider: "444455556666", account: "444455556666" }],
    ],
    [
      "the same account twice, as root and as id",
      { AWS: ["arn:aws:iam::444455556666:root", "444455556666"] },
      [{ kind: "aws-account", provider: "444455556666", account: "444455556666" }],
    ],
    ["a role of China", { AWS: ROLE }, [{ kind: "aws-principal", provider: ROLE, account: "444455556666" }]],
    [
      "a session",
      { AWS: "arn:aws:sts::444455556666:assumed-role/deploy/run" },
      [
        {
          kind: "aws-principal",
          provider: "arn:aws:sts::444455556666:assumed-role/deploy/run",
          account: "444455556666",
        },
      ],
    ],
    ["a deleted user", { AWS: "AIDAIOSFODNN7EXAMPLE0" }, [{ kind: "deleted", provider: "AIDAIOSFODNN7EXAMPLE0" }]],
    ["a deleted role", { AWS: "AROAIOSFODNN7EXAMPLE0" }, [{ kind: "deleted", provider: "AROAIOSFODNN7EXAMPLE0" }]],
    [
      "an access key id, which is none of these",
      { AWS: "AKIAIOSFODNN7EXAMPLE0" },
      [{ kind: "unknown", provider: "AKIAIOSFODNN7EXAMPLE0" }],
    ],
    [
      "a wildcard that IAM would not take",
      { AWS: "arn:aws:iam::*:root" },
      [{ kind: "unknown", provider: "arn:aws:iam::*:root" }],
    ],
    [
      "services in order",
      { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
      [
        { kind: "aws-service", provider: "ec2.amazonaws.com" },
        { kind: "aws-service", provider: "lambda.amazonaws.com" },
      ],
    ],
    [
      "an OIDC provider with a path",
      { Federated: OIDC },
      [{ kind: "oidc", provider: "oidc.eks.eu-west-1.amazonaws.com/id/ABC", providerArn: OIDC }],
    ],
    [
      "an issuer built into AWS",
      { Federated: "cognito-identity.amazonaws.com" },
      [{ kind: "oidc", provider: "cognito-identity.amazonaws.com" }],
    ],
    ["a SAML provider of GovCloud", { Federated: SAML }, [{ kind: "saml", provider: SAML, providerArn: SAML }]],
    ["a canonical user", { CanonicalUser: "79a5" }, [{ kind: "canonical-user", provider: "79a5" }]],
    ["a kind that nobody knows", { Robot: "r2" }, [{ kind: "unknown", provider: "Robot:r2" }]],
    ["nothing", undefined, []],
    ["a number", { AWS: 444455556666 }, []],
  ])("%s", (_, principal, parties) => {
    expect(toParties(principal)).toEqual(parties);
  });
});

function trustsOf(document: unknown) {
  const out: GraphDocument[] = [];
  const kept = new PolicyDocuments().keep(document, "aws.trust", out);
  if (kept === undefined) throw new Error("no document");
  return toTrusts({ arn: "arn:aws:iam::111122223333:role/r", name: "r" }, kept);
}

describe("trusts of a role", () => {
  const allow = (principal: unknown, more: object = {}) => ({
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...more,
  });

  it("numbers the trusts of one provider in the order of the document, whatever lies between", () => {
    const { nodes } = trustsOf({
      Statement: [
        allow({ AWS: "444455556666" }, { Sid: "one" }),
        allow({ Service: "ec2.amazonaws.com" }),
        allow({ AWS: "arn:aws:iam::444455556666:root" }),
      ],
    });
    expect(nodes.map((node) => [node.id, node.properties["statement"], node.properties["sid"]])).toEqual([
      ["arn:aws:iam::111122223333:role/r#trust/444455556666/0", 0, "one"],
      ["arn:aws:iam::111122223333:role/r#trust/ec2.amazonaws.com/0", 1, undefined],
      ["arn:aws:iam::111122223333:role/r#trust/444455556666/1", 2, undefined],
    ]);
  });

  it("hangs every trust on the role and on the whole policy", () => {
    const { nodes, edges } = trustsOf({ Statement: allow({ AWS: ["444455556666", "777788889999"] }) });
    expect(new Set(nodes.map((node) => node.parent))).toEqual(new Set(["arn:aws:iam::111122223333:role/r"]));
    expect(new Set(nodes.map((node) => node.document)).size).toBe(1);
    expect(edges).toEqual(nodes.map((node) => ({ kind: "yields", from: node.id, to: node.parent })));
  });

  it("accepts nobody by a Deny, nor by an Effect that IAM does not know", () => {
    const statements = [{ ...allow("*"), Effect: "Deny" }, { ...allow("*"), Effect: "allow" }, "not a statement", null];
    expect(trustsOf({ Statement: statements }).nodes).toEqual([]);
  });

  it("keeps the place of a statement when another is none", () => {
    const { nodes } = trustsOf({ Statement: ["odd", allow("*")] });
    expect(nodes[0]?.properties["statement"]).toBe(1);
  });

  it("takes everyone-but for everyone, and says but whom", () => {
    const { nodes } = trustsOf({
      Statement: { Effect: "Allow", NotPrincipal: { AWS: "444455556666" }, Action: ["sts:AssumeRole"] },
    });
    expect(nodes[0]?.properties).toMatchObject({
      provider_kind: "anyone",
      provider: "*",
      not_principal: ["444455556666"],
    });
  });

  it("keeps the actions as they stand", () => {
    const { nodes } = trustsOf({
      Statement: [
        allow("*", { Action: ["sts:AssumeRole", "sts:TagSession"] }),
        { Effect: "Allow", Principal: "*", NotAction: "sts:TagSession" },
      ],
    });
    expect(nodes.map(({ properties }) => [properties["actions"], properties["not_actions"]])).toEqual([
      [["sts:AssumeRole", "sts:TagSession"], undefined],
      [[], ["sts:TagSession"]],
    ]);
  });
});
