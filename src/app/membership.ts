// What somebody may do for being a member of an organisation of GitHub: it is drawn once, of any member, and not of each.
import { MEMBERS } from "../analyze/ci/writers.js";
import type { PathEdge } from "../model/analysis.js";
import type { Store } from "../store/index.js";

/**
 * The edges with one more, of the member that a path starts at, to any member; what only members of other organisations have is left
 * out then. The same edges for whoever else it starts at, outside collaborators among them.
 */
export function withMembership(edges: PathEdge[], from: string | undefined, store: Store): PathEdge[] {
  if (from === undefined || !edges.some((edge) => edge.from === MEMBERS)) return edges;
  const [id, ...others] = store.resolve(from);
  const member = id === undefined || others.length > 0 ? undefined : store.node(id);
  if (member?.type !== "github.user" || member.properties["role"] === "outside") return edges;
  const { scope } = member;
  const isOfScope = (about: string): boolean => about === scope || store.node(about)?.scope === scope;
  const own = edges.filter((edge) => edge.from !== MEMBERS || edge.because.some(isOfScope));
  return [...own, { kind: "member_of", from: member.id, to: MEMBERS, state: "none", confidence: 1, because: [scope] }];
}
