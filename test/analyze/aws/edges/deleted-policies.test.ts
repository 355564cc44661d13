// Data whose resource policy denies it, and who may delete that policy first. Expected from "Policy evaluation logic" (IAM User Guide) and
// the reference of DeleteBucketPolicy.
import { describe, expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, Scene } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const BUCKET = "arn:aws:s3:::data";
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbCdEf`;
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;

const forAll = (statement: Statement): Statement => ({ ...statement, Principal: "*" });
const READERS_ONLY = { Condition: { ArnNotEquals: { "aws:PrincipalArn": arn("role/reader") } } };
/** Everybody but one role is denied what the service does with data. */
const closed = (actions: string | readonly string[], id: string) =>
  forAll(deny(actions, [id, `${id}/*`], READERS_ONLY));

/** What the caller is let do with the node, in the words of capabilities. */
function gets(scene: Scene, id: string, caller = arn("user/caller")): string {
  const edges = analyzeScene(scene).edges.filter(({ from, to }) => from === caller && to === id);
  const shown = edges.flatMap(({ capability, state }) => (state === "blocked" ? [] : [`${capability} ${state}`]));
  return [...new Set(shown)].sort().join(", ");
}

function bucket(own: readonly Statement[], policy: readonly Statement[], account = ACCOUNT): Scene {
  return new Scene()
    .account(ACCOUNT)
    .account(OTHER)
    .user("caller", { inline: own }, account)
    .node("resource", "aws.s3-bucket", BUCKET, { document: policy });
}

const OBJECTS = closed(["s3:GetObject", "s3:PutObject"], BUCKET);
const DELETE = allow("s3:DeleteBucketPolicy", BUCKET);
const GET = allow("s3:GetObject", `${BUCKET}/*`);

describe("a bucket policy that denies", () => {
  it.each<[string, readonly Statement[], readonly Statement[], string]>([
    ["is deleted by who may read otherwise", [DELETE, GET], [OBJECTS], "read met"],
    [
      "is deleted by who may write otherwise",
      [DELETE, allow("s3:PutObject", `${BUCKET}/in/*`)],
      [OBJECTS],
      "write met",
    ],
    ["may be named by a pattern", [allow("s3:DeleteBucketPolicy", "arn:aws:s3:::da*"), GET], [OBJECTS], "read met"],
    ["holds who may only delete it", [DELETE], [OBJECTS], ""],
    ["holds who may only read", [GET], [OBJECTS], ""],
    ["holds who may delete that of another bucket", [allow("s3:DeleteBucketPolicy", `${BUCKET}2`), GET], [OBJECTS], ""],
    ["holds who is denied deleting by it", [DELETE, GET], [closed("s3:*", BUCKET)], ""],
    ["holds who is denied reading by its own policies too", [DELETE, GET, deny("s3:GetObject")], [OBJECTS], ""],
    [
      "was all that let the caller read",
      [DELETE],
      [{ ...allow("s3:GetObject", `${BUCKET}/*`), Principal: { AWS: arn("user/caller") } }, OBJECTS],
      "",
    ],
  ])("%s", (_, own, policy, expected) => {
    expect(gets(bucket(own, policy), BUCKET)).toBe(expected);
  });

  it("is nothing that another account deletes", () => {
    const open = { ...allow("s3:*", [BUCKET, `${BUCKET}/*`]), Principal: { AWS: arn("root", OTHER) } };
    const scene = bucket([allow("s3:DeleteBucketPolicy"), GET], [open, OBJECTS], OTHER);
    expect(gets(scene, BUCKET, arn("user/caller", OTHER))).toBe("");
  });

  it("is told once of who reads with it as well", () => {
    const insecure = forAll(
      deny("s3:*", [BUCKET, `${BUCKET}/*`], { Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
    const { edges } = analyzeScene(bucket([DELETE, GET], [insecure]));
    expect(edges.filter(({ to, kind }) => to === BUCKET && kind === "permits")).toHaveLength(1);
  });
});

describe("a resource policy of another service", () => {
  it.each([
    ["aws.secret", SECRET, "secretsmanager:DeleteResourcePolicy", "secretsmanager:GetSecretValue", "read met"],
    ["aws.secret", SECRET, "secretsmanager:DeleteResourcePolicy", "secretsmanager:PutSecretValue", "write met"],
    ["aws.dynamodb-table", TABLE, "dynamodb:DeleteResourcePolicy", "dynamodb:GetItem", "read met"],
    ["aws.dynamodb-table", TABLE, "dynamodb:DeleteResourcePolicy", "dynamodb:PutItem", "write met"],
  ])("%s %s: %s opens %s", (type, id, deleting, action, expected) => {
    const scene = (...own: Statement[]) =>
      new Scene()
        .account()
        .user("caller", { inline: own })
        .node("resource", type, id, { document: [closed(action, id)] });
    expect(gets(scene(allow(deleting, id), allow(action, id)), id)).toBe(expected);
    expect(gets(scene(allow(deleting, id)), id)).toBe("");
    expect(gets(scene(allow(action, id)), id)).toBe("");
  });
});

describe("policies of the organisation", () => {
  const controlled = (type: "aws.scp" | "aws.rcp", denied: Statement): Scene => {
    const scene = bucket([DELETE, GET], [OBJECTS]);
    const scope = scene.scopes.get(ACCOUNT);
    if (scope) scene.scopes.set(ACCOUNT, { ...scope, properties: { account: ACCOUNT, organization: "o-acme" } });
    scene.scopes.set("o-acme", {
      id: "aws:o-acme",
      type: "aws.organization",
      name: "acme",
      parent: undefined,
      properties: { management_account: "777766665555" },
      coverage: [{ dataSet: "aws/organizations:policies", state: "complete" }],
    });
    scene.node("scope", "aws.organization-root", "r-root", { account: "o-acme" });
    scene.edge("contains", "r-root", `aws:${ACCOUNT}`);
    for (const on of ["r-root", `aws:${ACCOUNT}`]) {
      for (const [name, kind, statements] of [
        ["all", "aws.scp", allow("*")],
        ["own", type, denied],
      ] as const) {
        const id = `arn:aws:organizations::777766665555:policy/o-acme/${kind}/p-${on}-${name}`;
        scene.node("grant", kind, id, { document: [statements], account: "o-acme" });
        scene.edge("references", id, on);
      }
    }
    return scene;
  };

  it.each<[string, "aws.scp" | "aws.rcp", Statement, string]>([
    ["deny deleting it", "aws.scp", deny("s3:DeleteBucketPolicy"), ""],
    ["deny reading on the resource, whatever its own policy says", "aws.rcp", forAll(deny("s3:GetObject")), ""],
    ["deny something else", "aws.scp", deny("s3:PutBucketPolicy"), "read met"],
    ["deny something else on the resource", "aws.rcp", forAll(deny("s3:PutBucketPolicy")), "read met"],
  ])("%s", (_, type, denied, expected) => {
    expect(gets(controlled(type, denied), BUCKET)).toBe(expected);
  });
});
