// Environments: config, then tags, then names; unlabelled stays unlabelled.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { EstateConfig, StoredScope } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { account, role, SCOPE, toInput } from "../estate.js";

interface Case {
  readonly name?: string;
  readonly tags?: JsonRecord;
  readonly scope?: Partial<StoredScope>;
  readonly config?: Partial<EstateConfig>;
}

function environmentOf({ name = "app", tags = {}, scope = {}, config = {} }: Case): [unknown, unknown] {
  const node = role(name, { properties: { tags } });
  const { facts } = analyze(toInput({ scopes: [account(undefined, scope)], nodes: [node], config }));
  const columns = facts.find((fact) => fact.node === node.id)?.columns ?? {};
  return [columns["environment"], columns["environment_confidence"]];
}

describe("environments", () => {
  it.each<[string, Case, string | undefined, number | undefined]>([
    ["nothing says so", {}, undefined, undefined],
    ["the config names the account", { config: { environments: { production: [SCOPE] } } }, "production", 1],
    [
      "the config names accounts by pattern",
      { scope: { name: "acme-prod-1" }, config: { environments: { live: ["acme-prod-*"] } } },
      "live",
      1,
    ],
    ["the config names the identity", { config: { environments: { staging: ["*:role/app"] } } }, "staging", 1],
    [
      "the config of the identity before that of its account",
      { config: { environments: { production: [SCOPE], ci: ["*:role/app"] } } },
      "ci",
      1,
    ],
    [
      "the config names another account",
      { config: { environments: { production: ["aws:999988887777"] } } },
      undefined,
      undefined,
    ],
    ["a tag", { tags: { environment: "production" } }, "production", 0.9],
    ["a tag in short", { tags: { Env: "PRD" } }, "production", 0.9],
    ["a tag with a word of its own", { tags: { env: "Blue" } }, "blue", 0.9],
    ["a tag that says nothing", { tags: { env: "n/a" } }, undefined, undefined],
    ["a tag of the account", { scope: { properties: { tags: { env: "dev" } } } }, "development", 0.9],
    [
      "its own tag before that of the account",
      { tags: { env: "test" }, scope: { properties: { tags: { env: "dev" } } } },
      "test",
      0.9,
    ],
    [
      "the config of the account before its own tag",
      { tags: { env: "test" }, config: { environments: { production: [SCOPE] } } },
      "production",
      1,
    ],
    ["its name", { name: "app-prod-reader" }, "production", 0.5],
    ["its name in one word", { name: "AppProdReader" }, "production", 0.5],
    ["the name of the account", { scope: { name: "acme-staging" } }, "staging", 0.5],
    ["both names agree", { name: "app-prod", scope: { name: "acme-production" } }, "production", 0.5],
    ["names that disagree", { name: "app-dev", scope: { name: "acme-production" } }, undefined, undefined],
    ["a name that holds two", { name: "dev-to-prod-sync" }, undefined, undefined],
    ["a name that says what it is not", { name: "non-prod-deploy" }, undefined, undefined],
    ["a name that says so in one word", { name: "nonprod-deploy" }, undefined, undefined],
    ["before production", { name: "pre-prod-deploy" }, "staging", 0.5],
    ["a word that only begins so", { name: "product-catalogue" }, undefined, undefined],
    ["a word that only holds it", { name: "reproduction" }, undefined, undefined],
    ["a tag before a name", { name: "app-prod", tags: { env: "dev" } }, "development", 0.9],
  ])("%s", (_name, given, environment, confidence) => {
    expect(environmentOf(given)).toEqual([environment, confidence]);
  });

  it.each<[string, Case]>([
    ["config", { config: { environments: { production: ["*:role/app"] } } }],
    ["account config", { config: { environments: { production: [SCOPE] } } }],
    ["tag:Env", { tags: { Env: "prod" } }],
    ["account tag:env", { scope: { properties: { tags: { env: "prod" } } } }],
    ["name", { name: "app-prod" }],
    ["account name", { scope: { name: "acme-prod" } }],
  ])("says where it is from: %s", (source, given) => {
    const node = role(given.name ?? "app", { properties: { tags: given.tags ?? {} } });
    const scopes = [account(undefined, given.scope ?? {})];
    const { facts } = analyze(toInput({ scopes, nodes: [node], config: given.config ?? {} }));
    expect(facts.find((fact) => fact.node === node.id)?.columns).toMatchObject({
      environment: "production",
      environment_source: source,
    });
  });

  it("the account has one too", () => {
    const { facts } = analyze(toInput({ scopes: [account(undefined, { name: "acme-prod" })] }));
    expect(facts.find((fact) => fact.node === SCOPE)?.columns).toMatchObject({ environment: "production" });
  });

  it("the account that runs the organisation is known to be for management, whatever it is called", () => {
    const organization: StoredScope = {
      id: "aws:o-acme",
      type: "aws.organization",
      name: "acme",
      parent: undefined,
      properties: { management_account: SCOPE.slice(4) },
      coverage: [],
    };
    const label = (name: string, scopes: readonly StoredScope[]) => {
      const nodes = [role("app", { properties: {} }), role("prod-app", { properties: {} })];
      const { facts } = analyze(toInput({ scopes: [account(undefined, { name }), ...scopes], nodes, config: {} }));
      return nodes.map(({ id }) => {
        const { environment, environment_confidence, environment_source } =
          facts.find(({ node }) => node === id)?.columns ?? {};
        return [environment, environment_confidence, environment_source];
      });
    };
    const open = [undefined, undefined, undefined];
    expect(label("acme-security", [organization])).toEqual([["management", 0.9, "organization"], open]);
    expect(label("acme-security", [])[0]).toEqual(["security", 0.5, "account name"]);
    expect(label("acme-prod", [organization])[0]).toEqual(["production", 0.5, "account name"]);
  });
});
