// Writes a file whole or not at all; shared by everything that nhi writes for people. Faults say what, where, what next.
import { once } from "node:events";
import {
  accessSync,
  chmodSync,
  constants,
  createWriteStream,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { ENDING } from "../model/ending.js";
import { UsageError } from "../model/errors.js";
import { closeStream } from "../report/stream.js";

const PRIVATE = 0o600;
/** Of files that are kept with code and read by others: a baseline, a configuration. */
export const SHARED = 0o666;

/** A file on its way: texts go into the stream, and at the end it is kept or dropped. */
export interface OpenFile {
  readonly stream: Writable;
  /** Ends the stream and puts the file where it was asked for. Throws UsageError when it cannot be done. */
  keep(): Promise<void>;
  /** Takes away what was written; what to throw instead of the error that led here. */
  drop(error: unknown): Promise<unknown>;
}

/**
 * Opens a file that is written beside its name and renamed when it is kept, so that a reader never sees half of it; a signal that
 * ends the process takes the half away. A link is followed, also one that leads to nothing yet; a device or pipe (`/dev/stdout`) is written to and never
 * replaced, a database is left alone. A file that is there keeps its mode, a new one is for its owner only unless `mode` says
 * otherwise: reports say where an attacker would go first. Throws UsageError when it cannot be done.
 */
export async function openWhole(file: string, mode = PRIVATE): Promise<OpenFile> {
  try {
    const there = await whatIsThere(file);
    if (isPlace(there)) return openStream(file, file, mode);
    if (there === undefined) return openBeside(file, endOfLinks(file), mode);
    return openBeside(file, realpathSync(file), there.mode & 0o777, true);
  } catch (error) {
    throw toFileFault(file, error);
  }
}

/** Writes a file whole or not at all, as `openWhole` opens it. */
export async function writeWhole(
  file: string,
  write: (stream: Writable) => Promise<void>,
  mode = PRIVATE,
): Promise<void> {
  const opened = await openWhole(file, mode);
  try {
    await write(opened.stream);
    await opened.keep();
  } catch (error) {
    throw await opened.drop(error);
  }
}

/** Says before long work what will be in the way of writing the file then, as far as that can be known. Throws UsageError. */
export async function checkFile(file: string): Promise<void> {
  try {
    const there = await whatIsThere(file);
    if (isPlace(there)) accessSync(file, constants.W_OK);
    else checkParent(file, there === undefined ? endOfLinks(file) : realpathSync(file));
  } catch (error) {
    throw toFileFault(file, error);
  }
}

/** The same of a folder, which may be there. */
export function checkFolder(folder: string): void {
  try {
    const there = statSync(resolve(folder), { throwIfNoEntry: false });
    if (there?.isDirectory()) accessSync(folder, constants.W_OK | constants.X_OK);
    else if (there === undefined) checkParent(folder, folder);
    else throw new UsageError(`${folder}: is a file; name a folder`);
  } catch (error) {
    throw toFileFault(folder, error);
  }
}

/** Whether something can be made in the nearest folder above that is there. */
function checkParent(file: string, path: string): void {
  let parent = dirname(resolve(path));
  let there = statSync(parent, { throwIfNoEntry: false });
  while (there === undefined && parent !== dirname(parent)) {
    parent = dirname(parent);
    there = statSync(parent, { throwIfNoEntry: false });
  }
  if (there?.isDirectory() !== true) throw new UsageError(`${file}: cannot be written: ${CAUSES["ENOTDIR"]}`);
  accessSync(parent, constants.W_OK | constants.X_OK);
}

/** What the file would take the place of, if anything. Throws UsageError for a folder and a database. */
async function whatIsThere(file: string): Promise<Stats | undefined> {
  const there = statSync(file, { throwIfNoEntry: false });
  if (file.endsWith("/") || there?.isDirectory()) throw new UsageError(`${file}: cannot be written: it is a folder`);
  if (there !== undefined && (await isDatabase(file))) {
    throw new UsageError(`${file}: cannot be written: a database is there; name another file`);
  }
  return there;
}

/** Where a link leads that leads to nothing yet, over further links; the name itself where it is no link. */
function endOfLinks(file: string): string {
  // a circle never comes here: the system refuses it before
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? endOfLinks(resolve(realpathSync(dirname(file)), readlinkSync(file)))
    : file;
}

/** What `--db` names holds the history of all scans, and `--output` is written like it. */
async function isDatabase(file: string): Promise<boolean> {
  const { isSqliteFile } = await import("../store/index.js");
  return isSqliteFile(file);
}

/** The same for a text at hand. */
export async function writeText(file: string, text: string, mode = PRIVATE): Promise<void> {
  await writeWhole(
    file,
    async (stream) => {
      stream.write(text);
    },
    mode,
  );
}

/** Makes a folder and those above it, each new one with `mode`. Throws UsageError. */
export function makeFolder(folder: string, mode = 0o777): void {
  try {
    makeEach(resolve(folder), mode);
  } catch (error) {
    throw toFileFault(folder, error);
  }
}

/** The same, for others to write into: says so now when they could not. */
export function makeWritableFolder(folder: string, mode: number): void {
  makeFolder(folder, mode);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw toFileFault(folder, error);
  }
}

// One by one: where the system answers "no such folder" to making one (/proc), Node's own recursion never ends.
function makeEach(folder: string, mode: number): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeEach(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** A device, pipe or socket: something to write to that must stay what it is. */
function isPlace(there: Stats | undefined): boolean {
  return there !== undefined && !there.isFile();
}

/** Opens a file beside `path`, which takes its place when it is kept; `file` is what people named. */
function openBeside(file: string, path: string, mode: number, isKept = false): OpenFile {
  makeEach(resolve(dirname(path)), 0o777);
  const partial = join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
  const end = (signal: NodeJS.Signals) => {
    rmSync(partial, { force: true });
    unlisten();
    process.kill(process.pid, signal);
  };
  const unlisten = () => {
    for (const signal of ENDING) process.off(signal, end);
  };
  for (const signal of ENDING) process.on(signal, end);
  const opened = openStream(file, partial, mode);
  return {
    stream: opened.stream,
    keep: async () => {
      await opened.keep();
      try {
        // past the umask, which has its say on new files only
        if (isKept) chmodSync(partial, mode);
        renameSync(partial, path);
      } catch (error) {
        throw toFileFault(file, error);
      }
      unlisten();
    },
    drop: async (error) => {
      const fault = await opened.drop(error);
      // one that is still being opened would be there again
      if (!opened.stream.closed) await once(opened.stream, "close");
      rmSync(partial, { force: true });
      unlisten();
      return fault;
    },
  };
}

function openStream(file: string, path: string, mode: number): OpenFile {
  const stream = createWriteStream(path, { mode });
  // Kept for the writer, who may not be listening when it happens.
  let fault: Error | undefined;
  stream.on("error", (error) => {
    fault = error;
  });
  return {
    stream,
    keep: async () => {
      try {
        if (fault !== undefined) throw fault;
        await closeStream(stream);
      } catch (error) {
        throw toFileFault(file, fault ?? error);
      }
    },
    drop: async (error) => {
      stream.destroy();
      return fault === undefined ? error : toFileFault(file, fault);
    },
  };
}

const CAUSES: { readonly [code: string]: string } = {
  ENOSPC: "the disk is full; free some space, or name another place",
  EDQUOT: "the disk quota is used up; free some space, or name another place",
  EACCES: "no permission to write there; change it, or name another place",
  EPERM: "no permission to write there; change it, or name another place",
  EROFS: "the file system is read-only; name another place",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file",
  EEXIST: "part of the path is a file",
  ENOENT: "there is no such place to write to",
  ENAMETOOLONG: "the name is too long",
  EIO: "the device reports an error",
};

/** A UsageError for a known cause; what is not the file's fault comes back as it is. */
export function toFileFault(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = CAUSES[code];
  return cause === undefined ? error : new UsageError(`${file}: cannot be written: ${cause}`, { cause: error });
}
