// git's own id of a file's bytes. Worked out here, because git would run the filters that a repository's settings name.
import { createHash } from "node:crypto";

export function fileId(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
