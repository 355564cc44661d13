// Facts of credentials: siblings of the same kind, rows that a better-read one replaces, last use wherever it was read; and
// what each principal holds.
import { addAll } from "../../model/add-all.js";
import type { DerivedFact, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { isoTime, shownTime } from "./values.js";

/** One credential, as far as facts need it. */
export interface CredentialRow {
  readonly id: string;
  readonly type: string;
  readonly principal: string;
  readonly scope: string;
  readonly isActive: boolean;
  /** Lives until someone rotates it. */
  readonly isStatic: boolean;
  /** ISO UTC; undefined when not read. */
  readonly createdAt: string | undefined;
  /** ISO UTC; undefined when it does not end by itself. */
  readonly expiresAt: string | undefined;
  readonly lastUse: LastUse;
}

export interface LastUse {
  /** Last use could be read; `at` undefined then means never, or not since tracking began. */
  readonly isKnown: boolean;
  readonly at: string | undefined;
}

export interface CredentialBook {
  readonly facts: readonly DerivedFact[];
  /** Principal id → its credentials, replaced ones left out. */
  readonly byPrincipal: ReadonlyMap<string, readonly CredentialRow[]>;
}

export const CREDENTIAL_TYPES = [
  "aws.access-key",
  "aws.console-password",
  "aws.server-certificate",
  "aws.service-specific-credential",
  "aws.signing-certificate",
  "aws.ssh-public-key",
];

/** Data sets that say when a credential was last used. */
const USE_DATA_SETS = ["aws/iam:credential-report", "aws/iam:access-key-last-used"];

interface Candidate extends CredentialRow {
  readonly node: StoredNode;
  /** Read from the credential report, which knows no ids. */
  readonly isSlot: boolean;
}

/** Joins what several answers say of one credential, and keeps credentials by their principal. */
export function keepBook(nodes: Iterable<StoredNode>): CredentialBook {
  const groups = new Map<string, Candidate[]>();
  for (const node of nodes) {
    const row = toRow(node);
    const key = `${row.principal} ${row.type}`;
    addTo(groups, key, row);
  }
  const facts: DerivedFact[] = [];
  const byPrincipal = new Map<string, CredentialRow[]>();
  for (const group of groups.values()) {
    const kept = replaceSlots(group, facts);
    addAll(facts, siblingFacts(kept));
    for (const row of kept) {
      addTo(byPrincipal, row.principal, row);
    }
  }
  return { facts, byPrincipal };
}

function toRow(node: StoredNode): Candidate {
  return {
    node,
    id: node.id,
    type: node.type,
    principal: node.parent ?? "",
    scope: node.scope,
    isActive: node.properties["status"] === "active",
    isStatic: node.properties["static"] === true,
    createdAt: isoTime(node.properties["created_at"]),
    expiresAt: isoTime(node.properties["expires_at"]),
    lastUse: lastUseOf(node),
    isSlot: node.properties["slot_only"] === true || /\/(?:access-key|signing-certificate)\//.test(node.id),
  };
}

function lastUseOf(node: StoredNode): LastUse {
  const readings = [node.properties, ...USE_DATA_SETS.map((dataSet) => node.supplements[dataSet] ?? {})];
  const times = readings.flatMap((reading) => isoTime(reading["last_used_at"]) ?? []);
  const isKnown = times.length > 0 || readings.some((reading) => reading["last_used_known"] === true);
  return { isKnown, at: newest(times) };
}

/** The newest of some times in one form; undefined of none. */
export function newest(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>((last, time) => (last === undefined || time > last ? time : last), undefined);
}

/** Rows of the report that are also listed with their id are marked, and hand on the last use that only they know. */
function replaceSlots(group: readonly Candidate[], facts: DerivedFact[]): readonly CredentialRow[] {
  const listed = group.filter((row) => !row.isSlot);
  const slots = group.filter((row) => row.isSlot);
  if (listed.length === 0 || slots.length === 0) return group;
  const byTime = new Map(listed.flatMap((row) => (row.createdAt === undefined ? [] : [[row.createdAt, row] as const])));
  const kept = new Map<string, CredentialRow>(group.map((row) => [row.id, row]));
  for (const slot of slots) {
    const twin = slot.createdAt === undefined ? undefined : byTime.get(slot.createdAt);
    if (twin === undefined) continue;
    kept.delete(slot.id);
    facts.push({ node: slot.id, columns: { superseded: true } });
    if (twin.lastUse.isKnown || !slot.lastUse.isKnown) continue;
    kept.set(twin.id, { ...twin, lastUse: slot.lastUse });
    facts.push({ node: twin.id, columns: useColumns(slot.node, slot.lastUse) });
  }
  return [...kept.values()];
}

function useColumns({ properties }: StoredNode, { at }: LastUse): JsonRecord {
  const service = textOf(properties["last_used_service"]);
  const region = textOf(properties["last_used_region"]);
  return {
    last_used_known: true,
    ...(at !== undefined && { last_used_at: shownTime(at) }),
    ...(service !== undefined && { last_used_service: service }),
    ...(region !== undefined && { last_used_region: region }),
  };
}

/** Siblings are the other credentials of the same kind and principal. */
function siblingFacts(rows: readonly CredentialRow[]): DerivedFact[] {
  const active = rows.filter((row) => row.isActive);
  const made = newest(active.flatMap((row) => row.createdAt ?? []));
  const oldest = oldestOf(active);
  return rows.map((row) => ({
    node: row.id,
    columns: {
      active_sibling_count: active.length - (row.isActive ? 1 : 0),
      is_oldest_active: row === oldest,
      ...(made !== undefined && { newest_sibling_created_at: shownTime(made) }),
    },
  }));
}

/** Undefined where it cannot be told: several, of which not all have a time. */
function oldestOf(active: readonly CredentialRow[]): CredentialRow | undefined {
  if (active.length > 1 && active.some((row) => row.createdAt === undefined)) return undefined;
  return [...active].sort((a, b) => compare(a.createdAt ?? "", b.createdAt ?? "") || compare(a.id, b.id))[0];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
