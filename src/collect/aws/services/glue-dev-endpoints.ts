// aws/glue:dev-endpoints: machines that people sign in to, and the roles they run as.
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/glue:dev-endpoints";

const GET_DEV_ENDPOINTS: AwsCall = {
  call: "glue:GetDevEndpoints",
  path: ["glue", "get-dev-endpoints"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["DevEndpoints"],
  next: "NextToken",
  secrets: ["DevEndpoints.*.Arguments.*"],
};

export const glueDevEndpoints = toResource({
  dataSet: DATA_SET,
  calls: [GET_DEV_ENDPOINTS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(GET_DEV_ENDPOINTS)) {
      const endpoints = listOf(page["DevEndpoints"]).map(fieldsOf);
      yield* reader.each(endpoints, "development endpoints", (endpoint, out) => {
        const name = textOf(endpoint["EndpointName"]);
        if (name === undefined) return;
        const properties = {
          status: textOf(endpoint["Status"]),
          created_at: toIso(endpoint["CreatedTimestamp"]),
          has_public_address: textOf(endpoint["PublicAddress"]) === undefined ? undefined : true,
        };
        const id = reader.arn("glue", `devEndpoint/${name}`);
        const runsAs = toRoleArn(endpoint["RoleArn"], reader.account);
        addWorkload({ id, type: "aws.glue-dev-endpoint", name, runsAs, properties }, out);
      });
    }
  },
});
