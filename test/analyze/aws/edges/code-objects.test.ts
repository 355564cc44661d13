// Who may write the object that a workload takes its code from, directly or by way of an access point of its bucket.
import { expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, service, trusts } from "./scene.js";

const BUCKET = "arn:aws:s3:::scripts";
const OBJECT = `${BUCKET}/jobs/night.py`;
const POINT = `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/in`;
const JOB = `arn:aws:glue:eu-west-1:${ACCOUNT}:job/night`;
const GROUP = `arn:aws:codedeploy:eu-west-1:${ACCOUNT}:deploymentgroup:shop/prod`;
const CALLER = arn("user/caller");

type Statement = ReturnType<typeof allow>;

/** Ends of what the caller may write, hubs and access points looked through, as far as workloads. */
function supplied(
  own: readonly Statement[],
  policy: readonly Statement[] = [],
  more: (scene: Scene) => void = () => {},
) {
  const scene = new Scene()
    .account(ACCOUNT, [{ dataSet: "aws/s3:access-points", state: "complete" }])
    .user("caller", { inline: own })
    .role("night", [trusts(service("glue"))])
    .workload("aws.glue-job", JOB, "night", { script: "s3://scripts/jobs/night.py" })
    .node("resource", "aws.s3-bucket", BUCKET, policy.length > 0 ? { document: policy } : {});
  more(scene);
  const { edges } = analyzeScene(scene);
  const found = new Set<string>();
  const walk = (from: string): void => {
    for (const { to, kind, capability, state } of edges.filter((edge) => edge.from === from)) {
      if (state === "blocked" || (kind === "permits" && capability !== "write")) continue;
      if (kind === "supplies_code_to") found.add(to);
      else if (kind === "permits" || kind === "includes") walk(to);
    }
  };
  walk(CALLER);
  return [...found].sort();
}

const point = (statements: readonly Statement[]) => (scene: Scene) =>
  void scene.node("resource", "aws.s3-access-point", POINT, {
    document: statements,
    region: "eu-west-1",
    properties: { bucket: BUCKET, network_origin: "Internet" },
  });
const LEAVES = [
  {
    ...allow("*", [BUCKET, `${BUCKET}/*`]),
    Principal: "*",
    Condition: { StringEquals: { "s3:DataAccessPointArn": POINT } },
  },
];
const named = (key: string) => ({ ...allow("s3:PutObject", `${POINT}/object/${key}`), Principal: { AWS: CALLER } });

it.each<[string, readonly Statement[], readonly string[]]>([
  ["that object", [allow("s3:PutObject", OBJECT)], [JOB]],
  ["all objects", [allow("s3:PutObject", `${BUCKET}/*`)], [JOB]],
  ["another object of the bucket", [allow("s3:PutObject", `${BUCKET}/logs/*`)], []],
  ["it may only be read", [allow("s3:GetObject", OBJECT)], []],
  ["all but that", [allow("s3:PutObject", `${BUCKET}/*`), deny("s3:PutObject", OBJECT)], []],
  ["the bucket's policy may be written", [allow("s3:PutBucketPolicy", BUCKET)], [JOB]],
  ["that of another bucket", [allow("s3:PutBucketPolicy", `${BUCKET}-old`)], []],
])("%s", (_, own, expected) => {
  expect(supplied(own)).toEqual(expected);
});

it.each<[string, readonly Statement[], readonly string[]]>([
  ["the access point lets it write that object", [named("jobs/*")], [JOB]],
  ["the access point lets it write others", [named("logs/*")], []],
])("%s", (_, statements, expected) => {
  expect(supplied([], LEAVES, point(statements))).toEqual(expected);
});

it("an access point that the bucket leaves nothing to lets nobody in", () => {
  expect(supplied([], [], point([named("jobs/*")]))).toEqual([]);
});

it("all that take their code from that object are supplied, and nothing that takes another", () => {
  const job = (name: string) => `arn:aws:glue:eu-west-1:${ACCOUNT}:job/${name}`;
  const add = (scene: Scene) =>
    void scene
      .workload("aws.glue-job", job("day"), "night", { script: "s3://scripts/jobs/night.py" })
      .workload("aws.glue-job", job("week"), "night", { script: "s3://scripts/jobs/week.py" });
  expect(supplied([allow("s3:PutObject", OBJECT)], [], add)).toEqual([job("day"), JOB]);
});

it("in another partition the object is one of its buckets", () => {
  const job = `arn:aws-us-gov:glue:us-gov-west-1:${ACCOUNT}:job/night`;
  const bucket = "arn:aws-us-gov:s3:::gov-scripts";
  const add = (scene: Scene) =>
    void scene
      .workload("aws.glue-job", job, "night", { script: "s3://gov-scripts/night.py" })
      .node("resource", "aws.s3-bucket", bucket);
  expect(supplied([allow("s3:PutObject", `${bucket}/*`)], [], add)).toEqual([job]);
  expect(supplied([allow("s3:PutObject", "arn:aws:s3:::gov-scripts/*")], [], add)).toEqual([]);
});

it.each<[string, object, readonly string[]]>([
  ["what a scaling group starts is given it", { scaling_groups: ["shop"], revision: "s3://scripts/shop.zip" }, [GROUP]],
  ["nothing is deployed by itself", { scaling_groups: [], revision: "s3://scripts/shop.zip" }, []],
  ["it is of a bucket that was not read", { scaling_groups: ["shop"], revision: "s3://elsewhere/shop.zip" }, []],
  ["it is pinned", { scaling_groups: ["shop"] }, []],
])("a revision of CodeDeploy: %s", (_, properties, expected) => {
  const add = (scene: Scene) =>
    void scene.workload("aws.codedeploy-deployment-group", GROUP, undefined, {
      compute_platform: "Server",
      ...properties,
    });
  expect(supplied([allow("s3:PutObject", [`${BUCKET}/shop.zip`, "arn:aws:s3:::elsewhere/*"])], [], add)).toEqual(
    expected,
  );
});
