// Rules of AWS IoT: the roles of what they do with a message, where it goes, what that makes run, and secrets in what is sent along.
import { describe, expect, it } from "vitest";
import { cleanRule, RULE_SECRETS } from "../../../../src/collect/aws/iot-actions.js";
import { cleanPage } from "../../../../src/collect/secrets.js";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, REGION, role } from "./bundle.js";

const ID = arn("iot", "rule/alarm");
const ALL = "SELECT * FROM 'doors/#'";

function files(rule: object): { readonly [path: string]: unknown } {
  return {
    "iot/list-topic-rules.json": { rules: [{ ruleName: "alarm", ruleArn: ID, createdAt: "2026-01-02T03:04:05Z" }] },
    "iot/get-topic-rule/alarm.json": { ruleArn: ID, rule: { ruleName: "alarm", sql: ALL, actions: [], ...rule } },
  };
}

describe("the roles of a rule", () => {
  it("are those of its actions, and of what is done when one fails", async () => {
    const actions = [
      { s3: { roleArn: role("store"), bucketName: "acme-doors", key: "${topic()}" } },
      { http: { url: "https://acme.example", auth: { sigv4: { roleArn: role("sign") } } } },
      { republish: { roleArn: role("store"), topic: "again" } },
    ];
    const graph = await gatherRegion(
      files({ actions, errorAction: { sns: { roleArn: role("tell"), targetArn: "" } } }),
    );
    expect(edgesOf(graph).filter((edge) => edge.startsWith("runs_as"))).toEqual([
      `runs_as ${ID} -> ${role("sign")}`,
      `runs_as ${ID} -> ${role("store")}`,
      `runs_as ${ID} -> ${role("tell")}`,
    ]);
    expect(graph.node(ID)).toMatchObject({
      type: "aws.iot-topic-rule",
      name: "alarm",
      properties: {
        role: role("sign"),
        enabled: true,
        created_at: "2026-01-02T03:04:05Z",
        action_types: ["http", "republish", "s3", "sns"],
        acts_alone: true,
        trigger: "event",
      },
    });
  });

  it("are those that its statement and its templates read secrets and rows with", async () => {
    const sql = `SELECT get_secret('marker-name', 'SecretString', 'k', '${role("read")}') AS k FROM 'doors/#'`;
    const password = `\${get_secret('kafka', 'SecretString', 'pass', '${role("broker")}')}`;
    const kafka = { destinationArn: arn("iot", "ruledestination/vpc/1"), topic: "t" };
    const graph = await gatherRegion(
      files({ sql, actions: [{ kafka: { ...kafka, clientProperties: { "sasl.plain.password": password } } }] }),
    );
    expect(edgesOf(graph)).toEqual([`runs_as ${ID} -> ${role("broker")}`, `runs_as ${ID} -> ${role("read")}`]);
    expect(graph.node(ID)?.properties["secret_names"]).toEqual([]);
    expect(JSON.stringify(graph)).not.toContain("marker");
  });

  it("are none of one that only calls a function, which lets IoT call it", async () => {
    const graph = await gatherRegion(files({ actions: [{ lambda: { functionArn: arn("lambda", "function:open") } }] }));
    expect(edgesOf(graph)).toEqual([`references ${ID} -> ${arn("lambda", "function:open")} (target)`]);
    expect(graph.node(ID)?.properties["role"]).toBeUndefined();
  });

  it("are not known of one that was not read, which is there all the same", async () => {
    const graph = await gatherRegion({
      ...files({}),
      "iot/get-topic-rule/alarm.json": undefined,
      "iot/get-topic-rule/alarm.error.json": DENIED,
    });
    expect(graph.node(ID)?.properties["secret_names"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([]);
    expect(graph.state("aws/iot:topic-rules")).toBe("partial");
    const none = await gatherRegion({ "iot/list-topic-rules.error.json": DENIED });
    expect(none.state("aws/iot:topic-rules")).toBe("denied");
  });
});

describe("what a rule hands a message to", () => {
  const by = { roleArn: role("hand-on") };

  it.each<[string, object, string[]]>([
    ["a bucket", { s3: { ...by, bucketName: "acme-doors", key: "k" } }, ["arn:aws:s3:::acme-doors"]],
    ["a bucket that the message names", { s3: { ...by, bucketName: "${topic(2)}", key: "k" } }, []],
    ["a topic", { sns: { ...by, targetArn: arn("sns", "doors") } }, [arn("sns", "doors")]],
    [
      "a queue of another region and account",
      { sqs: { ...by, queueUrl: "https://sqs.eu-west-1.amazonaws.com/444455556666/doors" } },
      ["arn:aws:sqs:eu-west-1:444455556666:doors"],
    ],
    ["a table", { dynamoDB: { ...by, tableName: "doors" } }, [arn("dynamodb", "table/doors")]],
    [
      "a table of its own columns",
      { dynamoDBv2: { ...by, putItem: { tableName: "doors" } } },
      [arn("dynamodb", "table/doors")],
    ],
    [
      "a delivery stream",
      { firehose: { ...by, deliveryStreamName: "doors" } },
      [arn("firehose", "deliverystream/doors")],
    ],
    ["a state machine", { stepFunctions: { ...by, stateMachineName: "open" } }, [arn("states", "stateMachine:open")]],
    [
      "an index, which is no node",
      { openSearch: { ...by, endpoint: "https://x", index: "i", type: "t", id: "1" } },
      [],
    ],
  ])("%s", async (_, action, targets) => {
    const graph = await gatherRegion(files({ actions: [action] }));
    expect(edgesOf(graph)).toEqual([
      ...targets.map((target) => `references ${ID} -> ${target} (target)`),
      `runs_as ${ID} -> ${role("hand-on")}`,
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    [
      "a function, of whatever version",
      { lambda: { functionArn: arn("lambda", "function:f:live") } },
      [arn("lambda", "function:f")],
    ],
    ["a state machine", { stepFunctions: { ...by, stateMachineName: "open" } }, [arn("states", "stateMachine:open")]],
    ["no table", { dynamoDB: { ...by, tableName: "doors" } }, []],
  ])("makes run %s, as long as it is on", async (_, action, nodes) => {
    const on = await gatherRegion(files({ actions: [action] }));
    expect(on.supplements).toMatchObject(nodes.map((node) => ({ node, properties: { trigger: "event" } })));
    const off = await gatherRegion(files({ actions: [action], ruleDisabled: true }));
    expect(off.supplements).toEqual([]);
    expect(off.node(ID)?.properties).toMatchObject({ enabled: false });
    expect(off.node(ID)?.properties["acts_alone"]).toBeUndefined();
  });

  it("makes run a function that its statement calls", async () => {
    const look = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:look-up`;
    const graph = await gatherRegion(files({ sql: `SELECT aws_lambda("${look}", *) FROM 't'` }));
    expect(graph.supplements.map(({ node }) => node)).toEqual([look]);
  });
});

describe("secrets in what a rule sends along", () => {
  const http = (headers: object[], url = "https://acme.example/marker-path") => ({ http: { url, headers } });

  it.each<[string, object, string[]]>([
    [
      "a header",
      http([
        { key: "Authorization", value: "Bearer marker-header" },
        { key: "x-site", value: "marker-site" },
      ]),
      ["http/Authorization"],
    ],
    ["a header that the message gives", http([{ key: "Authorization", value: "${token}" }]), []],
    [
      "a token of Salesforce",
      { salesforce: { url: "https://s.example", token: "marker-salesforce" } },
      ["salesforce/token"],
    ],
    [
      "a password of a broker",
      { kafka: { topic: "t", clientProperties: { "sasl.plain.password": "marker-broker", acks: "marker-acks" } } },
      ["kafka/sasl.plain.password"],
    ],
    [
      "a property of what is published again",
      {
        republish: {
          topic: "t",
          headers: { contentType: "text", userProperties: [{ key: "api_key", value: "marker-key" }] },
        },
      },
      ["republish/api_key"],
    ],
  ])("%s", async (_, action, names) => {
    for (const rule of [{ actions: [action] }, { errorAction: action }]) {
      const graph = await gatherRegion(files(rule));
      expect(graph.node(ID)?.properties["secret_names"]).toEqual(names);
      const held = graph.ofType("aws.plaintext-secret").map(({ id }) => id);
      expect(held).toEqual(names.map((name) => `${ID}/configuration/${name}`));
      expect(JSON.stringify(graph)).not.toContain("marker-");
    }
  });

  it("are marks in a recording, which is read again as it is", () => {
    const question = { clean: cleanRule, secrets: RULE_SECRETS };
    const rule = { sql: `SELECT 'marker-text', '${role("read")}'`, actions: [http([{ key: "k", value: "marker-v" }])] };
    const once = cleanPage({ rule }, question, Buffer.alloc(32));
    expect(JSON.stringify(once)).not.toContain("marker");
    expect(once).toMatchObject({ rule: { sql: role("read") } });
    expect(cleanPage(once, question, Buffer.alloc(32))).toEqual(once);
  });
});
