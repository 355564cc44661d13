// What stands in the way of grants: deny policies, principal access boundaries, and the organisation policies that matter to
// service accounts. Attached to a container, in force for all below it.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import type { Json } from "../../../model/words.js";
import { type Fields, fieldsOf, isFields, listOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { forget, inherited } from "../above.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { containerId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const deny = { api: "iam", version: "v2", dataSet: "gcp/iam:deny-policies", role: "roles/iam.denyReviewer" };

const LIST_DENY: GcpCall = {
  ...deny,
  method: "iam.policies.listPolicies",
  path: "policies/{attachment}/denypolicies",
  permission: "iam.denypolicies.list",
  count: "1 per container, and 1 for each above a project",
  list: "policies",
};
/** The list leaves the rules out. */
const GET_DENY: GcpCall = {
  ...deny,
  method: "iam.policies.get",
  path: "policies/{attachment}/denypolicies/{policy}",
  permission: "iam.denypolicies.get",
  count: "1 per deny policy",
};

export const denyPolicies: GcpResource = {
  dataSet: deny.dataSet,
  calls: [LIST_DENY, GET_DENY],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, deny.dataSet);
    crawl.shared.askedAbove.add(`deny ${crawl.resource}`);
    for (const container of [crawl.resource, ...inherited(crawl, "deny")]) {
      const attachment = `cloudresourcemanager.googleapis.com/${container}`;
      const listed = await reader.list(LIST_DENY, { attachment }, container);
      if (listed === undefined) forget(crawl, "deny", container);
      const out = new PartBuilder();
      for (const one of listed ?? []) {
        const name = textOf(fieldsOf(one)["name"]);
        const policy = name?.split("/").at(-1);
        if (name === undefined || policy === undefined) continue;
        const whole = await reader.detail(GET_DENY, { attachment, policy }, name);
        if (whole === "unread") forget(crawl, "deny", container);
        if (typeof whole === "string") continue;
        for (const group of groupsIn(whole)) crawl.shared.groups.add(group);
        out.nodes.push(toDenyPolicy(name, whole, container));
      }
      yield crawl.batch(LIST_DENY, out, { attachment });
    }
    yield reader.close(LIST_DENY);
  },
};

/** Addresses of the groups that a deny policy is about or spares: who is in them decides. */
function groupsIn(policy: Fields): readonly string[] {
  return listOf(policy["rules"]).flatMap((one) => {
    const rule = fieldsOf(fieldsOf(one)["denyRule"]);
    const named = [...texts(rule["deniedPrincipals"]), ...texts(rule["exceptionPrincipals"])];
    return named.flatMap((text) => /^principalSet:\/\/goog\/group\/(.+)$/.exec(text)?.[1] ?? []);
  });
}

function toDenyPolicy(name: string, raw: { readonly [key: string]: unknown }, container: string): GraphNode {
  const rules = listOf(raw["rules"]).flatMap((one): Json[] => {
    const rule = fieldsOf(fieldsOf(one)["denyRule"]);
    if (Object.keys(rule).length === 0) return [];
    return [
      {
        principals: texts(rule["deniedPrincipals"]),
        except: texts(rule["exceptionPrincipals"]),
        permissions: texts(rule["deniedPermissions"]),
        except_permissions: texts(rule["exceptionPermissions"]),
        condition: textOf(fieldsOf(rule["denialCondition"])["expression"]) ?? null,
      },
    ];
  });
  return {
    id: `gcp:${decodeURIComponent(name)}`,
    kind: "grant",
    type: "gcp.deny-policy",
    name: proseOf(raw["displayName"]) ?? name.split("/").at(-1) ?? name,
    properties: { container, container_id: containerId(container), rules },
  };
}

function texts(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === "string");
}

const pab = {
  api: "iam",
  version: "v3",
  dataSet: "gcp/iam:principal-access-boundaries",
  role: "roles/iam.principalAccessBoundaryViewer",
};
const LIST_PABS: GcpCall = {
  ...pab,
  method: "iam.organizations.locations.principalAccessBoundaryPolicies.list",
  path: "{+name}/locations/global/principalAccessBoundaryPolicies",
  permission: "iam.principalaccessboundarypolicies.list",
  count: "1",
  list: "principalAccessBoundaryPolicies",
};
const LIST_PAB_BINDINGS: GcpCall = {
  ...pab,
  method: "iam.policyBindings.list",
  path: "{+name}/locations/global/policyBindings",
  permission: "iam.policybindings.list",
  count: "1 per container",
  list: "policyBindings",
};

/** Boundaries of the organisation, and which principals they are bound to. */
export const accessBoundaries: GcpResource = {
  dataSet: pab.dataSet,
  calls: [LIST_PABS, LIST_PAB_BINDINGS],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, pab.dataSet);
    crawl.shared.askedAbove.add(`boundary ${crawl.resource}`);
    const out = new PartBuilder();
    for (const name of [crawl.resource, ...inherited(crawl, "boundary")]) {
      // only organisations have policies; what they are bound to is said on each container
      const policies = name.startsWith("organizations/") ? await reader.list(LIST_PABS, { name }, name) : [];
      for (const one of policies ?? []) addBoundary(fieldsOf(one), out);
      const bindings = await reader.list(LIST_PAB_BINDINGS, { name }, name);
      for (const one of bindings ?? []) addBinding(fieldsOf(one), out);
      if (policies === undefined || bindings === undefined) forget(crawl, "boundary", name);
    }
    yield crawl.batch(LIST_PAB_BINDINGS, out, { name: crawl.resource });
    yield reader.close(LIST_PAB_BINDINGS);
  },
};

function addBoundary(raw: Fields, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const details = fieldsOf(raw["details"]);
  const resources = listOf(details["rules"]).flatMap((rule) => texts(fieldsOf(rule)["resources"]));
  out.nodes.push({
    id: `gcp:${name}`,
    kind: "grant",
    type: "gcp.access-boundary",
    name: proseOf(raw["displayName"]) ?? name,
    properties: properties({ policy: name, resources, version: textOf(details["enforcementVersion"]) }),
  });
}

function addBinding(raw: Fields, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  out.nodes.push({
    id: `gcp:${name}`,
    kind: "grant",
    type: "gcp.access-boundary-binding",
    name: proseOf(raw["displayName"]) ?? name,
    properties: properties({
      policy: textOf(raw["policy"]),
      policy_kind: textOf(raw["policyKind"]),
      principal_set: textOf(fieldsOf(raw["target"])["principalSet"]),
      condition: textOf(fieldsOf(raw["condition"])["expression"]),
    }),
  });
}

/** Constraints that decide about keys, default grants and service accounts of other projects. */
const CONSTRAINTS = [
  "iam.disableServiceAccountKeyCreation",
  "iam.managed.disableServiceAccountKeyCreation",
  "iam.disableServiceAccountKeyUpload",
  "iam.serviceAccountKeyExpiryHours",
  "iam.disableCrossProjectServiceAccountUsage",
  "iam.automaticIamGrantsForDefaultServiceAccounts",
  "iam.workloadIdentityPoolProviders",
  "iam.allowedPolicyMemberDomains",
] as const;

const EFFECTIVE: GcpCall = {
  api: "orgpolicy",
  version: "v2",
  method: "orgpolicy.projects.policies.getEffectivePolicy",
  path: "{+name}/policies/{constraint}:getEffectivePolicy",
  dataSet: "gcp/orgpolicy:effective-policies",
  permission: "orgpolicy.policy.get",
  role: "roles/orgpolicy.policyViewer",
  count: `${CONSTRAINTS.length} per project`,
};

/** What is in force in a project after inheritance, as Google works it out. */
export const organizationPolicies: GcpResource = {
  dataSet: EFFECTIVE.dataSet,
  calls: [EFFECTIVE],
  of: ["project"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, EFFECTIVE.dataSet);
    const found: { [constraint: string]: Json } = {};
    for (const constraint of CONSTRAINTS) {
      const answer = await reader.detail(EFFECTIVE, { name: crawl.resource, constraint }, constraint);
      if (typeof answer === "string") continue;
      const rules = listOf(fieldsOf(answer["spec"])["rules"]).map(fieldsOf);
      const values = rules.flatMap((rule) => texts(fieldsOf(rule["values"])["allowedValues"]));
      const isConditional = rules.some((rule) => isFields(rule["condition"]));
      found[constraint] = {
        enforced: rules.some((rule) => rule["enforce"] === true && !isFields(rule["condition"])),
        conditional: isConditional,
        allows_all: rules.some((rule) => rule["allowAll"] === true),
        denies_all: rules.some((rule) => rule["denyAll"] === true),
        allowed: values,
      };
    }
    const supplements = Object.keys(found).length === 0 ? [] : [{ node: crawl.id, properties: { constraints: found } }];
    yield crawl.batch(EFFECTIVE, { supplements });
    yield reader.close(EFFECTIVE);
  },
};
