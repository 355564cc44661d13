// Where files of the user live: XDG folders, the nearest nhi.yaml up to the repository root.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeFolder } from "../../collect/home-folder.js";

/** Where editors find the schema of nhi.yaml; the first line of a file that nhi init writes names it. */
export const CONFIG_SCHEMA_URL = "https://raw.githubusercontent.com/nhi-scanner/nhi/main/docs/schema/nhi.schema.json";

function xdg(env: NodeJS.ProcessEnv, variable: string, fallback: string): string {
  const value = env[variable];
  return join(value?.startsWith("/") ? value : join(homeFolder(), fallback), "nhi");
}

/** Folder of the database and the join key. */
function dataFolder(env: NodeJS.ProcessEnv): string {
  return xdg(env, "XDG_DATA_HOME", ".local/share");
}

/** Folder of the user's own nhi.yaml. */
export function configFolder(env: NodeJS.ProcessEnv): string {
  return xdg(env, "XDG_CONFIG_HOME", ".config");
}

/** Default database. */
export function defaultDatabase(env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), "nhi.db");
}

/** Nearest nhi.yaml from a folder upwards, not above the root of its repository; undefined when there is none. */
export function nearestConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "nhi.yaml");
    if (existsSync(file)) return file;
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return undefined;
  }
}
