// Keeps what V8 made of nhi's own code for the next run, which then starts sooner. Node can from 22.1 on.
import { lstatSync, mkdirSync, readdirSync, rmSync, type Stats, statSync } from "node:fs";
import nodeModule from "node:module";
import { isAbsolute, join } from "node:path";
import { VERSION } from "../model/version.js";

/** What Node 22.1 adds to node:module (https://nodejs.org/api/module.html#module-compile-cache); it never throws. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Lets Node keep compiled code in the user's cache. Node itself obeys NODE_DISABLE_COMPILE_CACHE, and where NODE_COMPILE_CACHE
 * names a folder it uses that one from its start. Nothing is said when it cannot be kept: no report depends on it.
 */
export function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  const { enableCompileCache } = nodeModule as CompileCache;
  if (enableCompileCache === undefined || env["NODE_COMPILE_CACHE"] || env["NODE_DISABLE_COMPILE_CACHE"]) return;
  const folder = codeFolder(env);
  if (folder !== undefined) enableCompileCache(folder);
}

/**
 * Folder of compiled code of this version, made when it is absent; undefined where there is none that only this user can write
 * to. What lies in it is run: Node's own default is below the temporary folder, where whoever is first owns it, and Node does
 * not look whose it is (CompileCacheHandler::Enable in src/compile_cache.cc).
 */
export function codeFolder(env: NodeJS.ProcessEnv): string | undefined {
  const base = cacheFolder(env);
  if (base === undefined) return undefined;
  try {
    // A base of somebody else: sudo that keeps HOME, a cache in /tmp. Nothing of ours is left there.
    if (!isOurs(statSync(base.of)) || !isOurs(made(base.folder, statSync))) return undefined;
    const all = join(base.folder, "nhi-code");
    if (!isPrivate(made(all, lstatSync))) return undefined;
    const folder = join(all, VERSION);
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) removeOthers(all);
    return isPrivate(made(folder, lstatSync)) ? folder : undefined;
  } catch {
    // Not writable, no such home, refused by Node's permission model.
    return undefined;
  }
}

/** The folder of caches, and the one that must be the user's own for it to be used. */
function cacheFolder(env: NodeJS.ProcessEnv): { readonly of: string; readonly folder: string } | undefined {
  const named = process.platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_CACHE_HOME"];
  if (named !== undefined && isAbsolute(named)) return { of: named, folder: named };
  const home = env["HOME"];
  if (process.platform === "win32" || home === undefined || !isAbsolute(home)) return undefined;
  return { of: home, folder: join(home, process.platform === "darwin" ? "Library/Caches" : ".cache") };
}

/** What `path` is, after it was made for its owner only if there was nothing. */
function made(path: string, look: (path: string) => Stats): Stats {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // There already, by this run or another; or it cannot be made, and then looking at it throws.
  }
  return look(path);
}

function isOurs(found: Stats): boolean {
  // Windows has no owners of this kind: the folder it names is the user's.
  return found.isDirectory() && (process.geteuid === undefined || found.uid === process.geteuid());
}

function isPrivate(found: Stats): boolean {
  return isOurs(found) && (process.geteuid === undefined || (found.mode & 0o077) === 0);
}

/** Code of other versions is of no use to this one. */
function removeOthers(all: string): void {
  for (const name of readdirSync(all)) rmSync(join(all, name), { recursive: true, force: true });
}
