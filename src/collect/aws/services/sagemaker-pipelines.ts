// aws/sagemaker:pipelines: pipelines of SageMaker, and the roles that their steps run as unless a step has its own.
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/sagemaker:pipelines";

const LIST_PIPELINES: AwsCall = {
  call: "sagemaker:ListPipelines",
  path: ["sagemaker", "list-pipelines"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 pipelines",
  lists: ["PipelineSummaries"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

export const sagemakerPipelines = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PIPELINES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_PIPELINES)) {
      yield* reader.each(listOf(page["PipelineSummaries"]).map(fieldsOf), "pipelines of SageMaker", (pipeline, out) => {
        const name = textOf(pipeline["PipelineName"]);
        const id = textOf(pipeline["PipelineArn"]);
        if (name === undefined && id === undefined) return;
        addWorkload(
          {
            // AWS writes these names in small letters in ARNs.
            id: id ?? reader.arn("sagemaker", `pipeline/${name?.toLowerCase()}`),
            type: "aws.sagemaker-pipeline",
            name: name ?? id ?? "",
            runsAs: textOf(pipeline["RoleArn"]),
            properties: {
              created_at: toIso(pipeline["CreationTime"]),
              updated_at: toIso(pipeline["LastModifiedTime"]),
              last_run_at: toIso(pipeline["LastExecutionTime"]),
            },
          },
          out,
        );
      });
    }
  },
});
