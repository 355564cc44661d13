// The rules and tables in force: the built-in catalogue, folders of --rules, and thresholds from nhi.yaml.
import { loadCatalog } from "../catalog/catalog.js";
import type { Catalog } from "../catalog/catalog-file.js";
import { addAll } from "../model/add-all.js";
import { parseDuration } from "../model/duration.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Rule, RuleParam } from "../model/rule.js";
import type { ParamValue, Settings } from "./settings.js";

type Problem = Settings["configProblem"];

/** Loads the catalogue; a folder of rules that does not load is a RuleError with file:line:column. */
export async function rulesInForce(
  settings: Pick<Settings, "rulesDirs" | "params"> & Partial<Pick<Settings, "configProblem">>,
): Promise<Catalog> {
  const builtIn = await loadCatalog();
  const user = settings.rulesDirs.length > 0 ? await loadUserRules(settings.rulesDirs) : [];
  const taken = new Set(builtIn.rules.map(({ id }) => id));
  for (const rule of user) {
    if (taken.has(rule.id))
      throw new UsageError(`rule ${rule.id} of --rules has the id of a built-in rule; give it another`);
    taken.add(rule.id);
  }
  const rules = [...builtIn.rules, ...user].sort((a, b) => (a.id < b.id ? -1 : 1));
  const problem = settings.configProblem ?? ((_path, message) => new UsageError(message));
  return { ...builtIn, rules: withParams(rules, settings.params, problem) };
}

async function loadUserRules(dirs: readonly string[]): Promise<Rule[]> {
  const { loadRules } = await import("../catalog/load-rules.js");
  const { checkExpressions } = await import("../evaluate/check-expressions.js");
  const loaded: Rule[] = [];
  for (const dir of dirs) addAll(loaded, await loadRules(dir, "user", checkExpressions));
  return loaded;
}

/** Thresholds from the config; one that names no rule or param of it is a UsageError with its place and the nearest name. */
function withParams(rules: readonly Rule[], params: Settings["params"], problem: Problem): Rule[] {
  const ids = rules.map(({ id }) => id);
  for (const id of Object.keys(params)) {
    if (ids.includes(id)) continue;
    throw problem(["params", id], `params: unknown rule "${id}"${didYouMean(id, ids)}`, true);
  }
  return rules.map((rule) => {
    const own = params[rule.id];
    if (own === undefined) return rule;
    const changed = Object.entries(own).map(([name, value]) => [name, toParam(rule, name, value, problem)] as const);
    return { ...rule, params: { ...rule.params, ...Object.fromEntries(changed) } };
  });
}

function toParam(rule: Rule, name: string, value: ParamValue, problem: Problem): RuleParam {
  const known = rule.params[name];
  const path = ["params", rule.id, name];
  const where = path.join(".");
  if (known === undefined) {
    const names = Object.keys(rule.params);
    const has =
      names.length === 0 ? `; ${rule.id} has none` : didYouMean(name, names) || `; it has ${names.join(", ")}`;
    throw problem(path, `${where}: no such param${has}`, true);
  }
  if (known.kind === "duration") {
    const milliseconds = parseDuration(String(value));
    if (milliseconds !== undefined) return { kind: "duration", milliseconds, text: String(value) };
    throw problem(path, `${where}: "${String(value)}" is no duration; write 90d, 2w or 12h`);
  }
  const expected = shapeOf(known.value);
  if (shapeOf(value) !== expected) {
    throw problem(path, `${where}: expected ${expected}, such as ${JSON.stringify(known.value)}`);
  }
  return { kind: "value", value };
}

/** What a value is, in words; two that differ in it cannot stand for each other in a predicate. */
function shapeOf(value: ParamValue): string {
  if (typeof value === "boolean") return "true or false";
  if (typeof value === "object") return `a list of ${[...new Set(value.map((one) => `${typeof one}s`))].join(" and ")}`;
  return `a ${typeof value}`;
}
