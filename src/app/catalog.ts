// The rules and tables in force: the built-in catalogue, folders of --rules, and thresholds from nhi.yaml.
import { type Catalog, loadCatalog } from "../catalog/catalog.js";
import { parseDuration } from "../model/duration.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Rule, RuleParam } from "../model/rule.js";
import type { Settings } from "./settings.js";

/** Loads the catalogue; a folder of rules that does not load is a RuleError with file:line:column. */
export async function rulesInForce(
  settings: Pick<Settings, "rulesDirs" | "params"> & Partial<Pick<Settings, "configFile">>,
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
  return { ...builtIn, rules: withParams(rules, settings.params, settings.configFile ?? "nhi.yaml") };
}

async function loadUserRules(dirs: readonly string[]): Promise<Rule[]> {
  const { loadRules } = await import("../catalog/load-rules.js");
  const { checkExpressions } = await import("../evaluate/check-expressions.js");
  const loaded: Rule[] = [];
  for (const dir of dirs) loaded.push(...(await loadRules(dir, "user", checkExpressions)));
  return loaded;
}

/** Thresholds from the config; one that names no rule or param of it is a UsageError with the nearest name. */
function withParams(rules: readonly Rule[], params: Settings["params"], file: string): Rule[] {
  for (const id of Object.keys(params)) {
    if (rules.some((rule) => rule.id === id)) continue;
    throw new UsageError(
      `${file}: params: unknown rule "${id}"${didYouMean(
        id,
        rules.map((rule) => rule.id),
      )}`,
    );
  }
  return rules.map((rule) => {
    const own = params[rule.id];
    if (own === undefined) return rule;
    const changed = Object.entries(own).map(([name, value]) => [name, toParam(rule, name, value, file)] as const);
    return { ...rule, params: { ...rule.params, ...Object.fromEntries(changed) } };
  });
}

function toParam(rule: Rule, name: string, value: string | number | boolean, file: string): RuleParam {
  const known = rule.params[name];
  const where = `${file}: params.${rule.id}.${name}`;
  if (known === undefined) throw new UsageError(`${where}: no such param${didYouMean(name, Object.keys(rule.params))}`);
  if (known.kind === "duration") {
    const milliseconds = parseDuration(String(value));
    if (milliseconds === undefined) throw new UsageError(`${where}: "${value}" is no duration; write 90d, 2w or 12h`);
    return { kind: "duration", milliseconds, text: String(value) };
  }
  if (typeof value !== typeof known.value) throw new UsageError(`${where}: expected a ${typeof known.value}`);
  return { kind: "value", value };
}
