// docs/data-model.md is what the views are.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { dataModelPage } from "../../scripts/docs/data-model.js";
import { VIEWS } from "../../src/model/views/index.js";
import { PUBLIC_VIEWS } from "../../src/store/views/public.js";
import { memoryStore, values } from "./estate.js";

it("docs/data-model.md is fresh (else: npm run docs)", async () => {
  expect(await readFile("docs/data-model.md", "utf8")).toBe(dataModelPage());
});

it("every view of a database is on the page, and every view of the page in a database", () => {
  const documented = [...VIEWS, ...PUBLIC_VIEWS].map(({ name }) => name).sort();
  expect(values(memoryStore(), "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")).toEqual(documented);
});
