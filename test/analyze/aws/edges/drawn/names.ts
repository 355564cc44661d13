// What is there in every drawn estate: users and roles of two accounts, and resources, by names that can be told from all other text.
import { ACCOUNT, arn, OTHER } from "../scene.js";

const USERS = ["us0", "us1", "us2", "us3"];
export const ROLES = ["ro0", "ro1", "ro2", "ro3", "ro4", "ro5"];
export const PRINCIPALS = [...USERS, ...ROLES];
/** Those of the other account. */
const ELSEWHERE = new Set(["us3", "ro4", "ro5"]);
export const accountOf = (name: string) => (ELSEWHERE.has(name) ? OTHER : ACCOUNT);
export const arnOf = (name: string) => arn(`${name.startsWith("us") ? "user" : "role"}/${name}`, accountOf(name));
export const regional = (kind: string, rest: string, account = ACCOUNT) =>
  `arn:aws:${kind}:eu-west-1:${account}:${rest}`;

export const ORIGINALS: readonly string[] = PRINCIPALS.map(arnOf);

export const FUNCTION = regional("lambda", "function:fn0");
export const BUCKET = "arn:aws:s3:::bu0";
export const KEY = regional("kms", "key/ky0");
export const SECRETS = ["se0", "se1"].map((name) => regional("secretsmanager", `secret:${name}`));
export const QUEUE = regional("sqs", "sq0");
const TABLE = regional("dynamodb", "table/ta0");
export const FOREIGN_SECRET = regional("secretsmanager", "secret:se2", OTHER);
export const GUARDED: readonly (readonly [type: string, id: string])[] = [
  ["aws.s3-bucket", BUCKET],
  ["aws.kms-key", KEY],
  ["aws.secret", SECRETS[0] ?? ""],
  ["aws.secret", SECRETS[1] ?? ""],
  ["aws.sqs-queue", QUEUE],
  ["aws.lambda-function", FUNCTION],
  ["aws.secret", FOREIGN_SECRET],
  ["aws.dynamodb-table", TABLE],
];
export const RESOURCES: readonly string[] = GUARDED.map(([, id]) => id);
export const RUNNING: readonly (readonly [type: string, id: string])[] = [
  ["aws.lambda-function", FUNCTION],
  ["aws.ec2-instance", regional("ec2", "instance/i-0")],
  ["aws.codebuild-project", regional("codebuild", "project/pr0")],
  ["aws.ecs-service", regional("ecs", "service/cl0/sv0")],
];
