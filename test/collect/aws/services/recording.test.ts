// What records calls: trails, event data stores, the log of models. Each that records has one beside it that does not.
import { describe, expect, it } from "vitest";
import { recordedBy } from "../../../../src/collect/aws/event-selectors.js";
import { ACCOUNT, arn, DENIED, gatherRegion, REGION } from "./bundle.js";

const trail = (name: string, more: object = {}) => ({
  Name: name,
  TrailARN: arn("cloudtrail", `trail/${name}`),
  S3BucketName: "logs",
  HomeRegion: REGION,
  IsMultiRegionTrail: false,
  IsOrganizationTrail: false,
  IncludeGlobalServiceEvents: true,
  LogFileValidationEnabled: true,
  ...more,
});
const basic = (...selectors: object[]) => recordedBy({ EventSelectors: selectors });
const advanced = (...selectors: object[][]) =>
  recordedBy({ AdvancedEventSelectors: selectors.map((FieldSelectors) => ({ FieldSelectors })) });
const field = (Field: string, ...Equals: string[]) => ({ Field, Equals });

describe("event selectors", () => {
  it("take management events whole, one way, or not at all", () => {
    expect(basic({ ReadWriteType: "All", IncludeManagementEvents: true }).management).toBe("all");
    expect(basic({ ReadWriteType: "WriteOnly", IncludeManagementEvents: true }).management).toBe("writes");
    expect(basic({ ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [] }).management).toBe("none");
    expect(basic({ ReadWriteType: "ReadOnly" }, { ReadWriteType: "WriteOnly" }).management).toBe("all");
    expect(advanced([field("eventCategory", "Management")]).management).toBe("all");
    expect(advanced([field("eventCategory", "Management"), field("readOnly", "true")]).management).toBe("reads");
    // Of one role, of one service: some calls, and nobody knows which.
    const narrow = { Field: "userIdentity.arn", NotStartsWith: ["arn:aws:sts::111122223333:assumed-role/agent"] };
    expect(advanced([field("eventCategory", "Management"), narrow]).management).toBe("part");
    expect(advanced([field("eventCategory", "Management"), field("eventSource", "s3.amazonaws.com")]).management).toBe(
      "part",
    );
  });

  it("leave services out only where every selector does", () => {
    const without = { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] };
    expect(advanced([field("eventCategory", "Management"), without])).toMatchObject({
      management: "all",
      excluded: ["kms.amazonaws.com"],
    });
    expect(
      advanced([field("eventCategory", "Management"), without], [field("eventCategory", "Management")]),
    ).toMatchObject({ management: "all", excluded: [] });
    expect(basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] }).excluded).toEqual(["kms.amazonaws.com"]);
  });

  it("take data events of everything of a type, or of some of it", () => {
    const all = { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] };
    const one = { Type: "AWS::S3::Object", Values: ["arn:aws:s3:::orders/"] };
    expect(basic({ DataResources: [all] })).toMatchObject({ data: ["AWS::S3::Object"], partly: [] });
    expect(basic({ DataResources: [one] })).toMatchObject({ data: [], partly: ["AWS::S3::Object"] });
    expect(basic({ ReadWriteType: "WriteOnly", DataResources: [all] })).toMatchObject({ data: [] });
    const data = field("eventCategory", "Data");
    expect(advanced([data, field("resources.type", "AWS::Lambda::Function")])).toMatchObject({
      management: "none",
      data: ["AWS::Lambda::Function"],
    });
    const narrow = { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::orders/"] };
    expect(advanced([data, field("resources.type", "AWS::S3::Object"), narrow])).toMatchObject({
      data: [],
      partly: ["AWS::S3::Object"],
    });
  });
});

describe("trails", () => {
  const files = {
    "cloudtrail/describe-trails.json": {
      trailList: [
        trail("main", { IsMultiRegionTrail: true }),
        trail("stopped"),
        // Of another region, which is read as well: told there.
        trail("elsewhere", {
          HomeRegion: "eu-west-1",
          TrailARN: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/elsewhere`,
        }),
        // Of the organisation, and of a region that is not read.
        trail("org", {
          HomeRegion: "ap-south-1",
          IsMultiRegionTrail: true,
          IsOrganizationTrail: true,
          TrailARN: "arn:aws:cloudtrail:ap-south-1:999988887777:trail/org",
        }),
      ],
    },
    [`/eu-west-1/cloudtrail/describe-trails.json`]: { trailList: [] },
    "cloudtrail/get-trail-status/main.json": { IsLogging: true },
    "cloudtrail/get-trail-status/stopped.json": { IsLogging: false },
    "cloudtrail/get-event-selectors/main.json": {
      EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }],
    },
    "cloudtrail/get-event-selectors/stopped.error.json": DENIED,
  };

  it("say what they record, and whether they do", async () => {
    const graph = await gatherRegion(files);
    expect(graph.node(arn("cloudtrail", "trail/main"))).toMatchObject({
      type: "aws.trail",
      name: "main",
      properties: { multi_region: true, logging: true, management: "all", data: [], bucket: "logs" },
    });
    const stopped = graph.node(arn("cloudtrail", "trail/stopped"))?.properties;
    expect(stopped).toMatchObject({ logging: false });
    expect(stopped).not.toHaveProperty("management");
    expect(graph.gaps.map(({ subject }) => subject)).toContain(arn("cloudtrail", "trail/stopped"));
  });

  it("stand in their own region; those of the organisation in each account, without their data events", async () => {
    const graph = await gatherRegion({
      ...files,
      [`/eu-west-1/cloudtrail/describe-trails.json`]: files["cloudtrail/describe-trails.json"],
    });
    const ids = graph.ofType("aws.trail").map(({ id }) => id);
    const org = `aws:${ACCOUNT}/arn:aws:cloudtrail:ap-south-1:999988887777:trail/org`;
    expect([...ids].sort()).toEqual(
      [
        `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/elsewhere`,
        arn("cloudtrail", "trail/main"),
        arn("cloudtrail", "trail/stopped"),
        org,
      ].sort(),
    );
    expect(graph.node(org)?.properties).not.toHaveProperty("data");
  });
});

describe("event data stores and the log of models", () => {
  it("record while they are on", async () => {
    const store = (id: string) => arn("cloudtrail", `eventdatastore/${id}`);
    const answer = (id: string, Status: string) => ({
      EventDataStoreArn: store(id),
      Name: id,
      Status,
      MultiRegionEnabled: true,
      OrganizationEnabled: false,
      AdvancedEventSelectors: [{ FieldSelectors: [field("eventCategory", "Management")] }],
    });
    const graph = await gatherRegion({
      "cloudtrail/list-event-data-stores.json": {
        EventDataStores: [{ EventDataStoreArn: store("on") }, { EventDataStoreArn: store("off") }],
      },
      "cloudtrail/get-event-data-store/on.json": answer("on", "ENABLED"),
      "cloudtrail/get-event-data-store/off.json": answer("off", "STOPPED_INGESTION"),
    });
    expect(graph.node(store("on"))?.properties).toMatchObject({ logging: true, management: "all" });
    expect(graph.node(store("off"))?.properties).toMatchObject({ logging: false });
  });

  it("is a setting of the region: without a place for it nothing is kept", async () => {
    const path = "bedrock/get-model-invocation-logging-configuration.json";
    const id = arn("bedrock", "model-invocation-logging");
    const logging = async (answer: object, file = path) =>
      (await gatherRegion({ [file]: answer })).node(id)?.properties;
    const to = { cloudWatchConfig: { logGroupName: "models", roleArn: "arn:aws:iam::111122223333:role/logs" } };
    expect(await logging({ loggingConfig: { ...to, textDataDeliveryEnabled: true } })).toMatchObject({
      logging: true,
      text: true,
      log_group: "models",
    });
    expect(await logging({})).toMatchObject({ logging: false, text: false });
    expect(await logging(DENIED, path.replace(".json", ".error.json"))).toBeUndefined();
  });
});
