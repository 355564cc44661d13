// What AWS builds or runs of one branch that it follows: pipelines of CodePipeline and services of App Runner.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
// https://docs.aws.amazon.com/apprunner/latest/dg/manage-deploy.html
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { sourceId } from "../aws/edges/compute/codepipeline-sources.js";
import { recordsOf, textOf } from "../properties.js";
import { type Enter, enterBranch, type How } from "./built-refs.js";
import type { CiDrawing } from "./drawing.js";
import { type Addressed, repositoryAt } from "./repository-addresses.js";

export type Connections = ReadonlyMap<string, StoredNode>;

/** Connections by number: the service has had two names, and so may the address of one. */
export function readConnections(input: Pick<AnalysisInput, "nodes">): Connections {
  return new Map([...input.nodes(["aws.code-connection"])].map((node) => [numberOf(node.id), node]));
}

/** The connection of a source, where it was read. */
export function connectionOf(source: JsonRecord, connections: Connections): StoredNode | undefined {
  return connections.get(numberOf(textOf(source["connection"]) ?? ""));
}

function numberOf(connection: string): string {
  return connection.slice(connection.lastIndexOf("/") + 1);
}

/** Draws who gets code into the source of a pipeline. */
export function drawPipeline(
  { id, name, properties }: StoredNode,
  repositories: Addressed,
  connections: Connections,
  drawing: CiDrawing,
): void {
  for (const source of recordsOf(properties["sources"])) {
    const repository = repositories.get(`github.com/${textOf(source["location"]) ?? ""}`.toLowerCase());
    if (repository === undefined) continue;
    const branch = textOf(source["branch"]) ?? repository.defaultBranch;
    const taken: How = { state: "met", condition: `the pipeline ${name} takes it from ${branch}` };
    const how = textOf(source["provider"]) === "GitHub" ? taken : connected(source, taken, connections);
    if (how === undefined) continue;
    const because = [id];
    const enter: Enter = (from, more) =>
      drawing.edge({ kind: "runs_code_in", from, to: sourceId(id), because, ...how, ...more });
    enterBranch(repository, branch, drawing, enter);
  }
}

/** A connection leads to GitHub, GitLab or Bitbucket, and names of repositories are alike there; undefined for one to another host. */
function connected(source: JsonRecord, taken: How, connections: Connections): How | undefined {
  if (textOf(source["provider"]) !== "CodeStarSourceConnection") return undefined;
  const { provider, status } = connectionOf(source, connections)?.properties ?? {};
  if (provider === undefined)
    return { state: "unknown", condition: "its connection is one to GitHub, which was not read" };
  if (provider !== "GitHub") return undefined;
  if (status === "AVAILABLE" || status === undefined) return taken;
  return { state: "blocked", condition: `its connection to GitHub is ${JSON.stringify(status).toLowerCase()}` };
}

/** A service of App Runner runs what is at a branch, each time that changes or when somebody deploys it. */
export function drawService({ id, properties }: StoredNode, repositories: Addressed, drawing: CiDrawing): void {
  const repository = repositoryAt(properties["source_location"], repositories);
  if (repository === undefined) return;
  const how: How =
    properties["auto_deploy"] === true ? {} : { state: "needs-actor", condition: "somebody has to deploy it" };
  const branch = textOf(properties["source_version"]) ?? repository.defaultBranch;
  enterBranch(repository, branch, drawing, (from, more) =>
    drawing.edge({ kind: "runs_code_in", from, to: id, because: [id], ...how, ...more }),
  );
}
