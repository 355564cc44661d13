// Makes the catalogue from rules/: for the build, and for running from the source tree.
import { join } from "node:path";
import { contentKey, type PreparedRule } from "../model/prepared.js";
import type { Rule, RuleChecker } from "../model/rule.js";
import type { Catalog, CatalogFile } from "./catalog-file.js";
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

/** The texts of catalogue and tables as the package carries them, with what `prepare` finds out; cases are for tests. */
export function toCatalogTexts(
  catalog: Catalog,
  prepare: (rule: Rule) => PreparedRule | undefined,
): { readonly catalog: string; readonly tables: string } {
  const rules = catalog.rules.map((rule) => ({ ...rule, cases: { flagged: [], spared: [], unknown: [] } }));
  const withoutCases = <T>(list: readonly T[] = []) => list.map((technique) => ({ ...technique, cases: [] }));
  const techniques = withoutCases(catalog.tables.techniques);
  const scopedTechniques = withoutCases(catalog.tables.scopedTechniques);
  const tables = { ...catalog.tables, techniques, scopedTechniques };
  const file: CatalogFile = {
    version: catalog.version,
    rules,
    prepared: rules.map((rule) => ({ key: contentKey(rule), rule: prepare(rule) })),
    tables: { key: contentKey(tables), names: Object.keys(tables) },
  };
  return { catalog: `${JSON.stringify(file)}\n`, tables: `${JSON.stringify(tables)}\n` };
}
