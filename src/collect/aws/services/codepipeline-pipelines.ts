// aws/codepipeline:pipelines: pipelines of CodePipeline, the roles that their actions have, and where their code comes from.
import { distinct } from "../../../model/compare.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { cleanPipeline, type Step, stepsOf, variablesOf, withApprovals } from "../pipeline-steps.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/codepipeline:pipelines";

const LIST_PIPELINES: AwsCall = {
  call: "codepipeline:ListPipelines",
  path: ["codepipeline", "list-pipelines"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 pipelines",
  lists: ["pipelines"],
  input: { maxResults: 1000 },
  next: "nextToken",
};

const GET_PIPELINE: AwsCall = {
  call: "codepipeline:GetPipeline",
  path: ["codepipeline", "get-pipeline"],
  dataSet: DATA_SET,
  count: "1 per pipeline",
  clean: cleanPipeline,
  secrets: ["pipeline.variables.*.defaultValue", "pipeline.stages.**.commands.*"],
};

export const codepipelinePipelines = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PIPELINES, GET_PIPELINE],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_PIPELINES,
      describe: GET_PIPELINE,
      word: "pipelines of CodePipeline",
      nameOf: (pipeline) => textOf(pipeline["name"]),
      inputOf: (_, name) => ({ name }),
      unlisted: (name) => ({ name }),
      subjectOf: (_, name) => reader.arn("codepipeline", name),
      add: (pipeline, out) => addPipeline(reader, pipeline, out),
    }),
});

/** A pipeline acts as its role, and for some actions as another one that this role assumes. */
function addPipeline(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const id = reader.arn("codepipeline", name);
  const pipeline = fieldsOf(fieldsOf(answer)["pipeline"]);
  const metadata = fieldsOf(fieldsOf(answer)["metadata"]);
  const steps = stepsOf(pipeline);
  const sources = steps.filter(({ category }) => category === "Source");
  const runsAs = textOf(pipeline["roleArn"]);
  const isPolling = metadata["pollingDisabledAt"] === undefined;
  const isStarted = listOf(pipeline["triggers"]).length > 0 || sources.some((one) => startsIt(one, isPolling));
  addWorkload(
    {
      id,
      type: "aws.codepipeline-pipeline",
      name,
      runsAs,
      properties: {
        created_at: toIso(summary["created"] ?? metadata["created"]),
        updated_at: toIso(summary["updated"] ?? metadata["updated"]),
        source_types: distinct(sources.map(({ provider }) => provider)),
        source_locations: distinct(sources.flatMap(locationOf)),
        sources: sources.flatMap((step) => toSource(step, reader)),
        runs_commands: steps.some(({ fields }) => listOf(fields["commands"]).length > 0) ? true : undefined,
        ...(answer === "unread" ? {} : addPlainSecrets(id, "configuration", settingsOf(pipeline, steps), out)),
      },
      triggers: isStarted ? ["event"] : [],
    },
    out,
  );
  const others = steps.flatMap(({ fields }) => textOf(fields["roleArn"]) ?? []);
  for (const role of distinct(others))
    if (role !== runsAs) out.edge("runs_as", id, role, { properties: { role: "action-role" } });
  addWhatItStarts(reader, id, steps, out);
}

/**
 * Whether a change of the source starts the pipeline by what the source itself says: it is looked at regularly unless that is off, and
 * a connection tells of changes unless it is not asked to. Rules of EventBridge are another data set.
 */
function startsIt({ provider, configuration }: Step, isPolling: boolean): boolean {
  if (provider === "CodeStarSourceConnection") return configuration["DetectChanges"] !== "false";
  const isPolled = provider === "CodeCommit" || provider === "S3" || provider === "GitHub";
  return isPolled && isPolling && configuration["PollForSourceChanges"] !== "false";
}

function locationOf({ provider, configuration }: Step): readonly string[] {
  const [repository, bucket, key, owner] = ["RepositoryName", "S3Bucket", "S3ObjectKey", "Owner"].map((one) =>
    textOf(configuration[one]),
  );
  if (provider === "S3") return bucket === undefined || key === undefined ? [] : [`s3://${bucket}/${key}`];
  const location =
    provider === "GitHub" && owner !== undefined ? `${owner}/${textOf(configuration["Repo"])}` : repository;
  return [textOf(configuration["FullRepositoryId"]) ?? location ?? []].flat();
}

/** A place that the pipeline takes code from: its provider, what that calls it, and the branch. */
function toSource(step: Step, { region, account }: Reader): readonly JsonRecord[] {
  const { provider, configuration, fields } = step;
  const [location] = locationOf(step);
  if (location === undefined) return [];
  const owner = textOf(fields["roleArn"])?.split(":")[4] ?? account.account;
  const isOfAws = provider === "CodeCommit" || provider === "S3";
  return [
    properties({
      provider,
      location,
      branch: textOf(configuration["BranchName"]) ?? textOf(configuration["Branch"]),
      connection: textOf(configuration["ConnectionArn"]),
      ...(isOfAws ? { account: owner, region: textOf(fields["region"]) ?? region } : {}),
    }),
  ];
}

/** What may be a secret: defaults of what a start may set, and the configuration of each step. */
function settingsOf(pipeline: Fields, steps: readonly Step[]): readonly Variable[] {
  const own = listOf(pipeline["variables"])
    .map(fieldsOf)
    .flatMap(({ name, defaultValue }) => {
      const named = textOf(name);
      return named === undefined ? [] : [{ name: named, value: defaultValue }];
    });
  return [...own, ...steps.flatMap(variablesOf)];
}

/** Projects that it builds in the account, and roles that it hands to CloudFormation for what it deploys. */
function addWhatItStarts(reader: Reader, id: string, steps: readonly Step[], out: PartBuilder): void {
  const refer = (role: string, targetsOf: (step: Step) => string | undefined): void => {
    const first = new Map<string, boolean>();
    for (const { step, isApproved } of withApprovals(steps)) {
      const to = targetsOf(step);
      // one way without an approval is enough
      if (to !== undefined) first.set(to, isApproved && first.get(to) !== false);
    }
    for (const [to, isApproved] of first)
      out.edge("references", id, to, { properties: { role, ...(isApproved && { approved: true }) } });
  };
  refer("stack-role", ({ configuration }) => textOf(configuration["RoleArn"]));
  const { partition, account } = reader.account;
  refer("build", ({ provider, configuration, fields }) => {
    const project = textOf(configuration["ProjectName"]);
    const isElsewhere = textOf(fields["roleArn"])?.includes(`::${account}:`) === false;
    const region = textOf(fields["region"]) ?? reader.region;
    return provider !== "CodeBuild" || project === undefined || isElsewhere
      ? undefined
      : `arn:${partition}:codebuild:${region}:${account}:project/${project}`;
  });
}
