// Whether a permission of Google Cloud can be asked of a resource at all: each is asked of things of its own service, or of a scope
// that holds some. "denied" of anything else would be read as an answer.
import type { GoogleEstate } from "../analyze/gcp/environment.js";
import { isServiceAgent } from "../analyze/gcp/homes.js";
import { serviceOf } from "../analyze/gcp/permission-names.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Store } from "../store/index.js";

/** Permissions on scopes, and on which scopes they are asked: their own kind, and what may hold such. */
const SCOPES: ReadonlyMap<string, RegExp> = new Map([
  ["projects", /^(?:projects|folders|organizations)\//],
  ["folders", /^(?:folders|organizations)\//],
  ["organizations", /^organizations\//],
]);

/** Lists of things that can be looked up: what names of them look like, the data set, and what one is called. */
const LISTS: readonly (readonly [name: RegExp, dataSet: string, word: string])[] = [
  [/^\/\/iam\.googleapis\.com\/.*\/serviceAccounts\//, "gcp/iam:service-accounts", "service account"],
  [/^\/\/secretmanager\.googleapis\.com\/.*\/secrets\/[^/]+$/, "gcp/secretmanager:secrets", "secret"],
  [/^\/\/compute\.googleapis\.com\/.*\/instances\/[^/]+$/, "gcp/compute:instances", "instance"],
  [/^\/\/cloudfunctions\.googleapis\.com\/.*\/functions\/[^/]+$/, "gcp/cloudfunctions:functions", "function"],
  [/^\/\/run\.googleapis\.com\/.*\/services\/[^/]+$/, "gcp/run:services", "service"],
  [/^\/\/run\.googleapis\.com\/.*\/jobs\/[^/]+$/, "gcp/run:jobs", "job"],
];

/** Throws UsageError where the permission is none of what is at the place. */
export function checkAsked(permission: string, place: string): void {
  const [word = "", thing = ""] = permission.split(".");
  const refuse = (why: string): never => {
    throw new UsageError(`${permission} is ${why}`);
  };
  const scopes = word === "resourcemanager" ? SCOPES.get(thing) : undefined;
  if (scopes !== undefined && !scopes.test(place))
    refuse(`about ${thing}, and ${place} is none and holds none; ask of ${thing}/<id>`);
  const host = /^\/\/([^/]+)\//.exec(place)?.[1];
  // tags are bound to things of any service; proxies of IAP stand before them
  if (host === undefined || word === "resourcemanager" || word === "iap") return;
  if (host !== serviceOf(permission) && host !== `${word}.googleapis.com`)
    refuse(
      `asked of things of ${serviceOf(permission)}, and ${place} is of ${host}; ask of one of those, or of a project`,
    );
  if (place.includes("/serviceAccounts/") && !thing.startsWith("serviceAccount"))
    refuse(`not about service accounts, and ${place} is one; ask of a project`);
}

/** Throws UsageError where all things of the kind were read in the project, and this is none of them. */
export function checkThere(place: string, store: Store, { accounts, places, isReadAt }: GoogleEstate): void {
  const [, dataSet, word] = LISTS.find(([name]) => name.test(place)) ?? [];
  const scope = places.scopeOf(place);
  if (dataSet === undefined || scope === undefined || isReadAt(`gcp:${scope}`, dataSet) !== true) return;
  const email = place.split("/serviceAccounts/")[1];
  const isThere = email === undefined ? store.node(`gcp:${place.slice(2)}`) !== undefined : accounts.has(email);
  if (isThere || (email !== undefined && isServiceAgent(email))) return;
  const hint = email === undefined ? "" : didYouMean(email, accounts.keys());
  throw new UsageError(`${scope} has no ${word} "${email ?? place.split("/").at(-1)}"${hint || "; see its spelling"}`);
}
