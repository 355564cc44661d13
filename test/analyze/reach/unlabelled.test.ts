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

function stated(environment: string): JsonRecord {
  return { environment, environment_confidence: 0.9 };
}

function guessed(environment: string): JsonRecord {
  return { environment, environment_confidence: 0.5 };
}

function reached(): JsonRecord {
  return { ...KNOWN, tier: 1, data_hops: 1 };
}
