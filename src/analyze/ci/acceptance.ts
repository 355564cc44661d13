// Whether a trust accepts a run, in the words of edges. Holes that the conditions close say what the run has to be.
import { compareText } from "../../model/compare.js";
import type { ConditionState } from "../../model/words.js";
import { type Closed, closedInAll, NETWORK } from "../trust/evaluate-trust.js";
import { accepts, type FederatedTrust } from "../trust/federated.js";
import { fillKind, type TokenKind } from "../trust/grammar.js";

export interface Acceptance {
  readonly state: Exclude<ConditionState, "needs-actor">;
  readonly condition: string | undefined;
  /** What the conditions leave of holes that the run leaves open. */
  readonly closed: Closed;
}

/** Claim, and the hole that it is. */
const ENTERPRISE = "enterprise_id";
const NOTHING: Closed = new Map();
/** Holes about which the trust may say what it likes: whoever starts the run fills them. */
const FREE = new Set(["audience", "workflow", "number", "event", "head_ref", "base_ref", NETWORK]);

/** All tokens that the run may get have to be accepted; where only some are, or not of the same runs, it cannot be told. */
export function acceptance(trust: FederatedTrust, tokens: readonly TokenKind[], now: Date): Acceptance {
  const outcomes = tokens.flatMap((token) => inEnterprises(trust, token)).map((token) => accepts(trust, token, now));
  const open = outcomes.filter(({ verdict }) => verdict !== "blocked");
  const [first] = open;
  if (first === undefined) {
    return { state: "blocked", condition: outcomes[0]?.because[0], closed: NOTHING };
  }
  const reasons = [...new Set(open.flatMap(({ because }) => because))];
  const isSame =
    new Set(open.map(({ closed }) => JSON.stringify([...closed].sort(([a], [b]) => compareText(a, b))))).size === 1;
  if (open.length < outcomes.length || !isSame)
    reasons.push(
      outcomes.length > tokens.length
        ? "which enterprise its owner is in was not read"
        : "which form of subject its token has is not known",
    );
  const starters = [...(first.closed.get("actor") ?? []), ...(first.closed.get("actor_id") ?? [])];
  if (starters.length > 0) reasons.push(`a run that ${starters.join(" or ")} starts`);
  const closed = closedInAll(open.map((outcome) => outcome.closed));
  if (reasons.length > 0) return { state: "unknown", condition: reasons.slice(0, 2).join("; "), closed };
  return { state: "none", condition: undefined, closed };
}

/** The token as it is in each enterprise that the trust names, in another and in none, where it says anything of enterprises. */
function inEnterprises({ conditions }: FederatedTrust, token: TokenKind): readonly TokenKind[] {
  if (!token.claims.has(ENTERPRISE)) return [token];
  const asked = conditions.alternatives.flatMap((all) => all.filter(({ key }) => key.split(":").at(-1) === ENTERPRISE));
  if (asked.length === 0) return [token];
  const named = [...new Set(asked.flatMap(({ texts }) => texts))].filter((text) => /^\d+$/.test(text));
  const claims = new Map(token.claims);
  claims.delete(ENTERPRISE);
  const optional = new Set([...token.optional].filter((claim) => claim !== ENTERPRISE));
  return [
    { ...token, claims },
    ...["0", ...named].map((id) => ({ ...fillKind(token, new Map([[ENTERPRISE, id]])), optional })),
  ];
}

/** Holes that the conditions close and that the run's starter cannot choose freely. */
export function demandsOf(closed: Closed): readonly string[] {
  return [...closed.keys()].filter((hole) => !FREE.has(hole) && !hole.startsWith("claim "));
}
