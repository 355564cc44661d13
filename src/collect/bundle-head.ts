// `bundle.json`: what a recording says of itself. What it says wrongly is refused: a clock that is not one would count every
// age from today, and a list of data sets that is not one would leave all of them out.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../model/errors.js";
import { decodeUtf } from "../model/utf.js";
import { toIso } from "./time.js";

/** Newest layout that this version reads. */
const LAYOUT = 1;

/** All of it may be missing in a bundle written by hand. */
export interface BundleHead {
  /** When it was recorded, ISO 8601: the default clock. */
  readonly recordedAt?: string;
  readonly tool?: string;
  /** Data sets that were asked for; undefined when it does not say. */
  readonly asked?: ReadonlySet<string>;
}

/** The head of the bundle in a folder, shown as `display`. Throws UsageError when it is there and cannot be used. */
export async function readHead(display: string, root: string): Promise<BundleHead> {
  const shown = join(display, "bundle.json");
  const bytes = await bytesOfHead(join(root, "bundle.json")).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw new UsageError(`${shown}: cannot be read (${cause.code ?? cause.message}); repair or remove it`, { cause });
  });
  if (bytes === undefined) return {};
  const { version, recordedAt, tool, asked } = parseHead(decodeUtf(bytes), shown);
  checkVersion(version, display, shown);
  return {
    ...(isSaid(recordedAt) ? { recordedAt: toClock(recordedAt, shown) } : {}),
    ...(typeof tool === "string" ? { tool } : {}),
    ...(isSaid(asked) ? { asked: toAsked(asked, shown) } : {}),
  };
}

/** Reading a pipe would wait for ever, and a device may have no end. */
async function bytesOfHead(file: string): Promise<Buffer> {
  if (!(await stat(file)).isFile()) throw new Error("not a file");
  return readFile(file);
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parseHead(text: string, shown: string): Record<string, unknown> {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${shown}: not JSON; it says when the bundle was recorded: repair or remove it`, { cause });
  }
  if (typeof head !== "object" || head === null || Array.isArray(head)) throw new UsageError(`${shown}: not an object`);
  return { ...head };
}

function checkVersion(version: unknown, display: string, shown: string): void {
  if (!isSaid(version)) return;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw new UsageError(`${shown}: version is not a number such as ${LAYOUT}`);
  }
  if (version > LAYOUT) {
    throw new UsageError(`${display}: bundle layout ${version} is newer than this nhi reads (${LAYOUT}); update nhi`);
  }
}

function toClock(value: unknown, shown: string): string {
  const clock = typeof value === "string" ? toIso(value) : undefined;
  if (clock === undefined) {
    throw new UsageError(`${shown}: recordedAt is not a time such as 2026-01-31T12:00:00Z; repair or remove it`);
  }
  return clock;
}

function toAsked(value: unknown, shown: string): ReadonlySet<string> {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    throw new UsageError(`${shown}: asked is not a list of names of data sets; repair or remove it`);
  }
  return new Set(value);
}
