// What identities of a pool are called: what tells them apart and the pool, not where the pool is.
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import { TABLES } from "../ci/company.js";
import { toInput } from "../estate.js";
import { wholeInput } from "../whole-input.js";
import { identityId, pool } from "./estate.js";

test.each<[string, string]>([
  ["subject/repo:acme/site:ref:refs/heads/main", "subject/repo:acme/site:ref:refs/heads/main of pool ci"],
  ["attribute.repository/acme/site", "attribute.repository/acme/site of pool ci"],
  ["*", "everybody of pool ci"],
])("%s", (rest, name) => {
  const project = { id: "gcp:projects/acme-prod", type: "gcp.project", name: "acme-prod", parent: undefined };
  const scopes = [{ ...project, properties: {}, coverage: [] }];
  const nodes = pool({ issuer: "https://gitlab.com" }, rest);
  const found = analyze(wholeInput(toInput({ scopes, nodes, documents: [], tables: TABLES })));
  expect(found.nodes.find(({ id }) => id === identityId(rest))?.name).toBe(name);
});
