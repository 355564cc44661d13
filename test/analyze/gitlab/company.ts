// A GitLab group in memory, in the shape that its collector gives, beside one AWS account with a role.

import { analyze } from "../../../src/analyze/index.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import { searchTo } from "../../../src/graph/search.js";
import type { AnalysisInput, AnalysisResult, StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, complete, node, toInput, trusting } from "../estate.js";
import { wholeInput } from "../whole-input.js";

export const GROUP = "gitlab:gitlab.com/acme";
const ISSUER = "gitlab.com";
export const ROLE = "arn:aws:iam::111122223333:role/deploy";
const TRUST = `${ROLE}#trust/${ISSUER}/0`;

export const MAIN_BY_MAINTAINERS = { pattern: "main", push: [{ level: 40 }], merge: [{ level: 40 }] };

export interface ProjectText {
  readonly id: number;
  readonly path: string;
  readonly properties?: JsonRecord;
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly jobs?: { readonly [name: string]: JsonRecord };
  /** Group that it lives in; the crawled one when left out. */
  readonly parent?: string;
}

/** A project whose protections were read; those of main are GitLab's own default. */
export function project({
  id,
  path,
  properties = {},
  environments = {},
  jobs = {},
  parent = GROUP,
}: ProjectText): StoredNode[] {
  const self = projectId(id);
  const own = {
    full_path: path,
    project_id: id,
    namespace_id: 9,
    visibility: "private",
    archived: false,
    default_branch: "main",
    oidc_claim_keys: ["project_path", "ref_type", "ref"],
    protected_branches: [MAIN_BY_MAINTAINERS],
    protected_tags: [],
    approvals: 0,
    author_approves: false,
    ...properties,
  };
  return [
    node(self, "gitlab.project", { kind: "resource", scope: GROUP, name: path, parent, properties: own }),
    ...Object.entries(environments).map(([name, facts]) =>
      node(`${self}/environment/${name}`, "gitlab.environment", {
        kind: "resource",
        scope: GROUP,
        parent: self,
        properties: { environment_name: name, protected: false, ...facts },
      }),
    ),
    ...Object.entries(jobs).map(([name, facts]) =>
      node(`${self}/pipeline#${name}`, "gitlab.job", {
        kind: "workload",
        scope: GROUP,
        parent: self,
        properties: { audiences: ["sts.amazonaws.com"], runs: [{ event: "branch" }], ...facts },
      }),
    ),
  ];
}

export function projectId(id: number): string {
  return `gitlab:gitlab.com/-/projects/${id}`;
}

export function userId(id: number): string {
  return `gitlab:gitlab.com/-/users/${id}`;
}

/** A role of a user or token in a group or project, as the collector says it. */
export function member(from: string, to: string, level: number): StoredEdge {
  const isProject = to.includes("/-/projects/");
  const capability = isProject
    ? level >= 40
      ? "admin"
      : level >= 30
        ? "write"
        : "read"
    : level >= 50
      ? "admin"
      : "use";
  return { kind: "permits", from, to, capability, scope: GROUP, state: "none", confidence: 1, properties: { level } };
}

export interface Company {
  readonly nodes: readonly StoredNode[];
  readonly edges?: readonly StoredEdge[];
  /** Conditions of the trust of role deploy. */
  readonly trust: JsonRecord;
  /** What is known of the group itself. */
  readonly group?: JsonRecord;
  /** Of the group, besides projects and pipelines. */
  readonly coverage?: readonly Coverage[];
}

/** The subject of a trust, with wildcards where it has some. */
export function subject(text: Json, more: JsonRecord = {}): JsonRecord {
  const texts = Array.isArray(text) ? text : [text];
  const operator = texts.some((one) => String(one).includes("*")) ? "StringLike" : "StringEquals";
  return { [operator]: { [`${ISSUER}:sub`]: text, ...more } };
}

function inputOf({ nodes, edges = [], trust, group: ofGroup = {}, coverage = [] }: Company): AnalysisInput {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: trust,
      },
    ],
  };
  const group = {
    id: GROUP,
    type: "gitlab.group",
    name: "acme",
    parent: undefined,
    properties: { host: ISSUER, full_path: "acme", group_id: 9, ...ofGroup },
    coverage: [
      ...coverage,
      ...complete("gitlab/group:projects", "gitlab/project:pipeline-files").filter(
        ({ dataSet }) => !coverage.some((one) => one.dataSet === dataSet),
      ),
    ],
  };
  const input = toInput({
    scopes: [account(undefined, { coverage: complete("aws/iam:account-authorization-details") }), group],
    nodes: [...trusting("deploy", policy, [{ kind: "oidc", provider: ISSUER }]), ...nodes],
    documents: [policy],
    tables: TABLES,
  });
  return wholeInput({ ...input, edges: (kinds) => edges.filter(({ kind }) => kinds.includes(kind)) });
}

export function analyzed(company: Company): AnalysisResult {
  return analyze(inputOf(company));
}

/** The best way from a node to the role, or to reading another: no, yes, or the state of its least sure step. */
export function reach(company: Company, from: string, target = ROLE): string {
  const { edges } = analyzed(company);
  const trusts = { kind: "yields" as const, from: TRUST, to: ROLE, state: "none" as const, confidence: 1, because: [] };
  const collected = (company.edges ?? []).map((edge) => ({ ...edge, because: [] }));
  const { graph } = toPathGraph([...edges, ...collected, trusts]);
  const search = searchTo(graph, [{ node: target, capability: target === ROLE ? "act" : "read" }]);
  const way = search.pathFrom(from, "act") ?? search.pathFrom(from, "read");
  if (way === undefined) return "no";
  const states = new Set<string>(way.edges.map(({ state }) => state));
  return ["unknown", "needs-actor"].find((state) => states.has(state)) ?? "yes";
}
