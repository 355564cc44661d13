// A repository that is gone, named by a pool of Google: what the provider asks and what a binding names are judged together.
import { describe, expect, it } from "vitest";
import { readCiEstate } from "../../../src/analyze/ci/estate.js";
import { missingSubject } from "../../../src/analyze/ci/missing.js";
import { issuerFor } from "../../../src/analyze/trust/federated.js";
import { toMemberConditions } from "../../../src/analyze/trust/google-provider.js";
import { createIssuerTable } from "../../../src/analyze/trust/issuers.js";
import { GITHUB, inputOf, repository, TABLES } from "./company.js";

const NOW = new Date("2026-11-01T00:00:00Z");
const owners = readCiEstate(inputOf({ nodes: repository({ name: "site", id: 1 }), trust: {} }));

/** What is missing of a pool with this condition, for one identity of it. */
function missing(condition: string, member: string): readonly string[] | undefined {
  const properties = {
    issuer: `https://${GITHUB}`,
    state: "ACTIVE",
    attribute_mapping: {
      "google.subject": "assertion.sub",
      "attribute.repository": "assertion.repository",
      "attribute.owner": "assertion.repository_owner",
    },
    attribute_condition: condition,
  };
  const conditions = toMemberConditions(properties, member);
  const issuer = issuerFor(GITHUB, conditions, createIssuerTable(TABLES.issuers));
  const trust = { id: "t", scope: "gcp:p", cloud: "gcp", issuer, conditions, about: "t", yields: "y" };
  return missingSubject(trust, owners, NOW)?.missing;
}

const GONE = "attribute.repository/acme/batch";

describe("a binding for a repository that is gone", () => {
  it.each<[string, string]>([
    ["no condition", ""],
    ["the owner of the repository", "assertion.repository_owner == 'acme'"],
    ["that repository too", "assertion.repository == 'acme/batch'"],
    ["one of several, with it", "assertion.repository in ['acme/site', 'acme/batch']"],
    ["a branch", "assertion.ref == 'refs/heads/main'"],
  ])("is told where the provider asks for %s", (_name, condition) => {
    expect(missing(condition, GONE)).toEqual(["acme/batch"]);
  });

  it.each<[string, string]>([
    ["another owner", "assertion.repository_owner == 'other'"],
    ["another repository", "assertion.repository == 'acme/site'"],
    ["a subject of another repository", "assertion.sub == 'repo:acme/site:ref:refs/heads/main'"],
  ])("gets nobody in where the provider asks for %s", (_name, condition) => {
    expect(missing(condition, GONE)).toEqual([]);
  });
});

describe("a provider that names one that is gone", () => {
  const both = "assertion.repository in ['acme/site', 'acme/batch']";

  it("is told where the binding takes whatever it lets in", () => {
    expect(missing(both, "*")).toEqual(["acme/batch"]);
    expect(missing(both, "attribute.owner/acme")).toEqual(["acme/batch"]);
  });

  it("is not where the binding is for the other one", () => {
    expect(missing(both, "attribute.repository/acme/site")).toEqual([]);
    expect(missing(both, "subject/repo:acme/site:ref:refs/heads/main")).toEqual([]);
  });

  it("is not where an id has to fit as well: ids are never given again", () => {
    expect(missing(`${both} && assertion.repository_id == '77'`, "*")).toBeUndefined();
  });
});
