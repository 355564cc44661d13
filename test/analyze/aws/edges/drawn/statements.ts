// What drawn statements may say: lists of actions, lists of resources, conditions.
import type { Technique } from "../../../../../src/model/technique.js";
import type { Json } from "../../../../../src/model/words.js";
import { ACCOUNT, arn } from "../scene.js";
import { arnOf, BUCKET, FUNCTION, KEY, QUEUE, regional, SECRETS } from "./names.js";
import type { PlanStatement } from "./plan.js";

export type Statement = { readonly [element: string]: Json };

/** Actions of one statement. */
export type ActionList = string | readonly string[];

const VARIABLE = "$" + "{aws:username}";
export const RESOURCE_LISTS: readonly (string | readonly string[])[] = [
  ...Array.from({ length: 12 }, () => "*"),
  arn("role/*"),
  arn("user/*"),
  [arn("role/ro1"), arn("role/ro2"), arn("user/us1")],
  arnOf("ro0"),
  arnOf("ro3"),
  arnOf("us0"),
  "arn:aws:iam::*:role/*",
  arnOf("ro4"),
  arn(`user/${VARIABLE}`),
  arn("role/ro1*"),
  FUNCTION,
  [BUCKET, `${BUCKET}/*`],
  KEY,
  SECRETS,
  QUEUE,
  [regional("lambda", "*"), arn("role/ro*")],
  [arn("policy/*"), arn("role/ro2")],
];
export const only = (operator: string, key: string, value: Json) => ({ [operator]: { [key]: value } });
/** So many of the conditions are none. */
export const FREE = 30;
/** Each may be asked of an Allow or be what a Deny is for, or excepts. */
export const CONDITIONS: readonly (Json | undefined)[] = [
  ...Array.from({ length: FREE }, () => undefined),
  only("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
  only("Bool", "aws:MultiFactorAuthPresent", "true"),
  only("StringEquals", "aws:PrincipalTag/team", "web"),
  only("StringNotEquals", "aws:PrincipalTag/team", "web"),
  only("ArnLike", "aws:PrincipalArn", arnOf("ro0")),
  only("ArnNotLike", "aws:PrincipalArn", [arn("role/ro1*"), arn("user/us1*")]),
  only("ArnNotEquals", "aws:PrincipalArn", arnOf("us0")),
  only("StringEquals", "aws:ResourceTag/team", "web"),
  only("StringNotEqualsIfExists", "aws:ResourceTag/team", "web"),
  only("StringEquals", "aws:ResourceTag/team", "$" + "{aws:PrincipalTag/team}"),
  only("StringEquals", "aws:PrincipalOrgID", "o-1"),
  only("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1"),
  only("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"),
  only("StringNotEquals", "aws:PrincipalAccount", ACCOUNT),
  only("Null", "aws:PrincipalTag/team", "true"),
  only("StringNotEquals", "aws:RequestedRegion", "eu-west-1"),
  only("StringEquals", "aws:username", "us1"),
  only("StringEquals", "aws:ResourceAccount", ACCOUNT),
  only("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
  {
    StringNotEquals: { "aws:PrincipalTag/team": "ops" },
    ArnNotLike: { "aws:PrincipalArn": arn("role/ro2") },
  },
  only("StringEquals", "aws:PrincipalType", "User"),
  only("StringLike", "aws:userid", "*:session"),
  only("Bool", "aws:PrincipalIsAWSService", "false"),
  only("StringEquals", "aws:CalledViaLast", "lambda.amazonaws.com"),
  only("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
  only("StringEqualsIfExists", "aws:PrincipalTag/team", "web"),
  only("ForAllValues:StringEquals", "aws:PrincipalTag/team", ["web", "ops"]),
  only("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/r-1/*"),
  only("ForAnyValue:StringEquals", "aws:TagKeys", "team"),
  only("Null", "aws:PrincipalTag/team", "false"),
  only("StringEquals", "kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com"),
  only("StringEquals", "sts:RoleSessionName", "team-a"),
  only("StringLike", "sts:ExternalId", "x*"),
  only("Null", "sts:ExternalId", "true"),
  only("StringEquals", "aws:SourceAccount", ACCOUNT),
  only("ArnLike", "aws:SourceArn", regional("lambda", "*")),
];

/** Lists of actions worth holding together, and single ones. */
export function actionListsOf(techniques: readonly Technique[]): readonly ActionList[] {
  const together = techniques.map(({ actions }) => [...new Set(actions.map(({ action }) => action))]);
  return [
    ...Array.from({ length: 16 }, () => COMMON).flat(),
    ...together,
    // one more for what several techniques rest on
    ...new Set(together.map((actions) => actions[0] ?? "*")),
  ];
}

const COMMON: readonly ActionList[] = [
  "*",
  "iam:*",
  "sts:AssumeRole",
  "sts:AssumeRole",
  ["iam:PassRole", "lambda:*"],
  ["iam:PassRole", "ec2:*", "ecs:*", "codebuild:*"],
  "iam:PassRole",
  "iam:CreateAccessKey",
  ["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"],
  ["iam:TagRole", "iam:TagUser", "iam:UntagRole"],
  ["iam:Put*", "iam:Attach*", "iam:Delete*", "iam:Detach*"],
  ["secretsmanager:*", "kms:Decrypt"],
  ["s3:*", "kms:*"],
  ["lambda:UpdateFunctionCode", "lambda:InvokeFunction"],
  "sqs:*",
];

/** What allows everything. */
export const ALL: Statement = { Effect: "Allow", Action: "*", Resource: "*" };

/** Drawn statements written down. */
export type Write = (list: readonly PlanStatement[]) => Statement[];

/** A drawn statement written down; `lists`: actions that statements are about. */
export function toStatement(
  { isDeny, actions, resources, condition, form }: PlanStatement,
  lists: readonly ActionList[],
): Statement {
  const asked = CONDITIONS[condition];
  const named = lists[actions % lists.length] ?? "*";
  return {
    Effect: isDeny ? "Deny" : "Allow",
    // as PowerUserAccess: all but these, and but IAM
    ...(form === 1 ? { NotAction: isDeny ? named : ["iam:*", named].flat() } : { Action: named }),
    [form === 2 ? "NotResource" : "Resource"]: RESOURCE_LISTS[resources] ?? "*",
    ...(asked !== undefined && { Condition: asked }),
  };
}
