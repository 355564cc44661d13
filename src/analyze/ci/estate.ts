// Repositories with what decides who may run code in them: owners, branches, environments, jobs. Undefined means not read.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { isPattern } from "../../model/ref-pattern.js";
import type { JsonRecord } from "../../model/words.js";
import { flagOf, idOf, recordsOf, textOf, textsOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import { type BranchRules, branchRules, type Review, type RulesText, rulesetsOfOwner } from "./protection.js";

export interface CiOwner {
  /** Scope id: github:acme. */
  readonly scope: string;
  readonly login: string;
  /** A person's account: it has no organisation, and no enterprise. */
  readonly isPersonal: boolean;
  readonly id: string | undefined;
  /** Issuer of its tokens: host and path, lower case. */
  readonly issuer: string;
  /** False where it is in no enterprise; undefined where that was not read. */
  readonly isInEnterprise: boolean | undefined;
  /** Name of its enterprise, lower case, where it was told. */
  readonly enterprise: string | undefined;
  readonly basePermission: string | undefined;
  readonly membersCreateRepositories: boolean | undefined;
  /** Visibilities that those may have. */
  readonly membersCreate: readonly string[] | undefined;
  /** Whether who administers a repository may make it public or private. */
  readonly membersChangeVisibility: boolean | undefined;
  readonly membersForkPrivate: boolean | undefined;
  /** It pays for no plan: secrets of its own are for public repositories alone. */
  readonly isFree: boolean;
  /** Every repository was listed: one that is not here does not exist. */
  readonly isListed: boolean;
  readonly subjectKeys: readonly string[] | undefined;
  readonly forkApproval: string | undefined;
  readonly forkRuns: ForkRuns | undefined;
  readonly actionsApprove: boolean | undefined;
  /** Of which repositories it lets workflows run, as GitHub words it: all, selected or none. */
  readonly enabledRepositories: string | undefined;
  readonly repositories: readonly CiRepository[];
  /** What is known of those who are named somewhere. */
  readonly named: Named;
}

/** One who is named and writes to a repository: a person, or a team whose members all do. */
export interface NamedWriter {
  readonly from: string;
  /** Unknown where it was not read whether they write. */
  readonly state: "none" | "unknown";
  readonly condition?: string;
}

/** What is known of the node of a person or a team that is named somewhere. */
export interface Named {
  /** Those of them who write to a repository. */
  readonly writers: (actor: string, repository: CiRepository) => readonly NamedWriter[];
  /** The people of a team and of the teams below it, as far as that was read; nobody of a person. */
  readonly peopleOf: (actor: string) => readonly string[];
  /** People and teams whom a role lets read a repository and not write to it: they fork it, where that is let. */
  readonly readers: (repository: Pick<CiRepository, "id" | "owner">) => readonly string[];
}

/** Who has turned GitHub Actions off: the repository, its organisation, or one of the two. */
export type TurnedOff = "repository" | "organization" | "either";

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
  /** Whom each thing that stops a push lets past, in the same words. */
  readonly stops: BranchRules["stops"];
  /** Reviews that changes need; none where that was not read. */
  readonly reviews: readonly Review[];
  /** Whether only owners of the organisation can lift what stops; undefined where it was not shown. */
  readonly isHeldByOwner: boolean | undefined;
}

export interface CiEnvironment {
  readonly id: string;
  readonly name: string;
  readonly hasReviewers: boolean | undefined;
  /** Node ids of users and teams. */
  readonly reviewers: readonly string[];
  readonly preventsSelfReview: boolean | undefined;
  readonly canAdminsBypass: boolean | undefined;
  /** none, protected or custom. */
  readonly branchPolicy: string | undefined;
  readonly branchPatterns: readonly string[] | undefined;
  readonly hasCustomGates: boolean;
}

/** What a pull request of a fork of a private repository gets; undefined where that was not read. */
export interface ForkRuns {
  readonly run: boolean | undefined;
  readonly needsApproval: boolean | undefined;
  /** Its token has all that the workflow asks for, and not reading alone. */
  readonly writeTokens: boolean | undefined;
  readonly secrets: boolean | undefined;
}

export interface CiRepository {
  readonly id: string;
  readonly owner: CiOwner;
  readonly numericId: string | undefined;
  readonly name: string;
  readonly isPrivate: boolean | undefined;
  /** As tokens say it: private, internal or public. */
  readonly visibility: string | undefined;
  readonly isArchived: boolean;
  /**
   * Workflows do not run: it has no jobs then, and nobody but who turns Actions on gets code to run. Left out where they do, or where that
   * was not read. https://docs.github.com/en/rest/actions/permissions
   */
  readonly turnedOff?: TurnedOff;
  readonly defaultBranch: string;
  /** Undefined when the way its subjects are written was not read. */
  readonly form: SubjectForm | undefined;
  /** Prefix that its subjects have now, as GitHub says it. */
  readonly prefix: string | undefined;
  readonly keys: readonly string[];
  /** Its protections, and the rulesets that hold there. */
  readonly rules: RulesText;
  readonly allowsForking: boolean | undefined;
  /** Whose pull requests of forks wait for an approval, where it is public; as GitHub words it. */
  readonly forkApproval: string | undefined;
  /** What pull requests of forks get, where it is private. */
  readonly forkRuns: ForkRuns | undefined;
  /** Whether the token of a job may approve pull requests. */
  readonly actionsApprove: boolean | undefined;
  readonly branches: readonly CiBranch[];
  readonly environments: readonly CiEnvironment[];
  /** Whether one that is not among them does not exist. */
  readonly areEnvironmentsRead: boolean;
  readonly jobs: readonly StoredNode[];
  /** Action files by their path. */
  readonly actions: ReadonlyMap<string, StoredNode>;
}

/** `owner/name`: names of repositories alone are many. */
export function fullName({ owner, name }: Pick<CiRepository, "owner" | "name">): string {
  return `${owner.login}/${name}`;
}

/** The environment that a job names: letters may be small or not. */
export function environmentNamed({ environments }: CiRepository, name: unknown): CiEnvironment | undefined {
  const wanted = typeof name === "string" ? name.toLowerCase() : undefined;
  return environments.find((one) => one.name.toLowerCase() === wanted);
}

/** Issuer of everyone on github.com. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** Owners that were crawled, with their repositories. */
export function readCiEstate(
  input: Pick<AnalysisInput, "scopes" | "nodes">,
  named: Named = { writers: (from) => [{ from, state: "unknown" }], peopleOf: () => [], readers: () => [] },
): readonly CiOwner[] {
  const owners = new Map<string, Found>();
  const settings = new Map<string, JsonRecord>();
  for (const node of input.nodes(OWNER_TYPES)) settings.set(node.id, factsOf(node));
  for (const scope of input.scopes()) {
    const { id, type, properties } = scope;
    if (!OWNER_TYPES.includes(type)) continue;
    const repositories: CiRepository[] = [];
    const isRead = (dataSet: string): boolean => wasRead(scope, dataSet) === true;
    const facts = { ...settings.get(id), ...properties };
    const isWhole = type !== "github.one-repository" && isRead("github/org:repositories");
    const rulesets =
      type === "github.organization" && !isRead("github/org:rulesets") ? undefined : recordsOf(facts["rulesets"]);
    const isPersonal = type === "github.user-account";
    const owner = { ...toOwner(id, facts, isWhole, repositories), isPersonal, named };
    const areEnvironmentsRead = isRead("github/repo:environments");
    owners.set(id, { repositories, rulesets, owner, areEnvironmentsRead });
  }
  if (owners.size === 0) return [];
  const parts = readParts(input);
  for (const node of input.nodes(["github.repository"])) {
    const found = owners.get(node.scope);
    if (found) found.repositories.push(toRepository(node, found, parts));
  }
  return [...owners.values()].map(({ owner }) => owner);
}

interface Found {
  readonly owner: CiOwner;
  readonly repositories: CiRepository[];
  /** Undefined when they were not read. */
  readonly rulesets: readonly JsonRecord[] | undefined;
  /** Of every repository. */
  readonly areEnvironmentsRead: boolean;
}

const OWNER_TYPES: readonly string[] = ["github.organization", "github.user-account", "github.one-repository"];

/** What is known of a node, other data sets included. */
function factsOf({ properties, supplements }: StoredNode): JsonRecord {
  return { ...Object.assign({}, ...Object.values(supplements)), ...properties } as JsonRecord;
}

function toOwner(
  scope: string,
  facts: JsonRecord,
  isListed: boolean,
  repositories: readonly CiRepository[],
): Omit<CiOwner, "isPersonal" | "named"> {
  return {
    scope,
    login: textOf(facts["login"]) ?? textOf(facts["owner"]) ?? scope.slice("github:".length),
    id: idOf(facts["owner_id"]),
    issuer: (textOf(facts["oidc_issuer"]) ?? GITHUB_ISSUER).toLowerCase(),
    isInEnterprise: flagOf(facts["in_enterprise"]),
    enterprise: textOf(facts["enterprise"])?.toLowerCase(),
    basePermission: textOf(facts["default_repository_permission"]),
    membersCreateRepositories: flagOf(facts["members_can_create_repositories"]),
    membersCreate: textsOf(facts["members_create"]),
    membersChangeVisibility: flagOf(facts["members_change_visibility"]),
    membersForkPrivate: flagOf(facts["members_can_fork_private"]),
    isFree: facts["plan"] === "free",
    isListed,
    subjectKeys: textsOf(facts["oidc_claim_keys"]),
    forkApproval: textOf(facts["fork_approval_policy"]),
    forkRuns: toForkRuns(facts),
    actionsApprove: flagOf(facts["can_approve_pull_requests"]),
    enabledRepositories: textOf(facts["actions_enabled"]),
    repositories,
  };
}

function toForkRuns(facts: JsonRecord): ForkRuns | undefined {
  if (facts["fork_workflows_run"] === undefined) return undefined;
  return {
    run: flagOf(facts["fork_workflows_run"]),
    needsApproval: flagOf(facts["fork_approval_required"]),
    writeTokens: flagOf(facts["fork_write_tokens"]),
    secrets: flagOf(facts["fork_secrets"]),
  };
}

interface Parts {
  readonly environments: ReadonlyMap<string, readonly StoredNode[]>;
  readonly jobs: ReadonlyMap<string, readonly StoredNode[]>;
  readonly actions: ReadonlyMap<string, readonly StoredNode[]>;
}

function readParts(input: Pick<AnalysisInput, "nodes">): Parts {
  const workflows = new Map<string, string>();
  for (const { id, parent } of input.nodes(["github.workflow"])) if (parent !== undefined) workflows.set(id, parent);
  return {
    actions: byParent(input.nodes(["github.action"]), (node) => node.parent),
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
    addTo(found, parent, node);
  }
  return found;
}

function toRepository(node: StoredNode, { owner, rulesets, areEnvironmentsRead }: Found, parts: Parts): CiRepository {
  const { id, name } = node;
  const facts = factsOf(node);
  const prefix = textOf(facts["oidc_prefix"]);
  const usesDefault = flagOf(facts["oidc_use_default"]);
  const own = textsOf(facts["oidc_claim_keys"]);
  const keys = usesDefault === false ? (own && own.length > 0 ? own : (owner.subjectKeys ?? [])) : [];
  const full = textOf(facts["full_name"]) ?? name;
  const short = full.slice(full.indexOf("/") + 1);
  const numericId = idOf(facts["repository_id"]) ?? /^github:repo\/(\d+)$/.exec(id)?.[1];
  const rules = rulesOf(facts, rulesets, { name: short, id: numericId });
  const turnedOff = turnedOffBy(facts, owner);
  const visibility = textOf(facts["visibility"]);
  const repository = {
    id,
    owner,
    numericId,
    name: short,
    isPrivate: visibility === undefined ? undefined : visibility !== "public",
    visibility,
    isArchived: facts["archived"] === true,
    defaultBranch: rules.defaultBranch,
    form: formOf(prefix, usesDefault, keys, flagOf(facts["oidc_use_immutable"])),
    prefix,
    keys,
    rules,
    allowsForking: flagOf(facts["allow_forking"]),
    forkApproval: textOf(facts["fork_approval_policy"]) ?? owner.forkApproval,
    // a repository may allow less than its owner, never more
    forkRuns: owner.forkRuns?.run === false ? owner.forkRuns : (toForkRuns(facts) ?? owner.forkRuns),
    actionsApprove: flagOf(facts["can_approve_pull_requests"]) ?? owner.actionsApprove,
    branches: branchesOf(id, rules),
    environments: (parts.environments.get(id) ?? []).map(toEnvironment),
    // where not every list was read, that of a repository was which has one
    areEnvironmentsRead: areEnvironmentsRead || parts.environments.has(id),
    jobs: parts.jobs.get(id) ?? [],
    actions: new Map((parts.actions.get(id) ?? []).map((one) => [textOf(one.properties["path"]) ?? one.id, one])),
  };
  return turnedOff === undefined ? repository : stopped(repository, turnedOff);
}

function turnedOffBy(facts: JsonRecord, { enabledRepositories }: CiOwner): TurnedOff | undefined {
  if (enabledRepositories === "none") return "organization";
  if (facts["actions_enabled"] !== false) return undefined;
  return enabledRepositories === "selected" ? "either" : "repository";
}

/** A repository without what runs in it by itself, and without those who are let past what stands in the way of others. */
function stopped(repository: CiRepository, turnedOff: TurnedOff): CiRepository {
  return {
    ...repository,
    turnedOff,
    branches: repository.branches.map((branch) => ({ ...branch, bypass: [], stops: [] })),
    environments: repository.environments.map((environment) => ({ ...environment, reviewers: [] })),
    jobs: [],
  };
}

function rulesOf(
  facts: JsonRecord,
  ofOwner: readonly JsonRecord[] | undefined,
  repository: { readonly name: string; readonly id: string | undefined },
): RulesText {
  const { protections, protections_unread: isPart, rulesets } = facts;
  const own = Array.isArray(rulesets) ? recordsOf(rulesets) : undefined;
  return {
    protections: Array.isArray(protections) && isPart !== true ? recordsOf(protections) : undefined,
    rulesets: own && ofOwner && [...rulesetsOfOwner(ofOwner, repository), ...own],
    defaultBranch: textOf(facts["default_branch"]) ?? "main",
  };
}

/** The default branch and those that a protection names. */
function branchesOf(repository: string, rules: RulesText): readonly CiBranch[] {
  const named = (rules.protections ?? []).flatMap(({ pattern }) => {
    return typeof pattern === "string" && !isPattern(pattern) ? [pattern] : [];
  });
  return [...new Set([rules.defaultBranch, ...named])].sort(compareText).map((name) => ({
    id: `${repository}/branch/${name}`,
    name,
    isDefault: name === rules.defaultBranch,
    ...branchRules(name, rules),
  }));
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

function toEnvironment(node: StoredNode): CiEnvironment {
  const { id } = node;
  const properties = factsOf(node);
  const { reviewers, custom_rules: custom, reviewer_count: count } = properties;
  return {
    id,
    name: textOf(properties["environment_name"]) ?? id.slice(id.indexOf("/environment/") + "/environment/".length),
    hasReviewers: typeof count === "number" ? count > 0 : Array.isArray(reviewers) ? reviewers.length > 0 : undefined,
    reviewers: textsOf(reviewers) ?? [],
    preventsSelfReview: flagOf(properties["prevent_self_review"]),
    canAdminsBypass: flagOf(properties["can_admins_bypass"]),
    branchPolicy: textOf(properties["branch_policy"]),
    branchPatterns: textsOf(properties["branch_patterns"]),
    hasCustomGates: Array.isArray(custom) && custom.length > 0,
  };
}
