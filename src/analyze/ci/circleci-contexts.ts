// Which jobs of CircleCI get the variables of a context: those that name it, within what restricts it.
// Source: "Using contexts", https://circleci.com/docs/contexts/
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf, textsOf } from "../properties.js";
import { type CiDrawing, openTo, type Stroke } from "./drawing.js";

/** A name in a pipeline file says which context it is, in the organisation of the same owner. */
const NAMED = 0.95;
const RESTRICTIONS = "circleci/organization:context-restrictions";
/** Organisations whose projects are called as their repositories are. */
const CALLED_ALIKE = /\/(?:gh|github|bb|bitbucket)\/[^/]+$/;

/** Draws which variables jobs of CircleCI get: all of each context that they name, in the organisation of their repository. */
export function drawContexts(
  input: Pick<AnalysisInput, "nodes">,
  secrets: readonly StoredNode[],
  drawing: CiDrawing,
): void {
  const contexts = new Map<string, StoredNode>();
  for (const context of input.nodes(["circleci.context"]))
    contexts.set(keyOf(ownerOf(context.scope), context.name), context);
  const inContext = new Map<string, StoredNode[]>();
  for (const secret of secrets) if (secret.parent !== undefined) addTo(inContext, secret.parent, secret);
  for (const job of input.nodes(["circleci.job"])) {
    const [owner = "", repository = ""] = (textOf(job.properties["repository"]) ?? "").split("/");
    for (const name of textsOf(job.properties["contexts"]) ?? []) {
      const context = contexts.get(keyOf(owner, name));
      if (context === undefined) continue;
      const within = limitOf(context, repository);
      for (const secret of inContext.get(context.id) ?? [])
        drawing.edge({
          kind: "holds",
          from: job.id,
          to: secret.id,
          confidence: NAMED,
          because: [job.id, secret.id],
          ...within,
        });
    }
  }
}

/** What restricts the context for a job of the repository; all of it has to be met. */
function limitOf({ supplements, scope }: StoredNode, repository: string): Pick<Stroke, "state" | "condition"> {
  const known = supplements[RESTRICTIONS];
  if (known === undefined) return openTo("what restricts the context was not read");
  const kinds = textsOf(known["restriction_kinds"]) ?? [];
  const open: string[] = [];
  if (kinds.includes("project")) {
    const projects = textsOf(known["projects"]);
    const isNamed = projects?.some((name) => name.toLowerCase() === repository.toLowerCase()) === true;
    if (!isNamed && projects !== undefined && CALLED_ALIKE.test(scope))
      return { state: "blocked", condition: "the context is for other projects" };
    if (!isNamed) open.push(`the project of ${repository} is among those that the context is for`);
  }
  if (kinds.includes("expression"))
    open.push(`the run meets ${(textsOf(known["expressions"]) ?? ["what the context asks for"]).join(" and ")}`);
  if (known["for_all_members"] !== true) open.push("whoever started it is in a group that the context is for");
  return openTo(open.length === 0 ? undefined : open.join("; "));
}

/** `circleci:circleci.com/gh/acme` is of acme. */
function ownerOf(scope: string): string {
  return scope.slice(scope.lastIndexOf("/") + 1);
}

function keyOf(owner: string, context: string): string {
  return `${owner.toLowerCase()} ${context}`;
}
