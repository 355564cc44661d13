// Every way into a hub combines with every way out of it: for each pair of caller and role the derived edges say what the
// evaluator says of that pair alone.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENROLLING_ACTIONS } from "../../../../src/analyze/aws/edges/escalation/mfa-registration.js";
import { TAG_ACTIONS } from "../../../../src/analyze/aws/edges/techniques/tag-changes.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createEvaluator, type Evaluator } from "../../../../src/analyze/aws/evaluator.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const ROLES = ["app-one", "app-two", "ops", "far"] as const;
const roleArn = (name: string) => (name === "far" ? arn("role/far", OTHER) : arn(`role/${name}`));

const resource = fc.constantFrom(
  "*",
  arn("role/*"),
  arn("role/app-*"),
  "arn:aws:iam::*:role/app-one",
  roleArn("app-one"),
  roleArn("ops"),
  roleArn("far"),
  arn("role/${aws:PrincipalTag/team}"),
);

const condition = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "aws:PrincipalTag/team": "ops" } },
  { StringEquals: { "aws:ResourceTag/env": "dev" } },
  { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { StringEquals: { "sts:ExternalId": "x" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/user-1" } },
);

/** The evaluator is asked about tags and MFA as they are; who may change them first is a way of its own. */
const AS_IT_IS = deny([...TAG_ACTIONS, ...ENROLLING_ACTIONS]);

const withCondition = (statement: Statement, limit: object | undefined): Statement =>
  limit === undefined ? statement : { ...statement, Condition: limit };

const statement = fc
  .tuple(
    fc.constantFrom("sts:AssumeRole", "sts:*", "*", "s3:GetObject"),
    resource,
    condition,
    fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
  )
  .map(([action, on, limit, effect]) =>
    withCondition(effect === "Allow" ? allow(action, on) : deny(action, on), limit),
  );

const principal = fc.constantFrom(
  root(),
  root(),
  root(OTHER),
  { AWS: arn("user/user-0") },
  { AWS: arn("role/caller") },
  { AWS: "*" },
  service("lambda"),
);
const trust = fc.array(
  fc.tuple(principal, condition).map(([who, limit]) => trusts(who, limit)),
  { minLength: 1, maxLength: 2 },
);

const holder = fc.record({
  inline: fc.array(statement, { maxLength: 3 }),
  boundary: fc.constantFrom(undefined, undefined, "open", "tight"),
  team: fc.constantFrom("ops", "dev"),
});

const estate = fc.record({
  users: fc.array(holder, { minLength: 2, maxLength: 3 }),
  caller: holder,
  trusts: fc.array(trust, { minLength: ROLES.length, maxLength: ROLES.length }),
  envs: fc.array(fc.constantFrom("dev", "prod"), { minLength: ROLES.length, maxLength: ROLES.length }),
});

type EstatePlan = typeof estate extends fc.Arbitrary<infer T> ? T : never;

function toScene({ users, caller, trusts: trustsOf, envs }: EstatePlan): Scene {
  const scene = new Scene()
    .account()
    .account(OTHER)
    .managed("open", [allow("*")])
    .managed("tight", [allow(["sts:AssumeRole", "s3:*"], arn("role/app-*"))]);
  const held = ({ inline, boundary, team }: EstatePlan["caller"]) => ({
    inline: [...inline, AS_IT_IS],
    tags: { team },
    ...(boundary !== undefined && { boundary }),
  });
  for (const [index, user] of users.entries()) scene.user(`user-${index}`, held(user));
  scene.role("caller", [trusts(service("ec2"))], held(caller));
  for (const [index, name] of ROLES.entries()) {
    const account = name === "far" ? OTHER : ACCOUNT;
    scene.role(name, trustsOf[index] ?? [], { tags: { env: envs[index] ?? "dev" } }, account);
  }
  return scene;
}

describe("can_assume", () => {
  it("says of every pair what the evaluator says", () => {
    fc.assert(
      fc.property(estate, (plan) => {
        const scene = toScene(plan);
        const { edges } = analyzeScene(scene);
        const evaluator = createEvaluator(buildEstate(scene.input()));
        for (const { id } of evaluator.estate.principals) {
          const steps = stepsFrom(edges, id, ["can_assume"]);
          for (const name of ROLES) {
            const role = roleArn(name);
            if (role === id) continue;
            const answer = evaluator.can({ principal: id, action: "sts:AssumeRole", resource: role });
            const said = answer.verdict.endsWith("deny") ? "no" : strength(answer.state);
            expect(`${id} ${role} ${strength(steps.get(role))}`).toBe(`${id} ${role} ${said}`);
          }
        }
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

// The other ways go through hubs of the same making. What is asked of each: the actions, what each is asked about for a
// target, and the edges that say it.

interface Way {
  readonly technique: string | undefined;
  readonly edge: string;
  /** Of edges that give different things. */
  readonly gives?: string;
  readonly actions: readonly string[];
  readonly targets: readonly string[];
  /** What an action is asked about, and what the request says besides. */
  ask(
    action: string,
    target: string,
  ): { readonly resource: string; readonly context?: { readonly [key: string]: string } };
}

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const secretArn = (name: string, account = ACCOUNT) => `arn:aws:secretsmanager:us-east-1:${account}:secret:${name}`;
const SECRETS = [secretArn("app-one"), secretArn("app-two"), secretArn("ops"), secretArn("far", OTHER)];
const FUNCTIONS = ["app-one", "app-two", "ops"].map(functionArn);
const VICTIMS = ["app-one", "app-two", "ops"].map((name) => arn(`user/${name}`));
const PASSED = ["app-one", "app-two", "ops"].map((name) => arn(`role/${name}`));

const itself = (_: string, target: string) => ({ resource: target });
const WAYS: { readonly [name: string]: Way } = {
  "reading secrets": {
    technique: undefined,
    edge: "permits",
    gives: "read",
    actions: ["secretsmanager:GetSecretValue"],
    targets: SECRETS,
    ask: itself,
  },
  "making keys of users": {
    technique: "iam-002",
    edge: "adds_credential",
    actions: ["iam:CreateAccessKey"],
    targets: VICTIMS,
    ask: itself,
  },
  "changing functions": {
    technique: "lambda-003",
    edge: "runs_code_in",
    actions: ["lambda:UpdateFunctionCode"],
    targets: FUNCTIONS,
    ask: itself,
  },
  "passing roles": {
    technique: "lambda-001",
    edge: "escalates_to",
    actions: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    targets: PASSED,
    ask: (action, target) =>
      action === "iam:PassRole"
        ? { resource: target, context: { "iam:PassedToService": "lambda.amazonaws.com" } }
        : { resource: functionArn("made") },
  },
};

const techniques = await shippedTechniques();

/** Estates in which the actions of a way are allowed and denied on its targets, by name, by pattern and on everything. */
function estatesFor({ actions, targets }: Way) {
  const patterns = [...targets, ...targets.map((target) => target.replace(/[^:/]+$/, "app-*")), "*", "*"];
  const written = fc
    .tuple(
      fc.constantFrom(...actions, ...actions, `${actions[0]?.split(":")[0] ?? ""}:*`),
      fc.constantFrom(...patterns),
      condition,
      fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    )
    .map(([action, on, limit, effect]) => {
      // what is made and what is run is picked by the caller: asked about one that nobody names
      const isPicked = actions.length > 1 && action.startsWith("lambda:");
      const where = isPicked ? "*" : on;
      return withCondition(effect === "Allow" ? allow(action, where) : deny(action, where), limit);
    });
  const held = fc.record({
    inline: fc.array(written, { minLength: 1, maxLength: 3 }),
    boundary: fc.constantFrom(undefined, undefined, undefined, "open"),
    team: fc.constantFrom("ops", "dev"),
    // several who hold the same meet in a hub
    count: fc.constantFrom(1, 8, 8),
  });
  const named = fc.constantFrom(root(), { AWS: arn("user/user-0-0") }, root(OTHER));
  return fc.record({
    holders: fc.array(held, { minLength: 1, maxLength: 3 }),
    policies: fc.array(fc.option(fc.tuple(named, condition), { nil: undefined }), { minLength: 4, maxLength: 4 }),
  });
}

type WayPlan = ReturnType<typeof estatesFor> extends fc.Arbitrary<infer T> ? T : never;

const FAR_KEY = `arn:aws:kms:us-east-1:${OTHER}:key/far`;
const DECRYPTS = allow("kms:Decrypt", FAR_KEY);

function toWayScene(way: Way, { holders, policies }: WayPlan): Scene {
  const scene = new Scene()
    .account()
    .account(OTHER)
    .managed("open", [allow("*")])
    .node("resource", "aws.kms-key", FAR_KEY, { account: OTHER, document: [{ ...DECRYPTS, Principal: "*" }] });
  for (const [at, { inline, boundary, team, count }] of holders.entries()) {
    for (let copy = 0; copy < count; copy++) {
      const limits = boundary === undefined ? {} : { boundary };
      // who stands in a crowd has what a way needs besides, so that ways of several actions meet in hubs as well
      const others = way.actions.length > 1 && count > 1 ? [allow(way.actions.slice(1))] : [];
      scene.user(`user-${at}-${copy}`, {
        inline: [...inline, ...others, DECRYPTS, AS_IT_IS],
        tags: { team },
        ...limits,
      });
    }
  }
  for (const [at, target] of way.targets.entries()) {
    const name = target.slice(Math.max(target.lastIndexOf("/"), target.lastIndexOf(":")) + 1);
    if (way.edge === "adds_credential") scene.user(name);
    else if (way.edge === "escalates_to") scene.role(name, [trusts(service("lambda"))], { inline: [allow("x:y")] });
    else if (way.edge === "runs_code_in")
      scene.role(name, [trusts(service("lambda"))]).workload("aws.lambda-function", target, name);
    else {
      const [who, limit] = policies[at] ?? [];
      const statement = who && withCondition({ ...allow("secretsmanager:GetSecretValue"), Principal: who }, limit);
      const account = target.includes(OTHER) ? OTHER : ACCOUNT;
      // another account reads it under a key that opens to that one
      const properties = account === OTHER ? { kms_key: FAR_KEY } : {};
      scene.node("resource", "aws.secret", target, {
        account,
        properties,
        ...(statement && { document: [statement] }),
      });
    }
  }
  return scene;
}

/** What the evaluator says of a pair: of several actions the least sure. */
function saidOf(way: Way, principal: string, target: string, evaluator: Evaluator): string {
  const order = ["met", "attacker-settable", "needs-actor", "unknown", "no"];
  const states = way.actions.map((action) => {
    const { verdict, state } = evaluator.can({ principal, action, ...way.ask(action, target) });
    return verdict.endsWith("deny") ? "no" : strength(state);
  });
  return states.sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? "no";
}

describe.each(Object.entries(WAYS))("%s", (_, way) => {
  it("says of every pair what the evaluator says", () => {
    let hubs = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(estatesFor(way), (plan) => {
        const scene = toWayScene(way, plan);
        const { edges } = analyzeScene(
          scene,
          techniques.filter(({ id }) => id === way.technique),
        );
        const own = edges.filter(({ kind, capability }) => kind !== "permits" || capability === way.gives);
        hubs += own.filter(({ kind, from }) => kind === "includes" && from.startsWith("set:")).length;
        const evaluator = createEvaluator(buildEstate(scene.input()));
        for (const { id } of evaluator.estate.principals) {
          const steps = stepsFrom(own, id, [way.edge]);
          for (const target of way.targets) {
            if (target === id) continue;
            const found = `${id} ${target} ${strength(steps.get(target))}`;
            seen.add(strength(steps.get(target)));
            expect(found).toBe(`${id} ${target} ${saidOf(way, id, target, evaluator)}`);
          }
        }
      }),
      { numRuns: 200, seed: 4 },
    );
    // the estates had hubs, and pairs of each kind
    expect(hubs).toBeGreaterThan(10);
    expect([...seen].sort()).toEqual(expect.arrayContaining(["met", "needs-actor", "no", "unknown"]));
  });
});
