// Buckets that prevent public access: a binding of everybody on one is without effect, one of somebody is not.
// https://docs.cloud.google.com/storage/docs/public-access-prevention
import { expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const PROJECT = "gcp:projects/shop";
const BUCKET = "gcp:storage.googleapis.com/shop-data";
const FULL_NAME = "//storage.googleapis.com/shop-data";
const PERMISSIONS = "storage.objects.get";

/** Who reads the bucket. */
function readers(member: string, isPrevented: boolean | undefined): readonly string[] {
  const inside = { scope: PROJECT };
  const grants: readonly StoredNode[] = [
    {
      ...node("gcp:role/0", "gcp.role", { kind: "grant", ...inside, properties: { role: "roles/held" } }),
      document: hashText(PERMISSIONS),
    },
    node("gcp:binding/0", "gcp.role-binding", {
      ...{ kind: "grant", ...inside },
      properties: { resource: FULL_NAME, role: "roles/held", member },
    }),
  ];
  const told = isPrevented === undefined ? {} : { public_access_prevented: isPrevented };
  const bucket = node(BUCKET, "gcp.bucket", {
    ...{ kind: "resource", ...inside },
    properties: { full_name: FULL_NAME, project: "shop", ...told },
  });
  const shop = { ...{ id: PROJECT, type: "gcp.project", name: "shop", parent: undefined, properties: {} } };
  const input = {
    ...toInput({
      scopes: [{ ...shop, coverage: complete("gcp/iam:policies", "gcp/iam:deny-policies", "gcp/storage:buckets") }],
      nodes: [node(PROJECT, "gcp.project", { kind: "scope", ...inside, properties: {} }), bucket, ...grants],
      tables: { scopedTechniques },
    }),
    document: () => PERMISSIONS,
  };
  const edges = analyzeGoogle(input, createPolicyCompiler()).edges ?? [];
  return edges.filter(({ to, capability }) => to === BUCKET && capability === "read").map(({ from }) => from);
}

it.each(["allUsers", "allAuthenticatedUsers"])("%s", (member) => {
  expect(readers(member, true)).toEqual([]);
  expect(readers(member, false)).toHaveLength(1);
  expect(readers(member, undefined)).toHaveLength(1);
});

it.each(["user:dana@shop.example", "domain:shop.example"])("%s keeps it", (member) => {
  expect(readers(member, true)).toHaveLength(1);
});
