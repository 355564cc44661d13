// Client secrets and certificates of applications and service principals: ids, dates and hints, never a value. Pure.
import type { GraphEdge } from "../../model/batch.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import { keyId } from "./ids.js";

export interface Holder {
  readonly id: string;
  readonly name: string;
  /** Service principal that they sign in as; undefined when the application has none here. */
  readonly principal: string | undefined;
  readonly isDisabled: boolean;
  /** What conditional access leaves of its sign-in. */
  readonly limit: Partial<GraphEdge>;
  readonly now: Date;
}

/** How many of a kind can sign in, for the holder itself. */
export interface Held {
  readonly secrets: number;
  readonly certificates: number;
  readonly expired: number;
}

/** Adds the credentials of an application or service principal, and who they sign in as. */
export function addCredentials(raw: Fields, holder: Holder, out: PartBuilder): Held {
  const keys = listOf(raw["keyCredentials"]).map(fieldsOf);
  // A SAML signing key is a Sign and a Verify half and a password, all three of one custom identifier: no way to sign in.
  const signing = new Set(
    keys.flatMap((key) => (key["usage"] === "Sign" ? (textOf(key["customKeyIdentifier"]) ?? []) : [])),
  );
  const isSigning = (key: Fields): boolean =>
    key["usage"] === "Sign" || signing.has(textOf(key["customKeyIdentifier"]) ?? "");
  let secrets = 0;
  let certificates = 0;
  let expired = 0;
  const add = (key: Fields, type: string): void => {
    const id = textOf(key["keyId"]);
    if (id === undefined) return;
    const isUsed = isSigning(key);
    const expiresAt = toIso(key["endDateTime"]);
    const isOver = expiresAt !== undefined && expiresAt <= holder.now.toISOString();
    if (isOver) expired += 1;
    else if (!isUsed && type === "entra.client-secret") secrets += 1;
    else if (!isUsed) certificates += 1;
    addCredential(key, { id: keyId(holder.id, id), type, isSigning: isUsed, isOver, expiresAt, holder }, out);
  };
  for (const key of listOf(raw["passwordCredentials"]).map(fieldsOf)) add(key, "entra.client-secret");
  for (const key of keys) add(key, key["type"] === "Symmetric" ? "entra.client-secret" : "entra.certificate");
  return { secrets, certificates, expired };
}

interface Credential {
  readonly id: string;
  readonly type: string;
  readonly isSigning: boolean;
  readonly isOver: boolean;
  readonly expiresAt: string | undefined;
  readonly holder: Holder;
}

function addCredential(
  raw: Fields,
  { id, type, isSigning, isOver, expiresAt, holder }: Credential,
  out: PartBuilder,
): void {
  const usage = isSigning ? "sign" : "verify";
  const label = proseOf(raw["displayName"]);
  out.nodes.push({
    id,
    kind: "credential",
    type,
    name: label ?? `${type === "entra.client-secret" ? "secret" : "certificate"} of ${holder.name}`,
    aliases: [id.slice(id.lastIndexOf("/") + 1)],
    parent: holder.principal ?? holder.id,
    properties: properties({
      status: isOver || holder.isDisabled ? "inactive" : "active",
      static: true,
      key_id: textOf(raw["keyId"]),
      usage,
      // Of an application's own, or set directly on its service principal.
      held_on: holder.id === holder.principal ? "service-principal" : "application",
      holder: holder.id,
      lifetime_days: daysBetween(toIso(raw["startDateTime"]), expiresAt),
      label,
      thumbprint: type === "entra.certificate" && !isSigning ? thumbprintOf(raw["customKeyIdentifier"]) : undefined,
      hint: textOf(raw["hint"])?.slice(0, 3),
      created_at: toIso(raw["startDateTime"]),
      expires_at: expiresAt,
      principal_name: holder.name,
    }),
  });
  if (holder.principal === undefined || isSigning) return;
  out.edge("authenticates_as", id, holder.principal, isOver || holder.isDisabled ? { state: "blocked" } : holder.limit);
}

function daysBetween(start: string | undefined, end: string | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  return Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);
}

/**
 * Thumbprint of a certificate (SHA-1, in hexadecimal): Entra's portal and tools write it as the custom identifier, in base64 or
 * hexadecimal; others write what they like there, which is none.
 */
function thumbprintOf(identifier: unknown): string | undefined {
  const text = textOf(identifier);
  if (text === undefined) return undefined;
  if (/^[0-9a-f]{40}$/i.test(text)) return text.toLowerCase();
  if (!/^[A-Za-z0-9+/]{27}=$/.test(text)) return undefined;
  return Buffer.from(text, "base64").toString("hex");
}
