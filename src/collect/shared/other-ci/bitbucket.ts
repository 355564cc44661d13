// bitbucket-pipelines.yml: steps of all pipelines. A step has an id-token only where it says `oidc: true`. Pure.
import { isMapping, type Mapping, textsOf, type Value } from "../gitlab-ci/parse.js";
import { at, type FoundJob } from "./found-job.js";

export const BITBUCKET_FILE = "bitbucket-pipelines.yml";

/** Steps, named by the pipeline that runs them: default, a branch, a tag, a pull request, a custom one. */
export function bitbucketJobs(root: Mapping): readonly FoundJob[] {
  const pipelines = isMapping(root["pipelines"]) ? root["pipelines"] : {};
  return Object.entries(pipelines).flatMap(([kind, value]) =>
    Array.isArray(value)
      ? stepsOf(value, kind, ["pipelines", kind])
      : Object.entries(isMapping(value) ? value : {}).flatMap(([name, steps]) =>
          stepsOf(steps, `${kind}/${name}`, ["pipelines", kind, name]),
        ),
  );
}

/** Steps of a list, of parallel ones and of stages. */
function stepsOf(value: unknown, pipeline: string, path: readonly (string | number)[]): FoundJob[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => stepsOf(one, pipeline, [...path, index]));
  const step = at(value, "step");
  if (isMapping(step)) return [toJob(step, pipeline, [...path, "step"])];
  const parallel = at(value, "parallel");
  const stage = at(value, "stage");
  if (parallel !== undefined) {
    const steps = at(parallel, "steps");
    return steps === undefined
      ? stepsOf(parallel, pipeline, [...path, "parallel"])
      : stepsOf(steps, pipeline, [...path, "parallel", "steps"]);
  }
  return stage === undefined ? [] : stepsOf(at(stage, "steps"), pipeline, [...path, "stage", "steps"]);
}

function toJob(step: Mapping, pipeline: string, path: readonly (string | number)[]): FoundJob {
  const script = ["script", "after-script"].flatMap((key) => runsOf(step[key]));
  const pipes = listOf(step["script"]).filter((one) => isMapping(one));
  const variables = Object.assign({}, ...pipes.map((pipe) => at(pipe, "variables")).filter(isMapping)) as Mapping;
  const deployment = step["deployment"];
  return {
    name: `${pipeline}/${typeof step["name"] === "string" ? step["name"] : "step"}`,
    path,
    script: script.join("\n"),
    variables,
    hasToken: step["oidc"] === true,
    audiences: textsOf(at(step["oidc"], "audiences") as Value | undefined),
    environment: typeof deployment === "string" ? deployment : undefined,
    contexts: [],
    more: JSON.stringify([pipes, step["image"] ?? null]),
    undecided: pipes.flatMap((pipe) => {
      const name = at(pipe, "pipe");
      return typeof name === "string" ? [`pipe ${name}, which was not read`] : [];
    }),
  };
}

function runsOf(value: unknown): readonly string[] {
  return listOf(value).filter((line): line is string => typeof line === "string");
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
