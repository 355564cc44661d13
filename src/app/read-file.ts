// Reads small files that people write: config, baselines, requests. Faults are theirs, with the file's name.
import { readFileSync } from "node:fs";
import { UsageError } from "../model/errors.js";
import { causeOf } from "../model/file-fault.js";

/** Text of a file; UsageError when it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`${file}: cannot be read: ${causeOf(cause) ?? String(cause)}`, { cause });
  }
}
