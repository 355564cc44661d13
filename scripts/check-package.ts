// What `npm publish` would ship: the right files, small enough, and working when installed elsewhere.
// usage: node --import tsx scripts/check-package.ts
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const LIMIT_MB = 20;
const EXPECTED = [
  "dist/nhi.js",
  "dist/catalog.json",
  "dist/tables.json",
  "dist/rule-worker.js",
  "dist/breaches/unc6426/bundle.json",
  "dist/breaches/postmark-mcp/.mcp.json",
  "dist/web-tree-sitter.wasm",
  "dist/tree-sitter-terraform.wasm",
  "dist/THIRD-PARTY-LICENSES.txt",
  "dist/sbom.cdx.json",
  "fixtures/acme/bundle.json",
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "package.json",
];
const UNWANTED = /^(src|test|bin|scripts|docs|rules)\/|\.(test|map)\.|\.db$/;

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** What npm would pack. */
function pack(): Packed {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [packed] = JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8" })) as Packed[];
  if (packed === undefined) throw new Error("npm pack told nothing");
  return packed;
}

const { unpackedSize, files } = pack();
const paths = files.map(({ path }) => path);
const problems = [
  ...EXPECTED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ...paths.filter((path) => UNWANTED.test(path)).map((path) => `${path} does not belong in the package`),
  ...(unpackedSize > LIMIT_MB * 1e6 ? [`it is larger than ${LIMIT_MB} MB`] : []),
];
console.log(`package: ${paths.length} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked (limit ${LIMIT_MB})`);
for (const problem of problems) console.error(`package: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
