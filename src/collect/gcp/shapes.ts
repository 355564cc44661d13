// Fields of Google Cloud's answers that decide what is found, by call. https://cloud.google.com/apis/docs/overview
import type { Shape, Shapes } from "../shape.js";

const POLICY: Shape = {
  bindings: "list",
  "bindings.*.role": "text",
  "bindings.*.members": "list",
  "bindings.*.condition": "fields",
};

export const SHAPES: Shapes = {
  "iam.projects.serviceAccounts.list": { "accounts.*.disabled": "flag" },
  "iam.projects.serviceAccounts.keys.list": {
    "keys.*.name": "id",
    "keys.*.keyType": "text",
    "keys.*.disabled": "flag",
    "keys.*.validBeforeTime": "text",
  },
  "iam.roles.list": { "roles.*.includedPermissions": "list", "roles.*.deleted": "flag" },
  "iam.roles.get": { includedPermissions: "list", deleted: "flag" },
  "iam.projects.locations.workloadIdentityPools.list": {
    "workloadIdentityPools.*.disabled": "flag",
    "workloadIdentityPools.*.mode": "text",
  },
  "iam.projects.locations.workloadIdentityPools.providers.list": {
    "workloadIdentityPoolProviders.*.disabled": "flag",
    "workloadIdentityPoolProviders.*.attributeMapping": "fields",
    "workloadIdentityPoolProviders.*.attributeCondition": "text",
    "workloadIdentityPoolProviders.*.oidc": "fields",
    "workloadIdentityPoolProviders.*.oidc.issuerUri": "text",
    "workloadIdentityPoolProviders.*.oidc.allowedAudiences": "list",
  },
  "cloudresourcemanager.projects.getIamPolicy": POLICY,
  "cloudresourcemanager.folders.getIamPolicy": POLICY,
  "cloudresourcemanager.organizations.getIamPolicy": POLICY,
  "iam.projects.serviceAccounts.getIamPolicy": POLICY,
  "cloudasset.searchAllIamPolicies": {
    "results.*.resource": "id",
    "results.*.policy": "fields",
    "results.*.policy.bindings": "list",
    "results.*.policy.bindings.*.role": "text",
    "results.*.policy.bindings.*.members": "list",
    "results.*.policy.bindings.*.condition": "fields",
  },
  "privilegedaccessmanager.projects.locations.entitlements.list": entitlements(),
  "privilegedaccessmanager.folders.locations.entitlements.list": entitlements(),
  "privilegedaccessmanager.organizations.locations.entitlements.list": entitlements(),
  "storage.buckets.list": { "items.*.iamConfiguration": "fields" },
};

function entitlements(): Shape {
  return {
    "entitlements.*.eligibleUsers": "list",
    "entitlements.*.privilegedAccess": "fields",
    "entitlements.*.approvalWorkflow": "fields",
  };
}
