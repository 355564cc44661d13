// Every way into a hub combines with every way out of it: for each pair of caller and role the derived edges say what the
// evaluator says of that pair alone.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEstate } from "../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../src/analyze/aws/evaluator.js";
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
    inline,
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
