// nhi doctor for Google Cloud and Workspace: who it is, what the sign-in lacks, what that costs, and what is said without one.
import { afterEach, expect, test } from "vitest";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { requiredDataSets } from "../../src/model/rule.js";
import { organization, PROJECT } from "../collect/gcp/estate.js";
import { DENIED, fromTable, GoogleServer } from "../collect/gcp/server.js";
import { DOMAIN, domain, SCOPE } from "../collect/workspace/domain.js";
import { FORBIDDEN, serve } from "../collect/workspace/support.js";
import { freshFolder, nhi, type Outcome } from "./nhi.js";

const TOKEN = "ya29.EXAMPLEthatIsNoToken";
const { rules } = await loadCatalog();
const costOf = (...dataSets: readonly string[]) =>
  rules.filter((rule) => requiredDataSets(rule).some((one) => dataSets.includes(one))).map(({ id }) => id);
const toLine = (text: string) => text.replaceAll(/\s+/g, " ");
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** What doctor says of the project, whose sign-in has every permission but these. */
async function ofProject(...missing: readonly string[]): Promise<Outcome> {
  const server = new GoogleServer(fromTable(organization()));
  server.script = ({ path, body }) => {
    if (!path.endsWith(":testIamPermissions")) return undefined;
    const { permissions } = JSON.parse(body) as { permissions: string[] };
    return { status: 200, body: { permissions: permissions.filter((one) => !missing.includes(one)) } };
  };
  await server.start();
  ends.push(() => server.stop());
  const env = { NHI_GOOGLE_API_URL: server.url, NHI_GOOGLE_ACCESS_TOKEN: TOKEN };
  return nhi(["doctor", `gcp:${PROJECT}`], freshFolder(), env);
}

test("a project: who it is, what is missing, which role has it and what that costs; nothing where all is there", async () => {
  const { code, stdout, stderr } = await ofProject("secretmanager.secrets.list");
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`^ok {5}gcp:${PROJECT} {2}NHI_GOOGLE_ACCESS_TOKEN at .*: project ${PROJECT}$`, "m"),
  );
  const cost = costOf("gcp/secretmanager:secrets");
  expect(cost.length).toBeGreaterThan(0);
  expect(toLine(stdout)).toContain(
    `lacks secretmanager.secrets.list (roles/secretmanager.viewer has it), for gcp/secretmanager:secrets costs ${cost.length} rule`,
  );
  expect(toLine(stdout)).toContain(cost.join(", "));
  expect(stdout + stderr).not.toContain(TOKEN);
  expect((await ofProject()).stdout).not.toContain("lacks");
});

test("a project that the sign-in may not see: what it takes, exit 3, no stack", async () => {
  const server = new GoogleServer(() => DENIED);
  await server.start();
  ends.push(() => server.stop());
  const env = { NHI_GOOGLE_API_URL: server.url, NHI_GOOGLE_ACCESS_TOKEN: TOKEN };
  const { code, stdout, stderr } = await nhi(["doctor", `gcp:${PROJECT}`], freshFolder(), env);
  expect(code).toBe(3);
  expect(toLine(stdout)).toContain(`FAILS gcp:${PROJECT} gcp:${PROJECT}: no such place, or the sign-in`);
  expect(stdout + stderr).not.toMatch(/\n\s+at |internal error/);
});

/** What doctor says of the customer when these paths are refused. */
async function ofCustomer(isRefused: (key: string) => boolean): Promise<Outcome> {
  const server = await serve(domain(), (key) => (isRefused(key) ? FORBIDDEN : undefined));
  const env = { NHI_GOOGLE_API_URL: server.url, NHI_WORKSPACE_ACCESS_TOKEN: TOKEN };
  return nhi(["doctor", `workspace:${DOMAIN}`], freshFolder(), env);
}

test("a customer: who it is, which privilege is missing and what that costs; nothing where all is there", async () => {
  const { code, stdout, stderr } = await ofCustomer((key) => /\/(?:tokens|asps)$/.test(key));
  expect(code, stderr).toBe(0);
  expect(toLine(stdout)).toContain(`customer ${SCOPE.split(":")[1]} (${DOMAIN})`);
  const cost = costOf("workspace/admin:tokens", "workspace/admin:app-passwords", "workspace/admin:suspended-access");
  expect(toLine(stdout)).toContain(
    "lacks privilege Users > User Security Management (and scope admin.directory.user.security)",
  );
  expect(toLine(stdout)).toContain(`costs ${cost.length} rules: ${cost.sort().join(", ")}`);
  expect(stdout.match(/^ +lacks /gm)).toHaveLength(1);
  // what is asked about a group is asked of one that has a role
  expect((await ofCustomer((key) => key.startsWith("directory/v1/groups/"))).stdout).toContain(
    "lacks privilege Groups > Read",
  );
  expect((await ofCustomer(() => false)).stdout).not.toContain("lacks");
});

test.each([`gcp:${PROJECT}`, `workspace:${DOMAIN}`])(
  "%s without any sign-in: what to do, and the exit code",
  async (source) => {
    // nobody listens there: the tests' own machine may be one of Google's
    const env = { NHI_GOOGLE_API_URL: "http://127.0.0.1:9", METADATA_SERVER_DETECTION: "none", NO_GCE_CHECK: "true" };
    const { code, stdout, stderr } = await nhi(["doctor", source], freshFolder(), env);
    expect(code).toBe(3);
    expect(toLine(stdout)).toMatch(/FAILS .*(?:gcloud auth application-default login|NHI_GOOGLE_ACCESS_TOKEN)/);
    expect(stdout + stderr).not.toMatch(/\n\s+at |internal error/);
    const scan = await nhi(["scan", source, "--db", ":memory:"], freshFolder(), env);
    expect(scan.code).toBe(3);
    expect(scan.stderr).not.toMatch(/\n\s+at |internal error/);
  },
);
