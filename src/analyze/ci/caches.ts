// Caches between runs: whoever writes those of the default branch decides what is in the jobs that restore them, whatever starts
// these. Runs that people outside start read such caches alone, unless `cache-mode` gives them more; on a server of one's own it
// depends on its version. https://github.blog/changelog/2026-06-26-read-only-actions-cache-for-untrusted-triggers
import type { StoredNode } from "../../model/analysis.js";
import { isRecord, textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import { type CiRepository, fullName } from "./estate.js";
import { isShut, through } from "./gates.js";
import type { Entrance } from "./jobs.js";
import { environmentGate } from "./supplied-code.js";

/** The key has to be met, and an entry that is there is kept: it has to be pushed out first. */
const RESTORED = 0.5;
/** Whether such a run may write at all is not known. */
const UNKNOWN = 0.4;

/**
 * Draws which jobs somebody outside gets into by a cache that a job of theirs writes.
 * @param entrances of jobs, with how somebody outside gets in; jobs that restore such a cache are added.
 */
export function drawCaches(repository: CiRepository, entrances: Map<string, Entrance>, drawing: CiDrawing): void {
  const readers = repository.jobs.filter(({ properties }) => isRecord(properties["restored_cache"]));
  if (readers.length === 0) return;
  const set = `${repository.id}@default-branch-caches`;
  const writers = repository.jobs.flatMap((job) => {
    const entrance = entrances.get(job.id);
    const state = entrance === undefined ? undefined : writes(job, repository);
    return entrance === undefined || state === undefined ? [] : [{ job, entrance, state }];
  });
  const [first] = writers;
  if (first === undefined) return;
  const { owner, defaultBranch } = repository;
  const name = `whoever writes caches of ${defaultBranch} of ${fullName(repository)}`;
  drawing.node({ id: set, kind: "set", type: "github.cache-writers", name, scope: owner.scope, properties: {} });
  for (const { job, state } of writers) {
    const condition = `${job.name} may write caches of ${defaultBranch}${state === "met" ? "" : ", as far as is known"}`;
    const confidence = state === "met" ? 1 : UNKNOWN;
    drawing.edge({
      kind: "member_of",
      from: job.id,
      to: set,
      state,
      condition,
      confidence,
      because: [job.id],
      isOfDefault: true,
    });
  }
  for (const job of readers) {
    const gate = environmentGate(job, repository);
    const way = through(gate, restoring(job), RESTORED);
    drawing.edge({ kind: "runs_code_in", from: set, to: job.id, because: [job.id], ...way });
    if (isShut(gate) || entrances.has(job.id)) continue;
    const { source, reason } = first.entrance;
    entrances.set(job.id, { source, reason: `${way.condition}, which ${first.job.name} may write: ${reason}` });
  }
}

/** Whether a run that somebody outside starts writes caches of the default branch; undefined where it does not. */
function writes({ properties }: StoredNode, { owner }: CiRepository): "met" | "unknown" | undefined {
  if ((textsOf(properties["outside_events"]) ?? []).length === 0) return undefined;
  const said = properties["cache_writes"];
  if (said === true) return "met";
  if (said === "unknown") return "unknown";
  return said === undefined && owner.issuer.endsWith("/_services/token") ? "unknown" : undefined;
}

function restoring({ name, properties }: StoredNode): string {
  const found = properties["restored_cache"];
  const place = isRecord(found) ? found : {};
  const { line } = place;
  const file = textOf(place["file"]) ?? textOf(properties["file"]) ?? name;
  return `files of a cache are restored by ${textOf(place["action"]) ?? "an action"} (${file}${typeof line === "number" ? `:${line}` : ""})`;
}
