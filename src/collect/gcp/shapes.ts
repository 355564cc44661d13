// Fields of Google Cloud's answers that decide what is found, by call. https://cloud.google.com/apis/docs/overview
import type { Shape, Shapes } from "../shape.js";

const POLICY: Shape = {
  bindings: "records",
  "bindings.*.role": "text",
  "bindings.*.members": "texts",
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
  "iam.roles.list": {
    "roles.*.includedPermissions": "list",
    "roles.*.includedPermissions.*": "text",
    "roles.*.deleted": "flag",
  },
  "iam.roles.get": { includedPermissions: "list", "includedPermissions.*": "text", deleted: "flag" },
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
    "workloadIdentityPoolProviders.*.oidc.allowedAudiences.*": "text",
  },
  "cloudresourcemanager.projects.getIamPolicy": POLICY,
  "cloudresourcemanager.folders.getIamPolicy": POLICY,
  "cloudresourcemanager.organizations.getIamPolicy": POLICY,
  "iam.projects.serviceAccounts.getIamPolicy": POLICY,
  "cloudasset.searchAllIamPolicies": {
    "results.*.resource": "id",
    "results.*.policy": "fields",
    "results.*.policy.bindings": "records",
    "results.*.policy.bindings.*.role": "text",
    "results.*.policy.bindings.*.members": "texts",
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
      "serviceAccounts.*.scopes.*": "text",
      networkInterfaces: "list",
      "networkInterfaces.*.accessConfigs": "list",
      "networkInterfaces.*.accessConfigs.*": "fields",
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
    "template.containers": "records",
    "template.containers.*.env": "records",
  }),
  "run.projects.locations.jobs.list": below("jobs.*", {
    name: "id",
    template: "fields",
    "template.template": "fields",
    "template.template.serviceAccount": "text",
    "template.template.containers": "records",
    "template.template.containers.*.env": "records",
  }),
  "cloudbuild.projects.triggers.list": below("triggers.*", {
    id: "id",
    serviceAccount: "text",
    disabled: "flag",
    ...buildEvents("github"),
    ...buildEvents("repositoryEventConfig"),
    ...buildEvents("developerConnectEventConfig"),
    "github.owner": "text",
    approvalConfig: "fields",
    "approvalConfig.approvalRequired": "flag",
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
    "nodePools.*.config.oauthScopes.*": "text",
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
    "spec.deploymentSpec": "fields",
    "spec.deploymentSpec.env": "records",
    "spec.deploymentSpec.env.*.name": "text",
    "spec.deploymentSpec.secretEnv": "records",
  }),
  "apikeys.projects.locations.keys.list": below("keys.*", {
    uid: "id",
    name: "id",
    restrictions: "fields",
    "restrictions.apiTargets": "list",
    "restrictions.apiTargets.*": "fields",
    serviceAccountEmail: "text",
  }),
  "discoveryengine.projects.locations.collections.engines.list": { "engines.*.dataStoreIds": "texts" },
  // who is denied, and who is spared, counts together
  "iam.policies.get": {
    rules: "list",
    "rules.*": "fields",
    ...below("rules.*", {
      denyRule: "fields",
      ...Object.fromEntries(
        ["deniedPrincipals", "exceptionPrincipals", "deniedPermissions", "exceptionPermissions"].flatMap((name) => [
          [`denyRule.${name}`, "list"],
          [`denyRule.${name}.*`, "text"],
        ]),
      ),
      "denyRule.denialCondition": "fields",
      "denyRule.denialCondition.expression": "text",
    }),
  },
  "iam.organizations.locations.principalAccessBoundaryPolicies.list": below("principalAccessBoundaryPolicies.*", {
    details: "fields",
    "details.rules": "list",
    "details.rules.*.resources": "list",
    "details.rules.*.resources.*": "text",
  }),
  "orgpolicy.projects.policies.getEffectivePolicy": {
    spec: "fields",
    "spec.rules": "list",
    ...below("spec.rules.*", {
      enforce: "flag",
      allowAll: "flag",
      denyAll: "flag",
      condition: "fields",
      values: "fields",
      "values.allowedValues": "list",
      "values.allowedValues.*": "text",
    }),
  },
  "storage.buckets.list": { "items.*.iamConfiguration": "fields" },
};

/** A shape below a place of another one. */
function below(place: string, shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).map(([path, type]) => [`${place}.${path}`, type]));
}

/** Events of a place with code that start a build. */
function buildEvents(place: string): Shape {
  return {
    [place]: "fields",
    ...below(place, {
      push: "fields",
      "push.branch": "text",
      "push.tag": "text",
      "push.invertRegex": "flag",
      pullRequest: "fields",
      "pullRequest.commentControl": "text",
    }),
  };
}

function entitlements(): Shape {
  return {
    "entitlements.*.eligibleUsers": "records",
    "entitlements.*.eligibleUsers.*.principals": "texts",
    "entitlements.*.privilegedAccess": "fields",
    "entitlements.*.privilegedAccess.gcpIamAccess": "fields",
    "entitlements.*.privilegedAccess.gcpIamAccess.roleBindings": "records",
    "entitlements.*.privilegedAccess.gcpIamAccess.roleBindings.*.role": "text",
    "entitlements.*.approvalWorkflow": "fields",
    "entitlements.*.approvalWorkflow.manualApprovals": "fields",
    "entitlements.*.approvalWorkflow.manualApprovals.steps": "list",
    "entitlements.*.approvalWorkflow.manualApprovals.steps.*.approvers": "list",
    "entitlements.*.approvalWorkflow.manualApprovals.steps.*.approvers.*.principals": "list",
    "entitlements.*.approvalWorkflow.manualApprovals.steps.*.approvers.*.principals.*": "text",
  };
}
