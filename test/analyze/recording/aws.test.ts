// Calls are recorded where a trail takes all of them in every region that was read; what was not read is left open.
import { describe, expect, it } from "vitest";
import { analyzeRecording } from "../../../src/analyze/recording/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { ACCOUNT, account, node, SCOPE, toInput } from "../estate.js";

const SETS = ["aws/cloudtrail:trails", "aws/cloudtrail:event-data-stores"];
const READ: readonly Coverage[] = SETS.flatMap((dataSet): Coverage[] => [
  { dataSet, state: "complete" },
  { dataSet, region: "eu-west-1", state: "complete" },
  { dataSet, region: "us-east-1", state: "complete" },
]);
const ALL = { logging: true, management: "all", management_excluded: [], data: [] };
const trail = (name: string, properties: JsonRecord, scope = SCOPE) =>
  node(`arn:aws:cloudtrail:eu-west-1:${scope.slice(4)}:trail/${name}`, "aws.trail", {
    kind: "resource",
    name,
    scope,
    region: "eu-west-1",
    properties: { home_region: "eu-west-1", ...ALL, ...properties },
  });

function recordedOf(
  trails: readonly ReturnType<typeof node>[],
  coverage = READ,
  scopes = [account(ACCOUNT, { coverage })],
) {
  const facts = analyzeRecording(toInput({ nodes: trails, scopes })).facts ?? [];
  return facts.find((fact) => fact.node === SCOPE)?.columns;
}

describe("calls_recorded of an AWS account", () => {
  it("is all with a trail of every region, none without one", () => {
    expect(recordedOf([trail("main", { multi_region: true })])).toMatchObject({
      calls_recorded: "all",
      recorded_by: ["main"],
    });
    expect(recordedOf([])).toEqual({ calls_recorded: "none", data_recorded: [] });
  });

  it.each([
    ["in one of two regions", {}],
    ["without what is read", { multi_region: true, management: "writes" }],
    ["of some callers", { multi_region: true, management: "part" }],
    ["without a service that matters", { multi_region: true, management_excluded: ["iam.amazonaws.com"] }],
  ])("is part where it is recorded %s", (_, properties) => {
    expect(recordedOf([trail("main", properties)])).toMatchObject({ calls_recorded: "part" });
  });

  it("is all without the noise that AWS lets everyone leave out", () => {
    const quiet = { multi_region: true, management_excluded: ["kms.amazonaws.com"] };
    expect(recordedOf([trail("main", quiet)])).toMatchObject({ calls_recorded: "all" });
  });

  it.each([
    ["stopped", { logging: false }],
    ["cannot write to its bucket", { delivery_error: "NoSuchBucket" }],
    ["takes data events alone", { management: "none" }],
  ])("is none where the trail %s", (_, properties) => {
    expect(recordedOf([trail("main", { multi_region: true, ...properties })])).toMatchObject({
      calls_recorded: "none",
    });
  });

  it("is open where trails, or what they record, were not read; what one records counts all the same", () => {
    const denied: Coverage[] = SETS.map((dataSet) => ({ dataSet, state: "denied" }));
    expect(recordedOf([], denied)?.["calls_recorded"]).toBeUndefined();
    const blind = trail("blind", { multi_region: true });
    const { management: _, ...unread } = blind.properties;
    expect(recordedOf([{ ...blind, properties: unread }])?.["calls_recorded"]).toBeUndefined();
    const noStores = READ.map((one) => (one.dataSet === SETS[1] ? { ...one, state: "denied" as const } : one));
    expect(recordedOf([], noStores)?.["calls_recorded"]).toBeUndefined();
    expect(recordedOf([trail("main", { multi_region: true })], noStores)).toMatchObject({ calls_recorded: "all" });
  });

  it("counts the trail of the organisation in its accounts, and in no other", () => {
    const ours = { coverage: READ, properties: { organization: "o-acme" } };
    const org = trail(
      "org",
      { multi_region: true, organization_wide: true, data: ["AWS::S3::Object"] },
      "aws:999988887777",
    );
    const scopes = [account(ACCOUNT, ours), account("999988887777", ours)];
    expect(recordedOf([org], READ, scopes)).toMatchObject({
      calls_recorded: "all",
      data_recorded: ["AWS::S3::Object"],
    });
    const other = { coverage: READ, properties: { organization: "o-other" } };
    expect(recordedOf([org], READ, [account(ACCOUNT, other), account("999988887777", ours)])).toMatchObject({
      calls_recorded: "none",
    });
  });

  it("leaves data open where only the copy of the organisation's trail was seen", () => {
    const { data: _, ...copied } = trail("org", { multi_region: true, organization_wide: true }).properties;
    const copy = {
      ...trail("org", {}),
      id: `${SCOPE}/arn:aws:cloudtrail:eu-west-1:999988887777:trail/org`,
      properties: copied,
    };
    const found = recordedOf([copy]);
    expect(found).toMatchObject({ calls_recorded: "all" });
    expect(found).not.toHaveProperty("data_recorded");
  });
});

describe("workloads and hosted agents", () => {
  const agent = (id: string, region: string) =>
    node(id, "aws.bedrock-agent", { kind: "workload", region, properties: { role: "r" } });
  const setting = (region: string, logging: boolean) =>
    node(`arn:aws:bedrock:${region}:${ACCOUNT}:model-invocation-logging`, "aws.model-invocation-logging", {
      kind: "resource",
      region,
      properties: { logging },
    });

  it("are told with their account and their region", () => {
    const nodes = [
      agent("one", "eu-west-1"),
      agent("two", "us-east-1"),
      agent("three", "ap-south-1"),
      setting("eu-west-1", true),
      setting("us-east-1", false),
    ];
    const input = toInput({ nodes, scopes: [account(ACCOUNT, { coverage: READ })] });
    const all: { [id: string]: JsonRecord } = {};
    for (const { node: id, columns } of analyzeRecording(input).facts ?? []) all[id] = { ...all[id], ...columns };
    expect(all["one"]).toEqual({ calls_recorded: "none", model_calls_recorded: true });
    expect(all["two"]).toEqual({ calls_recorded: "none", model_calls_recorded: false });
    expect(all["three"]).toEqual({ calls_recorded: "none" });
  });
});
