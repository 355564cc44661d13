// What records calls: a trail of every region, one that was stopped, and one that takes reads of one bucket alone.
import {
  CloudTrailClient,
  CreateTrailCommand,
  type EventSelector,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "./seeding.js";

const BUCKET = "acme-trails";

const TRAILS: readonly (readonly [name: string, isEverywhere: boolean, isOn: boolean, selector: EventSelector])[] = [
  [
    "everything",
    true,
    true,
    {
      ReadWriteType: "All",
      IncludeManagementEvents: true,
      DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }],
    },
  ],
  ["stopped", true, false, { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] }],
  [
    "reads-of-one",
    false,
    true,
    {
      ReadWriteType: "ReadOnly",
      IncludeManagementEvents: false,
      DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::acme-shared/"] }],
    },
  ],
];

/** `name logging management data partly`: what must be read of each. */
export const RECORDERS: readonly string[] = [
  'everything 1 all ["AWS::S3::Object"] []',
  'reads-of-one 1 none [] ["AWS::S3::Object"]',
  "stopped 0 all [] []",
];

export async function seedRecorders(seeds: Seeds): Promise<void> {
  await seeds.client(S3Client).send(new CreateBucketCommand({ Bucket: BUCKET }));
  seeds.expected.open.push(`arn:aws:s3:::${BUCKET}`);
  const trails = seeds.client(CloudTrailClient);
  for (const [Name, IsMultiRegionTrail, isOn, selector] of TRAILS) {
    await trails.send(new CreateTrailCommand({ Name, S3BucketName: BUCKET, IsMultiRegionTrail }));
    await trails.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [selector] }));
    if (isOn) await trails.send(new StartLoggingCommand({ Name }));
  }
}

/** Event data stores and the log of models, which the server does not have. */
export function scriptRecorders(seeds: Seeds): Scripts {
  const arn = seeds.arn("cloudtrail", "eventdatastore/11111111-2222-4333-8444-555555555555");
  const store = {
    EventDataStoreArn: arn,
    Name: "lake",
    Status: "STOPPED_INGESTION",
    MultiRegionEnabled: true,
    OrganizationEnabled: false,
    AdvancedEventSelectors: [
      { Name: "management", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
    ],
  };
  return {
    "cloudtrail:ListEventDataStores": {
      answer: (_, region) => ({ EventDataStores: region === REGION ? [{ EventDataStoreArn: arn, Name: "lake" }] : [] }),
    },
    "cloudtrail:GetEventDataStore": { answer: ({ EventDataStore: asked }) => (asked === arn ? store : undefined) },
    "bedrock:GetModelInvocationLoggingConfiguration": {
      answer: (_, region) =>
        region === REGION
          ? { loggingConfig: { s3Config: { bucketName: BUCKET, keyPrefix: "models" }, textDataDeliveryEnabled: true } }
          : {},
    },
  };
}
