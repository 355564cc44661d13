// What rules and schedules start: the node of the workload behind a target, as its own data set calls it. Pure.
import { type Fields, fieldsOf, textOf } from "../fields.js";

/** Targets whose node goes by the ARN, up to where a version or alias begins. */
const NODES = [
  /^arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+/,
  /^arn:[^:]+:states:[^:]+:\d+:stateMachine:[^:]+/,
  /^arn:[^:]+:codebuild:[^:]+:\d+:project\/[^:]+/,
  /^arn:[^:]+:codepipeline:[^:]+:\d+:[^:]+/,
];
const TASK_DEFINITION = /^arn:[^:]+:ecs:[^:]+:\d+:task-definition\/[^:]+:\d+$/;

/** Id of the workload that a target starts; undefined where that is none that carries a role, or a family without revision. */
export function startedNode(target: Fields): string | undefined {
  const arn = textOf(target["Arn"]) ?? "";
  for (const node of NODES) {
    const [id] = node.exec(arn) ?? [];
    if (id !== undefined) return id;
  }
  // the target is the cluster; what runs there is said beside it
  const definition = textOf(fieldsOf(target["EcsParameters"])["TaskDefinitionArn"]);
  return definition !== undefined && TASK_DEFINITION.test(definition) ? definition : undefined;
}
