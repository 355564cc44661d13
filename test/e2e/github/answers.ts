// The answers of a bundle, as they are laid over GitHub's description, and its files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "./description.js";

export interface Recorded {
  readonly answers: readonly Answer[];
  /** Text of a file of a repository's default branch: `site/.github/workflows/ci.yml`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Everything below `github/<owner>/` of a bundle. */
export function readRecorded(bundle: string, owner: string): Recorded {
  const folder = join(bundle, "github", owner);
  const raw = join(folder, "raw");
  const below = (root: string) =>
    existsSync(root)
      ? readdirSync(root, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [];
  const answers = below(folder)
    // What GraphQL told is answered by its schema.
    .filter((file) => file.endsWith(".json") && !file.startsWith(`${raw}/`) && !file.includes("/graphql@"))
    .map((file) => toAnswer(file.slice(folder.length + 1, -".json".length), readFileSync(file, "utf8")));
  const files = below(raw).map((file) => [file.slice(raw.length + 1), readFileSync(file, "utf8")] as const);
  return { answers, files: new Map(files) };
}

function toAnswer(name: string, text: string): Answer {
  const at = name.lastIndexOf("@");
  const path = decodeURIComponent(at < 0 ? name : name.slice(0, at));
  return { path, variant: at < 0 ? "" : decodeURIComponent(name.slice(at + 1)), value: JSON.parse(text, unmarked) };
}

/** A mark that a recording has in place of a secret, as the text that GitHub would answer. */
function unmarked(_key: string, value: unknown): unknown {
  const mark = (value as { $secret?: { length: number; join: string } } | null)?.$secret;
  // digits without a meaning: what looks like a placeholder would not be taken for a secret
  return mark === undefined ? value : mark.join.slice(0, mark.length);
}
