// Where what V8 made of nhi's own code is kept for the next run, which then starts sooner.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";
import { VERSION } from "../model/version.js";

/** Names of commands; anything else, mistyped or pasted, names no folder. */
const COMMAND = /^[a-z][a-z-]{1,15}$/;

/**
 * Folder of what V8 made of nhi's code for a command, by this Node; made when it is absent. A command has its own, since what is
 * kept is what it called. Undefined when Node was told to keep none, or to keep it elsewhere (NODE_DISABLE_COMPILE_CACHE,
 * NODE_COMPILE_CACHE), and where there is no folder for it: no report depends on it. Undefined in CI, too (CI is set), where
 * machines are new each time: making what is kept takes a tenth of a short run.
 */
export function commandFolder(env: NodeJS.ProcessEnv, command: string | undefined): string | undefined {
  if (env["NODE_COMPILE_CACHE"] || env["NODE_DISABLE_COMPILE_CACHE"]) return undefined;
  if (env["CI"] && env["CI"] !== "false") return undefined;
  if (command === undefined || !COMMAND.test(command)) return undefined;
  const folder = codeFolder(env);
  return folder === undefined ? undefined : join(folder, `${process.version}-${process.arch}`, command);
}

/** Bytes of the checksum after the code: V8 looks at its beginning only, and ends the process over what is wrong further on. */
const CHECKSUM = 4;

/** Not imported: `nhi --help` has no need of it. */
function checksumOf(code: Buffer): number {
  return process.getBuiltinModule("node:zlib").crc32(code);
}

/** What was kept under `name`; undefined when there is nothing, or not what was written. */
export function keptCode(folder: string, name: string): Buffer | undefined {
  try {
    const bytes = readFileSync(join(folder, name));
    const code = bytes.subarray(0, -CHECKSUM);
    return bytes.readUInt32LE(code.length) === checksumOf(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps code by name, each file whole or not at all, and removes what `isOfUse` says no to. Never throws. */
export function keepCode(
  folder: string,
  code: ReadonlyMap<string, () => Buffer>,
  isOfUse: (name: string) => boolean,
): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) if (!isOfUse(name)) rmSync(join(folder, name), { force: true });
    for (const [name, bytes] of code) {
      const unfinished = join(folder, `${name}.${process.pid}`);
      writeFileSync(unfinished, withChecksum(bytes()), { mode: 0o600 });
      renameSync(unfinished, join(folder, name));
    }
  } catch {
    // A full disk, a folder that went away: the next run tries again.
  }
}

function withChecksum(code: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM);
  checksum.writeUInt32LE(checksumOf(code));
  return Buffer.concat([code, checksum]);
}

/**
 * Folder of compiled code of this version, made when it is absent; undefined where there is none that only this user can write
 * to. What lies in it is run.
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
function made(path: string, look: typeof statSync): Stats {
  const found = look(path, { throwIfNoEntry: false });
  if (found !== undefined) return found;
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // Made by another run meanwhile; or it cannot be made, and then looking at it throws.
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
