// Where a way from outside of production enters it: told of the last identity before, so that what leads there is not told again.
import type { FoundPath } from "../../graph/search.js";
import type { DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { isGuessedPurpose } from "../facts/environments.js";
import type { PerhapsTarget } from "./tiers.js";

const PRODUCTION: ReadonlySet<string> = new Set(["production", "prod"]);
const OUTSIDE: ReadonlySet<string> = new Set(["development", "test", "staging", "sandbox"]);
/** Of what nothing was read of, in front of its scope: what is in one scope is of one environment. */
const UNREAD = "unread ";

/**
 * Node → its environment, as far as more than the purpose of an account says so; `perhaps`: what is perhaps production; `unnamed`:
 * accounts of AWS whose names would tell what is in them, and were not read.
 */
export function readEnvironments(
  facts: readonly DerivedFact[],
  perhaps: readonly PerhapsTarget[] = [],
  unnamed: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const { node, columns } of facts) {
    const { environment, environment_confidence: confidence } = columns;
    if (typeof environment !== "string") {
      const scope = unnamed.size > 0 && node.startsWith("arn:") ? `aws:${accountOfArn(node)}` : "";
      if (unnamed.has(scope) && !labels.has(node)) labels.set(node, UNREAD + scope);
      continue;
    }
    if (!isGuessedPurpose({ environment, confidence: typeof confidence === "number" ? confidence : 0 })) {
      labels.set(node, environment);
    }
  }
  for (const { node, scope } of perhaps) labels.set(node, UNREAD + scope);
  return labels;
}

/**
 * Columns of the source of a path that goes from outside of production straight into it; undefined for others. Of a path that was not
 * decided only that.
 */
export function crossingColumns(path: FoundPath, environments: ReadonlyMap<string, string>): JsonRecord | undefined {
  const first = crossingEdge(path, environments);
  if (first === undefined) return undefined;
  // Who takes a role of another environment directly, and no more, is told of that role.
  if (
    path.hops === 1 &&
    path.edges.every(({ kind }) => kind === "can_assume" || kind === "member_of" || kind === "includes")
  ) {
    return undefined;
  }
  const isOpen = path.edges.some(({ state }) => state === "unknown");
  const unread = unreadOf(path.source, first.to, environments);
  if (isOpen || unread !== undefined) return undecidedAt(first.to, unread);
  return { enters_production_at: first.to, enters_production_by: first.kind, production_target: path.target };
}

/**
 * Of a way to somebody of whom it is not known how far they get: that it goes from outside of production straight into it, or may do so
 * from there, where it is the source itself.
 */
export function openCrossing(path: FoundPath, environments: ReadonlyMap<string, string>): JsonRecord | undefined {
  // what is of an account without a name does most of what it may in that very account, which is no other environment
  if (path.hops === 0 && OUTSIDE.has(environments.get(path.source) ?? ""))
    return { enters_production_open: "what it may do itself could not be told, and that may be in production" };
  const first = crossingEdge(path, environments);
  return first && undecidedAt(first.to, unreadOf(path.source, first.to, environments));
}

/** The step of a way from outside of production that enters it; undefined where another environment comes first. */
function crossingEdge(path: FoundPath, environments: ReadonlyMap<string, string>) {
  const own = environments.get(path.source);
  if (!mayBeOutside(own)) return undefined;
  const first = path.edges.find(({ to }) => environments.has(to) && !(isUnread(own) && environments.get(to) === own));
  const entered = environments.get(first?.to ?? "") ?? "";
  return PRODUCTION.has(entered) || isUnread(entered) ? first : undefined;
}

function mayBeOutside(environment: string | undefined): boolean {
  return environment !== undefined && (OUTSIDE.has(environment) || isUnread(environment));
}

function isUnread(environment: string | undefined): boolean {
  return environment?.startsWith(UNREAD) === true;
}

/** What was not read of where a way begins or enters, which would say whether that is production. */
function unreadOf(source: string, entered: string, environments: ReadonlyMap<string, string>): string | undefined {
  const found = [source, entered].flatMap((end) => environments.get(end) ?? []).find(isUnread);
  const scope = found?.slice(UNREAD.length);
  if (scope === undefined) return undefined;
  const account = /^aws:(\d+)$/.exec(scope)?.[1];
  return account === undefined
    ? `the labels of ${scope} were not read`
    : `the alias of account ${account} was not read (iam:ListAccountAliases)`;
}

function undecidedAt(place: string, unread: string | undefined): JsonRecord {
  const because = unread === undefined ? "" : `: ${unread}`;
  return { enters_production_open: `a way into production, at ${place}, could not be decided${because}` };
}
