// Roles and users that a policy lets in by name. A condition compares the name as text, so that they need not be there: whoever may make
// one of that name in the account is let in, where a Principal element would have to name one that is there.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
import { groupBy } from "../../../../model/group-by.js";
import { once, oncePerWord } from "../../../../model/once.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Policy, Statement } from "../../policy/policy.js";
import { createResourceSets } from "../../policy/resource-set.js";
import { createTargets } from "../builder/target-index.js";
import { commonResource } from "../evaluation/pattern-intersection.js";
import type { Sessions } from "./narrowed-sessions.js";

const KEY = "aws:principalarn";
/** Only AWS makes roles there: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
const RESERVED = /:role\/(aws-reserved|aws-service-role)\//;

/**
 * In: a policy, an account and its partition. Out: a role and a user of the account for each name by which some Allow lets such in,
 * sorted.
 */
export function callersLetIn({ statements }: Policy, account: string, partition: string): readonly string[] {
  const anyOne = ["role", "user"].map((kind) => `arn:${partition}:iam::${account}:${kind}/*`);
  const names = statements.flatMap(namesIn);
  const found = names.flatMap((text) => anyOne.flatMap((any) => commonResource(text, any) ?? []));
  return [...new Set(found)].filter((arn) => !arn.endsWith("/") && !RESERVED.test(arn)).sort();
}

/** Patterns by which an Allow lets callers in; those with variables name nobody in particular. */
function namesIn({ isAllow, condition }: Statement): readonly string[] {
  if (!isAllow) return [];
  return (condition?.entries ?? []).flatMap(({ key, operator, texts }) =>
    key === KEY && !operator.isNegated && !operator.isNull ? texts.filter((text) => !text.includes("$")) : [],
  );
}

/**
 * In: callers. Out: for statements of a trust policy about an action, the names of callers that may be let in by them, as a condition of
 * each Allow says; undefined where some Allow asks for no name.
 */
export function createNamesAsked(
  callers: readonly AwsPrincipal[],
): (statements: readonly Statement[]) => ReadonlySet<string> | undefined {
  const fitting = createFitting(() => callers.map(nameOf));
  return (statements) => {
    const asked = statements.filter(({ isAllow }) => isAllow).map(namesAskedBy);
    const texts = asked.flatMap((some) => some ?? []);
    return asked.includes(undefined) ? undefined : new Set(texts.flatMap(fitting));
  };
}

/** In: ids, asked for when a pattern is. Out: finds those that a pattern fits, each pattern once. */
function createFitting(ids: () => readonly string[]): (pattern: string) => readonly string[] {
  const targets = once(() => createTargets(ids()));
  const sets = createResourceSets();
  return oncePerWord((pattern) => targets().find([sets.intern([pattern], false, false)]));
}

/** What conditions compare with names: a session goes by its role. */
export function nameOf({ id, session }: AwsPrincipal): string {
  return session?.of ?? id;
}

/** Patterns of which one has to fit whom a statement lets in; what fits an ARN field by field fits it as a whole. */
function namesAskedBy({ condition }: Statement): readonly string[] | undefined {
  return condition?.entries.find(
    ({ key, operator, isIfExists, quantifier, texts }) =>
      key === KEY &&
      !isIfExists &&
      quantifier !== "all" &&
      /^(Arn|String)(Equals|Like)$/.test(operator.name) &&
      texts.every((text) => PLAIN_NAME.test(text) && !text.includes("$")),
  )?.texts;
}

/** Its wildcards mean the same in a list of resources, where one within a leading field of an ARN stays there. */
const PLAIN_NAME = /^arn:(?:[^:*?]*\*?:){4}/;

/**
 * In: principals. Out: those of an account by whose names a policy lets callers in, at most so many a name: a pattern that fits more
 * lets in by a name that says little.
 */
export function createNamedThere(
  principals: readonly AwsPrincipal[],
): (policy: Policy, account: string) => readonly AwsPrincipal[] {
  const byAccount = groupBy(principals, ({ account }) => account);
  const byId = new Map(principals.map((one) => [one.id, one]));
  const fittingIn = oncePerWord((account) => createFitting(() => (byAccount.get(account) ?? []).map(({ id }) => id)));
  return ({ statements }, account) => {
    const names = new Set(statements.flatMap(namesIn));
    const found = [...names].flatMap((text) => fittingIn(account)(text).slice(0, AT_MOST));
    return [...new Set(found)].flatMap((id) => byId.get(id) ?? []);
  };
}

/** How many of a pattern are looked at one by one: what lets in more lets in by a name that says little. */
const AT_MOST = 50;

/** Who is let in by name by a statement that is for everyone: users and roles, and sessions of theirs, those not made yet among them. */
export function createLetIn(estate: Estate, sessions: Sessions): (statement: Statement) => readonly AwsPrincipal[] {
  const fitting = createFitting(() => {
    const made = sessions.all.flatMap(({ session }) => session?.of ?? []);
    return [...estate.principals.map(({ id }) => id), ...made];
  });
  return (statement) => {
    if (statement.principals?.isEveryone !== true) return [];
    const found = [...new Set(namesIn(statement).flatMap((text) => fitting(text).slice(0, AT_MOST)))];
    return found.flatMap((id) => [...[estate.principal(id) ?? []].flat(), ...sessions.of(id)]);
  };
}
