// aws/appsync:apis: GraphQL APIs of AppSync, the roles by which they reach their data, and the keys that open them.
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addServingRoles, addWorkload, toTriggers } from "../workload.js";

const DATA_SET = "aws/appsync:apis";

const LIST_GRAPHQL_APIS: AwsCall = {
  call: "appsync:ListGraphqlApis",
  path: ["appsync", "list-graphql-apis"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 25 GraphQL APIs",
  lists: ["graphqlApis"],
  input: { maxResults: 25 },
  next: "nextToken",
};

const LIST_DATA_SOURCES: AwsCall = {
  call: "appsync:ListDataSources",
  path: ["appsync", "list-data-sources"],
  dataSet: DATA_SET,
  count: "1 per GraphQL API, and 1 per 25 of its data sources",
  lists: ["dataSources"],
  input: { maxResults: 25 },
  next: "nextToken",
  secrets: ["dataSources.*.httpConfig.endpoint"],
};

const LIST_API_KEYS: AwsCall = {
  call: "appsync:ListApiKeys",
  path: ["appsync", "list-api-keys"],
  dataSet: DATA_SET,
  count: "1 per GraphQL API that takes API keys",
  lists: ["apiKeys"],
  input: { maxResults: 25 },
  next: "nextToken",
  // the id is what callers send
  secrets: ["apiKeys.*.id"],
};

const GET_VARIABLES: AwsCall = {
  call: "appsync:GetGraphqlApiEnvironmentVariables",
  path: ["appsync", "get-graphql-api-environment-variables"],
  dataSet: DATA_SET,
  count: "1 per GraphQL API",
  secrets: ["environmentVariables.*"],
};

export const appsyncApis = toResource({
  dataSet: DATA_SET,
  calls: [LIST_GRAPHQL_APIS, LIST_DATA_SOURCES, LIST_API_KEYS, GET_VARIABLES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_GRAPHQL_APIS)) {
      const apis = listOf(page["graphqlApis"]).map(fieldsOf);
      yield* reader.each(apis, "GraphQL APIs", (api, out) => addGraphqlApi(reader, api, out));
    }
  },
});

/** Whoever calls one says who it is, if only by a key. */
async function addGraphqlApi(reader: Reader, api: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(api["apiId"]);
  if (name === undefined) return;
  const id = textOf(api["arn"]) ?? reader.arn("appsync", `apis/${name}`);
  const about = { subject: id, name, input: { apiId: name } };
  const sources = listOf(fieldsOf(await reader.detail(LIST_DATA_SOURCES, about))["dataSources"]).map(fieldsOf);
  const variables = await reader.detail(GET_VARIABLES, about);
  const providers = [api, ...listOf(api["additionalAuthenticationProviders"]).map(fieldsOf)];
  const ways = distinct(providers.flatMap(({ authenticationType: way }) => textOf(way) ?? []));
  const roles = [...sources.map((source) => source["serviceRoleArn"]), api["mergedApiExecutionRoleArn"]];
  const [runsAs, ...others] = distinct(roles.flatMap((role) => textOf(role) ?? []));
  const settings = variablesOfMap(fieldsOf(fieldsOf(variables)["environmentVariables"]));
  addWorkload(
    {
      id,
      type: "aws.appsync-api",
      name: textOf(api["name"]) ?? name,
      runsAs,
      properties: {
        api_id: name,
        authentication_types: ways,
        visibility: textOf(api["visibility"]),
        source_types: distinct(sources.flatMap(({ type }) => textOf(type) ?? [])),
        public: ways.length === 0 ? undefined : false,
        ...(variables === "unread" ? {} : addPlainSecrets(id, "environment", settings, out)),
      },
    },
    out,
  );
  for (const other of others) out.edge("runs_as", id, other);
  addServingRoles(id, { logs: fieldsOf(api["logConfig"])["cloudWatchLogsRoleArn"] }, reader.account, out);
  for (const to of distinct(sources.flatMap(targetOf)))
    out.edge("references", id, to, { properties: { role: "target" } });
  addGuards(id, api, providers, out);
  if (ways.includes("API_KEY"))
    addKeys(id, listOf(fieldsOf(await reader.detail(LIST_API_KEYS, about))["apiKeys"]), out);
}

/** What is asked whether to let someone in runs for everyone who knocks. */
function addGuards(id: string, { visibility }: Fields, providers: readonly Fields[], out: PartBuilder): void {
  const guards = providers.flatMap(({ lambdaAuthorizerConfig: of }) => textOf(fieldsOf(of)["authorizerUri"]) ?? []);
  for (const Arn of distinct(guards)) {
    const node = startedNode({ Arn });
    if (node === undefined) continue;
    out.edge("references", id, node, { properties: { role: "authorizer" } });
    if (visibility !== "PRIVATE") out.supplements.push({ node, properties: toTriggers(["url"]) });
  }
}

/** A key has no name but its value: it is called by when it ends, which is on the hour. */
function addKeys(api: string, keys: readonly unknown[], out: PartBuilder): void {
  const seen = new Map<string, number>();
  for (const { expires } of keys.map(fieldsOf)) {
    const expiresAt = toExpiry(integerOf(expires));
    const ends = expiresAt ?? "never";
    const number = (seen.get(ends) ?? 0) + 1;
    seen.set(ends, number);
    const id = `${api}/api-key/${ends}${number === 1 ? "" : `/${number}`}`;
    const about = { status: "active", static: expiresAt === undefined, expires_at: expiresAt };
    const name = `API key that ends on ${ends.slice(0, 10)}`;
    out.nodes.push({ id, kind: "credential", type: "aws.appsync-api-key", name, properties: properties(about) });
    out.edge("references", id, api, { properties: { role: "opens" } });
  }
}

/** Seconds, or milliseconds as the first keys had it. */
function toExpiry(expires: number | undefined): string | undefined {
  return toIso(expires !== undefined && expires > 1e11 ? expires / 1000 : expires);
}

function targetOf(source: Fields): readonly string[] {
  const arns = [
    fieldsOf(source["lambdaConfig"])["lambdaFunctionArn"],
    fieldsOf(source["eventBridgeConfig"])["eventBusArn"],
    fieldsOf(fieldsOf(source["relationalDatabaseConfig"])["rdsHttpEndpointConfig"])["awsSecretStoreArn"],
  ];
  return arns.flatMap((arn) => {
    const text = textOf(arn);
    return text === undefined ? [] : [startedNode({ Arn: text }) ?? text];
  });
}
