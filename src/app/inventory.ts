// nhi inventory: every principal with owner, age, last use, credentials and whether it is admin.
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { InventoryRow, InventorySource } from "../model/report.js";
import type { Json } from "../model/words.js";
import { counted, formatCount } from "../report/count.js";
import { loadInventoryReporter } from "../report/index.js";
import type { Store } from "../store/index.js";
import { openEstate } from "./estate.js";
import { shareOf, showAccounts } from "./inventory-accounts.js";
import { terminalOut } from "./output.js";
import { hidingGaps } from "./path-search.js";
import { type OutColumn, type OutRow, toText, writeTable } from "./rows-out.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface InventoryOptions {
  readonly privileged?: boolean;
  readonly scope?: string;
  readonly type?: string;
  readonly owner?: string;
  readonly format: string;
}

/** Names that a message lists. */
const MOST_NAMED = 8;

const COLUMNS: readonly OutColumn[] = [
  { key: "name", title: "NAME", shrink: "middle", least: 16 },
  { key: "type", title: "TYPE", drop: 7 },
  { key: "scope", title: "SCOPE", shrink: "middle", least: 16, drop: 6 },
  { key: "admin", title: "ADMIN" },
  { key: "keys", title: "STATIC", align: "end", drop: 5 },
  { key: "age", title: "AGE", align: "end", drop: 2 },
  { key: "used", title: "LAST USE", align: "end", drop: 3 },
  { key: "owner", title: "OWNER", shrink: "end", least: 14, drop: 4 },
  { key: "environment", title: "ENV", shrink: "end", least: 4, drop: 1 },
];

/** With the reach in words, where that is what was asked for. */
const BY_REACH = COLUMNS.map((column) =>
  column.key === "admin" ? { key: "reach", title: "REACHES", shrink: "end" as const, least: 5 } : column,
);

/** Prints the inventory; exit code 0, or 3 when a bundle could not be read. */
export async function inventory(settings: Settings, options: InventoryOptions, terminal: Terminal): Promise<number> {
  const { store, now, failed } = await openEstate(settings, terminal);
  try {
    refuseUnknown(store, options);
    const tally = { rows: 0, undecided: 0, ofData: 0 };
    const asked = new Set(store.scopes().flatMap(({ id, coverage }) => (coverage.length > 0 ? [id] : [])));
    const accounts = [...store.accounts()].filter(({ id }) => options.scope === undefined || id === options.scope);
    const source: InventorySource = {
      now: now.toISOString(),
      summary: shareOf(accounts.filter(({ id }) => asked.has(toText(id)))),
      accounts: () => accounts,
      inventory: () => wanted(store, options, tally),
    };
    if (options.format === "pretty") await showInventory(source, options, terminal);
    else await (await loadInventoryReporter(options.format))(source, terminalOut(terminal));
    const gaps = hidingGaps(store).length;
    sayCounts(tally, { cutShort: source.summary.accountsNotCounted, gaps }, options, terminal);
    return failed.length > 0 ? 3 : 0;
  } finally {
    store.close();
  }
}

/** A type or scope that nothing has is a typo more often than an answer. */
function refuseUnknown(store: Store, { scope, type, owner }: InventoryOptions): void {
  if (scope !== undefined) refuseOther("scope", scope, new Set(store.scopes().map(({ id }) => id)));
  if (type !== undefined) refuseOther("type", type, valuesOf("type", store));
  if (owner !== undefined) refuseOther("owner", owner, valuesOf("owner", store));
}

function valuesOf(column: "type" | "owner", store: Store): ReadonlySet<string> {
  const sql = `SELECT DISTINCT ${column} FROM identity WHERE ${column} IS NOT NULL ORDER BY ${column}`;
  return new Set([...store.query(sql).rows].map(([one]) => String(one)));
}

function refuseOther(what: string, asked: string, known: ReadonlySet<string>): void {
  if (known.has(asked) || known.size === 0) return;
  const names = [...known];
  // an account without its cloud, or an id in other case
  const whole = names.find((name) => [name, name.replace(/^[a-z]+:/, "")].some((one) => isSame(one, asked)));
  const hint = didYouMean(whole ?? asked, names) || `; there are ${names.slice(0, MOST_NAMED).join(", ")}`;
  throw new UsageError(`--${what}: nothing was read of "${asked}"${hint}`);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Tally {
  rows: number;
  /** Those of which it could not be told whether they are admin. */
  undecided: number;
  /** Those that are none, and may reach data of production. */
  ofData: number;
}

/** By scope and id; privileged ones by reach. */
function wanted(store: Store, options: InventoryOptions, tally: Tally): Iterable<InventoryRow> {
  const rows = filtered(store.inventory(), options, tally);
  return options.privileged ? [...rows].sort(byReach) : rows;
}

function* filtered(rows: Iterable<InventoryRow>, options: InventoryOptions, tally: Tally): Generator<InventoryRow> {
  for (const row of rows) {
    if (!isAsked(row, options)) continue;
    const undecided = undecidedOf(row);
    if (undecided !== undefined) tally[undecided] += 1;
    if (options.privileged === true && !isPrivileged(row)) continue;
    tally.rows += 1;
    yield row;
  }
}

async function showInventory(source: InventorySource, options: InventoryOptions, terminal: Terminal): Promise<void> {
  const rows = [...source.inventory()];
  const now = new Date(source.now);
  const cells = rows.map((row) => ({ ...row, ...readable(row, now) }));
  await writeTable(cells, options.privileged === true ? BY_REACH : COLUMNS, terminal);
  const isOfAll = options.privileged !== true && options.type === undefined && options.owner === undefined;
  if (isOfAll) await showAccounts(source, terminal);
}

function isAsked(row: InventoryRow, { scope, type, owner }: InventoryOptions): boolean {
  return (
    (scope === undefined || row["scope"] === scope) &&
    (type === undefined || row["type"] === type) &&
    (owner === undefined || row["owner"] === owner)
  );
}

function isPrivileged(row: InventoryRow): boolean {
  return row["admin"] === "effective" || row["admin"] === "reaches" || row["tier"] === 1;
}

/** What of a row is neither to be listed as privileged nor to be taken for harmless. */
function undecidedOf({ admin, tier, tier_known: isTierKnown }: InventoryRow): "undecided" | "ofData" | undefined {
  if (admin === null || admin === undefined || admin === "unknown") return "undecided";
  return admin === "no" && tier !== 1 && isTierKnown !== true ? "ofData" : undefined;
}

/** Admins, who gets there by hops, who gets to data of production by hops; then by id. */
function byReach(a: InventoryRow, b: InventoryRow): number {
  return reachRank(a) - reachRank(b) || (toText(a["id"]) < toText(b["id"]) ? -1 : 1);
}

const FAR = 1_000_000;

function reachRank({ admin, admin_hops: toAdmin, data_hops: toData }: InventoryRow): number {
  if (admin === "effective") return -1;
  return admin === "reaches" ? Number(toAdmin ?? FAR) : FAR + Number(toData ?? FAR);
}

/** Of who is no administrator, where it is not known whether they get to data of production. */
export const NO_ADMIN = "no admin, data unknown";

/** `admin`, `admin in 2 hops`, `production data in 1 hop`, `no`, or what could not be told. In: columns as a view or as JSON has them. */
export function reachText({
  admin,
  admin_hops: toAdmin,
  tier,
  tier_known: isTierKnown,
  data_hops: toData,
}: {
  readonly [column: string]: Json | undefined;
}): string {
  if (admin === "effective") return "admin";
  if (admin === "reaches") return toAdmin === 0 ? "admin in effect" : `admin in ${counted(Number(toAdmin), "hop")}`;
  if (tier === 1) return `production data in ${counted(Number(toData), "hop")}`;
  if (admin !== "no") return "unknown";
  return isTierKnown === true || isTierKnown === 1 ? "no" : NO_ADMIN;
}

function readable(row: InventoryRow, now: Date): OutRow {
  return {
    keys: row["static_credential_count"] ?? "?",
    admin: row["admin"] ?? "unknown",
    reach: reachText(row),
    age: daysSince(row["created_at"], now) ?? "?",
    used: daysSince(row["last_used_at"], now) ?? (row["last_used_known"] === true ? "not seen" : "?"),
  };
}

/** `812 d` since an ISO time, `in 3 d` when the clock is not there yet; undefined when there is none. */
export function daysSince(time: unknown, now: Date): string | undefined {
  if (typeof time !== "string") return undefined;
  const days = Math.trunc((now.getTime() - Date.parse(time)) / 86_400_000);
  if (Number.isNaN(days)) return undefined;
  return days < 0 ? `in ${-days} d` : `${Math.abs(days)} d`;
}

/** The same as words go on with it: `812 d ago`, `in 3 d`. */
export function timeAgo(time: unknown, now: Date): string | undefined {
  const days = daysSince(time, now);
  return days === undefined || days.startsWith("in ") ? days : `${days} ago`;
}

function sayCounts(
  { rows, undecided, ofData }: Tally,
  { cutShort, gaps }: { readonly cutShort: number; readonly gaps: number },
  { privileged }: InventoryOptions,
  terminal: Terminal,
): void {
  const [one, many] = privileged ? ["privileged identity", "privileged identities"] : ["identity", "identities"];
  const left = privileged ? "not listed" : "among them";
  const open = [
    ...(undecided > 0 ? [`${formatCount(undecided)} of which it is not known whether they are admin`] : []),
    ...(ofData > 0 ? [`${formatCount(ofData)} of which it is not known whether they reach data of production`] : []),
  ];
  const parts = [
    counted(rows, one, many),
    ...(open.length > 0 ? [`${left}: ${open.join(", ")}`] : []),
    ...(cutShort > 0 ? [`identities of ${counted(cutShort, "scope")} were not read to the end`] : []),
    ...(gaps > 0 ? [`${counted(gaps, "gap")} could hide ways to admin, and "no" goes as far as was read`] : []),
  ];
  terminal.say(`nhi: ${parts.join("; ")}`);
}
