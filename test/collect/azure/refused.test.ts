// Every data set refused by itself, over real HTTP: it is a gap with the operation that opens it, everything else stays, and the
// rules that require it are not evaluated by name: the same ones that `nhi permissions azure` says the operation buys.
import { expect, test } from "vitest";
import type { AzureCall } from "../../../src/collect/azure/call.js";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { permissionsText } from "../../../src/collect/azure/permissions.js";
import type { Coverage } from "../../../src/model/batch.js";
import { needing, requiring, unjudged } from "../microsoft/costs.js";
import { type Gathered, gather } from "../support.js";
import { estate } from "./estate.js";
import { FORBIDDEN } from "./server.js";
import { crawlLive, serve } from "./support.js";

/** Without these there is no crawl: source.test and the command line say what is said then. */
const FIRST = ["azure/resources:subscriptions", "azure/resources:subscription"];
const dataSets = [...new Set(CALLS.map(({ dataSet }) => dataSet))].filter((one) => !FIRST.includes(one));

const { buys } = JSON.parse(permissionsText(requiring)) as {
  buys: { [operation: string]: { opens: string[]; rules: string[] } };
};

/** Paths that a call goes to, whatever it is about. */
function patternOf({ path }: AzureCall): RegExp {
  const parts = path.split("/").map((part) => {
    if (part.startsWith("{+")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replaceAll(".", "\\.");
  });
  return new RegExp(`^${parts.join("/")}$`, "i");
}

/** Coverage of each data set in each scope, that of one left out. */
function others({ batches }: Gathered, dataSet: string): ReadonlyMap<string, Coverage> {
  return new Map(
    batches.flatMap(({ scope: { id }, coverage }) =>
      coverage === undefined || coverage.dataSet === dataSet ? [] : [[`${id} ${coverage.dataSet}`, coverage] as const],
    ),
  );
}

test.each(dataSets)("%s", async (dataSet) => {
  const own = CALLS.filter((call) => call.dataSet === dataSet);
  const server = await serve(estate());
  let refused = 0;
  server.script = ({ url }) => {
    const isIt = own.some((call) => patternOf(call).test(decodeURIComponent(url.pathname)));
    if (isIt) refused += 1;
    return isIt ? FORBIDDEN : undefined;
  };
  const graph = gather(await crawlLive(server));
  expect(refused).toBeGreaterThan(0);
  const found = graph.batches.flatMap(({ coverage }) => (coverage?.dataSet === dataSet ? [coverage] : []));
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) {
    expect(["denied", "partial"]).toContain(one.state);
    expect(own.map(({ permission }) => permission)).toContain(one.permission);
  }
  // everything else stays, but for what is asked about things that could not be listed
  const open = [...others(graph, dataSet)].filter(([, { state, message }]) => {
    return state !== "complete" && !/could not be listed|could only be read in part/.test(message ?? "");
  });
  expect(open).toEqual([]);
  // what it costs
  const expected = needing(dataSet);
  expect(unjudged(found, dataSet).sort()).toEqual([...expected].sort());
  const bought = Object.values(buys).filter(({ opens }) => opens.includes(dataSet));
  expect(bought.length).toBeGreaterThan(0);
  for (const { rules } of bought) expect(rules).toEqual(expect.arrayContaining(expected));
});

test("nothing refused: every data set complete, and no rule is lost", async () => {
  const whole = gather(await crawlLive(await serve(estate())));
  expect([...others(whole, "")].filter(([, { state }]) => state !== "complete")).toEqual([]);
  for (const dataSet of dataSets) expect(unjudged(whole.coverage, dataSet)).toEqual([]);
});
