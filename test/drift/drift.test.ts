// What changed between two recordings of one account: each change beside the one that only looks like it. All cases are
// identities of the same two recordings, so that one comparison has to tell them apart.
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Account,
  allow,
  arnOf,
  byService,
  type DiffAnswer,
  diffOf,
  github,
  type Role,
  type User,
} from "./account.js";

const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];
const EC2 = [byService("ec2")];
const REPO = "repo:acme/site:ref:refs/heads/main";
const ORG = "repo:acme/*";
const VENDOR = "222233334444";
const assumes = (name: string) => [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: arnOf(`role/${name}`) }];
const role = (trust: readonly object[], more: Omit<Role, "trust"> = {}): Role => ({ trust, ...more });

interface Case<T> {
  readonly name: string;
  readonly what: string;
  readonly before?: T;
  readonly after?: T;
  readonly changes: readonly string[];
}

const ROLES: readonly Case<Role>[] = [
  {
    name: "raised",
    what: "becomes administrator",
    before: role(EC2, { policies: { own: READ } }),
    after: role(EC2, { policies: { own: ADMIN } }),
    changes: ["admin-gained"],
  },
  {
    name: "renamed",
    what: "a policy with another name says the same",
    before: role(EC2, { policies: { own: READ } }),
    after: role(EC2, { policies: { other: READ } }),
    changes: [],
  },
  {
    name: "lowered",
    what: "is no longer administrator",
    before: role(EC2, { policies: { own: ADMIN } }),
    after: role(EC2, { policies: { own: READ } }),
    changes: ["admin-lost"],
  },
  {
    name: "behind",
    what: "becomes administrator, and so may whoever assumes it",
    before: role([allow({ AWS: arnOf("user/dev") })], { policies: { own: READ } }),
    after: role([allow({ AWS: arnOf("user/dev") })], { policies: { own: ADMIN } }),
    changes: ["admin-gained"],
  },
  { name: "came", what: "is new", after: role(EC2), changes: ["identity-new", "trust-new ec2.amazonaws.com"] },
  { name: "went", what: "is gone", before: role(EC2), changes: ["identity-gone", "trust-gone ec2.amazonaws.com"] },
  {
    name: "again",
    what: "is another one under the same name",
    before: role(EC2, { id: "AROAEXAMPLEFIRST" }),
    after: role(EC2, { id: "AROAEXAMPLESECOND" }),
    changes: ["identity-recreated"],
  },
  {
    name: "owned",
    what: "has another owner",
    before: role(EC2, { tags: { owner: "ana@acme.example" } }),
    after: role(EC2, { tags: { owner: "bo@acme.example" } }),
    changes: ["owner-changed"],
  },
  {
    name: "described",
    what: "has another tag that says nothing",
    before: role(EC2, { tags: { note: "one" } }),
    after: role(EC2, { tags: { note: "two" } }),
    changes: [],
  },
];

const USERS: readonly Case<User>[] = [
  {
    name: "dev",
    what: "may assume a role that becomes administrator, and has not changed itself",
    before: { policies: { own: assumes("behind") } },
    after: { policies: { own: assumes("behind") } },
    changes: ["admin-gained"],
  },
  {
    name: "second",
    what: "has a second key",
    before: { keys: { AKIAEXAMPLESECOND1: true } },
    after: { keys: { AKIAEXAMPLESECOND1: true, AKIAEXAMPLESECOND2: true } },
    changes: ["credential-new AKIAEXAMPLESECOND2"],
  },
  {
    name: "rotated",
    what: "has another key in place of the old one",
    before: { keys: { AKIAEXAMPLEROTATED1: true } },
    after: { keys: { AKIAEXAMPLEROTATED2: true } },
    changes: ["credential-gone AKIAEXAMPLEROTATED1", "credential-new AKIAEXAMPLEROTATED2"],
  },
  {
    name: "woken",
    what: "has a key that is switched on again",
    before: { keys: { AKIAEXAMPLEWOKEN: false } },
    after: { keys: { AKIAEXAMPLEWOKEN: true } },
    changes: ["credential-reactivated AKIAEXAMPLEWOKEN"],
  },
  {
    name: "asleep",
    what: "has a key that is switched off",
    before: { keys: { AKIAEXAMPLEASLEEP: true } },
    after: { keys: { AKIAEXAMPLEASLEEP: false } },
    changes: [],
  },
];

const GITHUB = "token.actions.githubusercontent.com";
const trusts = (
  name: string,
  what: string,
  before: readonly object[],
  after: readonly object[],
  ...changes: string[]
) => {
  return { name, what, before: role(before), after: role(after), changes };
};
const TRUSTS: readonly Case<Role>[] = [
  trusts("wider", "a wider subject", [github(REPO)], [github(ORG)], `trust-widened ${GITHUB}`),
  trusts("narrower", "a narrower subject", [github(ORG)], [github(REPO)], `trust-narrowed ${GITHUB}`),
  trusts("twice", "a value that another one covers", [github(ORG)], [github(ORG, REPO)]),
  trusts(
    "apart",
    "one statement taken apart",
    [github(REPO, "repo:acme/api:*")],
    [github("repo:acme/api:*"), github(REPO)],
  ),
  trusts(
    "joined",
    "two statements in one",
    [github(REPO), github("repo:acme/api:*")],
    [github(REPO, "repo:acme/api:*")],
  ),
  trusts("ordered", "another order of statements", [github(REPO), ...EC2], [...EC2, github(REPO)]),
  trusts("more", "one value more", [github(REPO)], [github(REPO, "repo:other/site:*")], `trust-widened ${GITHUB}`),
  trusts(
    "opened",
    "the external id is no longer asked for",
    [allow({ AWS: VENDOR }, { StringEquals: { "sts:ExternalId": "a-7" } })],
    [allow({ AWS: VENDOR })],
    `trust-widened ${VENDOR}`,
  ),
  trusts(
    "closed",
    "the external id is asked for now",
    [allow({ AWS: VENDOR })],
    [allow({ AWS: VENDOR }, { StringEquals: { "sts:ExternalId": "a-7" } })],
    `trust-narrowed ${VENDOR}`,
  ),
  trusts("vendor", "another account", EC2, [...EC2, allow({ AWS: VENDOR })], `trust-new ${VENDOR}`),
  trusts(
    "reader",
    "one role of an account that was let in whole",
    [allow({ AWS: VENDOR })],
    [allow({ AWS: `arn:aws:iam::${VENDOR}:role/reader` })],
    `trust-narrowed ${VENDOR}`,
  ),
  trusts(
    "whole",
    "the whole account, of which one role was let in",
    [allow({ AWS: `arn:aws:iam::${VENDOR}:role/reader` })],
    [allow({ AWS: VENDOR })],
    `trust-widened ${VENDOR}`,
  ),
  trusts(
    "undenied",
    "a Deny that took some out is gone",
    [github(ORG), { ...github("repo:acme/legacy:*"), Effect: "Deny" }],
    [github(ORG)],
    `trust-widened ${GITHUB}`,
  ),
  trusts(
    "spelled",
    "the same condition in another operator",
    [allow({ AWS: VENDOR }, { StringEquals: { "sts:ExternalId": "a-7" } })],
    [allow({ AWS: VENDOR }, { StringLike: { "sts:ExternalId": ["a-7"] } })],
  ),
];

const sideOf = <T>(cases: readonly Case<T>[], side: "before" | "after"): { [name: string]: T } =>
  Object.fromEntries(cases.flatMap(({ name, [side]: value }) => (value === undefined ? [] : [[name, value]])));
const accountAt = (side: "before" | "after"): Account => ({
  roles: sideOf([...ROLES, ...TRUSTS], side),
  users: sideOf(USERS, side),
});

describe("one comparison", () => {
  let answer: DiffAnswer;
  beforeAll(async () => {
    answer = await diffOf(accountAt("before"), accountAt("after"));
  });

  it.each([...ROLES, ...USERS, ...TRUSTS])("$name: $what", ({ name, changes }) => {
    const own = answer.changes.flatMap(({ change, ...one }) => {
      if (one.name === name) return [change];
      if (one.principal_name !== name) return [];
      return [`${change} ${one.name.replace(`${name} trusts `, "").replace(/^arn:aws:iam::(\d+):role.*/, "$1")}`];
    });
    expect(own.sort()).toEqual([...changes].sort());
  });

  it("all was compared", () => {
    expect(answer).toMatchObject({ not_compared: [], code: 0 });
  });

  it("a widened trust says what it asked for and asks for", () => {
    const wider = answer.changes.find(({ principal_name }) => principal_name === "wider");
    expect(wider).toMatchObject({
      before: `aud sts.amazonaws.com, sub ${REPO}`,
      after: `aud sts.amazonaws.com, sub ${ORG}`,
    });
  });

  it("a trust that lets in a whole account in place of one of its roles says whom, before and after", () => {
    const whole = answer.changes.find(({ before }) => before?.includes(`::${VENDOR}:role/reader`));
    expect(whole).toMatchObject({
      change: "trust-widened",
      before: `arn:aws:iam::${VENDOR}:role/reader: no condition`,
      after: `${VENDOR}: no condition`,
    });
  });

  it("a new key in place of another one is told from one more", () => {
    const isReplacing = (holder: string) =>
      answer.changes.find(({ change, principal_name }) => change === "credential-new" && principal_name === holder)
        ?.facts["replaces"];
    expect([isReplacing("rotated"), isReplacing("second")]).toEqual([true, false]);
  });
});

describe("what was not read", () => {
  const one: Account = { users: { ci: { keys: { AKIAEXAMPLE1: true } } } };
  const two: Account = { users: { ci: { keys: { AKIAEXAMPLE1: true, AKIAEXAMPLE2: true } } } };
  const admin: Account = { roles: { deploy: role(EC2, { policies: { own: ADMIN } }) } };

  it.each<[string, Account, Account, string]>([
    ["a refusal is no deletion", two, { ...one, refused: ["list-access-keys"] }, "aws/iam:access-keys"],
    ["what is seen after a refusal is not new", { ...one, refused: ["list-access-keys"] }, two, "aws/iam:access-keys"],
    [
      "control that comes into view is not gained",
      { ...admin, refused: ["get-account-authorization-details"] },
      admin,
      "aws/iam:account-authorization-details",
    ],
  ])(
    "%s, and is named",
    async (_, before, after, dataSet) => {
      const { changes, not_compared, code } = await diffOf(before, after);
      expect(changes).toEqual([]);
      expect(not_compared.map(({ data_set }) => data_set)).toContain(dataSet);
      expect(code).toBe(3);
    },
    60_000,
  );
});

describe("what was read in part", () => {
  const secrets = ["a", "b", "c"];
  const state = (statements: readonly object[], refusedPolicies: readonly string[]): Account => ({
    roles: { deploy: role(EC2, { policies: { own: statements } }) },
    secrets,
    refusedPolicies,
  });
  const dataSet = "aws/secretsmanager:secrets";

  it.each<[string, readonly string[], readonly string[]]>([
    ["the same secret refuses both times", ["a"], ["a"]],
    ["more secrets refuse than before", ["a"], ["a", "b"]],
  ])(
    "%s: nothing came into view, and control that is gained is told",
    async (_, before, after) => {
      const { changes, not_compared } = await diffOf(state(READ, before), state(ADMIN, after));
      expect(changes.map(({ change, name }) => `${change} ${name}`)).toContain("admin-gained deploy");
      const said = not_compared.map(({ data_set, reason }) => `${data_set} ${reason}`);
      expect(said).toContain(`${dataSet} read in part both times`);
      expect(said.join()).not.toContain("came into view");
    },
    60_000,
  );

  it("keys of one user are refused both times: who comes as administrator is told", async () => {
    const refused = ["list-access-keys/ana"];
    const { changes } = await diffOf(
      { users: { ana: {}, ben: {} }, refused },
      { users: { ana: {}, ben: {}, eve: { policies: { own: ADMIN } } }, refused },
    );
    expect(changes.map(({ change, name }) => `${change} ${name}`)).toContain("admin-gained eve");
  }, 60_000);

  it("one trust policy cannot be read both times: who comes as administrator is told", async () => {
    const odd = { odd: role([allow({ AWS: "*" }), "no statement"] as object[]) };
    const { changes, not_compared } = await diffOf(
      { roles: odd },
      { roles: odd, users: { eve: { policies: { own: ADMIN } } } },
    );
    expect(not_compared.map(({ reason }) => reason)).toContain("read in part both times");
    expect(changes.map(({ change, name }) => `${change} ${name}`)).toContain("admin-gained eve");
  }, 60_000);

  it.each<[string, readonly string[], readonly string[]]>([
    ["fewer secrets refuse than before", ["a", "b"], ["a"]],
    ["another secret refuses", ["a"], ["b"]],
    ["none refuses any more", ["a"], []],
  ])(
    "%s: what came into view hides who gained control",
    async (_, before, after) => {
      const { changes, not_compared } = await diffOf(state(READ, before), state(ADMIN, after));
      expect(changes.map(({ change }) => change)).not.toContain("admin-gained");
      const said = not_compared.map(({ reason }) => reason).join();
      expect(said).toContain(`${dataSet} came into view`);
      expect(said).not.toMatch(/read in part both times(?!, and not known)/);
    },
    60_000,
  );
});
