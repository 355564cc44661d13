// Repositories with what decides who may run code in them: owners, branches, environments, jobs. Undefined means not read.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { flagOf, idOf, textOf, textsOf } from "./properties.js";

export interface CiOwner {
  /** Scope id: github:acme. */
  readonly scope: string;
  readonly login: string;
  readonly id: string | undefined;
  /** Issuer of its tokens: host and path, lower case. */
  readonly issuer: string;
  readonly basePermission: string | undefined;
  readonly membersCreateRepositories: boolean | undefined;
  readonly membersForkPrivate: boolean | undefined;
  /** Every repository was listed: one that is not here does not exist. */
  readonly isListed: boolean;
  readonly subjectKeys: readonly string[] | undefined;
  readonly repositories: readonly CiRepository[];
}

/** How subjects of a repository are written: with names, with ids too, or by a template of its own. */
export type SubjectForm = "names" | "ids" | "custom";

export interface CiBranch {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly isProtected: boolean | undefined;
  /** What stops a plain writer from pushing to it; undefined when that was not read. */
  readonly gates: readonly string[] | undefined;
  /** Ids of nodes that may push to it all the same. */
  readonly bypass: readonly string[];
}

export interface CiEnvironment {
  readonly id: string;
  readonly name: string;
  readonly hasReviewers: boolean | undefined;
  /** Node ids of users and teams. */
  readonly reviewers: readonly string[];
  readonly preventsSelfReview: boolean | undefined;
  /** none, protected or custom. */
  readonly branchPolicy: string | undefined;
  readonly branchPatterns: readonly string[] | undefined;
  readonly hasCustomGates: boolean;
}

export interface CiRepository {
  readonly id: string;
  readonly owner: CiOwner;
  readonly numericId: string | undefined;
  readonly name: string;
  readonly isPrivate: boolean | undefined;
  readonly isArchived: boolean;
  readonly defaultBranch: string;
  /** Undefined when the way its subjects are written was not read. */
  readonly form: SubjectForm | undefined;
  /** Prefix that its subjects have now, as GitHub says it. */
  readonly prefix: string | undefined;
  readonly keys: readonly string[];
  readonly blocksNewBranches: boolean | undefined;
  readonly blocksNewTags: boolean | undefined;
  readonly allowsForking: boolean | undefined;
  readonly branches: readonly CiBranch[];
  readonly environments: readonly CiEnvironment[];
  readonly jobs: readonly StoredNode[];
}

const GITHUB_ISSUER = "token.actions.githubusercontent.com";
const REPOSITORIES = "github/org:repositories";

/** Owners that were crawled, with their repositories. */
export function readCiEstate(input: Pick<AnalysisInput, "scopes" | "nodes">): readonly CiOwner[] {
  const owners = new Map<string, { owner: CiOwner; repositories: CiRepository[] }>();
  for (const { id, properties, coverage } of input.scopes()) {
    if (!id.startsWith("github:") || id.startsWith("github:repository/")) continue;
    const repositories: CiRepository[] = [];
    const isListed = coverage.some(({ dataSet, state }) => dataSet === REPOSITORIES && state === "complete");
    owners.set(id, { repositories, owner: toOwner(id, properties, isListed, repositories) });
  }
  if (owners.size === 0) return [];
  const parts = readParts(input);
  for (const node of input.nodes(["github.repository"])) {
    const found = owners.get(node.scope);
    if (found) found.repositories.push(toRepository(node, found.owner, parts));
  }
  return [...owners.values()].map(({ owner }) => owner);
}

function toOwner(
  scope: string,
  properties: StoredNode["properties"],
  isListed: boolean,
  repositories: readonly CiRepository[],
): CiOwner {
  return {
    scope,
    login: textOf(properties["login"]) ?? scope.slice("github:".length),
    id: idOf(properties["owner_id"]),
    issuer: (textOf(properties["oidc_issuer"]) ?? GITHUB_ISSUER).toLowerCase(),
    basePermission: textOf(properties["default_repository_permission"]),
    membersCreateRepositories: flagOf(properties["members_can_create_repositories"]),
    membersForkPrivate: flagOf(properties["members_can_fork_private_repositories"]),
    isListed,
    subjectKeys: textsOf(properties["oidc_claim_keys"]),
    repositories,
  };
}

interface Parts {
  readonly branches: ReadonlyMap<string, readonly StoredNode[]>;
  readonly environments: ReadonlyMap<string, readonly StoredNode[]>;
  readonly jobs: ReadonlyMap<string, readonly StoredNode[]>;
}

function readParts(input: Pick<AnalysisInput, "nodes">): Parts {
  const workflows = new Map<string, string>();
  for (const { id, parent } of input.nodes(["github.workflow"])) if (parent !== undefined) workflows.set(id, parent);
  return {
    branches: byParent(input.nodes(["github.branch"]), (node) => node.parent),
    environments: byParent(input.nodes(["github.environment"]), (node) => node.parent),
    jobs: byParent(input.nodes(["github.job"]), ({ parent }) =>
      parent === undefined ? undefined : (workflows.get(parent) ?? parent),
    ),
  };
}

function byParent(
  nodes: Iterable<StoredNode>,
  parentOf: (node: StoredNode) => string | undefined,
): Map<string, StoredNode[]> {
  const found = new Map<string, StoredNode[]>();
  for (const node of nodes) {
    const parent = parentOf(node);
    if (parent === undefined) continue;
    const others = found.get(parent);
    if (others) others.push(node);
    else found.set(parent, [node]);
  }
  return found;
}

function toRepository({ id, name, properties }: StoredNode, owner: CiOwner, parts: Parts): CiRepository {
  const prefix = textOf(properties["oidc_prefix"]);
  const usesDefault = flagOf(properties["oidc_use_default"]);
  const own = textsOf(properties["oidc_claim_keys"]);
  const keys = usesDefault === false ? (own && own.length > 0 ? own : (owner.subjectKeys ?? [])) : [];
  const full = textOf(properties["full_name"]) ?? name;
  const defaultBranch = textOf(properties["default_branch"]) ?? "main";
  return {
    id,
    owner,
    numericId: idOf(properties["repository_id"]) ?? /^github:repo\/(\d+)$/.exec(id)?.[1],
    name: full.slice(full.indexOf("/") + 1),
    isPrivate: typeof properties["visibility"] === "string" ? properties["visibility"] !== "public" : undefined,
    isArchived: properties["archived"] === true,
    defaultBranch,
    form: formOf(prefix, usesDefault, keys, flagOf(properties["oidc_use_immutable"])),
    prefix,
    keys,
    blocksNewBranches: flagOf(properties["blocks_new_branches"]),
    blocksNewTags: flagOf(properties["blocks_new_tags"]),
    allowsForking: flagOf(properties["allow_forking"]),
    branches: (parts.branches.get(id) ?? []).map((node) => toBranch(node, defaultBranch)),
    environments: (parts.environments.get(id) ?? []).map(toEnvironment),
    jobs: parts.jobs.get(id) ?? [],
  };
}

function formOf(
  prefix: string | undefined,
  usesDefault: boolean | undefined,
  keys: readonly string[],
  isImmutable: boolean | undefined,
): SubjectForm | undefined {
  if (keys.length > 0 && !(keys.length === 2 && keys[0] === "repo" && keys[1] === "context")) return "custom";
  if (prefix !== undefined) return /^repo:[^/]*@\d+\//.test(prefix) ? "ids" : "names";
  if (usesDefault === undefined && isImmutable === undefined) return undefined;
  return isImmutable === true ? "ids" : "names";
}

function toBranch({ id, name, properties }: StoredNode, defaultBranch: string): CiBranch {
  const short = textOf(properties["branch_name"]) ?? textOf(properties["name"]) ?? name;
  return {
    id,
    name: short,
    isDefault: short === defaultBranch,
    isProtected: flagOf(properties["is_protected"]),
    gates: properties["is_protected"] === false ? [] : textsOf(properties["gates"]),
    bypass: textsOf(properties["bypass"]) ?? [],
  };
}

function toEnvironment({ id, properties }: StoredNode): CiEnvironment {
  const { reviewers, custom_rules: custom } = properties;
  const count = properties["reviewer_count"];
  return {
    id,
    name: textOf(properties["environment_name"]) ?? id.slice(id.indexOf("/environment/") + "/environment/".length),
    hasReviewers: typeof count === "number" ? count > 0 : Array.isArray(reviewers) ? reviewers.length > 0 : undefined,
    reviewers: textsOf(reviewers) ?? [],
    preventsSelfReview: flagOf(properties["prevent_self_review"]),
    branchPolicy: textOf(properties["branch_policy"]),
    branchPatterns: textsOf(properties["branch_patterns"]),
    hasCustomGates: Array.isArray(custom) && custom.length > 0,
  };
}
