// Every request to the scripted servers of GitLab, Kubernetes, CircleCI, Jenkins, OpenAI and Anthropic is held against the list of calls at the end
// of each test; here is that this catches what is not in the list. Providers with end-to-end tests are held there.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CALLS as ANTHROPIC } from "../../src/collect/anthropic/calls.js";
import { CALLS as CIRCLECI } from "../../src/collect/circleci/calls.js";
import { CALLS as GITLAB } from "../../src/collect/gitlab/calls.js";
import { PROVIDERS } from "../../src/collect/index.js";
import { CALLS as JENKINS } from "../../src/collect/jenkins/calls.js";
import { CALLS as KUBERNETES } from "../../src/collect/kubernetes/calls.js";
import { CALLS as OPENAI } from "../../src/collect/openai/calls.js";
import { outside } from "./declared-calls.js";
import { RestServer } from "./rest-server.js";

/** Where the requests of a provider are recorded and compared; undefined: it reads files, and asks nobody. */
const HELD: { readonly [provider: string]: string | undefined } = {
  aws: "test/e2e/aws/estate.e2e.ts",
  entra: "test/e2e/entra/contract.e2e.ts",
  azure: "test/e2e/azure/contract.e2e.ts",
  github: "test/e2e/github/contract.e2e.ts",
  gcp: "test/e2e/gcp/contract.e2e.ts",
  workspace: "test/e2e/gcp/workspace.e2e.ts",
  gitlab: "test/collect/gitlab/support.ts",
  circleci: "test/collect/circleci/live.test.ts",
  jenkins: "test/collect/jenkins/live.test.ts",
  kubernetes: "test/collect/kubernetes/live.test.ts",
  openai: "test/collect/openai/live.test.ts",
  anthropic: "test/collect/anthropic/live.test.ts",
  spire: undefined,
  agents: undefined,
  repo: undefined,
};

test("every provider is held, or asks nobody", () => {
  expect(Object.keys(HELD).sort()).toEqual(Object.keys(PROVIDERS).sort());
  for (const [provider, file] of Object.entries(HELD)) {
    if (file === undefined) continue;
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, "utf8"), provider).toMatch(
      /\b(?:outside|unlisted)\(|const unknown = server\.asked|serveRest\(.*, CALLS\)/,
    );
  }
});

test.each([
  ["gitlab", GITLAB, "projects/101/variables", "projects/101/variables/KEY"],
  ["kubernetes", KUBERNETES, "/api/v1/serviceaccounts?limit=500", "/api/v1/namespaces/shop/secrets/db"],
  ["circleci", CIRCLECI, "/api/v2/context?owner-slug=gh/acme", "/api/v2/project/gh/acme/site/envvar"],
  ["openai", OPENAI, "/v1/organization/projects/p1/api_keys?limit=100", "/v1/files"],
  ["anthropic", ANTHROPIC, "/v1/organizations/api_keys?limit=100", "/v1/messages"],
  ["jenkins", JENKINS, "/pluginManager/api/json?depth=1", "/script"],
])("%s: a call that is not in the list, and one that writes, are caught", (_, calls, known, unknown) => {
  expect(calls.length).toBeGreaterThan(2);
  expect(outside([{ method: "GET", path: known }], calls)).toEqual([]);
  const [path = ""] = known.split("?");
  const bare = path.startsWith("/") ? path : `/${path}`;
  const writes = ["POST", "PUT", "PATCH", "DELETE"].map((method) => ({ method, path: known }));
  expect(outside(writes, calls)).toEqual(writes.map(({ method }) => `${method} ${bare}`));
  const other = unknown.startsWith("/") ? unknown : `/${unknown}`;
  expect(outside([{ method: "GET", path: unknown }], calls)).toEqual([`GET ${other}`]);
  // A list that declares a writing call makes it no reading one.
  expect(outside([{ method: "POST", path: "/x" }], [{ route: "POST /x" }])).toEqual(["POST /x"]);
});

test("a server keeps what really came in", async () => {
  const server = new RestServer({ "/api/v2/me/collaborations": [] });
  await server.start();
  try {
    await fetch(`${server.url}/api/v2/me/collaborations`);
    await fetch(`${server.url}/api/v2/context`, { method: "POST", body: "{}" });
    await fetch(`${server.url}/api/v2/workflow/w1`);
    expect(outside(server.asked, CIRCLECI)).toEqual(["POST /api/v2/context", "GET /api/v2/workflow/w1"]);
  } finally {
    await server.stop();
  }
});
