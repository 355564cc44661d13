// Builds the package: one ESM bundle with lazy chunks, the rule catalogue, and what is due to the bundled packages.
// usage: node --import tsx scripts/build.ts [--minify]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { viewsKey } from "../src/store/views/install.js";
import { breachFiles } from "./build/breaches.js";
import { withoutBuiltinImports } from "./build/builtins.js";
import { bundleOptions } from "./build/bundle-options.js";
import { COMPACT, compacted, isTheirs, packageLines } from "./build/compact.js";
import { type DistFile, writeDist } from "./build/dist.js";
import { facades, idleChunks, withoutFacades, withoutIdleImports } from "./build/facades.js";
import { helpText } from "./build/help-text.js";
import { withoutIdleRequire } from "./build/idle-require.js";
import { refuseHeavyStart } from "./build/lazy.js";
import { bundledPackages, refuseCopyleft, toLicenceText } from "./build/licences.js";
import { type Manifest, toBillOfMaterials } from "./build/sbom.js";
import {
  LOADER,
  loaderFile,
  modulesAmong,
  toEntry,
  toModule,
  toScript,
  withDigest,
  withModuleNames,
} from "./build/scripts.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles bin/nhi.ts; returns the files to write, the entry last so that a running nhi never misses a chunk. */
async function bundle(version: string, minify: boolean): Promise<{ files: DistFile[]; metafile: Metafile }> {
  const { outputFiles, metafile } = await build(
    bundleOptions(root, { version, help: helpText(), views: viewsKey(), driver: await driverVersion() }, minify),
  );
  const texts = new Map(
    outputFiles.map(({ path, contents }) => [
      relative(root, path),
      withoutBuiltinImports(Buffer.from(withoutIdleRequire(contents)).toString()),
    ]),
  );
  const idle = idleChunks(metafile.outputs);
  const empty = facades(metafile.outputs, (path) => texts.get(path) ?? "");
  const chunks = new Map(
    [...texts].flatMap(([path, text]) =>
      empty.has(path) ? [] : [[path, withoutIdleImports(withoutFacades(text, empty), idle)]],
    ),
  );
  const files = await toFiles(chunks, metafile);
  const entry = files.find((file) => file.name === "nhi.js");
  if (entry === undefined) throw new Error("esbuild wrote no nhi.js");
  const executable = { name: entry.name, content: withShebang(Buffer.from(entry.content)), mode: 0o755 };
  const loader = [
    { name: LOADER, content: Buffer.from(await loaderFile(root, version)) },
    // Scripts within a package of modules.
    { name: "package.json", content: Buffer.from('{ "type": "commonjs" }\n') },
  ];
  return { files: [...files.filter((file) => file !== entry), ...loader, executable], metafile };
}

/** Of the driver that is installed, and so bundled. */
async function driverVersion(): Promise<string> {
  return (await manifestOf(join(root, "node_modules/better-sqlite3"))).version;
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Files that Node loads by itself. */
const ENTRIES: readonly string[] = ["nhi.js", "rule-worker.js"];

/** Chunks as the files that they are in the package: scripts, but for those that have to be modules. */
async function toFiles(chunks: ReadonlyMap<string, string>, { outputs }: Metafile): Promise<DistFile[]> {
  const made = await Promise.all([...chunks].map((chunk) => toMade(chunk, outputs)));
  const awaiting = made.flatMap(({ path, script }) => (script === undefined ? [path] : []));
  const modules = modulesAmong(outputs, new Set(awaiting));
  return Promise.all(
    made.map(async ({ path, text, output, isCompact, script }) => {
      const name = basename(path);
      if (script === undefined || modules.has(path)) {
        const module = toModule(withModuleNames(text, modules));
        const content = isCompact ? await compacted(module, output) : module;
        return { name: name.replace(/\.js$/, ".mjs"), content: Buffer.from(content) };
      }
      const whole = packageLines(output) + withModuleNames(script, modules);
      return { name, content: Buffer.from(ENTRIES.includes(name) ? toEntry(whole) : withDigest(whole)) };
    }),
  );
}

async function toMade([path, text]: readonly [string, string], outputs: Metafile["outputs"]) {
  const output = outputs[path] ?? { inputs: {} };
  const isCompact = isTheirs(output);
  return { path, text, output, isCompact, script: await toScript(text, isCompact ? COMPACT : {}) };
}

function withShebang(content: Buffer): Buffer {
  if (content.subarray(0, 2).toString() === "#!") return content;
  return Buffer.concat([Buffer.from("#!/usr/bin/env node\n"), content]);
}

/** Files that are loaded at run time as they are: the parser of Terraform and its grammar, see src/collect/repo. */
const COPIED = [
  "node_modules/web-tree-sitter/web-tree-sitter.wasm",
  "node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm",
];

/** Files that go with the bundle: what it loads by itself, licences and bill of materials of what is inside. */
async function companions(metafile: Metafile, manifest: Manifest): Promise<DistFile[]> {
  const packages = await bundledPackages(root, metafile, COPIED);
  refuseCopyleft(packages);
  const copies = COPIED.map(async (path) => ({ name: basename(path), content: await readFile(join(root, path)) }));
  return [
    ...(await Promise.all(copies)),
    { name: "THIRD-PARTY-LICENSES.txt", content: Buffer.from(toLicenceText(packages)) },
    { name: "sbom.cdx.json", content: Buffer.from(toBillOfMaterials(manifest, packages)) },
  ];
}

/** Writes dist/catalog.json and dist/tables.json from rules/**; a rule that does not load fails the build with its file and line. */
function buildCatalog(): void {
  const script = join(root, "scripts/build-catalog.ts");
  const target = join(root, "dist/catalog.json");
  const { status } = spawnSync(process.execPath, ["--import", "tsx", script, target], { cwd: root, stdio: "inherit" });
  if (status !== 0 || !existsSync(target)) throw new Error("the rule catalogue was not built (see above)");
}

async function main(): Promise<void> {
  const manifest = await manifestOf(root);
  const { files, metafile } = await bundle(manifest.version, process.argv.includes("--minify"));
  refuseHeavyStart(metafile, "dist/nhi.js");
  await writeDist(
    join(root, "dist"),
    [...breachFiles(root), ...files, ...(await companions(metafile, manifest))],
    ["catalog.json", "tables.json"],
  );
  buildCatalog();
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  console.error(`built dist/nhi.js ${manifest.version}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
}

try {
  await main();
} catch (error) {
  // esbuild has printed its own messages; a stack of the bundler helps nobody.
  console.error(`build failed: ${error instanceof Error ? error.message.split("\n", 12).join("\n") : String(error)}`);
  process.exitCode = 1;
}
