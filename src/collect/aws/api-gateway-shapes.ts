// Fields of what API Gateway and AppSync answer that decide what is found, by call. https://docs.aws.amazon.com, API references of API Gateway
import type { Shapes } from "../shape.js";
import { below } from "./regional-shapes.js";

export const API_GATEWAY_SHAPES: Shapes = {
  "appsync:ListGraphqlApis": below("graphqlApis.*", { apiId: "id", authenticationType: "text", visibility: "text" }),
  "appsync:ListDataSources": below("dataSources.*", { type: "text", serviceRoleArn: "text" }),
  "appsync:ListApiKeys": below("apiKeys.*", { expires: "number" }),
  "appsync:GetGraphqlApiEnvironmentVariables": { environmentVariables: "fields" },
  "apigateway:GetRestApis": below("items.*", {
    id: "id",
    name: "text",
    endpointConfiguration: "fields",
    "endpointConfiguration.types": "list",
    "endpointConfiguration.types.*": "text",
    disableExecuteApiEndpoint: "flag",
  }),
  "apigateway:GetResources": below("items.*", {
    path: "text",
    resourceMethods: "fields",
    "resourceMethods.*": "fields",
    "resourceMethods.*.authorizationType": "text",
    "resourceMethods.*.authorizerId": "text",
    "resourceMethods.*.apiKeyRequired": "flag",
    "resourceMethods.*.methodIntegration": "fields",
    "resourceMethods.*.methodIntegration.type": "text",
    "resourceMethods.*.methodIntegration.credentials": "text",
  }),
  "apigateway:GetStages": below("item.*", { stageName: "text", variables: "fields" }),
  "apigateway:GetAuthorizers": below("items.*", { id: "text", authorizerUri: "text", authorizerCredentials: "text" }),
  "apigateway:GetApiKeys": below("items.*", { id: "id", name: "text", enabled: "flag" }),
  "apigateway:GetUsagePlans": below("items.*", { name: "text", apiStages: "list", "apiStages.*.apiId": "text" }),
  "apigatewayv2:GetApis": below("Items.*", {
    ApiId: "id",
    Name: "text",
    ProtocolType: ["HTTP", "WEBSOCKET"],
    ApiEndpoint: "text",
    DisableExecuteApiEndpoint: "flag",
  }),
  "apigatewayv2:GetRoutes": below("Items.*", {
    RouteKey: "text",
    AuthorizationType: "text",
    AuthorizerId: "text",
    ApiKeyRequired: "flag",
    Target: "text",
  }),
  "apigatewayv2:GetIntegrations": below("Items.*", {
    IntegrationId: "id",
    IntegrationType: "text",
    CredentialsArn: "text",
  }),
  "apigatewayv2:GetStages": below("Items.*", { StageName: "text", StageVariables: "fields" }),
  "apigatewayv2:GetAuthorizers": below("Items.*", {
    AuthorizerId: "text",
    AuthorizerUri: "text",
    AuthorizerCredentialsArn: "text",
  }),
};
