// .buildkite/pipeline.yml: command steps, in groups too. A step asks for an id-token with the agent's own command or by a
// plugin that does. Pure.
import { isMapping, type Mapping, textsOf } from "../gitlab-ci/parse.js";
import type { FoundJob } from "./found-job.js";

/** Files that Buildkite looks for itself. */
export const BUILDKITE_FILE = /^\.?buildkite\/pipeline\.ya?ml$|^buildkite\.ya?ml$/;

const TOKEN = /\bbuildkite-agent\s+oidc\s+request-token\b/;
const AUDIENCE = /\boidc\s+request-token\b[^\n]*?--audience[= ]["']?([^\s"']+)/g;
const TOKEN_PLUGIN = /aws-assume-role-with-web-identity|gcp-workload-identity-federation|azure-login-oidc/;

/** Command steps; waits, blocks and triggers run nothing here. */
export function buildkiteJobs(root: Mapping): readonly FoundJob[] {
  const shared = isMapping(root["env"]) ? root["env"] : {};
  return stepsOf(root["steps"], ["steps"]).map((step, index) => toJob(step, index, shared));
}

interface PlacedStep {
  readonly step: Mapping;
  readonly path: readonly (string | number)[];
}

function stepsOf(value: unknown, path: readonly (string | number)[]): readonly PlacedStep[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((step, index): readonly PlacedStep[] => {
    const own = [...path, index];
    if (!isMapping(step)) return [];
    if (Array.isArray(step["steps"])) return stepsOf(step["steps"], [...own, "steps"]);
    return ["command", "commands", "plugins"].some((key) => step[key] !== undefined) ? [{ step, path: own }] : [];
  });
}

function toJob({ step, path }: PlacedStep, index: number, shared: Mapping): FoundJob {
  const script = [...textsOf(step["command"]), ...textsOf(step["commands"])].join("\n");
  const plugins = JSON.stringify(step["plugins"] ?? []);
  const own = step["env"];
  const name = [step["key"], step["label"]].find((one): one is string => typeof one === "string");
  return {
    name: name ?? `step ${index + 1}`,
    path,
    script,
    variables: { ...shared, ...(isMapping(own) ? own : {}) },
    hasToken: TOKEN.test(script) || TOKEN_PLUGIN.test(plugins),
    audiences: [...script.matchAll(AUDIENCE)].map(([, audience = ""]) => audience),
    environment: undefined,
    contexts: [],
    more: plugins,
    undecided: pluginsOf(step["plugins"]).map((plugin) => `plugin ${plugin}, which was not read`),
  };
}

function pluginsOf(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.flatMap((one) => (typeof one === "string" ? [one] : isMapping(one) ? Object.keys(one) : []));
}
