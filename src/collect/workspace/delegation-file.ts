// The list of domain-wide delegation that an administrator gives, since no API lists it: CSV with a heading as the admin console
// writes it, or JSON. Rows without a client or scopes are faults of the file, not clients without rights.
import { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, listOf, proseOf, textOf } from "../fields.js";

/** A client that may act for every user of the domain. */
export interface DelegatedClient {
  readonly client: string;
  readonly name: string | undefined;
  readonly scopes: readonly string[];
}

const LONGEST_ROW = 1 << 20;

/** Clients of a file called `name`. Throws AnswerFault, which names the row, when it is no such list. */
export async function parseDelegation(text: string, name: string): Promise<readonly DelegatedClient[]> {
  const rows = name.endsWith(".json") ? jsonRows(text, name) : await csvRows(text, name);
  return rows.map((row, index) => {
    const client = textOf(row.client)?.trim();
    const scopes = row.scopes.flatMap((scope) => scope.split(/[\s,]+/)).filter((scope) => scope !== "");
    if (client === undefined || client === "") throw misshapen(name, `client ${index + 1} has no client id`);
    if (scopes.length === 0) throw misshapen(name, `client ${index + 1} (${client}) has no scopes`);
    return { client, name: proseOf(row.name), scopes: [...new Set(scopes)].sort() };
  });
}

interface Row {
  readonly client: unknown;
  readonly name: unknown;
  readonly scopes: readonly string[];
}

async function csvRows(text: string, name: string): Promise<readonly Row[]> {
  const { parse } = await import("csv-parse/sync");
  let rows: readonly string[][];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, max_record_size: LONGEST_ROW, trim: true });
  } catch (cause) {
    throw misshapen(name, cause instanceof Error ? cause.message : String(cause));
  }
  const [heading = [], ...body] = rows;
  const words = heading.map((word) => word.toLowerCase().replace(/[^a-z]/g, ""));
  const at = (...known: readonly string[]): number => words.findIndex((word) => known.includes(word));
  const [client, scopes, title] = [
    at("clientid", "id"),
    at("scopes", "scope", "oauthscopes"),
    at("name", "clientname"),
  ];
  if (client < 0 || scopes < 0) throw misshapen(name, "no heading with the columns Client ID and Scopes");
  return body.map((row) => ({
    client: row[client],
    name: title < 0 ? undefined : row[title],
    scopes: [row[scopes] ?? ""],
  }));
}

function jsonRows(text: string, name: string): readonly Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw misshapen(name, cause instanceof Error ? cause.message : String(cause));
  }
  const list = isFields(value) ? value["clients"] : value;
  if (!Array.isArray(list)) throw misshapen(name, "neither a list nor an object with the list clients");
  return list.map((raw) => {
    const { clientId, client_id, name: title, scopes } = fieldsOf(raw);
    const texts = typeof scopes === "string" ? [scopes] : listOf(scopes).filter((one) => typeof one === "string");
    return { client: clientId ?? client_id, name: title, scopes: texts };
  });
}

function misshapen(name: string, why: string): AnswerFault {
  return new AnswerFault("broken", "WrongShape", `${name}: not a list of domain-wide delegation (${why})`);
}
