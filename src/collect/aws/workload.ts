// Workloads and what they run as, written the same way for every service. Pure.
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { fieldsOf, properties, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import type { AccountCrawl } from "./account.js";

/** What makes a workload run without a person; from the most to the least exposed. */
export const TRIGGERS = ["url", "event", "queue", "schedule", "scaling"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export interface Workload {
  /** ARN. */
  readonly id: string;
  /** `aws.lambda-function`. */
  readonly type: string;
  readonly name: string;
  readonly incarnation?: string | undefined;
  /** Hash of its resource policy. */
  readonly document?: string | undefined;
  /** Node that it belongs to: the cluster of a task. */
  readonly parent?: string | undefined;
  /** ARN of the role or instance profile that it runs as. */
  readonly runsAs?: string | undefined;
  readonly properties?: { readonly [key: string]: JsonRecord[string] | undefined };
  /** What makes it run without a person. */
  readonly triggers?: readonly Trigger[];
}

/** Adds a workload and the edge to what it runs as. */
export function addWorkload(workload: Workload, out: PartBuilder): GraphNode {
  const { id, type, name, incarnation, document, parent, runsAs } = workload;
  const node: GraphNode = {
    id,
    kind: "workload",
    type,
    name,
    ...(incarnation === undefined ? {} : { incarnation }),
    ...(document === undefined ? {} : { document }),
    ...(parent === undefined ? {} : { parent }),
    properties: properties({
      ...(runsAs?.includes(":role/") === true ? { role: runsAs } : {}),
      ...(runsAs?.includes(":instance-profile/") === true ? { instance_profile: runsAs } : {}),
      ...workload.properties,
      ...toTriggers(workload.triggers ?? []),
    }),
  };
  out.nodes.push(node);
  if (runsAs !== undefined) out.edge("runs_as", id, runsAs);
  return node;
}

/** Adds edges to roles that serve a node, though it does not run as them: word → role, by ARN or name. */
export function addServingRoles(
  id: string,
  roles: { readonly [word: string]: unknown },
  account: AccountCrawl,
  out: PartBuilder,
): void {
  for (const [role, raw] of Object.entries(roles)) {
    const to = toRoleArn(raw, account);
    if (to !== undefined) out.edge("references", id, to, { properties: { role } });
  }
}

/** Says that a workload acts without a person, and what makes it: the most exposed of several. */
export function toTriggers(triggers: readonly Trigger[]): JsonRecord {
  const trigger = TRIGGERS.find((known) => triggers.includes(known));
  return trigger === undefined ? {} : { acts_alone: true, trigger };
}

/** ARN of a role that an answer names by ARN or by name; a name without path is taken to have none. */
export function toRoleArn(raw: unknown, account: AccountCrawl): string | undefined {
  const text = textOf(raw);
  if (text === undefined || text.startsWith("arn:")) return text;
  return `arn:${account.partition}:iam::${account.account}:role/${text.replace(/^\//, "")}`;
}

/** ARN of an instance profile that an answer names by `Arn`, by `Name`, or by a text that is either. */
export function toProfileArn(raw: unknown, account: AccountCrawl): string | undefined {
  const fields = fieldsOf(raw);
  const text = textOf(fields["Arn"]) ?? textOf(fields["Name"]) ?? textOf(raw);
  if (text === undefined || text.startsWith("arn:")) return text;
  const known = account.facts.instanceProfiles.get(text);
  return known ?? `arn:${account.partition}:iam::${account.account}:instance-profile/${text}`;
}
