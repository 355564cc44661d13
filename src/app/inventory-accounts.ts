// What accounts look like under the inventory: what in them is static, what ends by itself, root, passwords, certificates; and
// the headline figure.
import type { InventoryRow, InventorySource, SecretShare } from "../model/report.js";
import { ACCOUNT_TYPES } from "../model/views/account.js";
import type { Json } from "../model/words.js";
import { formatCount } from "../report/count.js";
import { shareLine, shareText } from "../report/summary.js";
import { type OutColumn, type OutRow, toText, writeTable } from "./rows-out.js";
import type { Terminal } from "./terminal.js";

const COLUMNS: readonly OutColumn[] = [
  { key: "account", title: "ACCOUNT", shrink: "middle", least: 16 },
  { key: "workloads", title: "WORKLOADS", align: "end", drop: 7 },
  { key: "free", title: "NO STATIC SECRET", align: "end", drop: 6 },
  { key: "undecided", title: "NOT TOLD", align: "end", drop: 5 },
  { key: "statics", title: "STATIC", align: "end" },
  { key: "ending", title: "ENDING", align: "end", drop: 4 },
  { key: "root", title: "ROOT", shrink: "end", least: 8, drop: 3 },
  { key: "passwords", title: "PASSWORDS", shrink: "end", least: 8, drop: 2 },
  { key: "certificate", title: "NEXT CERTIFICATE END", drop: 1 },
];

/** Columns that are added up. */
const SUMS = [
  "identities",
  "identities_secret_free",
  "identities_undecided",
  "static_credentials",
  "expiring_credentials",
] as const;

/** The headline figure over accounts that were asked: rows of the `account` view. */
export function shareOf(accounts: readonly InventoryRow[]): SecretShare {
  return {
    workloadIdentities: sumOf(accounts, "identities"),
    withoutStaticSecret: sumOf(accounts, "identities_secret_free"),
    staticSecretUnknown: sumOf(accounts, "identities_undecided"),
    accountsNotCounted: accounts.filter((row) => isAccount(row) && row["identities"] === null).length,
  };
}

function sumOf(accounts: readonly InventoryRow[], column: string): number {
  return accounts.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
}

/** Prints a table of the accounts, all of them together, and the headline figure. */
export async function showAccounts(source: InventorySource, terminal: Terminal): Promise<void> {
  const accounts = [...source.accounts()].filter(isCounted);
  if (accounts.length > 0) {
    const rows = accounts.map((row) => ({ ...toCells(row), ...factCells(row) }));
    await terminal.out("\n");
    await writeTable(accounts.length > 1 ? [...rows, totals(accounts)] : rows, COLUMNS, terminal);
  }
  const line = shareLine(source.summary);
  if (line !== "") await terminal.out(`\n${line}\n`);
}

/** Organisations and the like have no identities of their own. */
function isCounted(row: InventoryRow): boolean {
  return isAccount(row) || typeof row["identities"] === "number";
}

function isAccount({ type }: InventoryRow): boolean {
  return ACCOUNT_TYPES.includes(toText(type));
}

function toCells(row: InventoryRow): OutRow {
  const { id, name, identities, identities_secret_free: free, identities_undecided: undecided } = row;
  const share =
    typeof identities === "number" && identities > 0 ? ` (${shareText(Number(free ?? 0), identities)})` : "";
  return {
    account: [toText(id), ...(name === id || toText(name) === "" ? [] : [toText(name)])].join(" "),
    workloads: countOf(identities),
    free: `${countOf(free)}${share}`,
    undecided: countOf(undecided),
    statics: countOf(row["static_credentials"]),
    ending: countOf(row["expiring_credentials"]),
  };
}

/** Sums of what was read; a `+` where an account could not be counted. */
function totals(accounts: readonly InventoryRow[]): OutRow {
  const sums = Object.fromEntries(SUMS.map((column) => [column, sumOf(accounts, column)]));
  const cells = toCells({ id: "all", name: "all", ...sums });
  const isShort = (column: string) => accounts.some((row) => typeof row[column] !== "number");
  const mark = (key: string, column: string) => (isShort(column) ? { [key]: `${toText(cells[key])}+` } : {});
  return {
    ...cells,
    ...mark("workloads", "identities"),
    ...mark("statics", "static_credentials"),
    ...mark("ending", "expiring_credentials"),
  };
}

function countOf(value: Json | undefined): string {
  return typeof value === "number" ? formatCount(value) : "?";
}

/** Root, password policy and certificates in words; `?` for what was not read. Only AWS has them. */
function factCells(row: InventoryRow): OutRow {
  if (row["type"] !== "aws.account") return { root: "", passwords: "", certificate: "" };
  const next = row["next_certificate_expiry_at"];
  const hasRead = typeof row["server_certificates"] === "number";
  return {
    root: rootText(row),
    passwords: passwordText(row),
    certificate: typeof next === "string" ? next.slice(0, 10) : hasRead ? "none" : "?",
  };
}

function rootText(row: InventoryRow): string {
  const { root_keys_present: keys, root_mfa_enabled: mfa, root_certificate_present: certificate } = row;
  const parts = [
    keys === true ? "key" : keys === false ? "no key" : "key ?",
    mfa === true ? "MFA" : mfa === false ? "no MFA" : "MFA ?",
    ...(certificate === true ? ["certificate"] : []),
  ];
  return parts.join(", ");
}

function passwordText(row: InventoryRow): string {
  const { password_policy_present: present, password_min_length: least, password_max_age_days: days } = row;
  if (typeof present !== "boolean") return "?";
  if (!present) return "no policy";
  return [`${toText(least) || "?"} characters`, typeof days === "number" ? `${days} days` : "no end"].join(", ");
}
