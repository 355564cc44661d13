// Groups and projects of GitLab with what decides who may run code in them. Undefined means not read.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { flagOf, recordsOf, textOf, textsOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import { type Access, accessesOf, type DeployRule, numberOf } from "./access.js";
import type { GitLabGroup } from "./group.js";
import { readTiers, ruleOf, type Tiers } from "./tiers.js";

const ENVIRONMENTS = "gitlab/project:environments";

export interface Protection {
  /** Name of a branch or tag; `*` stands for anything. */
  readonly pattern: string;
  readonly push: readonly Access[];
  /** Of branches only. */
  readonly merge: readonly Access[];
  /** It is that of the top-level group, for all projects below. */
  readonly isOfGroup: boolean;
  /** Merge requests that change files of owners of code need one of these. */
  readonly asksOwners: boolean;
}

/** Approvals that merge requests into some branches need. */
export interface BranchApprovals {
  /** Names and patterns. */
  readonly branches: readonly string[];
  readonly approvals: number;
}

export interface GitLabEnvironment {
  readonly id: string;
  readonly name: string;
  readonly isProtected: boolean | undefined;
  /** Of the project, and of groups above it for the tier; all of them have to be passed. */
  readonly rules: readonly DeployRule[];
  /** What of them was not read, in words. */
  readonly unread: string | undefined;
}

/** What holds for environments of a project that are not there: the job that names one makes it, of the tier that it says. */
export interface NewEnvironments {
  /** One that is not among those of the project does not exist. */
  readonly areRead: boolean;
  /** Tiers of which groups above it ask something, with what they ask. */
  readonly tiers: readonly { readonly tier: string; readonly rules: readonly DeployRule[] }[];
  /** What groups ask was read. */
  readonly areTiersRead: boolean;
  /** The edition protects environments; undefined where that was not read. */
  readonly canProtect: boolean | undefined;
}

/** Whose job tokens a project takes. */
export interface JobTokenScope {
  /** Only those of the allowlist; undefined when that was not read. */
  readonly isLimited: boolean | undefined;
  /** Undefined where the allowlist was not read. */
  readonly projects: readonly string[] | undefined;
  readonly groups: readonly string[] | undefined;
  /** Its own jobs may push to it. */
  readonly mayPush: boolean;
}

export interface Approving {
  readonly byAuthor: boolean | undefined;
  readonly byCommitters: boolean | undefined;
  /** Approvals stay when something else is pushed. */
  readonly stay: boolean | undefined;
  /** A merge request may have other rules than the project. */
  readonly isOverridable: boolean | undefined;
}

/** A project whose files are part of another one's pipeline. */
export interface PipelineSource {
  readonly project: string;
  readonly ref: string | undefined;
}

export interface GitLabProject {
  readonly id: string;
  readonly number: number;
  readonly path: string;
  readonly scope: string;
  /** Host and path of the server: the issuer of its tokens. */
  readonly host: string;
  /** Node of the group that it lives in. */
  readonly parent: string;
  readonly namespaceId: number | undefined;
  readonly isArchived: boolean;
  readonly isOpen: boolean;
  readonly defaultBranch: string;
  /** Claims that make up its subjects; undefined when that was not read. */
  readonly keys: readonly string[] | undefined;
  readonly branches: readonly Protection[] | undefined;
  readonly tags: readonly Protection[] | undefined;
  /** How many others have to approve a merge request. */
  readonly approvals: number | undefined;
  /** The same where they are asked for some protected branches alone. */
  readonly branchApprovals: readonly BranchApprovals[];
  /** What approvals of merge requests are worth; each undefined when it was not read. */
  readonly approving: Approving;
  /** Whoever starts a pipeline may approve its deployments. */
  readonly starterApproves: boolean | undefined;
  readonly runsForks: boolean | undefined;
  /** Other projects whose files are in its pipeline, by path, each at a ref or at its default branch. */
  readonly sources: readonly PipelineSource[];
  /** Runners that the whole server shares take its jobs. */
  readonly takesShared: boolean | undefined;
  /** Runners of the groups above it take its jobs. */
  readonly takesGroups: boolean | undefined;
  readonly jobToken: JobTokenScope;
  readonly environments: readonly GitLabEnvironment[];
  readonly newEnvironments: NewEnvironments;
  readonly jobs: readonly StoredNode[];
  readonly sharedWith: readonly JsonRecord[];
}

export interface GitLabEstate {
  readonly groups: readonly GitLabGroup[];
  readonly projects: readonly GitLabProject[];
}

/** Everything of GitLab that was crawled, sorted by node. */
export function readGitLab(input: Pick<AnalysisInput, "scopes" | "nodes">): GitLabEstate {
  const hosts = new Map<string, string>();
  const groups: GitLabGroup[] = [];
  for (const { id, type, name, properties } of input.scopes()) {
    if (type !== "gitlab.group") continue;
    const host = textOf(properties["host"]) ?? id.slice("gitlab:".length, id.lastIndexOf("/"));
    hosts.set(id, host);
    groups.push(toGroup({ id, name, scope: id, properties }, host, undefined));
  }
  if (hosts.size === 0) return { groups: [], projects: [] };
  for (const node of input.nodes(["gitlab.subgroup"])) {
    groups.push(toGroup(node, hosts.get(node.scope) ?? "", node.parent));
  }
  const environments = byParent(input.nodes(["gitlab.environment"]));
  const tiers = readTiers(input, groups);
  const jobs = byParent(input.nodes(["gitlab.job"]));
  const unread = new Set<string>();
  for (const scope of input.scopes()) if (wasRead(scope, ENVIRONMENTS) === false) unread.add(scope.id);
  const projects = [...input.nodes(["gitlab.project"])].flatMap((node) => {
    const host = hosts.get(node.scope);
    return host === undefined ? [] : [toProject(node, host, { environments, jobs, tiers, unread })];
  });
  return { groups, projects };
}

function toGroup(
  { id, name, scope, properties }: Pick<StoredNode, "id" | "name" | "scope" | "properties">,
  host: string,
  parent: string | undefined,
): GitLabGroup {
  return {
    id,
    number: numberOf(properties["group_id"]),
    path: name,
    parent,
    scope,
    host,
    sharedWith: recordsOf(properties["shared_with"]),
    makers: {
      projects: textOf(properties["project_creation_level"]),
      groups: textOf(properties["subgroup_creation_level"]),
    },
  };
}

interface Parts {
  readonly environments: ReadonlyMap<string, readonly StoredNode[]>;
  readonly jobs: ReadonlyMap<string, readonly StoredNode[]>;
  readonly tiers: Tiers;
  /** Scopes of which not every environment was read. */
  readonly unread: ReadonlySet<string>;
}

function byParent(nodes: Iterable<StoredNode>): Map<string, StoredNode[]> {
  const found = new Map<string, StoredNode[]>();
  for (const node of nodes) {
    addTo(found, node.parent ?? "", node);
  }
  return found;
}

function toProject(node: StoredNode, host: string, parts: Parts): GitLabProject {
  const { id, name, scope, parent } = node;
  const facts = factsOf(node);
  const keys = textsOf(facts["oidc_claim_keys"]);
  return {
    id,
    number: numberOf(facts["project_id"]) ?? 0,
    path: name,
    scope,
    host,
    parent: parent ?? scope,
    namespaceId: numberOf(facts["namespace_id"]),
    isArchived: facts["archived"] === true,
    isOpen: facts["visibility"] === "public" || facts["visibility"] === "internal",
    defaultBranch: textOf(facts["default_branch"]) ?? "main",
    keys,
    branches: protectionsOf(facts["protected_branches"], "push"),
    tags: protectionsOf(facts["protected_tags"], "create"),
    approvals: numberOf(facts["approvals"]),
    branchApprovals: branchApprovalsOf(facts["branch_approvals"]),
    approving: {
      byAuthor: flagOf(facts["author_approves"]),
      byCommitters: flagOf(facts["committers_approve"]),
      stay: flagOf(facts["approvals_stay"]),
      isOverridable: flagOf(facts["approvals_overridable"]),
    },
    starterApproves: flagOf(facts["starter_approves_deployments"]),
    runsForks: flagOf(facts["fork_pipelines_in_parent"]),
    sources: recordsOf(facts["pipeline_sources"]).flatMap(({ project, ref }) =>
      typeof project === "string" ? [{ project, ref: textOf(ref) }] : [],
    ),
    takesShared: flagOf(facts["shared_runners"]),
    takesGroups: flagOf(facts["group_runners"]),
    jobToken: {
      isLimited: flagOf(facts["job_token_limited"]),
      projects: textsOf(facts["job_token_projects"]),
      groups: textsOf(facts["job_token_groups"]),
      mayPush: facts["job_token_may_push"] === true,
    },
    environments: (parts.environments.get(id) ?? []).map((one) => toEnvironment(one, parent ?? scope, parts.tiers)),
    newEnvironments: {
      // where some lists were not read, that of a project was which has one
      areRead: !parts.unread.has(scope) || parts.environments.has(id),
      tiers: parts.tiers.asked(parent ?? scope),
      areTiersRead: parts.tiers.areRead(scope),
      canProtect: parts.tiers.areOffered(scope),
    },
    jobs: parts.jobs.get(id) ?? [],
    sharedWith: recordsOf(facts["shared_with"]),
  };
}

/** What is known of a node, other data sets included. */
function factsOf({ properties, supplements }: StoredNode): JsonRecord {
  return { ...Object.assign({}, ...Object.values(supplements)), ...properties } as JsonRecord;
}

function branchApprovalsOf(value: unknown): readonly BranchApprovals[] {
  return recordsOf(value).map((one) => ({
    branches: textsOf(one["branches"]) ?? [],
    approvals: numberOf(one["approvals"]) ?? 0,
  }));
}

function protectionsOf(value: unknown, push: string): readonly Protection[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return recordsOf(value).map((one) => ({
    pattern: textOf(one["pattern"]) ?? "",
    push: accessesOf(one[push]),
    merge: accessesOf(one["merge"]),
    isOfGroup: one["inherited"] === true,
    asksOwners: one["code_owners"] === true,
  }));
}

function toEnvironment(node: StoredNode, group: string, tiers: Tiers): GitLabEnvironment {
  const facts = factsOf(node);
  const name = textOf(facts["environment_name"]) ?? node.name;
  const own = flagOf(facts["protected"]);
  const ofGroups = tiers.rulesOf(group, textOf(facts["tier"]));
  const rules = [...(own === true ? [ruleOf(facts)] : []), ...ofGroups];
  const isWhole = own !== undefined && tiers.areRead(node.scope);
  return {
    id: node.id,
    name,
    isProtected: rules.length > 0 ? true : isWhole ? false : undefined,
    rules,
    unread: own === undefined ? name : isWhole ? undefined : `${name} by groups`,
  };
}
