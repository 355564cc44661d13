// A GitHub organisation in memory, in the shape that its collector gives, beside one AWS account with a role.

import { analyze } from "../../../src/analyze/index.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import { type FoundPath, searchTo } from "../../../src/graph/search.js";
import type {
  AnalysisInput,
  AnalysisResult,
  StoredEdge,
  StoredNode,
  StoredScope,
} from "../../../src/model/analysis.js";
import type { ConditionState, EdgeKind, Json, JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";
import { account, complete, node, toInput, trusting } from "../estate.js";
import { wholeInput } from "../whole-input.js";

export const ORG = "github:acme";
export const GITHUB = "token.actions.githubusercontent.com";
export const TABLES = await shippedTables();

export function organization(properties: JsonRecord = {}, more: Partial<StoredScope> = {}): StoredScope {
  return {
    id: ORG,
    type: "github.organization",
    name: "acme",
    parent: undefined,
    properties: { login: "acme", owner_id: 10482231, default_repository_permission: "read", ...properties },
    coverage: complete(
      "github/org:repositories",
      "github/org:rulesets",
      "github/repo:environments",
      "github/repo:files",
    ),
    ...more,
  };
}

export interface RepositoryText {
  readonly name: string;
  readonly id: number;
  readonly properties?: JsonRecord;
  /** Branch → what stops a push. */
  readonly branches?: { readonly [name: string]: readonly string[] };
  readonly environments?: { readonly [name: string]: JsonRecord };
  /** File → job → properties. */
  readonly jobs?: { readonly [job: string]: JsonRecord };
}

/** A repository with its parts; subjects with names unless it says otherwise. */
export function repository({
  name,
  id,
  properties = {},
  branches = {},
  environments = {},
  jobs = {},
}: RepositoryText): StoredNode[] {
  const self = `github:repo/${id}`;
  const make = (one: string, type: string, kind: StoredNode["kind"], more: Partial<StoredNode>): StoredNode =>
    node(one, type, { kind, scope: ORG, ...more });
  const own = {
    full_name: `acme/${name}`,
    repository_id: id,
    visibility: "private",
    default_branch: "main",
    oidc_use_default: true,
    oidc_prefix: `repo:acme/${name}`,
    protections: Object.entries(branches).flatMap(toProtection),
    rulesets: Object.entries(branches).flatMap(toRuleset),
    ...properties,
  };
  const file = ".github/workflows/ci.yml";
  return [
    make(self, "github.repository", "resource", { name: `acme/${name}`, properties: own }),
    ...Object.entries(environments).map(([environment, facts]) =>
      make(`${self}/environment/${environment}`, "github.environment", "resource", {
        parent: self,
        properties: { environment_name: environment, ...facts },
      }),
    ),
    make(`${self}/workflow/${file}`, "github.workflow", "resource", { parent: self, properties: { file } }),
    ...Object.entries(jobs).map(([job, facts]) =>
      make(`${self}/workflow/${file}#${job}`, "github.job", "workload", {
        parent: `${self}/workflow/${file}`,
        properties: { file, id_token: true, ...facts },
      }),
    ),
  ];
}

/** Classic protection of a branch, in the shape that the collector gives. */
function toProtection([pattern, gates]: [string, readonly string[]]): JsonRecord[] {
  const own = gates.filter((gate) => gate !== "ruleset");
  if (own.length === 0) return [];
  return [
    {
      pattern,
      requires_reviews: own.includes("reviews"),
      ...(own.includes("reviews") && { reviews: 1 }),
      push_restrictions: own.includes("push_restrictions"),
      lock_branch: own.includes("lock_branch"),
      blocks_creations: own.includes("blocks_creations"),
    },
  ];
}

function toRuleset([branch, gates]: [string, readonly string[]]): JsonRecord[] {
  if (!gates.includes("ruleset")) return [];
  const rules = [{ type: "pull_request", approvals: 1 }];
  return [
    { target: "branch", enforcement: "active", include: [`refs/heads/${branch}`], exclude: [], rules, bypass: [] },
  ];
}

/** Ruleset that keeps everyone from making tags or branches. */
export function noNew(target: string, more: JsonRecord = {}): JsonRecord {
  return {
    target,
    enforcement: "active",
    include: ["~ALL"],
    exclude: [],
    rules: [{ type: "creation" }],
    bypass: [],
    ...more,
  };
}

/** Ruleset that keeps everyone from making tags, and from moving those that are there. */
export function fixedTags(more: JsonRecord = {}): JsonRecord {
  return noNew("tag", { rules: [{ type: "creation" }, { type: "update" }], ...more });
}

/** Immutable form of subjects, as repositories made since July 2026 have it. */
export function withIds(name: string, id: number): JsonRecord {
  return { oidc_prefix: `repo:acme@10482231/${name}@${id}`, oidc_use_immutable: true };
}

export function condition(subject: Json, more: JsonRecord = {}): JsonRecord {
  const values = Array.isArray(subject) ? subject : [subject];
  const operator = values.some((one) => typeof one === "string" && one.includes("*")) ? "StringLike" : "StringEquals";
  return { [operator]: { [`${GITHUB}:sub`]: subject, ...more } };
}

export interface Company {
  readonly scope?: StoredScope;
  /** Further owners that were crawled. */
  readonly moreScopes?: readonly StoredScope[];
  readonly nodes: readonly StoredNode[];
  readonly edges?: readonly {
    readonly kind: EdgeKind;
    readonly from: string;
    readonly to: string;
    readonly capability?: "use" | "read" | "write" | "admin";
    readonly state?: ConditionState;
    readonly properties?: JsonRecord;
  }[];
  /** Conditions of the trust of role deploy, which is administrator. */
  readonly trust: JsonRecord;
  /** Whom it trusts, where that is not GitHub itself. */
  readonly issuer?: string;
  /** Further nodes of the account. */
  readonly aws?: readonly StoredNode[];
}

export const ROLE = "arn:aws:iam::111122223333:role/deploy";
export const TRUST = `${ROLE}#trust/${GITHUB}/0`;
const ADMIN_POLICY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

export function inputOf({
  scope = organization(),
  moreScopes = [],
  nodes,
  edges = [],
  trust,
  issuer = GITHUB,
  aws = [],
}: Company): AnalysisInput {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: trust,
      },
    ],
  };
  const input = toInput({
    scopes: [account(undefined, { coverage: complete("aws/iam:account-authorization-details") }), scope, ...moreScopes],
    nodes: [...trusting("deploy", policy, [{ kind: "oidc", provider: issuer }]), ...nodes, ...aws],
    documents: [policy, ADMIN_POLICY],
    tables: TABLES,
  });
  const stored: StoredEdge[] = edges.map((edge) => ({
    scope: ORG,
    state: "none",
    confidence: 1,
    properties: {},
    ...edge,
  }));
  return wholeInput({ ...input, edges: (kinds) => stored.filter(({ kind }) => kinds.includes(kind)) });
}

export function analyzed(company: Company): AnalysisResult {
  return analyze(inputOf(company));
}

/** Best way from a node to the role; undefined when there is none. */
export function wayTo(
  company: Company,
  from: string,
  target = ROLE,
  capability: "act" | "read" = target === ROLE ? "act" : "read",
): FoundPath | undefined {
  const { edges } = analyzed(company);
  const collected = (company.edges ?? []).map((edge) => ({
    state: "none" as const,
    confidence: 1,
    ...edge,
    because: [],
  }));
  const trusts = {
    kind: "yields" as const,
    from: TRUST.replace(GITHUB, company.issuer ?? GITHUB),
    to: ROLE,
    state: "none" as const,
    confidence: 1,
    because: [],
  };
  const { graph } = toPathGraph([...edges, ...collected, trusts]);
  const search = searchTo(graph, [{ node: target, capability }]);
  return search.pathFrom(from, "act") ?? search.pathFrom(from, "read");
}

/** Ways as texts: `blocked`, or the state of the least sure step. */
export function reach(company: Company, from: string, target = ROLE, capability?: "act" | "read"): string {
  const way = wayTo(company, from, target, capability);
  if (way === undefined) return "no";
  const states = new Set(way.edges.map(({ state }) => state));
  return ["unknown", "needs-actor"].find((state) => states.has(state as never)) ?? "yes";
}
