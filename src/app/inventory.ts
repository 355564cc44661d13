// nhi inventory: every principal with owner, age, last use, credentials and whether it is admin.
import type { InventoryRow, InventorySource } from "../model/report.js";
import { loadInventoryReporter } from "../report/index.js";
import type { Store } from "../store/index.js";
import { openEstate } from "./estate.js";
import { shareOf, showAccounts } from "./inventory-accounts.js";
import { terminalOut } from "./output.js";
import { type OutColumn, type OutRow, toText, writeTable } from "./rows-out.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface InventoryOptions {
  readonly privileged?: boolean;
  readonly scope?: string;
  readonly type?: string;
  readonly format: string;
}

const COLUMNS: readonly OutColumn[] = [
  { key: "name", title: "NAME", shrink: "middle", least: 12 },
  { key: "type", title: "TYPE" },
  { key: "scope", title: "SCOPE", shrink: "middle", least: 12 },
  { key: "admin", title: "ADMIN" },
  { key: "keys", title: "STATIC", align: "end" },
  { key: "age", title: "AGE", align: "end" },
  { key: "used", title: "LAST USE", align: "end" },
  { key: "owner", title: "OWNER", shrink: "end", least: 8 },
  { key: "environment", title: "ENV", shrink: "end", least: 4 },
];

/** Prints the inventory; exit code 0, or 3 when a bundle could not be read. */
export async function inventory(settings: Settings, options: InventoryOptions, terminal: Terminal): Promise<number> {
  const { store, now, failed } = await openEstate(settings, terminal);
  try {
    const asked = new Set(store.scopes().flatMap(({ id, coverage }) => (coverage.length > 0 ? [id] : [])));
    const accounts = [...store.accounts()].filter(({ id }) => options.scope === undefined || id === options.scope);
    const source: InventorySource = {
      now: now.toISOString(),
      summary: shareOf(accounts.filter(({ id }) => asked.has(toText(id)))),
      accounts: () => accounts,
      inventory: () => wanted(store, options),
    };
    if (options.format === "pretty") await showInventory(source, options, terminal);
    else await (await loadInventoryReporter(options.format))(source, terminalOut(terminal));
    return failed.length > 0 ? 3 : 0;
  } finally {
    store.close();
  }
}

/** By scope and id; privileged ones by reach. */
function wanted(store: Store, options: InventoryOptions): Iterable<InventoryRow> {
  const rows = filtered(store.inventory(), options);
  return options.privileged ? [...rows].sort(byReach) : rows;
}

function* filtered(rows: Iterable<InventoryRow>, options: InventoryOptions): Generator<InventoryRow> {
  for (const row of rows) if (isWanted(row, options)) yield row;
}

async function showInventory(source: InventorySource, options: InventoryOptions, terminal: Terminal): Promise<void> {
  const rows = [...source.inventory()];
  const now = new Date(source.now);
  const cells = rows.map((row) => ({ ...row, ...readable(row, now) }));
  await writeTable(cells, COLUMNS, terminal);
  if (options.privileged !== true && options.type === undefined) await showAccounts(source, terminal);
  sayCounts(rows, options, terminal);
}

function isWanted(row: InventoryRow, { privileged, scope, type }: InventoryOptions): boolean {
  if (scope !== undefined && row["scope"] !== scope) return false;
  if (type !== undefined && row["type"] !== type) return false;
  return privileged !== true || row["admin"] === "effective" || row["admin"] === "reaches";
}

/** Admins first, then by hops to admin, then by id. */
function byReach(a: InventoryRow, b: InventoryRow): number {
  const hops = (row: InventoryRow) => (row["admin"] === "effective" ? 0 : Number(row["admin_hops"] ?? 99));
  return hops(a) - hops(b) || (toText(a["id"]) < toText(b["id"]) ? -1 : 1);
}

function readable(row: InventoryRow, now: Date): OutRow {
  return {
    keys: row["static_credential_count"] ?? "?",
    admin: row["admin"] ?? "unknown",
    age: daysSince(row["created_at"], now) ?? "?",
    used: daysSince(row["last_used_at"], now) ?? (row["last_used_known"] === true ? "not seen" : "?"),
  };
}

/** `812 d` since an ISO time; undefined when there is none. */
export function daysSince(time: unknown, now: Date): string | undefined {
  if (typeof time !== "string") return undefined;
  const days = Math.floor((now.getTime() - Date.parse(time)) / 86_400_000);
  return Number.isNaN(days) ? undefined : `${days} d`;
}

function sayCounts(rows: readonly InventoryRow[], { privileged }: InventoryOptions, terminal: Terminal): void {
  const unknown = rows.filter((row) => row["admin"] === null || row["admin"] === "unknown").length;
  const what = privileged ? "privileged identities" : "identities";
  const gap = unknown > 0 ? `; of ${unknown} it is not known whether they are admin (?)` : "";
  terminal.say(`nhi: ${rows.length.toLocaleString("en-US")} ${what}${gap}`);
}
