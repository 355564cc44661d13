// The `workload` view: one row a thing that runs code or prompts and holds an identity.
import { column, type View } from "./column.js";
import { tierColumns } from "./tier-columns.js";

/** What other data sets say of what makes a workload act, the most exposed first. */
const STARTED_BY = [
  "aws/firehose:delivery-streams",
  "aws/iot:topic-rules",
  "aws/lambda:event-source-mappings",
  "aws/pipes:pipes",
  "aws/events:rules",
  "aws/scheduler:schedules",
  "aws/glue:triggers",
];

/** Nothing is more exposed than what anyone may call, which these say and nothing else. */
const BY_URL = ["aws/apigateway:rest-apis", "aws/apigateway:http-apis", "aws/appsync:apis"];

function startedBy(key: string): readonly string[] {
  return [
    ...BY_URL.map((dataSet) => `supplement:${dataSet}:${key}`),
    `property:${key}`,
    ...STARTED_BY.map((dataSet) => `supplement:${dataSet}:${key}`),
  ];
}

/** Of builds that take their code from a repository. */
const buildColumns = [
  column("built_from", "json", "fact:built_from", "none", "Of a build: repositories that it takes code from."),
  column(
    "build_source",
    "text",
    "fact:build_source",
    "none",
    "Of a build that reaches admin, or may: who gets code into it alone; internet, readers (members) or writers.",
  ),
  column("build_source_id", "text", "fact:build_source_id", "none", "Id of those, where their path starts."),
  column("build_source_name", "text", "fact:build_source_name", "none", "Who they are, in words."),
  column("build_reason", "text", "fact:build_reason", "none", "How they do."),
  column("build_admin", "boolean", "fact:build_admin", "unread", "Of a build: the code that it runs reaches admin."),
  column("build_admin_by", "text", "fact:build_admin_by", "none", "The identity that is administrator at the end."),
  column("build_target", "text", "fact:build_target", "none", "The scope that is controlled then."),
  column(
    "build_unscanned",
    "text",
    "fact:build_unscanned",
    "none",
    "Of a build that changes start: a repository of which it is not known who changes it, and why.",
  ),
  column("build_undecided", "text", "fact:build_undecided", "none", "Who perhaps gets code into it, and what is open."),
] as const;

export const workload: View = {
  name: "workload",
  doc: "What runs code or prompts and holds an identity: functions, instances, tasks, build projects, stacks, agents, CI jobs.",
  kinds: ["workload"],
  columns: [
    column("id", "text", "node.id", "none", "ARN or address."),
    column("type", "text", "node.type", "none", "Vendor's type, such as aws.lambda-function."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("label", "text", "property:label", "none", "Name tag, where its id is all that the vendor calls it by."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("region", "text", "node.region", "none", "Region it runs in."),
    column("role", "text", ["property:role", "fact:role"], "none", "Principal it runs as."),
    column("instance_profile", "text", "property:instance_profile", "none", "Instance profile that it carries."),
    column("created_at", "time", "property:created_at", "none", "Creation."),
    column("changed_at", "time", "property:updated_at", "none", "Last change."),
    column(
      "state",
      "text",
      ["property:state", "property:status"],
      "none",
      "Running, stopped, active … as the vendor says.",
    ),
    column("tags", "json", "property:tags", "none", "Tags as a map."),
    column(
      "acts_alone",
      "boolean",
      startedBy("acts_alone"),
      "none",
      "It acts without a person: a schedule, a queue, a public URL.",
    ),
    column("trigger", "text", startedBy("trigger"), "none", "What makes it act: schedule, queue, event, url."),
    column("is_public", "boolean", "property:public", "unread", "Anyone on the internet can call it."),
    column(
      "metadata_v1",
      "boolean",
      "property:metadata_v1",
      "unread",
      "An instance that still answers the metadata service without a session token (IMDSv1).",
    ),
    column(
      "secret_names",
      "json",
      ["property:secret_names", "supplement:aws/ec2:user-data:secret_names"],
      "unread",
      "Names of configuration variables, or of assignments in user data, whose values look like secrets.",
    ),
    column(
      "secret_formats",
      "json",
      ["property:secret_formats", "supplement:aws/ec2:user-data:secret_formats"],
      "none",
      "Known formats among them.",
    ),
    column("role_agents", "integer", "fact:role_agents", "none", "Of a hosted agent: agents that run as its role."),
    column(
      "role_policies",
      "json",
      "fact:role_policies",
      "none",
      "Of a hosted agent: policies or roles of the cloud's own on its role.",
    ),
    column(
      "weaker_invoker_count",
      "integer",
      "fact:weaker_invoker_count",
      "unread",
      "Of a hosted agent: who may invoke it and reaches less than its role does.",
    ),
    column("weaker_invokers", "json", "fact:weaker_invokers", "none", "Their ids, twenty at most."),
    ...buildColumns,
    column("reaches_admin", "boolean", "fact:reaches_admin", "unread", "It reaches admin by its identity."),
    column("admin_hops", "integer", "fact:admin_hops", "none", "Hops to admin, of its identity."),
    ...tierColumns("fact", "its identity reaches", "0 control, 1 data of production"),
    column(
      "calls_recorded",
      "text",
      "fact:calls_recorded",
      "unread",
      "Whether what it calls in its account is recorded by a trail, an event data store, audit logs or a diagnostic setting: all, part or none.",
    ),
    column(
      "model_calls_recorded",
      "boolean",
      "fact:model_calls_recorded",
      "unread",
      "Of a hosted agent: its region keeps what is asked of models and what they answer.",
    ),
    column("owner", "text", "fact:owner", "none", "Owner, from config or tags."),
    column("environment", "text", "fact:environment", "unread", "Environment; NULL when nothing says."),
  ],
};
