// The other way round: what the contract test must not let pass, it does not.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { GitHubCall } from "../../../src/collect/github/call.js";
import { CALLS, QUERIES } from "../../../src/collect/github/calls.js";
import { openClient } from "../../../src/collect/github/client.js";
import { REPOSITORIES_QUERY } from "../../../src/collect/github/details.js";
import { type Json, published, textIn } from "./description.js";
import { octoOrg } from "./examples.js";
import { outside } from "./front.js";
import { faultsOf } from "./graphql.js";
import { coverageIn, type Scene, startScene } from "./scene.js";

const HOOKS = "orgs/octo-org/hooks";

describe("what GitHub's description does not allow", { timeout: 300_000 }, () => {
  let scene: Scene;
  before(async () => {
    const { answers, files } = octoOrg();
    const wrong = { path: HOOKS, variant: "", value: [{ id: "one", active: "no" }] };
    scene = await startScene("github-guard", { answers: [...answers, wrong], files });
  });
  after(() => scene?.stop());

  async function ask(method: string, path: string): Promise<Json> {
    scene.front.passed.length = 0;
    const response = await fetch(`${scene.front.url}/api/v3${path}`, { method });
    return (await response.json()) as Json;
  }

  it("an answer that breaks the schema is no answer: a violation, and that data set has failed", async () => {
    const { status } = await scene.scan("wrong", "github:octo-org");
    assert.equal(status, 1);
    assert.equal(coverageIn(scene.file("wrong.json")).get("github/org:hooks")?.state, "failed");
    const [first] = scene.front.passed.flatMap(({ violations }) => violations);
    assert.match(first ?? "", /must have required property 'url'/);
  });

  it("a request that is not on the list is found, and Prism does not know it", async () => {
    await ask("GET", "/orgs/octo-org/audit-log");
    assert.deepEqual(outside(scene.front.passed), ["GET /orgs/octo-org/audit-log"]);
    assert.equal(scene.front.passed[0]?.status, 404);
  });

  it("a request that writes is found, on a path of the list too", async () => {
    await ask("DELETE", "/repos/octocat/Hello-World/keys/1");
    await ask("POST", "/repos/octocat/Hello-World/keys");
    assert.deepEqual(outside(scene.front.passed), ["POST /repos/octocat/Hello-World/keys"]);
  });

  it("a parameter that GitHub does not know is found", async () => {
    await ask("GET", "/orgs/octo-org/installations?per_pgae=100");
    assert.match(scene.front.passed[0]?.violations[0] ?? "", /unknown parameter per_pgae/);
  });

  it("GraphQL: a field that GitHub does not have is found, and nhi's own queries have none", () => {
    assert.ok(QUERIES.length > 2);
    assert.deepEqual(QUERIES.flatMap(faultsOf), []);
    const [fault] = faultsOf(REPOSITORIES_QUERY.replace("isAdminEnforced", "isAdminForced"));
    assert.match(fault ?? "", /Cannot query field "isAdminForced"/);
  });

  it("the client itself refuses what is not on the list, before anything is sent", async () => {
    scene.front.passed.length = 0;
    const signal = new AbortController().signal;
    const api = `${scene.front.url}/api/v3`;
    const client = openClient({
      addresses: { api, graphql: `${scene.front.url}/api/graphql`, host: "127.0.0.1" },
      signIn: { kind: "token", token: "t", from: "test" },
      calls: CALLS,
      queries: [REPOSITORIES_QUERY],
      permissions: [],
      signal,
      joinKey: Buffer.alloc(32),
      onCall: () => undefined,
      onPause: () => undefined,
    });
    const call: GitHubCall = { route: "GET /orgs/{org}/audit-log", dataSet: "github/org:owner", count: "1" };
    await assert.rejects(async () => {
      for await (const page of client.pages(call, { org: "octo-org" }, { path: [], call: call.route }))
        assert.fail(JSON.stringify(page));
    }, /not on the list of calls/);
    await assert.rejects(client.query(call, "mutation { x }", {}), /not on the list/);
    assert.deepEqual(scene.front.passed, []);
  });
});

describe("what GitHub's description says of who may call", () => {
  it("classic tokens: the scope that nhi names is one that GitHub names", () => {
    const { paths } = published();
    const wrong = CALLS.flatMap(({ route, access }) => {
      const [method = "", path = ""] = route.split(" ");
      const text = textIn(paths[path]?.[method.toLowerCase()], "description");
      const named = scopesIn(text);
      if (access?.scope === undefined || named.length === 0) return [];
      return named.includes(access.scope) ? [] : [`${route}: ${access.scope}, not one of ${named.join(", ")}`];
    });
    assert.deepEqual([...new Set(wrong)], []);
  });

  it("Apps may make every call but those about which GitHub contradicts itself", () => {
    const { paths } = published();
    const closed = CALLS.filter(({ route }) => {
      const [method = "", path = ""] = route.split(" ");
      const about = paths[path]?.[method.toLowerCase()]?.["x-github"] as { enabledForGitHubApps?: boolean } | undefined;
      return about !== undefined && about.enabledForGitHubApps !== true;
    });
    assert.deepEqual([...new Set(closed.map(({ route }) => route))], CONTRADICTED);
  });
});

/** Not for Apps by the description, for Apps by GitHub's table of permissions: asked for, and a refusal is a gap. */
const CONTRADICTED = [
  "GET /orgs/{org}/codespaces/secrets",
  "GET /orgs/{org}/codespaces/secrets/{secret_name}/repositories",
];

/** Not a scope: the description of GET /orgs/{org}/installations means admin:org. */
const MISPRINTS: ReadonlySet<string> = new Set(["admin:read"]);

/** Scopes that a description asks of classic tokens: "(classic) need the `admin:org` scope". */
function scopesIn(text: string): string[] {
  const sentence = /(?:OAuth (?:app )?tokens|personal access tokens \(classic\))[^.]*scopes?[^.]*\./gi;
  return [...text.matchAll(sentence)]
    .flatMap(([found]) => [...found.matchAll(/`([a-z_:]+)`/g)].map(([, scope = ""]) => scope))
    .filter((scope) => !MISPRINTS.has(scope));
}
