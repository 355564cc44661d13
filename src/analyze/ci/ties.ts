// Which credential of the estate a CI secret holds. Its value is never shown, so this is told from names, dates and the
// public half that people write beside it; how sure it is goes onto the edge.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { SecretNameRow } from "../../model/ci-tables.js";
import { compareText } from "../../model/compare.js";
import { textOf } from "../properties.js";

export interface Tie {
  readonly credential: string;
  readonly scope: string;
  readonly confidence: number;
  readonly why: string;
}

/** What the name says: whose credential, of which kind. */
export interface SecretMeaning {
  readonly provider: string;
  readonly holds: string;
  readonly isStatic: boolean;
}

const BY_NAME = { literal: 0.95, date: 0.85, single: 0.6 } as const;
/** What only the name says. */
export const NAME_ONLY = 0.4;
const HOUR = 3_600_000;

/** Types of credentials that a secret of this provider and kind can hold. */
const TYPES: { readonly [meaning: string]: readonly string[] } = {
  "aws access-key": ["aws.access-key"],
  "azure client-secret": ["entra.client-secret"],
  "azure storage-key": ["azure.storage-key"],
  "gcp service-account-key": ["gcp.service-account-key"],
  "github deploy-key": ["github.deploy-key"],
};

/** What the name of a secret says of it, by the first row whose pattern is the whole name in any case; undefined where none is. */
export function createMeanings(rows: readonly SecretNameRow[]): (name: string) => SecretMeaning | undefined {
  const patterns = rows.map((row) => ({ row, pattern: new RegExp(`^(?:${row.pattern})$`, "i") }));
  return (name) => {
    const found = patterns.find(({ pattern }) => pattern.test(name))?.row;
    return found && { provider: found.provider, holds: found.holds, isStatic: found.static };
  };
}

export interface Ties {
  /** `places`: nodes whose variables may name the public half: the secret's holder and who can read it. */
  find(secret: StoredNode, meaning: SecretMeaning, places: readonly string[]): Tie | undefined;
}

/** Reads the credentials that secrets may hold and the references to them. */
export function createTies(input: Pick<AnalysisInput, "nodes" | "edges">): Ties {
  const byType = new Map<string, readonly StoredNode[]>();
  const candidates = (type: string): readonly StoredNode[] => {
    const known = byType.get(type) ?? [...input.nodes([type])].filter(isActive);
    byType.set(type, known);
    return known;
  };
  let references: Map<string, Set<string>> | undefined;
  const namedAt = (place: string): ReadonlySet<string> => {
    references ??= readReferences(input);
    return references.get(place) ?? NOTHING;
  };
  return {
    find(secret, { provider, holds }, places) {
      const types = TYPES[`${provider} ${holds}`] ?? [];
      const possible = types
        .flatMap(candidates)
        .filter((one) => isOldEnough(one, secret) && one.parent !== secret.parent);
      const named = possible.filter(({ id }) => places.some((place) => namedAt(place).has(id)));
      if (named.length === 1) return toTie(named[0], "literal", "its id is in a variable beside the secret");
      const dated = (named.length > 0 ? named : possible).filter((one) => isSameHour(one, secret));
      if (dated.length === 1) return toTie(dated[0], "date", "it was made within an hour of the secret's last change");
      if (possible.length === 1) return toTie(possible[0], "single", "it is the only one of its kind that was read");
      return undefined;
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function toTie(node: StoredNode | undefined, how: keyof typeof BY_NAME, why: string): Tie | undefined {
  return node && { credential: node.id, scope: node.scope, confidence: BY_NAME[how], why };
}

function isActive({ properties, supplements }: StoredNode): boolean {
  const status =
    properties["status"] ?? Object.values(supplements).find((one) => one["status"] !== undefined)?.["status"];
  return status === undefined || status === "active";
}

/** A credential that was made after the secret was last changed cannot be in it. */
function isOldEnough(credential: StoredNode, secret: StoredNode): boolean {
  const [made, changed] = [timeOf(credential, "created_at"), timeOf(secret, "updated_at")];
  return made === undefined || changed === undefined || made <= changed + HOUR;
}

function isSameHour(credential: StoredNode, secret: StoredNode): boolean {
  const [made, changed] = [timeOf(credential, "created_at"), timeOf(secret, "updated_at")];
  return made !== undefined && changed !== undefined && Math.abs(changed - made) <= HOUR;
}

function timeOf({ properties, supplements }: StoredNode, name: string): number | undefined {
  const text =
    textOf(properties[name]) ?? textOf(Object.values(supplements).find((one) => one[name] !== undefined)?.[name]);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Holder → ids that its variables name. */
function readReferences(input: Pick<AnalysisInput, "edges">): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { from, to, properties } of input.edges(["references"])) {
    if (properties["role"] !== "access-key-id") continue;
    const id = to.slice(to.indexOf(":") + 1);
    for (const one of [to, id].sort(compareText)) found.set(from, (found.get(from) ?? new Set()).add(one));
  }
  return found;
}
