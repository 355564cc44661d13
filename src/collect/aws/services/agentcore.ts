// aws/bedrock-agentcore:…: what runs agents and their tools, and the roles that these run as.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed } from "../described.js";
import type { AwsResource } from "../resource.js";
import { toResource } from "../service.js";
import { addWorkload, type Trigger } from "../workload.js";

/** One kind of thing that AgentCore keeps. */
interface Kind {
  /** Data set and type: `code-interpreters`, `aws.bedrock-agentcore-code-interpreter`. */
  readonly set: string;
  readonly type: string;
  readonly list: { readonly operation: string; readonly command: string; readonly elements: string };
  readonly get: { readonly operation: string; readonly command: string; readonly secrets?: readonly string[] };
  /** Field that holds its id, which the call is asked with, and its ARN. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly role: string;
  /** First part of what follows the account in its ARN. */
  readonly resource: string;
  more?(fields: Fields, id: string, out: PartBuilder): { readonly [key: string]: JsonRecord[string] | undefined };
  triggers?(fields: Fields): readonly Trigger[];
}

const KINDS: readonly Kind[] = [
  {
    set: "runtimes",
    type: "aws.bedrock-agentcore-runtime",
    list: { operation: "ListAgentRuntimes", command: "list-agent-runtimes", elements: "agentRuntimes" },
    get: { operation: "GetAgentRuntime", command: "get-agent-runtime", secrets: ["environmentVariables.*"] },
    id: "agentRuntimeId",
    arn: "agentRuntimeArn",
    name: "agentRuntimeName",
    role: "roleArn",
    resource: "runtime",
    more: (runtime, id, out) => ({
      protocol: textOf(fieldsOf(runtime["protocolConfiguration"])["serverProtocol"]),
      network: textOf(fieldsOf(runtime["networkConfiguration"])["networkMode"]),
      has_jwt_authorizer: fieldsOf(runtime["authorizerConfiguration"])["customJWTAuthorizer"] !== undefined,
      workload_identity: textOf(fieldsOf(runtime["workloadIdentityDetails"])["workloadIdentityArn"]),
      ...addPlainSecrets(id, "environment", variablesOfMap(fieldsOf(runtime["environmentVariables"])), out),
    }),
  },
  {
    set: "gateways",
    type: "aws.bedrock-agentcore-gateway",
    list: { operation: "ListGateways", command: "list-gateways", elements: "items" },
    get: { operation: "GetGateway", command: "get-gateway" },
    id: "gatewayId",
    arn: "gatewayArn",
    name: "name",
    role: "roleArn",
    resource: "gateway",
    more: (gateway) => ({
      authorizer: textOf(gateway["authorizerType"]),
      protocol: textOf(gateway["protocolType"]),
      url: textOf(gateway["gatewayUrl"]),
      public: gateway["authorizerType"] === undefined ? undefined : gateway["authorizerType"] === "NONE",
      workload_identity: textOf(fieldsOf(gateway["workloadIdentityDetails"])["workloadIdentityArn"]),
    }),
    triggers: (gateway) => (gateway["authorizerType"] === "NONE" ? ["url"] : []),
  },
  {
    set: "code-interpreters",
    type: "aws.bedrock-agentcore-code-interpreter",
    list: {
      operation: "ListCodeInterpreters",
      command: "list-code-interpreters",
      elements: "codeInterpreterSummaries",
    },
    get: { operation: "GetCodeInterpreter", command: "get-code-interpreter" },
    id: "codeInterpreterId",
    arn: "codeInterpreterArn",
    name: "name",
    role: "executionRoleArn",
    resource: "code-interpreter-custom",
    more: (interpreter) => ({ network: textOf(fieldsOf(interpreter["networkConfiguration"])["networkMode"]) }),
  },
  {
    set: "browsers",
    type: "aws.bedrock-agentcore-browser",
    list: { operation: "ListBrowsers", command: "list-browsers", elements: "browserSummaries" },
    get: { operation: "GetBrowser", command: "get-browser" },
    id: "browserId",
    arn: "browserArn",
    name: "name",
    role: "executionRoleArn",
    resource: "browser-custom",
    more: (browser) => ({ network: textOf(fieldsOf(browser["networkConfiguration"])["networkMode"]) }),
  },
];

export const agentcoreResources: readonly AwsResource[] = KINDS.map(toKindResource);

function toKindResource(kind: Kind): AwsResource {
  const dataSet = `aws/bedrock-agentcore:${kind.set}`;
  const call = (operation: string, command: string, count: string): AwsCall => ({
    call: `bedrock-agentcore:${operation}`,
    path: ["bedrock-agentcore-control", command],
    dataSet,
    count,
  });
  const list: AwsCall = {
    ...call(kind.list.operation, kind.list.command, "1 per region"),
    lists: [kind.list.elements],
    next: "nextToken",
  };
  const describe: AwsCall = {
    ...call(kind.get.operation, kind.get.command, "1 each"),
    ...(kind.get.secrets === undefined ? {} : { secrets: kind.get.secrets }),
  };
  return toResource({
    dataSet,
    calls: [list, describe],
    read: (reader) => {
      const toId = (summary: Fields, name: string): string =>
        textOf(summary[kind.arn]) ?? reader.arn("bedrock-agentcore", `${kind.resource}/${name}`);
      return readDescribed(reader, {
        list,
        describe,
        word: `AgentCore ${kind.set}`,
        // Those that AWS keeps for everyone carry no role of the account.
        nameOf: (summary) => (isOfVendor(summary[kind.arn]) ? undefined : textOf(summary[kind.id])),
        inputOf: (_, name) => ({ [kind.id === "gatewayId" ? "gatewayIdentifier" : kind.id]: name }),
        unlisted: (name) => ({ [kind.id]: name }),
        subjectOf: toId,
        add: ({ summary, name, answer }, out) => {
          const fields = { ...summary, ...fieldsOf(answer) };
          addThing(kind, fields, toId(fields, name), out);
        },
      });
    },
  });
}

function addThing(kind: Kind, fields: Fields, id: string, out: PartBuilder): void {
  addWorkload(
    {
      id,
      type: kind.type,
      name: textOf(fields[kind.name]) ?? textOf(fields[kind.id]) ?? id,
      runsAs: textOf(fields[kind.role]),
      properties: {
        status: textOf(fields["status"]),
        created_at: toIso(fields["createdAt"]),
        updated_at: toIso(fields["lastUpdatedAt"]) ?? toIso(fields["updatedAt"]),
        ...kind.more?.(fields, id, out),
      },
      triggers: kind.triggers?.(fields) ?? [],
    },
    out,
  );
}

function isOfVendor(arn: unknown): boolean {
  return /^arn:[^:]+:bedrock-agentcore:[^:]*:aws:/.test(textOf(arn) ?? "");
}
