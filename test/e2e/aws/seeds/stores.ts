// What holds data, with and without a policy of its own: buckets, queues, topics, keys, images, secrets, tables, parameters.
import {
  CreateTableCommand,
  DynamoDBClient,
  PutResourcePolicyCommand as PutTablePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { required } from "../clients.js";
import { letIn, OTHER_REGION, PARTNER, type Seeds } from "./seeding.js";

export async function seedStores(seeds: Seeds): Promise<void> {
  await seedBuckets(seeds);
  await seedMessages(seeds);
  await seedKeys(seeds);
  await seedImages(seeds);
  await seedSecrets(seeds);
  await seedTables(seeds);
  const value = seeds.secret("parameter");
  await seeds
    .client(SSMClient)
    .send(new PutParameterCommand({ Name: "/site/deploy-token", Value: value, Type: "SecureString" }));
  seeds.expected.open.push(seeds.arn("ssm", "parameter/site/deploy-token"));
}

async function seedBuckets(seeds: Seeds): Promise<void> {
  const s3 = seeds.client(S3Client);
  for (const bucket of ["acme-reports", "acme-shared"]) await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const shared = "arn:aws:s3:::acme-shared";
  const policy = letIn(PARTNER, "s3:GetObject", `${shared}/*`);
  await s3.send(new PutBucketPolicyCommand({ Bucket: "acme-shared", Policy: policy }));
  seeds.expected.policies.push(shared);
  seeds.expected.open.push("arn:aws:s3:::acme-reports");
}

async function seedMessages(seeds: Seeds): Promise<void> {
  const sqs = seeds.client(SQSClient);
  const queue = seeds.arn("sqs", "orders");
  const attributes = { Policy: letIn(PARTNER, "sqs:SendMessage", queue) };
  await sqs.send(new CreateQueueCommand({ QueueName: "orders", Attributes: attributes }));
  await seeds.client(SQSClient, OTHER_REGION).send(new CreateQueueCommand({ QueueName: "orders" }));
  seeds.expected.policies.push(queue);
  seeds.expected.open.push(seeds.arn("sqs", "orders", OTHER_REGION));
  const sns = seeds.client(SNSClient);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  const set = { TopicArn, AttributeName: "Policy", AttributeValue: letIn(PARTNER, "sns:Publish", required(TopicArn)) };
  await sns.send(new SetTopicAttributesCommand(set));
  seeds.expected.policies.push(required(TopicArn));
}

async function seedKeys(seeds: Seeds): Promise<void> {
  const kms = seeds.client(KMSClient);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: letIn(PARTNER, "kms:Decrypt", "*") }));
  const key = required(KeyMetadata?.Arn);
  await kms.send(new CreateAliasCommand({ AliasName: "alias/orders", TargetKeyId: required(KeyMetadata?.KeyId) }));
  const GranteePrincipal = `arn:aws:iam::${PARTNER}:root`;
  await kms.send(
    new CreateGrantCommand({ KeyId: required(KeyMetadata?.KeyId), GranteePrincipal, Operations: ["Decrypt"] }),
  );
  // Every key has a policy: one that nobody wrote lets the account in.
  seeds.expected.policies.push(key);
}

async function seedImages(seeds: Seeds): Promise<void> {
  const ecr = seeds.client(ECRClient);
  for (const name of ["acme/app", "acme/private"])
    await ecr.send(new CreateRepositoryCommand({ repositoryName: name }));
  const text = letIn(PARTNER, ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "*");
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: "acme/app", policyText: text }));
  seeds.expected.policies.push(seeds.arn("ecr", "repository/acme/app"));
  seeds.expected.open.push(seeds.arn("ecr", "repository/acme/private"));
}

async function seedSecrets(seeds: Seeds): Promise<void> {
  const manager = seeds.client(SecretsManagerClient);
  const create = async (name: string) => {
    const value = seeds.secret(`secret-${name}`);
    const { ARN } = await manager.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    return required(ARN);
  };
  const shared = await create("shared-password");
  const policy = letIn(PARTNER, "secretsmanager:GetSecretValue", "*");
  await manager.send(new PutResourcePolicyCommand({ SecretId: shared, ResourcePolicy: policy }));
  seeds.expected.policies.push(shared);
  seeds.expected.open.push(await create("own-password"));
}

async function seedTables(seeds: Seeds): Promise<void> {
  const dynamodb = seeds.client(DynamoDBClient);
  const create = async (name: string) => {
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
    return required(TableDescription?.TableArn);
  };
  const shared = await create("shared");
  const policy = letIn(PARTNER, "dynamodb:GetItem", shared);
  await dynamodb.send(new PutTablePolicyCommand({ ResourceArn: shared, Policy: policy }));
  seeds.expected.policies.push(shared);
  seeds.expected.open.push(await create("own"));
}
