// What each kind of sign-in reads when it is given what nhi asks for, from a server that holds every request against GitHub's
// own tables of permissions; and that what it may not read is a gap with the permission that would open it.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { appPermissions } from "../../../src/collect/github/permissions.js";
import { FILES, organization } from "../../collect/github/organization.js";
import { APPS_ONLY, byRoute, GITHUB } from "../../collect/github/permission-table.js";
import type { Script } from "../../collect/github/server.js";
import { routeOf } from "./description.js";
import { coverageIn } from "./scene.js";
import { type Scripted, startScripted } from "./scripted.js";

const FINE = "github_pat_11EXAMPLE0fineGrainedTokenOfTheTest";
const INSTALLATION = "ghs_EXAMPLEinstallationTokenOfTheTest000000";
const FOR_TOKENS = new Map(byRoute(GITHUB));
const FOR_APPS = new Map([...byRoute(GITHUB), ...byRoute(APPS_ONLY)]);
/** What GraphQL shows takes these; a server that has them not is asked by REST. */
const FOR_GRAPHQL = ["metadata:read", "contents:read", "administration:read"];

type Granted = ReadonlySet<string>;

/** Refuses what these permissions do not open, as GitHub does and says; routes of no table are everyone's. */
function holding(granted: Granted, table: ReadonlyMap<string, string>): Script {
  const refused = (message: string, needed?: string) => ({
    status: 403,
    ...(needed === undefined ? {} : { headers: { "x-accepted-github-permissions": needed.replace(":", "=") } }),
    body: { message },
  });
  return ({ method, url }) => {
    if (url === "/graphql") return FOR_GRAPHQL.every((one) => granted.has(one)) ? undefined : refused("Forbidden");
    const route = routeOf(method, new URL(url, "http://x").pathname) ?? url;
    if (!FOR_APPS.has(route)) return undefined;
    const needed = table.get(route);
    if (needed === undefined) return refused("This endpoint is only accessible to GitHub Apps");
    return granted.has(needed) ? undefined : refused("Resource not accessible by personal access token", needed);
  };
}

describe("what a sign-in reads of an organisation", { timeout: 300_000 }, () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  let stage: Scripted;
  before(async () => {
    stage = await startScripted("github-rights", organization(), FILES);
  });
  after(() => stage?.stop());

  /** Data sets that are not complete, each with the permission that would open it. */
  async function gaps(name: string, env: NodeJS.ProcessEnv, code = 0): Promise<Map<string, string | undefined>> {
    const { status, stderr } = await stage.scan(name, { env });
    assert.equal(status, code, stderr);
    assert.equal(/little was read of github:octo-org/.test(stderr), code === 3, stderr);
    const coverage = [...coverageIn(stage.file(`${name}.json`))];
    assert.equal(coverage.length, 41, "every data set says how much of it was read");
    const open = coverage.filter(([, { state }]) => state !== "complete");
    const other = open.filter(([, { state }]) => state !== "denied" && state !== "partial");
    assert.deepEqual(other, [], "a refusal is never a failure, and never an empty list");
    return new Map(open.map(([dataSet, { permission }]) => [dataSet, permission?.split(" ")[0]]));
  }

  /** All of it reads only, so the two that take a permission to write are left out. */
  const WRITING: readonly (readonly [string, string])[] = [
    ["github/org:rulesets", "organization_administration:write"],
    ["github/repo:codespaces-secrets", "codespaces_secrets:write"],
  ];
  const asked = Object.keys(appPermissions()).map((name) => `${name}:read`);

  it("a fine-grained token with all that nhi asks for: everything but what Apps alone are shown, and what takes writing", async () => {
    stage.server.script = holding(new Set(asked), FOR_TOKENS);
    assert.deepEqual(
      await gaps("fine", { NHI_GITHUB_TOKEN: FINE }),
      new Map([
        ["github/org:personal-access-tokens", "organization_personal_access_tokens:read"],
        ["github/org:personal-access-token-requests", "organization_personal_access_token_requests:read"],
        ...WRITING,
      ]),
    );
  });

  /** The App's own two requests, then as a token. */
  function asApp(granted: Granted): Script {
    const held = holding(granted, FOR_APPS);
    const permissions = Object.fromEntries([...granted].map((one) => one.split(":") as [string, string]));
    return (request, server) => {
      if (request.url === "/orgs/octo-org/installation") return { status: 200, body: { id: 99, permissions } };
      if (request.method === "POST" && request.url === "/app/installations/99/access_tokens") {
        const expires = new Date(Date.now() + 3_600_000).toISOString();
        return { status: 201, body: { token: INSTALLATION, expires_at: expires, permissions } };
      }
      if (request.headers.authorization !== `token ${INSTALLATION}`) return { status: 401, body: { message: "Bad" } };
      return held(request, server);
    };
  }

  it("a GitHub App with all that nhi asks for: everything but what takes writing", async () => {
    stage.server.script = asApp(new Set(asked));
    const env = { NHI_GITHUB_APP_ID: "4711", NHI_GITHUB_APP_PRIVATE_KEY: pem };
    assert.deepEqual(await gaps("app", env), new Map(WRITING));
  });

  it("a GitHub App of an organisation that gave it little: each gap names its permission, and nothing is taken for empty", async () => {
    stage.server.script = asApp(new Set(["metadata:read", "contents:read", "members:read"]));
    const env = { NHI_GITHUB_APP_ID: "4711", NHI_GITHUB_APP_PRIVATE_KEY: pem };
    const open = await gaps("little", env, 3);
    const readable = [...coverageIn(stage.file("little.json")).keys()].filter((dataSet) => !open.has(dataSet));
    assert.deepEqual(readable, READABLE_WITH_LITTLE);
    const known = new Set(FOR_APPS.values());
    assert.deepEqual(
      [...open].filter(([, permission]) => permission === undefined || !known.has(permission)),
      // what an enterprise hands on of its log is shown to classic tokens alone
      [["github/org:audit-log-streams", "scope"]],
    );
  });
});

/** What metadata, contents and members open, by GitHub's tables; the account itself anyone may read. */
const READABLE_WITH_LITTLE: readonly string[] = [
  "github/org:members",
  "github/org:owner",
  "github/org:repositories",
  "github/org:teams",
  "github/repo:agents",
  "github/repo:called-workflows",
  "github/repo:collaborators",
  "github/repo:files",
  "github/repo:rulesets",
];
