// Reads nhi.yaml: the nearest one over the user's own. Never runs anything from it; every fault has file:line:column.
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { SourceFile } from "../../catalog/source-file.js";
import { UsageError } from "../../model/errors.js";
import { readTextFile } from "../read-file.js";
import { configFolder, nearestConfig } from "./locate.js";
import type { ConfigDocument } from "./schema.js";

export type WaiverEntry = NonNullable<ConfigDocument["waivers"]>[number];
export type AcceptedGapEntry = NonNullable<ConfigDocument["accepted_gaps"]>[number];

/** The merged config; `file` is the nearest one, for messages and for writing waivers. */
export interface ConfigFile extends ConfigDocument {
  readonly file: string | undefined;
  /** A fault in the file that a key came from, as file:line:column; `atKey` points at the key, not at its value. */
  problem(path: readonly (string | number)[], message: string, atKey?: boolean): UsageError;
}

/** One file, with the place of each of its values. */
interface ReadConfig {
  readonly document: ConfigDocument;
  readonly source: SourceFile;
}

/**
 * The config in force: `explicit` if given, else the nearest nhi.yaml up to the repository root, each over the user's
 * own. Keys of the nearer file win whole. Paths in a file are relative to it.
 */
export async function loadConfig(
  explicit: string | undefined,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<ConfigFile> {
  if (explicit !== undefined && !existsSync(explicit)) {
    throw new UsageError(`${explicit}: no such file; nhi init writes one`);
  }
  const near = explicit ?? nearestConfig(folder);
  const own = join(configFolder(env), "nhi.yaml");
  const files = [
    ...(existsSync(own) ? [own] : []),
    ...(near !== undefined && resolve(near) !== resolve(own) ? [near] : []),
  ];
  const read: ReadConfig[] = [];
  for (const file of files) read.push(await readConfig(file, folder));
  const { formatProblem } = await import("../../catalog/problem.js");
  const merged: ConfigDocument = {};
  for (const { document } of read) Object.assign(merged, document);
  return {
    ...merged,
    file: files.at(-1),
    problem(path, message, atKey = false) {
      const [key = ""] = path;
      const source = read.findLast(({ document }) => Object.hasOwn(document, key))?.source;
      if (source === undefined) return new UsageError(`nhi.yaml: ${message}`);
      return new UsageError(
        formatProblem(atKey ? source.problemAtKey(path, message) : source.problemAt(path, message)),
      );
    },
  };
}

async function readConfig(file: string, folder: string): Promise<ReadConfig> {
  const { toSourceFile } = await import("../../catalog/source-file.js");
  const { schemaProblems } = await import("../../catalog/schema-problems.js");
  const { formatProblem } = await import("../../catalog/problem.js");
  const { configSchema } = await import("./schema.js");
  const shown = relative(folder, file);
  const source = toSourceFile(shown.startsWith("..") ? file : shown, readTextFile(file));
  if (source.problems.length > 0) throw new UsageError(source.problems.map(formatProblem).join("\n"));
  const parsed = configSchema.safeParse(inAnyCase(source.value ?? {}), { reportInput: true });
  if (!parsed.success) {
    throw new UsageError(schemaProblems(source, configSchema, parsed.error.issues).map(formatProblem).join("\n"));
  }
  return { document: withPaths(parsed.data, dirname(file)), source };
}

/** Severities are taken in either case, as by flags and variables. */
function inAnyCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const lower = Object.entries(value).flatMap(([key, one]) =>
    (key === "severity" || key === "fail_on") && typeof one === "string" ? [[key, one.toLowerCase()]] : [],
  );
  return lower.length === 0 ? value : { ...value, ...Object.fromEntries(lower) };
}

function withPaths(config: ConfigDocument, folder: string): ConfigDocument {
  const at = (path: string) => resolve(folder, path);
  return {
    ...config,
    ...(config.db !== undefined ? { db: at(config.db) } : {}),
    ...(config.baseline !== undefined ? { baseline: at(config.baseline) } : {}),
    ...(config.rules !== undefined ? { rules: config.rules.map(at) } : {}),
  };
}
