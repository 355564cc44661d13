// Who takes the certificate of an application out of a vault, or has the vault sign with its key, signs in as the application: each case
// beside the one with the single thing changed that decides. https://learn.microsoft.com/azure/key-vault/certificates/about-certificates
import { expect, test } from "vitest";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";

/** When the certificate of the application begins and ends, as a vault says it. */
const BEGINS = Date.parse("2026-03-01T10:00:00Z") / 1000;
const ENDS = Date.parse("2026-09-01T10:00:00Z") / 1000;

interface Scene {
  readonly dataActions?: readonly string[];
  /** Permissions of an access policy, of a vault that goes by those. */
  readonly policy?: { readonly [list: string]: readonly string[] };
  readonly on?: "the vault" | "another vault" | "the secret" | "the key";
  /** What the vault says of the certificate. */
  readonly attributes?: object;
  readonly managed?: boolean;
  /** Another certificate of the vault, which ends in the same second. */
  readonly beside?: object;
  readonly proof?: "secret" | "certificate";
}

const READS = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const SIGNS = "Microsoft.KeyVault/vaults/keys/sign/action";

async function reached({ dataActions = [], policy, on = "the vault", ...more }: Scene): Promise<string> {
  const { attributes, managed = true, beside, proof = "certificate" } = more;
  return inTenant(
    919,
    (tenant, subscription) => {
      const dana = tenant.user("dana");
      const { principal } = tenant.application("payroll", {}, proof);
      const permissions = { secrets: [], keys: [], certificates: [], ...policy };
      const policies = [{ tenantId: tenant.tenant, objectId: dana, permissions }];
      const vault = subscription.vault("octo", policy === undefined, policy === undefined ? [] : policies);
      const other = subscription.vault("other", true);
      const made = (name: string, dates: object): void => {
        const properties = { attributes: { enabled: true, created: ENDS - 9, updated: ENDS - 9, ...dates } };
        const secret = { ...properties, ...(managed ? { contentType: "application/x-pkcs12" } : {}) };
        subscription.add(`${vault}/secrets`, { id: `${vault}/secrets/${name}`, name, properties: secret });
        subscription.add(`${vault}/keys`, { id: `${vault}/keys/${name}`, name, properties });
      };
      made("c1", { nbf: BEGINS, exp: ENDS, ...attributes });
      if (beside !== undefined) made("c2", beside);
      const at = { "the vault": vault, "another vault": other, "the secret": `${vault}/secrets/c1`, "the key": "" };
      const scope = on === "the key" ? `${vault}/keys/c1` : at[on];
      subscription.assign(dana, subscription.role("own", { dataActions }), scope, { type: "User" });
      return [tenant.address(dana), tenant.address(principal)] as const;
    },
    (store, [from, to]) => bestBetween(store, from, to)?.state ?? "-",
  );
}

const DAY = 86_400;

test.each<[string, Scene, string]>([
  ["reads secrets of the vault", { dataActions: [READS] }, "unknown"],
  ["reads the secret of it alone", { dataActions: [READS], on: "the secret" }, "unknown"],
  ["reads secrets of another vault", { dataActions: [READS], on: "another vault" }, "-"],
  ["reads what is said of them", { dataActions: [READS.replace("getSecret", "readMetadata")] }, "-"],
  [
    "reads certificates, which is the public half",
    { dataActions: ["Microsoft.KeyVault/vaults/certificates/read"] },
    "-",
  ],
  ["signs with keys of the vault", { dataActions: [SIGNS] }, "unknown"],
  ["signs with the key of it alone", { dataActions: [SIGNS], on: "the key" }, "unknown"],
  ["signs with keys of another vault", { dataActions: [SIGNS], on: "another vault" }, "-"],
  ["wraps keys with it", { dataActions: [SIGNS.replace("sign", "wrap")] }, "-"],
  ["a policy lets it sign", { policy: { keys: ["sign"] } }, "unknown"],
  ["a policy lets it read certificates", { policy: { certificates: ["get"] } }, "-"],
  ["the certificate ends in another second", { dataActions: [READS, SIGNS], attributes: { exp: ENDS + 1 } }, "-"],
  ["the application says that it begins later", { dataActions: [READS], attributes: { nbf: BEGINS - DAY } }, "unknown"],
  ["it begins after it does there", { dataActions: [READS, SIGNS], attributes: { nbf: BEGINS + DAY } }, "-"],
  [
    "another one ends in the same second, and none begins in one",
    {
      dataActions: [READS, SIGNS],
      attributes: { nbf: BEGINS - DAY },
      beside: { nbf: BEGINS - DAY, exp: ENDS },
    },
    "-",
  ],
  [
    "another one ends in the same second, and only this one begins in one",
    { dataActions: [READS], beside: { nbf: BEGINS - DAY, exp: ENDS } },
    "unknown",
  ],
  ["a secret of these dates that is no certificate", { dataActions: [READS], managed: false }, "-"],
  ["it is disabled", { dataActions: [READS, SIGNS], attributes: { enabled: false } }, "-"],
  ["the vault does not say when it begins", { dataActions: [READS, SIGNS], attributes: { nbf: undefined } }, "-"],
  ["the application is proved by a secret", { dataActions: [READS, SIGNS], proof: "secret" }, "-"],
])("%s", async (_name, scene, expected) => {
  expect(await reached(scene)).toBe(expected);
});
