// The credentials of a controller over real HTTP from a scripted server, and through its bundle.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import { CALLS } from "../../../src/collect/jenkins/calls.js";
import { cleanConfig, readConfig } from "../../../src/collect/jenkins/config-xml.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { AuthError, ProviderError, UsageError } from "../../../src/model/errors.js";
import { MovedClock, type RestServer, serveRest, withEnvironment } from "../rest-server.js";
import { batchesOf, type Gathered, gather, noting, sorted } from "../support.js";

/** No fragment of this may be anywhere after a crawl: an older plugin gave secrets out in its encrypted form. */
const MARKER = "{AQAAABAAAAAQMARKERmarkerMARKER=}";
const STORE = "/credentials/store/system";

const credential = (id: string, typeName: string): object => ({ id, typeName, description: `for ${id}`, fullName: id });

/** The configuration as XStream writes it, declaration of XML 1.1 included. */
const config = (type: string, scope: string): string =>
  `<?xml version='1.1' encoding='UTF-8'?>\n<${type} plugin="x@1">\n <scope>${scope}</scope>\n <id>x</id>\n <description>deploys</description>\n <username>bot</username>\n <password>${MARKER}</password>\n</${type}>`;

function answers(): { [path: string]: unknown } {
  const at = (domain: string, id: string): string => `${STORE}/domain/${domain}/credential/${id}/config.xml`;
  return {
    [`${STORE}/api/json`]: { domains: { _: {}, registry: {} } },
    [`${STORE}/domain/_/api/json?depth=1`]: {
      credentials: [credential("aws-deploy", "AWS Credentials"), credential("agent", "SSH Username with private key")],
    },
    [`${STORE}/domain/registry/api/json?depth=1`]: { credentials: [credential("push", "Username with password")] },
    [at("_", "aws-deploy")]: config("com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl", "GLOBAL"),
    [at("_", "agent")]: config("com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey", "SYSTEM"),
    [at("registry", "push")]: config("io.jenkins.plugins.oidc__provider.IdTokenStringCredentials", "GLOBAL"),
    "/pluginManager/api/json?depth=1": { plugins: [{ shortName: "oidc-provider", active: true }] },
  };
}

async function crawl(server: RestServer, more: CollectOptions & { done?: readonly string[] } = {}): Promise<Gathered> {
  withEnvironment({ NHI_JENKINS_USER: "auditor", NHI_JENKINS_TOKEN: "t-1" });
  const { done, ...options } = more;
  return gather(await batchesOf(await collectorFor(`jenkins:${server.url}`, options), noting(done)));
}

test("ids, kinds and scopes; nothing else of a configuration is kept", async () => {
  const server = await serveRest(answers(), CALLS);
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-jenkins-")), "record");
  const graph = await crawl(server, { record: folder });
  const told = graph.ofType("jenkins.credential").map(({ id, name }) => [name, graph.facts(id)]);
  expect(told).toEqual([
    [
      "aws-deploy",
      {
        credential_scope: "GLOBAL",
        credential_class: "com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl",
        holds_secret: true,
        provider: "aws",
        holds: "access-key",
        id_tokens: true,
      },
    ],
    [
      "agent",
      {
        credential_scope: "SYSTEM",
        credential_class: "com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey",
        holds_secret: true,
        id_tokens: true,
      },
    ],
    [
      "push",
      {
        credential_scope: "GLOBAL",
        credential_class: "io.jenkins.plugins.oidc_provider.IdTokenStringCredentials",
        holds_secret: false,
        id_tokens: true,
      },
    ],
  ]);
  expect(graph.coverage.map(({ state }) => state)).toEqual(["complete", "complete", "complete"]);
  const basic = `Basic ${Buffer.from("auditor:t-1").toString("base64")}`;
  expect(server.asked.every(({ method, headers }) => method === "GET" && headers.authorization === basic)).toBe(true);
  expect(JSON.stringify([graph.nodes, graph.supplements])).not.toMatch(/MARKER|bot/);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  for (const file of files.filter((name) => statSync(name).isFile())) {
    expect(readFileSync(file, "utf8"), file).not.toMatch(/MARKER|<username>/);
  }
  const replayed = gather(await batchesOf(await collectorForBundle(folder)));
  expect([replayed.nodes, replayed.supplements].map(sorted)).toEqual([graph.nodes, graph.supplements].map(sorted));
});

describe("the configuration of a credential", () => {
  test.each([
    ["a page for people", "<html><head></head><body>Sign in</body></html>", { type: "html", scope: undefined }],
    ["half of one", "<a.B><scope>GLOBAL</scope>", undefined],
    ["nothing", "", undefined],
    ["two of them", "<a.B/><a.C/>", undefined],
    ["entities that would grow", '<!DOCTYPE a [<!ENTITY x "y">]><a.B><scope>&x;</scope></a.B>', undefined],
    ["no scope", "<a.B><id>x</id></a.B>", { type: "a.B", scope: undefined }],
    ["a scope that is none", "<a.B><scope>for all &amp; sundry</scope></a.B>", { type: "a.B", scope: undefined }],
  ])("%s", (_, xml, found) => {
    expect(readConfig(xml)?.scope).toBe(found?.scope);
    expect(cleanConfig(cleanConfig(xml))).toBe(cleanConfig(xml));
  });
});

test.each([
  ["/config.xml", "jenkins/server:credential-scopes", "denied"],
  ["/pluginManager", "jenkins/server:plugins", "denied"],
  ["/domain/_/api", "jenkins/server:credentials", "partial"],
])("%s refused: its data set is not complete", async (part, dataSet, state) => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) => (path.includes(part) ? { status: 403, body: "<html>Forbidden</html>" } : undefined);
  const graph = await crawl(server);
  expect(graph.coverageOf(dataSet)).toMatchObject({ state, code: "HTTP 403" });
  expect(graph.coverageOf(dataSet)?.permission).toMatch(/^Overall/);
});

test("a configuration that is none is a gap about its credential, and its scope is not known", async () => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) => (path.includes("/agent/") ? { status: 200, body: "<html><body>Sign" } : undefined);
  const graph = await crawl(server);
  expect(graph.gaps.map(({ subject }) => subject)).toEqual([
    graph.ofType("jenkins.credential").find(({ name }) => name === "agent")?.id,
  ]);
});

test("a limit of a proxy is waited out by the clock, an overload is asked again, a redirect is not followed", async () => {
  const server = await serveRest(answers(), CALLS);
  const times = new Map<string, number>();
  server.script = ({ path }) => {
    const count = (times.get(path) ?? 0) + 1;
    times.set(path, count);
    if (path.includes("/agent/") && count === 1) return { status: 429, headers: { "retry-after": "600" }, body: {} };
    if (path.includes("/push/") && count < 3) return { status: 503, body: "<html>starting</html>" };
    if (path.startsWith("/pluginManager")) return { status: 302, headers: { location: "https://evil.example/" } };
    return undefined;
  };
  const clock = new MovedClock();
  const graph = await crawl(server, { clock });
  // The ten minutes that were asked for, then half a second and a second before what was overloaded is asked again.
  expect(clock.slept).toBe(600_000 + 500 + 1000);
  expect(times.get(`${STORE}/domain/registry/credential/push/config.xml`)).toBe(3);
  expect(graph.state("jenkins/server:credential-scopes")).toBe("complete");
  expect(graph.coverageOf("jenkins/server:plugins")).toMatchObject({ state: "failed", code: "HTTP 302" });
});

test("what an interrupted run has read is not asked again", async () => {
  const server = await serveRest(answers(), CALLS);
  await crawl(server, { done: [`jenkins:${server.host} jenkins/server:credential-scopes`] });
  expect(server.asked.filter(({ path }) => path.includes("config.xml"))).toEqual([]);
  expect(server.asked.some(({ path }) => path.startsWith("/pluginManager"))).toBe(true);
});

test("what is wrong with the source or the sign-in is said in words", async () => {
  await expect(collectorFor("jenkins")).rejects.toThrow(/name the controller/);
  await expect(collectorFor("jenkins:http://ci.example.com")).rejects.toThrow(UsageError);
  await expect(collectorFor("jenkins:https://a:b@ci.example.com")).rejects.toThrow(/user name or password/);
  const server = await serveRest(answers(), CALLS);
  const ask = () => whoAmI(`jenkins:${server.url}`);
  withEnvironment({
    NHI_JENKINS_USER: undefined,
    NHI_JENKINS_TOKEN: undefined,
    JENKINS_USER_ID: "ada",
    JENKINS_API_TOKEN: undefined,
  });
  await expect(ask()).rejects.toThrow(/set JENKINS_USER_ID and JENKINS_API_TOKEN/);
  withEnvironment({ JENKINS_API_TOKEN: "t" });
  await expect(ask()).resolves.toMatchObject({ message: `user ada at ${server.host}` });
  for (const [status, error, words] of [
    [401, AuthError, /not accepted/],
    [403, AuthError, /lacks Overall\/Read and Credentials\/View/],
    [404, ProviderError, /no Jenkins/],
    [500, ProviderError, /HTTP 500/],
  ] as const) {
    server.script = () => ({ status, body: "<html>" });
    await expect(ask()).rejects.toThrow(error);
    await expect(ask()).rejects.toThrow(words);
  }
});
