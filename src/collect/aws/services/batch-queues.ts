// aws/batch:job-queues and aws/batch:compute-environments: where jobs wait, and the machines that run them with their roles.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addServingRoles, addWorkload, toProfileArn } from "../workload.js";

const DESCRIBE_QUEUES: AwsCall = {
  call: "batch:DescribeJobQueues",
  path: ["batch", "describe-job-queues"],
  dataSet: "aws/batch:job-queues",
  count: "1 per region, and 1 per 100 queues",
  lists: ["jobQueues"],
  next: "nextToken",
};

const DESCRIBE_ENVIRONMENTS: AwsCall = {
  call: "batch:DescribeComputeEnvironments",
  path: ["batch", "describe-compute-environments"],
  dataSet: "aws/batch:compute-environments",
  count: "1 per region, and 1 per 100 environments",
  lists: ["computeEnvironments"],
  next: "nextToken",
};

export const batchJobQueues = toResource({
  dataSet: DESCRIBE_QUEUES.dataSet,
  calls: [DESCRIBE_QUEUES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_QUEUES)) {
      yield* reader.each(listOf(page["jobQueues"]).map(fieldsOf), "job queues", (queue, out) => {
        const id = textOf(queue["jobQueueArn"]);
        // One that is turned off takes no jobs.
        if (id === undefined || queue["state"] === "DISABLED") return;
        out.nodes.push({
          id,
          kind: "resource",
          type: "aws.batch-job-queue",
          name: textOf(queue["jobQueueName"]) ?? id,
          properties: properties({ status: textOf(queue["status"]), tags: toTags(queue["tags"]) }),
        });
      });
    }
  },
});

export const batchComputeEnvironments = toResource({
  dataSet: DESCRIBE_ENVIRONMENTS.dataSet,
  calls: [DESCRIBE_ENVIRONMENTS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_ENVIRONMENTS)) {
      const environments = listOf(page["computeEnvironments"]).map(fieldsOf);
      yield* reader.each(environments, "compute environments", (environment, out) => {
        const id = textOf(environment["computeEnvironmentArn"]);
        if (id === undefined) return;
        const machines = fieldsOf(environment["computeResources"]);
        addWorkload(
          {
            id,
            type: "aws.batch-compute-environment",
            name: textOf(environment["computeEnvironmentName"]) ?? id,
            // Fargate has no machines of the account, and so no profile.
            runsAs: toProfileArn(machines["instanceRole"], reader.account),
            properties: {
              state: textOf(environment["state"]),
              compute_type: textOf(machines["type"]) ?? textOf(environment["type"]),
              ecs_cluster: textOf(environment["ecsClusterArn"]),
              eks_cluster: textOf(fieldsOf(environment["eksConfiguration"])["eksClusterArn"]),
              tags: toTags(environment["tags"]),
            },
          },
          out,
        );
        const serving = { "service-role": environment["serviceRole"], "spot-fleet-role": machines["spotIamFleetRole"] };
        addServingRoles(id, serving, reader.account, out);
      });
    }
  },
});
