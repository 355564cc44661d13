// REST APIs of API Gateway: roles of integrations and authorizers, what they start, who gets in, secrets in what they send.
import { describe, expect, it } from "vitest";
import { arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const ID = arn("execute-api", "a1b2c3d4e5");
const SERVICE = "arn:aws:apigateway:us-east-1";
const fn = (name: string) => arn("lambda", `function:${name}`);
const runs = (name: string) => ({
  type: "AWS_PROXY",
  httpMethod: "POST",
  uri: `${SERVICE}:lambda:path/2015-03-31/functions/${fn(name)}/invocations`,
});

interface Given {
  readonly methods?: { readonly [verb: string]: object };
  readonly api?: object;
  readonly stages?: readonly object[];
  readonly authorizers?: readonly object[];
}

function files({ methods = {}, api = {}, stages = [{ stageName: "prod" }], authorizers = [] }: Given) {
  const about = { id: "a1b2c3d4e5", name: "orders", createdDate: "2026-01-02T03:04:05Z" };
  const resourceMethods = Object.fromEntries(
    Object.entries(methods).map(([verb, method]) => [verb, { httpMethod: verb, ...method }]),
  );
  return {
    "apigateway/get-rest-apis.json": {
      items: [{ ...about, endpointConfiguration: { types: ["REGIONAL"] }, disableExecuteApiEndpoint: false, ...api }],
    },
    "apigateway/get-resources/a1b2c3d4e5.json": { items: [{ id: "r1", path: "/orders", resourceMethods }] },
    "apigateway/get-stages/a1b2c3d4e5.json": { item: stages },
    "apigateway/get-authorizers/a1b2c3d4e5.json": { items: authorizers },
  };
}

const asks = (authorizationType: string, methodIntegration: object, more: object = {}) => ({
  authorizationType,
  apiKeyRequired: false,
  methodIntegration,
  ...more,
});

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
  ...more,
});
const toText = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("a REST API", () => {
  it("has the roles of its integrations and authorizers, and names what it calls", async () => {
    const queue = `${SERVICE}:sqs:path/111122223333/orders`;
    const graph = await gatherRegion(
      files({
        methods: {
          GET: asks("CUSTOM", { ...runs("read"), credentials: role("call") }, { authorizerId: "au1" }),
          POST: asks("AWS_IAM", { type: "AWS", uri: queue, credentials: role("send") }),
          PUT: asks("AWS_IAM", { ...runs("write:live"), credentials: "arn:aws:iam::*:user/*" }),
        },
        authorizers: [
          { id: "au1", type: "TOKEN", authorizerUri: runs("guard").uri, authorizerCredentials: role("guard") },
          { id: "au2", type: "TOKEN", authorizerUri: runs("idle").uri, authorizerCredentials: role("idle") },
        ],
      }),
    );
    expect(graph.node(ID)).toMatchObject({
      kind: "workload",
      type: "aws.apigateway-rest-api",
      name: "orders",
      properties: {
        api_id: "a1b2c3d4e5",
        created_at: "2026-01-02T03:04:05Z",
        endpoint_types: ["REGIONAL"],
        deployed: true,
        acts_as_caller: true,
        integration_types: ["AWS", "AWS_PROXY"],
        open_methods: [],
        public: false,
        secret_names: [],
      },
    });
    expect(graph.node(ID)?.properties["acts_alone"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${fn("guard")} (authorizer)`,
      `references ${ID} -> ${fn("read")} (target)`,
      `references ${ID} -> ${fn("write")} (target)`,
      `references ${ID} -> ${arn("sqs", "orders")} (target)`,
      `runs_as ${ID} -> ${role("call")}`,
      `runs_as ${ID} -> ${role("guard")}`,
      `runs_as ${ID} -> ${role("send")}`,
    ]);
    // whoever knocks has the authorizer run; what is behind it runs for those that it lets in
    expect(graph.supplements).toMatchObject([{ node: fn("guard"), properties: { acts_alone: true, trigger: "url" } }]);
  });

  it("that asks nothing is public, acts without a person, and has its function run so", async () => {
    const graph = await gatherRegion(files({ methods: { GET: asks("NONE", runs("read")) } }));
    expect(graph.node(ID)?.properties).toMatchObject({
      open_methods: ["GET /orders"],
      public: true,
      acts_alone: true,
      trigger: "url",
    });
    expect(graph.supplements).toMatchObject([{ node: fn("read"), properties: { acts_alone: true, trigger: "url" } }]);
  });

  it.each<[string, Given, boolean | undefined, string | undefined]>([
    ["asks for a key", { methods: { GET: asks("NONE", runs("f"), { apiKeyRequired: true }) } }, false, undefined],
    ["asks for a signature", { methods: { GET: asks("AWS_IAM", runs("f")) } }, false, undefined],
    ["asks for a token", { methods: { GET: asks("COGNITO_USER_POOLS", runs("f")) } }, false, undefined],
    ["answers by itself", { methods: { OPTIONS: asks("NONE", { type: "MOCK" }) } }, false, undefined],
    ["is not deployed", { methods: { GET: asks("NONE", runs("f")) }, stages: [] }, false, undefined],
    [
      "is private",
      {
        methods: { GET: asks("NONE", runs("f")) },
        api: { endpointConfiguration: { types: ["PRIVATE"] }, policy: toText(allow("*")) },
      },
      false,
      undefined,
    ],
    [
      "lets one account in",
      {
        methods: { GET: asks("NONE", runs("f")) },
        api: { policy: toText(allow({ AWS: "arn:aws:iam::444455556666:root" })) },
      },
      false,
      "url",
    ],
    [
      "lets everyone in",
      { methods: { GET: asks("NONE", runs("f")) }, api: { policy: toText(allow({ AWS: "*" })) } },
      true,
      "url",
    ],
    [
      "lets some addresses in",
      {
        methods: { GET: asks("NONE", runs("f")) },
        api: {
          policy: toText(allow("*"), {
            ...allow("*"),
            Effect: "Deny",
            Condition: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
          }),
        },
      },
      undefined,
      "url",
    ],
    [
      "has no address of API Gateway",
      { methods: { GET: asks("NONE", runs("f")) }, api: { disableExecuteApiEndpoint: true } },
      undefined,
      "url",
    ],
  ])("that %s", async (_, given, isPublic, trigger) => {
    const properties = (await gatherRegion(files(given))).node(ID)?.properties ?? {};
    expect(properties["public"]).toBe(isPublic);
    expect(properties["trigger"]).toBe(trigger);
  });

  it("that is private says who gets in by which endpoints, however its policy is escaped", async () => {
    const Condition = { StringEquals: { "aws:SourceVpce": "vpce-0a1b" } };
    const text = toText(allow({ AWS: role("caller") }, { Condition }));
    for (const policy of [text, text.replaceAll('"', '\\"')]) {
      const graph = await gatherRegion(
        files({ api: { endpointConfiguration: { types: ["PRIVATE"], vpcEndpointIds: ["vpce-0a1b"] }, policy } }),
      );
      expect(graph.node(ID)?.properties).toMatchObject({
        endpoint_types: ["PRIVATE"],
        vpc_endpoints: ["vpce-0a1b"],
        invokers: [role("caller")],
        invoker_conditions: ["aws:SourceVpce"],
      });
      expect(graph.documents.get(graph.node(ID)?.document ?? "")).toBe(text);
    }
  });

  it("whose policy does not parse is not said to be public", async () => {
    const graph = await gatherRegion(files({ methods: { GET: asks("NONE", runs("f")) }, api: { policy: "{ no" } }));
    expect(graph.node(ID)?.properties).toMatchObject({ policy_unread: true });
    expect(graph.node(ID)?.properties["public"]).toBeUndefined();
  });

  it("names functions and roles by stage variables: known up to an alias, a gap otherwise", async () => {
    const at = (name: string) => ({ ...runs("x"), uri: runs(name).uri });
    const known = await gatherRegion(files({ methods: { GET: asks("AWS_IAM", at("read:${stageVariables.alias}")) } }));
    expect(edgesOf(known)).toEqual([`references ${ID} -> ${fn("read")} (target)`]);
    expect(known.gaps).toEqual([]);
    const unknown = await gatherRegion(
      files({
        methods: {
          GET: asks("AWS_IAM", {
            ...at("${stageVariables.fn}"),
            credentials: "arn:aws:iam::111122223333:${stageVariables.who}",
          }),
        },
        stages: [{ stageName: "prod", variables: { fn: "marker-fn", who: "role/marker" } }],
      }),
    );
    expect(edgesOf(unknown)).toEqual([]);
    expect(unknown.gaps).toMatchObject([
      { subject: ID, message: expect.stringContaining("stage variables (fn, who)") },
    ]);
  });

  it("holds the secrets of its stages and of what it sends, and keeps none", async () => {
    const sends = {
      type: "HTTP",
      uri: "https://shop:marker-uri-password@acme.example/x",
      requestParameters: {
        "integration.request.header.Authorization": "'Bearer marker-header'",
        "integration.request.querystring.api_key": "'marker-query'",
        "integration.request.header.X-Site": "'marker-site'",
        "integration.request.header.x-api-key": "method.request.header.x-api-key",
      },
      requestTemplates: { "application/json": '{"password": "marker-template-1", "site": "marker-template-2"}' },
      integrationResponses: {
        "200": { statusCode: "200", responseTemplates: { "application/json": "marker-answer" } },
      },
    };
    const graph = await gatherRegion(
      files({
        methods: { POST: asks("AWS_IAM", sends) },
        stages: [{ stageName: "prod", variables: { DB_PASSWORD: "marker-variable", site: "marker-plain" } }],
      }),
    );
    const names = [
      "POST /orders/Authorization",
      "POST /orders/api_key",
      "POST /orders/password",
      "POST /orders/uri",
      "prod/DB_PASSWORD",
    ];
    expect(graph.node(ID)?.properties["secret_names"]).toEqual(names);
    const held = graph.ofType("aws.plaintext-secret").map(({ id }) => id);
    expect(held.sort()).toEqual(names.map((name) => `${ID}/configuration/${name}`));
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("whose methods may not be read is there, without roles, and not said to be closed", async () => {
    const refused = await gatherRegion({
      ...files({}),
      "apigateway/get-resources/a1b2c3d4e5.json": undefined,
      "apigateway/get-resources/a1b2c3d4e5.error.json": DENIED,
    });
    expect(refused.node(ID)).toMatchObject({ type: "aws.apigateway-rest-api", name: "orders" });
    for (const unread of ["public", "open_methods", "acts_alone"])
      expect(refused.node(ID)?.properties[unread]).toBeUndefined();
    expect(refused.state("aws/apigateway:rest-apis")).toBe("partial");
    const none = await gatherRegion({ "apigateway/get-rest-apis.error.json": DENIED });
    expect(none.state("aws/apigateway:rest-apis")).toBe("denied");
  });
});
