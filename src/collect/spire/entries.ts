// spire/server:entries: who gets which SPIFFE id. An entry is a trust: what its selectors match becomes the identity. Pure.
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { flagOf, isOfNode, selectorFacts } from "../shared/spire/facts.js";
import type { SpiffeId } from "../shared/spire/ids.js";
import { selectorsOf } from "../shared/spire/selectors.js";
import { ENTRIES, LIST_ENTRIES } from "./calls.js";

/** Nodes of all entries; what cannot be an entry is a gap. */
export function toEntries(scope: string, entries: readonly unknown[]): PartBuilder {
  const out = new PartBuilder();
  const identities = new Map<string, Identity>();
  const seen = new Set<string>();
  entries.forEach((element, at) => {
    const entry = fieldsOf(element);
    const spiffe = spiffeId(entry["spiffe_id"]);
    const id = textOf(entry["id"]);
    if (spiffe === undefined || id === undefined) {
      const message = `entry ${id ?? `number ${at + 1}`}: without ${id === undefined ? "an id" : "a SPIFFE id"}, left out`;
      out.gaps.push({ dataSet: ENTRIES, subject: LIST_ENTRIES.route, message });
      return;
    }
    if (seen.has(id)) return;
    seen.add(id);
    const known = identities.get(spiffe.uri) ?? { ...spiffe, isNode: false, federates: new Set() };
    identities.set(spiffe.uri, known);
    addEntry(scope, { id, entry, identity: known }, out);
  });
  for (const identity of identities.values()) addIdentity(scope, identity, out);
  return out;
}

interface Identity extends SpiffeId {
  isNode: boolean;
  readonly federates: Set<string>;
}

/** `{ trust_domain, path }`; the path of a trust domain itself is empty. */
function spiffeId(value: unknown): SpiffeId | undefined {
  const fields = fieldsOf(value);
  const trustDomain = textOf(fields["trust_domain"])?.toLowerCase();
  const path = textOf(fields["path"]) ?? "";
  if (trustDomain === undefined || /[/\s]/.test(trustDomain) || (path !== "" && !path.startsWith("/")))
    return undefined;
  return { uri: `spiffe://${trustDomain}${path}`, trustDomain, path };
}

function addIdentity(scope: string, { uri, trustDomain, path, isNode, federates }: Identity, out: PartBuilder): void {
  out.nodes.push({
    id: uri,
    kind: "principal",
    type: isNode ? "spire.node" : "spire.workload",
    name: uri,
    parent: scope,
    properties: properties({
      trust_domain: trustDomain,
      spiffe_path: path,
      status: "active",
      ...(federates.size > 0 && { federates_with: [...federates].sort() }),
    }),
  });
  out.edge("contains", scope, uri);
}

interface ReadEntry {
  readonly id: string;
  readonly entry: Fields;
  readonly identity: Identity;
}

function addEntry(scope: string, { id, entry, identity }: ReadEntry, out: PartBuilder): void {
  const parent = spiffeId(entry["parent_id"]);
  if (isOfNode(parent)) identity.isNode = true;
  const selectors = selectorsOf(entry);
  const federates = listOf(entry["federates_with"]).flatMap((one) => textOf(one) ?? []);
  for (const one of federates) identity.federates.add(one);
  const node = `${scope}/entries/${id}`;
  out.nodes.push({
    id: node,
    kind: "trust",
    type: "spire.entry",
    name: `${identity.uri} (${id})`,
    parent: identity.uri,
    properties: properties({
      entry: id,
      spiffe_id: identity.uri,
      ...selectorFacts(selectors, parent),
      is_admin: flagOf(entry["admin"]),
      is_downstream: flagOf(entry["downstream"]),
      x509_ttl: secondsOf(entry["x509_svid_ttl"]),
      jwt_ttl: secondsOf(entry["jwt_svid_ttl"]),
      federates_with: federates,
      dns_names: listOf(entry["dns_names"]).flatMap((one) => textOf(one) ?? []),
      hint: proseOf(entry["hint"]),
      expires_at: momentOf(entry["expires_at"]),
    }),
  });
  out.edge("yields", node, identity.uri);
}

/** Zero is the server's own default, which no entry tells. */
function secondsOf(value: unknown): number | undefined {
  const seconds = integerOf(value);
  return seconds === undefined || seconds <= 0 ? undefined : seconds;
}

/** Last second of the year 9999: what is later is no date. */
const LAST = 253_402_300_799;

/** Seconds since 1970; JSON of the protocol writes 64 bits as a text. Zero: it does not expire. */
function momentOf(value: unknown): string | undefined {
  const seconds = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : integerOf(value);
  if (seconds === undefined || seconds <= 0 || seconds > LAST) return undefined;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
