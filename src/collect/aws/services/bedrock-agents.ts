// aws/bedrock:agents: agents, the roles they run as, the functions that they can be talked into calling, and the agents that they
// hand over to. Neither their instructions nor their prompts are kept.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/bedrock:agents";
/** The version that can be changed; others are copies of it. */
const DRAFT = "DRAFT";

const LIST_AGENTS: AwsCall = {
  call: "bedrock:ListAgents",
  path: ["bedrock-agent", "list-agents"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["agentSummaries"],
  next: "nextToken",
};

const GET_AGENT: AwsCall = {
  call: "bedrock:GetAgent",
  path: ["bedrock-agent", "get-agent"],
  dataSet: DATA_SET,
  count: "1 per agent",
  secrets: ["agent.instruction", "agent.promptOverrideConfiguration"],
};

const LIST_ACTION_GROUPS: AwsCall = {
  call: "bedrock:ListAgentActionGroups",
  path: ["bedrock-agent", "list-agent-action-groups"],
  dataSet: DATA_SET,
  count: "1 per agent",
  lists: ["actionGroupSummaries"],
  input: { agentVersion: DRAFT },
  next: "nextToken",
};

const GET_ACTION_GROUP: AwsCall = {
  call: "bedrock:GetAgentActionGroup",
  path: ["bedrock-agent", "get-agent-action-group"],
  dataSet: DATA_SET,
  count: "1 per action group",
  input: { agentVersion: DRAFT },
};

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_ListAgentCollaborators.html */
const LIST_COLLABORATORS: AwsCall = {
  call: "bedrock:ListAgentCollaborators",
  path: ["bedrock-agent", "list-agent-collaborators"],
  dataSet: DATA_SET,
  count: "1 per agent that supervises others",
  lists: ["agentCollaboratorSummaries"],
  input: { agentVersion: DRAFT },
  next: "nextToken",
  secrets: ["agentCollaboratorSummaries.*.collaborationInstruction"],
};
/** Ways to work together in which an agent calls others. */
const SUPERVISES: ReadonlySet<unknown> = new Set(["SUPERVISOR", "SUPERVISOR_ROUTER"]);

export const bedrockAgents = toResource({
  dataSet: DATA_SET,
  calls: [LIST_AGENTS, GET_AGENT, LIST_ACTION_GROUPS, GET_ACTION_GROUP, LIST_COLLABORATORS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const ids = new Map<string, Fields>();
    for await (const page of reader.pages(LIST_AGENTS, {}, GET_AGENT)) {
      for (const agent of listOf(page["agentSummaries"]).map(fieldsOf)) {
        const id = textOf(agent["agentId"]);
        if (id !== undefined) ids.set(id, agent);
      }
    }
    for (const id of await reader.unlisted(GET_AGENT, new Set(ids.keys()))) ids.set(id, {});
    yield* reader.each([...ids], "agents", ([id, summary], out) => addAgent(reader, id, summary, out));
  },
});

async function addAgent(reader: Reader, key: string, summary: Fields, out: PartBuilder): Promise<void> {
  const guess = reader.arn("bedrock", `agent/${key}`);
  const answer = await reader.detail(GET_AGENT, { subject: guess, name: key, input: { agentId: key } });
  const agent = { ...summary, ...fieldsOf(fieldsOf(answer)["agent"]) };
  const id = textOf(agent["agentArn"]) ?? guess;
  const guardrail = agent["guardrailConfiguration"];
  addWorkload(
    {
      id,
      type: "aws.bedrock-agent",
      name: textOf(agent["agentName"]) ?? key,
      runsAs: textOf(agent["agentResourceRoleArn"]),
      properties: {
        status: textOf(agent["agentStatus"]),
        model: textOf(agent["foundationModel"]),
        collaboration: textOf(agent["agentCollaboration"]),
        has_guardrail: textOf(fieldsOf(guardrail)["guardrailIdentifier"]) !== undefined,
        created_at: toIso(agent["createdAt"]),
        updated_at: toIso(agent["updatedAt"]),
      },
    },
    out,
  );
  await addActionGroups(reader, { id, key }, out);
  if (SUPERVISES.has(agent["agentCollaboration"])) await addCollaborators(reader, { id, key }, out);
}

/** Who talks to an agent talks to those that it hands over to: that is use of them, and no more. */
async function addCollaborators(
  reader: Reader,
  { id, key }: { readonly id: string; readonly key: string },
  out: PartBuilder,
): Promise<void> {
  const subject = `${id} collaborators`;
  const listed = await reader.detail(LIST_COLLABORATORS, { subject, name: key, input: { agentId: key } });
  for (const summary of listOf(fieldsOf(listed)["agentCollaboratorSummaries"]).map(fieldsOf)) {
    const alias = textOf(fieldsOf(summary["agentDescriptor"])["aliasArn"]);
    const [, place, agent] = /^(arn:[^:]+:bedrock:[^:]*:\d*):agent-alias\/([^/]+)\//.exec(alias ?? "") ?? [];
    if (place === undefined) continue;
    out.edge("steers", id, `${place}:agent/${agent}`, {
      capability: "use",
      properties: {
        collaborator: textOf(summary["collaboratorName"]) ?? agent ?? "",
        // what the people said goes along
        relays: summary["relayConversationHistory"] === "TO_COLLABORATOR",
      },
    });
  }
}

async function addActionGroups(
  reader: Reader,
  agent: { readonly id: string; readonly key: string },
  out: PartBuilder,
): Promise<void> {
  const { id, key } = agent;
  const listed = await reader.detail(LIST_ACTION_GROUPS, { subject: id, name: key, input: { agentId: key } });
  for (const summary of listOf(fieldsOf(listed)["actionGroupSummaries"]).map(fieldsOf)) {
    const group = textOf(summary["actionGroupId"]);
    if (group === undefined || textOf(summary["actionGroupState"]) === "DISABLED") continue;
    const answer = await reader.detail(GET_ACTION_GROUP, {
      subject: `${id} action group ${group}`,
      name: `${key}/${group}`,
      input: { agentId: key, actionGroupId: group },
    });
    const executor = fieldsOf(fieldsOf(fieldsOf(answer)["agentActionGroup"])["actionGroupExecutor"]);
    const lambda = textOf(executor["lambda"]);
    if (lambda === undefined) continue;
    // Whoever talks to the agent decides what the function is asked. Whether it passes that on to what its role may do is in
    // its code, which nobody looks at: it may.
    const name = textOf(summary["actionGroupName"]) ?? group;
    out.edge("steers", id, lambda.split(":").slice(0, 7).join(":"), {
      capability: "act",
      state: "unknown",
      confidence: 0.3,
      properties: { action_group: name, why: "the function passes on what the agent asks of it" },
    });
  }
}
