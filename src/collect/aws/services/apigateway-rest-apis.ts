// aws/apigateway:rest-apis: REST APIs of API Gateway, which call functions and services with roles of their own.
import { compareText } from "../../../model/compare.js";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import { type ApiMethod, type ApiTarget, addApi } from "../api-gateway.js";
import { whoIsLetIn } from "../api-gateway-policy.js";
import {
  cleanIntegration,
  type IntegrationWords,
  integrationSettings,
  stageSettings,
} from "../api-gateway-settings.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/apigateway:rest-apis";
const WORDS: IntegrationWords = { uri: "uri", parameters: "requestParameters", templates: "requestTemplates" };

const GET_REST_APIS: AwsCall = {
  call: "apigateway:GetRestApis",
  path: ["apigateway", "get-rest-apis"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 500 REST APIs",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/restapis"],
  lists: ["items"],
  input: { limit: 500 },
  next: "position",
};

const METHOD = "items.*.resourceMethods.*";

const GET_RESOURCES: AwsCall = {
  call: "apigateway:GetResources",
  path: ["apigateway", "get-resources"],
  dataSet: DATA_SET,
  count: "1 per REST API, and 1 per 500 of its paths",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/restapis/*/resources"],
  lists: ["items"],
  input: { embed: ["methods"], limit: 500 },
  next: "position",
  secrets: [
    `${METHOD}.methodIntegration.integrationResponses.**`,
    `${METHOD}.methodResponses.*.responseParameters.**`,
    `${METHOD}.methodResponses.*.responseModels.**`,
  ],
  clean: (page, mark) => {
    const items = page["items"];
    if (!Array.isArray(items)) return page;
    return { ...page, items: items.map((item) => withMethods(item, (one) => cleanIntegration(one, WORDS, mark))) };
  },
};

const GET_STAGES: AwsCall = {
  call: "apigateway:GetStages",
  path: ["apigateway", "get-stages"],
  dataSet: DATA_SET,
  count: "1 per REST API",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/restapis/*/stages"],
  lists: ["item"],
  secrets: ["item.*.variables.*", "item.*.canarySettings.stageVariableOverrides.*"],
};

const GET_AUTHORIZERS: AwsCall = {
  call: "apigateway:GetAuthorizers",
  path: ["apigateway", "get-authorizers"],
  dataSet: DATA_SET,
  count: "1 per REST API",
  permission: "apigateway:GET",
  on: ["arn:*:apigateway:*::/restapis/*/authorizers"],
  lists: ["items"],
  input: { limit: 500 },
  next: "position",
};

export const apigatewayRestApis = toResource({
  dataSet: DATA_SET,
  calls: [GET_REST_APIS, GET_RESOURCES, GET_STAGES, GET_AUTHORIZERS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(GET_REST_APIS, {}, GET_RESOURCES)) {
      const apis = listOf(page["items"]).map(fieldsOf);
      for (const { id } of apis) seen.add(textOf(id) ?? "");
      yield* reader.each(apis, "REST APIs", (api, out) => addRestApi(reader, api, out));
    }
    const rest = (await reader.unlisted(GET_RESOURCES, seen)).map((id) => ({ id }));
    yield* reader.each(rest, "REST APIs", (api, out) => addRestApi(reader, api, out));
  },
});

async function addRestApi(reader: Reader, api: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(api["id"]);
  if (name === undefined) return;
  const id = reader.arn("execute-api", name);
  const about = { subject: id, name, input: { restApiId: name } };
  const resources = await reader.detail(GET_RESOURCES, about);
  const stages = await reader.detail(GET_STAGES, about);
  const authorizers = await reader.detail(GET_AUTHORIZERS, about);
  const methods = resources === "unread" ? undefined : methodsOf(resources);
  const endpoint = fieldsOf(api["endpointConfiguration"]);
  const types = listOf(endpoint["types"]).flatMap((type) => textOf(type) ?? []);
  const policy = toPolicy(reader, id, unescaped(api["policy"]), out);
  const { isOpen, ...letIn } = whoIsLetIn(policy.document === undefined ? undefined : unescaped(api["policy"]));
  const isUnread = policy.properties.policy_unread === true || types.length === 0;
  const isListed = api["name"] !== undefined;
  addApi(
    reader,
    {
      id,
      type: "aws.apigateway-rest-api",
      name: textOf(api["name"]) ?? name,
      document: policy.document,
      properties: {
        api_id: name,
        created_at: toIso(api["createdDate"]),
        endpoint_types: types,
        vpc_endpoints: listOf(endpoint["vpcEndpointIds"]).flatMap((one) => textOf(one) ?? []),
        ...(isListed ? letIn : {}),
        ...policy.properties,
      },
      methods: methods?.map(({ method }) => method),
      authorizers: usedAuthorizers(authorizers, new Set(methods?.flatMap(({ authorizer }) => authorizer ?? []))),
      settings:
        methods === undefined && stages === "unread"
          ? undefined
          : [
              ...variablesOf(stages),
              ...(methods ?? []).flatMap(({ integration, method }) => settingsOf(integration, method)),
            ],
      isDeployed: stages === "unread" ? undefined : listOf(fieldsOf(stages)["item"]).length > 0,
      isPrivate: types.length > 0 && types.every((type) => type === "PRIVATE"),
      // without its own address it may have another one, which is not read
      isReached: isUnread ? undefined : isOpen && api["disableExecuteApiEndpoint"] === true ? undefined : isOpen,
    },
    out,
  );
}

interface RestMethod {
  readonly method: ApiMethod;
  readonly integration: Fields;
  /** Id of what it is guarded by. */
  readonly authorizer: string | undefined;
}

function methodsOf(answer: Detail): readonly RestMethod[] {
  return listOf(fieldsOf(answer)["items"])
    .map(fieldsOf)
    .flatMap(({ path, resourceMethods }) =>
      Object.entries(fieldsOf(resourceMethods)).map(([verb, raw]) =>
        toMethod(`${verb} ${textOf(path) ?? ""}`, fieldsOf(raw)),
      ),
    )
    .sort((a, b) => compareText(a.method.name, b.method.name));
}

function toMethod(name: string, method: Fields): RestMethod {
  const integration = fieldsOf(method["methodIntegration"]);
  const type = textOf(integration["type"]);
  // one that answers by itself does nothing, and a method without integration does not answer
  const isOpen =
    method["authorizationType"] === "NONE" &&
    method["apiKeyRequired"] !== true &&
    type !== undefined &&
    type !== "MOCK";
  const target = { type, uri: textOf(integration["uri"]), credentials: textOf(integration["credentials"]) };
  return { method: { name, isOpen, target }, integration, authorizer: textOf(method["authorizerId"]) };
}

function usedAuthorizers(answer: Detail, used: ReadonlySet<string>): readonly ApiTarget[] {
  return listOf(fieldsOf(answer)["items"])
    .map(fieldsOf)
    .filter(({ id }) => used.has(textOf(id) ?? ""))
    .map((one) => ({ uri: textOf(one["authorizerUri"]), credentials: textOf(one["authorizerCredentials"]) }));
}

function variablesOf(stages: Detail) {
  return listOf(fieldsOf(stages)["item"])
    .map(fieldsOf)
    .flatMap(({ stageName, variables, canarySettings }) => {
      const name = textOf(stageName) ?? "";
      const others = fieldsOf(canarySettings)["stageVariableOverrides"];
      return [...stageSettings(name, variables), ...stageSettings(`${name}/canary`, others)];
    });
}

function settingsOf(integration: Fields, { name }: ApiMethod) {
  return integrationSettings(integration, WORDS, name);
}

/** The answer has the quotes of its policy escaped once more. */
function unescaped(policy: unknown): unknown {
  return typeof policy === "string" && /^\s*\{\s*\\"/.test(policy) ? policy.replace(/\\(["\\/])/g, "$1") : policy;
}

/** The path with another integration in each of its methods. */
function withMethods(item: unknown, change: (integration: Fields) => Fields): unknown {
  if (!isFields(item) || !isFields(item["resourceMethods"])) return item;
  const methods = Object.entries(item["resourceMethods"]).map(([verb, method]) => {
    if (!isFields(method) || !isFields(method["methodIntegration"])) return [verb, method];
    return [verb, { ...method, methodIntegration: change(method["methodIntegration"]) }];
  });
  return { ...item, resourceMethods: Object.fromEntries(methods) };
}
