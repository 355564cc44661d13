// gcp/iam:policies: who has which role where. One search tells it of a whole organisation, folder or project with all that
// is in it; where that is refused, the policies are asked for one by one.
import type { GraphBatch } from "../../../model/batch.js";
import { hashText } from "../../../model/hash.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { bindingId, resourceId, roleId } from "../ids.js";
import { memberKind } from "../member-kind.js";
import type { GcpResource } from "../resource.js";
import { auditLogs } from "./audit-logs.js";

const DATA_SET = "gcp/iam:policies";

const SEARCH: GcpCall = {
  api: "cloudasset",
  version: "v1",
  method: "cloudasset.searchAllIamPolicies",
  path: "{+name}:searchAllIamPolicies",
  dataSet: DATA_SET,
  permission: "cloudasset.assets.searchAllIamPolicies",
  role: "roles/cloudasset.viewer",
  count: "1 per 500 policies",
  list: "results",
  page: { name: "pageSize", size: 500 },
};

type Above = "folders" | "organizations";

/** Calls for the policies of containers, for a data set; `count`: how often each is asked. */
export function policyCalls(
  dataSet: string,
  count: { readonly projects: string; readonly above: string },
): { readonly [kind in "projects" | Above]: GcpCall } {
  const call = (kind: "projects" | Above): GcpCall => ({
    api: "cloudresourcemanager",
    version: "v3",
    method: `cloudresourcemanager.${kind}.getIamPolicy`,
    http: "POST",
    body: { options: { requestedPolicyVersion: 3 } },
    path: "{+name}:getIamPolicy",
    dataSet,
    permission: `resourcemanager.${kind}.getIamPolicy`,
    role: "roles/iam.securityReviewer",
    count: kind === "projects" ? count.projects : count.above,
  });
  return { projects: call("projects"), folders: call("folders"), organizations: call("organizations") };
}

const GET_POLICY = policyCalls(DATA_SET, {
  projects: "1 per project, where the search is refused",
  above: "1 for each above a project",
});

const LIST_ACCOUNTS: GcpCall = {
  api: "iam",
  version: "v1",
  method: "iam.projects.serviceAccounts.list",
  path: "projects/{project}/serviceAccounts",
  dataSet: DATA_SET,
  permission: "iam.serviceAccounts.list",
  role: "roles/iam.securityReviewer",
  count: "1 per 100 service accounts, where the search is refused",
  list: "accounts",
};
const GET_ACCOUNT_POLICY: GcpCall = {
  api: "iam",
  version: "v1",
  method: "iam.projects.serviceAccounts.getIamPolicy",
  http: "POST",
  // Unlike that of Resource Manager, this one takes no body.
  query: { "options.requestedPolicyVersion": "3" },
  path: "projects/{project}/serviceAccounts/{account}:getIamPolicy",
  dataSet: DATA_SET,
  permission: "iam.serviceAccounts.getIamPolicy",
  role: "roles/iam.securityReviewer",
  count: "1 per service account, where the search is refused",
};

export const policies: GcpResource = {
  dataSet: DATA_SET,
  calls: [SEARCH, ...Object.values(GET_POLICY), LIST_ACCOUNTS, GET_ACCOUNT_POLICY],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { kind, name } = crawl.container;
    // told by the search over what holds it
    if (kind === "project" && crawl.shared.coveredProjects.has(name)) return;
    const reader = new ScopeReader(crawl, DATA_SET);
    const fault = yield* search(crawl);
    if (fault !== undefined) yield* oneByOne(crawl, reader, fault);
    else reader.isPart = true;
    if (kind !== "organization") yield* above(crawl, reader);
    yield reader.close(SEARCH);
  },
};

async function* search(crawl: ContainerCrawl): AsyncGenerator<GraphBatch, AnswerFault | undefined> {
  const params = { name: crawl.resource };
  try {
    for await (const page of crawl.ask(SEARCH, params)) {
      const out = new PartBuilder();
      const results = elementsOf(SEARCH, page).map(fieldsOf);
      for (const result of results) {
        const resource = textOf(result["resource"]);
        if (resource === undefined) continue;
        const project = textOf(result["project"])?.slice("projects/".length);
        addPolicy({ resource, policy: result["policy"], assetType: textOf(result["assetType"]), project }, crawl, out);
      }
      crawl.count("policies", results.length);
      yield crawl.batch(SEARCH, out, params);
    }
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
  if (crawl.container.kind !== "project") {
    for (const { id } of crawl.shared.projects.values()) {
      if (crawl.shared.ancestorsOf(id).includes(crawl.resource)) crawl.shared.coveredProjects.add(id);
    }
  }
  crawl.shared.coveredContainers.add(crawl.resource);
  return undefined;
}

/** The policy of the container, and of a project those of its service accounts; other resources stay unread. */
async function* oneByOne(
  crawl: ContainerCrawl,
  reader: ScopeReader<GcpCall>,
  refused: AnswerFault,
): AsyncGenerator<GraphBatch> {
  const { kind, name } = crawl.container;
  yield* readPolicies([crawl.resource], crawl, reader);
  if (kind !== "project") {
    const folders = [...crawl.shared.folders.keys()].filter((one) => climbsTo(one, crawl));
    yield* readPolicies(folders, crawl, reader);
    reader.note(refused);
    return;
  }
  const params = { project: name };
  const accounts = (await reader.list(LIST_ACCOUNTS, params, crawl.resource)) ?? [];
  const emails = accounts.flatMap((one) => textOf(fieldsOf(one)["email"]) ?? []);
  yield* reader.batches(
    emails,
    { word: "policies of service accounts", call: GET_ACCOUNT_POLICY },
    async (email, out) => {
      const policy = await reader.detail(GET_ACCOUNT_POLICY, { ...params, account: email }, email);
      if (typeof policy === "string") return;
      const resource = `//iam.googleapis.com/projects/${name}/serviceAccounts/${email}`;
      addPolicy({ resource, policy, assetType: "iam.googleapis.com/ServiceAccount", project: name }, crawl, out);
    },
  );
  reader.note(
    new AnswerFault(
      refused.kind,
      refused.code,
      `${refused.message}; policies of resources other than projects and service accounts were not read`,
      refused.permission === undefined ? {} : { permission: refused.permission },
    ),
  );
}

/** Whether a folder is in a container, at any depth. */
export function climbsTo(folder: string, { resource, shared }: Pick<ContainerCrawl, "resource" | "shared">): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = folder; at !== undefined && !seen.has(at); at = shared.folders.get(at)) {
    if (at === resource) return true;
    seen.add(at);
  }
  return false;
}

/** What is granted above is inherited: the folders and the organisation above, unless their own crawl tells. */
async function* above(crawl: ContainerCrawl, reader: ScopeReader<GcpCall>): AsyncGenerator<GraphBatch> {
  const { container, shared } = crawl;
  const all = container.kind === "project" ? shared.ancestorsOf(container.name) : foldersAbove(crawl);
  const missing = all.filter((one) => !shared.coveredContainers.has(one));
  if (container.kind === "project" && all.length === 0 && shared.projects.get(container.name)?.parent === undefined) {
    if (!shared.projects.has(container.name))
      reader.note("what holds the project was not read, and so no role that is inherited");
    return;
  }
  yield* readPolicies(missing, crawl, reader);
}

function foldersAbove({ resource, shared }: ContainerCrawl): readonly string[] {
  const ancestors: string[] = [];
  for (let at = shared.folders.get(resource); at !== undefined && !ancestors.includes(at); at = shared.folders.get(at))
    ancestors.push(at);
  return ancestors;
}

async function* readPolicies(
  names: readonly string[],
  crawl: ContainerCrawl,
  reader: ScopeReader<GcpCall>,
): AsyncGenerator<GraphBatch> {
  for (const name of names) {
    const kind = name.split("/")[0] ?? "";
    const call = kind === "projects" || kind === "folders" || kind === "organizations" ? GET_POLICY[kind] : undefined;
    if (call === undefined) continue;
    const policy = await reader.detail(call, { name }, name);
    if (typeof policy === "string") continue;
    // Of a container that holds projects, each of them would ask again.
    if (kind !== "projects") crawl.shared.coveredContainers.add(name);
    const out = new PartBuilder();
    const resource = `//cloudresourcemanager.googleapis.com/${name}`;
    addPolicy({ resource, policy, assetType: undefined, project: undefined }, crawl, out);
    crawl.shared.auditLogs.set(name, auditLogs(policy));
    yield crawl.batch(call, out, { name });
  }
}

interface FoundPolicy {
  /** Full resource name. */
  readonly resource: string;
  readonly policy: unknown;
  readonly assetType: string | undefined;
  /** Number or id. */
  readonly project: string | undefined;
}

/** Adds every binding of a policy, one a member: that is what is granted, found fault with, and taken away. */
function addPolicy(
  { resource, policy, assetType, project }: FoundPolicy,
  crawl: ContainerCrawl,
  out: PartBuilder,
): void {
  const { shared } = crawl;
  const owner = project === undefined ? undefined : (shared.projectByNumber(project) ?? project);
  for (const one of listOf(fieldsOf(policy)["bindings"])) {
    const binding = fieldsOf(one);
    const role = textOf(binding["role"]);
    if (role === undefined) continue;
    shared.roles.add(role);
    const condition = conditionOf(binding["condition"]);
    for (const member of listOf(binding["members"])) {
      const text = textOf(member);
      if (text === undefined) continue;
      const group = /^group:(.+)$/.exec(text)?.[1];
      if (group !== undefined) shared.groups.add(group);
      out.nodes.push({
        id: bindingId(resource, role, text, condition?.hash),
        kind: "grant",
        type: "gcp.role-binding",
        name: `${role} for ${text}`,
        properties: properties({
          resource,
          resource_id: resourceId(resource),
          resource_type: assetType,
          // What the commands of gcloud that take a binding away call it.
          bound_project: /^\/\/cloudresourcemanager\.googleapis\.com\/projects\/([^/]+)$/.exec(resource)?.[1],
          bound_account: /^\/\/iam\.googleapis\.com\/.*\/serviceAccounts\/([^/]+)$/.exec(resource)?.[1],
          project: owner,
          role,
          role_id: roleId(role),
          member: text,
          member_kind: memberKind(text),
          condition_title: condition?.title,
          condition: condition?.expression,
        }),
      });
    }
  }
}

function conditionOf(value: unknown): { hash: string; title: string | undefined; expression: string } | undefined {
  const raw: Fields = fieldsOf(value);
  const expression = textOf(raw["expression"]);
  if (expression === undefined) return undefined;
  return { hash: hashText(expression).slice(0, 8), title: proseOf(raw["title"]), expression };
}
