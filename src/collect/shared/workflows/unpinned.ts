// Actions of others that a tag or branch names: whoever moves it runs code in the job.
import type { ActionRef, Step } from "./steps.js";
import type { Place } from "./tokens.js";

export interface UsedAction extends Place {
  readonly action: string;
  readonly ref: string;
  readonly file?: string;
}

const COMMIT = /^[0-9a-f]{40}$/i;
const DIGEST = /@sha256:[0-9a-f]{64}$/i;
/** GitHub's own: whoever controls these controls the runner as well. */
const OWN = new Set(["actions", "github"]);

/** Third-party actions and images that are not pinned to a commit or digest. */
export function unpinnedActions(steps: readonly Step[], owner: string, file: string): UsedAction[] {
  return steps.flatMap((step): UsedAction[] => {
    const { uses } = step;
    if (uses === undefined || uses.isLocal) return [];
    if (uses.isImage) return DIGEST.test(uses.name) ? [] : [toUsed(step, uses, imageTag(uses.name), file)];
    const publisher = publisherOf(uses);
    if (uses.ref === undefined || COMMIT.test(uses.ref) || OWN.has(publisher) || publisher === owner.toLowerCase())
      return [];
    return [toUsed(step, uses, uses.ref, file)];
  });
}

/** Actions of other repositories of the same owner, pinned or not: what they use in turn runs in the job too. */
export function ownActions(steps: readonly Step[], owner: string, file: string): UsedAction[] {
  return steps.flatMap((step): UsedAction[] => {
    const { uses } = step;
    if (uses?.ref === undefined || uses.isLocal || uses.isImage || publisherOf(uses) !== owner.toLowerCase()) return [];
    return [toUsed(step, uses, uses.ref, file)];
  });
}

function toUsed(step: Step, { name }: ActionRef, ref: string, file: string): UsedAction {
  const { line, column } = step;
  return { action: name, ref, line, column, ...(step.file !== file && { file: step.file }) };
}

function publisherOf({ name }: ActionRef): string {
  return name.split("/")[0]?.toLowerCase() ?? "";
}

function imageTag(image: string): string {
  return /:([\w.-]+)$/.exec(image)?.[1] ?? "latest";
}
