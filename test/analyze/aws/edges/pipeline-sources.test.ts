// Who decides what a build of AWS runs by what it is taken from: objects of buckets, repositories of CodeCommit, pipelines of these.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html#integrations-source
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-name-storage
import { describe, expect, it } from "vitest";
import { withBundle } from "./bundle.js";
import { ACCOUNT, allow, arn, service, trusts } from "./scene.js";

const REGION = "eu-west-1";
const CALLER = arn("user/caller");
const at = (name: string, rest: string) => `arn:aws:${name}:${REGION}:${ACCOUNT}:${rest}`;

const step = (category: string, provider: string, configuration: object, more: object = {}) => ({
  name: provider,
  actionTypeId: { category, owner: "AWS", provider, version: "1" },
  configuration,
  ...more,
});
const BUILD = step("Build", "CodeBuild", { ProjectName: "site" });
const DEPLOY = step("Deploy", "CloudFormation", { StackName: "s", RoleArn: arn("role/stack") });
const OBJECT = step("Source", "S3", { S3Bucket: "code", S3ObjectKey: "site.zip" });
const REPOSITORY = step("Source", "CodeCommit", { RepositoryName: "site", BranchName: "main" });
const APPROVAL = step("Approval", "Manual", {});

const project = (source: object) => ({
  [`${REGION}/codebuild/list-projects.json`]: { projects: ["site"] },
  [`${REGION}/codebuild/batch-get-projects.json`]: {
    projects: [{ name: "site", arn: at("codebuild", "project/site"), serviceRole: arn("role/build"), source }],
  },
});

/** Each list of actions is a stage. */
const pipeline = (...stages: readonly object[][]) => ({
  ...project({ type: "CODEPIPELINE" }),
  [`${REGION}/codepipeline/list-pipelines.json`]: { pipelines: [{ name: "site" }] },
  [`${REGION}/codepipeline/get-pipeline/site.json`]: {
    pipeline: {
      name: "site",
      roleArn: arn("role/pipeline"),
      stages: stages.map((actions, index) => ({ name: `z${9 - index}`, actions })),
    },
    metadata: {},
  },
});

/** Roles that the caller gets to, with the state of the way. */
function reached(statements: readonly object[], files: { readonly [path: string]: unknown }) {
  const role = (name: string) => ({ trust: [trusts(service(name))] });
  const roles = { build: role("codebuild"), stack: role("cloudformation"), pipeline: role("codepipeline") };
  const users = { caller: statements as { [element: string]: unknown }[] };
  return withBundle({ users, roles, buckets: ["code", "other"], files }, (bundle) =>
    Object.keys(roles).flatMap((name) =>
      bundle.reached([[CALLER, arn(`role/${name}`)]]).map((line) => `${name} ${line.slice(line.lastIndexOf("("))}`),
    ),
  );
}

const put = (key: string) => [allow("s3:PutObject", `arn:aws:s3:::${key}`)];
const push = (repository: string, action = "codecommit:GitPush") => [allow(action, at("codecommit", repository))];

type Case = [
  what: string,
  statements: readonly object[],
  files: { [path: string]: unknown },
  expected: readonly string[],
];
const hold = async ([, statements, files, expected]: Case) =>
  expect(await reached(statements, files)).toEqual(expected);

describe("the source of a pipeline", () => {
  it.each<Case>([
    ["an object", put("code/site.zip"), pipeline([OBJECT], [BUILD]), ["build (none)"]],
    ["another object", put("code/other.zip"), pipeline([OBJECT], [BUILD]), []],
    ["an object of another bucket", put("other/site.zip"), pipeline([OBJECT], [BUILD]), []],
    ["a repository", push("site"), pipeline([REPOSITORY], [BUILD]), ["build (none)"]],
    ["a file of it", push("site", "codecommit:PutFile"), pipeline([REPOSITORY], [BUILD]), ["build (none)"]],
    ["another repository", push("other"), pipeline([REPOSITORY], [BUILD]), []],
    ["that is only read", push("site", "codecommit:GitPull"), pipeline([REPOSITORY], [BUILD]), []],
    ["what a stack makes", put("code/site.zip"), pipeline([OBJECT], [DEPLOY]), ["stack (met)"]],
    ["behind an approval", put("code/site.zip"), pipeline([OBJECT], [APPROVAL], [BUILD]), ["build (needs-actor)"]],
    ["before an approval", put("code/site.zip"), pipeline([OBJECT], [BUILD], [APPROVAL]), ["build (none)"]],
    [
      "behind an approval in its stage",
      put("code/site.zip"),
      pipeline([OBJECT], [APPROVAL, { ...BUILD, runOrder: 2 }]),
      ["build (needs-actor)"],
    ],
    ["beside one", put("code/site.zip"), pipeline([OBJECT], [APPROVAL, BUILD]), ["build (none)"]],
    [
      "commands of the pipeline itself",
      put("code/site.zip"),
      pipeline([OBJECT], [step("Compute", "Commands", {}, { commands: ["make"] })]),
      ["pipeline (met)"],
    ],
    ["that builds nothing", put("code/site.zip"), pipeline([OBJECT]), []],
  ])("%s", async (...all) => hold(all));
});

describe("the source of a project", () => {
  it.each<Case>([
    ["an archive", put("code/site.zip"), project({ type: "S3", location: "code/site.zip" }), ["build (none)"]],
    ["another one", put("code/other.zip"), project({ type: "S3", location: "code/site.zip" }), []],
    ["a folder", put("code/site/buildspec.yml"), project({ type: "S3", location: "code/site/" }), ["build (none)"]],
    [
      "a folder with the commands in another file",
      put("code/site/buildspec.yml"),
      project({ type: "S3", location: "code/site/", buildspec: "ci.yml" }),
      [],
    ],
    [
      "commands in an object",
      put("code/ci.yml"),
      project({ type: "GITHUB", location: "https://github.com/acme/site", buildspec: "arn:aws:s3:::code/ci.yml" }),
      ["build (none)"],
    ],
  ])("%s", async (...all) => hold(all));
});
