// Turns the chunks, which esbuild can only split as modules, into scripts that src/cli/chunks.ts loads.
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { Script } from "node:vm";
import { build, type Metafile, type TransformOptions, transform } from "esbuild";

type Outputs = Metafile["outputs"];

/** What a chunk is given, in the order in which src/cli/chunks.ts gives it. */
const PARAMETERS = "exports, require, nhiLater, nhiUrl, module, nhiOutside";
/** File of the loader. Entries and modules ask it for chunks. */
export const LOADER = "chunks.js";

const OPTIONS = {
  format: "cjs",
  // Not node, for which esbuild lists exports once more.
  platform: "neutral",
  target: "node20.19",
  define: { "import.meta.url": "nhiUrl" },
  legalComments: "none",
  logLevel: "silent",
} satisfies TransformOptions;

/** A literal `import()`. Those of names that are put together are none of ours. */
const LAZY = /(?<![.\w$])import\((?=["'])/g;

/**
 * The chunk as a script: an expression that is a function; undefined for one that awaits while it is loaded. Throws SyntaxError for
 * what V8 refuses: otherwise only the command that loads the chunk would show it.
 */
export async function toScript(text: string, options: TransformOptions): Promise<string | undefined> {
  const code = await toCode(text, options);
  if (code === undefined) return undefined;
  // A block: bundled CommonJS has a `require` of its own, which may be called as the parameter is.
  return accepted(`(function(${PARAMETERS}){"use strict";{${inAscii(withOutside(withOneExports(code)))}\n}})`);
}

/** esbuild makes a copy of what a module exports, for loaders that know more than one kind: half of running a chunk of hundreds of names. */
function withOneExports(code: string): string {
  return code.replace(/\bmodule\.exports( ?= ?)__toCommonJS\((\w+)\)/, "module.exports$1$2");
}

const MADE = /\b\w*createRequire\w*\(nhiUrl\)/gi;
const MODULE = /^const \{ createRequire(?:: (\w+))? \} = globalThis\.process\.getBuiltinModule\("node:module"\);\n/gm;

/** What a module makes itself a `require` with is the loader's own in a script: making one takes a millisecond. */
function withOutside(code: string): string {
  const given = code.replaceAll(MADE, "nhiOutside");
  return given.replaceAll(MODULE, (whole, name = "createRequire") =>
    given.split(new RegExp(`\\b${name}\\b`)).length > 2 ? whole : "",
  );
}

/** Of letters outside of ASCII esbuild leaves those in regular expressions and comments, while the loader reads a byte a letter. */
export function inAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function toCode(text: string, options: TransformOptions): Promise<string | undefined> {
  try {
    return (await transform(text.replaceAll(LAZY, "nhiLater("), { ...options, ...OPTIONS })).code;
  } catch (error) {
    if (String(error).includes("Top-level await")) return undefined;
    throw error;
  }
}

/** The script, once V8 has taken it. */
function accepted(script: string): string {
  void new Script(script);
  return script;
}

/** The script with its digest before it, by which compiled code is known as its own. */
export function withDigest(script: string): string {
  return `/*${createHash("sha256").update(script).digest("hex").slice(0, 16)}*/\n${script}`;
}

/** The script of an entry, which Node loads by itself, as a file. */
export function toEntry(script: string): string {
  return `const { load, later } = require("./${LOADER}");\n${script}({}, load, later, require("node:url").pathToFileURL(__filename).href, {}, require);\n`;
}

/** Chunks that stay modules: those that await while they are loaded, and whatever cannot be without them. */
export function modulesAmong(outputs: Outputs, awaiting: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(awaiting);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [path, { imports }] of Object.entries(outputs)) {
      if (imports.some((one) => one.kind === "import-statement" && found.has(one.path))) found.add(path);
    }
  }
  return found;
}

/** The text with the names of chunks that are modules as Node knows modules. */
export function withModuleNames(text: string, modules: ReadonlySet<string>): string {
  const names = new Set([...modules].map((path) => posix.basename(path)));
  return text.replaceAll(/(["'])\.\/([\w.-]+)\.js\1/g, (whole, quote: string, name: string) =>
    names.has(`${name}.js`) ? `${quote}./${name}.mjs${quote}` : whole,
  );
}

const IMPORT = /^import\s*(?:\{([^}]*)\}\s*from\s*)?"(\.\/[\w.-]+\.js)";?/;

/** A chunk that stays a module, with what it imports from scripts asked of the loader. */
export function toModule(text: string): string {
  const lines: string[] = [`import nhiChunks from "./${LOADER}";`];
  const rest = text.replaceAll(new RegExp(IMPORT.source, "gm"), (_, names: string | undefined, name: string) => {
    const taken = names?.replaceAll(/([\w$]+) as ([\w$]+)/g, "$1: $2");
    return `${taken === undefined ? "" : `const {${taken}} = `}nhiChunks.load("${name}");`;
  });
  return [...lines, rest.replaceAll(LAZY, "nhiChunks.later(")].join("\n");
}

/** The loader itself, as Node loads it. */
export async function loaderFile(root: string, version: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/chunks.ts"],
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    define: { __NHI_VERSION__: JSON.stringify(version) },
    footer: {
      js: "module.exports = module.exports.toLoader(__dirname, { require, import: (name) => import(name) });",
    },
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}
