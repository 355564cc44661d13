// Who reaches data of production, workloads by their identity, and the one change that cuts most paths.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { AnalysisInput } from "../../../src/model/analysis.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { TierRow } from "../../../src/model/tables.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { allow, arn, root, Scene, service, trusts } from "../aws/edges/scene.js";

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders";
const TIERS: readonly TierRow[] = [
  { type: "aws.secret", tier: 1, capability: "read", environments: ["production"], source: "test" },
];

function analyzed(scene: Scene, environment: string, coverage: readonly Coverage[] = []) {
  const base = scene.input();
  const input: AnalysisInput = {
    ...base,
    scopes: () => [...base.scopes()].map((scope) => ({ ...scope, coverage: [...scope.coverage, ...coverage] })),
    config: { ...base.config, environments: { [environment]: ["aws:111122223333"] } },
    tables: { ...base.tables, tiers: TIERS },
  };
  const result = analyze(input);
  const columns = (id: string): JsonRecord =>
    Object.assign({}, ...result.facts.filter(({ node }) => node === id).map((fact) => fact.columns)) as JsonRecord;
  return { ...result, columns };
}

function orders(): Scene {
  return rolesOf(new Scene().node("resource", "aws.secret", SECRET));
}

function rolesOf(scene: Scene): Scene {
  return scene
    .role("reader", [trusts(root())], { inline: [allow("secretsmanager:GetSecretValue", SECRET)] })
    .role("writer", [trusts(service("ec2"))], { inline: [allow("secretsmanager:PutSecretValue", SECRET)] })
    .role("caller", [trusts(service("lambda"))], { inline: [allow("sts:AssumeRole", arn("role/reader"))] })
    .role("chief", [trusts(service("lambda"))], { inline: [allow("*")] })
    .workload("aws.lambda-function", "arn:aws:lambda:eu-west-1:111122223333:function:f", "caller");
}

describe("tier 1", () => {
  it("is reached by who reads it, and by who can become that, in hops", () => {
    const { columns, paths = [] } = analyzed(orders(), "production");
    expect(columns(arn("role/reader"))).toMatchObject({ tier: 1, data_hops: 1, admin: "no" });
    expect(columns(arn("role/caller"))).toMatchObject({ tier: 1, data_hops: 2 });
    const found = paths.filter(({ tier }) => tier === 1).map(({ source, target, hops }) => ({ source, target, hops }));
    expect(found).toEqual([
      { source: arn("role/caller"), target: SECRET, hops: 2 },
      { source: arn("role/reader"), target: SECRET, hops: 1 },
    ]);
  });
  it("is not reached by who may only overwrite it, and is nothing of its own to an administrator", () => {
    const { columns } = analyzed(orders(), "production");
    expect(columns(arn("role/writer"))).not.toHaveProperty("tier");
    expect(columns(arn("role/chief"))).toMatchObject({ tier: 0, admin: "effective" });
    expect(columns(arn("role/chief"))).not.toHaveProperty("data_hops");
  });
  it("is not in other environments", () => {
    const { columns, paths = [] } = analyzed(orders(), "development");
    expect(columns(arn("role/reader"))).not.toHaveProperty("tier");
    expect(paths.filter(({ tier }) => tier === 1)).toEqual([]);
  });
  it.each(["denied", "partial", "failed"] as const)("is open to who may read secrets, were their list %s", (state) => {
    const { columns } = analyzed(rolesOf(new Scene()), "production", [
      { dataSet: "aws/secretsmanager:secrets", state },
    ]);
    for (const name of ["reader", "caller"]) {
      expect(columns(arn(`role/${name}`))).toMatchObject({ admin: "no" });
      expect(columns(arn(`role/${name}`))).not.toHaveProperty("tier_known");
    }
    expect(columns(arn("role/writer"))).toMatchObject({ admin: "no", tier_known: true });
  });
  it("is open to who may read, by name, what another account has and did not list", () => {
    const secret = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:orders-AbCdEf";
    const readers = {
      named: allow("secretsmanager:GetSecretValue", secret),
      bucket: allow("s3:GetObject", "arn:aws:s3:::their-orders/*"),
      everything: allow("secretsmanager:GetSecretValue", "*"),
      pattern: allow("s3:GetObject", "arn:aws:s3:::*/*"),
      other: allow("secretsmanager:GetSecretValue", secret.replace("444455556666", "777788889999")),
      listed: allow("s3:GetObject", "arn:aws:s3:::own-orders/*"),
    };
    const known = (state: Coverage["state"]): readonly string[] => {
      const dataSets = ["aws/secretsmanager:secrets", "aws/s3:buckets"];
      const scene = new Scene()
        .account()
        .account(
          "444455556666",
          dataSets.map((dataSet) => ({ dataSet, state })),
        )
        .node("resource", "aws.s3-bucket", "arn:aws:s3:::own-orders");
      for (const [name, inline] of Object.entries(readers)) scene.role(name, [trusts(root())], { inline: [inline] });
      const { columns } = analyzed(scene, "production");
      return Object.keys(readers).filter((name) => columns(arn(`role/${name}`))["tier_known"] === true);
    };
    expect(known("denied")).toEqual(["everything", "pattern", "other", "listed"]);
    expect(known("complete")).toEqual(Object.keys(readers));
  });
  it("is known not to be reached where secrets were listed and there is none", () => {
    const listed = [{ dataSet: "aws/secretsmanager:secrets", state: "complete" as const }];
    const { columns } = analyzed(rolesOf(new Scene()), "production", listed);
    expect(columns(arn("role/reader"))).toMatchObject({ admin: "no", tier_known: true });
  });
  it("is reached by the workload that runs as who reaches it", () => {
    const { columns } = analyzed(orders(), "production");
    expect(columns("arn:aws:lambda:eu-west-1:111122223333:function:f")).toMatchObject({
      reaches_admin: false,
      tier: 1,
      data_hops: 2,
    });
  });
});

describe("the first fix", () => {
  const scene = (names: readonly string[]): Scene => {
    const made = new Scene().role("chief", [trusts(root())], { inline: [allow("*")] });
    for (const name of names) {
      made.role(name, [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole", arn("role/chief"))] });
    }
    return made;
  };
  it("is what all of them go through", () => {
    const { firstFix } = analyzed(scene(["a", "b", "c"]), "production");
    expect(firstFix).toMatchObject({ cut: 3, reaching: 3 });
    expect(firstFix?.fix).toMatch(/role\/chief#/);
  });
  it("is left out when there is one to cut off, or none", () => {
    expect(analyzed(scene(["a"]), "production").firstFix).toBeUndefined();
    expect(analyzed(orders(), "production").firstFix).toBeUndefined();
  });
});
