// An accepted path is accepted as it was: a new way in, or a more exposed start, opens it again. Baseline and waivers.
import type { Finding } from "../model/finding.js";
import { EXPOSURES } from "../model/words.js";

export interface AcceptedPath {
  /** First edge of the path when it was accepted. */
  readonly entry?: string | undefined;
  readonly exposure?: string | undefined;
}

/** Entry edge and exposure of a finding that is a path; nothing for others. */
export function pathOf({ path }: Finding): AcceptedPath {
  const first = path?.hops[0];
  return {
    ...(first !== undefined && { entry: `${first.from} ${first.edge} ${first.to}` }),
    ...(path?.exposure !== undefined && { exposure: path.exposure }),
  };
}

/** Why the path of a finding is more than what was accepted; undefined when it is not, or is no path. */
export function outgrown(finding: Finding, accepted: AcceptedPath): string | undefined {
  if (finding.path === undefined) return undefined;
  const { entry, exposure } = pathOf(finding);
  if (accepted.entry !== undefined && entry !== accepted.entry) {
    return `accepted with the entry ${accepted.entry}, now enters by ${entry ?? "an unknown edge"}`;
  }
  if (accepted.exposure !== undefined && rank(exposure) < rank(accepted.exposure)) {
    return `accepted with the exposure ${accepted.exposure}, now ${exposure ?? "unknown"}`;
  }
  return undefined;
}

// An exposure that cannot be told may be any: it ranks above all that can.
function rank(exposure: string | undefined): number {
  const order: readonly (string | undefined)[] = EXPOSURES;
  return order.indexOf(exposure);
}
