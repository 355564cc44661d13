// Reads rule files: one YAML file a rule, below one folder. For --rules, `nhi rules test` and the build; never at start.
import { lstat, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { addAll } from "../model/add-all.js";
import { compareText } from "../model/compare.js";
import { UsageError } from "../model/errors.js";
import type { Rule, RuleChecker } from "../model/rule.js";
import { decodeUtf } from "../model/utf.js";
import { checkRule } from "./check-rule.js";
import { type Problem, sortProblems, toRuleError } from "./problem.js";
import { ruleSchema } from "./schema.js";
import { schemaProblems } from "./schema-problems.js";
import { shownPath } from "./shown-path.js";
import { MAX_FILE_BYTES, type SourceFile, toSourceFile } from "./source-file.js";
import { toRule } from "./to-rule.js";

const MAX_FILES = 2000;
// Beside the rules in the same tree, read by others.
const OTHER_FOLDERS: readonly string[] = ["techniques", "tables"];

export interface RuleRead {
  /** File relative to the folder, with `/`. */
  readonly file: string;
  readonly rule: Rule;
}

export interface RulesRead {
  /** Rules without an error, sorted by id. */
  readonly rules: readonly RuleRead[];
  /** Everything wrong, sorted by place; warnings too. */
  readonly problems: readonly Problem[];
}

/**
 * Rules of a folder (or of one file), sorted by id. Throws RuleError with every problem as file:line:column, UsageError
 * when the folder cannot be read or holds no rule.
 */
export async function loadRules(dir: string, source: Rule["source"], check: RuleChecker): Promise<Rule[]> {
  const { rules, problems } = await readRules(dir, source, check);
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  return rules.map(({ rule }) => rule);
}

/** Like loadRules, but hands back rules and problems side by side. Files are named relative to the working folder. */
export async function readRules(dir: string, source: Rule["source"], check: RuleChecker): Promise<RulesRead> {
  const files = await listRuleFiles(dir);
  const problems: Problem[] = [];
  const read: { rule: Rule; file: string; source: SourceFile }[] = [];
  for (const file of files) {
    const parsed = toSourceFile(shownPath(file), await readText(file));
    const { rule, problems: found } = readRule(parsed, source, check);
    addAll(problems, found);
    if (rule !== undefined) read.push({ rule, file: relative(dir, file).replaceAll("\\", "/"), source: parsed });
  }
  addAll(problems, duplicates(read));
  read.sort((a, b) => compareText(a.rule.id, b.rule.id));
  return { rules: read.map(({ rule, file }) => ({ rule, file })), problems: sortProblems(problems) };
}

/** One rule from a parsed file; the rule is left out when anything in it is an error. */
export function readRule(
  file: SourceFile,
  source: Rule["source"],
  check: RuleChecker,
): { rule?: Rule; problems: Problem[] } {
  if (file.problems.length > 0) return { problems: [...file.problems] };
  const parsed = ruleSchema.safeParse(file.value, { reportInput: true });
  if (!parsed.success) return { problems: schemaProblems(file, ruleSchema, parsed.error.issues) };
  const rule = toRule(parsed.data, source);
  const problems = checkRule(rule, file);
  if (problems.length === 0) {
    for (const { path, message, start, level } of check(rule)) {
      problems.push(file.problemAt(path, `${path.join(".")}: ${message}`, start, level));
    }
  }
  return problems.some(({ level }) => level === "error") ? { problems } : { rule, problems };
}

function duplicates(read: readonly { rule: Rule; source: SourceFile }[]): Problem[] {
  return (["id", "name"] as const).flatMap((field) => {
    const first = new Map<string, string>();
    return read.flatMap(({ rule, source }) => {
      const before = first.get(rule[field]);
      if (before !== undefined) return [source.problemAt([field], `${field} "${rule[field]}" is taken by ${before}`)];
      first.set(rule[field], source.file);
      return [];
    });
  });
}

/** Rule files below a folder in order; links are not followed. A file given in its place is itself. */
async function listRuleFiles(dir: string): Promise<string[]> {
  const stat = await lstat(dir).catch(() => undefined);
  if (stat === undefined) throw new UsageError(`${dir}: no such file or folder of rules`);
  if (stat.isFile()) return [dir];
  if (!stat.isDirectory() && !stat.isSymbolicLink())
    throw new UsageError(`${dir}: neither a rule file nor a folder of them`);
  const files: string[] = [];
  const folders = [dir];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !(folder === dir && OTHER_FOLDERS.includes(entry.name))) folders.push(path);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) files.push(path);
    }
    if (files.length > MAX_FILES) throw new UsageError(`${dir}: more than ${MAX_FILES} rule files`);
  }
  if (files.length === 0) throw new UsageError(`${dir}: no rule files (*.yaml) in it`);
  return files.sort();
}

async function readText(file: string): Promise<string> {
  try {
    // Refused by its size before it is read: a pack of others may hold anything.
    if ((await lstat(file)).size > MAX_FILE_BYTES) return " ".repeat(MAX_FILE_BYTES + 1);
    return decodeUtf(await readFile(file));
  } catch (cause) {
    throw new UsageError(`${file}: cannot be read`, { cause });
  }
}
