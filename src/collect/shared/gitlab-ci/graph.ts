// The pipeline of one project as nodes: a workload for each job, gaps for what could not be read of it.
import type { CiTables } from "../../../model/ci-tables.js";
import type { Json } from "../../../model/words.js";
import { properties } from "../../fields.js";
import { type Part, PartBuilder } from "../../part.js";
import { compileTables } from "../workflows/context.js";
import { type FetchFile, type IncludedSource, type ListFiles, loadPipeline, type MergedPipeline } from "./include.js";
import { type PipelineJob, toPipelineJob } from "./job.js";
import { jobsOf } from "./resolve.js";

export interface PipelineProject {
  /** Node id of the project, or of the checkout. */
  readonly id: string;
  /** Full path: acme/site. */
  readonly name: string;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
}

export const PIPELINE_FILE = ".gitlab-ci.yml";

/**
 * Nodes and gaps of a pipeline, from its first file on. Nothing is run; `fetch` reads what it includes, `list` says which files
 * a pattern stands for. `file.from` is the project that the first file is of, where that is another one.
 */
export async function pipelinePart(
  project: PipelineProject,
  file: { readonly path: string; readonly text: string; readonly from?: IncludedSource },
  fetch: FetchFile,
  tables: CiTables,
  list: ListFiles,
): Promise<Part> {
  const merged = await loadPipeline(file.path, file.text, fetch, list);
  const out = new PartBuilder();
  for (const { file: path, line, column, message } of merged.faults) {
    const place = `${path}:${line}:${column}`;
    out.gaps.push({ dataSet: project.dataSet, subject: `${project.name}/${place}`, message: `${place}: ${message}` });
  }
  for (const { include, why } of merged.missing) {
    const message = `${project.name}: ${file.path} includes ${include}: ${why}`;
    out.gaps.push({ dataSet: project.dataSet, subject: `${project.name}/${file.path}`, message });
  }
  const sources = [...(file.from === undefined ? [] : [file.from]), ...merged.sources];
  // whoever writes there writes this pipeline too
  if (sources.length > 0) out.supplements.push({ node: project.id, properties: { pipeline_sources: toJson(sources) } });
  const compiled = compileTables(tables);
  for (const job of jobsOf(merged.root))
    addJob(toPipelineJob(job, compiled), { project, merged, file: file.path }, out);
  return out;
}

interface Surroundings {
  readonly project: PipelineProject;
  readonly merged: MergedPipeline;
  readonly file: string;
}

function addJob(job: PipelineJob, { project, merged, file }: Surroundings, out: PartBuilder): void {
  const place = merged.places.get(job.name);
  const audiences = [...new Set(Object.values(job.idTokens).flat())].sort();
  const events = [...new Set(job.runs.map(({ event }) => event))];
  out.nodes.push({
    id: `${project.id}/pipeline#${job.name}`,
    kind: "workload",
    type: "gitlab.job",
    name: `${file}#${job.name}`,
    parent: project.id,
    properties: properties({
      repository: project.name,
      file: place?.file ?? file,
      line: place?.line,
      column: place?.column,
      job: job.name,
      triggers: events,
      runs: toJson(job.runs),
      id_token: Object.keys(job.idTokens).length > 0,
      id_tokens: toJson(job.idTokens),
      audiences,
      environment: job.environment,
      environments: job.environment === undefined ? undefined : [job.environment],
      environment_dynamic: job.isEnvironmentDynamic,
      secret_names: job.variables,
      fetched_secrets: toJson(job.secrets),
      logins: toJson(job.logins),
      roles: job.roles,
      runs_on: job.tags,
      image: job.image,
      starts: job.starts,
      undecided: job.undecided.length === 0 ? undefined : job.undecided,
    }),
  });
}

/** Plain facts, all of them texts, lists and mappings. */
function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
