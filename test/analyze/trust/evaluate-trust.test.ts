// One statement against concrete and synthetic callers: what path search asks of trusts.
import { describe, expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { toTrustConditions } from "../../../src/analyze/trust/conditions.js";
import { evaluateTrust, type TrustOutcome } from "../../../src/analyze/trust/evaluate-trust.js";
import { fillKind } from "../../../src/analyze/trust/grammar.js";
import { grammarOf } from "../../../src/analyze/trust/grammars.js";
import { tokenContext } from "../../../src/analyze/trust/token-context.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { NOW, principalOf } from "./judged.js";

const ISSUER = "token.actions.githubusercontent.com";
const GITHUB = grammarOf("github");
const issuer = { name: ISSUER, row: undefined, grammar: GITHUB };

/** A job of GitHub: kind of token, and what is known about it. */
type Job = readonly [kind: string, values: { readonly [hole: string]: string }];

function evaluate(condition: JsonRecord, [kind, values]: Job, others: readonly JsonRecord[] = []): TrustOutcome {
  const party = { kind: "oidc", provider: ISSUER };
  const allow = {
    Effect: "Allow",
    Principal: principalOf("oidc", ISSUER),
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [allow, ...others] });
  const policy = createPolicyCompiler().compile(text, text);
  const [statement] = policy.statements;
  const found = GITHUB.kinds.find(({ name }) => name === kind);
  if (statement === undefined || found === undefined) throw new Error(`no statement or no ${kind}`);
  const context = tokenContext(issuer, fillKind(found, new Map(Object.entries(values))), NOW);
  return evaluateTrust(toTrustConditions(policy, statement, party), context);
}

const sub = (value: string | string[]) => ({ StringLike: { [`${ISSUER}:sub`]: value } });
const API = { owner: "octo-org", repo: "api", owner_id: "123456", repo_id: "456789" };

const MAIN: Job = ["branch", { ...API, branch: "main" }];
const ANY_BRANCH: Job = ["branch", API];
const TAG: Job = ["tag", { ...API, tag: "v1" }];
const PULL_REQUEST: Job = ["pull_request", API];
const PRODUCTION: Job = ["environment", { ...API, sub_environment: "production", environment: "production" }];
const STAGING: Job = ["environment", { ...API, sub_environment: "staging", environment: "staging" }];
const MAIN_BY_ID: Job = ["branch (ids)", { ...API, branch: "main" }];
const FOREIGN: Job = ["branch", { owner: "evil", repo: "api", owner_id: "666", repo_id: "667" }];
const NEIGHBOUR: Job = ["branch", { owner: "octo-orgs", repo: "api", owner_id: "123457", repo_id: "456790" }];
const SIBLING: Job = ["branch", { ...API, repo: "api-docs", repo_id: "456791" }];

describe("who meets which subject", () => {
  it.each<[string, Job[], Job[]]>([
    [
      "repo:octo-org/api:ref:refs/heads/main",
      [MAIN, ANY_BRANCH],
      [TAG, PULL_REQUEST, PRODUCTION, MAIN_BY_ID, FOREIGN, NEIGHBOUR, SIBLING],
    ],
    [
      "repo:octo-org/api:*",
      [MAIN, ANY_BRANCH, TAG, PULL_REQUEST, PRODUCTION],
      [MAIN_BY_ID, FOREIGN, NEIGHBOUR, SIBLING],
    ],
    ["repo:octo-org/*", [MAIN, PULL_REQUEST, SIBLING], [MAIN_BY_ID, FOREIGN, NEIGHBOUR]],
    ["repo:octo-org*", [MAIN, MAIN_BY_ID, NEIGHBOUR, SIBLING], [FOREIGN]],
    ["repo:octo-org/api*", [MAIN, SIBLING], [FOREIGN, NEIGHBOUR]],
    ["repo:*/api:*", [MAIN, FOREIGN, NEIGHBOUR], [SIBLING]],
    ["repo:octo-org/api:environment:production", [PRODUCTION], [STAGING, MAIN, ANY_BRANCH, PULL_REQUEST]],
    ["repo:octo-org/api:environment:*", [PRODUCTION, STAGING], [MAIN]],
    ["repo:octo-org/api:pull_request", [PULL_REQUEST], [MAIN, PRODUCTION]],
    ["repo:octo-org@123456/api@456789:ref:refs/heads/main", [MAIN_BY_ID], [MAIN, FOREIGN]],
    ["repo:octo-org/api:ref:refs/tags/*", [TAG], [MAIN, ANY_BRANCH]],
  ])("%s", (pattern, met, blocked) => {
    expect(met.filter((job) => evaluate(sub(pattern), job).verdict !== "met")).toEqual([]);
    expect(blocked.filter((job) => evaluate(sub(pattern), job).verdict !== "blocked")).toEqual([]);
  });

  it("says why not", () => {
    expect(evaluate(sub("repo:octo-org/api:ref:refs/heads/main"), PULL_REQUEST)).toEqual({
      verdict: "blocked",
      because: [`${ISSUER}:sub like repo:octo-org/api:ref:refs/heads/main`],
      closed: new Map(),
      vacuous: [],
    });
  });

  it("says which branch is left of all", () => {
    expect(evaluate(sub("repo:octo-org/api:ref:refs/heads/main"), ANY_BRANCH).closed.get("branch")).toEqual(["main"]);
    expect(evaluate(sub("repo:octo-org/api:*"), ANY_BRANCH).closed.has("branch")).toBe(false);
  });

  it("what it cannot decide it labels, and says why", () => {
    const unknown = { ...sub("repo:octo-org/api:*"), StringEquals: { "aws:ResourceTag/stage": "x" } };
    const outcome = evaluate(unknown, MAIN);
    expect(outcome.verdict).toBe("unknown");
    expect(outcome.because).toEqual(["aws:ResourceTag/stage equal to x: nothing is known about this key"]);
    expect(evaluate(unknown, FOREIGN).verdict).toBe("blocked");
  });
});

describe("Deny statements", () => {
  const federated = principalOf("oidc", ISSUER);
  const deny = (condition: JsonRecord | undefined, more: JsonRecord = {}): JsonRecord => ({
    Effect: "Deny",
    Principal: federated,
    Action: "sts:AssumeRoleWithWebIdentity",
    ...(condition && { Condition: condition }),
    ...more,
  });
  const key = `${ISSUER}:sub`;
  const unlessOcto = { StringNotLike: { [key]: "repo:octo-org/*" } };
  const open = { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } };

  it.each<[string, JsonRecord, "met" | "blocked", "met" | "blocked"]>([
    ["of all but ours", deny(unlessOcto), "met", "blocked"],
    ["of all but ours, for everyone", deny(unlessOcto, { Principal: "*" }), "met", "blocked"],
    ["of all but ours, for every action", deny(unlessOcto, { Action: "sts:*" }), "met", "blocked"],
    [
      "of all but ours, if there is a subject",
      deny({ StringNotLikeIfExists: { [key]: "repo:octo-org/*" } }),
      "met",
      "blocked",
    ],
    ["of ours", deny({ StringLike: { [key]: "repo:octo-org/*" } }), "blocked", "met"],
    ["of everyone", deny(undefined), "blocked", "blocked"],
    ["of another action", deny(unlessOcto, { Action: "sts:TagSession" }), "met", "met"],
    ["of another provider", deny(unlessOcto, { Principal: principalOf("oidc", "gitlab.com") }), "met", "met"],
    [
      "of everyone but another provider",
      deny(unlessOcto, { Principal: {}, NotPrincipal: principalOf("oidc", "gitlab.com") }),
      "met",
      "met",
    ],
    ["of a service", deny(unlessOcto, { Principal: { Service: "ec2.amazonaws.com" } }), "met", "met"],
    [
      "under two conditions: failing one is enough",
      deny({ ...unlessOcto, StringEquals: { [`${ISSUER}:ref`]: "refs/heads/dev" } }),
      "met",
      "met",
    ],
    [
      "under a key of another issuer, which nobody has",
      deny({ StringNotLike: { "gitlab.com:sub": "x" } }),
      "blocked",
      "blocked",
    ],
  ])("%s", (_name, statement, ours, foreign) => {
    expect(evaluate(open, MAIN, [statement]).verdict).toBe(ours);
    expect(evaluate(open, FOREIGN, [statement]).verdict).toBe(foreign);
  });

  it("a Deny closes what the Allow leaves open", () => {
    expect(evaluate(open, ["branch", {}], [deny(unlessOcto)]).closed.get("owner")).toEqual(["octo-org"]);
    expect(evaluate(open, ["branch", {}]).closed.has("owner")).toBe(false);
  });

  it("a statement that cannot be read might deny", () => {
    expect(evaluate(open, MAIN, [{ Effect: "Perhaps" }]).verdict).toBe("unknown");
  });
});
