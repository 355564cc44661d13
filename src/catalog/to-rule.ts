// From a checked rule file to a Rule: durations converted, defaults filled. Pure.
import { parseDuration } from "../model/duration.js";
import type { Rule, RuleCase, RuleParam } from "../model/rule.js";
import type { RuleFile } from "./schema.js";

/** The rule of a file that fits the schema. */
export function toRule(file: RuleFile, source: Rule["source"]): Rule {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    severity: file.severity,
    mappings: file.mappings,
    requires: file.requires,
    params: Object.fromEntries(Object.entries(file.params).map(([name, value]) => [name, toParam(value)])),
    from: file.from ?? "",
    types: file.types,
    when: file.when ?? "",
    ...(file.unless !== undefined && { unless: file.unless }),
    severity_when: withoutUndefined(file.severity_when),
    identity: file.identity,
    message: file.message,
    why: file.why,
    fix: file.fix,
    false_positives: file.false_positives,
    ...(file.path !== undefined && { path: file.path }),
    cases: {
      flagged: file.cases.flagged.map(toCase),
      spared: file.cases.spared.map(toCase),
      unknown: file.cases.unknown.map(toCase),
    },
    source,
  };
}

function toParam(value: RuleFile["params"][string]): RuleParam {
  const milliseconds = typeof value === "string" ? parseDuration(value) : undefined;
  if (milliseconds === undefined) return { kind: "value", value };
  return { kind: "duration", milliseconds, text: String(value) };
}

function toCase(file: RuleFile["cases"]["flagged"][number]): RuleCase {
  return withoutUndefined(file) as RuleCase;
}

function withoutUndefined<T extends object>(value: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>;
  };
}
