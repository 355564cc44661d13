// Writes the rule catalogue of the package. Fails with file:line:column when a rule or table does not load.
// usage: node --import tsx scripts/build-catalog.ts [dist/catalog.json]
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCatalog, toCatalogText } from "../src/catalog/read-catalog.js";
import { checkExpressions } from "../src/evaluate/check-expressions.js";
import { NhiError } from "../src/model/errors.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.argv[2] ?? join(root, "dist/catalog.json");
try {
  const text = toCatalogText(await readCatalog(join(root, "rules"), checkExpressions));
  await mkdir(dirname(target), { recursive: true });
  // A running nhi must never see half a file.
  await writeFile(`${target}.part`, text);
  await rename(`${target}.part`, target);
} catch (error) {
  if (!(error instanceof NhiError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
