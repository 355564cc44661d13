// Whether a token gets into a role, from AWS' pages alone: "Available keys for AWS OIDC federation", "IAM JSON policy elements:
// Condition operators" and "Set operators for multivalued context keys". Token by token, with a regular expression for wildcards.
import { AUDIENCES, type PlanCondition, type PlanRole } from "./aws-plan.js";
import { type Bringing, type Claims, GITHUB } from "./github-tokens.js";

export type Sureness = 0 | 1 | 2;

const ISSUERS = { github: GITHUB, gitlab: "gitlab.com" } as const;
/** Claims of GitHub's tokens that are keys; of the others the list says nothing, and it grows. */
const KEYS = [
  ...["sub", "aud", "actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref", "repository"],
  ...["repository_id", "repository_owner_id", "workflow"],
];

export const keyOf = (claim: string, { issuer }: PlanRole): string =>
  claim.includes(":") ? claim : `${ISSUERS[issuer]}:${claim}`;
export const issuerOf = ({ issuer }: PlanRole): string => ISSUERS[issuer];

/** A pattern of the operators that end in Like: `*` is any text, `?` one character. */
export function likePattern(pattern: string): RegExp {
  const text = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${text}$`);
}

type Test = (given: string | undefined) => boolean;

/** Of keys with one value: whether it is among those of the policy, or none of those, by the operator. */
function toTest({ operator, values }: PlanCondition): Test {
  if (operator === "Null") return (given) => values.includes(String(given === undefined));
  const [set, plain = ""] = operator.includes(":") ? operator.split(":") : ["", operator];
  const name = plain.replace("IfExists", "");
  const isNegated = name.includes("Not");
  const patterns = values.map(likePattern);
  return (given) => {
    if (given === undefined) {
      if (set === "ForAllValues" || plain.endsWith("IfExists")) return true;
      return set === "ForAnyValue" ? false : isNegated;
    }
    const isAmong = values.some((value, at) => {
      if (name.includes("Like")) return patterns[at]?.test(given);
      return name.endsWith("IgnoreCase") ? given.toLowerCase() === value.toLowerCase() : given === value;
    });
    return isNegated !== isAmong;
  };
}

/** The same with what was answered before kept: tokens say the same things again and again. */
function remembering(test: Test): Test {
  const answers = new Map<string | undefined, boolean>();
  return (given) => {
    const answer = answers.get(given) ?? test(given);
    answers.set(given, answer);
    return answer;
  };
}

type Context = ReadonlyMap<string, string>;
type Judge = (context: Context) => boolean;

/** Something allows it, and nothing denies it. */
function toJudge(role: PlanRole): Judge {
  const statements = role.statements.map(({ isAllow, conditions }) => ({
    isAllow,
    tests: conditions.map((one) => [keyOf(one.claim, role), remembering(toTest(one))] as const),
  }));
  return (context) => {
    const matching = statements.filter(({ tests }) => tests.every(([key, test]) => test(context.get(key))));
    return matching.length > 0 && matching.every(({ isAllow }) => isAllow);
  };
}

const made = new WeakMap<Claims, Map<string, readonly [Context, Context]>>();

/** The request's keys as the list has them, and with all other claims as well: the list is known to grow. */
function contextsOf(claims: Claims, audience: string): readonly [Context, Context] {
  const known = made.get(claims) ?? new Map<string, readonly [Context, Context]>();
  made.set(claims, known);
  const all = Object.entries({ ...claims, aud: audience });
  const make = (list: readonly (readonly [string, string])[]) =>
    new Map(list.map(([claim, value]) => [`${GITHUB}:${claim}`, value]));
  const contexts = known.get(audience) ?? [make(all.filter(([claim]) => KEYS.includes(claim))), make(all)];
  known.set(audience, contexts);
  return contexts;
}

/**
 * Of everything that may be brought, the surest; the audience is a choice of whoever asks for the token. Of strangers it is asked by
 * the list of keys alone.
 */
export function sureness(role: PlanRole, all: readonly Bringing[], isByList = false): Sureness {
  if (role.issuer !== "github" || role.audiences === undefined) return 0;
  const judge = toJudge(role);
  let best: Sureness = 0;
  for (const { tokens, isSure } of all) {
    for (const audience of AUDIENCES.filter((one) => role.audiences?.includes(one))) {
      const contexts = tokens.map((claims) => contextsOf(claims, audience));
      if (isSure && contexts.every(([listed]) => judge(listed))) return 2;
      if (best === 0 && contexts.some((pair) => pair.slice(0, isByList ? 1 : 2).some(judge))) best = 1;
    }
  }
  return best;
}
