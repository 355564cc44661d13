// Makes the catalogue from rules/: for the build, and for running from the source tree.
import { join } from "node:path";
import type { RuleChecker } from "../model/rule.js";
import type { Catalog } from "./catalog.js";
import { loadRules } from "./load-rules.js";
import { loadTables } from "./tables.js";
import { loadAllTechniques } from "./techniques.js";

/** Rules, tables and techniques of a folder. Throws RuleError with everything wrong in it. */
export async function readCatalog(dir: string, check: RuleChecker): Promise<Catalog> {
  const [rules, tables, techniques] = await Promise.all([
    loadRules(dir, "built-in", check),
    loadTables(join(dir, "tables")),
    loadAllTechniques(join(dir, "techniques")),
  ]);
  return { version: 1, rules, tables: { ...tables, ...techniques } };
}

/** The catalogue as the package carries it: cases are for tests. */
export function toCatalogText(catalog: Catalog): string {
  const rules = catalog.rules.map((rule) => ({ ...rule, cases: { flagged: [], spared: [], unknown: [] } }));
  const withoutCases = <T>(list: readonly T[] = []) => list.map((technique) => ({ ...technique, cases: [] }));
  const techniques = withoutCases(catalog.tables.techniques);
  const scopedTechniques = withoutCases(catalog.tables.scopedTechniques);
  return `${JSON.stringify({ ...catalog, rules, tables: { ...catalog.tables, techniques, scopedTechniques } })}\n`;
}
