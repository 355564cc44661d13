// A small organisation as Google's APIs answer about it: something of every kind, and a marker in every field that can hold a
// secret. Paths are those below one address, without the API's own prefix: `iam/v1/projects/octo-prod/serviceAccounts`.

/** Path (and the query that tells two answers apart) → what Google answers. */
export type Answers = { readonly [path: string]: object };

export const MARKER = "MARKER-0-secret";
/** A known token format, for text that people write. */
const TOKEN = `ghp_${"MARKER0".repeat(6)}`;
export const ORGANIZATION = "100000000001";
export const PROJECT = "octo-prod";
const NUMBER = "200000000002";
const FOLDER = "300000000003";
const WHEN = "2026-01-02T03:04:05Z";

export const account = (name: string): string => `${name}@${PROJECT}.iam.gserviceaccount.com`;
const DEPLOY = account("deploy");
const COMPUTE = `${NUMBER}-compute@developer.gserviceaccount.com`;
const P = `projects/${PROJECT}`;

/** APIs that the project has switched on. */
const SERVICES = [
  ...["aiplatform", "dialogflow", "discoveryengine"],
  ...["apikeys", "appengine", "cloudbuild", "cloudfunctions", "cloudscheduler", "composer", "compute", "container"],
  ...[
    "dataflow",
    "dataproc",
    "deploymentmanager",
    "eventarc",
    "iam",
    "notebooks",
    "privilegedaccessmanager",
    "run",
    "secretmanager",
    "storage",
    "workflows",
  ],
];

const serviceAccount = (email: string, uniqueId: string) => ({
  name: `${P}/serviceAccounts/${email}`,
  projectId: PROJECT,
  uniqueId,
  email,
  displayName: email.split("@")[0],
  description: `written by hand ${TOKEN}`,
  oauth2ClientId: uniqueId,
});

const bindings = (role: string, member: string, condition?: string) => ({
  version: 3,
  etag: "BwX=",
  bindings: [{ role, members: [member], ...(condition && { condition: { title: "t", expression: condition } }) }],
});

/** Who may ask for which role: a pipeline for one without an approval, people for one with two levels of it. */
function entitlements(): Answers {
  const list = (container: string) => `privilegedaccessmanager/v1/${container}/locations/global/entitlements`;
  const entitlement = (container: string, id: string, more: object) => ({
    name: `${container}/locations/global/entitlements/${id}`,
    createTime: WHEN,
    updateTime: WHEN,
    state: "AVAILABLE",
    maxRequestDuration: "3600s",
    requesterJustificationConfig: { unstructured: {} },
    ...more,
  });
  const access = (resource: string, role: string, conditionExpression?: string) => ({
    gcpIamAccess: {
      resourceType: "cloudresourcemanager.googleapis.com/Project",
      resource: `//cloudresourcemanager.googleapis.com/${resource}`,
      roleBindings: [{ role, ...(conditionExpression && { conditionExpression }) }],
    },
  });
  const step = (...principals: readonly string[]) => ({ approvers: [{ principals }], approvalsNeeded: 1 });
  return {
    [list(P)]: {
      entitlements: [
        entitlement(P, "deploy-as-owner", {
          eligibleUsers: [{ principals: [`serviceAccount:${DEPLOY}`] }],
          privilegedAccess: access(P, "roles/owner"),
        }),
        entitlement(P, "incident", {
          eligibleUsers: [{ principals: ["user:dana@octo.example", "group:admins@octo.example"] }],
          privilegedAccess: access(P, "roles/editor", 'resource.type == "x"'),
          requesterJustificationConfig: { notMandatory: {} },
          approvalWorkflow: {
            manualApprovals: {
              requireApproverJustification: true,
              steps: [step("user:eli@octo.example"), step("group:leads@octo.example", "user:eli@octo.example")],
            },
          },
        }),
      ],
    },
    [list(`folders/${FOLDER}`)]: {},
    [list(`organizations/${ORGANIZATION}`)]: {},
  };
}

/** Containers, and who has what on them. */
function hierarchy(): Answers {
  const crm = "cloudresourcemanager/v3";
  const organization = { name: `organizations/${ORGANIZATION}`, displayName: "octo.example", state: "ACTIVE" };
  const folder = {
    name: `folders/${FOLDER}`,
    parent: `organizations/${ORGANIZATION}`,
    displayName: "Products",
    state: "ACTIVE",
  };
  const project = {
    name: `projects/${NUMBER}`,
    parent: `folders/${FOLDER}`,
    projectId: PROJECT,
    displayName: "Octo production",
    state: "ACTIVE",
    createTime: WHEN,
    labels: { owner: "platform" },
  };
  const found = (resource: string, assetType: string, policy: object) => ({
    resource,
    assetType,
    project: `projects/${NUMBER}`,
    organization: `organizations/${ORGANIZATION}`,
    policy,
  });
  const onProject = bindings("roles/editor", `serviceAccount:${DEPLOY}`);
  const onAccount = bindings(
    "roles/iam.serviceAccountTokenCreator",
    "group:admins@octo.example",
    'request.time < timestamp("2027-01-01T00:00:00Z")',
  );
  return {
    [`${crm}/organizations/${ORGANIZATION}`]: { ...organization, directoryCustomerId: "C0example" },
    [`${crm}/folders/${FOLDER}`]: folder,
    [`${crm}/${P}`]: project,
    [`${crm}/folders:search`]: { folders: [folder] },
    [`${crm}/projects:search`]: { projects: [project] },
    [`${crm}/organizations/${ORGANIZATION}:getIamPolicy`]: bindings("roles/owner", "user:ada@octo.example"),
    [`${crm}/folders/${FOLDER}:getIamPolicy`]: bindings("roles/viewer", "domain:octo.example"),
    [`${crm}/${P}:getIamPolicy`]: onProject,
    [`iam/v1/${P}/serviceAccounts/${DEPLOY}:getIamPolicy`]: onAccount,
    [`iam/v1/${P}/serviceAccounts/${COMPUTE}:getIamPolicy`]: { etag: "ACAB" },
    [`cloudasset/v1/organizations/${ORGANIZATION}:searchAllIamPolicies`]: {
      results: [
        found(`//cloudresourcemanager.googleapis.com/${P}`, "cloudresourcemanager.googleapis.com/Project", onProject),
        found(`//iam.googleapis.com/${P}/serviceAccounts/${DEPLOY}`, "iam.googleapis.com/ServiceAccount", onAccount),
      ],
    },
    [`serviceusage/v1/${P}/services`]: {
      services: SERVICES.map((name) => ({
        name: `projects/${NUMBER}/services/${name}.googleapis.com`,
        state: "ENABLED",
      })),
    },
    "cloudidentity/v1/groups:lookup?groupKey.id=admins@octo.example": { name: "groups/03admins" },
    "cloudidentity/v1/groups/03admins": {
      name: "groups/03admins",
      groupKey: { id: "admins@octo.example" },
      parent: "customers/C0octo1",
      displayName: "admins",
      labels: {
        "cloudidentity.googleapis.com/groups.discussion_forum": "",
        "cloudidentity.googleapis.com/groups.security": "",
      },
    },
    "cloudidentity/v1/groups/03admins/memberships": {
      memberships: [
        {
          name: "groups/03admins/memberships/1",
          preferredMemberKey: { id: "ada@octo.example" },
          type: "USER",
          roles: [{ name: "MEMBER" }],
        },
        {
          name: "groups/03admins/memberships/2",
          preferredMemberKey: { id: DEPLOY },
          type: "SERVICE_ACCOUNT",
          roles: [{ name: "MEMBER" }],
        },
      ],
    },
  };
}

/** Roles, what stands in the way, service accounts and who becomes one. */
function identities(): Answers {
  const attached = (container: string) => `cloudresourcemanager.googleapis.com/${container}`;
  const pool = `projects/${NUMBER}/locations/global/workloadIdentityPools/ci`;
  const deny = `policies/cloudresourcemanager.googleapis.com%2F${P.replace("/", "%2F")}/denypolicies/no-keys`;
  const activity = (type: string) => `policyanalyzer/v1/${P}/locations/global/activityTypes/${type}/activities:query`;
  const role = (name: string, ...includedPermissions: readonly string[]) => ({
    name,
    title: name,
    stage: "GA",
    includedPermissions,
  });
  return {
    [`iam/v1/organizations/${ORGANIZATION}/roles`]: {
      roles: [role(`organizations/${ORGANIZATION}/roles/reader`, "storage.buckets.list")],
    },
    [`iam/v1/${P}/roles`]: {},
    ...Object.fromEntries(
      ["roles/editor", "roles/owner", "roles/viewer", "roles/iam.serviceAccountTokenCreator"].map((name) => [
        `iam/v1/${name}`,
        role(name, "iam.serviceAccounts.getAccessToken"),
      ]),
    ),
    [`iam/v2/policies/${attached(P)}/denypolicies`]: {
      policies: [{ name: deny, kind: "DenyPolicy", displayName: "no keys" }],
    },
    [`iam/v2/policies/${attached(P)}/denypolicies/no-keys`]: {
      name: deny,
      displayName: "no keys",
      rules: [
        {
          denyRule: {
            deniedPrincipals: ["principalSet://goog/public:all"],
            deniedPermissions: ["iam.googleapis.com/serviceAccountKeys.create"],
          },
        },
      ],
    },
    [`iam/v2/policies/${attached(`folders/${FOLDER}`)}/denypolicies`]: {},
    [`iam/v2/policies/${attached(`organizations/${ORGANIZATION}`)}/denypolicies`]: {},
    ...entitlements(),
    [`iam/v3/organizations/${ORGANIZATION}/locations/global/principalAccessBoundaryPolicies`]: {},
    [`iam/v3/organizations/${ORGANIZATION}/locations/global/policyBindings`]: {},
    [`iam/v3/${P}/locations/global/policyBindings`]: {},
    ...Object.fromEntries(
      CONSTRAINTS.map((name) => [
        `orgpolicy/v2/${P}/policies/${name}:getEffectivePolicy`,
        { name: `projects/${NUMBER}/policies/${name}`, spec: { rules: [{ enforce: true }] } },
      ]),
    ),
    [`iam/v1/${P}/serviceAccounts`]: { accounts: [serviceAccount(DEPLOY, "101"), serviceAccount(COMPUTE, "102")] },
    [`iam/v1/${P}/serviceAccounts/${DEPLOY}/keys`]: {
      keys: [
        {
          name: `${P}/serviceAccounts/${DEPLOY}/keys/abc123`,
          validAfterTime: WHEN,
          validBeforeTime: "9999-12-31T23:59:59Z",
          keyType: "USER_MANAGED",
          keyOrigin: "GOOGLE_PROVIDED",
          keyAlgorithm: "KEY_ALG_RSA_2048",
          privateKeyData: Buffer.from(MARKER).toString("base64"),
        },
      ],
    },
    [`iam/v1/${P}/serviceAccounts/${COMPUTE}/keys`]: {},
    [activity("serviceAccountLastAuthentication")]: {
      activities: [
        {
          fullResourceName: `//iam.googleapis.com/projects/${NUMBER}/serviceAccounts/${DEPLOY}`,
          activityType: "serviceAccountLastAuthentication",
          observationPeriod: { startTime: "2025-01-01T00:00:00Z", endTime: WHEN },
          activity: { lastAuthenticatedTime: WHEN },
        },
      ],
    },
    [activity("serviceAccountKeyLastAuthentication")]: {},
    [`iam/v1/${P}/locations/global/workloadIdentityPools`]: {
      workloadIdentityPools: [{ name: pool, state: "ACTIVE", displayName: "CI" }],
    },
    [`iam/v1/${P}/locations/global/workloadIdentityPools/ci/providers`]: {
      workloadIdentityPoolProviders: [
        {
          name: `${pool}/providers/github`,
          state: "ACTIVE",
          attributeMapping: { "google.subject": "assertion.sub" },
          attributeCondition: "assertion.repository_owner == 'octo'",
          oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
        },
      ],
    },
  };
}

const CONSTRAINTS = [
  "iam.disableServiceAccountKeyCreation",
  "iam.managed.disableServiceAccountKeyCreation",
  "iam.disableServiceAccountKeyUpload",
  "iam.serviceAccountKeyExpiryHours",
  "iam.disableCrossProjectServiceAccountUsage",
  "iam.automaticIamGrantsForDefaultServiceAccounts",
  "iam.workloadIdentityPoolProviders",
  "iam.allowedPolicyMemberDomains",
];

/** What runs, and as whom; what holds data and secrets. */
function workloads(): Answers {
  const everywhere = `${P}/locations/-`;
  const here = `${P}/locations/europe-west1`;
  return {
    [`compute/v1/${P}/aggregated/instances`]: {
      items: {
        "zones/europe-west1-b": {
          instances: [
            {
              name: "runner",
              zone: `https://www.googleapis.com/compute/v1/${P}/zones/europe-west1-b`,
              status: "RUNNING",
              creationTimestamp: WHEN,
              metadata: { items: [{ key: "startup-script", value: MARKER }] },
              serviceAccounts: [{ email: COMPUTE, scopes: ["https://www.googleapis.com/auth/devstorage.read_only"] }],
            },
          ],
        },
        "zones/europe-west1-c": { warning: { code: "NO_RESULTS_ON_PAGE" } },
      },
    },
    [`compute/v1/${P}/regions`]: { items: [{ name: "europe-west1" }] },
    [`cloudfunctions/v2/${everywhere}/functions`]: {
      functions: [
        {
          name: `${here}/functions/hook`,
          environment: "GEN_2",
          updateTime: WHEN,
          serviceConfig: { serviceAccountEmail: DEPLOY, environmentVariables: { API_KEY: MARKER } },
          buildConfig: { environmentVariables: { BUILD_KEY: MARKER } },
        },
      ],
    },
    [`run/v2/${everywhere}/services`]: {
      services: [
        {
          name: `${here}/services/web`,
          createTime: WHEN,
          updateTime: WHEN,
          ingress: "INGRESS_TRAFFIC_ALL",
          template: { serviceAccount: DEPLOY, containers: [{ image: "i", env: [{ name: "API_KEY", value: MARKER }] }] },
        },
      ],
    },
    [`run/v2/${everywhere}/jobs`]: {
      jobs: [
        {
          name: `${here}/jobs/nightly`,
          createTime: WHEN,
          updateTime: WHEN,
          template: {
            template: { serviceAccount: DEPLOY, containers: [{ image: "i", env: [{ name: "K", value: MARKER }] }] },
          },
        },
      ],
    },
    [`cloudbuild/v1/${P}/triggers`]: {
      triggers: [
        {
          id: "t-1",
          name: "on-push",
          createTime: WHEN,
          serviceAccount: `${P}/serviceAccounts/${DEPLOY}`,
          substitutions: { _TOKEN: MARKER },
          github: { owner: "octo", name: "web", pullRequest: { branch: "main", commentControl: "COMMENTS_ENABLED" } },
        },
      ],
    },
    [`cloudscheduler/v1/${P}/locations`]: { locations: [{ name: here, locationId: "europe-west1" }] },
    [`cloudscheduler/v1/${here}/jobs`]: {
      jobs: [
        {
          name: `${here}/jobs/tick`,
          state: "ENABLED",
          httpTarget: {
            uri: "https://octo.example/tick",
            headers: { Authorization: MARKER },
            body: Buffer.from(MARKER).toString("base64"),
            oidcToken: { serviceAccountEmail: DEPLOY },
          },
        },
      ],
    },
    [`dataproc/v1/${P}/regions/europe-west1/clusters`]: {
      clusters: [
        {
          clusterName: "crunch",
          projectId: PROJECT,
          config: { gceClusterConfig: { serviceAccount: DEPLOY, metadata: { key: MARKER } } },
        },
      ],
    },
    [`appengine/v1/apps/${PROJECT}`]: {
      name: `apps/${PROJECT}`,
      id: PROJECT,
      servingStatus: "SERVING",
      serviceAccount: DEPLOY,
    },
    [`workflows/v1/${everywhere}/workflows`]: {
      workflows: [
        {
          name: `${here}/workflows/flow`,
          createTime: WHEN,
          updateTime: WHEN,
          serviceAccount: `${P}/serviceAccounts/${DEPLOY}`,
          sourceContents: MARKER,
          userEnvVars: { KEY: MARKER },
        },
      ],
    },
    [`composer/v1/${everywhere}/environments`]: {
      environments: [
        {
          name: `${here}/environments/air`,
          createTime: WHEN,
          updateTime: WHEN,
          config: { nodeConfig: { serviceAccount: DEPLOY }, softwareConfig: { envVariables: { KEY: MARKER } } },
        },
      ],
    },
    [`notebooks/v2/${everywhere}/instances`]: {
      instances: [
        {
          name: `${here}/instances/book`,
          createTime: WHEN,
          updateTime: WHEN,
          gceSetup: { serviceAccounts: [{ email: DEPLOY }], metadata: { key: MARKER } },
        },
      ],
    },
    [`container/v1/${everywhere}/clusters`]: {
      clusters: [
        {
          name: "cluster",
          location: "europe-west1",
          createTime: WHEN,
          nodePools: [
            { name: "default", config: { serviceAccount: DEPLOY } },
            {
              name: "narrow",
              config: {
                serviceAccount: "default",
                oauthScopes: ["https://www.googleapis.com/auth/devstorage.read_only"],
                metadata: { key: MARKER },
              },
            },
          ],
          masterAuth: { clientKey: MARKER, password: MARKER },
        },
      ],
    },
    [`dataflow/v1b3/${P}/jobs:aggregated`]: {
      jobs: [
        {
          id: "j-1",
          name: "stream",
          location: "europe-west1",
          createTime: WHEN,
          environment: { serviceAccountEmail: DEPLOY, userAgent: { name: MARKER } },
        },
      ],
    },
    [`eventarc/v1/${P}/locations/-/triggers`]: {
      triggers: [
        {
          name: `${P}/locations/europe-west1/triggers/uploads`,
          serviceAccount: `projects/-/serviceAccounts/${DEPLOY}`,
          createTime: WHEN,
        },
      ],
    },
    [`deploymentmanager/v2/${P}/global/deployments`]: {
      deployments: [{ name: "network", id: "1", insertTime: WHEN, target: { config: { content: MARKER } } }],
    },
    [`secretmanager/v1/${P}/secrets`]: { secrets: [{ name: `projects/${NUMBER}/secrets/db`, createTime: WHEN }] },
    [`secretmanager/v1/${P}/secrets/db/versions`]: {
      versions: [{ name: `projects/${NUMBER}/secrets/db/versions/1`, state: "ENABLED", createTime: WHEN }],
    },
    [`storage/v1/b?project=${PROJECT}`]: {
      kind: "storage#buckets",
      items: [{ name: "octo-data", timeCreated: WHEN, iamConfiguration: { publicAccessPrevention: "enforced" } }],
    },
    [`apikeys/v2/${P}/locations/global/keys`]: {
      keys: [{ name: `projects/${NUMBER}/locations/global/keys/k1`, uid: "k1", createTime: WHEN, keyString: MARKER }],
    },
  };
}

/** Agents, and where they are. */
function agents(): Answers {
  const search = `cloudasset/v1/organizations/${ORGANIZATION}:searchAllResources?assetTypes=`;
  const own = `cloudasset/v1/${P}:searchAllResources?assetTypes=`;
  const found = (api: string, type: string, name: string): Answers => {
    const assetType = `${api}.googleapis.com/${type}`;
    const result = {
      name: `//${api}.googleapis.com/${name}`,
      assetType,
      project: `projects/${NUMBER}`,
      location: "eu",
    };
    const answer = { results: [result] };
    return { [`${search}${assetType}`]: answer, [`${own}${assetType}`]: answer };
  };
  const engine = `projects/${NUMBER}/locations/europe-west1/reasoningEngines/1`;
  const agent = `${P}/locations/europe-west1/agents/a1`;
  const app = "locations/eu/collections/default_collection/engines/portal";
  return {
    ...found("aiplatform", "ReasoningEngine", engine),
    ...found("dialogflow", "Agent", agent),
    ...found("discoveryengine", "Engine", `projects/${NUMBER}/${app}`),
    [`aiplatform/v1/${P}/locations`]: {
      locations: [{ name: `${P}/locations/europe-west1`, locationId: "europe-west1" }],
    },
    [`aiplatform/v1/${P}/locations/europe-west1/reasoningEngines`]: {
      reasoningEngines: [
        {
          name: engine,
          displayName: "desk",
          createTime: WHEN,
          updateTime: WHEN,
          spec: { agentFramework: "custom", deploymentSpec: { env: [{ name: "CRM_TOKEN", value: MARKER }] } },
        },
      ],
    },
    [`dialogflow/v3/${P}/locations`]: {
      locations: [{ name: `${P}/locations/europe-west1`, locationId: "europe-west1" }],
    },
    [`dialogflow/v3/${P}/locations/europe-west1/agents`]: {
      agents: [
        {
          name: agent,
          displayName: "bot",
          gitIntegrationSettings: { githubSettings: { displayName: "git", accessToken: MARKER } },
        },
      ],
    },
    [`dialogflow/v3/${agent}/webhooks`]: {
      webhooks: [
        {
          name: `${agent}/webhooks/w1`,
          displayName: "orders",
          genericWebService: {
            uri: "https://octo.example/hook",
            requestHeaders: { Authorization: MARKER },
            username: "octo",
            password: MARKER,
            requestBody: MARKER,
            oauthConfig: { clientId: "octo", clientSecret: MARKER, tokenEndpoint: "https://octo.example/token" },
          },
        },
        {
          name: `${agent}/webhooks/w2`,
          displayName: "stock",
          serviceDirectory: {
            service: `${P}/locations/europe-west1/namespaces/n/services/s`,
            genericWebService: { uri: "https://octo.example/stock", password: MARKER },
          },
        },
      ],
    },
    ...Object.fromEntries(
      ["eu", "global", "us"].map((place) => [
        `discoveryengine/v1/${P}/locations/${place}/collections/default_collection/engines`,
        place === "eu"
          ? {
              engines: [
                { name: `projects/${NUMBER}/${app}`, displayName: "portal", solutionType: "SOLUTION_TYPE_SEARCH" },
              ],
            }
          : {},
      ]),
    ),
    [`discoveryengine/v1alpha/${P}/${app}/assistants/default_assistant/agents`]: {
      agents: [
        {
          name: `projects/${NUMBER}/${app}/assistants/default_assistant/agents/1`,
          displayName: "desk",
          state: "ENABLED",
          adkAgentDefinition: { provisionedReasoningEngine: { reasoningEngine: engine } },
        },
        {
          name: `projects/${NUMBER}/${app}/assistants/default_assistant/agents/2`,
          displayName: "elsewhere",
          state: "ENABLED",
          a2aAgentDefinition: { jsonAgentCard: MARKER },
        },
      ],
    },
  };
}

/** The whole organisation: one folder, one project in it. */
export function organization(): Answers {
  return { ...hierarchy(), ...identities(), ...workloads(), ...agents() };
}
