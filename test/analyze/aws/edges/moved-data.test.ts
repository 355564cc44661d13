// Data that a service opens with a role which the caller passes: what the role reads of it, and nothing else that the role may do.
import { describe, expect, it } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques = await shippedTechniques();
const BUCKET = "arn:aws:s3:::data";
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbCdEf`;
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;
const CALLER = arn("user/caller");
const ROLE = arn("role/mover");

const MACHINE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;

type Statement = ReturnType<typeof allow>;

const SFTP = [allow("iam:PassRole", ROLE), allow(["transfer:CreateServer", "transfer:CreateUser"])];
const APPCONFIG = [allow("iam:PassRole", ROLE), allow("appconfig:*")];
const WAREHOUSE = [
  allow("iam:PassRole", ROLE),
  allow(["redshift:CreateCluster", "redshift:GetClusterCredentials", "redshift-data:*"]),
];
const COPYING = [allow("iam:PassRole", ROLE), allow("datasync:*")];

/** `bucket read`, `secret read?` where that is not sure: what the caller gets by way of the role. */
function opened(trusted: string, held: readonly Statement[], statements: readonly Statement[]): readonly string[] {
  const scene = new Scene()
    .account()
    .user("caller", { inline: statements })
    .role("mover", [trusts(service(trusted))], { inline: held })
    .role("boss", [trusts(root())], { inline: [allow("*")] })
    .node("resource", "aws.s3-bucket", BUCKET)
    .node("resource", "aws.secret", SECRET)
    .node("resource", "aws.dynamodb-table", TABLE);
  const { edges } = analyzeScene(scene, techniques);
  const names = new Map([
    [BUCKET, "bucket"],
    [SECRET, "secret"],
    [TABLE, "table"],
    [arn("role/boss"), "boss"],
    [`aws:${ACCOUNT}`, "account"],
    [ROLE, "role"],
  ]);
  const ways = edges.filter(({ from, state }) => from === CALLER && state !== "blocked");
  const found = ways.flatMap(({ to, state: first }) =>
    edges
      .filter((edge) => edge.from === to && edge.state !== "blocked")
      .map(({ to: end, capability = "act", state }) => {
        const isSure = [first, state].every((one) => strength(one) === "met");
        return `${names.get(end) ?? end} ${capability}${isSure ? "" : "?"}`;
      }),
  );
  const direct = ways.flatMap(({ to }) => names.get(to) ?? []);
  return [...new Set([...direct, ...found])].sort();
}

describe("a role that is passed to a service which moves data", () => {
  it.each<[string, string, readonly Statement[], readonly Statement[], readonly string[]]>([
    [
      "SFTP reads and writes its bucket",
      "transfer",
      [allow("s3:*", `${BUCKET}/*`)],
      SFTP,
      ["bucket read", "bucket write"],
    ],
    ["SFTP only reads what it only reads", "transfer", [allow("s3:GetObject", `${BUCKET}/*`)], SFTP, ["bucket read"]],
    ["SFTP reads no other bucket", "transfer", [allow("s3:*", "arn:aws:s3:::other/*")], SFTP, []],
    ["SFTP reads no secret", "transfer", [allow("secretsmanager:*")], SFTP, []],
    ["SFTP assumes no role", "transfer", [allow("sts:AssumeRole")], SFTP, []],
    ["SFTP is no administrator with one", "transfer", [allow("*")], SFTP, ["bucket read", "bucket write"]],
    [
      "a user of a server that may be there",
      "transfer",
      [allow("s3:GetObject", `${BUCKET}/*`)],
      [allow("iam:PassRole", ROLE), allow("transfer:CreateUser")],
      ["bucket read?"],
    ],
    [
      "AppConfig reads its secret",
      "appconfig",
      [allow("secretsmanager:GetSecretValue", SECRET)],
      APPCONFIG,
      ["secret read"],
    ],
    ["AppConfig writes nothing", "appconfig", [allow("s3:*")], APPCONFIG, ["bucket read"]],
    ["Redshift copies its table", "redshift", [allow("dynamodb:Scan", TABLE)], WAREHOUSE, ["table read"]],
    ["DataSync may", "datasync", [allow("s3:GetObject", `${BUCKET}/*`)], COPYING, ["bucket read?"]],
    [
      "Firehose may",
      "firehose",
      [allow("s3:GetObject", `${BUCKET}/*`)],
      [allow("iam:PassRole", ROLE), allow("firehose:*")],
      ["bucket read?"],
    ],
    [
      "MediaConvert may",
      "mediaconvert",
      [allow("s3:GetObject", `${BUCKET}/*`)],
      [allow("iam:PassRole", ROLE), allow("mediaconvert:*")],
      ["bucket read?"],
    ],
    [
      "DMS may",
      "dms",
      [allow("s3:GetObject", `${BUCKET}/*`)],
      [allow("iam:PassRole", ROLE), allow("dms:*")],
      ["bucket read?"],
    ],
    [
      "MediaConvert reads no secret",
      "mediaconvert",
      [allow("secretsmanager:*")],
      [allow("iam:PassRole", ROLE), allow("mediaconvert:*")],
      [],
    ],
    ["the role is denied it", "transfer", [allow("s3:*"), deny("s3:GetObject")], SFTP, ["bucket write"]],
    ["the role trusts another service", "datasync", [allow("s3:*")], SFTP, []],
    ["it may pass no role", "transfer", [allow("s3:*")], SFTP.slice(1), []],
    ["it may make no user", "transfer", [allow("s3:*")], [...SFTP, deny("transfer:CreateUser")], []],
  ])("%s", (_, trusted, held, statements, expected) => {
    expect(opened(trusted, held, statements)).toEqual(expected);
  });

  it("of another account is not passed", () => {
    const scene = new Scene()
      .account()
      .account(OTHER)
      .user("caller", { inline: [allow("iam:PassRole"), allow("transfer:*")] })
      .role("mover", [trusts(service("transfer"))], { inline: [allow("s3:*")] }, OTHER);
    expect(analyzeScene(scene, techniques).edges.filter(({ from }) => from === CALLER)).toEqual([]);
  });

  it("leaves open what is open of the one way, though others have the sure one", () => {
    const scene = new Scene().account();
    for (const name of ["sure-1", "sure-2"]) scene.user(name, { inline: [allow("iam:PassRole"), allow("transfer:*")] });
    const perhaps = [allow("iam:PassRole"), allow("transfer:CreateUser")];
    for (const name of ["perhaps-1", "perhaps-2"]) scene.user(name, { inline: perhaps });
    for (const name of ["mover-1", "mover-2"]) scene.role(name, [trusts(service("transfer"))], {});
    const { edges } = analyzeScene(scene, techniques);
    const ways = (user: string) =>
      edges
        .filter(({ from, state }) => from === arn(`user/${user}`) && state !== "blocked")
        .flatMap(({ to, state }) =>
          edges
            .filter(({ from, kind, state: next }) => from === to && kind === "includes" && next !== "blocked")
            .map(({ state: next }) => [state, next].find((one) => strength(one) !== "met") ?? "none"),
        );
    for (const user of ["perhaps-1", "perhaps-2"]) expect([user, ways(user)]).toEqual([user, ["unknown", "unknown"]]);
    for (const user of ["sure-1", "sure-2"]) expect(ways(user).filter((state) => state === "none")).toHaveLength(2);
  });

  it("has no session of a role that only its service has", () => {
    const id = arn("role/aws-service-role/transfer.amazonaws.com/AWSServiceRoleForTransfer");
    const scene = new Scene()
      .account()
      .user("caller", { inline: [allow("iam:PassRole"), allow("transfer:*")] })
      .role("mover", [trusts(service("transfer"))], {})
      .role("aws-service-role/transfer.amazonaws.com/AWSServiceRoleForTransfer", [trusts(service("transfer"))], {});
    const { edges } = analyzeScene(scene, techniques);
    const ends = edges.map(({ to }) => to);
    expect(ends.filter((end) => end.startsWith(id) && end !== id)).toEqual([]);
    expect(ends.filter((end) => end.startsWith(ROLE) && end !== ROLE)).not.toEqual([]);
  });
});

describe("a role that is passed to what is there", () => {
  /** States of the ways of who may change what is there, and pass the role. */
  function waysBy(id: string, trusted: string, there: { readonly type?: string; readonly read?: string }): Set<string> {
    const technique = techniques.filter((one) => one.id === id);
    const actions = technique.flatMap((one) => one.actions.map(({ action }) => action));
    const read = ["aws/iam:account-authorization-details", there.read ?? []].flat();
    const scene = new Scene()
      .account(
        ACCOUNT,
        read.map((dataSet) => ({ dataSet, state: "complete" as const })),
      )
      .user("caller", { inline: [allow(actions)] })
      .role("mover", [trusts(service(trusted))], { inline: [allow("*")] });
    if (there.type !== undefined)
      scene.workload(there.type, `arn:aws:x:eu-west-1:${ACCOUNT}:${there.type}/one`, undefined);
    const { edges } = analyzeScene(scene, technique);
    return new Set(edges.filter(({ from, to }) => from === CALLER && to !== ROLE).map(({ state }) => strength(state)));
  }

  it.each([
    ["apigateway-003", "apigateway", "aws.apigateway-http-api", "aws/apigateway:http-apis", "unknown"],
    ["pipes-002", "pipes", "aws.event-pipe", "aws/pipes:pipes", "unknown"],
    ["firehose-002", "firehose", "aws.firehose-delivery-stream", "aws/firehose:delivery-streams", "unknown"],
    ["iot-005", "iot", "aws.iot-topic-rule", "aws/iot:topic-rules", "met"],
  ])("%s", (id, trusted, type, read, expected) => {
    expect([...waysBy(id, trusted, { type, read })]).toEqual([expected]);
    expect([...waysBy(id, trusted, { read })]).toEqual([]);
    expect([...waysBy(id, trusted, {})]).toEqual(["unknown"]);
    expect([...waysBy(id, "opsworks", { type, read })]).toEqual([]);
  });
});

describe("a role that is passed to EventBridge", () => {
  const RULES = [allow("iam:PassRole", ROLE), allow(["events:PutRule", "events:PutTargets"])];
  const PIPES = [allow("iam:PassRole", ROLE), allow("pipes:CreatePipe")];

  /** Whether who may make the rule or pipe comes to the role of a machine, and what it may do with the role itself. */
  function started(trusted: string, held: readonly Statement[], statements: readonly Statement[]): string {
    const scene = new Scene()
      .account()
      .user("caller", { inline: statements })
      .role("mover", [trusts(service(trusted))], { inline: held })
      .role("machine", [trusts(service("ec2"))], { inline: [allow("*")] })
      .workload("aws.ec2-instance", MACHINE, "machine");
    const { edges } = analyzeScene(scene, techniques);
    const reached = new Map<string, string>([[CALLER, "met"]]);
    for (const from of reached.keys()) {
      for (const { from: start, to, state } of edges) {
        if (start !== from || state === "blocked" || reached.has(to)) continue;
        reached.set(to, [reached.get(from), state].every((one) => one === "met" || one === "none") ? "met" : state);
      }
    }
    return [...reached.keys()].some((id) => id === MACHINE) ? "machine" : reached.has(ROLE) ? "role" : "nothing";
  }

  it.each<[string, string, readonly Statement[], readonly Statement[], string]>([
    ["runs commands", "events", [allow("ssm:SendCommand")], RULES, "machine"],
    ["runs none that the role may not", "events", [allow("kinesis:PutRecord")], RULES, "nothing"],
    ["changes no machine, which no target is", "events", [allow("ec2:*")], RULES, "nothing"],
    ["sends no command of Pipes, which have none", "pipes", [allow("ssm:SendCommand")], PIPES, "nothing"],
    ["takes a rule with targets", "events", [allow("ssm:SendCommand")], RULES.slice(0, 1), "nothing"],
    ["takes a role that trusts it", "pipes", [allow("ssm:SendCommand")], RULES, "nothing"],
  ])("%s", (_, trusted, held, statements, expected) => {
    expect(started(trusted, held, statements)).toBe(expected);
  });
});

it("all that pass a role to one service have it move the same, since what comes of it is one session", () => {
  const moved = new Map<string, Set<string>>();
  for (const { data, actions } of techniques) {
    const [service] = actions.flatMap(({ on, passed_to: to = [] }) => (on === "target" ? to : []));
    if (data === undefined || service === undefined) continue;
    moved.set(service, new Set([...(moved.get(service) ?? []), [...data].sort().join(" ")]));
  }
  expect(moved.size).toBeGreaterThan(5);
  expect([...moved].filter(([, ways]) => ways.size > 1)).toEqual([]);
});
