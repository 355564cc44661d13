// Names of identities for shell completion; an empty list where there is no database to read.
import { existsSync } from "node:fs";
import { openStore } from "../store/index.js";
import { defaultDatabase } from "./config/locate.js";

/** Identities whose id or name begins with what was typed; at most `most`. Completion never fails aloud. */
export function identityNames(typed: string, most: number): { id: string; type: string }[] {
  const path = process.env["NHI_DB"] ?? defaultDatabase(process.env);
  if (!existsSync(path)) return [];
  try {
    const store = openStore({ path, mode: "read" });
    const pattern = `'${typed.replaceAll("'", "''").replace(/[%_\\]/g, "\\$&")}%' ESCAPE '\\'`;
    const sql = `SELECT id, type FROM identity WHERE id LIKE ${pattern} OR name LIKE ${pattern} ORDER BY id LIMIT ${most}`;
    const rows = [...store.query(sql).rows].map(([id, type]) => ({ id: String(id), type: String(type) }));
    store.close();
    return rows;
  } catch {
    return [];
  }
}
