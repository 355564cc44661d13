// What is known of a node, for people: the line that matters first, then the columns of its view that say something.
import { oncePer } from "../model/once.js";
import { VIEWS } from "../model/views/index.js";
import type { Json } from "../model/words.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { wrap } from "../report/text.js";
import type { KnownNode, Store } from "../store/index.js";
import type { WayToAdmin } from "./explain-access.js";
import { NO_ADMIN, reachText, timeAgo } from "./inventory.js";
import { hidingGaps } from "./path-search.js";
import { toText } from "./rows-out.js";

type Row = { readonly [column: string]: Json };

const BOOLEANS = new Set(
  VIEWS.flatMap(({ columns }) => columns.flatMap(({ name, type }) => (type === "boolean" ? [name] : []))),
);
/** Said by the first lines, or by sections of their own. */
const ELSEWHERE =
  /^(?:id|type|name|scope|owner.*|environment.*|admin|reaches_admin|admin_hops|data_hops|tier|tier_known)$/;
const KEY_WIDTH = 26;

export interface Head {
  readonly id: string;
  readonly row: Row;
  readonly toAdmin: WayToAdmin | undefined;
  /** How many there are. */
  readonly findings: number;
  /** It is a credential: the way is its own, the columns are those of its principal. */
  readonly isCredential: boolean;
  /** Something that was not read could hide a way. */
  readonly mayHide: boolean;
}

/** What of the head lies with the node and what was read beside it. */
export function standingOf(store: Store, node: KnownNode | undefined): Pick<Head, "isCredential" | "mayHide"> {
  return { isCredential: node?.kind === "credential", mayHide: hasHidingGaps(store) };
}

/** Looked up once: the explorer asks for each page, and all coverage is read for it. */
const hasHidingGaps = oncePer((store: Store): boolean => hidingGaps(store).length > 0);

/** What it is, its id, and in one line how much depends on it. */
export function headLines(head: Head, now: Date): string[] {
  const { id, row, findings } = head;
  const what =
    row["type"] === undefined ? [] : [`${toText(row["name"])}  ${toText(row["type"])} of ${toText(row["scope"])}`];
  const parts = [...reachLine(head), ...lastUse(row, now), counted(findings, "finding")];
  return [...what, id, parts.join(" · ")].map(terminalText);
}

/** Of Apps and tokens that are judged in no column, and of every credential, the way that was found says how far admin is. */
function reachLine({ row, toAdmin, isCredential, mayHide }: Head): string[] {
  const text = reachText(row);
  if ((isCredential || text === "unknown") && toAdmin !== undefined && toAdmin.hops > 0)
    return [`${toAdmin.state === "unknown" ? "may reach" : "reaches"} admin in ${counted(toAdmin.hops, "hop")}`];
  if (row["admin"] === undefined) return [];
  const none = mayHide ? "no way to admin in what was read" : "does not reach admin";
  if (isCredential && row["status"] === "inactive") return [none];
  if (text === "no") return [none];
  if (text === NO_ADMIN) return [none, "whether it reaches data of production is not known"];
  // A token may be narrower than who holds it.
  if (isCredential || text === "unknown") return ["whether it reaches admin is not known"];
  if (row["admin"] === "effective") return ["is admin"];
  return [text.startsWith("admin in effect") ? `is ${text}` : `reaches ${text}`];
}

function lastUse(row: Row, now: Date): string[] {
  const used = timeAgo(row["last_used_at"], now);
  if (used !== undefined) return [used === "0 d ago" ? "used within a day" : `last used ${used}`];
  return toFlag(row["last_used_known"]) ? ["no use on record"] : [];
}

/** Columns that say something; what is not so, and what nobody said, is left to JSON. */
export function factLines(row: Row, columns: number, now: Date): string[] {
  return Object.entries(row).flatMap(([key, value]) => {
    const text = ELSEWHERE.test(key) ? "" : valueText(key, value);
    if (text === "") return [];
    const age = key.endsWith("_at") ? timeAgo(value, now) : undefined;
    const said = terminalText(age === undefined ? text : `${text} (${age})`);
    const [first = "", ...rest] = wrap(said, columns - KEY_WIDTH - 3);
    return [`  ${key.padEnd(KEY_WIDTH)} ${first}`, ...rest.map((line) => `  ${"".padEnd(KEY_WIDTH)} ${line}`)];
  });
}

function valueText(key: string, value: Json): string {
  if (value === null) return "";
  if (BOOLEANS.has(key)) return toFlag(value) ? "yes" : "";
  const parsed = parsedOf(value);
  if (Array.isArray(parsed)) return parsed.map((one: Json) => toText(one)).join(", ");
  if (typeof parsed !== "object" || parsed === null) return toText(parsed);
  return Object.entries(parsed)
    .map(([name, one]) => `${name}=${toText(one)}`)
    .join(", ");
}

/** SQLite keeps booleans as 0 and 1. */
function toFlag(value: Json | undefined): boolean {
  return value === true || value === 1;
}

/** Lists and maps of a view are JSON texts. */
function parsedOf(value: Json): Json {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
