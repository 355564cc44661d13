// What organisations of AI services have in common: who works in them, what a role may, and what a key shows of itself. Pure.
import type { Capability } from "../../../model/words.js";
import { type Fields, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";

/** A principal, and what it may do at one place; left out where that is not known. */
export interface Member {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly incarnation?: string;
  readonly createdAt?: string | undefined;
  readonly email?: string | undefined;
  readonly role?: string | undefined;
  readonly permits?: { readonly at: string; readonly capability: Capability } | undefined;
}

/** Adds a principal with the edge that its role gives. */
export function addMember(
  { id, type, name, parent, incarnation, createdAt, email, role, permits }: Member,
  out: PartBuilder,
): void {
  out.nodes.push({
    id,
    kind: "principal",
    type,
    name: proseOf(name) ?? id,
    parent,
    ...(incarnation !== undefined && { incarnation }),
    properties: properties({ created_at: createdAt, login: email, role }),
  });
  if (permits !== undefined) {
    const { at, capability } = permits;
    out.edge("permits", id, at, { capability, ...(role !== undefined && { properties: { role } }) });
  }
}

/** Node of a person of an organisation. */
export function userOf(scope: string, id: string): string {
  return `${scope}/users/${id}`;
}

/** Adds the people of an organisation, as both vendors list them; who has one of the `admins` roles controls it. */
export function addUsers(
  rows: readonly Fields[],
  { scope, type, admins }: { readonly scope: string; readonly type: string; readonly admins: ReadonlySet<string> },
  out: PartBuilder,
): void {
  for (const raw of rows) {
    const id = textOf(raw["id"]);
    if (id === undefined) continue;
    const [role, email] = [textOf(raw["role"]), textOf(raw["email"])];
    addMember(
      {
        id: userOf(scope, id),
        type,
        name: textOf(raw["name"]) ?? email ?? id,
        parent: scope,
        email,
        role,
        createdAt: toIso(raw["added_at"]),
        permits: role !== undefined && admins.has(role) ? { at: scope, capability: "admin" } : undefined,
      },
      out,
    );
  }
}

/** A key: what its list says of it. */
export interface AiKey {
  readonly id: string;
  readonly type: string;
  /** What the vendor calls it, in its address. */
  readonly keyId: string;
  readonly name: unknown;
  /** Who it acts as. */
  readonly parent: string;
  /** What the vendor shows of its value: the first characters and the last ones. */
  readonly hint: unknown;
  readonly status: string;
  readonly createdAt: string | undefined;
  /** Undefined: the list does not say; null: it never ends. */
  readonly expiresAt: string | null | undefined;
  /** Undefined: the list does not say; null: never used. */
  readonly lastUsedAt: string | null | undefined;
  /** Id of the person that it belongs to, where that is told. */
  readonly owner?: string | undefined;
  /** What people call that person. */
  readonly ownerName?: string | undefined;
  /** Project or workspace. */
  readonly project?: string | undefined;
}

/** Adds a key, with the edge to who it acts as while it works. */
export function addKey(key: AiKey, out: PartBuilder): void {
  const { id, type, keyId, parent, status, createdAt, expiresAt, lastUsedAt, owner, ownerName, project } = key;
  const hint = hintOf(key.hint);
  out.nodes.push({
    id,
    kind: "credential",
    type,
    name: proseOf(key.name) ?? keyId,
    parent,
    properties: properties({
      status,
      // Whatever its end: until then it works for whoever has it.
      static: true,
      key_id: keyId,
      created_at: createdAt,
      expires_at: expiresAt ?? undefined,
      never_expires: expiresAt === undefined ? undefined : expiresAt === null,
      last_used_at: lastUsedAt ?? undefined,
      last_used_known: lastUsedAt === undefined ? undefined : true,
      key_owner: owner,
      owner_login: proseOf(ownerName),
      project,
      ...hint,
    }),
  });
  if (status === "active") out.edge("authenticates_as", id, parent);
}

/** Characters of a key before its random part say which product it is of; the last four tell keys apart. */
const HINT = /^([A-Za-z0-9-]{3,24}[A-Za-z0-9_-]*?)(?:\.{3}|…|\*{3,})([A-Za-z0-9_-]{3,8})$/;
const LAST = 4;

function hintOf(value: unknown): { readonly last4?: string } {
  const [, , end] = HINT.exec(textOf(value) ?? "") ?? [];
  return end === undefined || end.length < LAST ? {} : { last4: end.slice(-LAST) };
}
