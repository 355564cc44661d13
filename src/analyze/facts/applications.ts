// How many applications use a role: workloads that belong together count once, whatever they are called and however many
// copies of them run.
import type { AnalysisInput, DerivedEdge, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { statedTag } from "./values.js";

/** Tags that say which application a workload is a part of, the surest first. */
const APPLICATION_TAGS = [
  "app",
  "application",
  "app_name",
  "app-name",
  "application-name",
  "service",
  "service-name",
  "project",
  "component",
  "awsApplication",
  "aws:cloudformation:stack-name",
  "aws:cloudformation:root-stack-name",
  "elasticbeanstalk:environment-name",
];

/** What starts others and runs nothing itself: what it starts counts. */
const DEFINITIONS = new Set(["aws.launch-template", "aws.launch-configuration"]);

/** What is meant to share a role: CloudFormation deploys everything with one. */
const SHARED_BY_DESIGN: { readonly [type: string]: string } = {
  "aws.cloudformation-stack": "CloudFormation",
  "aws.cloudformation-stack-set": "CloudFormation",
};

/** Word on edges to roles that are made for a step of pipelines in general, such as the one that the CDK deploys an account with. */
const ACTION_ROLE = "action-role";

/** A name of an application, and the most that are listed. */
const MOST_LISTED = 20;

/** Facts of roles that workloads run as. */
export function* applicationFacts(input: Pick<AnalysisInput, "types" | "nodes" | "edges">): Iterable<DerivedFact> {
  for (const [role, applications] of workloadsByIdentity(input)) {
    if (!role.includes(":role/")) continue;
    const names = [...applications].sort();
    yield { node: role, columns: { application_count: names.length, applications: names.slice(0, MOST_LISTED) } };
  }
}

/** Identity → applications of the workloads that run as it. `derived`: edges that analysis found besides. */
export function workloadsByIdentity(
  input: Pick<AnalysisInput, "types" | "nodes" | "edges">,
  derived: Iterable<Pick<DerivedEdge, "kind" | "from" | "to">> = [],
): ReadonlyMap<string, ReadonlySet<string>> {
  const byIdentity = new Map<string, Set<string>>();
  const types = input.types("workload").filter((type) => !DEFINITIONS.has(type));
  if (types.length === 0) return byIdentity;
  const labels = new Map<string, string>();
  for (const node of input.nodes(types)) labels.set(node.id, applicationOf(node));
  const roles = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.instance-profile"])) {
    const role = textOf(properties["role"]);
    if (role !== undefined) roles.set(id, role);
  }
  const add = (from: string, to: string, properties: JsonRecord = {}): void => {
    const own = labels.get(from);
    const label = own !== undefined && properties["role"] === ACTION_ROLE ? "CodePipeline" : own;
    const identity = roles.get(to) ?? to;
    if (label === undefined) return;
    const known = byIdentity.get(identity);
    if (known) known.add(label);
    else byIdentity.set(identity, new Set([label]));
  };
  for (const { from, to, properties } of input.edges(["runs_as"])) add(from, to, properties);
  for (const { kind, from, to } of derived) if (kind === "runs_as") add(from, to);
  return byIdentity;
}

/** A tag says it; else what makes the copies: a group of instances, a family of tasks; else it stands for itself. */
function applicationOf(node: StoredNode): string {
  const { type, name, properties } = node;
  const tag = statedTag(properties["tags"], APPLICATION_TAGS);
  if (tag !== undefined) return tag.value;
  const shared = SHARED_BY_DESIGN[type];
  if (shared !== undefined) return shared;
  const group = statedTag(properties["tags"], ["aws:autoscaling:groupName", "eks:nodegroup-name"]);
  if (group !== undefined) return group.value;
  const definition = textOf(properties["task_definition"]);
  const family = textOf(properties["family"]) ?? (definition && familyOf(definition));
  return family ?? name;
}

/** `orders` of arn:…:task-definition/orders:17. */
function familyOf(definition: string): string {
  const revision = definition.slice(definition.lastIndexOf("/") + 1);
  return revision.includes(":") ? revision.slice(0, revision.indexOf(":")) : revision;
}
