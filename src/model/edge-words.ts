// How each kind of edge reads between what it leads from and to, for people.
import type { EdgeKind } from "./words.js";

/** Every kind has its words: a new one does not compile without. */
const EDGE_WORDS: { readonly [edge in EdgeKind]: string } = {
  authenticates_as: "authenticates as",
  has_grant: "is granted",
  has_session: "acts through",
  permits: "may use",
  runs_as: "runs as",
  holds: "holds",
  stores: "stores",
  supplies_code_to: "supplies code to",
  runs_code_in: "runs code in",
  federates: "federates",
  yields: "gives",
  can_assume: "can assume",
  impersonates: "acts as",
  adds_credential: "adds a credential to",
  escalates_to: "escalates to",
  member_of: "is a member of",
  includes: "includes",
  contains: "controls its account, and so",
  steers: "steers",
  owned_by: "is owned by",
  issued_to: "is issued to",
  sends_to: "sends to",
  references: "names",
};

/** Words of an edge: `can_assume` → can assume. What is no kind of ours is told as it stands. */
export function edgeWords(edge: string): string {
  return isKind(edge) ? EDGE_WORDS[edge] : edge.replaceAll("_", " ");
}

function isKind(edge: string): edge is EdgeKind {
  return Object.hasOwn(EDGE_WORDS, edge);
}
