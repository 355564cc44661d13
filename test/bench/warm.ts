// Asks who can do each of some actions in one process, policies compiled once; prints the milliseconds of each as JSON.
// usage: node --import tsx warm.ts DATABASE
import { openAwsAnswerer } from "../../src/app/answerer-aws.js";
import { resolveSettings } from "../../src/app/settings.js";
import { openStore } from "../../src/store/index.js";

/** Of many services, read and written; the first warms up and does not count. */
const ACTIONS = [
  "s3:PutObject",
  "s3:GetObject",
  "iam:PassRole",
  "sts:AssumeRole",
  "lambda:CreateFunction",
  "kms:Decrypt",
  "dynamodb:GetItem",
  "ec2:RunInstances",
  "secretsmanager:GetSecretValue",
  "sqs:SendMessage",
  "logs:PutLogEvents",
];

const database = process.argv[2];
if (database === undefined) throw new Error("name a database");
const now = new Date("2026-01-15T00:00:00Z");
const store = openStore({ path: database, mode: "read" });
const answerer = await openAwsAnswerer(store, await resolveSettings({ db: database }, [], {}), now);
const milliseconds = ACTIONS.map((action) => {
  const before = process.cpuUsage();
  answerer.whoCan({ action, resource: undefined });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
});
store.close();
console.log(JSON.stringify(milliseconds.slice(1)));
