// Trusts that CloudFormation and SAM templates declare.
import { describe, expect, it } from "vitest";
import { judged, partOf } from "./judged.js";

const SUB = "token.actions.githubusercontent.com:sub";

/** A template with one role, whose trust accepts `principal` under `condition`. */
function template(principal: string, condition = "{}", more = ""): string {
  return `AWSTemplateFormatVersion: 2010-09-09
${more}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deploy
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action: [sts:AssumeRole, sts:AssumeRoleWithWebIdentity]
            Principal: ${principal}
            Condition: ${condition}
`;
}

const GITHUB = "{ Federated: !Sub 'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com' }";

describe("a template", () => {
  it.each<[name: string, text: string, expected: { readonly [column: string]: unknown }]>([
    [
      "wide, by a default",
      template(
        GITHUB,
        `{ StringLike: { ${SUB}: !Sub 'repo:\${Org}/*' } }`,
        "Parameters: { Org: { Type: String, Default: acme } }",
      ),
      { breadth: "organization", decided: true },
    ],
    [
      "narrow, by the same default",
      template(
        GITHUB,
        `{ StringEquals: { ${SUB}: !Sub 'repo:\${Org}/site:environment:prod' } }`,
        "Parameters: { Org: { Type: String, Default: acme } }",
      ),
      { breadth: "context", decided: true },
    ],
    [
      "a parameter without default",
      template(GITHUB, `{ StringLike: { ${SUB}: !Ref Subject } }`, "Parameters: { Subject: { Type: String } }"),
      { breadth: undefined, decided: false },
    ],
    [
      "joined",
      template(GITHUB, `{ StringLike: { ${SUB}: !Join [":", [repo, "acme/*"]] } }`),
      { breadth: "organization", decided: true },
    ],
    [
      "a mapping",
      template(
        GITHUB,
        `{ StringLike: { ${SUB}: !FindInMap [Repos, prod, sub] } }`,
        "Mappings: { Repos: { prod: { sub: 'repo:acme/*' } } }",
      ),
      { breadth: "organization", decided: true },
    ],
    [
      "an import of another stack",
      template(GITHUB, `{ StringLike: { ${SUB}: !ImportValue shared-subject } }`),
      { breadth: undefined, decided: false },
    ],
    ["everyone", template("{ AWS: '*' }"), { provider_kind: "anyone", restricts_caller: false }],
    [
      "the account itself",
      template("{ AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }"),
      { provider_kind: "aws-account", account_relation: "same" },
    ],
    [
      "an account id as a number",
      template("{ AWS: 464622532012 }"),
      { provider_kind: "aws-account", account_relation: "external" },
    ],
    [
      "an account id with a zero in front",
      template("{ AWS: 044622532012 }"),
      { provider_kind: "aws-account", account: "044622532012" },
    ],
    [
      "a role of the template",
      template("{ AWS: !GetAtt Other.Arn }").replace(
        "Resources:",
        "Resources:\n  Other: { Type: AWS::IAM::Role, Properties: { RoleName: o } }",
      ),
      { provider_kind: "aws-principal", account_relation: "same" },
    ],
    [
      "a choice that the template makes",
      template(
        "{ AWS: !If [IsOpen, '*', !Ref AWS::AccountId] }",
        "{}",
        "Parameters: { Open: { Type: String, Default: 'yes' } }\nConditions: { IsOpen: !Equals [!Ref Open, 'yes'] }",
      ),
      { provider_kind: "anyone" },
    ],
    [
      "a choice that it does not make",
      template(
        "{ AWS: !If [IsOpen, '*', !Ref AWS::AccountId] }",
        "{}",
        "Parameters: { Open: { Type: String } }\nConditions: { IsOpen: !Equals [!Ref Open, 'yes'] }",
      ),
      { provider_kind: undefined, decided: false },
    ],
  ])("%s", async (_, text, expected) => {
    const found = await judged({ "stack.yaml": text });
    expect(found).toHaveLength(1);
    expect(Object.fromEntries(Object.keys(expected).map((column) => [column, found[0]?.[column]]))).toEqual(expected);
  });

  it("points to the statement, and is known by file and logical id", async () => {
    const found = await judged({ "a/stack.yaml": template("{ AWS: '*' }") });
    expect(found.map(({ trust, at }) => [trust, at])).toEqual([["a/stack.yaml#Role#trust/*/0", "a/stack.yaml:11:13"]]);
  });

  it("in JSON, as tools synthesise it, is read alike", async () => {
    const text = JSON.stringify(
      {
        Resources: {
          Role1ABCC5F0: {
            Type: "AWS::IAM::Role",
            Properties: {
              AssumeRolePolicyDocument: {
                Statement: [
                  {
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: { StringLike: { [SUB]: "repo:acme/*" } },
                    Effect: "Allow",
                    Principal: { Federated: { Ref: "Provider" } },
                  },
                ],
              },
            },
            Metadata: { "aws:cdk:path": "Stack/Role/Resource" },
          },
          Provider: {
            Type: "AWS::IAM::OIDCProvider",
            Properties: { Url: "https://token.actions.githubusercontent.com" },
          },
        },
      },
      null,
      1,
    );
    const [found] = await judged({ "stack.template.json": text });
    expect(found).toMatchObject({ provider: "token.actions.githubusercontent.com", breadth: "organization" });
    expect(text.split("\n")[Number(found?.["line"]) - 1]).toContain("{");
  });

  it("of SAM: the role of a function", async () => {
    const text = template("{ AWS: '*' }").replace("AWS::IAM::Role", "AWS::Serverless::Function");
    expect((await judged({ "template.yml": text })).map(({ provider_kind }) => provider_kind)).toEqual(["anyone"]);
  });

  it("that does not parse is a gap with its place", async () => {
    const part = await partOf({ "bad.yaml": `${template("{ AWS: '*' }")}  bad: [\n` });
    expect(part.gaps?.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^bad\.yaml:\d+:\d+: does not parse: /),
    ]);
  });

  it("other YAML and JSON is left alone, whatever is in it", async () => {
    const part = await partOf({
      "values.yaml": "a: {{ .Values.x }}\n",
      "x.json": "{ not json",
      "k8s.yml": "kind: Role\nrules: [\n",
    });
    expect([part.nodes, part.gaps]).toEqual([[], []]);
  });
});
