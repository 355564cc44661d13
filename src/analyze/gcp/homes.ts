// Whose a service account is, by its address: which project it lives in, and whether that project is one of ours.
import type { GoogleEstate } from "./environment.js";
import type { Places } from "./places.js";

/** Whether the member is an account of ours that is disabled. */
export function isDisabled(member: string, { accounts }: Pick<GoogleEstate, "accounts">): boolean {
  return accounts.get(member.replace(/^serviceAccount:/, ""))?.isDisabled === true;
}

/** Accounts that Google itself acts as. */
const AGENT =
  /@(gcp-sa-[\w-]+\.iam|cloudservices|cloudbuild|container-engine-robot\.iam|compute-system\.iam|serverless-robot-prod\.iam|gcf-admin-robot\.iam|containerregistry\.iam|dataflow-service-producer-prod\.iam|cloud-ml\.google\.com\.iam|cloudcomposer-accounts\.iam|firebase-rules\.iam|appspot\.iam)\.gserviceaccount\.com$/;

/** Whether an address is that of an agent of Google's, which acts by Google's rules. */
export function isServiceAgent(email: string): boolean {
  return AGENT.test(email) || /^service-\d+@/.test(email);
}

/** The project that an account lives in: `projects/acme-prod`; undefined where its address does not say. */
export function projectOf(email: string, places: Places): string | undefined {
  const [, number] = /^(\d+)(?:-compute@developer|@cloudbuild|@cloudservices)\.gserviceaccount\.com$/.exec(email) ?? [];
  if (number !== undefined) {
    const place = places.placeOf(`//cloudresourcemanager.googleapis.com/projects/${number}`);
    return places.containers.has(place) ? place : undefined;
  }
  const [, engine] = /^([^@]+)@appspot\.gserviceaccount\.com$/.exec(email) ?? [];
  const [, named] = /@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
  const project = engine ?? named;
  return project === undefined ? undefined : `projects/${toProjectId(project)}`;
}

/** Addresses turn the id `example.com:site` round: `site.example.com`. */
function toProjectId(text: string): string {
  const dot = text.indexOf(".");
  return dot < 0 ? text : `${text.slice(dot + 1)}:${text.slice(0, dot)}`;
}

/**
 * `own` or `foreign`; undefined where it cannot be told: only the list of an organisation's projects says that one is not among
 * them.
 */
export function originOf(
  home: string | undefined,
  place: string,
  { places, isRead }: GoogleEstate,
): Origin | undefined {
  if (home === undefined) return undefined;
  if (places.containers.has(home)) return "own";
  let top = places.scopeOf(place);
  for (let at = top; at !== undefined; at = places.parent(at)) top = at;
  const isListed = top?.startsWith("organizations/") && isRead(`gcp:${top}`, "gcp/cloudresourcemanager:projects");
  return isListed === true ? "foreign" : undefined;
}

export type Origin = "own" | "foreign";
