// aws/glue:jobs: jobs, the roles they run as, and where their script lies.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/glue:jobs";

const GET_JOBS: AwsCall = {
  call: "glue:GetJobs",
  path: ["glue", "get-jobs"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["Jobs"],
  next: "NextToken",
  secrets: ["Jobs.*.DefaultArguments.*", "Jobs.*.NonOverridableArguments.*"],
};

export const glueJobs = toResource({
  dataSet: DATA_SET,
  calls: [GET_JOBS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(GET_JOBS)) {
      const jobs = listOf(page["Jobs"]).map(fieldsOf);
      yield* reader.each(jobs, "jobs", (job, out) => addJob(reader, job, out));
    }
  },
});

function addJob(reader: Reader, job: Fields, out: PartBuilder): void {
  const name = textOf(job["Name"]);
  if (name === undefined) return;
  const id = reader.arn("glue", `job/${name}`);
  const script = textOf(fieldsOf(job["Command"])["ScriptLocation"]);
  const args = { ...fieldsOf(job["DefaultArguments"]), ...fieldsOf(job["NonOverridableArguments"]) };
  addWorkload(
    {
      id,
      type: "aws.glue-job",
      name,
      runsAs: toRoleArn(job["Role"], reader.account),
      properties: {
        created_at: toIso(job["CreatedOn"]),
        updated_at: toIso(job["LastModifiedOn"]),
        script,
        ...(job["DefaultArguments"] === undefined ? {} : addPlainSecrets(id, "arguments", variablesOfMap(args), out)),
      },
    },
    out,
  );
  const bucket = /^s3:\/\/([^/]+)\/(.+)$/.exec(script ?? "");
  if (bucket === null) return;
  // Whoever may write this one thing in the bucket decides what runs; an edge from the whole bucket would claim too much.
  out.edge("references", id, `arn:${reader.account.partition}:s3:::${bucket[1]}`, {
    properties: { role: "code", key: bucket[2] ?? "" },
  });
}
