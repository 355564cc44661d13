// Asks who can do each of some actions in one process, policies compiled once, all of them in several rounds; prints the
// milliseconds of each action as JSON: in the first round, where lists of actions and resources are compiled as they are
// asked about, and in the last, where all that is kept and V8 has optimised the code.
// usage: node --import tsx warm.ts DATABASE
import { openAwsAnswerer } from "../../src/app/answerer-aws.js";
import { resolveSettings } from "../../src/app/settings.js";
import { openStore } from "../../src/store/index.js";

/** Of many services, read and written. */
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

const ROUNDS = 4;

const database = process.argv[2];
if (database === undefined) throw new Error("name a database");
const now = new Date("2026-01-15T00:00:00Z");
const store = openStore({ path: database, mode: "read" });
const answerer = await openAwsAnswerer(store, await resolveSettings({ db: database }, [], {}), now);
const rounds = Array.from({ length: ROUNDS }, () => ACTIONS.map(milliseconds));
store.close();
console.log(JSON.stringify({ first: rounds[0], warm: rounds.at(-1) }));

function milliseconds(action: string): number {
  const before = process.cpuUsage();
  answerer.whoCan({ action, resource: undefined });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
