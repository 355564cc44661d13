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
  "compute.instances.aggregatedList": {
    items: "fields",
    ...below("items.*.instances.*", {
      name: "id",
      zone: "text",
      status: "text",
      serviceAccounts: "list",
      "serviceAccounts.*.email": "text",
      "serviceAccounts.*.scopes": "list",
      networkInterfaces: "list",
      "networkInterfaces.*.accessConfigs": "list",
    }),
  },
  "cloudfunctions.projects.locations.functions.list": below("functions.*", {
    name: "id",
    environment: "text",
    serviceConfig: "fields",
    "serviceConfig.serviceAccountEmail": "text",
    "serviceConfig.environmentVariables": "fields",
    "serviceConfig.ingressSettings": "text",
  }),
  "run.projects.locations.services.list": below("services.*", {
    name: "id",
    ingress: "text",
    invokerIamDisabled: "flag",
    template: "fields",
    "template.serviceAccount": "text",
  }),
  "run.projects.locations.jobs.list": below("jobs.*", {
    name: "id",
    template: "fields",
    "template.template": "fields",
    "template.template.serviceAccount": "text",
  }),
  "cloudbuild.projects.triggers.list": below("triggers.*", {
    id: "id",
    serviceAccount: "text",
    disabled: "flag",
    github: "fields",
    "github.owner": "text",
    "github.pullRequest": "fields",
    "github.pullRequest.commentControl": "text",
  }),
  "workflows.projects.locations.workflows.list": below("workflows.*", { name: "id", serviceAccount: "text" }),
  "composer.projects.locations.environments.list": below("environments.*", {
    name: "id",
    "config.nodeConfig": "fields",
    "config.nodeConfig.serviceAccount": "text",
    "config.dagGcsPrefix": "text",
  }),
  "notebooks.projects.locations.instances.list": below("instances.*", {
    name: "id",
    "gceSetup.serviceAccounts": "list",
    "gceSetup.serviceAccounts.*.email": "text",
  }),
  "container.projects.locations.clusters.list": below("clusters.*", {
    name: "id",
    location: "text",
    nodePools: "list",
    "nodePools.*.config": "fields",
    "nodePools.*.name": "text",
    "nodePools.*.config.serviceAccount": "text",
    "nodePools.*.config.oauthScopes": "list",
    "nodeConfig.serviceAccount": "text",
    "workloadIdentityConfig.workloadPool": "text",
    "fleet.project": "text",
  }),
  "dataflow.projects.jobs.aggregated": below("jobs.*", { id: "id", "environment.serviceAccountEmail": "text" }),
  "eventarc.projects.locations.triggers.list": below("triggers.*", { name: "id", serviceAccount: "text" }),
  "aiplatform.projects.locations.reasoningEngines.list": below("reasoningEngines.*", {
    name: "id",
    spec: "fields",
    "spec.effectiveIdentity": "text",
    "spec.identityType": "text",
    "spec.serviceAccount": "text",
  }),
  "apikeys.projects.locations.keys.list": below("keys.*", {
    uid: "id",
    name: "id",
    restrictions: "fields",
    "restrictions.apiTargets": "list",
    serviceAccountEmail: "text",
  }),
  "storage.buckets.list": { "items.*.iamConfiguration": "fields" },
};

/** A shape below a place of another one. */
function below(place: string, shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).map(([path, type]) => [`${place}.${path}`, type]));
}

function entitlements(): Shape {
  return {
    "entitlements.*.eligibleUsers": "list",
    "entitlements.*.privilegedAccess": "fields",
    "entitlements.*.approvalWorkflow": "fields",
  };
}
