// A GraphQL API of AppSync: moto has no answers about its data sources and variables.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

export async function scriptAppSync(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const arn = seeds.arn("appsync", "apis/shopgraph");
  const role = await seeds.role("graph-call", "appsync.amazonaws.com");
  const lambdaFunctionArn = seeds.arn("lambda", "function:graph-orders");
  const api = { name: "shop", apiId: "shopgraph", arn, authenticationType: "API_KEY", visibility: "GLOBAL" };
  const source = { name: "orders", type: "AWS_LAMBDA", serviceRoleArn: role, lambdaConfig: { lambdaFunctionArn } };
  const key = { id: `da2-${seeds.secret("graph-key")}`, description: "web", expires: 1767225600, deletes: 1772409600 };
  const environmentVariables = { API_TOKEN: seeds.secret("graph-token") };
  expected.runsAs.push(`${arn} -> ${role}`);
  expected.holds.push(`${arn} -> API_TOKEN`);
  expected.references.push(
    `${arn} -> ${lambdaFunctionArn} target`,
    `${arn}/api-key/2026-01-01T00:00:00Z -> ${arn} opens`,
  );
  return {
    "appsync:ListGraphqlApis": { answer: (_, region) => ({ graphqlApis: region === REGION ? [api] : [] }) },
    "appsync:ListDataSources": { answer: () => ({ dataSources: [source] }) },
    "appsync:ListApiKeys": { answer: () => ({ apiKeys: [key] }) },
    "appsync:GetGraphqlApiEnvironmentVariables": { answer: () => ({ environmentVariables }) },
  };
}
