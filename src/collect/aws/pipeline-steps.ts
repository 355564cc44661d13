// Steps of pipelines of CodePipeline: what they are configured with, and the secrets in that. Whoever may have a pipeline described
// reads them; of values that nobody reads here a recording holds marks alone. Pure.
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Variable } from "../plain-secrets.js";
import type { Cleaner } from "../secrets.js";

/** An action of a stage, or a rule that decides whether the stage is entered or left. */
export interface Step {
  readonly stage: string;
  readonly name: string;
  /** `Source`, `Build`, `Rule`, … */
  readonly category: string;
  /** `CodeCommit`, `S3`, `CodeBuild`, … */
  readonly provider: string;
  readonly configuration: Fields;
  readonly fields: Fields;
}

/** Settings that are read and that no secret stands in. */
const PLAIN = new Set([
  "Branch",
  "BranchName",
  "ConnectionArn",
  "DetectChanges",
  "FullRepositoryId",
  "Owner",
  "PollForSourceChanges",
  "ProjectName",
  "Repo",
  "RepositoryName",
  "RoleArn",
  "S3Bucket",
  "S3ObjectKey",
]);

/** Settings that are JSON: variables of a build, parameters of a stack. */
const WRITTEN = ["EnvironmentVariables", "ParameterOverrides"] as const;

/** A variable that an earlier step or the start of the pipeline gives, which is no value. */
const GIVEN = /^#\{[\w@-]+\.[\w@-]+\}$/;

/** All steps of a pipeline, in its order. */
export function stepsOf(pipeline: Fields): readonly Step[] {
  return listOf(pipeline["stages"])
    .map(fieldsOf)
    .flatMap((stage) => {
      const { actions, beforeEntry, onSuccess, onFailure } = stage;
      const conditions = [beforeEntry, onSuccess, onFailure].flatMap((one) => listOf(fieldsOf(one)["conditions"]));
      const rules = conditions.flatMap((condition) => listOf(fieldsOf(condition)["rules"]));
      return [...listOf(actions), ...rules].map((step) => toStep(textOf(stage["name"]) ?? "", fieldsOf(step)));
    });
}

/** Steps, each with whether a person has to approve before it is come to: in an earlier stage, or earlier in its own. */
export function withApprovals(
  steps: readonly Step[],
): readonly { readonly step: Step; readonly isApproved: boolean }[] {
  const orderOf = ({ fields }: Step): number => (typeof fields["runOrder"] === "number" ? fields["runOrder"] : 1);
  const stages = [...new Set(steps.map(({ stage }) => stage))];
  const approvals = steps.filter(({ category }) => category === "Approval");
  return steps.map((step) => ({
    step,
    isApproved: approvals.some((approval) =>
      approval.stage === step.stage
        ? orderOf(approval) < orderOf(step)
        : stages.indexOf(approval.stage) < stages.indexOf(step.stage),
    ),
  }));
}

function toStep(stage: string, fields: Fields): Step {
  const type = fieldsOf(fields["actionTypeId"] ?? fields["ruleTypeId"]);
  return {
    stage,
    name: textOf(fields["name"]) ?? "",
    category: textOf(type["category"]) ?? "",
    provider: textOf(type["provider"]) ?? "",
    configuration: fieldsOf(fields["configuration"]),
    fields,
  };
}

/** What stands in the configuration of a step and may be a secret; values that are kept elsewhere are left out. */
export function variablesOf({ stage, name: step, configuration, fields }: Step): readonly Variable[] {
  const written = WRITTEN.flatMap((key) => listOf(configuration[key]));
  const others = Object.entries(configuration).flatMap(([name, value]) =>
    PLAIN.has(name) || Array.isArray(value) ? [] : [{ name, value }],
  );
  const variables = [...listOf(fields["environmentVariables"]), ...written].map(fieldsOf).flatMap((variable) => {
    const name = textOf(variable["name"]);
    const isPlain = (textOf(variable["type"]) ?? "PLAINTEXT") === "PLAINTEXT";
    return name === undefined ? [] : [{ name, value: isPlain ? variable["value"] : undefined }];
  });
  return [...variables, ...others].map(({ name, value }) => ({ name: `${stage}/${step}/${name}`, value }));
}

/** The answer about a pipeline with marks for values; variables that stand in a text are a list. */
export function cleanPipeline(page: Page, mark: Parameters<Cleaner>[1]): Page {
  const pipeline = page["pipeline"];
  if (!isFields(pipeline)) return page;
  return { ...page, pipeline: { ...pipeline, stages: cleanBelow(pipeline["stages"], mark) } };
}

function cleanBelow(value: unknown, mark: Parameters<Cleaner>[1]): unknown {
  if (Array.isArray(value)) return value.map((element) => cleanBelow(element, mark));
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    if (key === "configuration") return [key, cleanConfiguration(member, mark)];
    if (key === "environmentVariables") return [key, listOf(member).map((one) => cleanVariable(one, mark))];
    return [key, cleanBelow(member, mark)];
  });
  return Object.fromEntries(entries);
}

function cleanConfiguration(raw: unknown, mark: Parameters<Cleaner>[1]): unknown {
  const entries = Object.entries(fieldsOf(raw)).map(([key, value]): [string, unknown] => {
    if (PLAIN.has(key)) return [key, value];
    const listed = WRITTEN.some((written) => written === key) ? toList(value) : undefined;
    return [key, listed?.map((one) => cleanVariable(one, mark)) ?? cleanValue(value, mark)];
  });
  return Object.fromEntries(entries);
}

/** Variables of a text: a list of them, or an object of names and values. Undefined where it is neither. */
function toList(value: unknown): readonly unknown[] | undefined {
  const parsed = typeof value === "string" ? parse(value) : value;
  if (Array.isArray(parsed)) return listOf(parsed);
  if (!isFields(parsed) || parsed["$secret"] !== undefined) return undefined;
  return Object.entries(parsed).map(([name, own]) => ({ name, value: own }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cleanVariable(raw: unknown, mark: Parameters<Cleaner>[1]): unknown {
  const { name, type, value } = fieldsOf(raw);
  return { name, ...(type === undefined ? {} : { type }), value: cleanValue(value, mark) };
}

function cleanValue(value: unknown, mark: Parameters<Cleaner>[1]): unknown {
  const isGiven = typeof value === "string" && GIVEN.test(value);
  return isGiven || value === undefined || value === null ? value : mark(value);
}
