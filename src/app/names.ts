// Names for shell completion; an empty list where there is nothing to read. Completion never fails aloud.
import { existsSync } from "node:fs";
import { openStore } from "../store/index.js";
import { resolveSettings } from "./settings.js";

/** What is to be named: `explained` is all that nhi explain takes, `start` and `target` the ends of paths. */
export type NameKind = "identity" | "explained" | "rule" | "start" | "target" | "scope" | "type" | "owner" | "source";

export interface OfferedName {
  readonly name: string;
  /** Its type or title. */
  readonly what: string;
}

/** Most names offered at once; a shell lists no more with profit. */
const MOST = 200;
/** From this length on ids are offered beside names: before, they would bury them. */
const LEAST_OF_ID = 2;

/** Names of a kind that begin with what was typed, from the database in use. */
export async function offeredNames(kind: NameKind, typed: string, db: string | undefined): Promise<OfferedName[]> {
  try {
    const names = (await NAMERS[kind](typed, db)).filter(({ name }) => name.startsWith(typed));
    // The name of an access key is its id.
    return [...new Map(names.map((one) => [one.name, one])).values()].slice(0, MOST);
  } catch {
    return [];
  }
}

type Namer = (typed: string, db: string | undefined) => Promise<OfferedName[]>;

const NAMERS: { readonly [kind in NameKind]: Namer } = {
  identity: (typed, db) => named("identity", typed, db),
  explained: async (typed, db) => [
    ...(await ruleNames()),
    ...(await named("identity", typed, db)),
    ...(await named("credential", typed, db)),
  ],
  rule: ruleNames,
  start: async (typed, db) => [
    { name: "any:internet", what: "anyone" },
    { name: "any:member", what: "anyone who belongs to the estate" },
    ...(await named("identity", typed, db)),
  ],
  target: async (typed, db) => [
    { name: "admin", what: "control of any account" },
    ...(await named("identity", typed, db)),
  ],
  scope: (_typed, db) => asked("SELECT id, type FROM scope ORDER BY id", db),
  type: (_typed, db) => asked("SELECT type, count(*) || ' identities' FROM identity GROUP BY type ORDER BY type", db),
  owner: (_typed, db) =>
    asked(
      "SELECT owner, count(*) || ' identities' FROM identity WHERE owner IS NOT NULL GROUP BY owner ORDER BY owner",
      db,
    ),
  source: async () => {
    const { detectSources } = await import("./detect.js");
    const { sources, others } = detectSources(process.env);
    const aws = { source: "aws", because: "what the AWS SDK finds" };
    const all = [...sources, ...(sources.some(({ source }) => source === "aws") ? [] : [aws]), ...others];
    return all.map(({ source, because }) => ({ name: source, what: because }));
  },
};

async function ruleNames(): Promise<OfferedName[]> {
  const { rulesInForce } = await import("./catalog.js");
  const { rules } = await rulesInForce({ rulesDirs: [], params: {} });
  return rules.map(({ id, title }) => ({ name: id, what: title }));
}

/** Names, and ids where something of them is typed. */
async function named(view: "identity" | "credential", typed: string, db: string | undefined): Promise<OfferedName[]> {
  const pattern = `'${typed.replaceAll("'", "''").replace(/[%_\\]/g, "\\$&")}%' ESCAPE '\\'`;
  const select = (column: string) =>
    `SELECT DISTINCT ${column}, type FROM ${view} WHERE ${column} LIKE ${pattern} ORDER BY ${column} LIMIT ${MOST}`;
  const names = await asked(select("name"), db);
  return typed.length < LEAST_OF_ID ? names : [...names, ...(await asked(select("id"), db))];
}

async function asked(sql: string, db: string | undefined): Promise<OfferedName[]> {
  const path = (await resolveSettings({ db })).db;
  if (path === ":memory:" || !existsSync(path)) return [];
  const store = openStore({ path, mode: "read" });
  try {
    return [...store.query(sql).rows].map(([name, what]) => ({ name: String(name), what: String(what ?? "") }));
  } finally {
    store.close();
  }
}
