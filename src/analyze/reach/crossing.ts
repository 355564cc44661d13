// Where a way from outside of production enters it: told of the last identity before, so that what leads there is not told again.
import type { FoundPath, Target } from "../../graph/search.js";
import type { DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { isGuessedPurpose } from "../facts/environments.js";

const PRODUCTION: ReadonlySet<string> = new Set(["production", "prod"]);
const OUTSIDE: ReadonlySet<string> = new Set(["development", "test", "staging", "sandbox"]);
/** Of what is perhaps production. */
const UNREAD = "unread";

/** Node → its environment, as far as more than the purpose of an account says so; `perhaps`: what is perhaps production. */
export function readEnvironments(
  facts: readonly DerivedFact[],
  perhaps: readonly Target[] = [],
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const { node, columns } of facts) {
    const { environment, environment_confidence: confidence } = columns;
    if (typeof environment !== "string") continue;
    if (!isGuessedPurpose({ environment, confidence: typeof confidence === "number" ? confidence : 0 })) {
      labels.set(node, environment);
    }
  }
  for (const { node } of perhaps) labels.set(node, UNREAD);
  return labels;
}

/**
 * Columns of the source of a path that goes from outside of production straight into it; undefined for others. Of a path that was not
 * decided only that.
 */
export function crossingColumns(path: FoundPath, environments: ReadonlyMap<string, string>): JsonRecord | undefined {
  const first = crossingEdge(path, environments);
  if (first === undefined || environments.get(first.to) === UNREAD) return undefined;
  // Who takes a role of another environment directly, and no more, is told of that role.
  if (
    path.hops === 1 &&
    path.edges.every(({ kind }) => kind === "can_assume" || kind === "member_of" || kind === "includes")
  ) {
    return undefined;
  }
  const isOpen = path.edges.some(({ state }) => state === "unknown");
  if (isOpen) return undecidedAt(first.to);
  return { enters_production_at: first.to, enters_production_by: first.kind, production_target: path.target };
}

/**
 * Of a way to somebody of whom it is not known how far they get: that it goes from outside of production straight into it, or may do so
 * from there, where it is the source itself.
 */
export function openCrossing(path: FoundPath, environments: ReadonlyMap<string, string>): JsonRecord | undefined {
  if (path.hops === 0 && OUTSIDE.has(environments.get(path.source) ?? ""))
    return { enters_production_open: "what it may do itself could not be told, and that may be in production" };
  const first = crossingEdge(path, environments);
  return first && undecidedAt(first.to);
}

/** The step of a way from outside of production that enters it; undefined where another environment comes first. */
function crossingEdge(path: FoundPath, environments: ReadonlyMap<string, string>) {
  const own = environments.get(path.source);
  if (own === undefined || !OUTSIDE.has(own)) return undefined;
  const first = path.edges.find(({ to }) => environments.has(to));
  const entered = environments.get(first?.to ?? "") ?? "";
  return PRODUCTION.has(entered) || entered === UNREAD ? first : undefined;
}

function undecidedAt(place: string): JsonRecord {
  return { enters_production_open: `a way into production, at ${place}, could not be decided` };
}
