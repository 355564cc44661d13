// Resource control policies at trusts: they bind the role, whoever calls or brings a token.
import { beforeAll, describe, expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyze } from "../../../src/analyze/index.js";
import { readFederatedTrusts } from "../../../src/analyze/trust/federated.js";
import type { StoredEdge } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import type { Tables } from "../../../src/model/tables.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";
import { ACCOUNT, account, type Estate, node, textOf, toInput, trusting } from "../estate.js";

const GITHUB = "token.actions.githubusercontent.com";
const GITLAB = "gitlab.com";
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/idp`;
const OTHER = "444455556666";
const SUB = `${GITHUB}:sub`;

let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

interface Control {
  readonly type: "aws.rcp" | "aws.scp";
  readonly on: string;
  readonly statement: JsonRecord;
}

const control = (statement: JsonRecord, on = ACCOUNT, type: Control["type"] = "aws.rcp"): Control => ({
  type,
  on,
  statement: { Effect: "Deny", Principal: "*", Resource: "*", ...statement },
});

type Kind = "oidc" | "saml" | "aws-account" | "aws-service" | "anyone";

/** What a statement calls the party. */
function principalOf(kind: Kind, provider: string): JsonRecord | string {
  if (kind === "anyone") return "*";
  if (kind === "aws-account") return { AWS: provider };
  if (kind === "aws-service") return { Service: provider };
  return { Federated: kind === "saml" ? SAML : `arn:aws:iam::${ACCOUNT}:oidc-provider/${provider}` };
}

/** A role that trusts one party without a condition, in an organisation with one control policy. */
function estateOf(found: Control | undefined, kind: Kind, provider: string, management = OTHER): Estate {
  const principal = principalOf(kind, provider);
  const federated = typeof principal === "string" ? undefined : textOrNone(principal["Federated"]);
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:*" }],
  };
  const party = {
    kind,
    provider: kind === "saml" ? SAML : provider,
    ...(federated !== undefined && { providerArn: federated }),
    ...(kind === "aws-account" && { account: provider }),
  };
  const text = {
    Version: "2012-10-17",
    Statement: [found?.statement ?? { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
  };
  const scope = "aws:o-acme";
  const edge = (kindOf: StoredEdge["kind"], from: string, to: string): StoredEdge => ({
    kind: kindOf,
    from,
    to,
    scope,
    state: "none",
    confidence: 1,
    properties: {},
  });
  return {
    scopes: [
      account(),
      account(OTHER),
      {
        id: scope,
        type: "aws.organization",
        name: "acme",
        parent: undefined,
        properties: { management_account: management },
        coverage: [],
      },
    ],
    nodes: [
      ...trusting("ci", trust, [party]),
      node("r-root", "aws.organization-root", { kind: "scope", scope }),
      node("p-1", found?.type ?? "aws.rcp", { kind: "grant", scope, document: hashText(textOf(text)) }),
    ],
    edges: [
      edge("contains", "r-root", `aws:${ACCOUNT}`),
      edge("contains", "r-root", `aws:${OTHER}`),
      edge("references", "p-1", `aws:${found?.on ?? ACCOUNT}`),
    ],
    documents: [trust, text],
    tables,
  };
}

const textOrNone = (value: unknown) => (typeof value === "string" ? value : undefined);

function columns(found: Control | undefined, kind: Kind, provider: string, management?: string): JsonRecord {
  const estate = estateOf(found, kind, provider, management);
  const trust = estate.nodes?.find(({ type }) => type === "aws.role-trust")?.id;
  return analyze(toInput(estate)).facts.find((fact) => fact.node === trust && "breadth" in fact.columns)?.columns ?? {};
}

const WEB = "sts:AssumeRoleWithWebIdentity";
const acmeOnly = { Action: WEB, Condition: { StringNotLikeIfExists: { [SUB]: "repo:acme/*" } } };
const perimeter = {
  Action: "sts:*",
  Condition: {
    StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acme" },
    BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
  },
};
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

describe("a trust in GitHub that asks for nothing", () => {
  it.each<[string, Control | undefined, string]>([
    ["without one", undefined, "anyone"],
    ["one that names repositories", control(acmeOnly), "organization"],
    ["one of another account", control(acmeOnly, OTHER), "anyone"],
    ["one for this role", control({ ...acmeOnly, Resource: role("ci") }), "organization"],
    ["one for another role", control({ ...acmeOnly, Resource: role("web") }), "anyone"],
    ["one that denies another action", control({ ...acmeOnly, Action: "sts:AssumeRole" }), "anyone"],
    ["one that denies whatever is not of the organisation", control(perimeter), "nobody"],
    ["one that spares tokens of others", control({ Action: WEB, Condition: { Null: { [SUB]: "true" } } }), "anyone"],
    ["a service control policy", control({ Action: WEB }, ACCOUNT, "aws.scp"), "anyone"],
  ])("%s", (_name, found, breadth) => {
    expect(columns(found, "oidc", GITHUB)["breadth"]).toBe(breadth);
  });

  it("of the management account is not bound", () => {
    expect(columns(control(acmeOnly), "oidc", GITHUB, ACCOUNT)["breadth"]).toBe("anyone");
  });
});

describe("trusts in others", () => {
  it.each<[string, Control, boolean]>([
    ["IfExists holds where the claim is not, so the Deny does", control(acmeOnly), true],
    [
      "a Deny that asks for the claim",
      control({ ...acmeOnly, Condition: { ...acmeOnly.Condition, Null: { [SUB]: "false" } } }),
      false,
    ],
  ])("GitLab: %s", (_name, found, isDead) => {
    expect(columns(found, "oidc", GITLAB)["dead"]).toBe(isDead);
  });

  it.each<[string, JsonRecord, boolean]>([
    ["its action", { Action: "sts:AssumeRoleWithSAML" }, true],
    ["another action", { Action: WEB }, false],
  ])("SAML: %s is denied", (_name, statement, isDead) => {
    expect(columns(control(statement), "saml", SAML)["dead"]).toBe(isDead);
  });
});

describe("trusts that tokens are matched with", () => {
  it.each<[string, Control | undefined, boolean]>([
    ["denied", control({ Action: WEB }), true],
    ["not denied", undefined, false],
  ])("%s", (_name, found, isBlocked) => {
    const input = toInput(estateOf(found, "oidc", GITHUB));
    const [trust] = readFederatedTrusts(input, createPolicyCompiler(), () => true);
    expect(trust?.conditions.blockedBy !== undefined).toBe(isBlocked);
  });
});

describe("trusts in accounts, services and everyone", () => {
  const FAR = "999988887777";
  const deputies = {
    Action: "sts:*",
    Condition: {
      StringNotEqualsIfExists: { "aws:SourceOrgID": "o-acme" },
      Null: { "aws:SourceAccount": "false" },
      Bool: { "aws:PrincipalIsAWSService": "true" },
    },
  };
  const told = (found: Control | undefined, kind: Kind, provider: string, management?: string) => {
    const { restricts_caller, limits_organization, dead } = columns(found, kind, provider, management);
    return [restricts_caller, limits_organization, dead];
  };
  const OPEN = [false, false, false];
  const OF_THE_ORGANISATION = [true, true, false];

  it.each<[string, Control | undefined, Kind, string, readonly unknown[]]>([
    ["everyone, without one", undefined, "anyone", "*", OPEN],
    ["everyone of the organisation", control(perimeter), "anyone", "*", OF_THE_ORGANISATION],
    ["everyone, denied at another role", control({ ...perimeter, Resource: role("web") }), "anyone", "*", OPEN],
    ["everyone, where another action is denied", control({ ...perimeter, Action: WEB }), "anyone", "*", OPEN],
    ["everyone, where it is a service control policy", control(perimeter, ACCOUNT, "aws.scp"), "anyone", "*", OPEN],
    ["everyone, denied without a condition", control({ Action: "sts:AssumeRole" }), "anyone", "*", [true, false, true]],
    ["an account, without one", undefined, "aws-account", FAR, OPEN],
    ["an account of the organisation", control(perimeter), "aws-account", FAR, OF_THE_ORGANISATION],
    ["an account, where services are held", control(deputies), "aws-account", FAR, OPEN],
    ["a service, where principals are held", control(perimeter), "aws-service", "ec2.amazonaws.com", OPEN],
    ["a service, denied", control({ Action: "sts:*" }), "aws-service", "ec2.amazonaws.com", [true, false, true]],
  ])("%s", (_name, found, kind, provider, expected) => {
    expect(told(found, kind, provider)).toEqual(expected);
  });

  it("of the management account are not bound", () => {
    expect(told(control(perimeter), "anyone", "*", ACCOUNT)).toEqual(OPEN);
  });

  it("a key of which nothing is known leaves them undecided", () => {
    const odd = control({ Action: "sts:*", Condition: { StringNotEquals: { "aws:ResourceTag/open": "yes" } } });
    expect(columns(odd, "anyone", "*")["decided"]).toBe(false);
    expect(columns(odd, "anyone", "*")).not.toHaveProperty("restricts_caller");
  });
});
