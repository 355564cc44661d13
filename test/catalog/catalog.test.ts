// The catalogue of the package: what the build writes is what the commands read, without cases.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalog, readCatalogFile } from "../../src/catalog/catalog.js";
import { toCatalogTexts } from "../../src/catalog/read-catalog.js";
import { prepareRule } from "../../src/evaluate/prepare-rule.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "nhi-catalog-"));
});
afterAll(() => rm(dir, { recursive: true }));

describe("the catalogue", () => {
  it("is written by the build script and reads back as the rules and tables of the source tree, without cases", async () => {
    const file = join(dir, "catalog.json");
    await promisify(execFile)(process.execPath, ["--import", "tsx", join(root, "scripts/build-catalog.ts"), file], {
      cwd: root,
    });
    const built = readCatalogFile(file);
    const fresh = await loadCatalog();
    const texts = toCatalogTexts(fresh, prepareRule);
    expect(built.rules).toEqual((JSON.parse(texts.catalog) as { rules: unknown }).rules);
    expect(built.tables).toEqual(JSON.parse(texts.tables));
    expect(built.rules.map(({ id }) => id)).toEqual(fresh.rules.map(({ id }) => id));
    expect(built.rules.flatMap(({ cases }) => Object.values(cases).flat())).toEqual([]);
    expect(await readFile(file, "utf8")).not.toContain(root);
  });

  it("that is damaged, or of another version, says what to do", async () => {
    const file = join(dir, "broken.json");
    await writeFile(file, '{"version":1,');
    expect(() => readCatalogFile(file)).toThrow("the rule catalogue cannot be read; install nhi again");
    await writeFile(file, '{"version":2}');
    expect(() => readCatalogFile(file)).toThrow("made by another version of nhi");
    expect(() => readCatalogFile(join(dir, "none.json"))).toThrow("cannot be read");
  });

  it("is read without yaml, zod and the rule engine", async () => {
    const file = await readFile(join(root, "src/catalog/catalog.ts"), "utf8");
    const direct = [...file.matchAll(/^import (?!type ).*from "([^"]+)"/gm)].map(([, target]) => target);
    expect(direct.filter((target) => !target?.startsWith("node:") && !target?.startsWith("../model/"))).toEqual([]);
  });
});
