// Whether an application may be given another secret: by its own policy where it has one, else by the tenant's.
import { expect, test } from "vitest";
import { readTenants } from "../../../src/analyze/entra/estate.js";
import { newSecretFacts } from "../../../src/analyze/entra/new-secrets.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const SCOPE = "entra:octo";
const BOTH = ["entra/graph:app-management-policy", "entra/graph:app-management-policies"];
const YEAR = { type: "passwordLifetime", lifetime: "P365D" };

interface Scene {
  readonly tenant?: JsonRecord;
  readonly own?: JsonRecord;
  readonly created?: string;
  readonly read?: readonly string[];
}

const make = (id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord, told: JsonRecord) =>
  node(id, type, { kind, scope: SCOPE, name: id, properties, supplements: { told } });

function judged({ tenant: policy = {}, own, created = "2025-01-01T00:00:00.000Z", read = BOTH }: Scene) {
  const told = own === undefined ? {} : { credential_policy: { name: "own", ...own } };
  const input = toInput({
    nodes: [
      make(SCOPE, "entra.tenant", "scope", {}, { application_restrictions: [], principal_restrictions: [], ...policy }),
      make("octo/app", "entra.application", "resource", created === "" ? {} : { created_at: created }, told),
      make("octo/guest", "entra.service-principal", "principal", { is_third_party: true }, {}),
      make("octo/own", "entra.service-principal", "principal", { is_third_party: false }, {}),
    ],
    scopes: [
      {
        ...{ id: SCOPE, type: "entra.tenant", name: "Octo", parent: undefined, properties: {} },
        coverage: complete(...read),
      },
    ],
  });
  const [tenant] = readTenants(input);
  if (tenant === undefined) throw new Error("no tenant");
  return new Map(newSecretFacts(input, tenant).map(({ node: id, columns }) => [id, columns]));
}

const ENABLED = { enabled: true, restrictions: [] };

test.each<[string, Scene, JsonRecord]>([
  ["nothing restricts it", {}, { new_secrets: "free" }],
  [
    "the tenant forbids",
    { tenant: { application_restrictions: [{ type: "passwordAddition" }] } },
    { new_secrets: "forbidden" },
  ],
  [
    "the tenant limits",
    { tenant: { application_restrictions: [YEAR] } },
    { new_secrets: "limited", secret_lifetime_limit: "P365D" },
  ],
  [
    "certificates only",
    { tenant: { application_restrictions: [{ type: "asymmetricKeyLifetime" }] } },
    { new_secrets: "free" },
  ],
  [
    "its own policy limits further",
    {
      tenant: { application_restrictions: [YEAR] },
      own: { ...ENABLED, restrictions: [{ ...YEAR, lifetime: "P30D" }] },
    },
    { credential_policy: "own", new_secrets: "limited", secret_lifetime_limit: "P30D" },
  ],
  [
    "its own policy frees it",
    { tenant: { application_restrictions: [YEAR] }, own: ENABLED },
    { credential_policy: "own", new_secrets: "free" },
  ],
  [
    "its own policy is switched off: what holds then is not known",
    { tenant: { application_restrictions: [YEAR] }, own: { enabled: false, restrictions: [] } },
    { credential_policy: "own" },
  ],
  [
    "made before the restriction",
    { tenant: { application_restrictions: [{ ...YEAR, since: "2025-06-01T00:00:00.000Z" }] } },
    { new_secrets: "free" },
  ],
  [
    "made since",
    { tenant: { application_restrictions: [{ ...YEAR, since: "2024-06-01T00:00:00.000Z" }] } },
    { new_secrets: "limited", secret_lifetime_limit: "P365D" },
  ],
  [
    "made nobody knows when",
    { tenant: { application_restrictions: [{ ...YEAR, since: "2024-06-01T00:00:00.000Z" }] }, created: "" },
    {},
  ],
  ["the tenant's policy was not read", { read: BOTH.slice(1) }, {}],
])("%s", (_name, scene, expected) => {
  expect(judged(scene).get("octo/app")).toEqual(expected);
});

test("applications of others are held to what is said of service principals, own ones to their application", () => {
  const facts = judged({ tenant: { principal_restrictions: [{ type: "passwordAddition" }] } });
  expect(facts.get("octo/guest")).toEqual({ new_secrets: "forbidden" });
  expect(facts.has("octo/own")).toBe(false);
  expect(facts.get("octo/app")).toEqual({ new_secrets: "free" });
});

test("of the tenant: who is freed by a policy of its own, not who was never limited", () => {
  const limited = { application_restrictions: [YEAR] };
  expect(judged({ tenant: limited, own: ENABLED }).get(SCOPE)).toEqual({ freed_applications: ["octo/app"] });
  expect(judged({ tenant: limited }).get(SCOPE)).toEqual({ freed_applications: [] });
  expect(judged({}).get(SCOPE)).toEqual({ freed_applications: [] });
});

test("policies of single applications that were not read leave everything open", () => {
  expect(judged({ read: BOTH.slice(0, 1) }).size).toBe(0);
});
