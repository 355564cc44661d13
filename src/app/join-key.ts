// The key that joins equal secrets without keeping them: from NHI_JOIN_KEY, or a 0600 file beside the database.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../model/errors.js";
import { readTextFile } from "./read-file.js";
import { makeFolder, toFileFault } from "./write-file.js";

const KEY_BYTES = 32;
const KEY_FILE = "join.key";

/**
 * The key in force. A database in memory gets one that lasts as long as the process. Fleets that compare databases share
 * NHI_JOIN_KEY (64 hex digits, or any text of 16 characters and more).
 */
export function joinKey(database: string, env: NodeJS.ProcessEnv): Buffer {
  const given = env["NHI_JOIN_KEY"];
  if (given !== undefined && given !== "") return fromText(given, "NHI_JOIN_KEY");
  if (database === ":memory:") return randomBytes(KEY_BYTES);
  const file = join(dirname(database), KEY_FILE);
  if (!existsSync(file)) makeKey(file);
  return fromText(readTextFile(file).trim(), file);
}

/** Another nhi may make it at the same time: the first one counts. */
function makeKey(file: string): void {
  try {
    makeFolder(dirname(file), 0o700);
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    chmodSync(file, 0o600);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw toFileFault(file, error);
  }
}

function fromText(text: string, from: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (text.length < 16) throw new UsageError(`${from}: the join key is too short; it takes 16 characters or more`);
  return Buffer.from(text, "utf8");
}
