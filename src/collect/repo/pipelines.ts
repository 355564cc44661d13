// Pipeline files of other CI services than GitHub's in a checkout: GitLab's with what it includes from here, those of CircleCI,
// Bitbucket, Buildkite and Jenkins.
import type { CiTables } from "../../model/ci-tables.js";
import { PartBuilder } from "../part.js";
import { PIPELINE_FILE, pipelinePart } from "../shared/gitlab-ci/graph.js";
import type { FetchFile, ListFiles } from "../shared/gitlab-ci/include.js";
import { toPattern } from "../shared/gitlab-ci/pattern.js";
import { otherCiPart } from "../shared/other-ci/graph.js";
import { jenkinsPart } from "../shared/other-ci/jenkinsfile.js";
import type { TextFile } from "./read-files.js";

export interface PipelineOwner {
  /** Node id of the checkout. */
  readonly id: string;
  readonly name: string;
  readonly dataSet: string;
}

/** Nodes and gaps of all pipeline files. Nothing is run, nothing is fetched. */
export async function pipelinesPart(
  owner: PipelineOwner,
  files: readonly TextFile[],
  tables: CiTables,
): Promise<PartBuilder> {
  const out = new PartBuilder();
  const first = files.find(({ path }) => path === PIPELINE_FILE);
  if (first !== undefined) {
    const byPath = new Map(files.map(({ path, text }) => [path, text]));
    const fetch: FetchFile = async ({ project, path }) => {
      const text = project === undefined ? byPath.get(path) : undefined;
      if (text !== undefined) return { text };
      return {
        why: project === undefined ? "there is no such file" : "files of other projects are not in the checkout",
      };
    };
    const paths = [...byPath.keys()].filter((path) => /\.ya?ml$/i.test(path)).sort();
    const list: ListFiles = async ({ path: pattern }) => {
      const compiled = toPattern(pattern);
      return { paths: paths.filter((path) => compiled.matches(path)) };
    };
    out.append(await pipelinePart(owner, first, fetch, tables, list));
  }
  out.append(otherCiPart(owner, files, tables));
  out.append(jenkinsPart(owner, files));
  return out;
}
