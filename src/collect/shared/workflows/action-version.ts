// Which release of an action a step uses, as far as the file tells.
import type { Step } from "./steps.js";
import { placeOf } from "./tokens.js";

export interface ActionVersion {
  readonly major: number;
  /** Undefined for a tag of the major version alone, which moves with its releases. */
  readonly minor: number | undefined;
}

/** A step is a few lines long: the comment behind its action is among these. */
const STEP_LINES = 12;

/**
 * Version of the action of a step, by its ref or, for a commit, by the comment that people note behind it; undefined where neither
 * tells, and for a branch. `lines` are those of the file of the step.
 */
export function versionOf(step: Step, lines: readonly string[]): ActionVersion | undefined {
  const ref = step.uses?.ref ?? "";
  const isHash = /^[0-9a-f]{40}$/i.test(ref);
  const uses = placeOf(step.token).line - 1;
  const noted = isHash ? lines.slice(uses, uses + STEP_LINES).find((line) => line.includes(ref)) : undefined;
  const version = isHash ? /#\s*(v?\d+(?:\.\d+)*)\s*$/.exec(noted ?? "")?.[1] : ref;
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(version ?? "") ?? [];
  if (major === undefined) return undefined;
  return { major: Number(major), minor: minor === undefined ? undefined : Number(minor) };
}

/** Whether a version is a release or a later one, given as `major.minor`; a major version alone is its newest. */
export function isSince({ major, minor }: ActionVersion, release: readonly [major: number, minor: number]): boolean {
  return major > release[0] || (major === release[0] && (minor === undefined || minor >= release[1]));
}
