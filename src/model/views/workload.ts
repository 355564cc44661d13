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
