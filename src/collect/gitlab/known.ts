// Groups and projects below the group that is crawled: asked for once, needed by nearly every data set, and told from the
// answers that a bundle holds where it has no list.
import { addAll } from "../../model/add-all.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../fields.js";
import { lackIn, lackOf } from "../lacking.js";
import { toIso } from "../time.js";
import { type GitLabCall, listCall } from "./call.js";
import type { KnownGroup, KnownList, KnownProject } from "./facts.js";
import { elementsOf, type GroupCrawl } from "./group-crawl.js";
import { groupId, projectId } from "./ids.js";
import { levelOf } from "./roles.js";

export const GROUPS = "gitlab/group:groups";
export const PROJECTS = "gitlab/group:projects";

export const GET_GROUP: GitLabCall = {
  route: "GET /groups/:id",
  dataSet: GROUPS,
  role: "Guest",
  count: "1, and 1 per group below it",
  secrets: ["runners_token"],
  query: { with_projects: "false" },
};
export const LIST_SUBGROUPS = listCall({
  route: "GET /groups/:id/descendant_groups",
  dataSet: GROUPS,
  role: "Guest",
  count: "1 per 100 groups",
  secrets: [".*.runners_token"],
});
export const LIST_PROJECTS = listCall({
  route: "GET /groups/:id/projects",
  dataSet: PROJECTS,
  role: "Guest",
  count: "1 per 100 projects",
  query: { include_subgroups: "true", with_shared: "false", order_by: "id", sort: "asc" },
  secrets: [".*.runners_token"],
});

/** The group that is crawled and those below it, asked for once in a crawl. */
export function groupsOf(crawl: GroupCrawl): Promise<KnownList<KnownGroup>> {
  crawl.facts.groups ??= askGroups(crawl);
  return crawl.facts.groups;
}

/** All projects below the group, archived ones among them. */
export function projectsOf(crawl: GroupCrawl): Promise<KnownList<KnownProject>> {
  crawl.facts.projects ??= askProjects(crawl);
  return crawl.facts.projects;
}

/** Those that can still run something. */
export async function activeProjects(crawl: GroupCrawl): Promise<KnownList<KnownProject>> {
  const { list, ...rest } = await projectsOf(crawl);
  return { ...rest, list: list.filter(({ isArchived }) => !isArchived) };
}

async function askGroups(crawl: GroupCrawl): Promise<KnownList<KnownGroup>> {
  const top = await crawl.one(GET_GROUP, { id: crawl.path });
  if (!(top instanceof AnswerFault)) crawl.facts.scope = toScope(top);
  const number = top instanceof AnswerFault ? undefined : integerOf(top["id"]);
  const self: KnownGroup = { id: crawl.id, number: number ?? 0, path: crawl.path, param: crawl.path };
  const below = await crawl.one(LIST_SUBGROUPS, { id: crawl.path });
  const asked = [top, below].find((one) => one instanceof AnswerFault);
  const fault = asked ?? crawl.answers.odd.faultOf(LIST_SUBGROUPS.dataSet);
  const elements = below instanceof AnswerFault ? [] : elementsOf(LIST_SUBGROUPS, below);
  const list = elements.flatMap((raw) => toGroup(crawl, raw));
  const lack = lackIn(crawl, crawl.question(LIST_SUBGROUPS, { id: crawl.path }), lackOfListed(elements, "full_path"));
  return { list: [self, ...list], lack, ...(fault === undefined ? {} : { fault }) };
}

function lackOfListed(elements: readonly unknown[], path: string): string | undefined {
  return lackOf(elements, ["id"], integerOf) ?? lackOf(elements, [path]);
}

function toGroup({ host }: GroupCrawl, raw: unknown): KnownGroup[] {
  const group = fieldsOf(raw);
  const number = integerOf(group["id"]);
  const path = textOf(group["full_path"]);
  return number === undefined || path === undefined
    ? []
    : [{ id: groupId(host, number), number, path, param: String(number) }];
}

function toScope(group: Fields) {
  return properties({
    group_id: integerOf(group["id"]),
    full_path: textOf(group["full_path"]),
    visibility: textOf(group["visibility"]),
    two_factor_required: flagOf(group, "require_two_factor_authentication"),
    ...makersOf(group),
    forks_stay_inside: flagOf(group, "prevent_forking_outside_group"),
    shared_with: sharedWith(group),
    created_at: toIso(group["created_at"]),
  });
}

/** Least role with which a member makes projects and groups in a group. */
export function makersOf(group: Fields) {
  return properties({
    project_creation_level: textOf(group["project_creation_level"]),
    subgroup_creation_level: textOf(group["subgroup_creation_level"]),
  });
}

async function askProjects(crawl: GroupCrawl): Promise<KnownList<KnownProject>> {
  const list: KnownProject[] = [];
  let lack: string | undefined;
  try {
    for await (const page of crawl.ask(LIST_PROJECTS, { id: crawl.path })) {
      const elements = elementsOf(LIST_PROJECTS, page);
      const question = crawl.question(LIST_PROJECTS, { id: crawl.path });
      lack ??= lackIn(crawl, question, lackOfListed(elements, "path_with_namespace"));
      for (const raw of elements) addAll(list, toProject(crawl, fieldsOf(raw)));
    }
    const odd = crawl.answers.odd.faultOf(LIST_PROJECTS.dataSet);
    return { list, lack, ...(odd === undefined ? {} : { fault: odd }) };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return { list, lack, fault };
  }
}

function toProject({ host, id: scope }: GroupCrawl, raw: Fields): KnownProject[] {
  const number = integerOf(raw["id"]);
  const path = textOf(raw["path_with_namespace"]);
  if (number === undefined || path === undefined) return [];
  const id = projectId(host, number);
  const components = raw["ci_id_token_sub_claim_components"];
  return [
    {
      id,
      number,
      path,
      defaultBranch: textOf(raw["default_branch"]),
      configPath: textOf(raw["ci_config_path"]),
      isArchived: raw["archived"] === true,
      isEmpty: raw["empty_repo"] === true,
      hasPipelines: raw["builds_access_level"] !== "disabled",
      node: {
        id,
        kind: "resource",
        type: "gitlab.project",
        name: path,
        aliases: [`gitlab:${path}`, path],
        parent: scope,
        properties: properties({
          full_path: path,
          host,
          project_id: number,
          namespace_id: integerOf(fieldsOf(raw["namespace"])["id"]),
          visibility: textOf(raw["visibility"]),
          archived: raw["archived"] === true,
          default_branch: textOf(raw["default_branch"]),
          description: proseOf(raw["description"]),
          is_fork: raw["forked_from_project"] !== undefined,
          forking: textOf(raw["forking_access_level"]),
          ...pipelineSettings(raw),
          oidc_claim_keys: Array.isArray(components)
            ? listOf(components).filter((key) => typeof key === "string")
            : undefined,
          shared_with: sharedWith(raw),
          created_at: toIso(raw["created_at"]),
          last_activity_at: toIso(raw["last_activity_at"]),
        }),
      },
    },
  ];
}

/** Who and what runs its pipelines. */
function pipelineSettings(raw: Fields) {
  return {
    pipelines: textOf(raw["builds_access_level"]),
    fork_pipelines_in_parent: flagOf(raw, "ci_allow_fork_pipelines_to_run_in_parent_project"),
    starter_approves_deployments: flagOf(raw, "allow_pipeline_trigger_approve_deployment"),
    shared_runners: flagOf(raw, "shared_runners_enabled"),
    group_runners: flagOf(raw, "group_runners_enabled"),
    job_token_may_push: flagOf(raw, "ci_push_repository_for_job_token_allowed"),
    variables_override_role: textOf(raw["ci_pipeline_variables_minimum_override_role"]),
  };
}

/** Groups that were invited to a group or project, each with the most that its members get. */
export function sharedWith(raw: Fields) {
  const list = listOf(raw["shared_with_groups"]).flatMap((one) => {
    const { group_id: id, group_full_path: path, group_access_level: level, expires_at: end } = fieldsOf(one);
    const number = integerOf(id);
    if (number === undefined) return [];
    return [properties({ group_id: number, path: textOf(path), level: levelOf(level), expires_at: toIso(end) })];
  });
  return list.length === 0 ? undefined : list;
}

function flagOf(raw: Fields, key: string): boolean | undefined {
  return typeof raw[key] === "boolean" ? raw[key] : undefined;
}
