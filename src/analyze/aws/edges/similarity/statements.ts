// What makes statements the same for callers who hold them: as texts that leave aside what no answer depends on, and whether they tell
// one target from another.
import { groupBy } from "../../../../model/group-by.js";
import { oncePer } from "../../../../model/once.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { Condition, ConditionEntry } from "../../condition/condition.js";
import { addressesAround, holdsAddress, parseBlock } from "../../condition/ip.js";
import { classOfKey } from "../../condition/key-classes.js";
import { ABSENT, type KeyLookup } from "../../condition/key-state.js";
import type { Policy, Statement } from "../../policy/policy.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { isMfaKey } from "./caller-similarity.js";

/** Keys of the network that a request comes from, which nobody can tell: "AWS global condition context keys", IAM User Guide. */
const NETWORK_KEYS: ReadonlySet<string> = new Set(["aws:sourceip", "aws:vpcsourceip"]);

/** Whether a condition compares where the request comes from with ranges of addresses. */
export function readsRanges({ condition }: Pick<Statement, "condition">): boolean {
  return condition?.keys.some((key) => NETWORK_KEYS.has(key)) === true;
}

/** The statement covers every resource, without condition. */
export function isWhole({ resources, condition }: Statement): boolean {
  return resources.isEverything && condition === undefined;
}

/** Content of a statement for one action, the order of its lists left aside; of ranges only how many, where they are not `isExact`. */
export function keyOf(statement: Statement, isExact: boolean): string {
  return isExact || !readsRanges(statement) ? exactKeyOf(statement) : vagueKeyOf(statement);
}

const exactKeyOf = oncePer((statement: Statement) => toKey(statement, ({ texts }) => [...texts].sort()));
const vagueKeyOf = oncePer((statement: Statement) =>
  toKey(statement, ({ key, texts }) =>
    NETWORK_KEYS.has(key) ? [`of ${addressesAround(texts)?.length}`] : [...texts].sort(),
  ),
);

type Texts = (entry: ConditionEntry) => readonly string[];

function toKey({ resources, condition, isAllow }: Statement, textsOf: Texts): string {
  const names = resources.texts.length === 1 ? resources.texts : [...resources.texts].sort();
  const set = `${resources.isNegated ? "!" : ""}${resources.hasVariables ? "$" : ""}${names.join(" ")}`;
  return `${isAllow ? "" : "deny "}${set} ${conditionText(condition, textsOf)}`;
}

function conditionText(condition: Condition | undefined, textsOf: Texts): string {
  if (!condition) return "";
  return JSON.stringify(
    condition.entries
      .map((entry) => [entry.operator.name, entry.quantifier, entry.isIfExists, entry.key, textsOf(entry)])
      .map((entry) => JSON.stringify(entry))
      .sort(),
  );
}

/**
 * Whether the answer is the same for other ranges in their stead: all statements speak of the same ones, outside of which there are
 * addresses. That a request comes from them is then met or not, and nobody can tell, whichever they are.
 */
export function sayRangesOnce(statements: readonly Statement[]): boolean {
  const entries = statements.flatMap(({ condition }) => condition?.entries ?? []);
  const read = entries.filter(({ key }) => NETWORK_KEYS.has(key));
  return [...groupBy(read, ({ key }) => key).values()].every(
    (same) => same.every(isPart) && new Set(same.map(({ texts }) => [...texts].sort().join(" "))).size === 1,
  );
}

const isPart = oncePer(({ operator, quantifier, texts, values }: ConditionEntry): boolean => {
  if (!operator.name.endsWith("IpAddress") || quantifier !== "one") return false;
  if (values.some(({ isAlways, problem, variables }) => isAlways || problem !== undefined || variables.length > 0))
    return false;
  const blocks = texts.flatMap((text) => parseBlock(text) ?? []);
  const around = (addressesAround(texts) ?? []).flatMap((text) => parseBlock(text) ?? []);
  const isIn = around.map((address) => blocks.some((block) => holdsAddress(block, address)));
  return isIn.includes(true) && isIn.includes(false);
});

/** Keys whose values are the same whichever target of the caller's account a request is about. */
const OF_NO_TARGET =
  /^aws:(sourceip|vpcsourceip|sourcevpc|sourcevpce|viaawsservice|securetransport|calledvia(first|last)?|multifactorauth(present|age)|principal(arn|account|orgid|type)|currenttime|userid|username)$/;

/** Whether a key says of a request where it comes from and the like: of every action and target the same, and nothing of MFA. */
export function isOfRequest(key: string): boolean {
  return OF_NO_TARGET.test(key) && !isMfaKey(key);
}

/** Whether a statement is about every action on every resource. */
export function isAboutAll({ actions, resources }: Statement): boolean {
  const isEach = actions.isNegated
    ? actions.patterns.length === 0
    : actions.patterns.some((one) => one === "*" || one === "*:*");
  return isEach && resources.isEverything;
}

/** Whether the statement is about every action on every resource, and its condition about nothing that is asked for. */
export function isOfEverything(statement: Statement): boolean {
  return isAboutAll(statement) && (statement.condition?.keys.every(isOfNoTarget) ?? true);
}

/** Whether a key is the same for everything that one caller asks for; but for MFA, which it may show or not. */
function isOfNoTarget(key: string): boolean {
  return isOfRequest(key) || (classOfKey(key) === "principal" && !isMfaKey(key));
}

/** Whether the value of a key is the same whichever target of one account and region a request is about. */
export function isOfAccount(key: string): boolean {
  return OF_NO_TARGET.test(key) || classOfKey(key) === "principal" || OF_PLACE.has(key);
}

const OF_PLACE: ReadonlySet<string> = new Set([
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "aws:requestedregion",
]);

/** Lists without variables read none. */
export const NO_KEYS: KeyLookup = { state: () => ABSENT };

/** Whether nothing in statements tells targets apart but the resources of plain Allows. `limits`: Allows of what bounds the caller. */
export function isOfTargets(statements: readonly Statement[], limits: readonly Statement[]): boolean {
  const isSilent = ({ condition }: Statement) => condition?.keys.every(isOfAccount) !== false;
  const isForAll = (one: Statement) => one.resources.isEverything && isSilent(one);
  return (
    limits.every(isForAll) &&
    statements.every((one) => (one.isAllow ? !one.resources.hasVariables && isSilent(one) : isForAll(one)))
  );
}

/** Policies without those Allows of an action that are not to be kept. */
export function withAllows(
  policies: readonly AttachedPolicy[],
  isKept: (statement: Statement) => boolean,
  { bit, interest }: { readonly bit: ActionMask; readonly interest: Interest },
): readonly AttachedPolicy[] {
  return policies.map(({ id, policy }) =>
    (interest.allowedBy(policy) & bit) === 0n ? { id, policy } : { id, policy: keptOf(interest)(isKept)(policy)(bit) },
  );
}

const keptOf = oncePer((interest: Interest) =>
  oncePer((isKept: (statement: Statement) => boolean) =>
    oncePer((policy: Policy) => {
      const made = new Map<ActionMask, Policy>();
      return (bit: ActionMask): Policy => {
        const known = made.get(bit);
        if (known !== undefined) return known;
        const about = new Set(interest.only(policy, bit).statements);
        const statements = policy.statements.filter((one) => !one.isAllow || !about.has(one) || isKept(one));
        const left = statements.length === policy.statements.length ? policy : { ...policy, statements };
        made.set(bit, left);
        return left;
      };
    }),
  ),
);
