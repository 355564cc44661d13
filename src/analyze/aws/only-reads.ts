// Which users and roles only read, by their own policies: no action that they are allowed on anything, under any condition, does more.
// What the policies of others let them do, and whom they may become, are edges, which are for the search to walk.
import type { AnalysisInput, DerivedEdge } from "../../model/analysis.js";
import { oncePer } from "../../model/once.js";
import { isStopped } from "../../model/standing.js";
import type { EdgeKind } from "../../model/words.js";
import { wasRead } from "../read-sets.js";
import type { AwsPrincipal, Estate } from "./estate.js";
import { type ActionDictionary, hasBit, setBit } from "./policy/actions.js";
import type { Policy, Statement } from "./policy/policy.js";
import { readingActions, soundsLikeReading } from "./policy/reading-actions.js";

const ASSUME_ROLE = "sts:AssumeRole";

/** These answer with what is in a parameter, which may be a secret. */
const PARAMETERS = [
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
] as const;

/** Edges by which somebody becomes an identity, and those that say how. */
const BECOMING: ReadonlySet<EdgeKind> = new Set(["can_assume", "has_session", "includes", "member_of", "yields"]);

/** In: principals by ARN, and the edges of AWS. Out: which of them, and of those whom they may become, only read. */
export function onlyReading(
  input: Pick<AnalysisInput, "scopes">,
  principals: readonly string[],
  estate: Estate,
  edges: readonly DerivedEdge[],
): ReadonlySet<string> {
  const found = new Set<string>();
  if (principals.length === 0) return found;
  const onlyReads = createOnlyReads(input, estate);
  for (const id of becomes(principals, edges)) {
    const principal = estate.principal(id);
    if (principal !== undefined && onlyReads(principal)) found.add(id);
  }
  return found;
}

/** Principals and whom they may become; one pass over the edges for each step. */
function becomes(principals: readonly string[], edges: readonly DerivedEdge[]): ReadonlySet<string> {
  const seen = new Set(principals);
  for (let front: ReadonlySet<string> = seen; front.size > 0; ) {
    const next = new Set<string>();
    for (const edge of edges)
      if (front.has(edge.from) && BECOMING.has(edge.kind) && !seen.has(edge.to) && !isStopped(edge)) next.add(edge.to);
    for (const id of next) seen.add(id);
    front = next;
  }
  return seen;
}

/** Makes the check for one estate. */
function createOnlyReads(input: Pick<AnalysisInput, "scopes">, estate: Estate): (principal: AwsPrincipal) => boolean {
  const { dictionary } = estate.compiler;
  const allReading = readingActions(dictionary);
  const exceptParameters = withoutParameters(allReading, dictionary);
  const unlisted = unlistedParameters(input);
  const assume = dictionary.idOf(ASSUME_ROLE);
  const namesOnlyReading = createNamesOnlyReading(dictionary);
  return ({ kind, account, policies, boundary }) => {
    if (kind === "root" || !estate.hasAccount(account)) return false;
    const all = policies.map(({ policy }) => policy);
    if (all.some(({ isOpaque }) => isOpaque)) return false;
    const limit = boundary === undefined || boundary.policy.isOpaque ? undefined : boundary.policy;
    const left = leftBy(all, limit, dictionary);
    const reading = unlisted.has(account) ? exceptParameters : allReading;
    return all.every((policy) =>
      policy.statements.every((statement) => {
        if (!statement.isAllow) return true;
        const more = toMore(statement, reading, left, dictionary);
        const isAssuming = more.length > 0 && more.every((id) => id === assume);
        if (more.length > 0 && !(isAssuming && namesKnownRoles(statement, estate))) return false;
        return namesOnlyReading(statement);
      }),
    );
  };
}

/** Accounts of which parameters were asked for, and not all were listed: some may be secrets. */
function unlistedParameters(input: Pick<AnalysisInput, "scopes">): ReadonlySet<string> {
  const scopes = [...input.scopes()].filter((scope) => wasRead(scope, "aws/ssm:parameters", "every") === false);
  return new Set(scopes.map(({ id }) => id.replace(/^aws:/, "")));
}

function withoutParameters(reading: Uint32Array, dictionary: ActionDictionary): Uint32Array {
  const [some, rest] = [new Uint32Array(dictionary.words), reading.slice()];
  for (const action of PARAMETERS) {
    const id = dictionary.idOf(action);
    if (id !== undefined) setBit(some, id);
  }
  takeAway(rest, some);
  return rest;
}

/** What denies on everything without a condition, and a boundary, leave of all actions. */
function leftBy(policies: readonly Policy[], limit: Policy | undefined, { words }: ActionDictionary): Uint32Array {
  const left = new Uint32Array(words).fill(limit === undefined ? 0xffffffff : 0);
  for (const { isAllow, actions } of limit?.statements ?? []) if (isAllow) add(left, actions.bits());
  for (const { statements } of limit === undefined ? policies : [...policies, limit])
    for (const { isAllow, actions, resources, condition } of statements)
      if (!isAllow && condition === undefined && resources.isEverything) takeAway(left, actions.bits());
  return left;
}

function add(bits: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] ?? 0) | (others[at] ?? 0);
}

function takeAway(bits: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] ?? 0) & ~(others[at] ?? 0);
}

/** Actions of a statement that do more than read, as far as they are left; the last one stands for all that are not known. */
function toMore(
  { actions }: Statement,
  reading: Uint32Array,
  left: Uint32Array,
  { size }: ActionDictionary,
): readonly number[] {
  const more = actions.bits().slice();
  takeAway(more, reading);
  for (let at = 0; at < more.length; at++) more[at] = (more[at] ?? 0) & (left[at] ?? 0);
  if (more.every((word) => word === 0)) return [];
  return Array.from({ length: size + 1 }, (_, id) => id).filter((id) => hasBit(more, id));
}

/** Whether what a statement names beside the known actions reads by its name: AWS has new actions every week. */
function createNamesOnlyReading(dictionary: ActionDictionary): (statement: Statement) => boolean {
  const names = oncePer((actions: Statement["actions"]): boolean =>
    actions.patterns.every((pattern) => {
      const bits = new Uint32Array(dictionary.words);
      dictionary.mark(pattern, bits);
      return bits.some((word) => word !== 0) || soundsLikeReading(pattern);
    }),
  );
  return ({ actions }) => actions.isNegated || names(actions);
}

/** Whether all roles that a statement names are of accounts that were read: the edges say then who they are. */
function namesKnownRoles({ resources }: Statement, estate: Pick<Estate, "hasAccount">): boolean {
  const isKnown = (text: string) => estate.hasAccount(/^arn:[^:*?]+:iam::(\d{12}):role\//.exec(text)?.[1] ?? "");
  return !resources.isNegated && resources.texts.every(isKnown);
}
