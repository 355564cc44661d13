// Steps that service control policies bind which were not read. They are taken to allow, since most take little away and a report
// in which nothing is certain tells nothing; each step says so, for who reads one path alone.
import type { DerivedEdge } from "../../model/analysis.js";
import { accountOfArn } from "../aws/attached-policy.js";
import type { Estate } from "../aws/estate.js";
import { unreadLimitsOf } from "../aws/evaluate/request.js";

/** Edges that hold by what a principal is allowed to do. */
const ALLOWED: ReadonlySet<DerivedEdge["kind"]> = new Set([
  "permits",
  "can_assume",
  "escalates_to",
  "runs_code_in",
  "adds_credential",
]);

/** The same edges; the condition of one from a user or role whose control policies were not read names them. */
export function nameUnreadControls(edges: readonly DerivedEdge[], estate: Estate): readonly DerivedEdge[] {
  const words = wordsOf(estate);
  return edges.map((edge) => {
    if (!ALLOWED.has(edge.kind) || estate.principal(edge.from)?.isServiceLinked !== false) return edge;
    const unread = words(accountOfArn(edge.from));
    if (unread === undefined) return edge;
    return { ...edge, condition: edge.condition === undefined ? unread : `${edge.condition}; ${unread}` };
  });
}

/** What was not read of an account's organisation, as a condition; undefined where nothing is missing. */
function wordsOf(estate: Estate): (account: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (account) => {
    if (!known.has(account)) {
      const [unread] = unreadLimitsOf([account], estate);
      known.set(
        account,
        unread === undefined ? undefined : unread.replace(/ were not read$/, ", which were not read, allow it"),
      );
    }
    return known.get(account);
  };
}
