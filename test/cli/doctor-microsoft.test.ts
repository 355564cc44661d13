// nhi doctor for Entra and Azure: who it is by each way to sign in, what the sign-in lacks, what that costs, and what is said
// without one. The servers of Microsoft stand on loopback; the sign-in is Microsoft's own library.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { CALLS } from "../../src/collect/entra/calls.js";
import { requiredDataSets } from "../../src/model/rule.js";
import { estate, SUB } from "../collect/azure/estate.js";
import { ArmServer } from "../collect/azure/server.js";
import { GraphServer } from "../collect/entra/server.js";
import { TENANT, tenant } from "../collect/entra/tenant.js";
import { authority, azureCli, CLIENT, type Endpoint, jwt, managedIdentity } from "./microsoft-sign-in.js";
import { freshFolder, nhi, type Outcome } from "./nhi.js";

const { rules } = await loadCatalog();
const costOf = (...dataSets: readonly string[]) =>
  rules.filter((rule) => requiredDataSets(rule).some((one) => dataSets.includes(one))).map(({ id }) => id);
const ROLES = [...new Set(CALLS.map(({ permission }) => permission))];
const toLine = (text: string) => text.replaceAll(/\s+/g, " ");
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function kept<T extends { stop(): Promise<unknown> }>(made: T | Promise<T>): Promise<T> {
  const one = await made;
  ends.push(() => one.stop());
  return one;
}

async function graph(): Promise<GraphServer> {
  const server = await kept(new GraphServer(tenant()));
  await server.start();
  return server;
}

/** What doctor says of the tenant by a way to sign in. */
async function ofTenant({ env }: Pick<Endpoint, "env">): Promise<Outcome> {
  const server = await graph();
  return nhi(["doctor", `entra:${TENANT}`], freshFolder(), { NHI_GRAPH_URL: server.url, ...env });
}

const OCTO = "tenant Octo (octo.example)";

describe("a tenant", () => {
  test("a managed identity: what its token lacks and what that costs; nothing where all is there", async () => {
    const missing = "DelegatedPermissionGrant.Read.All";
    const identity = await kept(managedIdentity(jwt({ roles: ROLES.filter((role) => role !== missing) })));
    const { code, stdout, stderr } = await ofTenant(identity);
    expect(code, stderr).toBe(0);
    expect(toLine(stdout)).toContain(OCTO);
    const cost = costOf("entra/graph:delegated-grants");
    expect(cost.length).toBeGreaterThan(0);
    expect(toLine(stdout)).toContain(`lacks ${missing}`);
    expect(toLine(stdout)).toContain(`costs ${cost.length} rule`);
    for (const rule of cost) expect(stdout).toContain(rule);
    expect(identity.asked[0]).toBe("https://graph.microsoft.com");
    expect(stdout + stderr).not.toContain("EXAMPLE");
    const whole = await kept(managedIdentity(jwt({ roles: ROLES })));
    expect((await ofTenant(whole)).stdout).not.toContain("lacks");
  });

  test("the Azure CLI that is signed in there", async () => {
    const cli = azureCli(jwt({ scp: ROLES.join(" ") }));
    const { code, stdout, stderr } = await ofTenant(cli);
    expect(code, stderr).toBe(0);
    expect(toLine(stdout)).toContain(OCTO);
    expect(cli.called()).toMatch(/^account get-access-token .*--resource https:\/\/graph\.microsoft\.com/);
    expect(cli.called()).toContain(`--tenant ${TENANT}`);
  });

  test("a certificate proves the application, another one does not", async () => {
    const [place, other] = [await kept(authority(TENANT, jwt({ roles: ROLES }))), await kept(authority(TENANT, "x"))];
    const { code, stdout, stderr } = await ofTenant({
      env: { ...place.env, AZURE_CLIENT_CERTIFICATE_PATH: place.certificate },
    });
    expect(code, stdout + stderr).toBe(0);
    expect(toLine(stdout)).toContain(OCTO);
    expect(place.asked).toEqual([`signed ${CLIENT} https://graph.microsoft.com/.default`]);
    const wrong = await ofTenant({ env: { ...place.env, AZURE_CLIENT_CERTIFICATE_PATH: other.certificate } });
    expect(wrong.code).toBe(3);
    expect(toLine(wrong.stdout)).toContain("AADSTS700027");
    expect(wrong.stdout + wrong.stderr).not.toMatch(/\n\s+at |internal error|PRIVATE KEY/);
  });

  test("a token of another issuer in a file, as pods and pipelines have one", async () => {
    const [right, wrong] = [jwt({ sub: "system:serviceaccount:a:b" }), jwt({ sub: "system:serviceaccount:c:d" })];
    const place = await kept(authority(TENANT, jwt({ roles: ROLES }), right));
    const file = join(freshFolder(), "token");
    const env = { ...place.env, AZURE_FEDERATED_TOKEN_FILE: file };
    writeFileSync(file, right);
    const { code, stdout, stderr } = await ofTenant({ env });
    expect(code, stdout + stderr).toBe(0);
    expect(toLine(stdout)).toContain(OCTO);
    expect(place.asked).toEqual([`federated ${CLIENT} https://graph.microsoft.com/.default`]);
    writeFileSync(file, wrong);
    const refused = await ofTenant({ env });
    expect(refused.code).toBe(3);
    expect(refused.stdout + refused.stderr).not.toContain(wrong);
  });
});

test("a subscription: which operation is missing and what that costs; nothing where all is there", async () => {
  const SECRETS = "Microsoft.KeyVault/vaults/secrets/read";
  const of = async (notActions: readonly string[]): Promise<Outcome> => {
    const permissions = [{ actions: ["*/read"], notActions }];
    const answers = { [`/subscriptions/${SUB}/providers/Microsoft.Authorization/permissions`]: permissions };
    const server = await kept(new ArmServer({ ...estate(), ...answers }));
    await server.start();
    const identity = await kept(managedIdentity(jwt({})));
    const env = { NHI_AZURE_MANAGER_URL: server.url, ...identity.env };
    return nhi(["doctor", `azure:${SUB}`], freshFolder(), env);
  };
  const { code, stdout, stderr } = await of([SECRETS]);
  expect(code, stderr).toBe(0);
  expect(toLine(stdout)).toContain(`lacks ${SECRETS}`);
  const cost = costOf("azure/keyvault:secrets");
  expect(cost.length).toBeGreaterThan(0);
  for (const rule of cost) expect(stdout).toContain(rule);
  expect((await of([])).stdout).not.toContain("lacks");
});

test.each([`entra:${TENANT}`, `azure:${SUB}`])(
  "%s without any sign-in: what to do, and the exit code",
  async (source) => {
    // nobody listens there
    const env = { AZURE_TOKEN_CREDENTIALS: "AzureCliCredential", PATH: freshFolder() };
    const { code, stdout, stderr } = await nhi(["doctor", source], freshFolder(), env);
    expect(code).toBe(3);
    expect(toLine(stdout)).toMatch(/FAILS .*no sign-in: .*AZURE_CLIENT_SECRET .*az login/);
    expect(stdout + stderr).not.toMatch(/\n\s+at |internal error/);
  },
);
