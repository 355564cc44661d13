import type { Metafile } from "esbuild";
import { expect, it } from "vitest";
import { facades, idleChunks, withoutFacades, withoutIdleImports } from "../../scripts/build/facades.js";

type Output = Metafile["outputs"][string];

function chunk(exports: string[], bytes: number, imports: string[] = []): Output {
  return {
    bytes,
    exports,
    imports: imports.map((path) => ({ path, kind: "import-statement" })),
    inputs: { "src/one.ts": { bytesInOutput: bytes } },
  };
}

const shared = chunk(["scan", "other"], 900);

it("a chunk that only hands on names is left out, and who asked for it is sent on", () => {
  const outputs = { "dist/scan-A.js": chunk(["scan"], 0, ["dist/chunk-B.js"]), "dist/chunk-B.js": shared };
  const found = facades(outputs, () => 'import { scan } from "./chunk-B.js"; export { scan };');
  expect([...found]).toEqual([["dist/scan-A.js", "dist/chunk-B.js"]]);
  const text = 'const { scan } = await import("./scan-A.js"); await import("./main-C.js"); log("./scan-A.js");';
  expect(withoutFacades(text, found)).toBe(
    'const { scan } = await import("./chunk-B.js"); await import("./main-C.js"); log("./scan-A.js");',
  );
});

it.each([
  ["has code of its own", chunk(["scan"], 12, ["dist/chunk-B.js"]), "export { scan };"],
  [
    "gives a name another one",
    chunk(["scan"], 0, ["dist/chunk-B.js"]),
    "import { scan2 as scan } from './chunk-B.js';",
  ],
  ["hands on what no single chunk has", chunk(["scan", "third"], 0, ["dist/chunk-B.js"]), "export { scan, third };"],
  [
    "hands on what two chunks could mean",
    chunk(["scan"], 0, ["dist/chunk-B.js", "dist/chunk-D.js"]),
    "export { scan };",
  ],
  ["is loaded for its effect", chunk([], 0, ["dist/chunk-B.js"]), "import './chunk-B.js';"],
])("a chunk stays that %s", (_what, output, text) => {
  const outputs = { "dist/scan-A.js": output, "dist/chunk-B.js": shared, "dist/chunk-D.js": chunk(["scan"], 5) };
  expect([...facades(outputs, (path) => (path === "dist/scan-A.js" ? text : "code"))]).toEqual([]);
});

it("esbuild's helpers are not loaded where nothing is taken from them, other chunks are", () => {
  const helpers = { ...chunk(["__export", "__require"], 0), inputs: {} };
  const named = { ...chunk(["scan"], 0), inputs: {} };
  const found = idleChunks({ "dist/chunk-H.js": helpers, "dist/chunk-N.js": named, "dist/chunk-B.js": shared });
  expect([...found]).toEqual(["chunk-H.js"]);
  const taken = 'import {\n  __export\n} from "./chunk-H.js";\nimport "./chunk-B.js";\n';
  expect(withoutIdleImports(`import "./chunk-H.js";\n${taken}`, found)).toBe(taken);
});
