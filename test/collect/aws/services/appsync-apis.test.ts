// GraphQL APIs of AppSync: roles of their data sources, what they call, their keys, of which no value is kept.
import { describe, expect, it } from "vitest";
import { arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const ID = arn("appsync", "apis/g1");
const fn = (name: string) => arn("lambda", `function:${name}`);
const guard = { authenticationType: "AWS_LAMBDA", lambdaAuthorizerConfig: { authorizerUri: fn("guard") } };

const files = (api: object, more: { readonly [path: string]: unknown } = {}) => ({
  "appsync/list-graphql-apis.json": {
    graphqlApis: [{ apiId: "g1", name: "shop", arn: ID, authenticationType: "AWS_IAM", visibility: "GLOBAL", ...api }],
  },
  "appsync/list-data-sources/g1.json": { dataSources: [] },
  "appsync/list-api-keys/g1.json": { apiKeys: [] },
  "appsync/get-graphql-api-environment-variables/g1.json": { environmentVariables: {} },
  ...more,
});

describe("a GraphQL API", () => {
  it("has the roles of its data sources, and names what it calls", async () => {
    const dataSources = [
      {
        name: "f",
        type: "AWS_LAMBDA",
        serviceRoleArn: role("call"),
        lambdaConfig: { lambdaFunctionArn: fn("read:live") },
      },
      { name: "t", type: "AMAZON_DYNAMODB", serviceRoleArn: role("table"), dynamodbConfig: { tableName: "orders" } },
      { name: "n", type: "NONE" },
      {
        name: "h",
        type: "HTTP",
        serviceRoleArn: role("call"),
        httpConfig: { endpoint: "https://u:marker-p@x.example" },
      },
    ];
    const logConfig = { cloudWatchLogsRoleArn: role("logs") };
    const graph = await gatherRegion(files({ logConfig }, { "appsync/list-data-sources/g1.json": { dataSources } }));
    expect(graph.node(ID)).toMatchObject({
      kind: "workload",
      type: "aws.appsync-api",
      name: "shop",
      properties: {
        authentication_types: ["AWS_IAM"],
        source_types: ["AMAZON_DYNAMODB", "AWS_LAMBDA", "HTTP", "NONE"],
        public: false,
        secret_names: [],
      },
    });
    expect(graph.node(ID)?.properties["acts_alone"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${role("logs")} (logs)`,
      `references ${ID} -> ${fn("read")} (target)`,
      `runs_as ${ID} -> ${role("call")}`,
      `runs_as ${ID} -> ${role("table")}`,
    ]);
    expect(graph.supplements).toEqual([]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("has its authorizer run for everyone, unless it is private", async () => {
    const open = await gatherRegion(files({ additionalAuthenticationProviders: [guard] }));
    expect(edgesOf(open)).toEqual([`references ${ID} -> ${fn("guard")} (authorizer)`]);
    expect(open.supplements).toMatchObject([{ node: fn("guard"), properties: { trigger: "url" } }]);
    const closed = await gatherRegion(files({ ...guard, visibility: "PRIVATE" }));
    expect(closed.supplements).toEqual([]);
  });

  it("has keys that end, of which nothing but that is kept", async () => {
    const apiKeys = [
      { id: "da2-marker0000000000000000001", description: "web", expires: 1767225600 },
      { id: "da2-marker0000000000000000002", expires: 1767225600 },
      { id: "da1-marker3", expires: 1767225600000 },
    ];
    const keys = { "appsync/list-api-keys/g1.json": { apiKeys } };
    const graph = await gatherRegion(files({ authenticationType: "API_KEY" }, keys));
    const found = graph.ofType("aws.appsync-api-key");
    const end = "2026-01-01T00:00:00";
    for (const { properties } of found)
      expect(properties).toMatchObject({ status: "active", static: false, expires_at: expect.stringContaining(end) });
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
    expect(JSON.stringify(graph)).not.toContain("marker");
    // nobody asks for keys where none opens anything
    expect((await gatherRegion(files({}, keys))).ofType("aws.appsync-api-key")).toEqual([]);
  });

  it("holds the secrets among its variables", async () => {
    const environmentVariables = { API_TOKEN: "marker-token", SITE: "marker-site" };
    const graph = await gatherRegion(
      files({}, { "appsync/get-graphql-api-environment-variables/g1.json": { environmentVariables } }),
    );
    expect(graph.node(ID)?.properties["secret_names"]).toEqual(["API_TOKEN"]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("whose data sources may not be read is there, without roles", async () => {
    const graph = await gatherRegion(
      files(
        {},
        {
          "appsync/list-data-sources/g1.json": undefined,
          "appsync/list-data-sources/g1.error.json": DENIED,
        },
      ),
    );
    expect(graph.node(ID)?.name).toBe("shop");
    expect(graph.state("aws/appsync:apis")).toBe("partial");
    expect((await gatherRegion({ "appsync/list-graphql-apis.error.json": DENIED })).state("aws/appsync:apis")).toBe(
      "denied",
    );
  });
});
