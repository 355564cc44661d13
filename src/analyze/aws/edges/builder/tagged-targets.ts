// Targets that a caller may get to by their tags, found by these: an Allow for what has the caller's own tag leads each caller to few of all.
import { addTo } from "../../../../model/group-by.js";
import { oncePer, oncePerWord } from "../../../../model/once.js";
import type { ConditionEntry } from "../../condition/condition.js";
import { type KeyLookup, open } from "../../condition/key-state.js";
import { isTagKey, readsTags, tagNameOf, tagState, tagsOfCaller, tagsOfResource } from "../../condition/tag-keys.js";
import { UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Statement } from "../../policy/policy.js";
import type { Judge } from "../evaluation/requests.js";
import { type Claim, claimsOn } from "../similarity/claims.js";
import type { TargetAction } from "./mechanism-spec.js";
import type { Targets } from "./target-index.js";

type Asking = Pick<Judge, "estate" | "interest">;

/**
 * In: a claim on an action that is done to the targets themselves. Out: those that it may get to, and those that its policies name, sorted;
 * undefined where tags leave out none.
 */
export function taggedTargets(
  { probe }: Pick<Claim, "probe">,
  wanted: TargetAction | undefined,
  targets: Targets,
  { estate, interest }: Asking,
): readonly string[] | undefined {
  // who answers for itself alone may perhaps change tags
  if (wanted === undefined || probe.index >= 0 || probe.policies.some(({ policy }) => policy.isOpaque))
    return undefined;
  const { action, resources, contexts, choices, context = {} } = wanted;
  if (resources !== undefined || contexts !== undefined || choices !== undefined) return undefined;
  if (Object.keys(context).some((key) => /tag\//i.test(key))) return undefined;
  const bit = interest.bitOf(action);
  const allows = probe.policies.flatMap(({ policy }) => interest.only(policy, bit).statements).filter(isAllow);
  if (!allows.some((one) => readsTags(one, "resource"))) return undefined;
  const tagged = indexOf(estate)(targets);
  const found = new Set(tagged.uncertain);
  for (const statement of allows) {
    const some = readsTags(statement, "resource") ? byTags(statement, probe, tagged) : undefined;
    for (const id of some ?? targets.find([statement.resources])) found.add(id);
  }
  return [...found].sort();
}

/** Of possible targets of an action those that the principal's own policies may let it do that to, as far as resources and tags tell. */
export function findFor(
  principal: AwsPrincipal,
  wanted: TargetAction,
  targets: Targets,
  judge: Judge,
): readonly string[] {
  const bit = judge.interest.bitOf(wanted.action);
  const claims = claimsOn(principal, bit, judge.interest);
  const found = claims.map((claim) => taggedTargets(claim, wanted, targets, judge));
  const isTold =
    found.some((some) => some !== undefined) &&
    judge.isRetagger?.(principal, bit) === false &&
    !judge.isTagger(principal, "caller");
  if (!isTold) return targets.find(claims.flatMap(({ resources }) => resources));
  return [...new Set(claims.flatMap(({ resources }, at) => found[at] ?? targets.find(resources)))].sort();
}

function isAllow(statement: Statement): boolean {
  return statement.isAllow;
}

interface Tagged {
  /** Targets whose tags were not read, or which let callers in by themselves. */
  readonly uncertain: readonly string[];
  has(id: string): boolean;
  /** By the name of a tag, in lower case: its values, and the targets that have them. */
  readonly byValue: (name: string) => ReadonlyMap<string, readonly string[]>;
}

const indexOf = oncePer((estate: Estate) =>
  oncePer(({ ids }: Targets): Tagged => {
    const all = new Set(ids);
    const uncertain: string[] = [];
    const certain: { readonly id: string; readonly tags: { readonly [name: string]: string } }[] = [];
    for (const id of ids) {
      const tags = tagsOfResource(id, estate.resource(id), estate);
      if (tags === undefined || mayLetIn(id, estate)) uncertain.push(id);
      else certain.push({ id, tags });
    }
    const byValue = oncePerWord((name: string): ReadonlyMap<string, readonly string[]> => {
      const found = new Map<string, string[]>();
      for (const { id, tags } of certain)
        for (const [key, value] of Object.entries(tags)) if (key.toLowerCase() === name) addTo(found, value, id);
      return found;
    });
    return { uncertain, has: (id) => all.has(id), byValue };
  }),
);

/** Whether a target may let in callers whose own policies do not: it has a policy, or trusts everybody. */
function mayLetIn(id: string, estate: Estate): boolean {
  const node = estate.resource(id);
  if (node !== undefined)
    return node.policy !== undefined || node.isUnread || node.grants.length > 0 || node.areGrantsUnread;
  const trust = estate.principal(id)?.trust?.policy;
  if (trust === undefined) return false;
  return trust.isOpaque || trust.statements.some(({ principals }) => principals?.isEveryone || principals?.isNegated);
}

/** Targets with the tags that an Allow asks for, and those that it names; undefined where it asks for none that tell. */
function byTags(
  { condition, resources }: Statement,
  probe: AwsPrincipal,
  tagged: Tagged,
): readonly string[] | undefined {
  for (const entry of condition?.entries ?? []) {
    const values = valuesAskedFor(entry, probe);
    if (values === undefined) continue;
    const byValue = tagged.byValue(tagNameOf(entry.key));
    const named = resources.isNegated ? [] : resources.texts.filter((text) => tagged.has(text));
    return [...values.flatMap((value) => byValue.get(value) ?? []), ...named];
  }
  return undefined;
}

/** The values of which a tag of the target has to have one, those of the caller's tags filled in; undefined where others may do. */
function valuesAskedFor(
  { key, operator, quantifier, isIfExists, values }: ConditionEntry,
  probe: AwsPrincipal,
): readonly string[] | undefined {
  if (!isTagKey(key, "resource") || operator.name !== "StringEquals" || isIfExists || quantifier === "all")
    return undefined;
  const variables = values.flatMap((value) => value.variables);
  if (!variables.every((name) => isTagKey(name, "caller"))) return undefined;
  const tags = variables.length === 0 ? {} : tagsOfCaller(probe, variables);
  if (tags === undefined) return undefined;
  const keys = lookupIn(tags);
  const texts = values.map((value) => (value.variables.length === 0 ? value.pattern : (value.expand?.(keys) ?? null)));
  return texts.includes(undefined) ? undefined : texts.filter((text) => typeof text === "string");
}

function lookupIn(tags: { readonly [name: string]: string }): KeyLookup {
  return {
    state: (key) => (isTagKey(key, "caller") ? tagState(tags, key) : open(UNKNOWN, "")),
  };
}
