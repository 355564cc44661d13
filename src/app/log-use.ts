// What a log says that an identity did: by kind of record, when it was watched, which calls it made and when last, and who acted
// through it. What a log has no records of was not watched, and is no proof of disuse.
import { UsageError } from "../model/errors.js";
import type { Json } from "../model/words.js";
import type { KnownNode, Store } from "../store/index.js";
import { type LogUse, readAuditUse } from "./audit-use.js";
import { heldPolicies } from "./held-policies.js";
import { readUse, useNotes } from "./trail-use.js";

/** Reads the log once for one identity. A UsageError where no log says anything of its kind. */
export async function logUseOf(path: string, node: KnownNode, store: Store): Promise<LogUse> {
  if (/^aws\.iam-(?:role|user)$/.test(node.type)) return ofTrail(path, node, store);
  const names = namesOf(node);
  if (names.length === 0) throw new UsageError(`--logs: no log that is read says anything of a ${node.type}`);
  return readAuditUse(path, names, node.type);
}

async function ofTrail(path: string, { id }: KnownNode, store: Store): Promise<LogUse> {
  const use = await readUse(path, id);
  const policies = heldPolicies(store, id).flatMap(({ text }) =>
    text === undefined ? [] : [JSON.parse(text) as Json],
  );
  const { from, to } = use;
  return {
    watched: from === undefined || to === undefined ? [] : [{ kind: "CloudTrail", from, to }],
    calls: use.used.map(({ action, count, last }) => ({ action, count, last })),
    failed: use.failed,
    by: [],
    // what a boundary is told to list is of no use here
    notes: useNotes(use, policies).map((note) => note.replace(/[,:] list it with --action.*$/, "")),
  };
}

/** What records call an identity, in lower case. */
export function namesOf({ id, type, name, properties }: KnownNode): readonly string[] {
  const of = (...keys: readonly string[]): unknown[] => keys.map((key) => properties[key]);
  const all: readonly unknown[] = type.startsWith("entra.")
    ? [id.split("/").at(-1), ...(type === "entra.service-principal" ? of("app_id") : [])]
    : ({
        "azure.managed-identity": of("principal", "client"),
        "gcp.service-account": of("email"),
        "github.user": of("login"),
        "github.app-installation": of("app_slug").map((slug) => (typeof slug === "string" ? `${slug}[bot]` : slug)),
      }[type] ?? []);
  const found = all.flatMap((one) => (typeof one === "string" && one !== "" ? [one.toLowerCase()] : []));
  return type === "gcp.service-account" && found.length === 0 ? [name.toLowerCase()] : found;
}
