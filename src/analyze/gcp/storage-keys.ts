// What an HMAC key of a service account opens: requests to Cloud Storage that the account signs, and no token of it.
// https://cloud.google.com/storage/docs/authentication/hmackeys
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import type { GoogleCaller } from "./caller.js";
import { toCaller } from "./callers.js";
import type { GoogleEstate } from "./environment.js";
import type { GoogleWorld } from "./world.js";

/** Facet of techniques that give such a key. */
const STORAGE = "storage";
/** What such requests reach: objects. Policies of buckets are not of the XML API, and its access lists hold where a bucket lets them alone. */
const SCOPES: readonly string[] = ["https://www.googleapis.com/auth/devstorage.read_write"];

interface Frame {
  readonly estate: GoogleEstate;
  readonly world: GoogleWorld;
  readonly drawing: Drawing;
}

/** Draws the accounts of which somebody makes such keys, as they are with one. Out: who acts so, with what the account may do there. */
export function storageCallers({ estate, world, drawing }: Frame): readonly GoogleCaller[] {
  const asked = world.facets.get(STORAGE);
  if (asked === undefined) return [];
  return [...estate.accounts.values()].flatMap(({ node, email, isDisabled }) => {
    if (isDisabled || !asked.has(node.id)) return [];
    const id = `${node.id}#${STORAGE}`;
    const name = `${email} in Cloud Storage`;
    drawing.node({ id, kind: "session", type: "gcp.storage-key", name, scope: node.scope, properties: {} });
    const member = estate.member(`serviceAccount:${email}`);
    const enumerate = (kind: string, place: string) => world.list(kind, place);
    return (member && toCaller(member, estate, { id, enumerate, scopes: SCOPES })) ?? [];
  });
}
