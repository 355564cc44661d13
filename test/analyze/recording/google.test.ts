// Audit logs of Google Cloud: writes are always in them, reads and data where the policies of the project and of all that holds it
// say so and exempt nobody; a policy that was not read leaves it open.
import { describe, expect, it } from "vitest";
import { analyzeRecording } from "../../../src/analyze/recording/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

const PROJECT = "gcp:projects/shop";
const log = (type: string, service = "allServices", exempts = false): JsonRecord => ({ service, type, exempts });

/** What is told of a project in a folder of an organisation; undefined: the policy was not read. */
function recordedOf(
  project: readonly Json[] | undefined,
  organization: readonly Json[] | undefined,
  parent = "organizations/1",
  coverage: readonly Coverage[] = [],
) {
  const place = (id: string, type: string, logs: readonly Json[] | undefined, properties: JsonRecord) =>
    node(id, type, {
      kind: "scope",
      scope: id,
      properties,
      supplements: logs === undefined ? {} : { "gcp/cloudresourcemanager:audit-configs": { audit_logs: logs } },
    });
  const nodes = [
    place(PROJECT, "gcp.project", project, { parent: "folders/2" }),
    place("gcp:folders/2", "gcp.folder", [], parent === "" ? {} : { parent }),
    place("gcp:organizations/1", "gcp.organization", organization, {}),
    node("gcp:run/job", "gcp.run-job", { kind: "workload", scope: PROJECT }),
  ];
  const scopes = [{ id: PROJECT, type: "gcp.project", name: "shop", parent: undefined, properties: {}, coverage }];
  const facts = analyzeRecording(toInput({ nodes, scopes })).facts ?? [];
  return {
    project: facts.find((fact) => fact.node === PROJECT)?.columns,
    job: facts.find((fact) => fact.node === "gcp:run/job")?.columns,
  };
}

describe("calls_recorded of a project", () => {
  it("is part where nothing was switched on: changes alone are always in the logs", () => {
    const { project, job } = recordedOf([], []);
    expect(project).toEqual({
      calls_recorded: "part",
      recorded_by: ["Admin Activity audit logs"],
      data_recorded: [],
    });
    expect(job).toEqual({ calls_recorded: "part" });
  });

  it("is not known of a project that did not tell what holds it", () => {
    const told = (state: Coverage["state"]) => [{ dataSet: "gcp/cloudresourcemanager:container", state }];
    expect(recordedOf([], [], "organizations/1", told("denied")).project).toBeUndefined();
    expect(recordedOf([], [], "organizations/1", told("complete")).project?.["calls_recorded"]).toBe("part");
  });

  it("is all where the project or the organisation above has reads of every service written", () => {
    for (const [own, above] of [
      [[log("ADMIN_READ")], []],
      [[], [log("ADMIN_READ")]],
    ] as const)
      expect(recordedOf(own, above)).toMatchObject({
        project: { calls_recorded: "all", data_recorded: [] },
        job: { calls_recorded: "all" },
      });
  });

  it.each([
    ["one service", [log("ADMIN_READ", "iam.googleapis.com")], []],
    ["all but somebody", [log("ADMIN_READ", "allServices", true)], []],
    ["all but somebody whom the organisation exempts", [log("ADMIN_READ")], [log("ADMIN_READ", "allServices", true)]],
    ["all but somebody of one service", [log("ADMIN_READ"), log("ADMIN_READ", "iam.googleapis.com", true)], []],
    ["data alone", [log("DATA_READ"), log("DATA_WRITE")], []],
  ])("is part with the logs of %s", (_, own, above) => {
    expect(recordedOf(own, above).project).toMatchObject({ calls_recorded: "part" });
  });

  it("data is recorded of services whose reads and writes are, wherever each was switched on", () => {
    const storage = "storage.googleapis.com";
    const of = (...logs: readonly Json[]) => recordedOf(logs, [log("DATA_READ", storage)]).project?.["data_recorded"];
    expect(of(log("DATA_WRITE", storage))).toEqual([storage]);
    expect(of()).toEqual([]);
    expect(of(log("DATA_WRITE", storage), log("DATA_READ", storage, true))).toEqual([]);
  });

  it("is left open where a policy was not read, and where nobody could see what holds the folder", () => {
    const all = [log("ADMIN_READ")];
    expect(recordedOf(undefined, all).project).toBeUndefined();
    expect(recordedOf(all, undefined).project).toBeUndefined();
    expect(recordedOf(all, [], "").project).toBeUndefined();
    expect(recordedOf(all, [], "").job).toBeUndefined();
  });
});
