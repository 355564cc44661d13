// Actions of others that a tag or branch names: whoever moves it runs code in the job.
import type { Step } from "./steps.js";
import type { Place } from "./tokens.js";

export interface UnpinnedAction extends Place {
  readonly action: string;
  readonly ref: string;
  readonly file?: string;
}

const COMMIT = /^[0-9a-f]{40}$/i;
const DIGEST = /@sha256:[0-9a-f]{64}$/i;
/** GitHub's own: whoever controls these controls the runner as well. */
const OWN = new Set(["actions", "github"]);

/** Third-party actions and images that are not pinned to a commit or digest. */
export function unpinnedActions(steps: readonly Step[], owner: string, file: string): UnpinnedAction[] {
  return steps.flatMap((step): UnpinnedAction[] => {
    const { uses } = step;
    if (uses === undefined || uses.isLocal) return [];
    const where = { line: step.line, column: step.column, ...(step.file !== file && { file: step.file }) };
    if (uses.isImage) return DIGEST.test(uses.name) ? [] : [{ action: uses.name, ref: imageTag(uses.name), ...where }];
    const publisher = uses.name.split("/")[0]?.toLowerCase() ?? "";
    if (uses.ref === undefined || COMMIT.test(uses.ref) || OWN.has(publisher) || publisher === owner.toLowerCase())
      return [];
    return [{ action: uses.name, ref: uses.ref, ...where }];
  });
}

function imageTag(image: string): string {
  return /:([\w.-]+)$/.exec(image)?.[1] ?? "latest";
}
