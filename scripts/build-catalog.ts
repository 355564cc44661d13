// Writes the rule catalogue of the package, and its tables beside it. Fails with file:line:column when a rule or table does not load.
// usage: node --import tsx scripts/build-catalog.ts [dist/catalog.json]
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TABLES_FILE } from "../src/catalog/catalog.js";
import { readCatalog, toCatalogTexts } from "../src/catalog/read-catalog.js";
import { checkExpressions } from "../src/evaluate/check-expressions.js";
import { prepareRule } from "../src/evaluate/prepare-rule.js";
import { NhiError } from "../src/model/errors.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.argv[2] ?? join(root, "dist/catalog.json");
try {
  const { catalog, tables } = toCatalogTexts(await readCatalog(join(root, "rules"), checkExpressions), prepareRule);
  await mkdir(dirname(target), { recursive: true });
  const files = [
    { path: join(dirname(target), TABLES_FILE), text: tables },
    { path: target, text: catalog },
  ];
  // A running nhi must never see half a file.
  for (const { path, text } of files) await writeFile(`${path}.part`, text);
  for (const { path } of files) await rename(`${path}.part`, path);
} catch (error) {
  if (!(error instanceof NhiError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
