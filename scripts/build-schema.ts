// Writes docs/schema/rule.schema.json, which editors use to check and complete rule files. A test keeps it fresh.
// usage: node --import tsx scripts/build-schema.ts
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ruleJsonSchema } from "../src/catalog/json-schema.js";

const folder = new URL("../docs/schema/", import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(fileURLToPath(new URL("rule.schema.json", folder)), ruleJsonSchema());
