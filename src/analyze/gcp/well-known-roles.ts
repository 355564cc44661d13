// What Google's own roles give for sure where their permissions were not read: those of a name that never gave less. The rest of
// such a role stays unknown. https://cloud.google.com/iam/docs/roles-permissions

const USES_ACCOUNT = ["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"];
const RUNS_MACHINES = [
  "compute.instances.create",
  "compute.instances.setMetadata",
  "compute.instances.setServiceAccount",
  "compute.projects.setCommonInstanceMetadata",
];
const DEPLOYS_FUNCTIONS = ["cloudfunctions.functions.create", "cloudfunctions.functions.update"];
const DEPLOYS_RUN = [
  "run.jobs.create",
  "run.jobs.run",
  "run.jobs.update",
  "run.services.create",
  "run.services.update",
];
const BUILDS = ["cloudbuild.builds.create", "cloudbuild.builds.update"];
const SETS_PROJECT = ["resourcemanager.projects.setIamPolicy"];
const SETS_FOLDER = ["resourcemanager.folders.setIamPolicy"];
const EDITS = [
  "iam.serviceAccounts.actAs",
  "iam.serviceAccountKeys.create",
  ...RUNS_MACHINES,
  ...DEPLOYS_FUNCTIONS,
  ...DEPLOYS_RUN,
  ...BUILDS,
];

const GIVEN: { readonly [role: string]: readonly string[] } = {
  "roles/owner": [
    ...EDITS,
    ...SETS_PROJECT,
    "iam.roles.update",
    "iam.serviceAccounts.setIamPolicy",
    "secretmanager.versions.access",
    "secretmanager.secrets.setIamPolicy",
    "run.services.setIamPolicy",
    "cloudkms.cryptoKeys.setIamPolicy",
  ],
  "roles/editor": EDITS,
  "roles/iam.securityAdmin": [
    ...SETS_PROJECT,
    ...SETS_FOLDER,
    "resourcemanager.organizations.setIamPolicy",
    "iam.serviceAccounts.setIamPolicy",
  ],
  "roles/resourcemanager.projectIamAdmin": SETS_PROJECT,
  "roles/resourcemanager.folderIamAdmin": SETS_FOLDER,
  "roles/resourcemanager.folderAdmin": [...SETS_PROJECT, ...SETS_FOLDER],
  "roles/resourcemanager.organizationAdmin": [
    ...SETS_PROJECT,
    ...SETS_FOLDER,
    "resourcemanager.organizations.setIamPolicy",
  ],
  "roles/iam.serviceAccountTokenCreator": [
    ...USES_ACCOUNT,
    "iam.serviceAccounts.implicitDelegation",
    "iam.serviceAccounts.signBlob",
    "iam.serviceAccounts.signJwt",
  ],
  "roles/iam.workloadIdentityUser": USES_ACCOUNT,
  "roles/iam.serviceAccountOpenIdTokenCreator": ["iam.serviceAccounts.getOpenIdToken"],
  "roles/iam.serviceAccountUser": ["iam.serviceAccounts.actAs"],
  "roles/iam.serviceAccountKeyAdmin": ["iam.serviceAccountKeys.create"],
  "roles/iam.serviceAccountAdmin": ["iam.serviceAccounts.setIamPolicy"],
  "roles/iam.roleAdmin": ["iam.roles.update"],
  "roles/iam.organizationRoleAdmin": ["iam.roles.update"],
  "roles/compute.admin": RUNS_MACHINES,
  "roles/compute.instanceAdmin.v1": RUNS_MACHINES,
  "roles/cloudfunctions.admin": [...DEPLOYS_FUNCTIONS, "cloudfunctions.functions.setIamPolicy"],
  "roles/cloudfunctions.developer": DEPLOYS_FUNCTIONS,
  "roles/run.admin": [...DEPLOYS_RUN, "run.services.setIamPolicy"],
  "roles/run.developer": DEPLOYS_RUN,
  "roles/cloudbuild.builds.editor": BUILDS,
  "roles/secretmanager.secretAccessor": ["secretmanager.versions.access"],
  "roles/secretmanager.admin": ["secretmanager.versions.access", "secretmanager.secrets.setIamPolicy"],
  "roles/storage.admin": ["storage.buckets.setIamPolicy", "storage.objects.create", "storage.objects.get"],
  "roles/storage.objectAdmin": ["storage.objects.create", "storage.objects.get"],
  "roles/storage.objectViewer": ["storage.objects.get"],
};

/** Permissions that a role gives for sure, read or not; none where nothing is known of it. */
export function surelyGiven(role: string): readonly string[] {
  return Object.hasOwn(GIVEN, role) ? (GIVEN[role] ?? []) : [];
}
