// Writes docs/rules/*.md and docs/standards.md from the rules.
// usage: node --import tsx scripts/docs/rules.ts
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRules } from "../../src/catalog/load-rules.js";
import { toRuleError } from "../../src/catalog/problem.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { toRulePage } from "./rule-page.js";
import { toOverview, toStandards } from "./rules-overview.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Path below the project to text, of every page that the rules give; sorted by path. */
export async function ruleDocs(): Promise<ReadonlyMap<string, string>> {
  const { rules, problems } = await readRules(join(root, "rules"), "built-in", checkExpressions);
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  const all = rules.map(({ rule }) => rule);
  const pages = rules.map(({ rule, file }): [string, string] => [`docs/rules/${rule.id}.md`, toRulePage(rule, file)]);
  return new Map([...pages, ["docs/rules/README.md", toOverview(all)], ["docs/standards.md", toStandards(all)]]);
}

async function write(): Promise<void> {
  const docs = await ruleDocs();
  await mkdir(join(root, "docs/rules"), { recursive: true });
  for (const name of await readdir(join(root, "docs/rules"))) {
    if (!docs.has(`docs/rules/${name}`)) await rm(join(root, "docs/rules", name));
  }
  for (const [path, text] of docs) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
