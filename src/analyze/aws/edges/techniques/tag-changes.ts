// Tags that a caller may change, of resources and its own: a condition on them is then no limit to it. What it may do by itself it
// does; where somebody may who can become it, that stays open, because the two have to be one.
import { once, oncePer } from "../../../../model/once.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { Retag, TagChange } from "../../condition/request-facts.js";
import { NO, SETTABLE, UNKNOWN, YES } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Context, Judgement } from "../evaluation/decision.js";
import { limitsOn } from "../evaluation/named-resources.js";
import type { Question } from "../evaluation/requests.js";
import type { Likeness } from "../similarity/caller-similarity.js";
import { offeredValues, type WantedTag } from "./required-tags.js";

interface Tagging {
  /** Resources of the service that it is about, after the account; all of them when left out. */
  readonly of?: RegExp;
  readonly set: string;
  readonly remove: string;
}

/** By the service in the ARN of the resource. Source: the service authorization reference, access level Tagging. */
const TAGGING: { readonly [service: string]: readonly Tagging[] } = {
  codepipeline: [{ set: "codepipeline:TagResource", remove: "codepipeline:UntagResource" }],
  ec2: [{ set: "ec2:CreateTags", remove: "ec2:DeleteTags" }],
  ecs: [{ set: "ecs:TagResource", remove: "ecs:UntagResource" }],
  eks: [{ set: "eks:TagResource", remove: "eks:UntagResource" }],
  glue: [{ set: "glue:TagResource", remove: "glue:UntagResource" }],
  iam: [
    { of: /^user\//, set: "iam:TagUser", remove: "iam:UntagUser" },
    { of: /^role\//, set: "iam:TagRole", remove: "iam:UntagRole" },
    { of: /^policy\//, set: "iam:TagPolicy", remove: "iam:UntagPolicy" },
  ],
  lambda: [{ set: "lambda:TagResource", remove: "lambda:UntagResource" }],
  sagemaker: [{ set: "sagemaker:AddTags", remove: "sagemaker:DeleteTags" }],
  secretsmanager: [{ set: "secretsmanager:TagResource", remove: "secretsmanager:UntagResource" }],
  ssm: [{ set: "ssm:AddTagsToResource", remove: "ssm:RemoveTagsFromResource" }],
  states: [{ set: "states:TagResource", remove: "states:UntagResource" }],
};

export const TAG_ACTIONS: readonly string[] = Object.values(TAGGING).flatMap((all) =>
  all.flatMap(({ set, remove }) => [set, remove]),
);

/** Services whose actions are done to resources with an ARN of one service, which has the tags; of others that is not told. */
const TAGGED_BY: readonly (readonly [services: readonly string[], tagging: string])[] = [
  [["iam", "sts"], "iam"],
  ...["codepipeline", "ec2", "ecs", "eks", "glue", "lambda", "sagemaker", "secretsmanager", "states"].map(
    (service) => [[service], service] as const,
  ),
];

/** Those by which tags of users and roles change, who call. */
const CALLER_TAG_ACTIONS = ["iam:TagUser", "iam:UntagUser", "iam:TagRole", "iam:UntagRole"];

export interface Retagging {
  /** Whether the caller, or somebody whom its trust policy names, is allowed to change tags of anything, or those of callers. */
  readonly isTagger: Likeness["isTagger"];
  readonly isRetagger: NonNullable<Likeness["isRetagger"]>;
  /**
   * What may be made of tags before a request of the principal, each with the judgements of whoever would do it: `at` is the resource
   * whose tags they are, `wanted` those that decide, asked for when somebody may change any, `ask` whether somebody may.
   */
  changes(
    principal: AwsPrincipal,
    at: { readonly of: Retag["of"]; readonly resource: string },
    wanted: () => readonly WantedTag[],
    ask: (who: AwsPrincipal, question: Question) => Judgement,
  ): readonly Change[];
}

/** `interest` has to hold TAG_ACTIONS: callers are told apart by whether their policies speak of these. */
export function createRetagging(estate: Estate, interest: Interest): Retagging {
  const bits = bitsOfTagging(interest);
  const masks = oncePer((principal: AwsPrincipal) => allowedTo(principal, interest));
  /** The caller first. */
  const taggersOf = oncePer((principal: AwsPrincipal): readonly AwsPrincipal[] => {
    // who stands for many holds one statement of theirs, and not what denies them others
    const all = principal.index < 0 ? [] : [principal, ...namedBy(principal, estate)];
    return all.filter((one) => (masks(one) & bits.all) !== 0n);
  });
  /** False where nothing allows it, neither a policy of theirs nor one of the resource: most of those who may tag something else. */
  const isWorthAsking = (who: AwsPrincipal, action: string, resource: string): boolean =>
    (masks(who) & interest.bitOf(action)) !== 0n ||
    who.policies.some(({ policy }) => policy.isOpaque) ||
    estate.resource(resource) !== undefined;
  /** What may be made of the caller's own tags is the same whatever it asks for then. */
  const ofCaller = oncePer((_: AwsPrincipal) => new Map<string, readonly Change[]>());
  const changesOf: Retagging["changes"] = (principal, { of, resource }, wanted, ask) => {
    const tagging = taggingOf(resource);
    if (tagging === undefined) return [];
    const tags = once(wanted);
    const waysBy = (who: AwsPrincipal, action: string, tag: WantedTag): TagWays => {
      const own = { "aws:TagKeys": [tag.name], "ec2:CreateAction": null };
      const asking = (context: Context) => ask(who, { action, resource, context: { ...own, ...context } });
      if (action === tagging.remove) return { tag, surest: { may: asking({}), isOpen: false } };
      return { tag, ...waysToSet(tag, () => offeredValues(policiesOver(who, estate), tag.name), asking) };
    };
    return taggersOf(principal).flatMap((who) =>
      [tagging.set, tagging.remove].flatMap((action) => {
        if (!isWorthAsking(who, action, resource)) return [];
        const author = { who, isOwn: who === principal, isRemovalOnly: action === tagging.remove };
        const ways = tags().map((tag) => waysBy(who, action, tag));
        return alternatives(ways).map((chosen) => toChange(chosen, of, author));
      }),
    );
  };
  return {
    isTagger: (principal, of, by = "anyone") => {
      const wanted = of === "caller" ? bits.ofCallers : bits.all;
      return taggersOf(principal).some((one) => (masks(one) & wanted) !== 0n && (by === "anyone" || one !== principal));
    },
    isRetagger(principal, bit) {
      return taggersOf(principal).some((one) => (masks(one) & bits.about(bit)) !== 0n);
    },
    changes(principal, at, wanted, ask) {
      if (at.of !== "caller" || taggersOf(principal).length === 0) return changesOf(principal, at, wanted, ask);
      const tags = wanted();
      const key = JSON.stringify([at.resource, tags]);
      const known = ofCaller(principal);
      const changes = known.get(key) ?? changesOf(principal, at, () => tags, ask);
      known.set(key, changes);
      return changes;
    },
  };
}

interface TaggingBits {
  readonly all: ActionMask;
  readonly ofCallers: ActionMask;
  /** Actions that change the tags of what an action is done to; all where that is not told. */
  about(bit: ActionMask): ActionMask;
}

function bitsOfTagging(interest: Interest): TaggingBits {
  const maskOf = (actions: readonly string[]) => actions.reduce((mask, action) => mask | interest.bitOf(action), 0n);
  const all = maskOf(TAG_ACTIONS);
  const byService = TAGGED_BY.map(([services, tagging]) => ({
    of: interest.ofServices(services),
    bits: maskOf((TAGGING[tagging] ?? []).flatMap(({ set, remove }) => [set, remove])),
  }));
  return {
    all,
    ofCallers: maskOf(CALLER_TAG_ACTIONS),
    about: (bit) => byService.find(({ of }) => (of & bit) !== 0n)?.bits ?? all,
  };
}

interface Change {
  readonly retag: Retag;
  readonly mays: readonly Judgement[];
}

/** A tag with the way that it is changed by. */
interface Chosen {
  readonly tag: WantedTag;
  readonly way: Way;
}

/** Who changes the tags: the caller, or somebody who may become it. */
interface Author {
  readonly who: AwsPrincipal;
  readonly isOwn: boolean;
  readonly isRemovalOnly: boolean;
}

function toChange(chosen: readonly Chosen[], of: Retag["of"], { who, isOwn, isRemovalOnly }: Author): Change {
  const why = isOwn ? "the caller may change the tag" : `${who.name}, who may become it, may change the tag`;
  const tags = chosen.map(({ tag, way }): [string, TagChange] => {
    const decider = isOwn && !way.isOpen ? SETTABLE : UNKNOWN;
    return [tag.name.toLowerCase(), { decider, why, isRemovalOnly, ...(way.values && { values: way.values }) }];
  });
  return { retag: { of, tags: new Map(tags) }, mays: chosen.map(({ way }) => way.may) };
}

interface Ways {
  readonly surest: Way;
  /** Another one, of which it is not known whether it serves. */
  readonly open?: Way;
}

interface TagWays extends Ways {
  readonly tag: WantedTag;
}

/** Each tag by its surest way; and where some have an open one, these by that. Without tags that may not be changed. */
function alternatives(all: readonly TagWays[]): readonly (readonly Chosen[])[] {
  const surest = all.map(({ tag, surest: way }) => ({ tag, way }));
  const open = all.map(({ tag, surest: sure, open: way = sure }) => ({ tag, way }));
  return (all.some((one) => one.open !== undefined) ? [surest, open] : [surest])
    .map((chosen) => chosen.filter(({ way }) => way.may.truth !== NO))
    .filter((chosen) => chosen.length > 0);
}

interface Way {
  readonly may: Judgement;
  /** Values that it may set; any where left out. */
  readonly values?: readonly string[];
  /** Which values it may set, and whether one of them serves, is not known. */
  readonly isOpen: boolean;
}

/** How a tag may be set: to whatever is wanted, or to some of the values that conditions name, or to one that is not known. */
function waysToSet(
  { name, values, isExact }: WantedTag,
  offered: () => readonly string[] | undefined,
  ask: (context: Context) => Judgement,
): Ways {
  const plain = ask({});
  if (plain.truth === YES || plain.truth === NO) return { surest: { may: plain, isOpen: false } };
  const more = isExact ? [] : offered();
  const tried = [...new Set([...(values ?? []), ...(more ?? [])])].map((value) => ({
    value,
    may: ask({ [`aws:RequestTag/${name}`]: value }),
  }));
  const [best = plain] = tried.map(({ may }) => may).sort((a, b) => a.truth - b.truth);
  const named = tried.filter(({ may }) => may.truth === best.truth).map(({ value }) => value);
  if (tried.length === 0) return { surest: { may: plain, isOpen: true } };
  const surest: Way = { may: best, values: named, isOpen: false };
  return values === undefined || more === undefined ? { surest, open: { may: plain, isOpen: true } } : { surest };
}

/** All that limits what a principal may ask for. */
function policiesOver(who: AwsPrincipal, estate: Estate): readonly AttachedPolicy[] {
  return [...who.policies, ...limitsOn(who, { estate })];
}

function taggingOf(resource: string): Tagging | undefined {
  const [, , service = "", , , ...rest] = resource.split(":");
  return TAGGING[service]?.find(({ of }) => of === undefined || of.test(rest.join(":")));
}

/** Users and roles that the trust policy of a role names: who becomes it is still who it was. */
function namedBy({ kind, trust, id }: AwsPrincipal, estate: Estate): AwsPrincipal[] {
  if (kind !== "role" || trust === undefined) return [];
  const names = trust.policy.statements.flatMap(({ isAllow, principals }) =>
    isAllow && principals !== undefined && !principals.isNegated ? principals.aws : [],
  );
  return [...new Set(names)].flatMap((name) => {
    const named = estate.principal(name);
    return named === undefined || named.id === id ? [] : [named];
  });
}

function allowedTo({ policies }: AwsPrincipal, interest: Interest): ActionMask {
  let mask = 0n;
  for (const { policy } of policies) mask |= interest.allowedBy(policy);
  return mask;
}
