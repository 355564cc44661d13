// Writes the schemas in docs/schema by which editors check and complete rule files and nhi.yaml. Tests keep them fresh.
// usage: node --import tsx scripts/build-schema.ts
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { configJsonSchema } from "../src/app/config/json-schema.js";
import { ruleJsonSchema } from "../src/catalog/json-schema.js";

const folder = new URL("../docs/schema/", import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(fileURLToPath(new URL("rule.schema.json", folder)), ruleJsonSchema());
await writeFile(fileURLToPath(new URL("nhi.schema.json", folder)), configJsonSchema());
