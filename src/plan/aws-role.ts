// A role of AWS that takes the place of a key, as Terraform: trust policy, and the permissions that the key's user has.
import type { Json, JsonRecord } from "../model/words.js";
import type { HeldPolicy, Owner, PlanFile, StaticSecret } from "./replacement.js";
import { comment, hclLabel, hclString, hclValue, safeWord } from "./text.js";

export interface OidcIssuer {
  /** Host and path, without https://. */
  readonly url: string;
  readonly audience: string;
}

/** Name of the role: that of the user, told apart by where it is used. */
export function roleName(owner: Owner | undefined, use: string): string {
  return safeWord(`${owner?.name ?? "workload"}-${use}`, 60);
}

/** Trust policy for tokens of an issuer, in the account of the key: one audience, the subjects named whole. */
export function oidcTrust(
  secret: Pick<StaticSecret, "scope" | "owner">,
  { url, audience }: OidcIssuer,
  subjects: readonly string[],
): JsonRecord {
  const isPattern = subjects.some((subject) => /[*?]/.test(subject));
  const wanted: Json = subjects.length === 1 ? (subjects[0] ?? "") : subjects;
  const condition = isPattern
    ? { StringEquals: { [`${url}:aud`]: audience }, StringLike: { [`${url}:sub`]: wanted } }
    : { StringEquals: { [`${url}:aud`]: audience, [`${url}:sub`]: wanted } };
  return trust({ Federated: iamArn(secret, `oidc-provider/${url}`) }, ["sts:AssumeRoleWithWebIdentity"], condition);
}

/** Trust policy for a service of AWS that runs the workload. */
export function serviceTrust(service: string, actions: readonly string[] = ["sts:AssumeRole"]): JsonRecord {
  return trust({ Service: service }, actions, undefined);
}

function trust(principal: JsonRecord, actions: readonly string[], condition: JsonRecord | undefined): JsonRecord {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: actions.length === 1 ? (actions[0] ?? "") : actions,
        ...(condition && { Condition: condition }),
      },
    ],
  };
}

/** Digits of the account that a key lives in. */
export function digitsOf(scope: string): string {
  return /\d{12}/.exec(scope)?.[0] ?? "000000000000";
}

/** ARN of something of IAM in the account of a key, in the partition of the key's user: `role/deploy`. */
export function iamArn({ scope, owner }: Pick<StaticSecret, "scope" | "owner">, rest: string): string {
  const partition = /^arn:(aws[a-z0-9-]*):/.exec(owner?.id ?? "")?.[1] ?? "aws";
  return `arn:${partition}:iam::${digitsOf(scope)}:${rest}`;
}

/** Terraform of the role, of its provider where the account has none, and of what it may do. */
export function roleTerraform(
  secret: StaticSecret,
  name: string,
  trustPolicy: JsonRecord,
  issuer?: OidcIssuer,
): PlanFile {
  const label = hclLabel(name);
  const blocks = [
    comment(
      `Takes the place of ${secret.name}${secret.owner ? ` of ${secret.owner.name}` : ""}. Review, then apply it yourself.`,
    ),
    ...(issuer ? [providerBlock(secret, issuer)] : []),
    `resource "aws_iam_role" "${label}" {
  name               = ${hclString(name)}
  assume_role_policy = jsonencode(${hclValue(trustPolicy, "  ")})
}`,
    ...permissionBlocks(secret.owner?.policies ?? [], label),
  ];
  return { name: `${name}.tf`, text: `${blocks.join("\n\n")}\n` };
}

function providerBlock({ issuers }: StaticSecret, { url, audience }: OidcIssuer): string {
  if (issuers.includes(url)) return comment(`The account trusts ${url} already.`);
  return `resource "aws_iam_openid_connect_provider" "${hclLabel(url)}" {
  url            = ${hclString(`https://${url}`)}
  client_id_list = [${hclString(audience)}]
}`;
}

function permissionBlocks(policies: readonly HeldPolicy[], label: string): string[] {
  if (policies.length === 0) {
    return [comment("Its permissions were not read: attach the least it needs (nhi boundary proposes it).")];
  }
  return [
    comment("What the key may do today. nhi boundary proposes less, from what was seen in use."),
    ...policies.map((policy, index) => policyBlock(policy, `${label}_${index + 1}`, label)),
  ];
}

function policyBlock({ id, name, isInline, text }: HeldPolicy, label: string, role: string): string {
  if (!isInline) {
    return `resource "aws_iam_role_policy_attachment" "${label}" {
  role       = aws_iam_role.${role}.name
  policy_arn = ${hclString(id)}
}`;
  }
  const document = text === undefined ? undefined : parsed(text);
  if (document === undefined) return comment(`Inline policy ${name} was not read: copy it.`);
  return `resource "aws_iam_role_policy" "${label}" {
  name   = ${hclString(name)}
  role   = aws_iam_role.${role}.id
  policy = jsonencode(${hclValue(document, "  ")})
}`;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
