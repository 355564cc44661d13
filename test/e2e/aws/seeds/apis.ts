// APIs of API Gateway: one that lets everyone call a function, one that asks for a signature, and a key.
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { Scripts } from "../../tools/model-server.js";
import { required } from "../clients.js";
import { letIn, PARTNER, REGION, type Seeds } from "./seeding.js";

const GUARD = "a1u2t3";

/** What moto has no answer about is in the script. */
export async function seedApis(seeds: Seeds): Promise<Scripts> {
  const api = await seedRestApi(seeds);
  await seedKey(seeds, api);
  return seedHttpApi(seeds);
}

/** A method that everyone may call and one that is guarded; its policy lets another account in. */
async function seedRestApi(seeds: Seeds): Promise<string> {
  const { expected } = seeds;
  const gateway = seeds.client(APIGatewayClient);
  const policy = letIn(PARTNER, "execute-api:Invoke", "execute-api:/*");
  const made = await gateway.send(
    new CreateRestApiCommand({ name: "orders", endpointConfiguration: { types: ["REGIONAL"] }, policy }),
  );
  const restApiId = required(made.id);
  const id = seeds.arn("execute-api", restApiId);
  const [calls, guards] = [
    await seeds.role("api-call", "apigateway.amazonaws.com"),
    await seeds.role("api-guard", "apigateway.amazonaws.com"),
  ];
  const address = (name: string) => {
    const called = seeds.arn("lambda", `function:${name}`);
    return `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${called}/invocations`;
  };
  const guard = await gateway.send(
    new CreateAuthorizerCommand({
      restApiId,
      name: "guard",
      type: "TOKEN",
      authorizerUri: address("api-guard"),
      authorizerCredentials: guards,
      identitySource: "method.request.header.Authorization",
    }),
  );
  const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId }));
  const resourceId = required(items[0]?.id);
  const methods = { GET: { authorizationType: "NONE" }, POST: { authorizationType: "CUSTOM", authorizerId: guard.id } };
  for (const [httpMethod, asked] of Object.entries(methods)) {
    const place = { restApiId, resourceId, httpMethod };
    await gateway.send(new PutMethodCommand({ ...place, ...asked }));
    await gateway.send(
      new PutIntegrationCommand({
        ...place,
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: address("api-orders"),
        credentials: calls,
        requestParameters: { "integration.request.header.Authorization": `'${seeds.secret(`api-${httpMethod}`)}'` },
      }),
    );
    expected.holds.push(`${id} -> ${httpMethod} /Authorization`);
  }
  const variables = { DB_PASSWORD: seeds.secret("api-variable") };
  await gateway.send(new CreateDeploymentCommand({ restApiId, stageName: "prod", variables }));
  expected.holds.push(`${id} -> prod/DB_PASSWORD`);
  expected.runsAs.push(`${id} -> ${calls}`, `${id} -> ${guards}`);
  expected.alone.push(`${id} url`);
  expected.policies.push(id);
  expected.references.push(
    `${id} -> ${seeds.arn("lambda", "function:api-orders")} target`,
    `${id} -> ${seeds.arn("lambda", "function:api-guard")} authorizer`,
  );
  return restApiId;
}

async function seedHttpApi(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const gateway = seeds.client(ApiGatewayV2Client);
  const ApiId = required((await gateway.send(new CreateApiCommand({ Name: "shop", ProtocolType: "HTTP" }))).ApiId);
  const id = seeds.arn("execute-api", ApiId);
  const role = await seeds.role("api-send", "apigateway.amazonaws.com");
  const { IntegrationId } = await gateway.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationSubtype: "SQS-SendMessage",
      CredentialsArn: role,
      PayloadFormatVersion: "1.0",
      RequestParameters: { QueueUrl: "$request.header.queue", MessageBody: seeds.secret("api-body") },
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  const [signed, guarded] = [
    { AuthorizationType: "AWS_IAM" },
    { AuthorizationType: "CUSTOM", AuthorizerId: GUARD },
  ] as const;
  await gateway.send(new CreateRouteCommand({ ApiId, RouteKey: "POST /orders", Target, ...signed }));
  await gateway.send(new CreateRouteCommand({ ApiId, RouteKey: "PUT /orders", Target, ...guarded }));
  const StageVariables = { apiToken: seeds.secret("api-token") };
  await gateway.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true, StageVariables }));
  expected.runsAs.push(`${id} -> ${role}`);
  expected.holds.push(`${id} -> $default/apiToken`);
  const guard = {
    AuthorizerId: GUARD,
    Name: "guard",
    AuthorizerType: "REQUEST",
    AuthorizerUri: seeds.arn("lambda", "function:shop-guard"),
    AuthorizerCredentialsArn: await seeds.role("shop-guard", "apigateway.amazonaws.com"),
  };
  expected.runsAs.push(`${id} -> ${guard.AuthorizerCredentialsArn}`);
  expected.references.push(`${id} -> ${guard.AuthorizerUri} authorizer`);
  return { "apigatewayv2:GetAuthorizers": { answer: () => ({ Items: [guard] }) } };
}

/** A key with a plan for the API. */
async function seedKey(seeds: Seeds, apiId: string): Promise<void> {
  const gateway = seeds.client(APIGatewayClient);
  const key = await gateway.send(
    new CreateApiKeyCommand({ name: "partner", enabled: true, value: seeds.secret("api-key-value") }),
  );
  const apiStages = [{ apiId, stage: "prod" }];
  const { id: usagePlanId } = await gateway.send(new CreateUsagePlanCommand({ name: "gold", apiStages }));
  await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: key.id, keyType: "API_KEY" }));
  const from = `arn:aws:apigateway:${REGION}::/apikeys/${key.id}`;
  seeds.expected.references.push(`${from} -> ${seeds.arn("execute-api", apiId)} usage-plan`);
}
