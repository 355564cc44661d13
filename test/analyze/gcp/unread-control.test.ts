// Who controls what is not known where policies of containers or the accounts of a project were asked for and not read; where one
// policy of a resource is missing, it is.
import { expect, test } from "vitest";
import type { GoogleCaller } from "../../../src/analyze/gcp/caller.js";
import { readGoogleEstate } from "../../../src/analyze/gcp/estate.js";
import { arePoliciesUnread, readsUnlisted } from "../../../src/analyze/gcp/unread-control.js";
import { analyze } from "../../../src/analyze/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import { hashText } from "../../../src/model/hash.js";
import { node, toInput } from "../estate.js";

const POLICIES = "gcp/iam:policies";
const PROJECT = "gcp:projects/shop";
const ACCOUNT = node("gcp:service-account/1", "gcp.service-account", {
  scope: PROJECT,
  properties: { email: "app@shop.iam.gserviceaccount.com", project: "shop" },
});

function binding(id: string, resource: string, role = "roles/viewer", member = "user:ada@acme.example") {
  return node(`gcp:binding/${id}`, "gcp.role-binding", {
    kind: "grant",
    scope: PROJECT,
    properties: { resource: `//${resource}`, role, member },
  });
}

const ON_PROJECT = binding("project", "cloudresourcemanager.googleapis.com/projects/shop");
const ON_ORGANIZATION = binding("organization", "cloudresourcemanager.googleapis.com/organizations/1");
const ON_BUCKET = binding("bucket", "storage.googleapis.com/orders");

function estate(state: Coverage["state"] | undefined, nodes: readonly ReturnType<typeof node>[], dataSet = POLICIES) {
  const coverage = state === undefined ? [] : [{ dataSet, state }];
  const scope = { type: "gcp.project", name: "shop", parent: undefined, properties: {} };
  return toInput({
    scopes: [{ ...scope, id: PROJECT, coverage }],
    nodes: [
      node("gcp:organizations/1", "gcp.organization", { kind: "scope", scope: "gcp:organizations/1" }),
      node(PROJECT, "gcp.project", { kind: "scope", scope: PROJECT, properties: { parent: "organizations/1" } }),
      ACCOUNT,
      ...nodes,
    ],
  });
}

test.each<[string, Coverage["state"] | undefined, ReturnType<typeof node>[], boolean]>([
  ["refused", "denied", [], true],
  ["read in part, of resources only", "partial", [ON_BUCKET], true],
  ["read in part, without what holds the project", "partial", [ON_PROJECT], true],
  ["read in part, with those of all containers", "partial", [ON_PROJECT, ON_ORGANIZATION], false],
  ["read", "complete", [ON_PROJECT], false],
  ["never asked for", undefined, [], false],
])("policies %s", (_, state, nodes, isOpen) => {
  const input = estate(state, nodes);
  const google = readGoogleEstate(input, []);
  expect(google && arePoliciesUnread(google)).toBe(isOpen);
  const admin = analyze(input).facts.flatMap(({ node: id, columns }) =>
    id === ACCOUNT.id && "admin" in columns ? [columns["admin"]] : [],
  );
  expect(admin.at(-1)).toBe(isOpen ? "unknown" : "no");
});

test.each<[Coverage["state"], string, boolean]>([
  ["denied", "cloudresourcemanager.googleapis.com/projects/shop", true],
  ["denied", "cloudresourcemanager.googleapis.com/organizations/1", true],
  ["denied", "cloudresourcemanager.googleapis.com/projects/other", false],
  ["complete", "cloudresourcemanager.googleapis.com/projects/shop", false],
])("buckets %s, and a role that reads them on %s", (state, resource, isOpen) => {
  const permission = "storage.objects.get";
  const role = node("gcp:role/roles/reader", "gcp.role", {
    kind: "grant",
    scope: PROJECT,
    properties: { role: "roles/reader" },
    document: hashText(permission),
  });
  const input = {
    ...estate(state, [role, binding("reader", resource, "roles/reader")], "gcp/storage:buckets"),
    document: () => permission,
  };
  const google = readGoogleEstate(input, [permission]);
  const member = google?.anyMember("user:ada@acme.example");
  if (google === undefined || member === undefined) throw new Error("nothing was read");
  const caller = { member, mayHold: (asked: string) => asked === permission } as unknown as GoogleCaller;
  expect(readsUnlisted(google)(caller)).toBe(isOpen);
});
