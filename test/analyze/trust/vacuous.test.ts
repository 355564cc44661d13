// Conditions that stop nobody: tested in ways that an absent claim passes, or under the key of another issuer.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { columnsOf, principalOf, withTables } from "./judged.js";

withTables();

const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const on = (claim: string, issuer = GITHUB) => `${issuer}:${claim}`;

describe("vacuous conditions", () => {
  it.each<[string, string, JsonRecord, boolean, RegExp | undefined]>([
    [
      "ForAllValues on an optional claim",
      GITHUB,
      { "ForAllValues:StringEquals": { [on("enterprise_id")]: "1" } },
      true,
      /ForAllValues:StringEquals passes when enterprise_id is absent/,
    ],
    [
      "IfExists on an optional claim",
      GITHUB,
      { StringEqualsIfExists: { [on("enterprise_id")]: "1" } },
      true,
      /IfExists passes when enterprise_id is absent/,
    ],
    [
      "IfExists on the environment of any job",
      GITHUB,
      { StringEqualsIfExists: { [on("environment")]: "prod" }, StringLike: { [on("sub")]: "repo:o/r:*" } },
      true,
      /environment is absent/,
    ],
    [
      "IfExists on a misspelled claim",
      GITHUB,
      { StringEqualsIfExists: { [on("subject")]: "repo:o/r:*" } },
      true,
      /subject is absent/,
    ],
    [
      "IfExists on the key of another issuer",
      GITHUB,
      { StringLikeIfExists: { "gitlab.com:sub": "repo:o/r:*" } },
      true,
      /gitlab.com:sub is not a key of/,
    ],
    [
      "ForAllValues on the key of the enterprise issuer",
      GITHUB,
      { "ForAllValues:StringLike": { [on("sub", `${GITHUB}/octo`)]: "repo:o/r:*" } },
      true,
      /is not a key of/,
    ],
    [
      "an issuer of one customer, the same",
      EKS,
      { StringEqualsIfExists: { [on("subject", EKS)]: "x" } },
      true,
      /subject is absent/,
    ],
    // near misses
    ["no condition", GITHUB, {}, false, undefined],
    ["plain, on an optional claim", GITHUB, { StringEquals: { [on("enterprise_id")]: "1" } }, false, undefined],
    ["ForAllValues on sub", GITHUB, { "ForAllValues:StringLike": { [on("sub")]: "repo:o/r:*" } }, false, undefined],
    ["IfExists on repository_id", GITHUB, { StringEqualsIfExists: { [on("repository_id")]: "1" } }, false, undefined],
    [
      "ForAllValues on aud",
      GITHUB,
      { "ForAllValues:StringEquals": { [on("aud")]: "sts.amazonaws.com" } },
      false,
      undefined,
    ],
    [
      "IfExists on the environment, while sub names it",
      GITHUB,
      {
        StringEqualsIfExists: { [on("environment")]: "prod" },
        StringLike: { [on("sub")]: "repo:o/r:environment:prod" },
      },
      false,
      undefined,
    ],
    [
      "IfExists on the environment, while sub names a branch",
      GITHUB,
      {
        StringEqualsIfExists: { [on("environment")]: "prod" },
        StringLike: { [on("sub")]: "repo:o/r:ref:refs/heads/main" },
      },
      false,
      undefined,
    ],
    [
      "plain, on the key of another issuer",
      GITHUB,
      { StringLike: { "gitlab.com:sub": "repo:o/r:*" } },
      false,
      undefined,
    ],
    ["only what is not wanted", GITHUB, { StringNotLike: { [on("environment")]: "dev" } }, false, undefined],
    ["the network, if there is one", GITHUB, { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }, false, undefined],
    [
      "IfExists on both keys of sub, one of them right",
      GITHUB,
      { StringLikeIfExists: { [on("sub")]: "repo:o/r:*", "gitlab.com:sub": "x" } },
      false,
      undefined,
    ],
  ])("%s", (_name, provider, condition, vacuous, reason) => {
    const columns = columnsOf({ provider, condition });
    expect(columns["vacuous"]).toBe(vacuous);
    if (reason) expect(columns["vacuous_reason"]).toMatch(reason);
    else expect(columns).not.toHaveProperty("vacuous_reason");
  });

  it("a Deny makes up for it", () => {
    const condition = { StringEqualsIfExists: { [on("enterprise_id")]: "1" } };
    const others = [
      {
        Effect: "Deny",
        Principal: principalOf("oidc", GITHUB),
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringNotLike: { [on("sub")]: "repo:octo-org/api:ref:refs/heads/main" } },
      },
    ];
    expect(columnsOf({ provider: GITHUB, condition })).toMatchObject({ pins_tenant: false, vacuous: true });
    expect(columnsOf({ provider: GITHUB, condition, others })).toMatchObject({
      pins_tenant: true,
      breadth: "context",
      vacuous: false,
    });
  });
});

describe("statements that do not let anyone in", () => {
  it.each([["sts:TagSession"], ["sts:SetSourceIdentity"], ["sts:AssumeRole"]])("%s alone", (action) => {
    expect(columnsOf({ provider: GITHUB, action })).toMatchObject({ dead: true, breadth: "nobody", pins_tenant: true });
  });

  it.each<[string | string[]]>([
    ["sts:*"],
    ["*"],
    [["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]],
    ["STS:assumerolewithwebidentity"],
    ["sts:AssumeRole*"],
  ])("%j does", (action) => {
    expect(columnsOf({ provider: GITHUB, action })).toMatchObject({ dead: false, breadth: "anyone" });
  });
});
