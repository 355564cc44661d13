// Secrets that let in everyone of an organisation, or of a unit of it: callers of all its accounts who hold the same are led to them by
// one set, and every pair is as the evaluator says it by itself, past the keys that the secrets are encrypted with.
import { describe, expect, it } from "vitest";
import { NO, STATES } from "../../../../src/analyze/aws/condition/truth.js";
import { createJudge } from "../../../../src/analyze/aws/edges/evaluation/access-evaluator.js";
import { createInterest } from "../../../../src/analyze/aws/edges/evaluation/action-mask.js";
import { both } from "../../../../src/analyze/aws/edges/evaluation/decision.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import { compareText } from "../../../../src/model/compare.js";
import { ORGANIZATION } from "./center-account.js";
import {
  ACCOUNTS,
  type Control,
  IN_WEB,
  MEMBERS,
  OURS,
  organizationOfUnits,
  pairs,
  type Statement,
} from "./org-units.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { allow, arn, deny, root, type Scene } from "./scene.js";

const [FIRST, SECOND, THIRD] = MEMBERS;
const REGION = "eu-west-1";
const READ = "secretsmanager:GetSecretValue";
const secretOf = (account: string) => `arn:aws:secretsmanager:${REGION}:${account}:secret:db`;
const keyOf = (account: string) => `arn:aws:kms:${REGION}:${account}:key/1`;

/** Of the secret of an account, or its key. */
type Guard = (account: string) => readonly Statement[];

interface Estate {
  readonly guard: Guard;
  readonly key: Guard;
  readonly holds: readonly Statement[];
  readonly control?: Control | undefined;
  readonly isUnread?: boolean;
}

/** In each account a secret with a key of its own, a runner, and somebody else who may decrypt nothing. */
function estate({ guard, key, holds, control, isUnread = false }: Estate): Scene {
  const scene = organizationOfUnits(control, isUnread);
  for (const account of ACCOUNTS) {
    scene.role("runner", [], { inline: [...holds, allow("kms:Decrypt")] }, account);
    scene.user("other", { inline: holds }, account);
    const more = { region: REGION, account };
    scene.node("resource", "aws.kms-key", keyOf(account), { document: key(account), ...more });
    const properties = { kms_key: keyOf(account) };
    scene.node("resource", "aws.secret", secretOf(account), { document: guard(account), properties, ...more });
  }
  return scene;
}

const to = (Principal: object | string, action: string, condition?: Statement): Statement => ({
  ...allow(action, "*", condition && { Condition: condition }),
  Principal,
});
const never = (action: string, condition: Statement): Statement => ({
  ...deny(action, "*", { Condition: condition }),
  Principal: "*",
});

const OPEN: Estate = {
  guard: () => [to("*", READ, { StringEquals: OURS })],
  key: (own) => [to(root(own), "kms:*"), to("*", "kms:Decrypt", { StringEquals: OURS })],
  holds: [allow(READ)],
};
const GUARDS: { readonly [name: string]: Guard } = {
  organization: OPEN.guard,
  "organization, and its own account": (own) => [to(root(own), READ), to("*", READ, { StringEquals: OURS })],
  "one unit": () => [to("*", READ, IN_WEB)],
  "all but a unit": () => [to("*", READ, { StringEquals: OURS }), never(READ, IN_WEB)],
  "organization, but nobody of its own": (own) => [
    to("*", READ, { StringEquals: OURS }),
    { ...deny(READ), Principal: root(own) },
  ],
  "organization, but another account": () => [
    to("*", READ, { StringEquals: OURS }),
    { ...deny(READ), Principal: root(FIRST) },
  ],
  runners: () => [to("*", READ, { StringEquals: OURS, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/runner" } })],
  "one account": () => [to(root(SECOND), READ)],
};
const KEYS: { readonly [name: string]: Guard } = {
  organization: OPEN.key,
  "one unit": (own) => [to(root(own), "kms:*"), to("*", "kms:Decrypt", IN_WEB)],
  "its own account": (own) => [to(root(own), "kms:*")],
  "some its own, some the organization": (own) => [
    to(root(own), "kms:*"),
    ...(own === FIRST ? [] : [to("*", "kms:Decrypt", { StringEquals: OURS })]),
  ],
};
const HOLDS: { readonly [name: string]: readonly Statement[] } = {
  all: [allow(READ)],
  "by name": [allow(READ, "arn:aws:secretsmanager:*:*:secret:db")],
  "of its own account": [
    allow(READ, "*", { Condition: { StringEquals: { "aws:ResourceAccount": `\${aws:PrincipalAccount}` } } }),
  ],
  "one by name": [allow(READ, secretOf(FIRST))],
  "all but one": [allow(READ), deny(READ, secretOf(SECOND))],
};
const CONTROLS: { readonly [name: string]: Control | undefined } = {
  none: undefined,
  "one account may not": ["aws.scp", FIRST, deny(READ)],
  "one unit may not": ["aws.scp", "r-root", deny(READ, "*", { Condition: IN_WEB })],
  "into one account not those of a unit": ["aws.rcp", THIRD, never(READ, IN_WEB)],
};

/** `account/name>account` of everybody who reads a secret. */
function drawn(scene: Scene): readonly string[] {
  const { edges } = analyzeScene(scene);
  const read = edges.filter(({ kind, capability }) => kind !== "permits" || capability === "read");
  return pairs(secretOf, (from, secret) => strength(stepsFrom(read, from, ["permits"]).get(secret)));
}

/** The same by the evaluator, asked for each pair. */
function evaluated(scene: Scene): readonly string[] {
  const known = buildEstate(scene.input(), createPolicyCompiler());
  const judge = createJudge(known, createInterest([READ, "kms:Decrypt"]));
  return pairs(secretOf, (from, secret) => {
    const principal = known.principal(from);
    if (principal === undefined) throw new Error(`no ${from}`);
    const key = keyOf(secret.split(":")[4] ?? "");
    const context = { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` };
    const reads = judge.ask(principal, { action: READ, resource: secret });
    const { truth } = both(reads, judge.ask(principal, { action: "kms:Decrypt", resource: key, context }));
    return truth === NO ? "no" : strength(STATES[truth]);
  });
}

describe("secrets that let in an organisation", () => {
  const cases = Object.keys(GUARDS).flatMap((guard) =>
    Object.keys(KEYS).flatMap((key) =>
      Object.keys(HOLDS).flatMap((holds) => Object.keys(CONTROLS).map((control) => ({ guard, key, holds, control }))),
    ),
  );
  const of = ({ guard, key, holds, control }: (typeof cases)[number]) =>
    estate({
      guard: GUARDS[guard] ?? OPEN.guard,
      key: KEYS[key] ?? OPEN.key,
      holds: HOLDS[holds] ?? [],
      control: CONTROLS[control],
    });
  it.each(cases)("guard: $guard, key: $key, held: $holds, controls: $control: every pair as evaluated", (one) => {
    const scene = of(one);
    expect(drawn(scene)).toEqual(evaluated(scene));
  });

  it("are read by whoever may decrypt as well, and in their own account whom the key lets in", () => {
    const readers = (key: string) => drawn(of({ guard: "organization", key, holds: "all", control: "none" }));
    const own = (name: string) => ACCOUNTS.map((one) => `${one}/${name}>${one}`);
    const runners = ACCOUNTS.flatMap((from) => ACCOUNTS.map((to) => `${from}/role/runner>${to}`));
    expect([...readers("organization")].sort(compareText)).toEqual(
      [...runners, ...own("user/other")].sort(compareText),
    );
    expect(readers("its own account")).toEqual(own("role/runner"));
  });

  it("are one set for the accounts that are alike: edges grow with accounts, not with their square", () => {
    const { edges, nodes } = analyzeScene(estate({ ...OPEN, holds: [allow(READ), allow("kms:Decrypt")] }));
    const sets = nodes.filter(({ id }) => id.startsWith(`set:aws:${ORGANIZATION}/${READ}/`));
    expect(sets.map(({ name }) => name)).toEqual([`6 of secret that ${READ} of organization ${ORGANIZATION} covers`]);
    const [set] = sets;
    expect(edges.filter(({ to: at }) => at === set?.id).map(({ from }) => from)).toEqual(
      MEMBERS.flatMap((one) => [arn("role/runner", one), arn("user/other", one)]),
    );
  });

  it.each(["one unit", "all but a unit"])("guard: %s, units not read: every pair as evaluated", (guard) => {
    const scene = estate({ ...OPEN, guard: GUARDS[guard] ?? OPEN.guard, isUnread: true });
    expect(drawn(scene)).toEqual(evaluated(scene));
    expect(drawn(scene).some((one) => one.includes("unknown"))).toBe(true);
  });
});
