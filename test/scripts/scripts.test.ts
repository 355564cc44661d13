// Chunks as scripts: what they export, what they load, and which have to stay modules.
import { runInThisContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { modulesAmong, toModule, toScript, withDigest, withModuleNames } from "../../scripts/build/scripts.js";

type Chunk = (...given: unknown[]) => void;

/** What a script exports, loaded with others at hand. */
async function exportsOf(text: string, others: Record<string, object> = {}): Promise<Record<string, unknown>> {
  const script = await toScript(text, {});
  const module = { exports: {} };
  const load = (name: string): object => others[name] ?? {};
  const later = async (name: string): Promise<object> => load(name);
  const outside = Object.assign(load, { resolve: (name: string) => `resolved ${name}` });
  (runInThisContext(script ?? "") as Chunk)(module.exports, load, later, "file:///dist/a.js", module, outside);
  return module.exports;
}

describe("a script", () => {
  it("exports what the module did, as it is later on too", async () => {
    const { count, raise } = await exportsOf("let count = 1; const raise = () => ++count; export { count, raise };");
    expect(count).toBe(1);
    const again = await exportsOf("let count = 1; function raise() { count += 1; } export { count, raise as up };");
    (again["up"] as () => void)();
    expect(again["count"]).toBe(2);
    expect((raise as () => number)()).toBe(2);
  });

  it("takes from other chunks what it imports, at once or when it asks", async () => {
    const others = { "./b.js": { own: 2 }, "node:c": { outside: 3 } };
    const text = [
      'import { own as two } from "./b.js";',
      'const get = async () => [two, (await import("./b.js")).own, (await import("node:c")).outside, import.meta.url];',
      "export { get };",
    ].join("\n");
    const { get } = await exportsOf(text, others);
    expect(await (get as () => Promise<unknown>)()).toEqual([2, 2, 3, "file:///dist/a.js"]);
  });

  it("makes itself no require: it has the loader's", async () => {
    const text = [
      'const { createRequire: nhiCreateRequire } = globalThis.process.getBuiltinModule("node:module");',
      "const require = nhiCreateRequire(import.meta.url);",
      "const found = require.resolve('./a.js'); export { found };",
    ].join("\n");
    expect(await toScript(text, {})).not.toMatch(/createRequire|node:module/);
    expect(await exportsOf(text)).toEqual({ found: "resolved ./a.js" });
    const other = text.replace("export { found }", "const kept = typeof nhiCreateRequire; export { kept }");
    expect(await exportsOf(other)).toEqual({ kept: "function" });
  });

  it("may have a require of its own", async () => {
    expect(await exportsOf("const require = () => 5; const five = require(); export { five };")).toMatchObject({
      five: 5,
    });
  });

  it("is refused where V8 refuses it: esbuild does not look into regular expressions", async () => {
    await expect(toScript("export const pattern = /(?<a>.)(?<a>.)/;", {})).rejects.toThrow(SyntaxError);
    await expect(toScript("export const pattern = /(?<a>.)(?<b>.)/;", {})).resolves.toBeDefined();
  });

  it("is read a letter a byte: letters outside of ASCII mean the same in patterns and texts", async () => {
    const text =
      'const cut = /^a…z$/, micro = /^\\d+µs$/u, smile = /^[😀]$/u; /* – */ const said = "管…"; export { cut, micro, smile, said };';
    expect(await toScript(text, {})).not.toMatch(/[^\0-\x7f]/);
    const { cut, micro, smile, said } = (await exportsOf(text)) as Record<string, RegExp>;
    expect([cut?.test("a…z"), micro?.test("5µs"), smile?.test("😀"), smile?.test("\ud83d"), said]).toEqual([
      ...[true, true, true, false],
      "管…",
    ]);
  });

  it("leaves methods of that name alone, and is as strict as a module", async () => {
    const text =
      'const api = { import: (x) => x }; const a = api.import("x"); const b = (function () { return this; })();';
    expect(await exportsOf(`${text} export { a, b };`)).toMatchObject({ a: "x", b: undefined });
  });

  it("is not what awaits while it is loaded", async () => {
    expect(await toScript("const a = await Promise.resolve(1); export { a };", {})).toBeUndefined();
    await expect(toScript("const = 1;", {})).rejects.toThrow(/Expected identifier/);
  });

  it("tells by its digest which it is", () => {
    expect(withDigest("(function(){})")).toMatch(/^\/\*[0-9a-f]{16}\*\/\n\(function/);
    expect(withDigest("a")).not.toBe(withDigest("b"));
  });
});

describe("a chunk that stays a module", () => {
  const output = (...paths: string[]) => ({
    bytes: 1,
    inputs: {},
    exports: [],
    imports: paths.map((path) => ({ path, kind: "import-statement" as const })),
  });
  const outputs = {
    "dist/a.js": output(),
    "dist/b.js": output("dist/a.js"),
    "dist/c.js": output("dist/b.js"),
    "dist/d.js": { ...output(), imports: [{ path: "dist/a.js", kind: "dynamic-import" as const }] },
  };

  it("is what awaits, and what imports such a one, not what loads it later", () => {
    expect([...modulesAmong(outputs, new Set(["dist/a.js"]))]).toEqual(["dist/a.js", "dist/b.js", "dist/c.js"]);
  });

  it("has a name of its own where it is named", () => {
    const text = 'import { a } from "./a.js"; import("./d.js"); import("./a.js"); const text = "a.js";';
    expect(withModuleNames(text, new Set(["dist/a.js"]))).toBe(
      'import { a } from "./a.mjs"; import("./d.js"); import("./a.mjs"); const text = "a.js";',
    );
  });

  it("asks the loader for scripts, and Node for modules", () => {
    const text =
      'import {\n  x as y,\n  z\n} from "./b.js";\nimport "./c.js";\nimport { w } from "./a.mjs";\nimport("./d.js");';
    expect(toModule(text).split("\n")).toEqual([
      'import nhiChunks from "./chunks.js";',
      "const {",
      "  x: y,",
      "  z",
      '} = nhiChunks.load("./b.js");',
      'nhiChunks.load("./c.js");',
      'import { w } from "./a.mjs";',
      'nhiChunks.later("./d.js");',
    ]);
  });
});
