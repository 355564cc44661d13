// What rules of AWS IoT do with a message: which roles they have for it, where it goes, and the secrets in what is sent along. Pure.
import { distinct } from "../../model/compare.js";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Variable } from "../plain-secrets.js";
import { signsIn } from "../secret-like.js";
import type { SecretPath } from "../secrets.js";
import type { Reader } from "./reader.js";

/** One thing that a rule does, or does when that fails. */
interface RuleAction {
  /** `lambda`, `s3`, `http`, … */
  readonly type: string;
  readonly fields: Fields;
}

/** Roles and functions: a rule names them in its actions, in its statement, and in templates of values. */
const NAMED = /arn:[\w-]+:(?:iam::\d{12}:role\/[\w+=,.@/-]+|lambda:[\w-]+:\d{12}:function:[\w-]+)/g;

/** What is sent along, in which people write secrets; addresses as well, which may have one after their question mark. */
const VALUES = [
  "http.url",
  "http.confirmationUrl",
  "http.headers.*.value",
  "kafka.clientProperties.*",
  "kafka.headers.*.value",
  "republish.headers.userProperties.*.value",
  "salesforce.token",
] as const;

export const RULE_SECRETS: readonly SecretPath[] = ["rule.actions.*", "rule.errorAction"].flatMap((place) =>
  VALUES.map((value) => `${place}.${value}`),
);

export function ruleActionsOf(rule: Fields): readonly RuleAction[] {
  return [...listOf(rule["actions"]), rule["errorAction"]].flatMap((one) =>
    Object.entries(fieldsOf(one)).map(([type, fields]) => ({ type, fields: fieldsOf(fields) })),
  );
}

/** Instead of its statement, in which anything may stand, the roles and functions that a rule names anywhere. */
export function cleanRule(page: Page): Page {
  const rule = page["rule"];
  if (!isFields(rule)) return page;
  return { ...page, rule: { ...rule, sql: arnsIn(JSON.stringify(rule)).join(" ") } };
}

/** ARNs of roles and functions that a cleaned rule names, sorted. */
export function namedIn(rule: Fields): readonly string[] {
  return arnsIn(textOf(rule["sql"]) ?? "");
}

function arnsIn(text: string): readonly string[] {
  return distinct(text.match(NAMED) ?? []);
}

/** ARN of what an action hands the message to, where that is a node of another data set; functions are named already. */
export function targetOf({ type, fields }: RuleAction, reader: Reader): string | undefined {
  const named = (field: string, toArn: (name: string) => string): string | undefined => {
    const name = textOf(fields[field] ?? fieldsOf(fields["putItem"])[field]);
    // a template is a name that the message gives
    return name === undefined || name.includes("${") ? undefined : toArn(name);
  };
  switch (type) {
    case "s3":
      return named("bucketName", (name) => `arn:${reader.account.partition}:s3:::${name}`);
    case "sns":
      return named("targetArn", (arn) => arn);
    case "sqs":
      return named("queueUrl", toQueueArn(reader));
    case "dynamoDB":
    case "dynamoDBv2":
      return named("tableName", (name) => reader.arn("dynamodb", `table/${name}`));
    case "firehose":
      return named("deliveryStreamName", (name) => reader.arn("firehose", `deliverystream/${name}`));
    case "stepFunctions":
      return named("stateMachineName", (name) => reader.arn("states", `stateMachine:${name}`));
    default:
      return undefined;
  }
}

/** https://sqs.us-east-1.amazonaws.com/111122223333/orders */
function toQueueArn(reader: Reader): (url: string) => string {
  return (url) => {
    const [name = "", account = reader.account.account] = url.split("/").reverse();
    const region = /\/\/sqs\.([\w-]+)\./.exec(url)?.[1] ?? reader.region;
    return `arn:${reader.account.partition}:sqs:${region}:${account}:${name}`;
  };
}

/** What may be a secret of what is sent along. */
export function ruleSettingsOf(rule: Fields): readonly Variable[] {
  return ruleActionsOf(rule).flatMap(({ type, fields }) => {
    const { headers, clientProperties, token } = fields;
    const pairs = [...listOf(headers), ...listOf(fieldsOf(headers)["userProperties"])].map(fieldsOf);
    return [
      ...pairs.flatMap(({ key, value }) => {
        const name = textOf(key) ?? "";
        return name === ""
          ? []
          : [{ name: `${type}/${name}`, value, ...(signsIn(name) && { isSecret: true as const }) }];
      }),
      ...Object.entries(fieldsOf(clientProperties)).map(([name, value]) => ({ name: `${type}/${name}`, value })),
      ...(token === undefined ? [] : [{ name: `${type}/token`, value: token }]),
    ];
  });
}
