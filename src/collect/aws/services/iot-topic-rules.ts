// aws/iot:topic-rules: rules of AWS IoT, which do something with each message of a topic, and the roles that they do it with.
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { cleanRule, namedIn, RULE_SECRETS, ruleActionsOf, ruleSettingsOf, targetOf } from "../iot-actions.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addWorkload, toTriggers } from "../workload.js";

const DATA_SET = "aws/iot:topic-rules";

const LIST_TOPIC_RULES: AwsCall = {
  call: "iot:ListTopicRules",
  path: ["iot", "list-topic-rules"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 rules",
  lists: ["rules"],
  input: { maxResults: 100 },
  next: "nextToken",
};

const GET_TOPIC_RULE: AwsCall = {
  call: "iot:GetTopicRule",
  path: ["iot", "get-topic-rule"],
  dataSet: DATA_SET,
  count: "1 per rule of IoT",
  clean: cleanRule,
  secrets: RULE_SECRETS,
};

export const iotTopicRules = toResource({
  dataSet: DATA_SET,
  calls: [LIST_TOPIC_RULES, GET_TOPIC_RULE],
  read: (reader) => {
    const toId = (rule: Fields, name: string): string => textOf(rule["ruleArn"]) ?? reader.arn("iot", `rule/${name}`);
    return readDescribed(reader, {
      list: LIST_TOPIC_RULES,
      describe: GET_TOPIC_RULE,
      word: "rules of IoT",
      nameOf: (rule) => textOf(rule["ruleName"]),
      inputOf: (_, name) => ({ ruleName: name }),
      unlisted: (name) => ({ ruleName: name }),
      subjectOf: toId,
      add: (rule, out) => addRule(reader, rule, toId(rule.summary, rule.name), out),
    });
  },
});

/** A rule that is on acts on whatever is published to its topics, by a device or by anybody else who may publish. */
function addRule(reader: Reader, { summary, name, answer }: Thing, id: string, out: PartBuilder): void {
  const rule = { ...summary, ...fieldsOf(fieldsOf(answer)["rule"]) };
  const isOn = rule["ruleDisabled"] !== true;
  const actions = ruleActionsOf(rule);
  const named = namedIn(rule);
  const [runsAs, ...others] = named.filter((arn) => arn.includes(":role/"));
  addWorkload(
    {
      id,
      type: "aws.iot-topic-rule",
      name,
      runsAs,
      properties: {
        enabled: isOn,
        created_at: toIso(rule["createdAt"]),
        action_types: distinct(actions.map(({ type }) => type)),
        ...(answer === "unread" ? {} : addPlainSecrets(id, "configuration", ruleSettingsOf(rule), out)),
      },
      triggers: isOn ? ["event"] : [],
    },
    out,
  );
  for (const other of others) out.edge("runs_as", id, other);
  const functions = named.filter((arn) => !arn.includes(":role/"));
  const targets = distinct([...functions, ...actions.flatMap((action) => targetOf(action, reader) ?? [])]);
  for (const target of targets) out.edge("references", id, target, { properties: { role: "target" } });
  const started = distinct(targets.flatMap((Arn) => startedNode({ Arn }) ?? []));
  if (isOn) for (const node of started) out.supplements.push({ node, properties: toTriggers(["event"]) });
}
