// Whose configuration a file is, by the end of its path alone.
import { CLIENTS, type Client, type Place } from "./clients.js";

/** Folders at the root of a project in which clients keep something; the root itself is the empty text. */
export const PROJECT_FOLDERS: readonly string[] = [
  ...new Set(
    CLIENTS.flatMap(({ places: all }) => all)
      .filter(({ level }) => level === "project")
      .map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/"))))
      .filter((folder) => !folder.includes("*")),
  ),
];

/** A file that a client would read. */
export interface Match {
  readonly client: Client;
  readonly place: Place;
}

// The longer of two ends says more of whose file it is: .github/hooks/hooks.json is Copilot's, hooks/hooks.json a plugin's.
const PATTERNS: readonly (Match & { readonly pattern: RegExp })[] = CLIENTS.flatMap((client) =>
  client.places.map((place) => ({ client, place, pattern: toPattern(place.path) })),
).sort((a, b) => b.place.path.length - a.place.path.length);

function toPattern(path: string): RegExp {
  const text = path.replace(/[.\\+?^$()|[\]{}]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`(?:^|/)${text}$`);
}

/** Folder of the project or home that a file speaks for: what stands before the place that its client looks in. */
export function projectOf(path: string, { place }: Match): string {
  return path.replace(toPattern(place.path), "");
}

/** Whether a configuration is written in YAML. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** What reads a file, told by the end of its path (with slashes); undefined when nothing does. */
export function clientOf(path: string): Match | undefined {
  if (!/\.(?:jsonc?|toml|md|ya?ml)$/.test(path)) return undefined;
  return PATTERNS.find(({ pattern }) => pattern.test(path));
}
