import { describe, expect, it } from "vitest";
import { scopeWords, scopeWordsAndNumber } from "../../src/model/scope-words.js";

const scope = (type: string, name: string) => ({ kind: "scope", type, name });

describe("what a scope is called", () => {
  it("an account with a name, without one, and one that was not read", () => {
    expect(scopeWords("aws:111122223333", scope("aws.account", "acme-prod"))).toBe("account acme-prod");
    expect(scopeWords("aws:111122223333", scope("aws.account", "111122223333"))).toBe("account 111122223333");
    expect(scopeWords("aws:111122223333", undefined)).toBe("account 111122223333");
  });

  it("the number beside a name, and never twice", () => {
    expect(scopeWordsAndNumber("aws:111122223333", scope("aws.account", "acme-prod"))).toBe(
      "account acme-prod (111122223333)",
    );
    expect(scopeWordsAndNumber("aws:111122223333", undefined)).toBe("account 111122223333");
    expect(scopeWordsAndNumber("gcp:projects/shop", scope("gcp.project", "Shop"))).toBe("project Shop");
  });

  it("other clouds by their sort; the root of a tenant of Azure says so itself", () => {
    expect(scopeWords("entra:5ac3", scope("entra.tenant", "Acme"))).toBe("tenant Acme");
    expect(scopeWords("azure:managementgroups/x", scope("azure.management-group", "Shop"))).toBe(
      "management group Shop",
    );
    expect(scopeWords("azure:tenant/5ac3", scope("azure.tenant", "root of 5ac3"))).toBe("root of 5ac3");
  });

  it("what is no scope, or has no name, keeps its own words", () => {
    const role = { kind: "principal", type: "aws.iam-role", name: "deploy" };
    expect(scopeWords("arn:aws:iam::111122223333:role/deploy", role)).toBeUndefined();
    expect(scopeWords("aws:o-acme", undefined)).toBeUndefined();
    expect(scopeWords("gcp:projects/x", scope("gcp.project", " "))).toBeUndefined();
  });
});
