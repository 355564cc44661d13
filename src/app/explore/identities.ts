// The identities as a list: by reach, then by id.
import { compareText } from "../../model/compare.js";
import { providerOf } from "../../model/provider-of.js";
import { type Steps, sortSteps } from "../../model/steps.js";
import { identity } from "../../model/views/identity.js";
import type { Store, ViewRow } from "../../store/index.js";
import { toText } from "../rows-out.js";
import { choicesOf, type Entry, type ExploreList, NOTHING, type Reach, toHaystack } from "./entry.js";

const COLUMNS = ["id", "name", "type", "scope", "admin", "admin_hops", "tier", "tier_known", "data_hops", "owner"];

/** What is kept of each of a hundred thousand. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope: string;
  readonly owner: string;
  readonly reach: Reach;
  readonly hops: number;
}

export interface IdentityList extends ExploreList {
  /** How far an identity gets; undefined when it is none. */
  reachOf(id: string): Reach | undefined;
}

/** Reads them: half a second of work for 100,000. */
export function* identitySteps(store: Store): Steps<IdentityList> {
  const read: Known[] = [];
  const share = toSharer();
  // Type by type: each comes sorted by an index, where all together would be sorted before the first one is there.
  for (const type of store.types(identity)) {
    for (const row of store.rows(identity, { types: [type], columns: COLUMNS })) {
      read.push(toKnown(row, share));
      if (read.length % PIECE === 0) yield { doing: "reading identities", done: read.length };
    }
  }
  const known = yield* sortSteps(read, compare);
  return toIdentityList(known, [...share.scopes()]);
}

const PIECE = 512;

/** The same text as one object: a hundred thousand rows have few types and scopes. */
function toSharer() {
  const texts = new Map<string, string>();
  const scopes = new Set<string>();
  const share = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  return {
    text: share,
    scope: (text: string) => {
      scopes.add(text);
      return share(text);
    },
    scopes: () => scopes,
  };
}

function toKnown(row: ViewRow, share: ReturnType<typeof toSharer>): Known {
  const reach = reachOf(row);
  const hops = reach === "reaches admin" ? row["admin_hops"] : reach === "production data" ? row["data_hops"] : 0;
  return {
    id: toText(row["id"]),
    name: toText(row["name"]),
    type: share.text(toText(row["type"])),
    scope: share.scope(toText(row["scope"])),
    owner: share.text(toText(row["owner"])),
    reach,
    hops: Number(hops ?? 0),
  };
}

/** Those to look at first: who is unknown before who gets nowhere. */
const ORDER: readonly Reach[] = ["admin", "reaches admin", "production data", "unknown", "no"];

function compare(a: Known, b: Known): number {
  return ORDER.indexOf(a.reach) - ORDER.indexOf(b.reach) || a.hops - b.hops || compareText(a.id, b.id);
}

function reachOf({ admin, tier, tier_known: isTierKnown }: ViewRow): Reach {
  if (admin === "effective") return "admin";
  if (admin === "reaches") return "reaches admin";
  if (tier === 1) return "production data";
  return admin === "no" && isTierKnown === 1 ? "no" : "unknown";
}

function reachMark({ reach, hops }: Known): string {
  if (reach === "reaches admin") return hops === 0 ? "admin" : `admin ${hops}`;
  if (reach === "production data") return `data ${hops}`;
  return reach === "no" ? "" : reach === "unknown" ? "?" : reach;
}

function toIdentityList(known: readonly Known[], scopes: readonly string[]): IdentityList {
  const providers = new Map(scopes.map((scope) => [scope, providerOf(scope)]));
  const haystacks: string[] = [];
  let reaches: ReadonlyMap<string, Reach> | undefined;
  return {
    size: known.length,
    entry: (at) => (known[at] === undefined ? NOTHING : toEntry(known[at])),
    provider: (at) => providers.get(known[at]?.scope ?? "") ?? "",
    severity: () => undefined,
    owasp: () => [],
    reach: (at) => known[at]?.reach,
    haystack: (at) => {
      const { name = "", id = "", type = "", scope = "", owner = "" } = known[at] ?? {};
      haystacks[at] ??= toHaystack([name, id, type, scope, owner]);
      return haystacks[at];
    },
    prepare: function* () {},
    choices: choicesOf(providers.values(), []),
    reachOf: (id) => {
      reaches ??= new Map(known.map((one) => [one.id, one.reach]));
      return reaches.get(id);
    },
  };
}

function toEntry(known: Known): Entry {
  const { id, name, type, scope } = known;
  return { kind: "identity", id, mark: reachMark(known), text: name, aside: `${type} · ${scope}` };
}
