// A resource's own policy denies only as long as it is there: who may delete it, and is allowed to read or write by its own policies,
// reads or writes then. Only principals of the resource's account get that far: for others the policy is what lets them in, and S3 lets
// nobody else delete it (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html).
import type { AnalysisInput } from "../../../../model/analysis.js";
import { oncePerWord } from "../../../../model/once.js";
import type { Capability } from "../../../../model/words.js";
import { SETTABLE } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { withoutVariables } from "../../policy/glob.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism } from "../builder/mechanism.js";
import type { MechanismSpec } from "../builder/mechanism-spec.js";
import { createTargets } from "../builder/target-index.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { after, both, GRANTED, NEVER } from "../evaluation/decision.js";
import { commonResource, pickResource } from "../evaluation/pattern-intersection.js";
import type { Judge } from "../evaluation/requests.js";
import type { Locks } from "./decryption.js";

interface Way {
  readonly type: string;
  /** What takes the policy away. */
  readonly deleting: string;
  readonly action: string;
  readonly gives: Capability;
  /** What is read is decrypted for the caller. */
  readonly decrypts?: true;
}

const WAYS: readonly Way[] = [
  { type: "aws.s3-bucket", deleting: "s3:DeleteBucketPolicy", action: "s3:GetObject", gives: "read" },
  { type: "aws.s3-bucket", deleting: "s3:DeleteBucketPolicy", action: "s3:PutObject", gives: "write" },
  {
    type: "aws.secret",
    deleting: "secretsmanager:DeleteResourcePolicy",
    action: "secretsmanager:GetSecretValue",
    gives: "read",
    decrypts: true,
  },
  {
    type: "aws.secret",
    deleting: "secretsmanager:DeleteResourcePolicy",
    action: "secretsmanager:PutSecretValue",
    gives: "write",
  },
  {
    type: "aws.dynamodb-table",
    deleting: "dynamodb:DeleteResourcePolicy",
    action: "dynamodb:GetItem",
    gives: "read",
  },
  {
    type: "aws.dynamodb-table",
    deleting: "dynamodb:DeleteResourcePolicy",
    action: "dynamodb:PutItem",
    gives: "write",
  },
];

/** What takes a policy away; what is done then is asked about anyway. */
export const DELETING: readonly string[] = [...new Set(WAYS.map(({ deleting }) => deleting))];

export interface DeletedPolicies {
  /** `mask` holds the actions that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

/** In: the estate, and what secrets are encrypted with. Out: who gets to data whose policy denies it, by deleting that policy first. */
export function createDeletedPolicies(
  input: Pick<AnalysisInput, "nodes">,
  locks: Locks,
  judge: Judge,
): DeletedPolicies {
  const denying = new Map<string, readonly string[]>();
  for (const type of new Set(WAYS.map((way) => way.type)))
    denying.set(
      type,
      [...input.nodes([type])].map(({ id }) => id).filter((id) => isDenying(id, judge)),
    );
  const running = WAYS.filter(({ type }) => (denying.get(type) ?? []).length > 0).map((way) => ({
    bits: judge.interest.bitOf(way.deleting) | judge.interest.bitOf(way.action),
    mechanism: createMechanism(toSpec(way, denying.get(way.type) ?? [], locks, judge), withoutPolicy(way, judge)),
  }));
  return {
    add(principal, mask) {
      for (const { bits, mechanism } of running)
        if ((mask & bits) === bits) mechanism.add({ principal, judgement: GRANTED });
    },
    draw(drawing) {
      for (const { mechanism } of running) mechanism.draw(drawing);
    },
  };
}

function isDenying(id: string, { estate }: Judge): boolean {
  return estate.resource(id)?.policy?.policy.statements.some(({ isAllow }) => !isAllow) === true;
}

/** A judge for whom the policy is gone once the action is asked about; who is as well off with it has no need of that. */
function withoutPolicy({ action }: Way, judge: Judge): Judge {
  return {
    ...judge,
    ask(principal, question) {
      const plain = judge.ask(principal, question);
      if (question.action !== action) return plain;
      if (plain.truth <= SETTABLE) return NEVER;
      const free = judge.askWithoutPolicy(principal, question);
      return free.truth < plain.truth ? both(free, DELETED) : NEVER;
    },
  };
}

const DELETED = after("the policy that denies it is deleted first");

function toSpec(
  { type, deleting, action, gives, decrypts }: Way,
  ids: readonly string[],
  locks: Locks,
  judge: Judge,
): MechanismSpec {
  const isBucket = type === "aws.s3-bucket";
  const objects = (bucket: string): string => (isBucket ? `${bucket}/*` : bucket);
  return {
    id: `${deleting} ${action}`,
    kind: "permits",
    gives,
    actions: [
      { action: deleting },
      {
        action,
        isFindable: true,
        resources: (target, { resources }) =>
          resources.flatMap(({ texts, isEverything, isNegated }) =>
            isEverything || isNegated
              ? [pickResource(objects(target), "")]
              : texts.flatMap((text) => commonResource(withoutVariables(text), objects(target)) ?? []),
          ),
      },
    ],
    targetsFor: oncePerWord((account) =>
      createTargets(
        ids.filter((id) => judge.estate.resource(id)?.account === account),
        (pattern) => (isBucket ? bucketOf(pattern) : pattern),
      ),
    ),
    // the policy that denies tells callers apart
    personalGroup: (target) => target,
    ...(decrypts && { lockOf: locks }),
    hubName: (account, count) =>
      `${count} of ${type.slice(type.indexOf(".") + 1)} of account ${account} whose policies go first`,
  };
}

/** A pattern of buckets or objects as one of buckets. */
function bucketOf(pattern: string): string {
  if (!pattern.startsWith("arn:") || pattern.split(":")[2] !== "s3") return pattern;
  const slash = pattern.indexOf("/");
  return slash < 0 ? pattern : pattern.slice(0, slash);
}
