// Questions about Azure as people ask them, of the small company: names in place of ids, and what is said when they name nothing.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answererFor } from "../../src/app/answerer.js";
import { openEstate } from "../../src/app/estate.js";
import { resolveSettings, type Settings } from "../../src/app/settings.js";
import { UsageError } from "../../src/model/errors.js";
import type { Store } from "../../src/store/index.js";
import { silent } from "../truth/silent.js";

const NOW = new Date("2026-11-01T00:00:00Z");
const TENANT = "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70";
const PRODUCTION = "/subscriptions/b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31";
const DEPLOY = `${TENANT}/5d0c1f7e-2a44-4c0b-9d7e-8b3a6f1c2e01`;
const TILL_API = `${TENANT}/5d0c1f7e-2a44-4c0b-9d7e-8b3a6f1c2e07`;
const GRACE = `${TENANT}/ce7cb47b-ca74-4b88-9a73-aaeeb6ffdc97`;
const LIST_KEYS = "Microsoft.Storage/storageAccounts/listKeys/action";
const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

let store: Store;
let settings: Settings;

beforeAll(async () => {
  settings = await resolveSettings({ bundle: ["fixtures/acme"], db: ":memory:" }, [], {}, "fixtures");
  ({ store } = await openEstate(settings, silent()));
});
afterAll(() => store.close());

async function can(principal: string, action: string, resource: string | undefined, context = {}) {
  return (await answererFor(action, store, settings, NOW)).can({ principal, action, resource, context });
}

describe("nhi can", () => {
  test.each<[string, string, string, string]>([
    ["store-deploy", LIST_KEYS, "acmestoreorders", "allowed"],
    ["store-release", LIST_KEYS, "acmestoreorders", "implicit-deny"],
    ["store-release", "Microsoft.Web/sites/write", "store-catalogue", "allowed"],
    ["5d0c1f7e-2a44-4c0b-9d7e-8b3a6f1c2e02", "Microsoft.Web/sites/write", "acme-store-dev", "implicit-deny"],
    ["till-preview", "Microsoft.Web/sites/read", "store-catalogue", "allowed"],
    ["till-api", GET_SECRET, "payment-password", "allowed"],
    ["store-deploy", GET_SECRET, "payment-password", "implicit-deny"],
    ["store-deploy", "Microsoft.KeyVault/vaults/secrets/read", "payment-password", "allowed"],
    ["grace@acme.example", LIST_KEYS, "acmestoreorders", "allowed"],
    ["hugo@acme.example", LIST_KEYS, "acmestoreorders", "implicit-deny"],
  ])("%s %s %s: %s", async (principal, action, resource, verdict) => {
    expect((await can(principal, action, resource)).verdict).toBe(verdict);
  });

  test("says which role where, and which assignment", async () => {
    const { lines, record } = await can(DEPLOY, LIST_KEYS, "acmestoreorders");
    expect(lines[0]).toBe("allowed  by the role Owner on /subscriptions/b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31");
    expect(lines[1]).toMatch(
      /^ {2}assigned by \/subscriptions\/b1d2c7a4.*\/roleassignments\/7e000000-0000-4000-8000-000000000002$/,
    );
    expect(record).toMatchObject({ principal: DEPLOY, verdict: "allowed", open_keys: [], assumptions: [] });
  });

  test("a management group and the root are places, too", async () => {
    const write = "Microsoft.Authorization/roleAssignments/write";
    expect((await can(GRACE, write, "Tenant Root Group")).verdict).toBe("allowed");
    expect((await can(GRACE, write, "/")).verdict).toBe("implicit-deny");
  });

  test.each<[string, string, string | undefined, object, RegExp]>([
    ["nobody", LIST_KEYS, "acmestoreorders", {}, /"nobody" is no principal of Entra that was read/],
    ["store-deploy", LIST_KEYS, "nothing", {}, /"nothing" is no resource of Azure that was read/],
    ["store-deploy", LIST_KEYS, undefined, {}, /say where/],
    ["store-deploy", LIST_KEYS, "acmestoreorders", { plan: ["data"] }, /plane=control/],
    ["store-deploy", LIST_KEYS, "acmestoreorders", { plane: ["control", "data"] }, /give one value/],
  ])("%s %s %s %o is a fault that says what", async (principal, action, resource, context, message) => {
    const asked = can(principal, action, resource, context);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(UsageError);
  });

  test("a subscription or management group that nobody read is not denied for sure; one that was read is", async () => {
    const other = "/subscriptions/0e0e0e0e-0000-4000-8000-0000000000ff";
    const below = `${other}/resourceGroups/main/providers/Microsoft.Storage/storageAccounts/data`;
    for (const place of [other, below, "/providers/Microsoft.Management/managementGroups/elsewhere"]) {
      const { verdict, lines } = await can("hugo@acme.example", LIST_KEYS, place);
      expect([verdict, lines]).toEqual([
        "unknown",
        ["depends", expect.stringContaining("neither was read"), expect.stringContaining("taken as given")],
      ]);
    }
    const read = "/subscriptions/B1D2C7A4-3e5f-4a60-8c19-5f0a7e2d9b31";
    for (const place of [read, `${read}/resourceGroups/nowhere`])
      expect((await can("hugo@acme.example", LIST_KEYS, place)).verdict).toBe("implicit-deny");
  });

  test("lines of a file are answered one by one, faults too", async () => {
    const answerer = await answererFor(LIST_KEYS, store, settings, NOW);
    const ask = async (one: object): Promise<unknown> => JSON.parse(await answerer.answerLine(JSON.stringify(one)));
    const question = { principal: "store-deploy", action: LIST_KEYS, resource: "acmestoreorders" };
    expect(await ask(question)).toMatchObject({ verdict: "allowed" });
    expect(await ask({ ...question, context: { plane: "data" } })).toMatchObject({ verdict: "implicit-deny" });
    expect(await ask({ ...question, principal: "nobody" })).toMatchObject({
      verdict: "unknown",
      error: expect.stringContaining("nobody"),
    });
    const { resource: _, ...without } = question;
    expect(await ask(without)).toEqual({ verdict: "unknown", decided_by: null, error: "resource is missing" });
    expect(await ask({ ...question, context: { plane: 5 } })).toMatchObject({
      error: "context.plane: a text or a list of texts is expected",
    });
    expect(JSON.parse(await answerer.answerLine("{"))).toMatchObject({
      error: expect.stringMatching(/^the line is not JSON: /) as string,
    });
  });
});

test.each<[string, string | undefined]>([
  ["Microsoft.Storage/storageAccounts/listKeys", "Azure has no operation Microsoft.Storage/storageAccounts/listKeys"],
  ["Microsoft.Strorage/storageAccounts/read", "names Microsoft.Strorage; did you mean Microsoft.Storage?"],
  [LIST_KEYS, undefined],
  ["Microsoft.DocumentDB/databaseAccounts/readMetadata", undefined],
  ["Microsoft.Quantum/workspaces/read", undefined],
])("an operation that Azure does not have is said: %s", async (operation, slip) => {
  const { doubt: said } = await can("store-deploy", operation, "acmestoreorders");
  const { doubt } = (await answererFor(operation, store, settings, NOW)).whoCan({
    action: operation,
    resource: "acmestoreorders",
  });
  expect(doubt).toEqual(slip === undefined ? undefined : expect.stringContaining(slip));
  expect(said).toBe(doubt);
});

test("nhi who-can: exactly those", async () => {
  const whoCan = async (action: string, resource: string) =>
    (await answererFor(action, store, settings, NOW)).whoCan({ action, resource });
  const STORE = `${PRODUCTION}/resourcegroups/store`;
  const none = { depends: [], open: [] };
  const vault = { of: `${STORE}/providers/microsoft.keyvault/vaults/acme-store`, allowed: [TILL_API], ...none };
  expect(await whoCan(GET_SECRET, "acme-store")).toEqual(vault);
  const orders = `${STORE}/providers/microsoft.storage/storageaccounts/acmestoreorders`;
  expect(await whoCan(LIST_KEYS, "acmestoreorders")).toEqual({ of: orders, allowed: [DEPLOY, GRACE], ...none });
  // a resource group by its name; of two that are called alike nothing is said
  expect(await whoCan(LIST_KEYS, "store")).toEqual({ of: STORE, allowed: [DEPLOY, GRACE], ...none });
  await expect(whoCan(LIST_KEYS, "tills")).rejects.toThrow(
    /"tills" may be any of:\n.*b1d2c7a4.*\/resourcegroups\/tills\n.*d4f6a813.*\/resourcegroups\/tills$/,
  );
  const { allowed, open } = await whoCan(LIST_KEYS, "/subscriptions/0e0e0e0e-0000-4000-8000-0000000000ff");
  expect([allowed, open]).toEqual([[], [expect.stringContaining("neither was read")]]);
});
