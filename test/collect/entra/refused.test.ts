// Every call refused by itself: the data set is a gap with the permission that opens it, and the rules that require it are not
// evaluated by name: the same ones that `nhi permissions entra` says the permission buys.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadRules } from "../../../src/catalog/load-rules.js";
import { CALLS as AZURE_CALLS } from "../../../src/collect/azure/calls.js";
import { permissionsText as azurePermissions } from "../../../src/collect/azure/permissions.js";
import { accessText } from "../../../src/collect/entra/call.js";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { permissionsText } from "../../../src/collect/entra/permissions.js";
import { checkExpressions } from "../../../src/evaluate/check-expressions.js";
import { indexCoverage } from "../../../src/evaluate/coverage.js";
import type { Coverage } from "../../../src/model/batch.js";
import { requiredDataSets } from "../../../src/model/rule.js";
import { crawlLive, serve } from "./support.js";
import { tenant } from "./tenant.js";

const rules = await loadRules(fileURLToPath(new URL("../../../rules", import.meta.url)), "built-in", checkExpressions);
/** Rules that name a data set. */
const requiring = (dataSet: string): string[] =>
  rules.filter((rule) => requiredDataSets(rule).includes(dataSet)).map(({ id }) => id);

/** Those of them for which no other data set of the same provider will do. */
const needing = (dataSet: string): string[] => {
  const provider = dataSet.slice(0, dataSet.indexOf("/") + 1);
  const isAlone = (entry: string): boolean =>
    entry.includes(" & ")
      ? entry.split(" & ").includes(dataSet)
      : entry
          .split(" | ")
          .filter((one) => one.startsWith(provider))
          .every((one) => one === dataSet) && entry.split(" | ").includes(dataSet);
  return rules.filter(({ requires }) => requires.some(isAlone)).map(({ id }) => id);
};

/** Rules that cannot be judged with this coverage though nothing but one data set is missing. */
function unjudged(coverage: readonly Coverage[], dataSet: string): string[] {
  const whole = [...new Set(rules.flatMap(requiredDataSets))].filter((one) => one !== dataSet);
  const all: Coverage[] = [
    ...whole.map((one): Coverage => ({ dataSet: one, state: "complete" })),
    ...coverage.filter((one) => one.dataSet === dataSet),
  ];
  const scope = `${dataSet.slice(0, dataSet.indexOf("/"))}:octo`;
  const index = indexCoverage([
    { id: scope, type: "tenant", name: "Octo", coverage: all, gaps: [], identities: 1, readAt: "2026-06-01T00:00:00Z" },
  ]);
  return rules.flatMap((rule) => {
    const found = index.requirement(rule, scope);
    return found.state !== "met" && found.dataSet === dataSet ? [rule.id] : [];
  });
}

const listed = CALLS.filter(({ count }) => !count.startsWith("none"));
const dataSets = [...new Set(listed.map(({ dataSet }) => dataSet))].filter((one) => one !== "entra/graph:organization");

test.each(dataSets)("%s", async (dataSet) => {
  const server = await serve(tenant());
  server.expands = false;
  const own = listed.filter((call) => call.dataSet === dataSet);
  server.script = ({ url }) => {
    const { pathname, searchParams } = new URL(url, "http://x");
    const isIt = own.some(
      ({ path, version, query }) =>
        new RegExp(`^/${version}${path.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll("$", "\\$")}$`).test(pathname) &&
        (query?.["$select"] ?? null) === searchParams.get("$select"),
    );
    return isIt ? { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "no" } } } : undefined;
  };
  const graph = await crawlLive(server);
  const found = graph.coverageOf(dataSet);
  expect(["denied", "partial"]).toContain(found?.state);
  const [call] = own.filter((one) => accessText(one) === found?.permission);
  expect(call).toBeDefined();
  const expected = needing(dataSet);
  expect(unjudged(graph.coverage, dataSet).sort()).toEqual([...expected].sort());
  const said = JSON.parse(permissionsText(requiring)) as {
    permissions: { [permission: string]: { opens: string[]; rules: string[] } };
  };
  expect(said.permissions[call?.permission ?? ""]?.rules).toEqual(expect.arrayContaining(expected));
});

test("of Azure: each data set that is refused costs the rules that its operation buys, and no other ones", () => {
  const { buys } = JSON.parse(azurePermissions(requiring)) as {
    buys: { [operation: string]: { opens: string[]; rules: string[] } };
  };
  for (const dataSet of new Set(AZURE_CALLS.map((call) => call.dataSet))) {
    const expected = needing(dataSet);
    expect(unjudged([{ dataSet, state: "denied" }], dataSet).sort()).toEqual([...expected].sort());
    const bought = Object.values(buys).filter(({ opens }) => opens.includes(dataSet));
    expect(bought.length).toBeGreaterThan(0);
    for (const { rules: said } of bought) expect(said).toEqual(expect.arrayContaining(expected));
  }
});

test("what was read costs nothing", () => {
  for (const dataSet of dataSets) expect(unjudged([{ dataSet, state: "complete" }], dataSet)).toEqual([]);
});
