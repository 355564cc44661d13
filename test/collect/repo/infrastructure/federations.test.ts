// Trusts of Entra and Google that Terraform declares, judged like live ones.
import { describe, expect, it } from "vitest";
import { judged } from "./judged.js";

const ISSUER = "https://token.actions.githubusercontent.com";

async function columns(text: string, expected: object): Promise<object> {
  const found = await judged({ "main.tf": text });
  expect(found).toHaveLength(1);
  return Object.fromEntries(Object.keys(expected).map((column) => [column, found[0]?.[column]]));
}

describe("federated credentials of Entra", () => {
  it.each<[name: string, subject: string, expected: object]>([
    [
      "one environment",
      'subject = "repo:acme/site:environment:prod"',
      { pins_tenant: true, breadth: "context", accepts_pull_request: false },
    ],
    [
      "pull requests",
      'subject = "repo:acme/site:pull_request"',
      { pins_tenant: true, breadth: "context", accepts_pull_request: true },
    ],
    ["a star, which is none in a plain subject", 'subject = "repo:acme/*"', { breadth: "nobody", dead: true }],
    [
      "a subject that is not stated",
      "subject = var.subject",
      { pins_tenant: true, accepts_pull_request: undefined, decided: false },
    ],
    [
      "a branch that is not stated",
      'subject = "repo:acme/site:ref:refs/heads/${var.branch}"',
      { pins_tenant: true, breadth: "context", accepts_pull_request: false, decided: false },
    ],
    [
      "a flexible one for all repositories",
      `claims_matching_expression = "claims['sub'] matches 'repo:acme/*:ref:refs/heads/main'"`,
      { pins_tenant: true, breadth: "organization" },
    ],
    [
      "a flexible one for all owners",
      `claims_matching_expression = "claims['sub'] matches 'repo:*:ref:refs/heads/main'"`,
      { pins_tenant: false },
    ],
    ["no subject at all", "", { pins_tenant: undefined, decided: false }],
  ])("%s", async (_, subject, expected) => {
    const text = `resource "azuread_application_federated_identity_credential" "c" {
  issuer    = "${ISSUER}"
  audiences = ["api://AzureADTokenExchange"]
  ${subject}
}`;
    expect(await columns(text, expected)).toEqual(expected);
  });

  it("an issuer that is not stated decides nothing", async () => {
    const expected = { pins_tenant: undefined, decided: false };
    expect(
      await columns(
        'resource "azurerm_federated_identity_credential" "c" {\n  issuer = var.issuer\n  subject = "a"\n}',
        expected,
      ),
    ).toEqual(expected);
  });
});

describe("providers of Google's pools", () => {
  it.each<[name: string, condition: string, expected: object]>([
    ["no condition", "", { pins_tenant: false, breadth: "anyone" }],
    ["an owner by number", "attribute_condition = \"assertion.repository_owner_id == '42'\"", { pins_tenant: true }],
    [
      "an owner by default",
      "attribute_condition = \"assertion.repository_owner == '${var.owner}'\"",
      { pins_tenant: true, decided: true },
    ],
    [
      "an owner that is not stated",
      "attribute_condition = \"assertion.repository_owner == '${var.other}'\"",
      { pins_tenant: true, decided: false },
    ],
    [
      "a branch, which everybody has",
      "attribute_condition = \"assertion.ref == 'refs/heads/main'\"",
      { pins_tenant: false },
    ],
    ["a condition that is not stated", "attribute_condition = var.other", { pins_tenant: undefined, decided: false }],
    ["turned off", "disabled = true", { dead: true }],
  ])("%s", async (_, condition, expected) => {
    const text = `variable "owner" {
  default = "acme"
}
resource "google_iam_workload_identity_pool_provider" "p" {
  workload_identity_pool_id = "ci"
  attribute_mapping         = { "google.subject" = "assertion.sub" }
  ${condition}
  oidc {
    issuer_uri = "${ISSUER}"
  }
}`;
    expect(await columns(text, expected)).toEqual(expected);
  });
});
