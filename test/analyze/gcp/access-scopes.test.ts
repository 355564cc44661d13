// What the access scopes of a machine let through of what its account may do.
import { expect, test } from "vitest";
import { allowsScope } from "../../../src/analyze/gcp/access-scopes.js";

const AUTH = "https://www.googleapis.com/auth/";
const READS = "storage.objects.get";
const WRITES = "storage.objects.create";

test.each([
  ["cloud-platform", WRITES, true],
  ["cloud-platform", "iam.serviceAccountKeys.create", true],
  ["cloud-platform.read-only", READS, true],
  ["cloud-platform.read-only", WRITES, false],
  ["devstorage.read_only", READS, true],
  ["devstorage.read_only", WRITES, false],
  ["devstorage.read_write", WRITES, true],
  ["devstorage.read_write", "storage.buckets.setIamPolicy", false],
  ["devstorage.full_control", "storage.buckets.setIamPolicy", true],
  ["compute", "compute.instances.setMetadata", true],
  ["compute.readonly", "compute.instances.setMetadata", false],
  // asked for by the API that attaches the account, with what else that asks for
  ["compute", "iam.serviceAccounts.actAs", true],
  ["compute", "iam.serviceAccounts.getAccessToken", false],
  ["logging.write", READS, false],
  // one that nobody knows opens nothing
  ["made-up", WRITES, false],
])("%s and %s: %s", (scope, permission, isAllowed) => {
  expect(allowsScope([`${AUTH}${scope}`], permission)).toBe(isAllowed);
});

test("several scopes let through what any of them does, none lets nothing through", () => {
  expect(allowsScope([`${AUTH}logging.write`, `${AUTH}devstorage.read_only`], READS)).toBe(true);
  expect(allowsScope([], READS)).toBe(false);
});
