// Bedrock agents and AgentCore: what follows prompts, the roles it has, and the functions that it may be talked into calling.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";

export async function scriptAgents(seeds: Seeds): Promise<Scripts> {
  return { ...(await scriptBedrock(seeds)), ...(await scriptAgentCore(seeds)) };
}

type Kept = { readonly [name: string]: string | number | object | undefined };

async function scriptBedrock(seeds: Seeds): Promise<Scripts> {
  const role = await seeds.role("agent-support", "bedrock.amazonaws.com");
  const toAgent = (agentId: string, agentName: string) => ({
    agentId,
    agentName,
    agentArn: seeds.arn("bedrock", `agent/${agentId}`),
    agentVersion: "DRAFT",
    agentStatus: "PREPARED",
    idleSessionTTLInSeconds: 600,
    agentResourceRoleArn: role,
    createdAt: AT,
    updatedAt: AT,
    foundationModel: "anthropic.claude-sonnet",
    instruction: `Answer people who ask about orders. ${seeds.secret("instruction")}`,
  });
  const agents = [
    { ...toAgent("SUPPORT001", "support"), agentCollaboration: "SUPERVISOR" },
    { ...toAgent("QUIET00001", "quiet"), agentCollaboration: "DISABLED" },
  ];
  const [support] = agents;
  for (const { agentArn } of agents) seeds.expected.runsAs.push(`${agentArn} -> ${role}`);
  const groups = groupsOf(seeds);
  const isOf = (id: unknown) => id === support?.agentId;
  return {
    "bedrock:ListAgents": {
      answer: (_, region) => ({ agentSummaries: region === REGION ? agents.map(toAgentSummary) : [] }),
    },
    "bedrock:GetAgent": {
      answer: ({ agentId }) => {
        const agent = agents.find((one) => one.agentId === agentId);
        return agent === undefined ? undefined : { agent };
      },
    },
    "bedrock:ListAgentActionGroups": {
      answer: ({ agentId }) => ({ actionGroupSummaries: isOf(agentId) ? groups.map(toGroupSummary) : [] }),
    },
    "bedrock:ListAgentCollaborators": {
      answer: ({ agentId }) => ({ agentCollaboratorSummaries: isOf(agentId) ? [toCollaborator(seeds)] : [] }),
    },
    "bedrock:GetAgentActionGroup": {
      answer: ({ actionGroupId }) => {
        const group = groups.find((one) => one["actionGroupId"] === actionGroupId);
        return group === undefined ? undefined : { agentActionGroup: group };
      },
    },
  };
}

function toCollaborator(seeds: Seeds) {
  return {
    agentId: "SUPPORT001",
    agentVersion: "DRAFT",
    collaboratorId: "COLLAB0001",
    agentDescriptor: { aliasArn: seeds.arn("bedrock", "agent-alias/QUIET00001/TSTALIASID") },
    collaborationInstruction: `Ask it about stock. ${seeds.secret("collaboration instruction")}`,
    relayConversationHistory: "TO_COLLABORATOR",
    collaboratorName: "quiet",
    createdAt: AT,
    lastUpdatedAt: AT,
  };
}

function toAgentSummary({ agentId, agentName, agentStatus, updatedAt }: Kept) {
  return { agentId, agentName, agentStatus, updatedAt };
}

function toGroupSummary({ actionGroupId, actionGroupName, actionGroupState, updatedAt }: Kept) {
  return { actionGroupId, actionGroupName, actionGroupState, updatedAt };
}

/** One that calls a function, one that is switched off, one that hands the call back to the caller. */
function groupsOf(seeds: Seeds): readonly Kept[] {
  const toGroup = (actionGroupId: string, actionGroupState: string, actionGroupExecutor: object) => ({
    agentId: "SUPPORT001",
    agentVersion: "DRAFT",
    actionGroupId,
    actionGroupName: actionGroupId.toLowerCase(),
    createdAt: AT,
    updatedAt: AT,
    actionGroupState,
    actionGroupExecutor,
  });
  return [
    toGroup("ORDERS0001", "ENABLED", { lambda: seeds.arn("lambda", "function:orders") }),
    toGroup("OFF0000001", "DISABLED", { lambda: seeds.arn("lambda", "function:deployer") }),
    toGroup("BACK000001", "ENABLED", { customControl: "RETURN_CONTROL" }),
  ];
}

/** `agent -> function`: what must be found of the groups above. */
export function steersOf(seeds: Seeds): readonly string[] {
  const support = seeds.arn("bedrock", "agent/SUPPORT001");
  return [
    `${support} -> ${seeds.arn("bedrock", "agent/QUIET00001")}`,
    `${support} -> ${seeds.arn("lambda", "function:orders")}`,
  ];
}

async function scriptAgentCore(seeds: Seeds): Promise<Scripts> {
  const role = await seeds.role("agentcore", "bedrock-agentcore.amazonaws.com");
  const arn = (resource: string) => seeds.arn("bedrock-agentcore", resource);
  const runtime = runtimeOf(seeds, role);
  const runtimeArn = runtime.agentRuntimeArn;
  const gateways = [gatewayOf(seeds, "open", "NONE", role), gatewayOf(seeds, "signed", "AWS_IAM", role)];
  const interpreterArn = arn("code-interpreter-custom/calc-1a2b3c4d5e");
  const interpreter = toolOf(interpreterArn, "codeInterpreter", "calc-1a2b3c4d5e", {
    name: "calc",
    networkConfiguration: { networkMode: "PUBLIC" },
    executionRoleArn: role,
  });
  const browserArn = arn("browser-custom/shop-1a2b3c4d5e");
  const browser = toolOf(browserArn, "browser", "shop-1a2b3c4d5e", {
    name: "shop",
    networkConfiguration: { networkMode: "PUBLIC" },
  });
  const [open] = gateways;
  seeds.expected.runsAs.push(
    `${runtimeArn} -> ${role}`,
    ...gateways.map(({ gatewayArn }) => `${gatewayArn} -> ${role}`),
    `${interpreterArn} -> ${role}`,
  );
  seeds.expected.holds.push(`${runtimeArn} -> API_KEY`);
  seeds.expected.alone.push(`${open?.gatewayArn} url`);
  seeds.expected.idle.push(browserArn);
  const here = (region: string, kept: readonly Kept[]) => (region === REGION ? kept : []);
  const pick = (kept: readonly Kept[], key: string, id: unknown) => kept.find((one) => one[key] === id);
  return {
    "bedrock-agentcore:ListAgentRuntimes": {
      answer: (_, region) => ({ agentRuntimes: here(region, [toRuntimeSummary(runtime)]) }),
    },
    "bedrock-agentcore:GetAgentRuntime": {
      answer: ({ agentRuntimeId: id }) => pick([runtime], "agentRuntimeId", id),
    },
    "bedrock-agentcore:ListGateways": {
      answer: (_, region) => ({ items: here(region, gateways.map(toGatewaySummary)) }),
    },
    "bedrock-agentcore:GetGateway": {
      answer: ({ gatewayIdentifier: id }) => pick(gateways, "gatewayId", id),
    },
    "bedrock-agentcore:ListCodeInterpreters": {
      // AWS's own interpreter is listed for everyone.
      answer: (_, region) => ({
        codeInterpreterSummaries: [...here(region, [toSummary(interpreter, "codeInterpreter")]), VENDORS_INTERPRETER],
      }),
    },
    "bedrock-agentcore:GetCodeInterpreter": {
      answer: ({ codeInterpreterId: id }) => pick([interpreter], "codeInterpreterId", id),
    },
    "bedrock-agentcore:ListBrowsers": {
      answer: (_, region) => ({ browserSummaries: here(region, [toSummary(browser, "browser")]) }),
    },
    "bedrock-agentcore:GetBrowser": { answer: ({ browserId: id }) => pick([browser], "browserId", id) },
  };
}

function runtimeOf(seeds: Seeds, roleArn: string) {
  return {
    agentRuntimeArn: seeds.arn("bedrock-agentcore", "runtime/support-1a2b3c4d5e"),
    agentRuntimeName: "support",
    agentRuntimeId: "support-1a2b3c4d5e",
    agentRuntimeVersion: "1",
    createdAt: AT,
    lastUpdatedAt: AT,
    roleArn,
    status: "READY",
    lifecycleConfiguration: { idleRuntimeSessionTimeout: 900 },
    networkConfiguration: { networkMode: "PUBLIC" },
    environmentVariables: { API_KEY: seeds.secret("agentcore"), LOG_LEVEL: "information" },
  };
}

function toRuntimeSummary(runtime: Kept): Kept {
  const names = [
    "agentRuntimeArn",
    "agentRuntimeId",
    "agentRuntimeVersion",
    "agentRuntimeName",
    "lastUpdatedAt",
    "status",
  ];
  return { ...pickNames(runtime, names), description: "answers people" };
}

function gatewayOf(seeds: Seeds, name: string, authorizerType: string, roleArn: string) {
  const gatewayId = `${name}-1a2b3c4d5e`;
  return {
    gatewayArn: seeds.arn("bedrock-agentcore", `gateway/${gatewayId}`),
    gatewayId,
    gatewayUrl: `https://${gatewayId}.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp`,
    createdAt: AT,
    updatedAt: AT,
    status: "READY",
    name,
    roleArn,
    protocolType: "MCP",
    authorizerType,
  };
}

function toGatewaySummary(gateway: Kept): Kept {
  return pickNames(gateway, [
    "gatewayId",
    "name",
    "status",
    "createdAt",
    "updatedAt",
    "authorizerType",
    "protocolType",
  ]);
}

function toolOf(arn: string, kind: string, id: string, more: Kept): Kept {
  const frame = { [`${kind}Id`]: id, [`${kind}Arn`]: arn, status: "READY", createdAt: AT, lastUpdatedAt: AT };
  return { ...frame, ...more };
}

function toSummary(tool: Kept, kind: string): Kept {
  return pickNames(tool, [`${kind}Id`, `${kind}Arn`, "name", "status", "createdAt", "lastUpdatedAt"]);
}

const VENDORS_INTERPRETER: Kept = {
  codeInterpreterId: "aws.codeinterpreter.v1",
  codeInterpreterArn: "arn:aws:bedrock-agentcore:us-east-1:aws:code-interpreter/aws.codeinterpreter.v1",
  name: "AWS Code Interpreter",
  status: "READY",
  createdAt: AT,
};

function pickNames(kept: Kept, names: readonly string[]): Kept {
  return Object.fromEntries(names.map((name) => [name, kept[name]]));
}
