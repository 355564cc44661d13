// Trusts that Terraform declares, through the evaluator of live ones: what is stated is judged, what is not stays unknown.
import { describe, expect, it } from "vitest";
import { type Files, github, judged, partOf, role } from "./judged.js";

const SUB = "token.actions.githubusercontent.com:sub";
const ASSUME = (principal: string, more = "") => `jsonencode({
  Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = ${principal}${more} }]
})`;

interface Expected {
  readonly breadth?: string | undefined;
  readonly pins_tenant?: boolean | undefined;
  readonly has_external_id?: boolean | undefined;
  readonly restricts_caller?: boolean | undefined;
  readonly provider_kind?: string | undefined;
  readonly decided?: boolean;
  readonly dead?: boolean;
  readonly account_relation?: string | undefined;
  readonly provider?: string;
}

async function one(files: Files): Promise<{ readonly [column: string]: unknown }> {
  const all = await judged(files);
  expect(all.map(({ trust }) => trust)).toHaveLength(1);
  return all[0] ?? {};
}

/** What was found of the columns that are expected; one that is expected to be unknown must not be there. */
function some(found: { readonly [column: string]: unknown }, expected: object): { readonly [column: string]: unknown } {
  return Object.fromEntries(Object.keys(expected).map((column) => [column, found[column]]));
}

describe("conditions on GitHub", () => {
  it.each<[name: string, condition: string, more: string, expected: Expected]>([
    [
      "one environment",
      `{ StringEquals = { "${SUB}" = "repo:acme/site:environment:prod" } }`,
      "",
      { breadth: "context", pins_tenant: true, decided: true },
    ],
    [
      "the organisation",
      `{ StringLike = { "${SUB}" = "repo:acme/*" } }`,
      "",
      { breadth: "organization", pins_tenant: true, decided: true },
    ],
    ["nothing", "{}", "", { breadth: "anyone", pins_tenant: false, decided: true }],
    [
      "a default",
      `{ StringLike = { "${SUB}" = "repo:\${var.org}/*" } }`,
      `variable "org" { default = "acme" }`,
      { breadth: "organization", decided: true },
    ],
    [
      "a local of a local",
      `{ StringLike = { "${SUB}" = local.sub } }`,
      `locals {\n  org = "acme"\n  sub = format("repo:%s/*", local.org)\n}`,
      { breadth: "organization", decided: true },
    ],
    [
      "a variable without value, after the organisation",
      `{ StringLike = { "${SUB}" = "repo:acme/\${var.repo}:*" } }`,
      `variable "repo" {}`,
      { breadth: undefined, pins_tenant: true, decided: false },
    ],
    [
      "a variable without value, for all",
      `{ StringLike = { "${SUB}" = var.sub } }`,
      `variable "sub" {}`,
      { breadth: undefined, pins_tenant: undefined, decided: false },
    ],
    [
      "a variable without value, compared whole",
      `{ StringEquals = { "${SUB}" = var.sub } }`,
      `variable "sub" {}`,
      { breadth: "context", pins_tenant: true, decided: false },
    ],
    [
      "a wide value beside one that is not stated",
      `{ StringLike = { "${SUB}" = ["repo:acme/*", var.sub] } }`,
      `variable "sub" {}`,
      { breadth: undefined, decided: false },
    ],
    [
      "a key that is not stated",
      `{ StringEquals = { (var.key) = "repo:acme/site:ref:refs/heads/main" } }`,
      `variable "key" {}`,
      { pins_tenant: undefined, decided: false },
    ],
    [
      "conditions that are not stated",
      "var.condition",
      `variable "condition" {}`,
      { pins_tenant: undefined, decided: false },
    ],
    [
      "a subject that cannot be, whatever the variable is",
      `{ StringLike = { "${SUB}" = "project_path:\${var.x}" } }`,
      `variable "x" {}`,
      { breadth: undefined, decided: false },
    ],
    [
      "elements of a list",
      `{ StringLike = { "${SUB}" = [for r in var.repos : "repo:acme/\${r}:environment:prod"] } }`,
      `variable "repos" { default = ["a", "b"] }`,
      { breadth: "context", decided: true },
    ],
    [
      "one of the elements is wide",
      `{ StringLike = { "${SUB}" = [for r in var.repos : "repo:acme/\${r}"] } }`,
      `variable "repos" { default = ["a:environment:prod", "*"] }`,
      { breadth: "organization", decided: true },
    ],
  ])("%s", async (_, condition, more, expected) => {
    expect(some(await one({ "main.tf": role(github(condition), more) }), expected)).toEqual(expected);
  });

  it("a value that is not stated is said by its name", async () => {
    const found = await one({ "main.tf": role(github(`{ StringLike = { "${SUB}" = "repo:acme/\${var.repo}:*" } }`)) });
    expect(found["undecided_reason"]).toContain("var.repo, which the code does not state, decides");
  });
});

describe("whom a statement accepts", () => {
  it.each<[name: string, policy: string, more: string, expected: Expected]>([
    ["everyone", ASSUME(`{ AWS = "*" }`), "", { provider_kind: "anyone", restricts_caller: false }],
    [
      "everyone of an organisation",
      ASSUME(`{ AWS = "*" }`, `, Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }`),
      "",
      { provider_kind: "anyone", restricts_caller: true },
    ],
    [
      "everyone of an organisation that is not stated",
      ASSUME(`{ AWS = "*" }`, `, Condition = { StringEquals = { "aws:PrincipalOrgID" = var.org } }`),
      "",
      { provider_kind: "anyone", restricts_caller: true, decided: false },
    ],
    [
      "the account that is deployed to",
      ASSUME(`{ AWS = "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:root" }`),
      `data "aws_caller_identity" "me" {}`,
      { provider_kind: "aws-account", account_relation: "same" },
    ],
    [
      "a role beside it",
      ASSUME(`{ AWS = aws_iam_role.other.arn }`),
      `resource "aws_iam_role" "other" {\n  name = "other"\n}`,
      { provider_kind: "aws-principal", account_relation: "same" },
    ],
    [
      "a role of another provider",
      ASSUME(`{ AWS = aws_iam_role.other.arn }`),
      `resource "aws_iam_role" "other" {\n  provider = aws.far\n  name = "other"\n}`,
      { provider_kind: "aws-principal", account_relation: undefined, restricts_caller: undefined, decided: false },
    ],
    [
      "a vendor",
      ASSUME(`{ AWS = "arn:aws:iam::464622532012:root" }`),
      "",
      { account_relation: "external", has_external_id: false, restricts_caller: false },
    ],
    [
      "a vendor with an id that is not stated",
      ASSUME(
        `{ AWS = "arn:aws:iam::464622532012:root" }`,
        `, Condition = { StringEquals = { "sts:ExternalId" = var.id } }`,
      ),
      "",
      { account_relation: "external", has_external_id: true },
    ],
    [
      "a vendor with a pattern that is not stated",
      ASSUME(
        `{ AWS = "arn:aws:iam::464622532012:root" }`,
        `, Condition = { StringLike = { "sts:ExternalId" = var.id } }`,
      ),
      "",
      { has_external_id: false, restricts_caller: undefined, decided: false },
    ],
    [
      "nobody knows whom",
      ASSUME(`{ AWS = var.who }`),
      "",
      { provider_kind: undefined, restricts_caller: undefined, decided: false },
    ],
    [
      "nobody knows whom, of one organisation",
      ASSUME(`{ AWS = var.who }`, `, Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }`),
      "",
      { provider_kind: undefined, restricts_caller: true },
    ],
    ["nobody knows what kind", ASSUME("var.principal"), "", { provider_kind: undefined, decided: false }],
    [
      "an account that is not stated",
      ASSUME(`{ AWS = "arn:aws:iam::\${var.account}:root" }`),
      "",
      { provider_kind: "aws-account", restricts_caller: undefined, decided: false },
    ],
    ["a service", ASSUME(`{ Service = "ec2.amazonaws.com" }`), "", { provider_kind: "aws-service" }],
    ["the whole policy is not stated", "var.policy", "", { provider_kind: undefined, decided: false }],
    [
      "a policy of a function that is not known",
      `templatefile("nowhere.json", {})`,
      "",
      { provider_kind: undefined, decided: false },
    ],
    [
      "an issuer that is not stated, told by its keys",
      `jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = var.arn }, Condition = { StringLike = { "${SUB}" = "repo:acme/*" } } }] })`,
      "",
      { provider_kind: "oidc", breadth: "organization" },
    ],
    [
      "an issuer that is not stated, whose keys may be those of another",
      `jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = var.arn }, Condition = { StringLikeIfExists = { "${SUB}" = "repo:acme/*" } } }] })`,
      "",
      { provider_kind: "oidc", breadth: undefined, decided: false },
    ],
  ])("%s", async (_, policy, more, expected) => {
    expect(some(await one({ "main.tf": role(policy, more) }), expected)).toEqual(expected);
  });
});

const DOCUMENT = `data "aws_iam_policy_document" "t" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gh.arn]
    }
    condition {
      test     = "StringLike"
      variable = "\${replace(aws_iam_openid_connect_provider.gh.url, "https://", "")}:sub"
      values   = ["repo:acme/*"]
    }
  }
}
resource "aws_iam_openid_connect_provider" "gh" {
  url = "https://token.actions.githubusercontent.com"
}
`;

describe("policy documents", () => {
  it("of a data source are judged, and point to their statement", async () => {
    const found = await one({ "a/roles.tf": role("data.aws_iam_policy_document.t.json"), "a/trust.tf": DOCUMENT });
    expect(found).toMatchObject({
      trust: "a#aws_iam_role.r#trust/token.actions.githubusercontent.com/0",
      at: "a/trust.tf:2:3",
      breadth: "organization",
    });
  });

  it("joined from several: an override takes the place of its statement", async () => {
    const narrow = `data "aws_iam_policy_document" "both" {
  source_policy_documents   = [data.aws_iam_policy_document.wide.json]
  override_policy_documents = [data.aws_iam_policy_document.narrow.json]
}
data "aws_iam_policy_document" "wide" {
  statement {
    sid     = "a"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "narrow" {
  statement {
    sid     = "a"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
`;
    const found = await one({ "main.tf": role("data.aws_iam_policy_document.both.json", narrow) });
    expect(found).toMatchObject({ provider_kind: "aws-service", at: "main.tf:19:3" });
  });

  it("a dynamic block is spread out where it is stated, and unknown where it is not", async () => {
    const dynamic = (each: string) => `data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = ${each}
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}
`;
    const stated = await judged({
      "main.tf": role("data.aws_iam_policy_document.d.json", dynamic(`["*", "arn:aws:iam::464622532012:root"]`)),
    });
    expect(stated.map(({ provider_kind }) => provider_kind)).toEqual(["anyone", "aws-account"]);
    const open = await judged({ "main.tf": role("data.aws_iam_policy_document.d.json", dynamic("var.who")) });
    expect(open.map(({ provider_kind, decided }) => [provider_kind, decided])).toEqual([[undefined, false]]);
  });

  it("a heredoc and a file are read", async () => {
    const text = `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}`;
    expect(await one({ "main.tf": role(`<<-EOF\n    ${text}\n  EOF`) })).toMatchObject({
      provider_kind: "anyone",
      at: "main.tf:2:24",
    });
    const files = { "x/main.tf": role(`file("\${path.module}/trust.json")`), "x/trust.json": text };
    expect(await one(files)).toMatchObject({ provider_kind: "anyone" });
    const templated = {
      "main.tf": role(`templatefile("trust.json", { who = "*" })`),
      "trust.json": text.replace('"*"', '"${who}"'),
    };
    expect(await one(templated)).toMatchObject({ provider_kind: "anyone" });
  });
});

describe("modules", () => {
  const MODULE = role(github(`{ StringLike = { "${SUB}" = "repo:\${var.repo}" } }`), `variable "repo" {}\n`);

  it("each call of a module of the checkout is judged with what it is given", async () => {
    const found = await judged({
      "modules/ci/main.tf": MODULE,
      "prod/main.tf": `module "wide" {\n  source = "../modules/ci"\n  repo = "acme/*"\n}\nmodule "narrow" {\n  source = "../modules/ci"\n  repo = "acme/site:environment:prod"\n}\n`,
    });
    expect(found.map(({ trust, breadth }) => [String(trust).split("#trust")[0], breadth])).toEqual([
      ["prod#module.narrow.aws_iam_role.r", "context"],
      ["prod#module.wide.aws_iam_role.r", "organization"],
    ]);
  });

  it("that nobody calls is unknown where it is not given what it needs", async () => {
    const { breadth, decided } = await one({ "modules/ci/main.tf": MODULE });
    expect([breadth, decided]).toEqual([undefined, false]);
  });

  it("copies of for_each are told apart; count = 0 makes none", async () => {
    const each = MODULE.replace(
      "assume_role_policy",
      `for_each = { a = "acme/*", b = "acme/b:environment:prod" }\n  assume_role_policy`,
    ).replace("var.repo}", "each.value}");
    expect(
      (await judged({ "main.tf": each })).map(({ trust, breadth }) => [String(trust).split("#trust")[0], breadth]),
    ).toEqual([
      [`#aws_iam_role.r["a"]`, "organization"],
      [`#aws_iam_role.r["b"]`, "context"],
    ]);
    expect(
      await judged({ "main.tf": MODULE.replace("assume_role_policy", "count = 0\n  assume_role_policy") }),
    ).toEqual([]);
  });

  it("values of terraform.tfvars count for a root module", async () => {
    expect(await one({ "main.tf": MODULE, "terraform.tfvars": 'repo = "acme/*"\n' })).toMatchObject({
      breadth: "organization",
    });
    const other = await one({ "main.tf": MODULE, "prod.tfvars": 'repo = "acme/*"\n' });
    expect(other["breadth"]).toBeUndefined();
  });

  it("that call each other, or themselves, end", async () => {
    const found = await judged({
      "a/main.tf": `module "b" {\n  source = "../b"\n}\n${role(ASSUME('{ AWS = "*" }'))}`,
      "b/main.tf": `module "a" {\n  source = "../a"\n}\nlocals {\n  x = local.y\n  y = local.x\n}\n`,
    });
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("files", () => {
  it("in Terraform's JSON syntax are read", async () => {
    const file = JSON.stringify(
      {
        variable: { org: { default: "acme" } },
        resource: {
          aws_iam_role: {
            r: {
              assume_role_policy:
                '${jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })}',
            },
            s: { assume_role_policy: "${data.aws_iam_policy_document.d.json}" },
          },
        },
        data: {
          aws_iam_policy_document: {
            d: {
              statement: [
                {
                  actions: ["sts:AssumeRole"],
                  principals: [{ type: "AWS", identifiers: ["arn:aws:iam::464622532012:root"] }],
                  condition: [{ test: "StringEquals", variable: "sts:ExternalId", values: ["${var.org}-1"] }],
                },
              ],
            },
          },
        },
      },
      null,
      2,
    );
    const found = await judged({ "main.tf.json": file });
    expect(found.map(({ provider_kind, has_external_id }) => [provider_kind, has_external_id])).toEqual([
      ["anyone", false],
      ["aws-account", true],
    ]);
    expect(found[0]?.at).toMatch(/^main\.tf\.json:\d+:\d+$/);
  });

  it("that do not parse are gaps with their place; what is whole in them still counts", async () => {
    const part = await partOf({
      "bad.tf": `resource "x" "y" {{{\n${role(ASSUME('{ AWS = "*" }'))}`,
      "worse.tf.json": '{"resource": {"aws_iam_role": ',
    });
    expect(part.gaps?.map(({ subject, message }) => [subject, message])).toEqual([
      ["bad.tf", expect.stringMatching(/^bad\.tf:1:\d+: is not Terraform's syntax/)],
      ["worse.tf.json", expect.stringMatching(/^worse\.tf\.json:1:\d+: is not JSON/)],
    ]);
  });

  it("a policy that is not JSON is a gap and an open trust", async () => {
    const files = { "main.tf": role(`"{ not json"`) };
    expect((await partOf(files)).gaps?.[0]?.message).toBe("main.tf:2:24: the trust policy is not JSON");
    expect(await one(files)).toMatchObject({ decided: false });
  });

  it("what Terraform keeps of others is not read", async () => {
    expect(await judged({ "infra/.terraform/modules/x/main.tf": role(ASSUME('{ AWS = "*" }')) })).toEqual([]);
  });

  it("ids do not change with lines, or with the file in its folder", async () => {
    const code = role(ASSUME('{ AWS = "*" }'));
    const before = await one({ "infra/a.tf": code });
    const after = await one({ "infra/b.tf": `\n\n${code}` });
    expect([after["trust"], after["at"]]).toEqual([before["trust"], "infra/b.tf:5:16"]);
  });
});
