// Every way to sign in, against a server that looks at what it is given, and every kind of host.
import assert from "node:assert/strict";
import { createVerify, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { addressesOf } from "../../../src/collect/github/addresses.js";
import { organization } from "../../collect/github/organization.js";
import type { Script } from "../../collect/github/server.js";
import { coverageIn } from "./scene.js";
import { type Scripted, startScripted } from "./scripted.js";

const CLASSIC = "ghp_classicTokenOfTheTest00000000000000";
const FINE = "github_pat_11AAAAAAA0fineGrainedTokenOfTheTest";
const INSTALLATION = "ghs_installationTokenOfTheTest0000000000";

describe("signing in to GitHub", { timeout: 300_000 }, () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  let stage: Scripted;
  before(async () => {
    stage = await startScripted("github-sign-in", organization());
  });
  after(() => stage?.stop());
  beforeEach(() => {
    stage.server.asked.length = 0;
  });

  /** Lets requests with one of these tokens through, with the headers that GitHub adds. */
  function accepting(
    token: string,
    headers: { readonly [name: string]: string },
    next: Script = () => undefined,
  ): Script {
    return (asked, server) => {
      if (asked.headers.authorization !== `token ${token}`)
        return { status: 401, body: { message: "Bad credentials" } };
      return next(asked, server) ?? server.withHeaders(asked, headers);
    };
  }

  const tokens = (): Set<string | undefined> => new Set(stage.server.asked.map(({ headers }) => headers.authorization));

  it("with a classic token: everything but what GitHub shows to Apps only", async () => {
    const appOnly: Script = ({ url }) =>
      /personal-access-token/.test(url) ? { status: 403, body: { message: "Resource not accessible" } } : undefined;
    stage.server.script = accepting(CLASSIC, { "x-oauth-scopes": "repo, admin:org" }, appOnly);
    const { status, stderr } = await stage.scan("classic", { env: { NHI_GITHUB_TOKEN: CLASSIC } });
    assert.equal(status, 0, stderr);
    assert.deepEqual(tokens(), new Set([`token ${CLASSIC}`]));
    const coverage = coverageIn(stage.file("classic.json"));
    const open = [...coverage].filter(([, { state }]) => state !== "complete");
    assert.deepEqual(
      open.map(([dataSet, { permission }]) => [dataSet, permission]),
      [
        [
          "github/org:personal-access-token-requests",
          "organization_personal_access_token_requests:read of a GitHub App",
        ],
        ["github/org:personal-access-tokens", "organization_personal_access_tokens:read of a GitHub App"],
      ],
    );
  });

  it("with a fine-grained token that lacks a permission: a gap that names it", async () => {
    const hidden: Script = ({ url }) =>
      /\/orgs\/octo-org\/hooks/.test(url)
        ? {
            status: 403,
            headers: { "x-accepted-github-permissions": "organization_hooks=read" },
            body: { message: "Resource not accessible by personal access token" },
          }
        : undefined;
    stage.server.script = accepting(FINE, {}, hidden);
    const { status, stderr } = await stage.scan("fine", { env: { NHI_GITHUB_TOKEN: FINE } });
    assert.equal(status, 0, stderr);
    const of = coverageIn(stage.file("fine.json")).get("github/org:hooks");
    assert.equal(of?.state, "denied");
    assert.match(of?.permission ?? "", /^organization_hooks:read/);
    assert.match(of?.message ?? "", /GitHub accepts organization_hooks=read/);
  });

  /** An App as GitHub checks it: a JWT signed with its key, a token that was asked for with reading rights only. */
  const asApp: Script = (asked, server) => {
    const { url, headers, method, body } = asked;
    if (/\/(?:orgs|users)\/octo-org\/installation$/.test(url) || url.includes("/access_tokens")) {
      const [head = "", claims = "", signature = ""] = (headers.authorization ?? "")
        .replace(/^bearer /i, "")
        .split(".");
      const isSigned = createVerify("RSA-SHA256").update(`${head}.${claims}`).verify(publicKey, signature, "base64url");
      const { iss } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { iss: unknown };
      if (!isSigned || String(iss) !== "4711") return { status: 401, body: { message: "Bad JWT" } };
      if (method === "GET") {
        return {
          status: 200,
          body: { id: 99, permissions: { metadata: "read", organization_hooks: "write", secrets: "read" } },
        };
      }
      const { permissions } = JSON.parse(body) as { permissions: { [name: string]: string } };
      assert.deepEqual(permissions, { metadata: "read", organization_hooks: "read", secrets: "read" });
      const expires = new Date(Date.now() + 3_600_000).toISOString();
      return { status: 201, body: { token: INSTALLATION, expires_at: expires, permissions } };
    }
    if (headers.authorization !== `token ${INSTALLATION}`) return { status: 401, body: { message: "Bad credentials" } };
    return server.withHeaders(asked, {});
  };

  it("as a GitHub App: JWT, then a token of the installation narrowed to reading; the key is kept nowhere", async () => {
    stage.server.script = asApp;
    const env = { NHI_GITHUB_APP_ID: "4711", NHI_GITHUB_APP_PRIVATE_KEY: pem };
    const { status, stderr, stdout } = await stage.scan("app", { env });
    assert.equal(status, 0, stderr);
    const posts = stage.server.asked.filter(({ method, url }) => method === "POST" && url !== "/graphql");
    assert.deepEqual(
      posts.map(({ url }) => url),
      ["/app/installations/99/access_tokens"],
    );
    const written = [
      stdout,
      stderr,
      readFileSync(stage.file("app.db")).toString("latin1"),
      readFileSync(stage.file("app.json"), "utf8"),
    ];
    const body = pem.split("\n")[2] ?? "";
    assert.ok(body.length > 40);
    assert.deepEqual(
      written.filter((text) => text.includes(body) || text.includes(INSTALLATION)),
      [],
    );
  });

  it("as a GitHub App with another key: refused, in words", async () => {
    stage.server.script = asApp;
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs1",
      format: "pem",
    });
    const { status, stderr } = await stage.scan("wrong", {
      env: { NHI_GITHUB_APP_ID: "4711", NHI_GITHUB_APP_PRIVATE_KEY: other.toString() },
    });
    assert.equal(status, 3, stderr);
    assert.match(stderr, /GitHub does not take the key of app 4711/);
    assert.doesNotMatch(stderr, /internal error/);
    assert.equal(
      stage.server.asked.every(({ headers }) => headers.authorization?.startsWith("bearer ") === true),
      true,
    );
  });

  /** What nhi doctor says that a sign-in lacks. */
  async function lacking(env: NodeJS.ProcessEnv): Promise<string[]> {
    const args = [
      "doctor",
      "github:octo-org",
      "--github-url",
      stage.server.url,
      "--format",
      "json",
      "--db",
      ":memory:",
    ];
    const { status, stdout, stderr } = await stage.run(args, { env });
    assert.equal(status, 0, stderr);
    const { sources } = JSON.parse(stdout) as { sources: { lacks: { what: string; dataSets: string[] }[] }[] };
    return sources.flatMap(({ lacks }) => lacks).map(({ what, dataSets }) => `${what} (${dataSets.length})`);
  }

  it("nhi doctor says what the present token or App lacks, before anything is read", async () => {
    stage.server.script = accepting(CLASSIC, { "x-oauth-scopes": "repo, read:org" });
    const some = await lacking({ NHI_GITHUB_TOKEN: CLASSIC });
    assert.deepEqual(
      some.map((line) => line.replace(/ \(\d+\)/, "")),
      ["a GitHub App in place of the token", "scope admin:org", "scope admin:org_hook", "scope read:audit_log"],
    );
    stage.server.script = accepting(CLASSIC, { "x-oauth-scopes": "repo, admin:org, admin:org_hook, read:audit_log" });
    assert.deepEqual(await lacking({ NHI_GITHUB_TOKEN: CLASSIC }), ["a GitHub App in place of the token (2)"]);
    stage.server.script = asApp;
    const app = await lacking({ NHI_GITHUB_APP_ID: "4711", NHI_GITHUB_APP_PRIVATE_KEY: pem });
    assert.ok(app.includes("members:read (4)"), app.join());
    assert.ok(!app.some((line) => line.startsWith("organization_hooks")), app.join());
  });

  it("on an own server and a host with data residency: the addresses that GitHub documents, https only", () => {
    const of = (url: string) => addressesOf(url, {});
    const own = { api: "https://github.example.com/api/v3", graphql: "https://github.example.com/api/graphql" };
    assert.deepEqual(of("https://github.example.com/api/v3"), { ...own, host: "github.example.com" });
    assert.deepEqual(of("https://github.example.com"), { ...own, host: "github.example.com" });
    const tenant = {
      api: "https://api.acme.ghe.com",
      graphql: "https://api.acme.ghe.com/graphql",
      host: "acme.ghe.com",
    };
    assert.deepEqual(of("https://api.acme.ghe.com"), tenant);
    assert.deepEqual(of("https://acme.ghe.com"), tenant);
    assert.throws(() => of("http://github.example.com/api/v3"), /only sent over https/);
  });

  it("at /api/v3 of an own server: every request goes there, with its own token", async () => {
    stage.server.script = accepting(CLASSIC, {});
    const env = { GH_ENTERPRISE_TOKEN: CLASSIC, GH_TOKEN: "ghp_ofGithubComAlone000000000000000000000" };
    const { status, stderr } = await stage.scan("own", { env });
    assert.equal(status, 0, stderr);
    assert.deepEqual(tokens(), new Set([`token ${CLASSIC}`]));
  });
});
