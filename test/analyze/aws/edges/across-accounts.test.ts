// The same permission in accounts of an organisation, and roles that trust everyone in it: one set leads from all of them to all of
// these, and every pair is as the evaluator says it by itself.
import { describe, expect, it } from "vitest";
import { NO, STATES } from "../../../../src/analyze/aws/condition/truth.js";
import { createJudge } from "../../../../src/analyze/aws/edges/evaluation/access-evaluator.js";
import { createInterest } from "../../../../src/analyze/aws/edges/evaluation/action-mask.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import { ORGANIZATION } from "./center-account.js";
import {
  ACCOUNTS,
  CALLERS,
  type Control,
  IN_WEB,
  MEMBERS,
  OURS,
  organizationOfUnits,
  pairs,
  type Statement,
} from "./org-units.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { allow, arn, deny, type Scene, trusts } from "./scene.js";

const [FIRST, SECOND, THIRD] = MEMBERS;

const everyone = (condition: Statement): readonly Statement[] => [trusts({ AWS: "*" }, condition)];
const RUNNERS = { ...{ StringEquals: OURS }, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/runner" } };
const held = (more?: Statement): Statement => allow("sts:AssumeRole", "arn:aws:iam::*:role/deployer", more);

interface Estate {
  readonly trust: readonly Statement[];
  readonly holds: readonly Statement[];
  readonly control?: Control;
  /** Where accounts stand in it was not read. */
  readonly isUnread?: boolean;
}

/** A runner and a deployer in each account, and somebody else who holds what runners hold. */
function estate({ trust, holds, control, isUnread = false }: Estate): Scene {
  const scene = organizationOfUnits(control, isUnread);
  for (const account of ACCOUNTS) {
    scene.role("runner", [], { inline: holds }, account);
    scene.user("other", { inline: holds }, account);
    scene.role("deployer", trust, {}, account);
  }
  return scene;
}

/** `account/name>account`, with the state where something is open, of everybody who gets to a deployer. */
function drawn(scene: Scene): readonly string[] {
  const { edges } = analyzeScene(scene);
  return pairs(deployer, (from, to) => strength(stepsFrom(edges, from, ["can_assume"]).get(to)));
}

/** The same by the evaluator, asked for each pair. */
function evaluated(scene: Scene): readonly string[] {
  const input = scene.input();
  const known = buildEstate(input, createPolicyCompiler());
  const judge = createJudge(known, createInterest(["sts:AssumeRole"]));
  return pairs(deployer, (from, to) => {
    const principal = known.principal(from);
    if (principal === undefined) throw new Error(`no ${from}`);
    const { truth } = judge.ask(principal, { action: "sts:AssumeRole", resource: to });
    return truth === NO ? "no" : strength(STATES[truth]);
  });
}

const deployer = (account: string): string => arn("role/deployer", account);

const TRUSTS: { readonly [name: string]: readonly Statement[] } = {
  organization: everyone({ StringEquals: OURS }),
  runners: everyone(RUNNERS),
  "one account": everyone({ StringEquals: { ...OURS, "aws:PrincipalAccount": SECOND } }),
  "its own account": everyone({ StringEquals: { "aws:PrincipalAccount": `\${aws:ResourceAccount}` } }),
  "all but an account": [
    ...everyone({ StringEquals: OURS }),
    {
      ...deny("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:PrincipalAccount": FIRST } } }),
      Principal: "*",
      Resource: undefined,
    },
  ],
  "one unit": everyone(IN_WEB),
  "runners of one unit": everyone({ ...IN_WEB, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/runner" } }),
  "all but a unit": [
    ...everyone({ StringEquals: OURS }),
    { ...deny("sts:AssumeRole", "*", { Condition: IN_WEB }), Principal: "*", Resource: undefined },
  ],
  "an account by name": [trusts({ AWS: `arn:aws:iam::${FIRST}:root` })],
};
const HOLDS: { readonly [name: string]: readonly Statement[] } = {
  all: [held()],
  "of its own account": [held({ Condition: { StringEquals: { "aws:ResourceAccount": `\${aws:PrincipalAccount}` } } })],
  "from one unit": [held({ Condition: IN_WEB })],
  "one by name": [allow("sts:AssumeRole", arn("role/deployer", FIRST))],
  "all but by a denial": [held(), deny("sts:AssumeRole", arn("role/deployer", SECOND))],
};
const OUT = (condition: Statement): Statement => ({
  ...deny("sts:AssumeRole", "*", { Condition: condition }),
  Principal: "*",
});
const CONTROLS: { readonly [name: string]: Control | undefined } = {
  none: undefined,
  "one account may not": ["aws.scp", FIRST, deny("sts:AssumeRole")],
  "all but an account may not": [
    "aws.scp",
    "r-root",
    deny("sts:AssumeRole", "*", { Condition: { StringNotEquals: { "aws:PrincipalAccount": SECOND } } }),
  ],
  "one unit may not": ["aws.scp", "r-root", deny("sts:AssumeRole", "*", { Condition: IN_WEB })],
  "into one account not those of a unit": ["aws.rcp", THIRD, OUT(IN_WEB)],
  "into one account nobody": ["aws.rcp", SECOND, OUT({ StringLike: { "aws:PrincipalArn": "*" } })],
  "into one account not those of another": [
    "aws.rcp",
    SECOND,
    OUT({ StringEquals: { "aws:PrincipalAccount": FIRST } }),
  ],
};

describe("roles that trust an organisation", () => {
  const cases = Object.keys(TRUSTS).flatMap((trust) =>
    Object.keys(HOLDS).flatMap((holds) => Object.keys(CONTROLS).map((control) => [trust, holds, control] as const)),
  );
  it.each(cases)("trust: %s, held: %s, controls: %s: every pair as evaluated", (trust, holds, control) => {
    const scene = estate({
      trust: TRUSTS[trust] ?? [],
      holds: HOLDS[holds] ?? [],
      ...(CONTROLS[control] && { control: CONTROLS[control] }),
    });
    expect(drawn(scene)).toEqual(evaluated(scene));
  });

  it.each(["one unit", "all but a unit"])("trust: %s, units not read: every pair as evaluated", (trust) => {
    const scene = estate({ trust: TRUSTS[trust] ?? [], holds: [held()], isUnread: true });
    expect(drawn(scene)).toEqual(evaluated(scene));
    expect(drawn(scene).some((one) => one.includes("unknown"))).toBe(true);
  });

  it("lead everybody to all of them, and what tells accounts apart holds", () => {
    const each = ACCOUNTS.flatMap((from) => CALLERS.flatMap((name) => ACCOUNTS.map((to) => `${from}/${name}>${to}`)));
    expect(drawn(estate({ trust: TRUSTS["organization"] ?? [], holds: [held()] }))).toEqual(each);
    const bound = estate({
      trust: TRUSTS["organization"] ?? [],
      holds: [held()],
      control: ["aws.scp", FIRST, deny("sts:AssumeRole")],
    });
    expect(drawn(bound)).toEqual(each.filter((one) => !one.startsWith(FIRST)));
    expect(drawn(estate({ trust: TRUSTS["runners"] ?? [], holds: [held()] }))).toEqual(
      each.filter((one) => one.includes("runner")),
    );
  });

  it("are one set for the accounts that are alike: edges grow with accounts, not with their square", () => {
    const { edges, nodes } = analyzeScene(estate({ trust: TRUSTS["runners"] ?? [], holds: [held()] }));
    const sets = nodes.filter(({ id }) => id.startsWith(`set:aws:${ORGANIZATION}/assume/`));
    expect(sets.map(({ name }) => name)).toEqual([`6 roles that trust organization ${ORGANIZATION}`]);
    const [set] = sets;
    expect(edges.filter(({ to }) => to === set?.id).map(({ from }) => from)).toEqual(
      MEMBERS.map((one) => arn("role/runner", one)),
    );
  });
  it("of a unit are one set for its accounts", () => {
    const { edges, nodes } = analyzeScene(estate({ trust: TRUSTS["runners of one unit"] ?? [], holds: [held()] }));
    const sets = nodes.filter(({ id }) => id.startsWith(`set:aws:${ORGANIZATION}/assume/`));
    expect(sets.map(({ name }) => name)).toEqual([`6 roles that trust a part of organization ${ORGANIZATION}`]);
    const [set] = sets;
    expect(edges.filter(({ to }) => to === set?.id).map(({ from }) => from)).toEqual(
      [FIRST, SECOND].map((one) => arn("role/runner", one)),
    );
  });
});
