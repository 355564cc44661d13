// Each call of the crawl of acme's group refused in turn, by a real server: what it would have told is a gap with what opens
// it, and nothing that other calls tell is lost.
import { describe, expect, it } from "vitest";
import { accessText } from "../../../src/collect/gitlab/call.js";
import { CALLS } from "../../../src/collect/gitlab/calls.js";
import { collectorFor } from "../../../src/collect/index.js";
import { Guard } from "../../../src/collect/shared/rest/guard.js";
import type { Coverage, GraphBatch } from "../../../src/model/batch.js";
import { batchesOf, gather } from "../support.js";
import { acmeGroup } from "./acme.js";
import { serve, withToken } from "./support.js";

const ROUTES = [...new Map(CALLS.map((call) => [call.route, call])).values()];
/** Data sets that are asked about what another call lists. */
const LISTED_BY: { readonly [route: string]: RegExp } = {
  "GET /groups/:id/descendant_groups": /^gitlab\/(?:group|project):/,
  "GET /groups/:id/projects": /^gitlab\/(?:group|project):/,
};
/** The sign-in is tried with it: without it there is no crawl. */
const FIRST = "GET /groups/:id";

interface Crawled {
  readonly batches: readonly GraphBatch[];
  readonly coverage: readonly Coverage[];
  readonly asked: ReadonlySet<string>;
  readonly host: string;
}

async function crawl(refused?: string): Promise<Crawled> {
  const { answers, files } = acmeGroup();
  const server = await serve(answers, files);
  const guard = new Guard(
    `${server.url}/api/v4`,
    CALLS.map(({ route }) => route),
  );
  const asked = new Set<string>();
  server.script = ({ path }) => {
    const route = guard.check("GET", `${server.url}/api/v4/${path}`);
    asked.add(route);
    return route === refused ? { status: 403, body: { message: "403 Forbidden" } } : undefined;
  };
  const batches = await withToken("t-0q7", async () =>
    batchesOf(await collectorFor("gitlab:acme-print", { gitlabUrl: server.url })),
  );
  return { batches, coverage: gather(batches).coverage, asked, host: server.host };
}

/** Everything that other data sets told, with the port of the server left out. */
function toldBeside(dataSets: readonly string[], { batches, host }: Crawled): readonly string[] {
  const others = batches.filter((batch) => !dataSets.includes(batch.dataSet));
  return others
    .flatMap(({ nodes = [], edges = [], supplements = [] }) => [...nodes, ...edges, ...supplements])
    .map((one) => JSON.stringify(one).replaceAll(host, "HOST"))
    .sort();
}

const incomplete = ({ coverage }: Crawled): readonly Coverage[] => coverage.filter(({ state }) => state !== "complete");

let whole: Promise<Crawled> | undefined;
/** The crawl with nothing refused, once. */
function wholeCrawl(): Promise<Crawled> {
  whole ??= crawl();
  return whole;
}

describe("acme's group, with one call refused", () => {
  it("is read whole when none is", async () => {
    const crawled = await wholeCrawl();
    expect(incomplete(crawled)).toEqual([]);
    expect(gather(crawled.batches).gaps).toEqual([]);
    // Of what acme does not have nothing is asked.
    const never = ROUTES.map(({ route }) => route).filter((route) => !crawled.asked.has(route));
    expect(never).toEqual([
      "GET /groups/:id/members",
      "GET /groups/:id/service_accounts/:user_id/personal_access_tokens",
      "GET /projects/:id/pipeline_schedules/:pipeline_schedule_id",
    ]);
  });

  it.each(ROUTES.filter(({ route }) => route !== FIRST).map((call) => [call.route, call] as const))(
    "%s",
    async (route, call) => {
      const before = await wholeCrawl();
      const after = await crawl(route);
      const dataSets = CALLS.filter((one) => one.route === route).map(({ dataSet }) => dataSet);
      const needed = `${accessText(call)}${call.edition === undefined ? "" : ` on ${call.edition}`}`;
      if (before.asked.has(route)) {
        const own = incomplete(after).find(({ dataSet }) => dataSets.includes(dataSet));
        expect(own).toMatchObject({ state: expect.stringMatching(/^(?:denied|partial)$/), permission: needed });
      }
      expect(after.coverage).toHaveLength(before.coverage.length);
      const others = incomplete(after).filter(({ dataSet }) => !dataSets.includes(dataSet));
      expect(others.filter(({ dataSet }) => LISTED_BY[route]?.test(dataSet) !== true)).toEqual([]);
      if (route in LISTED_BY) return;
      expect(toldBeside(dataSets, after)).toEqual(toldBeside(dataSets, before));
    },
    60_000,
  );
});
