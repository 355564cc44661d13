// aws/apigateway:http-apis: HTTP and WebSocket APIs of API Gateway, which call functions and services with roles of their own.
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import { type ApiMethod, type ApiTarget, addApi } from "../api-gateway.js";
import {
  cleanIntegration,
  type IntegrationWords,
  integrationSettings,
  stageSettings,
} from "../api-gateway-settings.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/apigateway:http-apis";
const WORDS: IntegrationWords = {
  uri: "IntegrationUri",
  parameters: "RequestParameters",
  templates: "RequestTemplates",
};

const GET_APIS = toCall("GetApis", "get-apis", "1 per region", "/apis");

const GET_ROUTES = toCall("GetRoutes", "get-routes", "1 per HTTP or WebSocket API", "/apis/*/routes");

const GET_STAGES: AwsCall = {
  ...toCall("GetStages", "get-stages", "1 per HTTP or WebSocket API", "/apis/*/stages"),
  secrets: ["Items.*.StageVariables.*"],
};

const GET_AUTHORIZERS = toCall(
  "GetAuthorizers",
  "get-authorizers",
  "1 per HTTP or WebSocket API",
  "/apis/*/authorizers",
);

const GET_INTEGRATIONS: AwsCall = {
  ...toCall("GetIntegrations", "get-integrations", "1 per HTTP or WebSocket API", "/apis/*/integrations"),
  secrets: ["Items.*.ResponseParameters.**"],
  clean: (page, mark) => {
    const items = page["Items"];
    if (!Array.isArray(items)) return page;
    const cleaned = items.map((one: unknown) => (isFields(one) ? cleanIntegration(one, WORDS, mark) : one));
    return { ...page, Items: cleaned };
  },
};

export const apigatewayHttpApis = toResource({
  dataSet: DATA_SET,
  calls: [GET_APIS, GET_ROUTES, GET_INTEGRATIONS, GET_STAGES, GET_AUTHORIZERS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(GET_APIS, {}, GET_INTEGRATIONS)) {
      const apis = listOf(page["Items"]).map(fieldsOf);
      for (const { ApiId } of apis) seen.add(textOf(ApiId) ?? "");
      yield* reader.each(apis, "HTTP APIs", (api, out) => addHttpApi(reader, api, out));
    }
    const rest = (await reader.unlisted(GET_INTEGRATIONS, seen)).map((ApiId) => ({ ApiId }));
    yield* reader.each(rest, "HTTP APIs", (api, out) => addHttpApi(reader, api, out));
  },
});

function toCall(operation: string, command: string, count: string, on: string): AwsCall {
  return {
    call: `apigatewayv2:${operation}`,
    path: ["apigatewayv2", command],
    dataSet: DATA_SET,
    count,
    permission: "apigateway:GET",
    on: [`arn:*:apigateway:*::${on}`],
    lists: ["Items"],
    next: "NextToken",
  };
}

async function addHttpApi(reader: Reader, api: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(api["ApiId"]);
  if (name === undefined) return;
  const id = reader.arn("execute-api", name);
  const about = { subject: id, name, input: { ApiId: name } };
  const routes = await reader.detail(GET_ROUTES, about);
  const answer = await reader.detail(GET_INTEGRATIONS, about);
  const stages = await reader.detail(GET_STAGES, about);
  const guards = await reader.detail(GET_AUTHORIZERS, about);
  const integrations = new Map(itemsOf(answer).map((one) => [textOf(one["IntegrationId"]) ?? "", one]));
  const used = new Set(itemsOf(routes).flatMap(({ AuthorizerId: guard }) => textOf(guard) ?? []));
  const stageVariables = itemsOf(stages).flatMap((stage) =>
    stageSettings(textOf(stage["StageName"]) ?? "", stage["StageVariables"]),
  );
  addApi(
    reader,
    {
      id,
      type: "aws.apigateway-http-api",
      name: textOf(api["Name"]) ?? name,
      properties: {
        api_id: name,
        protocol: textOf(api["ProtocolType"]),
        auto_deploys:
          stages === "unread" ? undefined : itemsOf(stages).some(({ AutoDeploy: isAuto }) => isAuto === true),
        created_at: toIso(api["CreatedDate"]),
      },
      methods: routes === "unread" || answer === "unread" ? undefined : methodsOf(routes, integrations, api),
      others: [...integrations.values()].map(toTarget),
      authorizers: itemsOf(guards)
        .filter(({ AuthorizerId: guard }) => used.has(textOf(guard) ?? ""))
        .map((one) => ({
          uri: textOf(one["AuthorizerUri"]),
          credentials: textOf(one["AuthorizerCredentialsArn"]),
        })),
      settings:
        answer === "unread" && stages === "unread"
          ? undefined
          : [...stageVariables, ...[...integrations].flatMap(([key, one]) => integrationSettings(one, WORDS, key))],
      isDeployed: stages === "unread" ? undefined : itemsOf(stages).length > 0,
      isPrivate: false,
      // without its own address it may have another one, which is not read
      isReached: api["ApiEndpoint"] === undefined || api["DisableExecuteApiEndpoint"] === true ? undefined : true,
    },
    out,
  );
}

/** Routes of a WebSocket API are behind the one by which it is connected to, which alone asks who it is. */
function methodsOf(
  routes: Detail,
  integrations: ReadonlyMap<string, Fields>,
  { ProtocolType: protocol }: Fields,
): readonly ApiMethod[] {
  const all = itemsOf(routes);
  const connect = all.find(({ RouteKey: key }) => key === "$connect");
  return all.map((route) => {
    const key = textOf(route["RouteKey"]) ?? "";
    const integration = integrations.get((textOf(route["Target"]) ?? "").replace(/^integrations\//, ""));
    const target = integration === undefined ? undefined : toTarget(integration);
    const asked = protocol === "WEBSOCKET" ? (connect ?? {}) : route;
    const asksNothing = (textOf(asked["AuthorizationType"]) ?? "NONE") === "NONE" && asked["ApiKeyRequired"] !== true;
    const works = target?.type !== undefined && target.type !== "MOCK";
    return { name: key, isOpen: asksNothing && works && route["ApiKeyRequired"] !== true, target };
  });
}

function toTarget(integration: Fields): ApiTarget {
  return {
    type: textOf(integration["IntegrationType"]),
    uri: textOf(integration["IntegrationUri"]),
    credentials: textOf(integration["CredentialsArn"]),
  };
}

function itemsOf(answer: Detail): readonly Fields[] {
  return listOf(fieldsOf(answer)["Items"]).map(fieldsOf);
}
