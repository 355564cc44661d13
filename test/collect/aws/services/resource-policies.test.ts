import { describe, expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, gatherRegion, NOT_FOUND, policy } from "./bundle.js";

const POLICY = policy("999988887777");
const TEXT = JSON.stringify(POLICY);

interface Row {
  readonly dataSet: string;
  readonly type: string;
  /** Node that has a policy, node that has none. */
  readonly ids: readonly [string, string];
  readonly list: { readonly [path: string]: unknown };
  /** Where the answers about the two lie, and what they say with and without policy. */
  readonly detail: string;
  readonly names: readonly [string, string];
  readonly has: unknown;
  /** `undefined`: 404. */
  readonly hasNot: unknown;
  readonly permission: string;
}

const key = (id: string) => arn("kms", `key/${id}`);
const secret = (name: string) => arn("secretsmanager", `secret:${name}-AbCdEf`);

const ROWS: readonly Row[] = [
  {
    dataSet: "aws/s3:buckets",
    type: "aws.s3-bucket",
    ids: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
    list: { "/s3api/list-buckets.json": { Buckets: [{ Name: "a" }, { Name: "b" }] } },
    detail: "/s3api/get-bucket-policy",
    names: ["a", "b"],
    has: { Policy: TEXT },
    hasNot: undefined,
    permission: "s3:GetBucketPolicy",
  },
  {
    dataSet: "aws/kms:keys",
    type: "aws.kms-key",
    ids: [key("1"), key("2")],
    list: {
      "kms/list-keys.json": { Keys: [{ KeyId: "1", KeyArn: key("1") }, { KeyId: "2" }] },
      "kms/list-grants/1.json": { Grants: [] },
      "kms/list-grants/2.json": { Grants: [] },
    },
    detail: "kms/get-key-policy",
    names: ["1", "2"],
    has: { Policy: TEXT },
    hasNot: undefined,
    permission: "kms:GetKeyPolicy",
  },
  {
    dataSet: "aws/secretsmanager:secrets",
    type: "aws.secret",
    ids: [secret("db/a"), secret("b")],
    list: {
      "secretsmanager/list-secrets.json": {
        SecretList: [
          { Name: "db/a", ARN: secret("db/a"), LastAccessedDate: "2026-05-01T00:00:00Z" },
          { Name: "b", ARN: secret("b") },
        ],
      },
    },
    detail: "secretsmanager/get-resource-policy",
    names: ["db%2Fa", "b"],
    has: { ARN: secret("db/a"), Name: "db/a", ResourcePolicy: TEXT },
    hasNot: { ARN: secret("b"), Name: "b" },
    permission: "secretsmanager:GetResourcePolicy",
  },
  {
    dataSet: "aws/sqs:queues",
    type: "aws.sqs-queue",
    ids: [arn("sqs", "a"), arn("sqs", "b")],
    list: {
      "sqs/list-queues.json": {
        QueueUrls: ["a", "b"].map((name) => `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}`),
      },
    },
    detail: "sqs/get-queue-attributes",
    names: ["a", "b"],
    has: { Attributes: { QueueArn: arn("sqs", "a"), Policy: TEXT } },
    hasNot: { Attributes: { QueueArn: arn("sqs", "b") } },
    permission: "sqs:GetQueueAttributes",
  },
  {
    dataSet: "aws/sns:topics",
    type: "aws.sns-topic",
    ids: [arn("sns", "a"), arn("sns", "b")],
    list: { "sns/list-topics.json": { Topics: [{ TopicArn: arn("sns", "a") }, { TopicArn: arn("sns", "b") }] } },
    detail: "sns/get-topic-attributes",
    names: ["a", "b"],
    has: { Attributes: { Policy: TEXT } },
    hasNot: { Attributes: {} },
    permission: "sns:GetTopicAttributes",
  },
  {
    dataSet: "aws/ecr:repositories",
    type: "aws.ecr-repository",
    ids: [arn("ecr", "repository/app/a"), arn("ecr", "repository/b")],
    list: {
      "ecr/describe-repositories.json": {
        repositories: [
          { repositoryName: "app/a", repositoryArn: arn("ecr", "repository/app/a") },
          { repositoryName: "b", repositoryArn: arn("ecr", "repository/b") },
        ],
      },
    },
    detail: "ecr/get-repository-policy",
    names: ["app%2Fa", "b"],
    has: { policyText: TEXT },
    hasNot: undefined,
    permission: "ecr:GetRepositoryPolicy",
  },
  {
    dataSet: "aws/dynamodb:tables",
    type: "aws.dynamodb-table",
    ids: [arn("dynamodb", "table/a"), arn("dynamodb", "table/b")],
    list: { "dynamodb/list-tables.json": { TableNames: ["a", "b"] } },
    detail: "dynamodb/get-resource-policy",
    names: ["a", "b"],
    has: { Policy: TEXT },
    hasNot: undefined,
    permission: "dynamodb:GetResourcePolicy",
  },
];

const detailsOf = ({ detail, names, has, hasNot }: Row) => ({
  [`${detail}/${names[0]}.json`]: has,
  ...(hasNot === undefined
    ? { [`${detail}/${names[1]}.error.json`]: NOT_FOUND }
    : { [`${detail}/${names[1]}.json`]: hasNot }),
});

describe.each(ROWS.map((row) => [row.type, row] as const))("%s", (_, row) => {
  const { dataSet, type, ids, list, detail, names, permission } = row;

  it("has the policy of its answer, or none", async () => {
    const graph = await gatherRegion({ ...list, ...detailsOf(row) });
    expect(graph.ofType(type).map(({ id }) => id)).toEqual(ids);
    const [has, hasNot] = ids.map((id) => graph.node(id));
    expect(JSON.parse(graph.documents.get(has?.document ?? "") ?? "null")).toEqual(POLICY);
    expect(hasNot).not.toHaveProperty("document");
    expect(hasNot?.properties).not.toHaveProperty("policy_unread");
    expect(graph.state(dataSet)).toBe("complete");
  });

  it("is known by its policy where nobody recorded the list", async () => {
    const graph = await gatherRegion(detailsOf(row));
    expect(graph.node(ids[0])?.document).toBeDefined();
    expect(graph.coverageOf(dataSet)).toMatchObject({ state: "partial", code: "NotRecorded" });
  });

  it("says of one whose policy was refused that it was not read, not that it has none", async () => {
    const graph = await gatherRegion({
      ...list,
      ...detailsOf(row),
      [`${detail}/${names[0]}.json`]: undefined,
      [`${detail}/${names[0]}.error.json`]: DENIED,
    });
    expect(graph.node(ids[0])?.properties).toMatchObject({ policy_unread: true });
    expect(graph.node(ids[1])?.properties).not.toHaveProperty("policy_unread");
    expect(graph.gaps).toContainEqual(expect.objectContaining({ dataSet, subject: ids[0], permission }));
    expect(graph.coverageOf(dataSet)).toMatchObject({
      state: "partial",
      message: `${permission}: 1 of 2 could not be read`,
    });
  });

  it("says so of all of them where the policies were not recorded", async () => {
    const graph = await gatherRegion(list);
    expect(graph.ofType(type).map(({ properties }) => properties["policy_unread"])).toEqual([true, true]);
    expect(graph.coverageOf(dataSet)?.message).toMatch(new RegExp(`^${permission}: not in the bundle`));
    expect(graph.gaps.filter((gap) => gap.dataSet === dataSet)).toEqual([]);
  });
});

describe("policies", () => {
  it("that do not parse are a gap, and not none", async () => {
    const graph = await gatherRegion({
      "/s3api/list-buckets.json": { Buckets: [{ Name: "a" }] },
      "/s3api/get-bucket-policy/a.json": { Policy: "{" },
    });
    expect(graph.node("arn:aws:s3:::a")?.properties).toMatchObject({ policy_unread: true });
    expect(graph.gaps).toContainEqual({
      dataSet: "aws/s3:buckets",
      subject: "arn:aws:s3:::a",
      message: "its resource policy does not parse",
    });
  });

  it("of event buses come with their list", async () => {
    const graph = await gatherRegion({
      "events/list-event-buses.json": {
        EventBuses: [
          { Name: "default", Arn: arn("events", "event-bus/default") },
          { Name: "shared", Arn: arn("events", "event-bus/shared"), Policy: TEXT },
        ],
      },
    });
    expect(graph.ofType("aws.event-bus").map(({ name, document }) => [name, document !== undefined])).toEqual([
      ["default", false],
      ["shared", true],
    ]);
  });

  it("name keys by their aliases, those of AWS told apart", async () => {
    const graph = await gatherRegion({
      "kms/list-keys.json": { Keys: [{ KeyId: "1" }, { KeyId: "2" }] },
      "kms/list-aliases.json": {
        Aliases: [
          { AliasName: "alias/aws/s3", TargetKeyId: "1" },
          { AliasName: "alias/app", TargetKeyId: "2" },
          { AliasName: "alias/unused" },
        ],
      },
      "kms/get-key-policy/1.json": { Policy: TEXT },
      "kms/get-key-policy/2.json": { Policy: TEXT },
    });
    expect(graph.ofType("aws.kms-key").map(({ name, properties }) => [name, properties["vendor_managed"]])).toEqual([
      ["alias/aws/s3", true],
      ["alias/app", false],
    ]);
  });

  it("of queues: no answer at all is no queue", async () => {
    const graph = await gatherRegion({ "sqs/list-queues.json": {} });
    expect(graph.ofType("aws.sqs-queue")).toEqual([]);
    expect(graph.state("aws/sqs:queues")).toBe("complete");
  });
});

it("parameters are listed, never read", async () => {
  const graph = await gatherRegion({
    "ssm/describe-parameters.json": {
      Parameters: [{ Name: "/app/db", Type: "SecureString", ARN: arn("ssm", "parameter/app/db") }, { Name: "plain" }],
    },
  });
  expect(graph.ofType("aws.ssm-parameter")).toMatchObject([
    { id: arn("ssm", "parameter/app/db"), name: "/app/db", properties: { parameter_type: "SecureString" } },
    { id: arn("ssm", "parameter/plain"), name: "plain" },
  ]);
});
