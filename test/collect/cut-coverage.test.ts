// A data set about what another one found is no more whole than that one: else a later run would take the rest for removed.
import { expect, it } from "vitest";
import { cutCoverage } from "../../src/collect/data-sets.js";
import { CALLS } from "../../src/collect/entra/calls.js";
import { openClient } from "../../src/collect/entra/client.js";
import { crawlTenant } from "../../src/collect/entra/crawl.js";
import { TenantCrawl } from "../../src/collect/entra/tenant-crawl.js";
import { LiveAnswers } from "../../src/collect/live.js";
import type { Coverage } from "../../src/model/batch.js";
import { GraphServer } from "./entra/server.js";
import { TENANT, tenant } from "./entra/tenant.js";
import { JOIN_KEY, noting } from "./support.js";

const LEANS_ON = { members: "groups" };
const PARTIAL = new Set(["groups"]);

it("cuts what leans on a part, and nothing else", () => {
  expect(cutCoverage("members", {}, LEANS_ON, PARTIAL)).toEqual({
    state: "partial",
    message: "not all of groups could be read",
  });
  expect(cutCoverage("members", {}, LEANS_ON, new Set())).toEqual({});
  expect(cutCoverage("owners", {}, LEANS_ON, PARTIAL)).toEqual({});
  const denied: Partial<Coverage> = { state: "denied", message: "members: 403" };
  expect(cutCoverage("members", denied, LEANS_ON, PARTIAL)).toBe(denied);
});

async function statesOf(servicePrincipals: "listed" | "refused"): Promise<{ readonly [dataSet: string]: string }> {
  const { "/v1.0/servicePrincipals": _, ...others } = tenant();
  const server = new GraphServer(servicePrincipals === "refused" ? others : tenant());
  await server.start();
  try {
    const { context } = noting([]);
    const client = openClient({
      graph: server.url,
      token: async () => "t",
      calls: CALLS,
      signal: context.signal,
      onCall: () => undefined,
      onPause: () => undefined,
    });
    const crawl = new TenantCrawl({
      tenant: TENANT,
      folder: TENANT,
      answers: new LiveAnswers(JOIN_KEY, undefined),
      client,
      context,
    });
    const states: { [dataSet: string]: string } = {};
    for await (const { dataSet, coverage } of crawlTenant(crawl))
      if (coverage !== undefined) states[dataSet] = coverage.state;
    return states;
  } finally {
    await server.stop();
  }
}

it("Entra: applications and their trusts are not whole without service principals", async () => {
  const about = ["applications", "federated-credentials", "application-owners", "conditional-access"];
  const [whole, cut] = [await statesOf("listed"), await statesOf("refused")];
  for (const name of about.map((one) => `entra/graph:${one}`)) {
    expect([whole[name], cut[name]], name).toEqual(["complete", "partial"]);
  }
  expect([whole["entra/graph:users"], cut["entra/graph:users"]]).toEqual(["complete", "complete"]);
});
