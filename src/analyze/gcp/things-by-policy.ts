// Things that no list gives, but that have a policy of their own: what they are is in their name.
import type { GoogleEstate } from "./environment.js";

/** Service and collection → vendor type. */
const BY_POLICY: { readonly [collection: string]: string } = {
  "pubsub.googleapis.com/topics": "gcp.pubsub-topic",
  "pubsub.googleapis.com/subscriptions": "gcp.pubsub-subscription",
  "bigquery.googleapis.com/datasets": "gcp.bigquery-dataset",
  "cloudkms.googleapis.com/cryptoKeys": "gcp.kms-key",
  "artifactregistry.googleapis.com/repositories": "gcp.artifact-repository",
  "secretmanager.googleapis.com/secrets": "gcp.secret",
};

interface Thing {
  readonly type: string;
  readonly place: string;
  readonly name: string;
  readonly scope: string | undefined;
}

/** Buckets, topics, keys and others that bindings are on, each once. */
export function thingsByPolicy({ members, places }: Pick<GoogleEstate, "members" | "places">): readonly Thing[] {
  const named = [...members.values()].flatMap(({ bindings }) => bindings.map(({ place }) => place));
  return [...new Set(named)].flatMap((place): readonly Thing[] => {
    if (places.isScope(place)) return [];
    const [, host = "", path = ""] = /^\/\/([^/]+)\/(.*)$/.exec(place) ?? [];
    const [collection = "", name = path] = path.split("/").slice(-2);
    const isBucket = host === "storage.googleapis.com" && !path.includes("/");
    const type = isBucket ? "gcp.bucket" : BY_POLICY[`${host}/${collection}`];
    return type === undefined ? [] : [{ type, place, name, scope: places.scopeOf(place) }];
  });
}
