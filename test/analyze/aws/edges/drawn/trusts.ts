// What drawn trust policies may say, and whom policies of resources may be about.
import type { Json } from "../../../../../src/model/words.js";
import { ACCOUNT, arn, OTHER, root, service } from "../scene.js";
import { arnOf } from "./names.js";
import { only, type Statement } from "./statements.js";

/** Principals that policies of resources are about. */
export const WHOM: readonly Json[] = [
  "*",
  root(),
  root(OTHER),
  { AWS: arnOf("us0") },
  { AWS: [arnOf("ro0"), arnOf("ro4")] },
  { AWS: "*" },
];

const trust = (principal: Json, condition?: Json, action: Json = "sts:AssumeRole", effect = "Allow"): Statement => ({
  Effect: effect,
  Principal: principal,
  Action: action,
  ...(condition !== undefined && { Condition: condition }),
});
/** Denies all but these. */
const denyOthers = (...names: readonly string[]): Statement => ({
  Effect: "Deny",
  NotPrincipal: { AWS: names },
  Action: "sts:AssumeRole",
});

export const TRUSTS: readonly Statement[] = [
  trust(root()),
  trust(root()),
  trust(root(OTHER)),
  trust({ AWS: arnOf("us0") }),
  trust({ AWS: [arnOf("ro0"), arnOf("us1")] }),
  trust(service("lambda", "ec2")),
  trust(service("codebuild", "ecs-tasks", "glue")),
  trust("*", only("StringEquals", "aws:PrincipalOrgID", "o-1")),
  trust(root(), only("Bool", "aws:MultiFactorAuthPresent", "true")),
  trust(root(), only("StringEquals", "aws:PrincipalTag/team", "web")),
  trust(root(), only("ArnLike", "aws:PrincipalArn", arn("role/ro*"))),
  trust("*", only("ArnLike", "aws:PrincipalArn", arnOf("ro4"))),
  trust(root(), only("StringEquals", "aws:ResourceTag/team", "$" + "{aws:PrincipalTag/team}")),
  trust(root(), only("StringEquals", "aws:RequestTag/team", "web"), ["sts:AssumeRole", "sts:TagSession"]),
  trust("*", undefined, "sts:AssumeRole"),
  trust({ AWS: arnOf("us1") }, undefined, "sts:AssumeRole", "Deny"),
  trust("*", only("StringNotEquals", "aws:PrincipalTag/team", "web"), "sts:AssumeRole", "Deny"),
  trust({ AWS: arnOf("ro1") }),
  trust({ AWS: arnOf("ro2") }),
  trust(root(OTHER), only("StringEquals", "sts:ExternalId", "x1")),
  trust(root(), only("StringLike", "sts:RoleSessionName", "team-*")),
  trust(root(), only("StringEquals", "sts:RoleSessionName", "$" + "{aws:username}")),
  trust("*", only("StringNotEquals", "sts:RoleSessionName", "other"), "sts:AssumeRole", "Deny"),
  trust(service("lambda", "ec2"), only("StringEquals", "aws:SourceAccount", ACCOUNT)),
  trust(service("lambda", "ecs-tasks"), only("ArnLike", "aws:SourceArn", `arn:aws:lambda:*:${OTHER}:*`)),
  denyOthers(arnOf("us0"), root().AWS),
  denyOthers(arnOf("ro0"), arnOf("ro4"), root().AWS, root(OTHER).AWS),
];
export const TRUST_DENIALS: ReadonlySet<number> = new Set(
  TRUSTS.flatMap((one, at) => (one["Effect"] === "Deny" ? [at] : [])),
);
export const CERTIFICATES = trust(service("rolesanywhere"), undefined, [
  "sts:AssumeRole",
  "sts:TagSession",
  "sts:SetSourceIdentity",
]);
