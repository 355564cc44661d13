// Files of logs: JSON, plain or gzipped, one list or an object with lists, or an object a line, one file or a folder of them. Streamed,
// so that memory does not grow with them.
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "../model/errors.js";
import { utf8Converter } from "../model/utf.js";
import { JsonFault } from "./json-fault.js";
import { JsonScanner, SCAN_LIMITS } from "./json-scan.js";

/** A file that could not be read to its end. */
export interface TrailFault {
  readonly file: string;
  readonly reason: string;
}

/** Every element under the path, file by file in the order of names; a file that is none is a fault, and the next goes on. */
export async function* readLogElements(path: string, faults: TrailFault[]): AsyncGenerator<unknown> {
  for (const file of filesUnder(path)) {
    try {
      yield* (await isOfLines(file)) ? linesOf(file) : elementsOf(file);
    } catch (fault) {
      faults.push({ file, reason: reasonOf(fault) });
    }
  }
}

async function* elementsOf(file: string): AsyncGenerator<unknown> {
  const scanner = new JsonScanner(SCAN_LIMITS);
  for await (const chunk of bytesOf(file)) {
    scanner.push(chunk);
    for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
      if (found.kind === "element") yield found.value;
    }
  }
  scanner.finish();
}

/** An object a line: exports of Azure Monitor, of Cloud Logging and of GitHub. */
async function* linesOf(file: string): AsyncGenerator<unknown> {
  let offset = 0;
  for await (const line of createInterface({
    input: Readable.from(bytesOf(file)),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line.trim() !== "") yield parsedAt(line, offset);
    offset += Buffer.byteLength(line) + 1;
  }
}

function parsedAt(line: string, offset: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new JsonFault(offset, "a line that is no JSON");
  }
}

/** Whether its first line is an object by itself that holds no list of records. */
async function isOfLines(file: string): Promise<boolean> {
  for await (const line of createInterface({ input: Readable.from(bytesOf(file)) })) {
    if (line.trim() === "") continue;
    if (!line.startsWith("{")) return false;
    try {
      const first = JSON.parse(line) as { readonly [key: string]: unknown };
      return !LISTS.some((name) => Array.isArray(first[name]));
    } catch {
      return false;
    }
  }
  return false;
}

/** What wraps a list that stands in one line. */
const LISTS = ["Records", "records", "Events", "value"];

function reasonOf(fault: unknown): string {
  if (fault instanceof JsonFault) return `not JSON (${fault.reason})`;
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
  return code.startsWith("Z_") ? "not gzip, or cut off" : `cannot be read${code === "" ? "" : ` (${code})`}`;
}

/** `*.json`, `*.jsonl`, `*.ndjson`, and these with `.gz`, at any depth; links are not followed. */
function filesUnder(path: string): string[] {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) throw new UsageError(`${path}: no such file or folder of logs`);
  if (!there.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:json|jsonl|ndjson)(?:\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Its text as UTF-8, unzipped: what PowerShell wrote is UTF-16. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const toUtf8 = utf8Converter();
  for await (const chunk of plainBytes(file)) yield toUtf8(chunk);
}

function plainBytes(file: string): AsyncIterable<Uint8Array> {
  const stream = createReadStream(file);
  if (!file.endsWith(".gz")) return stream;
  const unzipped = createGunzip();
  stream.on("error", (error) => unzipped.destroy(error));
  return stream.pipe(unzipped);
}
