// Projects of crawled groups that were not read, or are made tomorrow: which trusts take the runs of any project of a group.
import { acceptance } from "../ci/acceptance.js";
import type { CiDrawing } from "../ci/drawing.js";
import type { FederatedTrust } from "../trust/federated.js";
import { FRESH } from "./contexts.js";
import { runsIn } from "./federation.js";
import type { GitLabGroup } from "./group.js";
import type { GitLabRun } from "./run.js";
import { type TokenProject, tokenOf } from "./tokens.js";

const NEW_BRANCH: GitLabRun = { kind: "branch", ref: FRESH, isNew: true };

/** Start of paths of a project of a group that was not read. */
function unreadProjectId(group: string): string {
  return `${group}@unread-project`;
}

/**
 * Draws an edge to each trust that takes runs of any project of a group, whatever it is called. Who may start a run that a trust names
 * in a project that was not read is unknown.
 */
export function drawUnreadProjects(
  trusts: readonly FederatedTrust[],
  { groups, drawing, now }: { groups: readonly GitLabGroup[]; drawing: CiDrawing; now: Date },
): void {
  for (const trust of trusts) {
    for (const group of groups) {
      if (group.host !== trust.issuer.name.toLowerCase()) continue;
      const takes = (run: GitLabRun) => acceptance(trust, [tokenOf(unread(group), run)], now);
      const isTaken = (run: GitLabRun): boolean => {
        const { state, closed } = takes(run);
        return state !== "blocked" && !closed.has("project_id");
      };
      const run = [NEW_BRANCH, ...runsIn(trust)].find(isTaken);
      if (run === undefined) continue;
      const { state, condition } = takes(run);
      const limits = `a run of ${run.kind} ${run.ref}${run.environment === undefined ? "" : ` in ${run.environment}`}; who may start it was not read`;
      const isOpen = run === NEW_BRANCH;
      const judged = isOpen ? { state, condition } : { state: "unknown" as const, condition: condition ?? limits };
      drawing.edge({ kind: "federates", from: drawNode(group, drawing), to: trust.id, ...judged, because: [trust.id] });
    }
  }
}

function unread({ path, number }: GitLabGroup): TokenProject {
  return {
    path: `${path}/${FRESH}`,
    number: undefined,
    namespaceId: number,
    keys: undefined,
    environments: [],
    branches: undefined,
    tags: undefined,
    defaultBranch: "main",
  };
}

function drawNode({ id: group, path, scope }: GitLabGroup, drawing: CiDrawing): string {
  const id = unreadProjectId(group);
  if (drawing.has(id)) return id;
  const name = `a project of ${path} that was not read`;
  drawing.node({ id, kind: "workload", type: "gitlab.context", name, scope, properties: {} });
  return id;
}
