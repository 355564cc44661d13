// A data set of Google Cloud or Workspace that is refused is a gap by name, and the rules that `nhi permissions` says it buys are
// not evaluated, by name: none of them passes. The twin: where nothing is refused, none of them is missing.
import { expect, onTestFinished, test } from "vitest";
import { loadCatalog } from "../../../src/catalog/catalog.js";
import { CALLS as GCP_CALLS } from "../../../src/collect/gcp/calls.js";
import { permissionsText as gcpPermissions } from "../../../src/collect/gcp/permissions.js";
import { CALLS as WORKSPACE_CALLS } from "../../../src/collect/workspace/calls.js";
import { permissionsText as workspacePermissions } from "../../../src/collect/workspace/permissions.js";
import { evaluateRules } from "../../../src/evaluate/evaluate.js";
import { requiredDataSets } from "../../../src/model/rule.js";
import { organization } from "../gcp/estate.js";
import { DENIED, fromTable, GoogleServer } from "../gcp/server.js";
import { crawlLive as crawlGcp } from "../gcp/support.js";
import { type Gathered, gather, NOW } from "../support.js";
import { domain } from "../workspace/domain.js";
import { callFor } from "../workspace/named-call.js";
import { crawlLive as crawlWorkspace, FORBIDDEN, serve } from "../workspace/support.js";

const { rules } = await loadCatalog();
const rulesOf = (dataSet: string) =>
  rules.filter((rule) => requiredDataSets(rule).includes(dataSet)).map(({ id }) => id);

interface Bought {
  readonly opens: readonly string[];
  readonly rules: readonly string[];
}

/** What `nhi permissions` says: the rules of each data set, by the permissions that open it. */
function boughtBy(
  ...lists: readonly { readonly [permission: string]: Bought }[]
): ReadonlyMap<string, readonly string[]> {
  const bought = lists.flatMap((list) => Object.values(list));
  return new Map(
    bought
      .flatMap(({ opens }) => opens)
      .map((dataSet) => {
        const says = bought.filter(({ opens }) => opens.includes(dataSet)).flatMap((one) => one.rules);
        return [dataSet, rulesOf(dataSet).filter((id) => says.includes(id))];
      }),
  );
}

const gcp = boughtBy(JSON.parse(gcpPermissions(rulesOf)).buys);
const { byScope, byPrivilege } = JSON.parse(workspacePermissions(rulesOf));
const workspace = boughtBy(byScope, byPrivilege);

async function google(isRefused: (method: string) => boolean): Promise<Gathered> {
  const server = new GoogleServer(fromTable(organization()));
  server.script = ({ call }) => (call !== undefined && isRefused(call.method) ? DENIED : undefined);
  await server.start();
  onTestFinished(() => server.stop());
  return crawlGcp(server);
}

async function customer(isRefused: (method: string) => boolean): Promise<Gathered> {
  const server = await serve(domain(), (key) => (isRefused(callFor(key)?.method ?? "") ? FORBIDDEN : undefined));
  return gather(await crawlWorkspace(server));
}

const PROVIDERS = {
  "Google Cloud": { crawl: google, calls: GCP_CALLS, bought: gcp },
  Workspace: { crawl: customer, calls: WORKSPACE_CALLS, bought: workspace },
} as const;

/** Rules that are not evaluated because something was not read. */
function notEvaluated({ batches, scopes }: Gathered): ReadonlySet<string> {
  const read = [...scopes.values()].map(({ id, type, name, parent }) => ({
    id,
    type,
    name,
    ...(parent === undefined ? {} : { parent }),
    coverage: batches.flatMap(({ scope, coverage }) => (scope.id === id && coverage !== undefined ? [coverage] : [])),
    gaps: [],
    identities: 1,
  }));
  const evaluation = evaluateRules({ rules, rows: { rows: () => [] }, paths: () => [], scopes: read, now: NOW });
  return new Set(evaluation.notEvaluated.map(({ rule }) => rule));
}

const TABLE = Object.entries(PROVIDERS).flatMap(([name, { bought }]) =>
  [...bought].filter(([, ids]) => ids.length > 0).map(([dataSet, ids]) => ({ name, dataSet, ids })),
) as readonly { name: keyof typeof PROVIDERS; dataSet: string; ids: readonly string[] }[];

test("every data set that a rule of these providers requires is bought by a permission", () => {
  const required = new Set(rules.flatMap(requiredDataSets).filter((dataSet) => /^(?:gcp|workspace)\//.test(dataSet)));
  // exported logs come as files, and no permission buys them
  required.delete("gcp/logs:calls");
  expect([...required].filter((dataSet) => !TABLE.some((row) => row.dataSet === dataSet))).toEqual([]);
});

test.each(Object.entries(PROVIDERS))(
  "%s: what is read whole has every rule evaluated",
  async (_, { crawl, bought }) => {
    const missing = notEvaluated(await crawl(() => false));
    // What no API lists is told by the log of half a year: not whole, and said so.
    const known = rulesOf("workspace/admin:delegation");
    const missed = [...bought.values()].flat().filter((id) => missing.has(id) && !known.includes(id));
    expect(missed).toEqual([]);
  },
);

test.each(TABLE)("$name: $dataSet refused is a gap by name, and so are its rules", async ({ name, dataSet, ids }) => {
  const { crawl, calls } = PROVIDERS[name];
  const own = calls.filter((call) => call.dataSet === dataSet);
  const graph = await crawl((method) => own.some((call) => call.method === method));
  const open = graph.coverage.filter((one) => one.dataSet === dataSet && one.state !== "complete");
  expect(open.length).toBeGreaterThan(0);
  for (const { message, permission } of open) expect(`${message}${permission}`.length).toBeGreaterThan(10);
  expect([...notEvaluated(graph)]).toEqual(expect.arrayContaining([...ids]));
});
