// What counts as everything, by action: what an administrator has to be allowed.
import { oncePer } from "../../../model/once.js";
import { type ActionDictionary, hasBit } from "../policy/actions.js";

/** Services that decide over identities, code, data, networks and their records. */
export const CORE_SERVICES: readonly string[] = [
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "codebuild",
  "config",
  "dynamodb",
  "ec2",
  "ecr",
  "ecs",
  "eks",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "organizations",
  "rds",
  "s3",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "sts",
];

/** Actions of the services above: their bits, those of IAM alone, and their ids in order. Not to be written to. */
export interface CoreActions {
  readonly bits: Uint32Array;
  readonly iam: Uint32Array;
  readonly ids: readonly number[];
}

/** The core of a dictionary, which is the same for all estates: worked out once. */
export const coreActionsOf: (dictionary: ActionDictionary) => CoreActions = oncePer((dictionary) => {
  const bits = new Uint32Array(dictionary.words);
  for (const service of CORE_SERVICES) dictionary.mark(`${service}:*`, bits);
  const iam = new Uint32Array(dictionary.words);
  dictionary.mark("iam:*", iam);
  const ids = Array.from({ length: dictionary.size }, (_, id) => id).filter((id) => hasBit(bits, id));
  return { bits, iam, ids };
});
