// Sorts of run of a job, as its rules say. Pure.
import type { StoredNode } from "../../model/analysis.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import { FRESH } from "./contexts.js";
import type { GitLabProject } from "./estate.js";
import type { GitLabRun } from "./run.js";

/** Runs of a job of a project; in its environment where it names one. */
export function runsOfJob({ properties }: StoredNode, { defaultBranch, path }: GitLabProject): readonly GitLabRun[] {
  const environment = textOf(properties["environment"]);
  const runs = recordsOf(properties["runs"]).flatMap((fact): GitLabRun[] => {
    const { event, ref, is_default: isDefault, project } = fact;
    if (typeof project === "string" && project.toLowerCase() !== path.toLowerCase()) return [];
    if (event === "tag") return [{ kind: "tag", ref: textOf(ref) ?? FRESH, isNew: true }];
    if (typeof ref === "string") return [{ kind: "branch", ref }];
    // A schedule and a trigger run on the default branch unless somebody says otherwise.
    const except = textsOf(fact["except"]) ?? [];
    const isLeftOut = except.includes(defaultBranch) || except.includes(`${defaultBranch}@${path}`);
    const onDefault: GitLabRun[] = isLeftOut ? [] : [{ kind: "branch", ref: defaultBranch }];
    return isDefault === true ? onDefault : [...onDefault, { kind: "branch", ref: FRESH, isNew: true }];
  });
  return environment === undefined ? runs : runs.map((run) => ({ ...run, environment }));
}
