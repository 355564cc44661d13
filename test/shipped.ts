// Techniques and tables as they ship, for tests: read from rules/ once a worker, since reading them takes a second or two.
import { fileURLToPath } from "node:url";
import { loadTables } from "../src/catalog/tables.js";
import { loadAllTechniques } from "../src/catalog/techniques.js";
import { once } from "../src/model/once.js";

const at = (folder: string): string => fileURLToPath(new URL(`../rules/${folder}`, import.meta.url));

/** Techniques of all providers, in the lists that analysis takes. */
export const shippedTechniqueLists = once(() => loadAllTechniques(at("techniques")));

/** Techniques of AWS and of its clusters. */
export const shippedTechniques = once(async () => (await shippedTechniqueLists()).techniques);

/** The tables in rules/tables. */
export const shippedTables = once(() => loadTables(at("tables")));
