// Nothing that was read allows it: denied where everything that bears on it was read, and "depends" with the gap by name where not.
import { expect, test } from "vitest";
import type { CoverageState } from "../../../src/model/batch.js";
import { complete } from "../estate.js";
import { askBot, assigned, GET_SECRET, make, START, SUB, TENANT, VAULT } from "./asked.js";

const COSMOS = `${SUB}/resourcegroups/main/providers/microsoft.documentdb/databaseaccounts/shop`;
const TEAM = "00000000-0000-4000-8000-000000000003";
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
  const coverage = [
    ...complete(...READ.filter((one) => unread[one] === undefined)),
    ...Object.entries(unread).map(([dataSet, state]) => ({ ...complete(dataSet)[0], dataSet, state })),
  ];
  const nodes = [
    make(`${TENANT}/${TEAM}`, "entra.group", "principal", {}),
    make("azure:role/some", "azure.role", "grant", {
      role_definition: "some",
      permissions: [{ actions: [given], not_actions: [], data_actions: [], not_data_actions: [] }],
    }),
    assigned(TEAM, "Group", "some"),
  ];
  return askBot({ nodes, coverage }, operation, place);
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
