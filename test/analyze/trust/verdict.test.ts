// The sentence of a trust: who can use it, and why.
import { describe, expect, it } from "vitest";
import { columnsOf, type TrustText, withTables } from "./judged.js";

withTables();

const GITHUB = "token.actions.githubusercontent.com";
const sub = (value: string | string[]) => ({ StringLike: { [`${GITHUB}:sub`]: value } });
const same = { relation: "same", name: undefined } as const;
const external = { relation: "external", name: undefined } as const;

describe("verdicts", () => {
  it.each<[TrustText, string]>([
    [
      { provider: GITHUB },
      "Anyone with an account at GitHub Actions can use it: nothing limits whose tokens are accepted.",
    ],
    [
      { provider: GITHUB, condition: { "ForAllValues:StringEquals": { [`${GITHUB}:enterprise_id`]: "1" } } },
      "Anyone with an account at GitHub Actions can use it: ForAllValues:StringEquals passes when enterprise_id is absent.",
    ],
    [
      { provider: GITHUB, condition: sub("repo:octo*") },
      "Several organisations of GitHub Actions can use it: sub is repo:octo*.",
    ],
    [
      { provider: GITHUB, condition: sub("repo:octo-org/*") },
      "Any repository of a named organisation of GitHub Actions can use it, pull requests included: sub is repo:octo-org/*.",
    ],
    [
      { provider: GITHUB, condition: { StringEquals: { [`${GITHUB}:repository`]: "octo-org/api" } } },
      "Any branch, tag or environment of a named repository of GitHub Actions can use it, pull requests included: owner octo-org, repo api.",
    ],
    [
      {
        provider: GITHUB,
        condition: sub([
          "repo:o/a:environment:x",
          "repo:o/b:environment:x",
          "repo:o/c:environment:x",
          "repo:o/d:environment:x",
        ]),
      },
      "Only the named environment of GitHub Actions can use it: sub is repo:o/a:environment:x or repo:o/b:environment:x or repo:o/c:environment:x or 1 more.",
    ],
    [
      { provider: GITHUB, action: "sts:TagSession" },
      "Nobody can use it: the statement does not allow sts:AssumeRoleWithWebIdentity.",
    ],
    [
      {
        provider: GITHUB,
        condition: { StringEquals: { [`${GITHUB}:job_workflow_ref`]: "o/r/.github/workflows/x.yml@refs/heads/main" } },
      },
      "It could not be decided who of GitHub Actions can use it: a reusable workflow names a tenant only while its repository is private.",
    ],
    [
      { kind: "aws-account", provider: "111122223333", account: "111122223333", standing: same },
      "Whoever the same account allows to can use it.",
    ],
    [
      {
        kind: "aws-principal",
        provider: "arn:aws:iam::999988887777:role/path/x",
        account: "999988887777",
        standing: external,
      },
      "role/path/x of account 999988887777 (external) can use it, without an ExternalId.",
    ],
    [{ kind: "anyone", provider: "*" }, "Anyone with an AWS account can use it, without an ExternalId."],
    [
      { kind: "anyone", provider: "*", condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc" } } },
      "Anyone with an AWS account can use it, within the named organisation.",
    ],
    [
      { kind: "aws-service", provider: "ec2.amazonaws.com" },
      "The service ec2.amazonaws.com can use it, for any source.",
    ],
    [
      { kind: "saml", provider: "arn:aws:iam::111122223333:saml-provider/okta" },
      "Every user whom the SAML provider okta gives this role can use it.",
    ],
  ])("%j", (trust, sentence) => {
    expect(columnsOf(trust)["verdict"]).toBe(sentence);
  });
});

describe("breadth in the words of the issuer", () => {
  const hcp = (subject: string) => ({ StringLike: { "app.terraform.io:sub": subject } });

  it.each<[TrustText, string | undefined]>([
    [{ provider: GITHUB }, "anyone"],
    [{ provider: GITHUB, condition: sub("repo:octo*") }, "several organisations"],
    [{ provider: GITHUB, condition: sub("repo:octo-org/*") }, "any repository of a named organisation"],
    [{ provider: GITHUB, condition: sub("repo:o/a:*") }, "any branch, tag or environment of a named repository"],
    [{ provider: GITHUB, condition: sub("repo:o/a:environment:x") }, "a named environment"],
    [{ provider: GITHUB, condition: sub("repo:o/a:ref:refs/heads/main") }, "a named branch"],
    [{ provider: GITHUB, condition: sub("repo:o/a:ref:*") }, "any branch or tag of a named repository"],
    [{ provider: GITHUB, condition: sub("repo:o/a:ref:refs/heads/*") }, "any branch of a named repository"],
    [{ provider: GITHUB, condition: sub("repo:o/a:environment:*") }, "any environment of a named repository"],
    [
      { provider: GITHUB, condition: sub("repo:o/a:ref:refs/tags/v*") },
      "any tag that matches v* of a named repository",
    ],
    [
      { provider: GITHUB, condition: sub(["repo:o/a:ref:refs/heads/release/*", "repo:o/b:ref:refs/heads/hotfix-?"]) },
      "any branch that matches release/* or hotfix-? of a named repository",
    ],
    [
      { provider: GITHUB, condition: sub(["repo:o/a:ref:refs/tags/v*", "repo:o/a:ref:refs/heads/release/*"]) },
      "any branch that matches release/* or any tag that matches v* of a named repository",
    ],
    // a pattern for one repository, any name for another: the wider one is said
    [
      { provider: GITHUB, condition: sub(["repo:o/a:ref:refs/tags/v*", "repo:o/b:ref:refs/tags/*"]) },
      "any tag of a named repository",
    ],
    [
      { provider: GITHUB, condition: sub("repo:o@1/a@2:ref:refs/tags/v*") },
      "any tag that matches v* of a named repository",
    ],
    [{ provider: GITHUB, condition: sub("repo:o/a:pull_request") }, "any pull request of a named repository"],
    [
      { provider: "app.terraform.io", condition: hcp("organization:acme:project:core:workspace:net:run_phase:*") },
      "any run phase of a named workspace",
    ],
    [
      { provider: "app.terraform.io", condition: hcp("organization:acme:project:*") },
      "any workspace of a named organisation",
    ],
    // what nobody or nobody knows who can use has no breadth
    [{ provider: GITHUB, action: "sts:TagSession" }, undefined],
    [{ kind: "saml", provider: "arn:aws:iam::111122223333:saml-provider/okta" }, undefined],
  ])("%j", (trust, words) => {
    expect(columnsOf(trust)["breadth_words"]).toBe(words);
  });
});
