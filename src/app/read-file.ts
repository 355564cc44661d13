// Reads small files that people write: config, baselines, requests. Faults are theirs, with the file's name.
import { readFileSync } from "node:fs";
import { UsageError } from "../model/errors.js";

const CAUSES: { readonly [code: string]: string } = {
  ENOENT: "no such file",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file",
};

/** Text of a file; UsageError when it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw new UsageError(`${file}: cannot be read: ${CAUSES[code] ?? String(cause)}`, { cause });
  }
}
