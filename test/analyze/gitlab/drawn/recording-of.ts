// A drawn group as GitLab's REST API answers of it, beside an account of AWS with the roles that trust it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type Allowed,
  GROUPS,
  type Group,
  PEOPLE,
  type Person,
  type Plan,
  PROJECTS,
  type ProjectPlan,
} from "./plan.js";
import { isOver, roleIn } from "./roles.js";

export const ACCOUNT = "111122223333";
const NOW = "2026-06-01T00:00:00Z";
const DATES = { never: null, past: "2026-01-31", later: "2027-01-31" };

export const numberOf = (path: string): number => {
  const [group, project] = [GROUPS.indexOf(path as Group), PROJECTS.indexOf(path as ProjectPlan["path"])];
  return group >= 0 ? 9 + group : 101 + project;
};
export const personNumber = (name: Person): number => 1 + PEOPLE.indexOf(name);
export const roleArn = (at: number): string => `arn:aws:iam::${ACCOUNT}:role/role-${at}`;

/** Writes the plan as a bundle in which everything was answered. */
export function writeRecording(plan: Plan, folder: string): void {
  const write = (path: string, value: unknown): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  };
  write("bundle.json", { version: 1, recordedAt: NOW });
  write(`aws/${ACCOUNT}/iam/get-account-authorization-details.json`, accountOf(plan));
  const put = (path: string, value: unknown): void => write(`gitlab/gitlab.com/api/v4/${path}.json`, value);
  putGroups(plan, put);
  for (const project of plan.projects) {
    putProject(plan, project, put);
    const files = `gitlab/gitlab.com/api/v4/projects/${numberOf(project.path)}/repository/files`;
    write(`${files}/.gitlab-ci.yml/raw`, "test:\n  script: make\n");
  }
}

type Put = (path: string, value: unknown) => void;

function putGroups(plan: Plan, put: Put): void {
  for (const { path, projectsBy, groupsBy } of plan.groups) {
    const at = path === "acme" ? "groups/acme" : `groups/${numberOf(path)}`;
    put(at, {
      ...{ id: numberOf(path), full_path: path, visibility: "private", created_at: "2024-01-01T00:00:00.000Z" },
      ...{ project_creation_level: projectsBy, subgroup_creation_level: groupsBy },
      shared_with_groups: sharesOf(plan, path),
    });
    if (path === "acme") {
      put(
        `${at}/descendant_groups`,
        GROUPS.slice(1).map((one) => ({ id: numberOf(one), full_path: one, parent_id: 9 })),
      );
      put(
        `${at}/projects`,
        plan.projects.map((one) => projectOf(plan, one)),
      );
      put(`${at}/service_accounts`, []);
      put(
        `${at}/members/all`,
        PEOPLE.flatMap((who) => memberOf(plan, who, "acme")),
      );
    } else
      put(
        `${at}/members`,
        plan.members.filter((one) => one.at === path).map((one) => toMember(plan, one)),
      );
    for (const list of ["access_tokens", "deploy_tokens", "hooks", "protected_environments", "runners"])
      put(`${at}/${list}`, []);
    put(`${at}/variables`, variablesOf(plan, path));
  }
}

/** Those from above and of invited groups are listed with the role that they have in the group. */
function memberOf(plan: Plan, who: Person, group: Group): object[] {
  const direct = plan.members.find((one) => one.who === who && one.at === group);
  const level = roleIn(plan, who, group);
  if (direct !== undefined && (isOver(direct) || direct.level >= level)) return [toMember(plan, direct)];
  return level === 0 ? [] : [toMember(plan, { who, level, ends: "never" })];
}

function toMember(plan: Plan, { who, level, ends }: Pick<Plan["members"][number], "who" | "level" | "ends">): object {
  const state = plan.blocked.includes(who) ? "blocked" : "active";
  const id = personNumber(who);
  return {
    id,
    username: who,
    name: who,
    state,
    access_level: level,
    expires_at: DATES[ends],
    membership_state: "active",
  };
}

function sharesOf({ shares }: Plan, path: string): object[] {
  return shares
    .filter(({ to }) => to === path)
    .map(({ group, level, ends }) => ({
      ...{ group_id: numberOf(group), group_full_path: group, group_access_level: level, expires_at: DATES[ends] },
    }));
}

function variablesOf({ variables }: Plan, path: string): object[] {
  return variables
    .filter(({ at }) => at === path)
    .map(({ key, isProtected }) => ({
      ...{ key, value: null, variable_type: "env_var", masked: true, hidden: true, raw: true },
      ...{ protected: isProtected, environment_scope: "*" },
    }));
}

function projectOf(plan: Plan, { path }: ProjectPlan): object {
  const namespace = path.slice(0, path.lastIndexOf("/"));
  return {
    ...{ id: numberOf(path), name: path.split("/").at(-1), path_with_namespace: path },
    ...{ namespace: { id: numberOf(namespace), full_path: namespace }, default_branch: "main" },
    ...{ visibility: "private", archived: false, empty_repo: false, builds_access_level: "enabled" },
    ...{ ci_id_token_sub_claim_components: ["project_path", "ref_type", "ref"] },
    ...{ ci_allow_fork_pipelines_to_run_in_parent_project: false, ci_push_repository_for_job_token_allowed: false },
    ...{ allow_pipeline_trigger_approve_deployment: false, shared_runners_enabled: true, group_runners_enabled: true },
    shared_with_groups: sharesOf(plan, path),
    created_at: "2024-01-01T00:00:00.000Z",
  };
}

function putProject(plan: Plan, project: ProjectPlan, put: Put): void {
  const at = `projects/${numberOf(project.path)}`;
  const empty = ["access_tokens", "deploy_keys", "deploy_tokens", "environments", "hooks", "integrations", "runners"];
  for (const list of [...empty, "pipeline_schedules", "triggers"]) put(`${at}/${list}`, []);
  put(
    `${at}/members`,
    plan.members.filter((one) => one.at === project.path).map((one) => toMember(plan, one)),
  );
  put(`${at}/variables`, variablesOf(plan, project.path));
  put(`${at}/protected_branches`, project.branches.map(toBranch));
  put(
    `${at}/protected_tags`,
    project.tags.map((one) => ({ name: one.pattern, create_access_levels: one.create.map(toAccess) })),
  );
  put(
    `${at}/approval_rules`,
    project.approvals.map((one, index) => toApproval(one, index, project)),
  );
  put(`${at}/approvals`, {
    ...{ reset_approvals_on_push: true, disable_overriding_approvers_per_merge_request: true },
    ...{ merge_requests_author_approval: project.authorApproves, merge_requests_disable_committers_approval: true },
  });
  put(`${at}/job_token_scope`, { inbound_enabled: true, outbound_enabled: false });
  put(`${at}/job_token_scope/allowlist`, [{ id: numberOf(project.path) }]);
  put(`${at}/job_token_scope/groups_allowlist`, []);
  put(`${at}/repository/tree@recursive=true`, [{ type: "blob", path: ".gitlab-ci.yml", mode: "100644" }]);
}

function toBranch({ pattern, push, merge, asksOwners }: ProjectPlan["branches"][number]): object {
  return {
    ...{ name: pattern, push_access_levels: push.map(toAccess), merge_access_levels: merge.map(toAccess) },
    ...{ allow_force_push: false, code_owner_approval_required: asksOwners, inherited: false },
  };
}

function toAccess(who: Allowed, index: number): object {
  const named = { user_id: null, group_id: null, deploy_key_id: null };
  const id = index + 1;
  if (typeof who === "number") return { ...named, id, access_level: who };
  const isPerson = PEOPLE.includes(who as Person);
  const own = isPerson ? { user_id: personNumber(who as Person) } : { group_id: numberOf(who) };
  return { ...named, id, access_level: 40, ...own };
}

/** One for all protected branches is listed with each of them. */
function toApproval({ count, of }: ProjectPlan["approvals"][number], index: number, { branches }: ProjectPlan): object {
  const named = of === "all" ? [] : branches.filter(({ pattern }) => of === "protected" || pattern === "main");
  return {
    ...{ id: index + 1, name: `rule ${index}`, rule_type: "regular", approvals_required: count },
    ...{ applies_to_all_protected_branches: of === "protected" },
    protected_branches: named.map(({ pattern }) => ({ id: 1, name: pattern })),
  };
}

function accountOf({ trusts }: Plan): object {
  const roles = trusts.map(({ subject }, at) => ({
    ...{
      Path: "/",
      RoleName: `role-${at}`,
      RoleId: `AROAROLE${at}`,
      Arn: roleArn(at),
      CreateDate: "2024-01-01T00:00:00+00:00",
    },
    ...{ InstanceProfileList: [], RolePolicyList: [], AttachedManagedPolicies: [], Tags: [] },
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" },
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com` },
          Condition: {
            StringEquals: { "gitlab.com:aud": "sts.amazonaws.com" },
            StringLike: { "gitlab.com:sub": subject },
          },
        },
      ],
    },
  }));
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: [] };
}
