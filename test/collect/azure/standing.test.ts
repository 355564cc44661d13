// What doctor says that a sign-in lacks in Azure: by what Azure tells about the caller, over real HTTP.
import { expect, test } from "vitest";
import { CALLS, callsFor } from "../../../src/collect/azure/calls.js";
import { openClient } from "../../../src/collect/azure/client.js";
import { LIST_PERMISSIONS, lacksOf, lacksOfAll } from "../../../src/collect/azure/standing.js";
import { type ArmServer, FORBIDDEN, type Script } from "./server.js";
import { serve } from "./support.js";

const ONE = "0a0a0a0a-1111-4222-8333-444444444444";
const OTHER = "0a0a0a0a-1111-4222-8333-555555555555";
const TENANT = "0c0c0c0c-0000-4000-8000-0000000000aa";
const READER = { actions: ["*/read"], notActions: [] };
const SECRETS = "Microsoft.KeyVault/vaults/secrets/read";

const at = (subscription: string) => `/subscriptions/${subscription}/providers/Microsoft.Authorization/permissions`;
const ROOT = `/providers/Microsoft.Management/managementGroups/${TENANT}`;

function client(server: ArmServer) {
  return openClient({
    manager: server.url,
    token: async () => "t",
    calls: [...CALLS, LIST_PERMISSIONS],
    signal: new AbortController().signal,
    onCall: () => undefined,
    onPause: () => undefined,
  });
}

async function lacks(permissions: readonly object[], script: Script = () => undefined) {
  const server = await serve({ [at(ONE)]: permissions });
  server.script = script;
  return { lacks: await lacksOf(client(server), ONE), asked: server.asked.map(({ url }) => url.pathname) };
}

test("a reader lacks nothing, by one request", async () => {
  expect(await lacks([READER])).toEqual({ lacks: [], asked: [at(ONE)] });
});

test("what one role takes away is lacking, with what it opens", async () => {
  const role = { actions: ["*"], notActions: ["Microsoft.KeyVault/vaults/secrets/*"] };
  expect((await lacks([role])).lacks).toEqual([{ what: SECRETS, dataSets: ["azure/keyvault:secrets"] }]);
});

test("what one role takes away, another gives, on whatever page it comes", async () => {
  const role = { actions: ["*"], notActions: ["Microsoft.KeyVault/*"] };
  const other = { actions: ["Microsoft.Support/*"], notActions: [] };
  expect((await lacks([role, other, { actions: ["microsoft.keyvault/vaults/*"] }])).lacks).toEqual([]);
});

test("without any role, everything that a crawl of the subscription asks for is lacking, and nothing else", async () => {
  const operations = new Set(callsFor("subscription").map(({ permission }) => permission));
  operations.delete("*/read");
  expect(new Set((await lacks([])).lacks.map(({ what }) => what))).toEqual(operations);
  expect((await lacks([{ dataActions: ["*"] }])).lacks.length).toBe(operations.size);
});

test("where Azure does not tell, no lack is known", async () => {
  expect((await lacks([], () => FORBIDDEN)).lacks).toEqual([]);
  expect((await lacks([], () => ({ status: 200, body: "<html>" }))).lacks).toEqual([]);
});

test("of all subscriptions, a lack says in how many, and the tree above them counts", async () => {
  const narrow = { actions: ["*/read"], notActions: [SECRETS] };
  const answers = { [at(ONE)]: [READER], [at(OTHER)]: [narrow], [ROOT]: { name: TENANT } };
  const server = await serve(answers);
  const ofSecrets = { what: `${SECRETS} (in 1 of 2 subscriptions)`, dataSets: ["azure/keyvault:secrets"] };
  expect(await lacksOfAll(client(server), TENANT, [ONE, OTHER])).toEqual([ofSecrets]);
  server.script = ({ url }) => (url.pathname === ROOT ? FORBIDDEN : undefined);
  expect(await lacksOfAll(client(server), TENANT, [ONE, OTHER])).toEqual([
    {
      what: "Microsoft.Management/managementGroups/read (at the root management group)",
      dataSets: ["azure/management:groups"],
    },
    ofSecrets,
  ]);
});
