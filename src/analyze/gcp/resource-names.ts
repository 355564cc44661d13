// How conditions name resources: by the type and service that Google documents for each kind, and a name of its own form.
import type { ResourceAtHand } from "./condition.js";
import type { Places } from "./places.js";

const KINDS: { readonly [kind: string]: readonly [type: string, service: string] } = {
  identity: ["iam.googleapis.com/ServiceAccount", "iam.googleapis.com"],
  "gcp.bucket": ["storage.googleapis.com/Bucket", "storage.googleapis.com"],
  "gcp.secret": ["secretmanager.googleapis.com/Secret", "secretmanager.googleapis.com"],
  "gcp.instance": ["compute.googleapis.com/Instance", "compute.googleapis.com"],
  "gcp.project": ["cloudresourcemanager.googleapis.com/Project", "cloudresourcemanager.googleapis.com"],
  "gcp.folder": ["cloudresourcemanager.googleapis.com/Folder", "cloudresourcemanager.googleapis.com"],
  "gcp.organization": ["cloudresourcemanager.googleapis.com/Organization", "cloudresourcemanager.googleapis.com"],
};

/** The resource that a permission on a target of a kind is asked about; of a whole scope the name is not known. */
export function resourceAtHand(kind: string, permission: string, place: string, places: Places): ResourceAtHand {
  const [type, service] = KINDS[kind] ?? [];
  const isObject = permission.startsWith("storage.objects.");
  const shown = { type: isObject ? "storage.googleapis.com/Object" : type, service };
  if (places.isScope(place)) {
    return kind === "gcp.project" || kind === "gcp.folder" || kind === "gcp.organization"
      ? { ...shown, name: place }
      : shown;
  }
  const name = nameOf(place, places);
  return isObject ? { ...shown, name: `${name}/objects/`, isPrefix: true } : { ...shown, name };
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
