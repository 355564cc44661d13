// What a written action of a policy covers, by AWS's own list of actions.
import { ACTION_NAMES } from "../../../src/analyze/aws/policy/action-names.generated.js";

const KNOWN = ACTION_NAMES.split("\n").flatMap((line) => {
  const [service = "", ...names] = line.split(" ");
  // each name ends in a digit (see scripts/build-actions.ts)
  return names.map((name) => `${service}:${name.slice(0, -1)}`);
});

/** Actions that `text` covers: itself, or all that begin as it does where it ends in `*`; none where AWS has no such action. */
export function coveredActions(text: string): readonly string[] {
  if (!text.endsWith("*")) return [text];
  return KNOWN.filter((action) => action.startsWith(text.slice(0, -1)));
}
