// Nothing that was read allows it: denied where everything that bears on it was read, and "depends" with the gap by name where not.
import { expect, test } from "vitest";
import { createAzureEvaluator } from "../../../src/analyze/azure/evaluator.js";
import { settle } from "../../../src/analyze/azure/unread.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { CoverageState } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
const SUB = `/subscriptions/${ID}`;
const VAULT = `${SUB}/resourcegroups/main/providers/microsoft.keyvault/vaults/shop`;
const COSMOS = `${SUB}/resourcegroups/main/providers/microsoft.documentdb/databaseaccounts/shop`;
const [BOT, TEAM] = ["00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"];
const START = "Microsoft.Compute/virtualMachines/start/action";
const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const READ_ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read";
const READ = [
  "azure/authorization:role-assignments",
  "azure/authorization:role-eligibility",
  "azure/authorization:deny-assignments",
  "azure/keyvault:vaults",
  "azure/documentdb:role-assignments",
  "entra/graph:group-members",
];

interface Asked {
  /** Data sets that were not read, with how they came back. */
  readonly unread?: { readonly [dataSet: string]: CoverageState };
  readonly operation?: string;
  readonly place?: string;
  /** What the role of the group allows. */
  readonly given?: string;
}

function ask({ unread = {}, operation = START, place = SUB, given = "Microsoft.Compute/disks/read" }: Asked) {
  const make = (id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode =>
    node(id, type, { kind, scope: `azure:${ID}`, properties });
  const coverage = [
    ...complete(...READ.filter((one) => unread[one] === undefined)),
    ...Object.entries(unread).map(([dataSet, state]) => ({ ...complete(dataSet)[0], dataSet, state })),
  ];
  const evaluator = createAzureEvaluator(
    toInput({
      nodes: [
        make(`azure:${ID}`, "azure.subscription", "scope", { subscription: ID, tenant: TENANT }),
        make(`${TENANT}/${BOT}`, "entra.service-principal", "principal", {}),
        make(`${TENANT}/${TEAM}`, "entra.group", "principal", {}),
        make("azure:role/some", "azure.role", "grant", {
          role_definition: "some",
          permissions: [{ actions: [given], not_actions: [], data_actions: [], not_data_actions: [] }],
        }),
        make("azure:one", "azure.role-assignment", "grant", {
          principal: TEAM,
          principal_type: "Group",
          tenant: TENANT,
          role_scope: SUB,
          role_definition: "some",
          held: "active",
        }),
      ],
      scopes: [
        { id: `azure:${ID}`, type: "azure.subscription", name: ID, parent: undefined, properties: {}, coverage },
        { id: `entra:${TENANT}`, type: "entra.tenant", name: TENANT, parent: undefined, properties: {}, coverage },
      ],
    }),
  );
  if (evaluator === undefined) throw new Error("no estate");
  return settle({ principal: evaluator.principal(`${TENANT}/${BOT}`), operation, place }, evaluator);
}

test.each<[string, Asked]>([
  ["all of it was read", {}],
  ["of a secret, too", { operation: GET_SECRET, place: VAULT }],
  ["of a database, too", { operation: READ_ITEMS, place: COSMOS }],
  ["without the licence nobody is eligible", { unread: { "azure/authorization:role-eligibility": "unlicensed" } }],
  ["vaults do not bear on machines", { unread: { "azure/keyvault:vaults": "denied" } }],
  ["who is in a group that may not do it does not matter", { unread: { "entra/graph:group-members": "denied" } }],
])("denied: %s", (_name, asked) => {
  expect(ask(asked)).toMatchObject({ verdict: "implicit-deny", open: [] });
});

test.each<[string, Asked, RegExp]>([
  ["assignments", { unread: { "azure/authorization:role-assignments": "denied" } }, /authorization:role-assignments/],
  ["half of them", { unread: { "azure/authorization:role-assignments": "partial" } }, /not every one was read/],
  ["eligible ones", { unread: { "azure/authorization:role-eligibility": "denied" } }, /somebody activates a role/],
  [
    "access policies of vaults",
    { unread: { "azure/keyvault:vaults": "denied" }, operation: GET_SECRET, place: VAULT },
    /access policy of the vault/,
  ],
  [
    "roles of databases",
    { unread: { "azure/documentdb:role-assignments": "denied" }, operation: READ_ITEMS, place: COSMOS },
    /role of the database account/,
  ],
  [
    "members of a group that may",
    { unread: { "entra/graph:group-members": "denied" }, given: "Microsoft.Compute/*" },
    new RegExp(`in the group ${TEAM}, whose members were not read`),
  ],
  ["the subscription", { place: "/subscriptions/0e0e0e0e-0000-4000-8000-0000000000ff" }, /neither was read/],
])("depends, where these were not read: %s", (_name, asked, gap) => {
  const { verdict, open } = ask(asked);
  expect([verdict, open]).toEqual(["unknown", [expect.stringMatching(gap)]]);
});
