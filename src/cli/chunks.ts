// Loads the chunks of the package. They are scripts, not modules: of a script, V8 takes back what it compiled in an earlier run,
// functions compiled at their first call among it, and Node need not load what it loads modules with.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { commandFolder, keepCode, keptCode } from "./compiled-code.js";
import { tuneForEstate } from "./v8-settings.js";

interface Module {
  exports: object;
}

/** Exports of a chunk by its name (`./name.js`), or of a module outside of the package. */
type Load = (name: string) => unknown;
type LoadLater = (name: string) => Promise<unknown>;
type Chunk = (exports: object, require: Load, later: LoadLater, url: string, module: Module, outside: Load) => void;

/** What `require` and `import()` are where the package is. */
interface Outside {
  readonly require: Load;
  readonly import: LoadLater;
}

export interface Loader {
  readonly load: Load;
  /** What `import()` is in a chunk. The first one means that a command is run: from then on compiled code is kept. */
  readonly later: LoadLater;
}

/** Each chunk begins with its digest in a comment, so that compiled code of another build is not taken for its own. */
const DIGEST = /^\/\*(\w+)\*\//;
/** Usage errors: what was compiled for one is no use to the command. */
const EXIT_ERROR = 2;

/** Node's own modules that commands need: under other settings Node does not take back its own compiled code either. */
function loadBuiltins(): void {
  for (const name of ["node:crypto", "node:os", "node:zlib"] as const) process.getBuiltinModule(name);
  // Looking at a stream makes it, and loads what it is connected with.
  void [process.stdout, process.stderr];
}

/** Loads the chunks in `folder`, each once. Throws what a chunk throws, and where there is none of that name. */
export function toLoader(folder: string, outside: Outside): Loader {
  const loaded = new Map<string, Module>();
  const compiled = new Map<string, () => Buffer>();
  let kept: string | undefined;
  let isStarted = false;
  const base = pathToFileURL(join(folder, "/")).href;

  const compile = (name: string, path: string, url: string): Chunk => {
    // The build writes ASCII.
    const source = readFileSync(path, "latin1");
    const key = `${name.slice(2)}-${DIGEST.exec(source)?.[1]}`;
    const cachedData = kept === undefined ? undefined : keptCode(kept, key);
    const script = new Script(source, { filename: url, ...(cachedData && { cachedData }) });
    if (kept !== undefined && script.cachedDataRejected !== false) compiled.set(key, () => script.createCachedData());
    return script.runInThisContext() as Chunk;
  };

  const load: Load = (name) => {
    if (!name.startsWith("./")) return outside.require(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const path = join(folder, name);
    const url = base + name.slice(2);
    const chunk = compile(name, path, url);
    const module: Module = { exports: {} };
    loaded.set(name, module);
    chunk(module.exports, load, later, url, module, outside.require);
    return module.exports;
  };

  const later: LoadLater = async (name) => {
    if (!isStarted) begin();
    return name.startsWith("./") && name.endsWith(".js") ? load(name) : outside.import(name);
  };

  const begin = (): void => {
    isStarted = true;
    loadBuiltins();
    tuneForEstate();
    const into = commandFolder(process.env, process.argv[2]);
    kept = into;
    if (into === undefined) return;
    process.once("exit", (code) => {
      if (compiled.size === 0 || code === EXIT_ERROR) return;
      // A large scan has other settings in the end.
      tuneForEstate();
      keepCode(into, compiled, (name) => existsSync(join(folder, name.replace(/-\w+$/, ""))));
    });
  };

  return { load, later };
}
