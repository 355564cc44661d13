// The key that joins equal secrets without keeping them: from NHI_JOIN_KEY, or a 0600 file beside the database.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../model/errors.js";

const KEY_BYTES = 32;
const KEY_FILE = "join.key";

/**
 * The key in force. A database in memory gets one that lasts as long as the process. Fleets that compare databases share
 * NHI_JOIN_KEY (64 hex digits, or any text of 16 characters and more).
 */
export function joinKey(database: string, env: NodeJS.ProcessEnv): Buffer {
  const given = env["NHI_JOIN_KEY"];
  if (given !== undefined && given !== "") return fromText(given);
  if (database === ":memory:") return randomBytes(KEY_BYTES);
  const file = join(dirname(database), KEY_FILE);
  if (existsSync(file)) return fromText(readFileSync(file, "utf8").trim());
  const key = randomBytes(KEY_BYTES);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return key;
}

function fromText(text: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (text.length < 16) throw new UsageError("the join key is too short: give NHI_JOIN_KEY 16 characters or more");
  return Buffer.from(text, "utf8");
}
