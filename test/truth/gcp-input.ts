// The published Google Cloud lab as a bundle: one project with its service accounts, roles and bindings, and nothing of what
// runs in it, which the publication leaves open.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GROUND_TRUTH } from "./figure.js";

export interface LabCase {
  readonly id: string;
  readonly name: string;
  readonly kind: "privesc" | "lateral";
  readonly candidateStarts: readonly string[];
  readonly permissions: readonly string[];
}

interface LabBinding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: { readonly title: string; readonly expression: string };
}

export interface Lab {
  readonly project: string;
  readonly expected: { readonly owner: readonly string[]; readonly cases: readonly LabCase[] };
  readonly bindings: { readonly [resource: string]: readonly LabBinding[] };
  readonly customRoles: readonly { readonly name: string; readonly includedPermissions: readonly string[] }[];
  readonly serviceAccounts: readonly { readonly email: string; readonly name: string }[];
  readonly resources: readonly { readonly type: string; readonly attributes: { readonly [name: string]: unknown } }[];
}

interface PredefinedRoles {
  readonly permissions: readonly string[];
  readonly roles: { readonly [name: string]: { readonly title: string; readonly p: readonly number[] } };
}

const NUMBER = "123456789012";

export function readLab(): Lab {
  return JSON.parse(readFileSync(join(GROUND_TRUTH, "gcp/iam-vulnerable-gcp.json"), "utf8")) as Lab;
}

/** Writes the lab as a bundle; `without` takes permissions out of custom roles, for what must no longer be found. */
export function writeLab(lab: Lab, folder: string, dropped: (role: string, permission: string) => boolean): void {
  const { project } = lab;
  const write = (path: string, value: unknown) => {
    const file = join(folder, "gcp", project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-03-12T12:00:00Z" }));
  write(`cloudresourcemanager/v3/projects/${project}.json`, {
    name: `projects/${NUMBER}`,
    projectId: project,
    displayName: project,
    state: "ACTIVE",
  });
  write(`cloudasset/v1/projects/${project}:searchAllIamPolicies.json`, {
    results: Object.entries(lab.bindings).map(([resource, bindings]) => ({
      resource: toFullName(resource, project),
      project: `projects/${NUMBER}`,
      policy: { bindings },
    })),
  });
  write(`iam/v1/projects/${project}/serviceAccounts.json`, {
    accounts: lab.serviceAccounts.map(({ email, name }, index) => ({
      email,
      name,
      projectId: project,
      uniqueId: String(100000000000000000000n + BigInt(index)),
    })),
  });
  const custom = lab.customRoles.map(({ name, includedPermissions }) => ({
    name,
    includedPermissions: includedPermissions.filter((permission) => !dropped(name, permission)),
  }));
  write(`iam/v1/projects/${project}/roles.json`, { roles: custom });
  writePredefined(lab, write);
  writePools(lab, write);
  for (const nothing of ["denypolicies"])
    write(
      `iam/v2/policies/${encodeURIComponent(`cloudresourcemanager.googleapis.com/projects/${project}`)}/${nothing}.json`,
      {
        policies: [],
      },
    );
}

type Write = (path: string, value: unknown) => void;

function writePredefined({ bindings }: Lab, write: Write): void {
  const { permissions, roles } = JSON.parse(
    readFileSync(join(GROUND_TRUTH, "gcp/gcp-predefined-roles.json"), "utf8"),
  ) as PredefinedRoles;
  const used = new Set(Object.values(bindings).flatMap((list) => list.map(({ role }) => role)));
  for (const role of used) {
    const found = roles[role];
    if (found === undefined) continue;
    const included = found.p.map((index) => permissions[index]);
    write(`iam/v1/${role}.json`, { name: role, title: found.title, includedPermissions: included });
  }
}

function writePools({ project, resources }: Lab, write: Write): void {
  const base = `iam/v1/projects/${project}/locations/global/workloadIdentityPools`;
  const pools = resources.filter(({ type }) => type === "google_iam_workload_identity_pool");
  write(`${base}.json`, {
    workloadIdentityPools: pools.map(({ attributes }) => ({ name: attributes["name"], state: "ACTIVE" })),
  });
  for (const { attributes: pool } of pools) {
    const id = String(pool["workload_identity_pool_id"]);
    const own = resources.filter(
      ({ type, attributes }) =>
        type === "google_iam_workload_identity_pool_provider" && String(attributes["workload_identity_pool_id"]) === id,
    );
    write(`${base}/${id}/providers.json`, {
      workloadIdentityPoolProviders: own.map(({ attributes }, index) => ({
        name: `${String(pool["name"])}/providers/${index}`,
        state: "ACTIVE",
        attributeMapping: attributes["attribute_mapping"],
        attributeCondition: attributes["attribute_condition"],
        oidc: { issuerUri: (attributes["oidc"] as readonly { issuer_uri: string }[])[0]?.issuer_uri },
      })),
    });
  }
}

/** The publication names some resources as its tool does. */
export function toFullName(resource: string, project: string): string {
  const [kind = "", name = ""] = resource.replace(/^\/\//, "").split(/:(.*)/s);
  switch (kind) {
    case "google_storage_bucket_iam_member":
      return `//storage.googleapis.com/${name}`;
    case "google_secret_manager_secret_iam_member":
      return `//secretmanager.googleapis.com/projects/${NUMBER}/secrets/${name.split("/").at(-1)}`;
    case "google_pubsub_topic_iam_member":
      return `//pubsub.googleapis.com/projects/${project}/topics/${name}`;
    case "google_pubsub_subscription_iam_member":
      return `//pubsub.googleapis.com/projects/${project}/subscriptions/${name}`;
    case "google_bigquery_dataset_iam_member":
      return `//bigquery.googleapis.com/projects/${project}/datasets/${name}`;
    default:
      return resource;
  }
}
