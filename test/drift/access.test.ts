// Access gained and lost short of administrator: by what policies let do, whichever statement, name or set says it.
import { beforeAll, describe, expect, it } from "vitest";
import { accessChanges } from "../../src/analyze/drift/access.js";
import { Comparable } from "../../src/analyze/drift/comparable.js";
import type { AccessEdge, ComparedDataSet, HistoricNode } from "../../src/model/history.js";
import type { Capability, EdgeKind, NodeKind } from "../../src/model/words.js";
import { type Account, byService, type DiffAnswer, diffOf, type Role, secretArn } from "./account.js";
import { historyOf } from "./empty-history.js";

const SECRETS = ["prod/api", "prod/database", "test/api"];
const statement = (Action: string, Resource: string | readonly string[], Condition?: object, Effect = "Allow") => ({
  Effect,
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const reads = (...resources: readonly string[]) => [statement("secretsmanager:GetSecretValue", resources)];
const PROD = "arn:aws:secretsmanager:*:*:secret:prod/*";
const ALL = "arn:aws:secretsmanager:*:*:secret:*";
const [api, database] = [secretArn("prod/api"), secretArn("prod/database")];

type Policies = NonNullable<Role["policies"]>;

interface Case {
  readonly name: string;
  readonly what: string;
  readonly before: Policies | undefined;
  readonly after: Policies | undefined;
  readonly told: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "reader",
    what: "may read a secret that it could not",
    before: { own: reads(api) },
    after: { own: reads(api, database) },
    told: ["access-gained read 1 aws.secret: prod/database"],
  },
  {
    name: "renamed",
    what: "another name, another order, two statements for one: the same",
    before: { own: reads(api, database) },
    after: { b: reads(database), a: reads(api) },
    told: [],
  },
  {
    name: "listed",
    what: "a pattern in place of the names that it covers, by way of a set that others share",
    before: { own: reads(api, database) },
    after: { own: reads(PROD) },
    told: [],
  },
  { name: "shared-a", what: "shares a set", before: { own: reads(PROD) }, after: { own: reads(PROD) }, told: [] },
  {
    name: "wider",
    what: "a pattern that covers more: only what is more",
    before: { own: reads(PROD) },
    after: { own: reads(ALL) },
    told: ["access-gained read 1 aws.secret: test/api"],
  },
  {
    name: "writer",
    what: "may overwrite what it read",
    before: { own: reads(api) },
    after: { own: [...reads(api), statement("secretsmanager:PutSecretValue", api)] },
    told: ["access-gained write 1 aws.secret: prod/api"],
  },
  {
    name: "denied",
    what: "a Deny takes it away",
    before: { own: reads(PROD) },
    after: { own: [...reads(PROD), statement("secretsmanager:*", database, undefined, "Deny")] },
    told: ["access-lost read 1 aws.secret: prod/database"],
  },
  {
    name: "still-denied",
    what: "an Allow that a Deny takes back gives nothing",
    before: { own: [] },
    after: { own: [...reads(api), statement("*", "*", undefined, "Deny")] },
    told: [],
  },
  {
    name: "conditional",
    what: "what depends on the caller's address cannot be told",
    before: { own: [] },
    after: {
      own: [statement("secretsmanager:GetSecretValue", api, { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } })],
    },
    told: [],
  },
  {
    name: "raised",
    what: "administrator is said once",
    before: { own: reads(api) },
    after: { own: [statement("*", "*")] },
    told: [],
  },
  { name: "fresh", what: "a new role is told as new", before: undefined, after: { own: reads(api) }, told: [] },
];

const roles = (side: "before" | "after"): NonNullable<Account["roles"]> =>
  Object.fromEntries(
    CASES.flatMap(({ name, [side]: policies }) =>
      policies === undefined ? [] : [[name, { trust: [byService("ec2")], policies } satisfies Role]],
    ),
  );

describe("an account with secrets", () => {
  let answer: DiffAnswer;
  beforeAll(async () => {
    answer = await diffOf(
      { roles: roles("before"), secrets: SECRETS },
      // A secret that came since is no access that anybody gained.
      { roles: roles("after"), secrets: [...SECRETS, "prod/new"] },
    );
  });

  it.each(CASES)("$name: $what", ({ name, told }) => {
    const own = answer.changes.filter((one) => one.name === name && one.change.startsWith("access-"));
    expect(own.map(({ change, before, after }) => `${change} ${after ?? before}`)).toEqual(told);
  });

  it("says what of it in facts", () => {
    expect(answer.changes.find(({ name, change }) => name === "wider" && change === "access-gained")?.facts).toEqual({
      capability: "read",
      resource_type: "aws.secret",
      resources: 1,
      targets: [secretArn("test/api")],
    });
  });

  it("nothing is told where the secrets were not read at one of the two times", async () => {
    const found = await diffOf({ roles: roles("before") }, { roles: roles("after"), secrets: SECRETS });
    expect(found.changes.filter(({ change }) => change.startsWith("access-"))).toEqual([]);
  });
});

describe("groups, grants, sets", () => {
  const DATA_SET: ComparedDataSet = {
    scope: "github:acme",
    name: "github/org:teams",
    region: "",
    before: "complete",
    after: "complete",
    isReread: true,
  };
  const kindOf = (id: string): NodeKind =>
    id.startsWith("set") ? "set" : id.startsWith("grant") ? "grant" : id.startsWith("repo") ? "resource" : "principal";
  const node = (id: string): HistoricNode => ({
    id,
    kind: kindOf(id),
    type: `github.${kindOf(id)}`,
    name: id,
    scope: "github:acme",
    region: "",
    incarnation: undefined,
    parent: undefined,
    document: undefined,
    properties: {},
    dataSet: DATA_SET,
  });
  type Sketch = readonly [EdgeKind, from: string, to: string, Capability?];
  const toEdges = (before: readonly Sketch[], after: readonly Sketch[]): AccessEdge[] => {
    const key = (sketch: Sketch) => sketch.join(" ");
    const all = new Map([...before, ...after].map((sketch) => [key(sketch), sketch]));
    const at = (list: readonly Sketch[], sketch: Sketch) =>
      list.some((one) => key(one) === key(sketch)) ? ("none" as const) : undefined;
    return [...all.values()].map((sketch) => {
      const [kind, from, to, capability] = sketch;
      return { kind, from, to, capability, before: at(before, sketch), after: at(after, sketch) };
    });
  };
  const told = (before: readonly Sketch[], after: readonly Sketch[]): string[] => {
    const history = historyOf(DATA_SET, { accessEdges: () => toEdges(before, after), node });
    return accessChanges(history, new Comparable(history), new Set()).map(
      (one) => `${one.id} ${one.change} ${one.after ?? one.before}`,
    );
  };
  const TEAM: readonly Sketch[] = [
    ["member_of", "ana", "team"],
    ["permits", "team", "set-1", "read"],
    ["includes", "set-1", "repo-a"],
    ["includes", "set-1", "repo-b"],
  ];

  it("another set with the same members is no change", () => {
    const other = TEAM.map(([kind, from, to, capability]): Sketch => {
      const renamed = (id: string) => (id === "set-1" ? "set-2" : id);
      return capability === undefined
        ? [kind, renamed(from), renamed(to)]
        : [kind, renamed(from), renamed(to), capability];
    });
    expect(told(TEAM, other)).toEqual([]);
  });

  it("a set that includes more: told of the team that has it, once, not of each member", () => {
    expect(told(TEAM, [...TEAM, ["includes", "set-1", "repo-c"]])).toEqual([
      "team access-gained read 1 github.resource: repo-c",
    ]);
  });

  it("a new member gains what the team has; what was permitted directly before is no gain", () => {
    const ben: Sketch = ["member_of", "ben", "team"];
    expect(told(TEAM, [...TEAM, ben])).toEqual(["ben access-gained read 2 github.resource: repo-a, repo-b"]);
    const direct: Sketch = ["permits", "ben", "repo-a", "read"];
    expect(told([...TEAM, direct], [...TEAM, ben])).toEqual(["ben access-gained read 1 github.resource: repo-b"]);
    expect(told([...TEAM, ben], TEAM)).toEqual(["ben access-lost read 2 github.resource: repo-a, repo-b"]);
  });

  it("by a grant; control holds the rest", () => {
    const app: readonly Sketch[] = [
      ["has_grant", "app", "grant"],
      ["permits", "grant", "repo-a", "read"],
    ];
    expect(told(app, [...app, ["permits", "grant", "repo-a", "write"]])).toEqual([
      "app access-gained write 1 github.resource: repo-a",
    ]);
    const owner: readonly Sketch[] = [["permits", "app", "repo-a", "admin"]];
    expect(told(owner, [...owner, ...app])).toEqual([]);
    expect(told(app, [...app, ...owner])).toEqual(["app access-gained admin 1 github.resource: repo-a"]);
  });

  it("many are counted, and three are named", () => {
    const many = [1, 2, 3, 4, 5].map((number): Sketch => ["permits", "app", `repo-${number}`, "read"]);
    expect(told([], many)).toEqual(["app access-gained read 5 github.resource: repo-1, repo-2, repo-3 and 2 more"]);
  });
});
