// Streams of GitHub's audit log: one that runs keeps changes and events of git, never surely every request; none, or none that runs,
// keeps nothing; streams that were not read leave it open.
import { describe, expect, it } from "vitest";
import { analyzeRecording } from "../../../src/analyze/recording/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const ORG = "github:octo-org";
const STREAMS = "github/org:audit-log-streams";

function recordedOf(streams: readonly JsonRecord[], coverage: readonly Coverage[] = complete(STREAMS), scope = ORG) {
  const nodes = [
    ...streams.map((properties, index) =>
      node(`${scope}/audit-log-stream/${index}`, "github.audit-log-stream", {
        kind: "resource",
        name: "Splunk",
        scope,
        properties,
      }),
    ),
    node("app", "github.app-installation", { kind: "principal", scope: ORG }),
    node("job", "github.job", { kind: "workload", scope: ORG }),
    node("ada", "github.user", { kind: "principal", scope: ORG }),
  ];
  const scopes = [
    { id: ORG, type: "github.organization", name: "octo-org", parent: undefined, properties: {}, coverage },
  ];
  const facts = analyzeRecording(toInput({ nodes, scopes })).facts ?? [];
  return Object.fromEntries(facts.map(({ node: id, columns }) => [id, columns["calls_recorded"]]));
}

describe("calls_recorded of an organisation", () => {
  it("is part where a stream runs, of Apps and jobs too", () => {
    expect(recordedOf([{ enabled: true }])).toEqual({ [ORG]: "part", app: "part", job: "part" });
  });

  it.each([
    ["no stream", []],
    ["one that is off", [{ enabled: false }]],
    ["one that is paused", [{ enabled: true, paused_at: "2026-01-01T00:00:00Z" }]],
  ])("is none with %s", (_, streams) => {
    expect(recordedOf(streams)).toEqual({ [ORG]: "none", app: "none", job: "none" });
  });

  it("is none with a stream of another organisation's enterprise", () => {
    expect(recordedOf([{ enabled: true }], complete(STREAMS), "github:other")).toMatchObject({ [ORG]: "none" });
  });

  it("is open where streams were not read", () => {
    expect(recordedOf([], [{ dataSet: STREAMS, state: "denied" }])).toEqual({});
    expect(recordedOf([], [])).toEqual({});
  });
});
