// Whose an application is: one of Google's, one that was made in a project of one's own, or somebody else's. That it is the last
// takes the list of all of one's own projects; until then it is another's whose publisher is unknown. Scanning more never tells less.
import { expect, test } from "vitest";
import { analyzeWorkspace } from "../../../src/analyze/workspace/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { CoverageState } from "../../../src/model/batch.js";
import { wholeInput } from "../whole-input.js";

const SCOPE = "workspace:C1";
const ORGANIZATION = "gcp:organizations/400000000001";
const OWN = "510000000001-tool.apps.googleusercontent.com";
const OTHER = "300000000001-notes.apps.googleusercontent.com";

const node = (type: string, id: string, scope: string, properties: StoredNode["properties"]): StoredNode => ({
  id,
  kind: type === "workspace.oauth-client" ? "principal" : "scope",
  type,
  name: id,
  scope,
  region: "",
  incarnation: undefined,
  parent: undefined,
  document: undefined,
  properties,
  supplements: {},
});

const cloudOf = (customer: string): readonly StoredNode[] => [
  node("gcp.organization", ORGANIZATION, ORGANIZATION, { directory_customer: customer }),
  node("gcp.project", "gcp:projects/prod", "gcp:projects/prod", { number: "510000000001" }),
];

/** Whose the own application and the other one are. */
function publishers(
  projects: CoverageState | "nothing" | undefined,
  customer = "C1",
  others: readonly StoredNode[] = [],
  cloud: readonly StoredNode[] = cloudOf(customer),
): readonly unknown[] {
  const nodes = [
    ...[OWN, OTHER].map((client) => node("workspace.oauth-client", client, SCOPE, { client_id: client })),
    ...cloud,
    ...others,
  ];
  const scope = (id: string, type: string, dataSet: string, state: CoverageState | undefined) => ({
    ...{ id, type, name: id, parent: undefined, properties: { customer: "C1" } },
    coverage: state === undefined ? [] : [{ dataSet, state }],
  });
  const input = wholeInput({
    now: new Date("2026-03-01T12:00:00Z"),
    config: { knownAccounts: {}, environments: {}, ownerTags: [], environmentTags: [], owners: {} },
    tables: { issuers: [], vendorAccounts: [] },
    scopes: () => [
      scope(SCOPE, "workspace.customer", "workspace/admin:tokens", "complete"),
      ...(projects === "nothing"
        ? []
        : [scope(ORGANIZATION, "gcp.organization", "gcp/cloudresourcemanager:projects", projects)]),
    ],
    types: (kind) => [...new Set(nodes.filter((one) => one.kind === kind).map(({ type }) => type))].sort(),
    nodes: (types) => nodes.filter(({ type }) => types.length === 0 || types.includes(type)),
    edges: () => [],
    document: () => undefined,
  });
  const { facts = [] } = analyzeWorkspace(input);
  const all = [...facts];
  return [OWN, OTHER].map((client) => {
    const columns = all.find(({ node: of }) => of === client)?.columns ?? {};
    const { publisher, publisher_known: isKnown, is_third_party: isThirdParty } = columns;
    expect([isKnown, isThirdParty]).toEqual([publisher !== "unknown", publisher !== "own" && publisher !== "google"]);
    return publisher;
  });
}

test.each<[string, CoverageState | "nothing" | undefined, string, readonly string[]]>([
  ["all projects were listed", "complete", "C1", ["own", "other"]],
  ["some were", "partial", "C1", ["own", "unknown"]],
  ["none were, one was scanned", undefined, "C1", ["own", "unknown"]],
  ["those of another customer were", "complete", "C2", ["own", "unknown"]],
])("%s", (_, projects, customer, expected) => {
  expect(publishers(projects, customer)).toEqual(expected);
});

test("nothing of Google Cloud was read", () => {
  expect(publishers("nothing", "C1", [], [])).toEqual(["unknown", "unknown"]);
});

test("the publisher is unknown while the number of an own project is", () => {
  const project = (properties: StoredNode["properties"]) =>
    node("gcp.project", "gcp:projects/dev", "gcp:projects/dev", properties);
  expect(publishers("complete", "C1", [project({})])).toEqual(["own", "unknown"]);
  expect(publishers("complete", "C1", [project({ number: "520000000002" })])).toEqual(["own", "other"]);
});
