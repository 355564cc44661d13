// Reads one configuration: a regular file of sensible size, and whether others on the machine may read it, too.
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { platform } from "node:os";
import { dirname, sep } from "node:path";
import { decodeUtf } from "../../model/utf.js";
import type { Machine } from "./machine.js";

/** Larger ones are no settings that a person or an editor keeps. */
const LARGEST = 8 * 1024 * 1024;

export interface ReadConfig {
  readonly text: string;
  /** Undefined where that is not a matter of mode bits, as on Windows and in copies. */
  readonly isReadableByOthers: boolean | undefined;
}

export interface ConfigFault {
  /** For people. */
  readonly fault: string;
}

/** Undefined when there is no such file. */
export type ConfigReader = (path: string) => Promise<ReadConfig | ConfigFault | undefined>;

/** Links are followed as the clients do, in a copy of another machine only while they stay in it. */
export function createConfigReader({ root, isCopy }: Machine): ConfigReader {
  const folders = new Map<string, boolean>();
  /** Whether others may enter a folder and all that it is in. */
  const isOpen = async (folder: string): Promise<boolean> => {
    let known = folders.get(folder);
    if (known === undefined) {
      const { mode } = await stat(folder);
      known = (mode & constants.S_IXOTH) !== 0 && (folder === dirname(folder) || (await isOpen(dirname(folder))));
      folders.set(folder, known);
    }
    return known;
  };
  const readableByOthers = async (path: string, { mode }: Stats): Promise<boolean | undefined> => {
    if (isCopy || platform() === "win32") return undefined;
    return (mode & constants.S_IROTH) !== 0 && (await isOpen(dirname(path)));
  };
  return async (path) => {
    let file: FileHandle | undefined;
    try {
      const real = await realpath(path);
      if (isCopy && !real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
        return { fault: "a link that leads out of the folder; it was not followed" };
      }
      // Without O_NONBLOCK a named pipe would wait for ever.
      file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
      const found = await file.stat();
      if (!found.isFile()) return { fault: "not a file; it was not read" };
      if (found.size > LARGEST) return { fault: "larger than 8 MB; it was not read" };
      return { text: decodeUtf(await file.readFile()), isReadableByOthers: await readableByOthers(real, found) };
    } catch (error) {
      return faultOf(error as NodeJS.ErrnoException);
    } finally {
      await file?.close();
    }
  };
}

function faultOf({ code }: NodeJS.ErrnoException): ConfigFault | undefined {
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  if (code === "EACCES" || code === "EPERM") return { fault: "this user may not read it" };
  if (code === "ELOOP") return { fault: "a link that leads to itself" };
  return { fault: `could not be read (${code ?? "unknown error"})` };
}
