// gcp/privilegedaccessmanager:entitlements: who may ask for which role where, and who has to approve it. Who asks has the role for
// some hours. https://cloud.google.com/iam/docs/reference/pam/rest/v1/projects.locations.entitlements
import type { GraphBatch } from "../../../model/batch.js";
import { hashText } from "../../../model/hash.js";
import { type Fields, fieldsOf, isFields, listOf, properties, textOf } from "../../fields.js";
import { lackIn, lackOf } from "../../lacking.js";
import { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { forget, inherited } from "../above.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { containerId, resourceId, roleId } from "../ids.js";
import { memberKind } from "../member-kind.js";
import type { GcpResource } from "../resource.js";

const DATA_SET = "gcp/privilegedaccessmanager:entitlements";

function listCall(kind: "projects" | "folders" | "organizations"): GcpCall {
  return {
    api: "privilegedaccessmanager",
    version: "v1",
    method: `privilegedaccessmanager.${kind}.locations.entitlements.list`,
    path: `${kind}/{container}/locations/global/entitlements`,
    dataSet: DATA_SET,
    permission: "privilegedaccessmanager.entitlements.list",
    role: "roles/privilegedaccessmanager.viewer",
    count: kind === "projects" ? "1 per project" : "1 for each, and for each above a lone project",
    list: "entitlements",
    // The account by which grants of a project are made comes with its API. https://cloud.google.com/iam/docs/pam-permissions-and-setup
    isOnlyWhenEnabled: true,
  };
}

const CALLS = {
  projects: listCall("projects"),
  folders: listCall("folders"),
  organizations: listCall("organizations"),
};

export const entitlements: GcpResource = {
  dataSet: DATA_SET,
  calls: Object.values(CALLS),
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, DATA_SET);
    crawl.shared.askedAbove.add(`entitlements ${crawl.resource}`);
    for (const container of [crawl.resource, ...inherited(crawl, "entitlements")]) {
      const [kind = "", name = ""] = container.split("/");
      const call = kind === "folders" || kind === "organizations" ? CALLS[kind] : CALLS.projects;
      if (call === CALLS.projects && crawl.isOff(call)) continue;
      const listed = await reader.list(call, { container: name }, container);
      if (listed === undefined) forget(crawl, "entitlements", container);
      const nameless = lackOf(listed ?? [], ["name", "privilegedAccess.gcpIamAccess.resource"]);
      const lack = lackIn(crawl, crawl.question(call, { container: name }), nameless);
      if (lack !== undefined) reader.gap(containerId(container), lack);
      const out = new PartBuilder();
      for (const one of listed ?? []) addEntitlement(fieldsOf(one), crawl, out);
      crawl.count("entitlements", listed?.length ?? 0);
      yield crawl.batch(call, out, { container: name });
    }
    yield reader.close(CALLS.projects);
  },
};

/** One node a role and member, like bindings: that is what is granted, found fault with, and taken away. */
function addEntitlement(raw: Fields, { shared }: ContainerCrawl, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  const access = fieldsOf(fieldsOf(raw["privilegedAccess"])["gcpIamAccess"]);
  const resource = textOf(access["resource"]);
  if (name === undefined || resource === undefined) return;
  const approval = toApproval(raw);
  for (const one of listOf(access["roleBindings"]).map(fieldsOf)) {
    const role = textOf(one["role"]);
    if (role === undefined) continue;
    shared.roles.add(role);
    const condition = textOf(one["conditionExpression"]);
    for (const member of membersOf(raw["eligibleUsers"])) {
      const group = /^group:(.+)$/.exec(member)?.[1];
      if (group !== undefined) shared.groups.add(group);
      const ending = condition === undefined ? "" : `/${hashText(condition).slice(0, 8)}`;
      out.nodes.push({
        id: `gcp:${name}#${role}/${member}${ending}`,
        kind: "grant",
        type: "gcp.eligible-role",
        name: role,
        properties: properties({
          entitlement: name,
          resource,
          resource_id: resourceId(resource),
          role,
          role_id: roleId(role),
          member,
          member_kind: memberKind(member),
          held: "eligible",
          condition,
          state: textOf(raw["state"]),
          longest: textOf(raw["maxRequestDuration"]),
          created_at: toIso(raw["createTime"]),
          updated_at: toIso(raw["updateTime"]),
          ...approval,
        }),
      });
    }
  }
}

/** Members of a list of access control entries, each once. */
function membersOf(entries: unknown): readonly string[] {
  const members = listOf(entries).flatMap((entry) => listOf(fieldsOf(entry)["principals"]));
  return [...new Set(members.filter((one): one is string => typeof one === "string" && one !== ""))];
}

/** An entitlement without an approval workflow is granted to whoever asks. */
function toApproval(raw: Fields): { asks_approval: boolean; approvers: string[]; activation_asks: string[] } {
  const steps = listOf(fieldsOf(fieldsOf(raw["approvalWorkflow"])["manualApprovals"])["steps"]).map(fieldsOf);
  return {
    asks_approval: isFields(raw["approvalWorkflow"]),
    approvers: [...new Set(steps.flatMap((step) => membersOf(step["approvers"])))],
    activation_asks: isFields(fieldsOf(raw["requesterJustificationConfig"])["unstructured"]) ? ["a justification"] : [],
  };
}
