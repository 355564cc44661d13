// Ways from a drawn organisation of GitHub to what trusts its tokens, as the whole analysis draws them.
import { analyze } from "../../../../src/analyze/index.js";
import { toPathGraph } from "../../../../src/graph/path-graph.js";
import { searchTo } from "../../../../src/graph/search.js";
import type { DerivedEdge, StoredNode, StoredScope } from "../../../../src/model/analysis.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { organization, repository, TABLES } from "../../ci/company.js";
import { toInput } from "../../estate.js";
import type { Sureness } from "./aws-told.js";
import { OWNER, type PlanJob, type PlanOwner, type PlanRepository, SHARED, workflowOf } from "./github-plan.js";

/** The side of a cloud: a scope, and trusts that are part of what they yield. */
export interface Side {
  readonly scope: StoredScope;
  readonly nodes: readonly StoredNode[];
  readonly documents: readonly object[];
  /** Node ids of what is got to. */
  readonly ends: readonly string[];
}

function jobOf({ file, hasToken, events, environment, isShared }: PlanJob): JsonRecord {
  return {
    ...{ file, workflow: workflowOf(file), id_token: hasToken, triggers: events.map(({ event }) => event) },
    trigger_facts: events.map(({ event, branches }) => ({
      ...{ event, by: "writer", privileged: true },
      ...(branches.length > 0 && { branches: [...branches] }),
    })),
    ...(environment !== undefined && { environment }),
    ...(isShared && { uses_workflow: SHARED }),
  };
}

function nodesOf({ name, id, hasIds, template, isPrivate, environments, jobs }: PlanRepository): StoredNode[] {
  return repository({
    name,
    id: Number(id),
    properties: {
      visibility: isPrivate ? "private" : "public",
      oidc_use_default: template === undefined,
      ...(template && { oidc_claim_keys: [...template] }),
      oidc_prefix: hasIds ? `repo:acme@${OWNER.id}/${name}@${id}` : `repo:acme/${name}`,
      oidc_use_immutable: hasIds,
    },
    environments: Object.fromEntries(environments.map((one) => [one, { reviewer_count: 0, branch_policy: "none" }])),
    jobs: Object.fromEntries(jobs.map((job) => [job.name, jobOf(job)])),
  });
}

export const repositoryId = ({ id }: PlanRepository): string => `github:repo/${id}`;
export const jobId = (one: PlanRepository, { name }: PlanJob): string =>
  `${repositoryId(one)}/workflow/.github/workflows/ci.yml#${name}`;

/** How surely one gets from any of the nodes that begin so to one of the ends. */
export type Found = (starts: readonly string[], end: number) => Sureness;

const YIELDING = ["aws.role-trust", "entra.federated-credential"];

export function foundIn(owner: PlanOwner, { scope, nodes, documents, ends }: Side): Found {
  const members = { members_can_create_repositories: owner.membersCreate };
  const enterprise = owner.isInEnterprise === undefined ? {} : { in_enterprise: owner.isInEnterprise };
  const input = toInput({
    scopes: [scope, organization({ ...members, ...enterprise })],
    nodes: [...nodes, ...owner.repositories.flatMap(nodesOf)],
    documents,
    tables: TABLES,
  });
  const yields = nodes.flatMap(({ id, parent, type }): DerivedEdge[] =>
    YIELDING.includes(type) && parent !== undefined
      ? [{ kind: "yields", from: id, to: parent, state: "none", confidence: 1, because: [] }]
      : [],
  );
  const all = [...analyze(input).edges, ...yields];
  const isCertain = ({ state }: DerivedEdge): boolean => ["none", "met", "attacker-settable"].includes(state);
  const graphs = [all.filter(isCertain), all].map((some) => toPathGraph(some).graph);
  const searches = ends.map((end) => graphs.map((graph) => searchTo(graph, [{ node: end, capability: "act" }])));
  const ids = [...new Set(all.map(({ from }) => from))];
  return (starts, end) => {
    const from = ids.filter((id) => starts.some((start) => id === start || id.startsWith(`${start}@`)));
    const [isSure, isOpen] = (searches[end] ?? []).map((search) =>
      from.some((id) => search.pathFrom(id, "act") !== undefined),
    );
    return isSure ? 2 : isOpen ? 1 : 0;
  };
}
