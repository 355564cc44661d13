import { expect, it } from "vitest";
import { withoutBuiltinImports } from "../../scripts/build/builtins.js";

const TAKEN = "globalThis.process.getBuiltinModule";

it("takes Node's modules as they are, before all else, under the names that the chunk knows", () => {
  const chunk =
    'import {\n  a\n} from "./chunk-A.js";\nimport { hash, hash as hash2 } from "node:crypto";\nimport path from "node:path";\nimport {\n  readFileSync,\n  statSync as stat$1\n} from "node:fs";\nuse(hash2);\n';
  expect(withoutBuiltinImports(chunk)).toBe(
    `const { hash, hash: hash2 } = ${TAKEN}("node:crypto");\nconst path = ${TAKEN}("node:path");\nconst {\n  readFileSync,\n  statSync: stat$1\n} = ${TAKEN}("node:fs");\nimport {\n  a\n} from "./chunk-A.js";\n\n\n\nuse(hash2);\n`,
  );
});

it("leaves alone what is no import of a module of Node's", () => {
  const chunk =
    'import { a } from "./chunk-A.js";\nimport Database from "better-sqlite3";\nconst fs = await import("node:fs");\nconst text = \'import { b } from "node:fs";\';\nexport { c } from "node:os";\n';
  expect(withoutBuiltinImports(chunk)).toBe(chunk);
});
