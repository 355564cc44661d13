import { expect, test } from "vitest";
import { aggregatedFrom, fromCli } from "../../../src/collect/gcp/from-cli.js";

test("a project that gcloud prints has the names of the API", () => {
  const common = { projectId: "acme-p", projectNumber: "987", lifecycleState: "ACTIVE" };
  const named = { ...common, name: "projects/987", displayName: "Acme", state: "ACTIVE" };
  expect(fromCli({ ...common, name: "Acme" })).toEqual(named);
  const parent = { id: "123", type: "folder" };
  expect(fromCli({ ...common, name: "Acme", parent })).toEqual({ ...named, parent: "folders/123" });
});

test("what the API answers stays", () => {
  for (const answer of [
    { name: "projects/987", projectId: "acme-p", displayName: "Acme", state: "ACTIVE", parent: "folders/123" },
    { name: "projects/p/serviceAccounts/x", projectId: "acme-p", uniqueId: "1" },
    {},
  ])
    expect(fromCli(answer)).toBe(answer);
});

test("instances in one list are those of all places; pages and rows of something else are not", () => {
  const toPage = aggregatedFrom("instances");
  expect(toPage([{ name: "vm" }])).toEqual({ items: { all: { instances: [{ name: "vm" }] } } });
  expect(toPage([])).toEqual({ items: { all: { instances: [] } } });
  expect(toPage([{ name: "vm" }, "vm2"])).toBeUndefined();
  expect(toPage([{ kind: "compute#instanceAggregatedList", items: {} }])).toBeUndefined();
  expect(toPage([{ name: "x", items: {} }])).toBeUndefined();
});
