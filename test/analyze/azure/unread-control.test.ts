// Anybody of a tenant may hold a role in a subscription that did not tell of all its assignments; nobody of another tenant.
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "entra:11111111-0000-0000-0000-000000000000";
const OTHER = "entra:22222222-0000-0000-0000-000000000000";
const SUBSCRIPTION = "azure:33333333-0000-0000-0000-000000000000";
const APP = `${TENANT.slice(6)}/app`;
const PERSON = `${TENANT.slice(6)}/dana`;
const STRANGER = `${OTHER.slice(6)}/app`;
const IDENTITY = `azure:/subscriptions/${SUBSCRIPTION.slice(6)}/resourcegroups/shop/identities/api`;
/** What tells who is administrator of a tenant. */
const GRAPH = [
  "app-role-assignments",
  "application-owners",
  "applications",
  "group-members",
  "group-owners",
  "groups",
  "role-assignments",
  "role-definitions",
  "service-principal-owners",
  "service-principals",
];

/** Verdicts by what became of the assignments, or of another list of the subscription or the tenant. */
function verdicts(
  state: Coverage["state"] | undefined,
  dataSet = "azure/authorization:role-assignments",
): { readonly [id: string]: unknown } {
  const tenant = TENANT.slice("entra:".length);
  const scope = { name: "", parent: undefined, properties: {} };
  const coverage = state === undefined ? [] : [{ dataSet, state }];
  const isOfAzure = dataSet.startsWith("azure/");
  const sp = (id: string, of: string) => node(id, "entra.service-principal", { kind: "principal", scope: of });
  const { facts } = analyze(
    toInput({
      scopes: [
        ...[TENANT, OTHER].map((id) => ({
          ...scope,
          id,
          type: "entra.tenant",
          coverage: [
            ...complete(...GRAPH.map((one) => `entra/graph:${one}`)),
            ...(isOfAzure || id !== TENANT ? [] : coverage),
          ],
        })),
        {
          ...scope,
          id: SUBSCRIPTION,
          type: "azure.subscription",
          properties: { tenant },
          coverage: isOfAzure ? coverage : [],
        },
      ],
      nodes: [
        sp(APP, TENANT),
        sp(STRANGER, OTHER),
        node(PERSON, "entra.user", { kind: "principal", scope: TENANT }),
        node(IDENTITY, "azure.managed-identity", {
          kind: "principal",
          scope: SUBSCRIPTION,
          properties: { principal: "api", tenant },
        }),
      ],
    }),
  );
  const admin = new Map<string, unknown>();
  for (const { node: id, columns } of facts) if ("admin" in columns) admin.set(id, columns["admin"]);
  return Object.fromEntries(admin);
}

test.each<Coverage["state"]>(["denied", "partial"])("assignments %s: whoever may hold one is undecided", (state) => {
  expect(verdicts(state)).toMatchObject({ [APP]: "unknown", [IDENTITY]: "unknown", [STRANGER]: "no" });
});

test("assignments that were read, or that nobody asked for, leave nothing open", () => {
  for (const state of ["complete", undefined] as const)
    expect(verdicts(state)).toMatchObject({ [APP]: "no", [IDENTITY]: "no", [STRANGER]: "no" });
});

test.each(["azure/authorization:role-eligibility", "entra/graph:role-eligibility"])(
  "%s refused: people may activate a role, applications never do",
  (dataSet) => {
    for (const state of ["denied", "partial"] as const)
      expect(verdicts(state, dataSet)).toMatchObject({ [PERSON]: "unknown", [APP]: "no", [IDENTITY]: "no" });
    for (const state of ["complete", "unlicensed"] as const)
      expect(verdicts(state, dataSet)).toMatchObject({ [PERSON]: "no", [APP]: "no" });
  },
);
