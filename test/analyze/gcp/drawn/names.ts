// Names in drawn organisations of Google Cloud: scopes, what is in each project, and members.
export const ORGANIZATION = "organizations/1";
/** Scope → the one that holds it. */
export const PARENTS: { readonly [scope: string]: string | undefined } = {
  [ORGANIZATION]: undefined,
  "folders/2": ORGANIZATION,
  "folders/3": "folders/2",
  "projects/inside": "folders/2",
  "projects/deep": "folders/3",
  "projects/outside": ORGANIZATION,
};
export const SCOPES: readonly string[] = Object.keys(PARENTS);
export const PROJECTS: readonly string[] = SCOPES.filter((scope) => scope.startsWith("projects/"));
/** Accounts, by the project that they live in. */
const ACCOUNTS: { readonly [project: string]: string } = {
  "projects/inside": "bot",
  "projects/deep": "job",
  "projects/outside": "ci",
};

export const emailOf = (project: string): string =>
  `${ACCOUNTS[project] ?? ""}@${project.slice(9)}.iam.gserviceaccount.com`;

/** Where the account lives that what is in a project runs as: once in another. */
export const homeOf = (project: string): string => (project === "projects/deep" ? "projects/inside" : project);

/** Full resource names, as Google writes them, by type. */
const FULL_NAMES: { readonly [type: string]: (project: string) => string } = {
  identity: (project) => `//iam.googleapis.com/${project}/serviceAccounts/${emailOf(project)}`,
  "gcp.bucket": (project) => `//storage.googleapis.com/${project.slice(9)}-data`,
  "gcp.secret": (project) => `//secretmanager.googleapis.com/${project}/secrets/one`,
  "gcp.bigquery-dataset": (project) => `//bigquery.googleapis.com/${project}/datasets/one`,
  "gcp.kms-key": (project) => `//cloudkms.googleapis.com/${project}/locations/global/keyRings/ring/cryptoKeys/one`,
  "gcp.pubsub-topic": (project) => `//pubsub.googleapis.com/${project}/topics/one`,
  "gcp.pubsub-subscription": (project) => `//pubsub.googleapis.com/${project}/subscriptions/one`,
  "gcp.instance": (project) => `//compute.googleapis.com/${project}/zones/europe-west1-b/instances/one`,
  "gcp.function": (project) => `//cloudfunctions.googleapis.com/${project}/locations/europe-west1/functions/one`,
  "gcp.run-service": (project) => `//run.googleapis.com/${project}/locations/europe-west1/services/one`,
  "gcp.run-job": (project) => `//run.googleapis.com/${project}/locations/europe-west1/jobs/one`,
  "gcp.reasoning-engine": (project) =>
    `//aiplatform.googleapis.com/${project}/locations/europe-west1/reasoningEngines/one`,
};
/** Kinds of what techniques get to that every project has one of, and scopes. */
export const KINDS: readonly string[] = [...Object.keys(FULL_NAMES), "gcp.project", "gcp.folder", "gcp.organization"];

export interface Thing {
  readonly kind: string;
  readonly place: string;
  readonly project: string;
  readonly node: string;
}

/** One of each kind in each project. */
export const THINGS: readonly Thing[] = PROJECTS.flatMap((project) =>
  Object.entries(FULL_NAMES).map(([kind, nameOf]) => {
    const place = nameOf(project);
    return {
      kind,
      place,
      project,
      node: kind === "identity" ? `gcp:account/${project.slice(9)}` : `gcp:${place.slice(2)}`,
    };
  }),
);
export const PLACES: readonly string[] = THINGS.map(({ place }) => place);

/** Group → members. */
export const GROUPS: { readonly [group: string]: readonly string[] } = {
  "team@octo.example": ["user:ada@octo.example", "group:core@octo.example"],
  "core@octo.example": ["user:bo@octo.example", `serviceAccount:${emailOf("projects/inside")}`],
};
const POOL = "//iam.googleapis.com/projects/1001/locations/global/workloadIdentityPools/pool";
export const MEMBERS: readonly string[] = [
  "user:ada@octo.example",
  "user:bo@octo.example",
  "user:eve@else.example",
  ...PROJECTS.map((project) => `serviceAccount:${emailOf(project)}`),
  ...Object.keys(GROUPS).map((group) => `group:${group}`),
  "allUsers",
  "allAuthenticatedUsers",
  "domain:octo.example",
  "principalSet://cloudresourcemanager.googleapis.com/folders/2/type/ServiceAccount",
  `principal:${POOL}/subject/one`,
  `principalSet:${POOL}/*`,
];
