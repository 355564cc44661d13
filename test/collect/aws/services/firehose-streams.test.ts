// Delivery streams of Firehose: their roles, what they take from and hand to, what they make run, and secrets of destinations.
import { describe, expect, it } from "vitest";
import { arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const ID = arn("firehose", "deliverystream/clicks");
const BUCKET = "arn:aws:s3:::acme-clicks";
const backup = (name: string) => ({ RoleARN: role(name), BucketARN: BUCKET });

function files(destination: object, more: object = {}): { readonly [path: string]: unknown } {
  const DeliveryStreamDescription = {
    DeliveryStreamName: "clicks",
    DeliveryStreamARN: ID,
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamType: "DirectPut",
    CreateTimestamp: "2026-01-02T03:04:05Z",
    Destinations: [{ DestinationId: "destinationId-000000000001", ...destination }],
    ...more,
  };
  return {
    "firehose/list-delivery-streams.json": { DeliveryStreamNames: ["clicks"], HasMoreDeliveryStreams: false },
    "firehose/describe-delivery-stream/clicks.json": { DeliveryStreamDescription },
  };
}

const works = (ParameterName: string, ParameterValue: string, Enabled = true) => ({
  ProcessingConfiguration: {
    Enabled,
    Processors: [{ Type: "Lambda", Parameters: [{ ParameterName, ParameterValue }] }],
  },
});

describe("a delivery stream", () => {
  it("has the roles of its source, its destination, its backup and its schema", async () => {
    const ExtendedS3DestinationDescription = {
      ...backup("deliver"),
      S3BackupDescription: backup("keep"),
      DataFormatConversionConfiguration: { SchemaConfiguration: { RoleARN: role("schema"), DatabaseName: "d" } },
    };
    const Source = {
      KinesisStreamSourceDescription: { KinesisStreamARN: arn("kinesis", "stream/in"), RoleARN: role("in") },
    };
    const graph = await gatherRegion(
      files({ ExtendedS3DestinationDescription }, { DeliveryStreamType: "KinesisStreamAsSource", Source }),
    );
    expect(graph.node(ID)).toMatchObject({
      kind: "workload",
      type: "aws.firehose-delivery-stream",
      name: "clicks",
      properties: {
        role: role("deliver"),
        status: "ACTIVE",
        source_types: ["KinesisStreamAsSource"],
        created_at: "2026-01-02T03:04:05Z",
        secret_names: [],
        acts_alone: true,
        trigger: "queue",
      },
    });
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${arn("kinesis", "stream/in")} (event-source)`,
      `references ${ID} -> ${BUCKET} (target)`,
      `runs_as ${ID} -> ${role("deliver")}`,
      `runs_as ${ID} -> ${role("in")}`,
      `runs_as ${ID} -> ${role("keep")}`,
      `runs_as ${ID} -> ${role("schema")}`,
    ]);
  });

  it.each([
    ["DirectPut", "ACTIVE", "event"],
    ["MSKAsSource", "ACTIVE", "queue"],
    ["DatabaseAsSource", "CREATING", "queue"],
    ["DirectPut", "CREATING_FAILED", undefined],
    ["MSKAsSource", "DELETING", undefined],
  ])("that takes by %s and is %s runs by %s", async (DeliveryStreamType, DeliveryStreamStatus, trigger) => {
    const graph = await gatherRegion(files({}, { DeliveryStreamType, DeliveryStreamStatus }));
    expect(graph.node(ID)?.properties["trigger"]).toBe(trigger);
  });

  it("makes run the function that works on its records, unless that is off", async () => {
    const at = { ...backup("deliver"), ...works("LambdaArn", arn("lambda", "function:clean:$LATEST")) };
    const on = await gatherRegion(files({ ExtendedS3DestinationDescription: at }));
    expect(on.supplements).toMatchObject([{ node: arn("lambda", "function:clean"), properties: { trigger: "event" } }]);
    const off = { ...backup("deliver"), ...works("LambdaArn", arn("lambda", "function:clean"), false) };
    expect((await gatherRegion(files({ ExtendedS3DestinationDescription: off }))).supplements).toEqual([]);
  });

  it("reads another stream on its way with a role of its own", async () => {
    const at = { ...backup("deliver"), ...works("RoleArn", role("on-the-way")) };
    const graph = await gatherRegion(files({ ExtendedS3DestinationDescription: at }));
    expect(edgesOf(graph)).toContain(`runs_as ${ID} -> ${role("on-the-way")}`);
  });

  it("signs in with a secret that is kept elsewhere", async () => {
    const SecretARN = arn("secretsmanager", "secret:hec-1a2b3c");
    const graph = await gatherRegion(
      files({
        SplunkDestinationDescription: { SecretsManagerConfiguration: { SecretARN, RoleARN: role("r"), Enabled: true } },
      }),
    );
    expect(edgesOf(graph)).toEqual([`references ${ID} -> ${SecretARN} (credentials)`, `runs_as ${ID} -> ${role("r")}`]);
    expect(graph.node(ID)?.properties["secret_names"]).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ["a token of Splunk", { SplunkDestinationDescription: { HECToken: "marker-token" } }, ["HECToken"]],
    [
      "an attribute of each request",
      {
        HttpEndpointDestinationDescription: {
          EndpointConfiguration: { Url: "https://acme.example/marker-path", Name: "acme" },
          RequestConfiguration: {
            CommonAttributes: [
              { AttributeName: "api_key", AttributeValue: "marker-key" },
              { AttributeName: "site", AttributeValue: "marker-site" },
            ],
          },
        },
      },
      ["api_key"],
    ],
    [
      "none in how a table is filled, of which nothing is kept",
      {
        RedshiftDestinationDescription: {
          ClusterJDBCURL: "jdbc:redshift://acme.example:5439/dev?password=marker-password",
          CopyCommand: { DataTableName: "t", CopyOptions: "marker-options" },
        },
      },
      [],
    ],
  ])("holds %s", async (_, destination, names) => {
    const graph = await gatherRegion(files(destination));
    expect(graph.node(ID)?.properties["secret_names"]).toEqual(names);
    const held = graph.ofType("aws.plaintext-secret").map(({ id }) => id);
    expect(held).toEqual(names.map((name) => `${ID}/configuration/${name}`));
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("that may not be described is there without its roles", async () => {
    const graph = await gatherRegion({
      ...files({}),
      "firehose/describe-delivery-stream/clicks.json": undefined,
      "firehose/describe-delivery-stream/clicks.error.json": DENIED,
    });
    expect(graph.node(ID)).toMatchObject({ type: "aws.firehose-delivery-stream", name: "clicks" });
    expect(graph.node(ID)?.properties["secret_names"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([]);
    expect(graph.state("aws/firehose:delivery-streams")).toBe("partial");
    const none = await gatherRegion({ "firehose/list-delivery-streams.error.json": DENIED });
    expect(none.state("aws/firehose:delivery-streams")).toBe("denied");
  });
});
