// Resources that statements about an action speak of: what a caller would pick, and what of it is left to it.
import type { TechniqueAction } from "../../../../model/technique.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { AwsPrincipal } from "../../estate.js";
import { controlsOver } from "../../organization.js";
import { withoutVariables } from "../../policy/glob.js";
import type { Statement } from "../../policy/policy.js";
import { commonPattern, pickResource } from "./pattern-intersection.js";
import type { Judge } from "./requests.js";

/** More patterns of a caller than this are not looked at, nor more resources. */
const MOST_PATTERNS = 200;

/** Services whose actions are asked about resources of another. */
const ALSO: { readonly [service: string]: readonly string[] } = {
  "ec2-instance-connect": ["ec2"],
  ssm: ["ec2"],
  "bedrock-agentcore": ["bedrock"],
  servicecatalog: ["catalog"],
};

/**
 * Patterns of resources that some Allow of the caller names for the action; `*` for all of them.
 * @param wanted ARN pattern that the resource has to fit; undefined for whatever the statements name
 */
export function allowedPatterns(
  principal: AwsPrincipal,
  { action }: Pick<TechniqueAction, "action">,
  { interest }: Pick<Judge, "interest">,
  wanted?: string,
): string[] {
  const bit = interest.bitOf(action);
  const patterns = new Set<string>();
  for (const { policy } of principal.policies) {
    if ((interest.allowedBy(policy) & bit) === 0n) continue;
    for (const { isAllow, resources } of interest.only(policy, bit).statements) {
      if (!isAllow) continue;
      for (const text of resources.isNegated || resources.isEverything ? ["*"] : resources.texts) {
        if (!isOfService(text, action)) continue;
        const pattern = withoutVariables(text);
        const narrowed = wanted === undefined ? pattern : commonPattern(pattern, wanted);
        if (narrowed !== undefined) patterns.add(narrowed);
        if (patterns.size >= MOST_PATTERNS) return [...patterns];
      }
    }
  }
  return [...patterns];
}

/** A statement that pairs an action with resources of another service allows nothing. */
function isOfService(pattern: string, action: string): boolean {
  const named = pattern.split(":")[2];
  if (named === undefined || /[*?$]/.test(named)) return true;
  const service = action.slice(0, action.indexOf(":"));
  return named === service || (ALSO[service]?.includes(named) ?? false);
}

/**
 * Patterns that what stands above the caller's grants leaves of the resources of an action: what a Deny excepts, what the
 * boundary, a session or a service control policy allows. Empty where none of it names resources.
 */
export function sparedPatterns(
  principal: AwsPrincipal,
  { action }: Pick<TechniqueAction, "action">,
  { interest, estate }: Pick<Judge, "interest" | "estate">,
): string[] {
  const bit = interest.bitOf(action);
  const patterns = new Set<string>();
  const add = (held: readonly AttachedPolicy[], counts: (statement: Statement) => boolean): void => {
    for (const { policy } of held) {
      for (const statement of interest.only(policy, bit).statements) {
        if (!counts(statement)) continue;
        for (const text of statement.resources.texts) patterns.add(withoutVariables(text));
      }
    }
  };
  const excepts = ({ isAllow, resources }: Statement) => !isAllow && resources.isNegated;
  add(principal.policies, excepts);
  add(
    limitsOn(principal, { estate }),
    (one) => excepts(one) || (one.isAllow && !one.resources.isNegated && !one.resources.isEverything),
  );
  return [...patterns].filter((text) => isOfService(text, action)).slice(0, MOST_PATTERNS);
}

/** What stands above the caller's grants: its boundary, policies of a session, service control policies. */
export function limitsOn(
  { boundary, session, account }: AwsPrincipal,
  { estate }: Pick<Judge, "estate">,
): readonly AttachedPolicy[] {
  const controls = controlsOver(estate.organizations, account, "scp");
  return [...(boundary ? [boundary] : []), ...(session?.limits ?? []), ...controls];
}

/** Resources to try: one that each pattern covers, and one in common with each of the others. */
export function candidatesOf(lists: readonly (readonly string[])[], account: string): Set<string> {
  const [first = [], ...others] = lists;
  const patterns = others.length === 0 ? first : [...lists.flat(), ...commonOf(first, others)];
  return new Set(patterns.map((pattern) => pickResource(pattern, account)));
}

/** Patterns that one of the first list and one of each other list have in common. */
export function commonOf(first: readonly string[], others: readonly (readonly string[])[]): readonly string[] {
  let common = first;
  for (const list of others) {
    common = common.flatMap((a) => list.flatMap((b) => commonPattern(a, b) ?? [])).slice(0, MOST_PATTERNS);
  }
  return common;
}
