// What a project or subscription whose labels were not read keeps is perhaps data of production, whatever the names of it sound like; what
// has a label of its own, or is of one that was read, is not.
import { expect, test } from "vitest";
import { findReach } from "../../../src/analyze/reach/index.js";
import type { DerivedFact } from "../../../src/model/analysis.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

const READER = "gcp:service-account/1";
const BUCKET = "gcp:bucket/orders";
const PROJECT = "gcp:projects/shop";

interface Case {
  readonly state?: Coverage["state"];
  /** What the project said of itself. */
  readonly properties?: JsonRecord;
  /** Label of the bucket. */
  readonly label?: JsonRecord;
  readonly reader?: JsonRecord;
}

/** What is known of who reads the bucket. */
function columnsOf({ state, properties = {}, label = {}, reader = {} }: Case): JsonRecord {
  const coverage = state === undefined ? [] : [{ dataSet: "gcp/cloudresourcemanager:container", state }];
  const input = toInput({
    scopes: [{ id: PROJECT, type: "gcp.project", name: "shop", parent: undefined, properties, coverage }],
    nodes: [
      node(READER, "gcp.service-account", { scope: PROJECT }),
      node(BUCKET, "gcp.bucket", { kind: "resource", scope: PROJECT }),
    ],
    tables: {
      tiers: [{ type: "gcp.bucket", tier: 1, capability: "read", environments: ["production"], source: "test" }],
    },
  });
  const reads = { kind: "permits", from: READER, to: BUCKET, capability: "read" } as const;
  const facts: readonly DerivedFact[] = [
    { node: BUCKET, columns: label },
    { node: READER, columns: reader },
  ];
  const edges = [{ ...reads, state: "none" as const, confidence: 1, because: [] }];
  const found = findReach(input, { standings: new Map([[READER, undefined]]), nodes: [], edges, facts });
  return Object.assign(
    {},
    ...found.facts.flatMap((fact) => (fact.node === READER ? [fact.columns] : [])),
  ) as JsonRecord;
}

const DESCRIBED = { resource: "projects/1" };
const KNOWN = { admin: "no", reaches_admin: false, tier_known: true };
const OPEN = { admin: "no", reaches_admin: false };

test.each<[what: string, scene: Case, columns: JsonRecord]>([
  ["the project refused", { state: "denied" }, OPEN],
  ["it refused, and the bucket is called a test", { state: "denied", label: guessed("test") }, OPEN],
  ["it refused, and the bucket is called production", { state: "denied", label: guessed("production") }, reached()],
  ["it refused, and the bucket is labelled as a test", { state: "denied", label: stated("test") }, KNOWN],
  ["it was described, what holds it was not", { state: "partial", properties: DESCRIBED }, KNOWN],
  ["it was read", { state: "complete", properties: DESCRIBED }, KNOWN],
  ["it was never asked", {}, KNOWN],
])("%s", (_, scene, columns) => {
  expect(columnsOf(scene)).toEqual(columns);
});

test("who reads it from development perhaps goes into production", () => {
  const open = "enters_production_open";
  expect(columnsOf({ state: "denied", reader: stated("development") })).toHaveProperty(open);
  expect(columnsOf({ state: "denied", reader: stated("production") })).not.toHaveProperty(open);
  expect(columnsOf({ state: "complete", reader: stated("development") })).not.toHaveProperty(open);
});

const [ACCOUNT, OTHER] = ["aws:111122223333", "aws:444455556666"];
const ROLE = "arn:aws:iam::444455556666:role/runner";
const BATCH = "arn:aws:iam::111122223333:role/batch";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders";

interface Accounts {
  /** What was read of the alias of the account that the secret is of; and of the one that the role is of. */
  readonly states?: readonly (Coverage["state"] | undefined)[];
  /** Name of the account of the secret, as an organisation tells it. */
  readonly name?: string;
  /** Labels of the role, of the role that it becomes, and of the secret. */
  readonly labels?: readonly JsonRecord[];
}

/** What is known of a role of one account that becomes a role of another and reads a secret as that. */
function columnsOfRole({ states = [], name = "111122223333", labels = [] }: Accounts, of = ROLE): JsonRecord {
  const account = (id: string, called: string, state?: Coverage["state"]) => ({
    ...{ id, type: "aws.account", name: called, parent: undefined, properties: {} },
    coverage: state === undefined ? [] : [{ dataSet: "aws/iam:account-aliases", state }],
  });
  const input = toInput({
    scopes: [account(ACCOUNT, name, states[0]), account(OTHER, "444455556666", states[1])],
    nodes: [
      node(ROLE, "aws.iam-role", { scope: OTHER }),
      node(BATCH, "aws.iam-role", { scope: ACCOUNT }),
      node(SECRET, "aws.secret", { kind: "resource", scope: ACCOUNT }),
    ],
    tables: {
      tiers: [{ type: "aws.secret", tier: 1, capability: "read", environments: ["production"], source: "test" }],
    },
  });
  const sure = { state: "none" as const, confidence: 1, because: [] };
  const edges = [
    { ...sure, kind: "can_assume" as const, from: ROLE, to: BATCH },
    { ...sure, kind: "permits" as const, from: BATCH, to: SECRET, capability: "read" as const },
  ];
  const facts = [ROLE, BATCH, SECRET].map((one, at) => ({ node: one, columns: labels[at] ?? {} }));
  const standings = new Map([ROLE, BATCH].map((one) => [one, undefined]));
  const found = findReach(input, { standings, nodes: [], edges, facts });
  return Object.assign({}, ...found.facts.flatMap((fact) => (fact.node === of ? [fact.columns] : []))) as JsonRecord;
}

test.each<[what: string, accounts: Accounts, isKnown: boolean]>([
  ["an account refused its alias", { states: ["denied"] }, false],
  ["it did, and an organisation names it", { states: ["denied"], name: "acme-prod" }, true],
  ["it did, and the secret is called a test", { states: ["denied"], labels: [{}, {}, guessed("test")] }, true],
  ["it has none", { states: ["complete"] }, true],
  ["it was never asked", {}, true],
])("%s: whether data of production is reached is known: %s", (_, accounts, isKnown) => {
  expect(columnsOfRole(accounts)["tier_known"]).toBe(isKnown ? true : undefined);
});

test("who comes from an account without a name, or into one, perhaps goes into production", () => {
  const open = "enters_production_open";
  const [outside, inside] = [stated("development"), stated("production")];
  const known = [inside, inside];
  expect(columnsOfRole({ states: ["denied"], labels: [outside] })).toHaveProperty(open);
  expect(columnsOfRole({ states: ["denied"], labels: [inside] })).not.toHaveProperty(open);
  expect(columnsOfRole({ states: [undefined, "denied"], labels: [{}, ...known] })).toHaveProperty(open);
  expect(columnsOfRole({ states: [undefined, "complete"], labels: [{}, ...known] })).not.toHaveProperty(open);
  expect(columnsOfRole({ states: [undefined, "denied"], labels: [outside, ...known] })).toMatchObject({
    enters_production_at: BATCH,
  });
});

test("what was not read is named, and only where that is why", () => {
  const open = "enters_production_open";
  const inside = stated("production");
  const labels = [{}, inside, inside];
  expect(columnsOfRole({ states: [undefined, "denied"], labels })[open]).toBe(
    `a way into production, at ${BATCH}, could not be decided: the alias of account 444455556666 was not read (iam:ListAccountAliases)`,
  );
  expect(columnsOfRole({ states: ["denied"], labels: [stated("development")] })[open]).toContain(
    "account 111122223333",
  );
  expect(columnsOf({ state: "denied", reader: stated("development") })[open]).toMatch(
    /: the labels of \S+ were not read$/,
  );
});

test("what is of one account is of one environment, whatever its name is", () => {
  expect(columnsOfRole({ states: ["denied"] }, BATCH)).not.toHaveProperty("enters_production_open");
});

test("by way of a role that is perhaps outside itself it is not known where production begins", () => {
  const labels = [stated("development"), {}, stated("production")];
  const columns = columnsOfRole({ states: ["denied"], labels });
  expect(columns).toHaveProperty("enters_production_open");
  expect(columns).not.toHaveProperty("enters_production_at");
});

function stated(environment: string): JsonRecord {
  return { environment, environment_confidence: 0.9 };
}

function guessed(environment: string): JsonRecord {
  return { environment, environment_confidence: 0.5 };
}

function reached(): JsonRecord {
  return { ...KNOWN, tier: 1, data_hops: 1 };
}
