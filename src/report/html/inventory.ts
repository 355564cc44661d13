// The inventory: who owns each identity, how old it is, when it was last used, what it reaches. Those that reach admin first.

import { providerOf } from "../../model/provider-of.js";
import type { InventoryRow, ReportSource } from "../../model/report.js";
import type { Json } from "../../model/words.js";
import { formatCount } from "../count.js";
import { compareText } from "../order.js";
import { type DataValue, dataBlocks } from "./data-block.js";
import { moreNote, options, pagesOf } from "./findings.js";
import { html, type Markup, TABLE_END, tableStart } from "./markup.js";
import { PAGE_ROWS } from "./script.js";

const DAY = 86_400_000;
const TITLES = ["Identity", "Type", "Scope", "Owner", "Age", "Last used", "Static credentials", "Admin"];

/** The section of the inventory; `total` is how many rows it has. */
export function* inventorySection(source: ReportSource, total: number): Generator<string> {
  yield `<section id="inventory" aria-labelledby="inventory-title"><h2 id="inventory-title">Inventory</h2>\n`;
  if (total === 0) {
    yield "<p>No identities in what was read.</p></section>\n";
    return;
  }
  yield inventoryFilters(source, total).text;
  if (total > PAGE_ROWS) yield moreNote(total - PAGE_ROWS, "identities").text;
  yield tableStart(
    "inventory-table",
    "Every identity that was read; those that reach admin first",
    TITLES,
  ).text.replace("<tbody>", `<tbody class="rows">`);
  const rows = privilegedFirst(source);
  let count = 0;
  for (const row of rows) {
    yield staticRow(row, source.now).text;
    count += 1;
    if (count === PAGE_ROWS) break;
  }
  yield TABLE_END.text;
  yield pagesOf("identities").text;
  yield* dataBlocks("inventory-data", laterRows(source));
  yield "</section>\n";
}

function* laterRows(source: ReportSource): Generator<DataValue> {
  let at = 0;
  for (const row of privilegedFirst(source)) {
    at += 1;
    if (at > PAGE_ROWS)
      yield [
        text(row["name"]),
        text(row["id"]),
        providerOf(text(row["scope"])),
        adminWord(row),
        ...cells(row, source.now),
      ];
  }
}

/** Two looks at a stream instead of holding all of it. */
function* privilegedFirst(source: ReportSource): Generator<InventoryRow> {
  for (const row of source.inventory()) if (row["reaches_admin"] === true) yield row;
  for (const row of source.inventory()) if (row["reaches_admin"] !== true) yield row;
}

function inventoryFilters(source: ReportSource, total: number): Markup {
  const providers = [...new Set(source.scopes.map(({ id }) => providerOf(id)))].sort(compareText);
  const admin = ["admin", "reaches admin", "no", "not known"];
  return html`<div class="filters" role="search" aria-label="Filter the inventory" hidden>
<label>Provider<select data-filter="provider">${options(providers.map((name) => [name, name]))}</select></label>
<label>Admin<select data-filter="admin">${options(admin.map((word) => [word.replace(" ", "-"), word]))}</select></label>
<label class="wide">Text<input type="search" data-filter="text" autocomplete="off"></label>
</div>
<p><output aria-live="polite">${formatCount(total)} identities.</output></p>
`;
}

function staticRow(row: InventoryRow, now: string): Markup {
  const rest = cells(row, now).map((cell) => html`<td>${cell}</td>`);
  return html`<tr data-provider="${providerOf(text(row["scope"]))}" data-admin="${adminWord(row)}"><th scope="row">${text(row["name"])} <span class="id">${text(row["id"])}</span></th>${rest}</tr>\n`;
}

/** The cells behind the name, in the order of TITLES. */
function cells(row: InventoryRow, now: string): string[] {
  const count = row["static_credential_count"];
  return [
    text(row["type"]),
    text(row["scope"]),
    ownerText(row),
    ageText(row["created_at"], now),
    useText(row, now),
    typeof count === "number" ? formatCount(count) : "not known",
    adminText(row),
  ];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function ownerText(row: InventoryRow): string {
  const owner = text(row["owner"]);
  if (owner === "") return "none known";
  const status = text(row["owner_status"]);
  return status === "" || status === "present" ? owner : `${owner} (${status})`;
}

/** Whole days before now, or `in 3 days`; times that are not there were not read. */
function ageText(time: Json | undefined, now: string): string {
  const days = Math.trunc((Date.parse(now) - Date.parse(text(time))) / DAY);
  if (Number.isNaN(days)) return "not known";
  const said = `${formatCount(Math.abs(days))} ${Math.abs(days) === 1 ? "day" : "days"}`;
  return days < 0 ? `in ${said}` : said;
}

function useText(row: InventoryRow, now: string): string {
  if (typeof row["last_used_at"] === "string") {
    const age = ageText(row["last_used_at"], now);
    return age.startsWith("in ") ? age : `${age} ago`;
  }
  return row["last_used_known"] === true ? "no use on record" : "not known";
}

function adminWord(row: InventoryRow): string {
  const { admin } = row;
  if (admin === "effective") return "admin";
  if (row["reaches_admin"] === true) return "reaches-admin";
  return row["reaches_admin"] === false ? "no" : "not-known";
}

function adminText(row: InventoryRow): string {
  const word = adminWord(row);
  if (word !== "reaches-admin") return word.replace("-", " ");
  const hops = row["admin_hops"];
  return typeof hops === "number" ? `reaches it in ${hops} ${hops === 1 ? "step" : "steps"}` : "reaches it";
}
