// aws/apigateway:api-keys: API keys of API Gateway, which live until someone takes them away. Their values are never asked for.
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/apigateway:api-keys";

const GET_API_KEYS: AwsCall = {
  call: "apigateway:GetApiKeys",
  path: ["apigateway", "get-api-keys"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 500 API keys",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/apikeys"],
  lists: ["items"],
  input: { limit: 500, includeValues: false },
  next: "position",
  // a recording may have been made with them
  secrets: ["items.*.value"],
};

const GET_USAGE_PLANS: AwsCall = {
  call: "apigateway:GetUsagePlans",
  path: ["apigateway", "get-usage-plans"],
  dataSet: DATA_SET,
  count: "1 per API key",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/usageplans"],
  lists: ["items"],
  input: { limit: 500 },
  next: "position",
};

export const apigatewayApiKeys = toResource({
  dataSet: DATA_SET,
  calls: [GET_API_KEYS, GET_USAGE_PLANS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(GET_API_KEYS)) {
      const keys = listOf(page["items"]).map(fieldsOf);
      yield* reader.each(keys, "API keys", (key, out) => addKey(reader, key, out));
    }
  },
});

/** A key opens the APIs of its plans; what it may do there is what their methods do. */
async function addKey(reader: Reader, key: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(key["id"]);
  if (name === undefined) return;
  const id = `arn:${reader.account.partition}:apigateway:${reader.region}::/apikeys/${name}`;
  const plans = await reader.detail(GET_USAGE_PLANS, { subject: id, name, input: { keyId: name } });
  const all = listOf(fieldsOf(plans)["items"]).map(fieldsOf);
  const enabled = key["enabled"];
  out.nodes.push({
    id,
    kind: "credential",
    type: "aws.apigateway-api-key",
    name: textOf(key["name"]) ?? name,
    properties: properties({
      status: typeof enabled === "boolean" ? (enabled ? "active" : "inactive") : undefined,
      static: true,
      created_at: toIso(key["createdDate"]),
      updated_at: toIso(key["lastUpdatedDate"]),
      usage_plans: plans === "unread" ? undefined : all.flatMap((plan) => textOf(plan["name"]) ?? []).sort(),
    }),
  });
  const apis = all.flatMap(({ apiStages }) => listOf(apiStages).flatMap((one) => textOf(fieldsOf(one)["apiId"]) ?? []));
  for (const api of distinct(apis))
    out.edge("references", id, reader.arn("execute-api", api), { properties: { role: "usage-plan" } });
}
