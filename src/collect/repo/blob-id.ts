// git's own id of a file's bytes. Worked out here, because git would run the filters that a repository's settings name.
import { createHash } from "node:crypto";

/** SHA-1 of a blob of these bytes, in hexadecimal. */
export function fileId(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
