// Pipelines of CodePipeline: whoever decides what is in their source decides what their builds run and what their stacks make.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
import type { AnalysisInput, StoredEdge } from "../../../../model/analysis.js";
import { groupBy } from "../../../../model/group-by.js";
import type { EdgeKind } from "../../../../model/words.js";
import { recordsOf } from "../../../properties.js";
import { UNKNOWN } from "../../condition/truth.js";
import type { Estate } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { after, GRANTED, type Judgement } from "../evaluation/decision.js";

const PIPELINE = "aws.codepipeline-pipeline";

const SOURCE = "#source";

/** Id of what a pipeline takes, whatever it is kept in. */
export function sourceId(pipeline: string): string {
  return pipeline + SOURCE;
}

/** Whether an id is that of what a pipeline takes. */
export function isSourceId(id: string): boolean {
  return id.endsWith(SOURCE);
}

const APPROVED: Judgement = {
  truth: UNKNOWN,
  state: "needs-actor",
  condition: "somebody has to approve in the pipeline before",
  because: [],
};

/** Draws for each pipeline with a source what that decides. */
export function drawPipelineSources(
  input: Pick<AnalysisInput, "types" | "nodes" | "edges">,
  { principal }: Pick<Estate, "principal">,
  drawing: Drawing,
): void {
  if (!input.types("workload").includes(PIPELINE)) return;
  const started = groupBy(
    [...input.edges(["references"])].filter(({ properties: { role } }) => role === "build" || role === "stack-role"),
    ({ from }) => from,
  );
  const fed = new Set<string>();
  for (const { id, properties } of input.nodes(["aws.codebuild-project"]))
    if (properties["source_type"] === "CODEPIPELINE") fed.add(id);
  for (const { id, name, scope, properties } of input.nodes([PIPELINE])) {
    if (recordsOf(properties["sources"]).length === 0) continue;
    const from = sourceId(id);
    drawing.node({
      id: from,
      kind: "set",
      type: "aws.pipeline-source",
      name: `source of ${name}`,
      scope,
      properties: {},
    });
    const supply = (kind: EdgeKind, to: string, judgement: Judgement): void =>
      drawing.edge({ kind, from, to, judgement, because: [id] });
    if (properties["runs_commands"] === true) supply("runs_code_in", id, after("its commands run files of the source"));
    for (const edge of started.get(id) ?? []) {
      const isStack = edge.properties["role"] === "stack-role";
      if (isStack ? principal(edge.to) === undefined : !fed.has(edge.to)) continue;
      supply(isStack ? "escalates_to" : "runs_code_in", edge.to, judgementOf(edge, isStack));
    }
  }
}

function judgementOf({ properties }: StoredEdge, isStack: boolean): Judgement {
  if (properties["approved"] === true) return APPROVED;
  return isStack ? after("CloudFormation makes with the role what a template of the source says") : GRANTED;
}
