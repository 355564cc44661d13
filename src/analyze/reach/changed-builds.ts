// Builds that a change of a repository starts: who makes such a change without anybody else, and whether what is built then gets to control
// of a scope. Told of each build: the best path of everyone on the internet is one alone, whatever else is open.
import { controlOf, type PathGraph, stateOf, toPathGraph } from "../../graph/path-graph.js";
import { type FoundPath, searchTo } from "../../graph/search.js";
import type { AnalysisInput, DerivedFact, DerivedNode, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { ConditionState, EdgeKind, JsonRecord } from "../../model/words.js";
import { ANYONE_NODE, GOOGLE_ACCOUNTS } from "../anyone.js";
import { isSourceId, sourceId } from "../aws/edges/compute/codepipeline-sources.js";
import { BUILD_TYPES } from "../ci/build-sources.js";
import { MEMBERS_NODE } from "../ci/writers.js";
import { SOURCE_CLASSES } from "./access-paths.js";
import type { Both } from "./both.js";

const PIPELINE = "aws.codepipeline-pipeline";

/** By which code gets from whoever changes it to where it is built; what takes over an identity first is another finding. */
const CHANGES: ReadonlySet<EdgeKind> = new Set([
  "runs_code_in",
  "supplies_code_to",
  "member_of",
  "includes",
  "contains",
  "permits",
]);

interface Ways {
  readonly graph: PathGraph;
  readonly control: Both | undefined;
}

/** In: the graph of all parts, the search for control, the derived nodes. Out: columns of builds that get to control, or may. */
export function* changedBuilds(
  input: Pick<AnalysisInput, "types" | "nodes" | "edges">,
  nodes: readonly DerivedNode[],
  ways: Ways,
): Iterable<DerivedFact> {
  const there = new Set(input.types("workload"));
  const types = BUILD_TYPES.filter((type) => there.has(type));
  if (types.length === 0) return;
  const writers = new Map<string, string>();
  for (const { id, type, name } of nodes) if (SOURCE_CLASSES[type] === "repository") writers.set(id, name);
  const identities = new Map<string, string[]>();
  for (const { from, to } of input.edges(["runs_as"])) addTo(identities, from, to);
  for (const { id, type, properties } of input.nodes(types)) {
    // what a pipeline builds is told of the pipeline
    if (properties["source_type"] === "CODEPIPELINE") continue;
    const entry = type === PIPELINE ? sourceId(id) : id;
    // what nothing leads to is no node of the graph, and its identity may be one
    const isThere = type === PIPELINE || ways.graph.graph.indexOf.has(id);
    const admin = controlFrom(isThere ? [entry] : (identities.get(id) ?? []), ways);
    yield {
      node: id,
      columns: { ...admin, ...(admin["build_admin"] !== false && entrantsOf(entry, ways.graph, writers)) },
    };
  }
}

/** Whether code that is built gets to control, and as whom; nothing where that is open. */
function controlFrom(starts: readonly string[], { graph, control }: Ways): JsonRecord {
  const paths = starts.flatMap((start) => control?.pathFrom(start) ?? []);
  const alone = paths.filter((path) => !isApproved(path));
  const sure = alone.find((path) => stateOf(path) !== "unknown");
  if (sure === undefined) {
    const mayBe = paths.length === 0 && starts.some((start) => control?.mayReach(start) === true);
    return alone.length > 0 || mayBe ? {} : { build_admin: false };
  }
  const by = controlOf(sure, graph)?.controller;
  return { build_admin: true, build_target: sure.target, ...(by !== undefined && { build_admin_by: by }) };
}

/** Whether somebody approves in the pipeline before anything is built. */
function isApproved({ source, edges }: FoundPath): boolean {
  return isSourceId(source) && edges[0]?.state === "needs-actor";
}

/** Who gets code into a build alone; where nobody surely does, what of that could not be decided. */
function entrantsOf(entry: string, all: PathGraph, writers: ReadonlyMap<string, string>): JsonRecord {
  const changes = changesBefore(entry, all);
  if (changes === undefined) return {};
  const sure = firstEntrant(entry, changes, writers, ["needs-actor", "unknown"]);
  if (sure !== undefined) return columnsOf(sure, changes);
  const perhaps = firstEntrant(entry, changes, writers, ["needs-actor"]);
  return perhaps === undefined ? {} : { build_undecided: `${perhaps.name}: ${reasonOf(perhaps, changes) ?? ""}` };
}

interface Entrant {
  readonly source: "internet" | "readers" | "writers";
  readonly name: string;
  readonly path: FoundPath;
  /** How many others of this sort there are. */
  readonly others: number;
}

/** The part of the graph by which changes get to a node; undefined where none do. */
function changesBefore(entry: string, { graph, edges }: PathGraph): PathGraph | undefined {
  const start = graph.indexOf.get(entry);
  if (start === undefined) return undefined;
  const found: PathEdge[] = [];
  const seen = new Set([start]);
  for (const node of seen) {
    for (let slot = graph.inStart[node] ?? 0; slot < (graph.inStart[node + 1] ?? 0); slot++) {
      const at = graph.inEdges[slot] ?? 0;
      const edge = edges[at];
      if (edge === undefined || !CHANGES.has(edge.kind)) continue;
      found.push(edge);
      seen.add(graph.from[at] ?? start);
    }
  }
  return found.length === 0 ? undefined : toPathGraph(found);
}

/** The widest circle of those who get there without the edges of these states: everyone, members, or writers of a repository. */
function firstEntrant(
  entry: string,
  { graph }: PathGraph,
  writers: ReadonlyMap<string, string>,
  left: readonly ConditionState[],
): Entrant | undefined {
  const without = new Set(graph.edges.flatMap(({ state }, at) => (left.includes(state) ? [at] : [])));
  const search = searchTo(graph, [{ node: entry, capability: "act" }], { without });
  for (const { id, name, source } of OUTSIDERS) {
    const path = search.pathFrom(id, "act");
    if (path !== undefined) return { source, name, path, others: 0 };
  }
  const found = graph.ids
    .flatMap((id) => (writers.has(id) ? (search.pathFrom(id, "act") ?? []) : []))
    .sort((a, b) => a.hops - b.hops || b.confidence - a.confidence || compareText(a.source, b.source));
  const [path] = found;
  return path && { source: "writers", name: writers.get(path.source) ?? path.source, path, others: found.length - 1 };
}

const OUTSIDERS = [
  { ...ANYONE_NODE, source: "internet" },
  { ...GOOGLE_ACCOUNTS, source: "internet" },
  { ...MEMBERS_NODE, source: "readers" },
] as const;

function columnsOf(entrant: Entrant, changes: PathGraph): JsonRecord {
  const { source, name, path, others } = entrant;
  const reason = reasonOf(entrant, changes);
  return {
    build_source: source,
    build_source_id: path.source,
    build_source_name: source === "writers" ? `whoever may push to ${name}${othersIn(others)}` : name,
    ...(reason !== undefined && { build_reason: reason }),
  };
}

function othersIn(others: number): string {
  if (others === 0) return "";
  return others === 1 ? " or one other repository" : ` or ${others} other repositories`;
}

/** What the steps rest on, in words. */
function reasonOf({ path }: Entrant, { edges }: PathGraph): string | undefined {
  const conditions = path.edgeIndexes.flatMap((at) => edges[at]?.condition ?? []);
  return conditions.length === 0 ? undefined : [...new Set(conditions)].join("; ");
}
