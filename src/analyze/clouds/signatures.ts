// What a shared access signature opens: it says itself which account, container or blob, what may be done there, and until when. It is
// a session of its own, never the key it was made with. Pure.
import type { DerivedNode, StoredNode } from "../../model/analysis.js";
import { hasReached } from "../../model/clock.js";
import { signatureOf } from "../../model/signature.js";
import type { Capability, JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import type { WrittenFrame } from "./written-frame.js";

/** The address beside it is the account's; the key that signed may have been made anew since. */
const SURE = 0.85;
const UNSURE = 0.5;
const GIVES: readonly (readonly [letters: RegExp, gives: Capability])[] = [
  [/r/, "read"],
  [/[wacd]/, "write"],
];

/** Draws the session of a signature and what it may do. Silent for one that is over, or that the account does not take. */
export function drawSignature(
  secret: StoredNode,
  account: StoredNode,
  signature: JsonRecord,
  frame: WrittenFrame,
): void {
  const said = (name: string): string | undefined => textOf(signature[name]);
  const ends = said("expires_at");
  const isOver = ends !== undefined && hasReached(frame.now, Date.parse(ends));
  // what a user signed needs no key
  const isTaken = account.properties["takes_keys"] === true || signature["by_user"] === true;
  if (isOver || !isTaken) return;
  const target = targetOf(account, signature, frame);
  if (target === undefined) return;
  const id = signatureOf(secret.id);
  const where = target.blob ?? target.container;
  frame.nodes.push({
    id,
    kind: "session",
    type: "azure.signature",
    name: `whoever has a signature on ${account.name}${where === undefined ? "" : `/${where}`}`,
    scope: account.scope,
    properties: {},
  });
  const doubt = doubtOf(signature, frame.now);
  const session = { kind: "has_session", from: secret.id, to: id, because: [] } as const;
  frame.edges.push(
    doubt === undefined
      ? { ...session, state: "none", confidence: SURE }
      : { ...session, state: "unknown", confidence: UNSURE, condition: doubt },
  );
  const permissions = said("permissions");
  for (const [letters, gives] of GIVES) {
    // a policy of the container that was not read says what may be done
    if (permissions === undefined ? gives !== "read" : !letters.test(permissions)) continue;
    const edge = { kind: "permits", from: id, to: target.id, capability: gives, because: [] } as const;
    frame.edges.push(
      permissions === undefined
        ? { ...edge, state: "unknown", confidence: UNSURE, condition: "a stored access policy says what it may do" }
        : { ...edge, state: "none", confidence: 1 },
    );
  }
}

function doubtOf(signature: JsonRecord, now: Date): string | undefined {
  const addresses = textOf(signature["addresses"]);
  if (addresses !== undefined) return `it works from ${addresses} alone`;
  const starts = textOf(signature["starts_at"]);
  if (starts !== undefined && !hasReached(now, Date.parse(starts))) return `it works from ${starts} on`;
  return undefined;
}

interface Opened {
  readonly id: string;
  readonly container?: string;
  readonly blob?: string;
}

/** The account for a signature of the account, else what is named; undefined for a container that there is not. */
function targetOf(account: StoredNode, signature: JsonRecord, frame: WrittenFrame): Opened | undefined {
  const [services, types, resource, container] = ["services", "resource_types", "resource", "container"].map((name) =>
    textOf(signature[name]),
  );
  if (services !== undefined) {
    // without objects it opens names alone
    return types === undefined || types.includes("o") ? { id: account.id } : undefined;
  }
  // of files, queues and tables nothing below the account is read: what a signature on one of them opens cannot be named
  if (!/^(?:b|c|d|bs|bv)$/.test(resource ?? "") || container === undefined) return undefined;
  const id = `${account.id}/blobservices/default/containers/${container.toLowerCase()}`;
  if (!frame.containers.has(id)) {
    if (frame.areContainersRead(account.scope)) return undefined;
    frame.nodes.push(toBlobNode(id, "azure.blob-container", container, account));
  }
  const blob = textOf(signature["blob"]);
  if (resource === "c" || blob === undefined) return { id, container };
  const inside = `${id}/blobs/${blob}`;
  frame.nodes.push(toBlobNode(inside, "azure.blob", blob, account));
  return { id: inside, blob: `${container}/${blob}` };
}

function toBlobNode(id: string, type: string, name: string, { scope }: StoredNode): DerivedNode {
  return { id, kind: "resource", type, name, scope, properties: {} };
}
