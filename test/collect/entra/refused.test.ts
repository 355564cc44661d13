// Every call refused by itself: the data set is a gap with the permission that opens it, and the rules that require it are not
// evaluated by name: the same ones that `nhi permissions entra` says the permission buys.
import { expect, test } from "vitest";
import { accessText } from "../../../src/collect/entra/call.js";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { permissionsText } from "../../../src/collect/entra/permissions.js";
import { needing, requiring, unjudged } from "../microsoft/costs.js";
import { crawlLive, serve } from "./support.js";
import { tenant } from "./tenant.js";

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

test("what was read costs nothing", () => {
  for (const dataSet of dataSets) expect(unjudged([{ dataSet, state: "complete" }], dataSet)).toEqual([]);
});
