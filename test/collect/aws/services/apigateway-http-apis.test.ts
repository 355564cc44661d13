// HTTP and WebSocket APIs: roles, what they start, which routes ask nothing; and API keys, of which no value is kept.
import { describe, expect, it } from "vitest";
import { arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const KEY = "arn:aws:apigateway:us-east-1::/apikeys/k1";
const ID = arn("execute-api", "h1");
const fn = (name: string) => arn("lambda", `function:${name}`);

interface Given {
  readonly api?: object;
  readonly routes?: readonly object[];
  readonly integrations?: readonly object[];
  readonly stages?: readonly object[];
  readonly authorizers?: readonly object[];
}

function files({ api, routes = [], integrations = [], stages = [{ StageName: "$default" }], authorizers = [] }: Given) {
  const about = { ApiId: "h1", Name: "shop", ProtocolType: "HTTP", ApiEndpoint: "https://h1.example", ...api };
  return {
    "apigatewayv2/get-apis.json": { Items: [about] },
    "apigatewayv2/get-routes/h1.json": { Items: routes },
    "apigatewayv2/get-integrations/h1.json": { Items: integrations },
    "apigatewayv2/get-stages/h1.json": { Items: stages },
    "apigatewayv2/get-authorizers/h1.json": { Items: authorizers },
  };
}

const runs = (id: string, name: string, more: object = {}) => ({
  IntegrationId: id,
  IntegrationType: "AWS_PROXY",
  IntegrationUri: fn(name),
  ...more,
});
const route = (RouteKey: string, AuthorizationType: string, more: object = {}) => ({
  RouteKey,
  AuthorizationType,
  Target: "integrations/i1",
  ApiKeyRequired: false,
  ...more,
});

describe("an HTTP API", () => {
  it("has the roles of its integrations and authorizers, whether or not a route leads there", async () => {
    const graph = await gatherRegion(
      files({
        routes: [route("GET /orders", "CUSTOM", { AuthorizerId: "au1" })],
        integrations: [
          runs("i1", "read", { CredentialsArn: role("call") }),
          {
            IntegrationId: "i2",
            IntegrationType: "AWS_PROXY",
            IntegrationSubtype: "SQS-SendMessage",
            CredentialsArn: role("send"),
          },
        ],
        authorizers: [{ AuthorizerId: "au1", AuthorizerUri: fn("guard"), AuthorizerCredentialsArn: role("guard") }],
      }),
    );
    expect(graph.node(ID)).toMatchObject({
      kind: "workload",
      type: "aws.apigateway-http-api",
      name: "shop",
      properties: { api_id: "h1", protocol: "HTTP", deployed: true, open_methods: [], public: false },
    });
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${fn("guard")} (authorizer)`,
      `references ${ID} -> ${fn("read")} (target)`,
      `runs_as ${ID} -> ${role("call")}`,
      `runs_as ${ID} -> ${role("guard")}`,
      `runs_as ${ID} -> ${role("send")}`,
    ]);
    expect(graph.supplements).toMatchObject([{ node: fn("guard"), properties: { trigger: "url" } }]);
  });

  const routes = [route("GET /orders", "NONE"), route("POST /orders", "JWT")];
  const integrations = [runs("i1", "read")];
  const connected = [route("$connect", "AWS_IAM", { Target: undefined }), route("$default", "NONE")];
  it.each<[string, Given, object]>([
    [
      "asks nothing on one route",
      { routes, integrations },
      { open_methods: ["GET /orders"], public: true, trigger: "url" },
    ],
    [
      "has no stage",
      { routes, integrations, stages: [] },
      { open_methods: ["GET /orders"], public: false, trigger: undefined },
    ],
    [
      "has no address of API Gateway",
      { routes, integrations, api: { DisableExecuteApiEndpoint: true } },
      { open_methods: ["GET /orders"], public: undefined, trigger: "url" },
    ],
    [
      "is for sockets asks when they connect",
      { routes: connected, integrations, api: { ProtocolType: "WEBSOCKET" } },
      { open_methods: [], public: false, trigger: undefined },
    ],
    [
      "is for sockets asks nothing when they connect",
      { routes: [route("$default", "NONE")], integrations, api: { ProtocolType: "WEBSOCKET" } },
      { open_methods: ["$default"], public: true, trigger: "url" },
    ],
  ])("that %s", async (_, given, facts) => {
    const properties = (await gatherRegion(files(given))).node(ID)?.properties ?? {};
    for (const [name, value] of Object.entries(facts)) expect([name, properties[name]]).toEqual([name, value]);
  });

  it("holds the secrets of its stages and of what it sends, and keeps none", async () => {
    const graph = await gatherRegion(
      files({
        integrations: [
          {
            IntegrationId: "i1",
            IntegrationType: "HTTP_PROXY",
            IntegrationUri: "https://acme.example/marker-path",
            RequestParameters: {
              "append:header.x-api-key": "marker-header",
              "overwrite:path": "$request.path",
              "append:header.site": "marker-site",
            },
            ResponseParameters: { "200": { "append:header.x": "marker-answer" } },
          },
        ],
        stages: [{ StageName: "$default", StageVariables: { apiToken: "marker-variable" } }],
      }),
    );
    expect(graph.node(ID)?.properties["secret_names"]).toEqual(["$default/apiToken", "i1/x-api-key"]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("whose routes may not be read is not said to be closed", async () => {
    const graph = await gatherRegion({
      ...files({ integrations }),
      "apigatewayv2/get-routes/h1.json": undefined,
      "apigatewayv2/get-routes/h1.error.json": DENIED,
    });
    expect(graph.node(ID)?.properties["public"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([`references ${ID} -> ${fn("read")} (target)`]);
    expect(graph.state("aws/apigateway:http-apis")).toBe("partial");
    const none = await gatherRegion({ "apigatewayv2/get-apis.error.json": DENIED });
    expect(none.state("aws/apigateway:http-apis")).toBe("denied");
  });
});

describe("an API key", () => {
  const key = {
    id: "k1",
    name: "partner",
    createdDate: "2025-01-02T03:04:05Z",
    lastUpdatedDate: "2025-02-02T03:04:05Z",
  };
  const list = (more: object) => ({ "apigateway/get-api-keys.json": { items: [{ ...key, ...more }] } });
  const plans = { items: [{ id: "p1", name: "gold", apiStages: [{ apiId: "a1", stage: "prod" }] }] };

  it("lives until it is taken away; its value is not kept where a recording has it", async () => {
    const graph = await gatherRegion({
      ...list({ enabled: true, value: "marker-value" }),
      "apigateway/get-usage-plans/k1.json": plans,
    });
    expect(graph.node(KEY)).toMatchObject({
      kind: "credential",
      type: "aws.apigateway-api-key",
      name: "partner",
      properties: {
        status: "active",
        static: true,
        created_at: "2025-01-02T03:04:05Z",
        updated_at: "2025-02-02T03:04:05Z",
        usage_plans: ["gold"],
      },
    });
    expect(edgesOf(graph)).toEqual([`references ${KEY} -> ${arn("execute-api", "a1")} (usage-plan)`]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("that is off is inactive; what it opens is not known where plans may not be read", async () => {
    const graph = await gatherRegion({
      ...list({ enabled: false }),
      "apigateway/get-usage-plans/k1.error.json": DENIED,
    });
    expect(graph.node(KEY)?.properties).toMatchObject({ status: "inactive" });
    expect(graph.node(KEY)?.properties["usage_plans"]).toBeUndefined();
    expect(graph.state("aws/apigateway:api-keys")).toBe("partial");
    expect(
      (await gatherRegion({ "apigateway/get-api-keys.error.json": DENIED })).state("aws/apigateway:api-keys"),
    ).toBe("denied");
  });
});
