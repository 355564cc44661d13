// Tags of resources that a caller may change: a condition on them is then no limit to it. What it may do by itself it does; where
// somebody may who can become it, that stays open, because the two have to be one.
import { oncePer } from "../../model/once.js";
import type { Retag } from "../aws/condition/tag-keys.js";
import { NO, SETTABLE, UNKNOWN, YES } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import type { ActionMask, Interest } from "./interest.js";
import type { Judgement, Question } from "./judge.js";

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

export interface Retagging {
  /** Whether the caller, or somebody whom its trust policy names, is allowed to change tags of anything. */
  isTagger(principal: AwsPrincipal): boolean;
  /**
   * What may be done to the tags of a resource before a request of the principal, each with the judgement of whoever would do it:
   * `tags` are the names that decide, `ask` whether somebody may.
   */
  changes(
    principal: AwsPrincipal,
    resource: string,
    tags: readonly string[],
    ask: (who: AwsPrincipal, question: Question) => Judgement,
  ): readonly { readonly retag: Retag; readonly may: Judgement }[];
}

export function createRetagging(estate: Estate, interest: Interest): Retagging {
  const bits = TAG_ACTIONS.reduce((mask, action) => mask | interest.bitOf(action), 0n);
  /** The caller first. */
  const taggersOf = oncePer((principal: AwsPrincipal): readonly AwsPrincipal[] => {
    // who stands for many holds one statement of theirs, and not what denies them others
    const all = principal.index < 0 ? [] : [principal, ...namedBy(principal, estate)];
    return all.filter((one) => (allowedTo(one, interest) & bits) !== 0n);
  });
  return {
    isTagger: (principal) => taggersOf(principal).length > 0,
    changes(principal, resource, tags, ask) {
      const tagging = taggingOf(resource);
      if (tagging === undefined) return [];
      const context = { "aws:TagKeys": tags, "ec2:CreateAction": null };
      return taggersOf(principal).flatMap((who) =>
        [tagging.set, tagging.remove].flatMap((action) => {
          const may = ask(who, { action, resource, context });
          if (may.truth === NO) return [];
          const isOwn = who === principal;
          const retag: Retag = {
            // a limit on which values may be set is not compared with the value that is wanted
            decider: isOwn && may.truth === YES ? SETTABLE : UNKNOWN,
            why: isOwn ? "the caller may change the tag" : `${who.name}, who may become it, may change the tag`,
            isRemovalOnly: action === tagging.remove,
          };
          return [{ retag, may }];
        }),
      );
    },
  };
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
