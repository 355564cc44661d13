// How conditions name resources: by the type and service that Google documents for each kind, and a name of its own form.
// https://cloud.google.com/iam/docs/conditions-resource-attributes
import type { ResourceAtHand } from "./condition.js";
import { serviceOf } from "./permission-names.js";
import type { Places } from "./places.js";

const MANAGER = "cloudresourcemanager.googleapis.com";

/** Of kinds that conditions know by what they are; service accounts are none of them. */
const KINDS: { readonly [kind: string]: readonly [type: string, service: string] } = {
  "gcp.bucket": ["storage.googleapis.com/Bucket", "storage.googleapis.com"],
  "gcp.secret": ["secretmanager.googleapis.com/Secret", "secretmanager.googleapis.com"],
  "gcp.instance": ["compute.googleapis.com/Instance", "compute.googleapis.com"],
  "gcp.kms-key": ["cloudkms.googleapis.com/CryptoKey", "cloudkms.googleapis.com"],
  "gcp.bigquery-dataset": ["bigquery.googleapis.com/Dataset", "bigquery.googleapis.com"],
  "gcp.project": [`${MANAGER}/Project`, MANAGER],
  "gcp.folder": [`${MANAGER}/Folder`, MANAGER],
  "gcp.organization": [`${MANAGER}/Organization`, MANAGER],
};

interface Asked {
  readonly type: string;
  readonly service: string;
  /** What names of such things have after that of the thing that holds them. */
  readonly within?: string;
}

/** What permissions are asked about, where their own name tells, whatever they were given on. */
const BY_PERMISSION: readonly (readonly [permission: RegExp, asked: Asked])[] = [
  // objects are listed of their bucket
  [
    /^storage\.objects\.(?!list$)/,
    { type: "storage.googleapis.com/Object", service: "storage.googleapis.com", within: "objects" },
  ],
  [
    /^secretmanager\.versions\.(?!list$|add$)/,
    {
      type: "secretmanager.googleapis.com/SecretVersion",
      service: "secretmanager.googleapis.com",
      within: "versions",
    },
  ],
  [
    /^bigquery\.tables\.(?!create$|list$)/,
    { type: "bigquery.googleapis.com/Table", service: "bigquery.googleapis.com", within: "tables" },
  ],
  [/^compute\.instances\.(?!list$)/, { type: "compute.googleapis.com/Instance", service: "compute.googleapis.com" }],
];

/** The resource that a permission on a target of a kind is asked about; of a whole scope the name is not known. */
export function resourceAtHand(kind: string, permission: string, place: string, places: Places): ResourceAtHand {
  const asked = BY_PERMISSION.find(([form]) => form.test(permission))?.[1];
  const [type, service] = asked === undefined ? (KINDS[kind] ?? []) : [asked.type, asked.service];
  const shown = type === undefined ? { hosts: hostsOf(kind, permission) } : { type, service };
  // of projects in a folder each has its own name
  if (places.isScope(place)) return kind === scopeKindOf(place) ? { ...shown, name: place } : shown;
  const name = nameOf(place, places);
  return asked?.within === undefined
    ? { ...shown, name }
    : { ...shown, name: `${name}/${asked.within}/`, isPrefix: true };
}

/** What is made is asked about by itself or by the scope that will hold it. */
function hostsOf(kind: string, permission: string): readonly string[] {
  const own = serviceOf(permission);
  return kind === "scope" ? [own, MANAGER] : [own];
}

/** Kinds of things by the host of their names, and what is in the path where a host keeps several. */
const PLACES: readonly (readonly [name: RegExp, kind: string])[] = [
  [/^\/\/iam\.googleapis\.com\/.*\/serviceAccounts\//, "identity"],
  [/^\/\/storage\.googleapis\.com\//, "gcp.bucket"],
  [/^\/\/secretmanager\.googleapis\.com\//, "gcp.secret"],
  [/^\/\/compute\.googleapis\.com\/.*\/instances\//, "gcp.instance"],
  [/^\/\/cloudkms\.googleapis\.com\/.*\/cryptoKeys\//, "gcp.kms-key"],
  [/^\/\/bigquery\.googleapis\.com\/.*\/datasets\//, "gcp.bigquery-dataset"],
];

/** The type of a project, folder or organisation; undefined of what is none. */
function scopeKindOf(place: string): string | undefined {
  const [, scope] = /^(project|folder|organization)s\/[^/]+$/.exec(place) ?? [];
  return scope && `gcp.${scope}`;
}

/** The kind of what a permission is asked about at a place: of a scope that is the scope itself only for permissions on scopes. */
export function kindOf(place: string, permission: string): string {
  const scope = scopeKindOf(place);
  if (scope !== undefined) return serviceOf(permission) === MANAGER ? scope : "scope";
  return PLACES.find(([name]) => name.test(place))?.[1] ?? "";
}

function nameOf(place: string, places: Places): string {
  const [, host = "", path = ""] = /^\/\/([^/]+)\/(.*)$/.exec(place) ?? [];
  if (host === "storage.googleapis.com") return `projects/_/buckets/${path}`;
  if (host !== "secretmanager.googleapis.com") return path;
  // Secret Manager writes the number of the project
  return path.replace(/^projects\/([^/]+)/, (whole, id: string) => {
    const number = places.containers.get(`projects/${id}`)?.number;
    return number === undefined ? whole : `projects/${number}`;
  });
}
