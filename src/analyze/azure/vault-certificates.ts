// Certificates of vaults that are the credentials of applications. A vault mirrors when its certificate begins and ends to the secret
// and the key of it, and an application keeps the same of what it is proved by: they are told by these dates, to the second. Source:
// https://learn.microsoft.com/azure/key-vault/certificates/about-certificates
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import type { Json } from "../../model/words.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";

const SECRET = "azure.key-vault-secret";
const KEY = "azure.key-vault-key";
/** What is still open of each: the policy of a certificate, which says what its key is for, is not read. */
const OPEN: { readonly [type: string]: string } = {
  [SECRET]: "its certificate begins and ends with that of the application, and its private key may be exported",
  [KEY]: "its certificate begins and ends with that of the application, and its key signs",
};

/**
 * Draws which secret and which key of a vault is which certificate of an application. In: nodes of Entra and Azure.
 * Out: the secrets and keys of which that is known.
 */
export function drawVaultCertificates(input: AnalysisInput, drawing: Drawing): ReadonlySet<string> {
  const types = input.types("resource").filter((type) => type in OPEN);
  const kept = types.length === 0 ? [] : [...input.nodes(types)].filter(isOfCertificate);
  const tied = new Set<string>();
  if (kept.length === 0) return tied;
  const proofs = [...input.nodes(["entra.certificate"])].filter(isProof);
  const byEnd = groupBy(proofs, endOf);
  const alike = groupBy(kept, endOf);
  for (const one of kept) {
    const ending = byEnd.get(endOf(one)) ?? [];
    const whole = ending.filter((proof) => proof.properties["created_at"] === one.properties["not_before"]);
    // what was told to begin later than its certificate is known where nothing else ends in that second
    const only = ending.length === 1 && !isShared(alike.get(endOf(one)) ?? []) ? ending.filter(isWithin(one)) : [];
    for (const { id } of whole.length > 0 ? whole : only) {
      tied.add(one.id);
      drawing.edge({ kind: "stores", from: one.id, to: id, judgement: uncertain(OPEN[one.type] ?? "") });
    }
  }
  return tied;
}

function endOf({ properties }: StoredNode): string {
  return textOf(properties["expires_at"]) ?? "";
}

/** Of what a vault keeps, only what comes of a certificate says when it begins; a disabled one is handed to nobody. */
function isOfCertificate({ type, properties }: StoredNode): boolean {
  const { not_before: from, expires_at: to, enabled, managed_by_certificate: isManaged } = properties;
  if (typeof from !== "string" || typeof to !== "string" || enabled === false) return false;
  return type === KEY || isManaged === true;
}

function isProof({ parent, properties }: StoredNode): boolean {
  const { status, usage, expires_at: to } = properties;
  return parent !== undefined && status === "active" && usage !== "sign" && typeof to === "string";
}

/** The secret and the key of one certificate have one address but for what they are. */
function isShared(nodes: readonly StoredNode[]): boolean {
  return new Set(nodes.map(({ id }) => id.replace(/\/(?:secrets|keys)\/(?=[^/]+$)/, "/"))).size > 1;
}

function isWithin(kept: StoredNode): (proof: StoredNode) => boolean {
  const begins = timeOf(kept.properties["not_before"]);
  return ({ properties }) => timeOf(properties["created_at"]) >= begins;
}

function timeOf(value: Json | undefined): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}
