// .circleci/config.yml: jobs of workflows with their contexts. Every job has an id-token in its environment; what counts is
// which job uses it. Pure.
import { isMapping, type Mapping, textsOf, type Value } from "../gitlab-ci/parse.js";
import { at, type FoundJob } from "./found-job.js";

export const CIRCLECI_FILE = ".circleci/config.yml";

const TOKEN = /\$\{?CIRCLE_OIDC_TOKEN(?:_V2)?\b|\bcircleci\s+run\s+oidc\s+get\b/;
/** Parameters by which orbs for clouds take a role or a provider instead of keys. */
const ORB_TOKEN = /"(?:role_arn|role-arn|workload_identity_pool_id|gcp_cred_config_file_path|federated[_-]token)":/;

/** Jobs of all workflows; one that no workflow calls does not run. */
export function circleciJobs(root: Mapping): readonly FoundJob[] {
  const workflows = isMapping(root["workflows"]) ? root["workflows"] : {};
  const found: FoundJob[] = [];
  for (const [workflow, body] of Object.entries(workflows)) {
    for (const [index, call] of listOf(at(body, "jobs")).entries()) {
      const [name, settings] = typeof call === "string" ? [call, {}] : (entryOf(call) ?? []);
      if (name === undefined || at(settings, "type") === "approval") continue;
      found.push(toJob(root, ["workflows", workflow, "jobs", index], name, settings));
    }
  }
  return found;
}

/** `call`: where a workflow calls it, which is its place when it is of an orb. */
function toJob(
  root: Mapping,
  call: readonly [string, string, string, number],
  name: string,
  settings: unknown,
): FoundJob {
  const body = at(root, "jobs", name);
  const steps = [
    ...listOf(at(settings, "pre-steps")),
    ...listOf(at(body, "steps")),
    ...listOf(at(settings, "post-steps")),
  ];
  const script = steps.flatMap((step) => runOf(step)).join("\n");
  const own = at(settings, "name");
  const environment = at(body, "environment");
  // Steps of orbs and commands are calls with parameters; so is a job of an orb.
  const more = JSON.stringify([body === undefined ? settings : [], steps.filter((step) => runOf(step).length === 0)]);
  return {
    name: `${call[1]}/${typeof own === "string" ? own : name}`,
    path: body === undefined ? call : ["jobs", name],
    script,
    variables: isMapping(environment) ? environment : {},
    hasToken: TOKEN.test(script) || TOKEN.test(more) || ORB_TOKEN.test(more),
    audiences: [],
    environment: undefined,
    contexts: textsOf(at(settings, "context") as Value | undefined),
    more,
    undecided: body === undefined ? [`job ${name} is of an orb, which was not read`] : [],
  };
}

function runOf(step: unknown): readonly string[] {
  const run = at(step, "run");
  const command = typeof run === "string" ? run : at(run, "command");
  return typeof command === "string" ? [command] : [];
}

function entryOf(call: unknown): readonly [string, unknown] | undefined {
  return isMapping(call) ? Object.entries(call)[0] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
