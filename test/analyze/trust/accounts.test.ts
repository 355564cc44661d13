// Whose an account is.
import { describe, expect, it } from "vitest";
import { createAccounts } from "../../../src/analyze/trust/accounts.js";
import type { EstateConfig, StoredScope } from "../../../src/model/analysis.js";
import { account, complete, NO_CONFIG, SCOPE } from "../estate.js";

const LIST = "aws/organizations:accounts";
const OTHER = "444455556666";

function organization(more: Partial<StoredScope> = {}): StoredScope {
  return {
    id: "aws:o-abc123",
    type: "aws.organization",
    name: "o-abc123",
    parent: undefined,
    properties: { accounts: { "111122223333": { name: "main" }, "222233334444": { name: "data", status: "ACTIVE" } } },
    coverage: complete(LIST),
    ...more,
  };
}

const member = account(undefined, { parent: "aws:o-abc123", properties: { organization: "o-abc123" } });

function standing(scopes: readonly StoredScope[], trusted: string, config: Partial<EstateConfig> = {}) {
  const vendorAccounts = [{ account: "464622532012", vendor: "Datadog", source: "https://docs.datadoghq.com" }];
  const accounts = createAccounts({
    scopes: () => scopes,
    config: { ...NO_CONFIG, ...config },
    tables: { issuers: [], vendorAccounts },
  });
  const { relation, name } = accounts.standing(SCOPE, trusted);
  return [relation, name];
}

describe("standing of an account", () => {
  it.each<[string, readonly StoredScope[], string, Partial<EstateConfig>, [string, string | undefined]]>([
    ["itself", [account()], "111122223333", {}, ["same", undefined]],
    [
      "itself, before all else",
      [member, organization()],
      "111122223333",
      { knownAccounts: { "111122223333": "Main" } },
      ["same", "Main"],
    ],
    ["in the organisation", [member, organization()], "222233334444", {}, ["organization", "data"]],
    [
      "in the organisation, crawled, not in its list",
      [member, organization(), account(OTHER, { parent: "aws:o-abc123", name: "new" })],
      OTHER,
      {},
      ["organization", "new"],
    ],
    ["in no list, the organisation was read", [member, organization()], OTHER, {}, ["external", undefined]],
    ["in no list, the organisation was not read", [member], OTHER, {}, ["unknown", undefined]],
    [
      "in no list, the organisation was read in part",
      [member, organization({ coverage: [{ dataSet: LIST, state: "partial" }] })],
      OTHER,
      {},
      ["unknown", undefined],
    ],
    [
      "in the part that was read",
      [member, organization({ coverage: [{ dataSet: LIST, state: "partial" }] })],
      "222233334444",
      {},
      ["organization", "data"],
    ],
    [
      "in no list, there is no organisation",
      [account(undefined, { coverage: complete(LIST) })],
      OTHER,
      {},
      ["external", undefined],
    ],
    [
      "of an organisation that an earlier crawl could list and this one could not",
      [account(undefined, { coverage: [{ dataSet: LIST, state: "denied" }] }), organization()],
      "222233334444",
      {},
      ["organization", "data"],
    ],
    [
      "of an organisation that lists others only",
      [
        account(undefined, { coverage: [{ dataSet: LIST, state: "denied" }] }),
        organization({ properties: { accounts: { "222233334444": { name: "data" } } } }),
      ],
      "222233334444",
      {},
      ["unknown", undefined],
    ],
    [
      "of an organisation that the account has left",
      [account(undefined, { coverage: complete(LIST) }), organization()],
      "222233334444",
      {},
      ["external", undefined],
    ],
    [
      "in another organisation",
      [
        member,
        organization(),
        organization({ id: "aws:o-else99", properties: { accounts: { [OTHER]: { name: "x" } } } }),
      ],
      OTHER,
      {},
      ["external", undefined],
    ],
    ["named in the config", [member], OTHER, { knownAccounts: { [OTHER]: "Partner" } }, ["known", "Partner"]],
    ["scanned too", [account(), account(OTHER, { name: "shared" })], OTHER, {}, ["known", "shared"]],
    ["a vendor's published account is not ours", [account()], "464622532012", {}, ["external", "Datadog"]],
    [
      "a vendor that the config names",
      [account()],
      "464622532012",
      { knownAccounts: { "464622532012": "Our Datadog" } },
      ["known", "Our Datadog"],
    ],
  ])("%s", (_name, scopes, trusted, config, expected) => {
    expect(standing(scopes, trusted, config)).toEqual(expected);
  });
});
