// Pipelines of CodePipeline: what starts them, what their actions act as, and what of their configuration is kept.
import { describe, expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, REGION, role } from "./bundle.js";

const ID = arn("codepipeline", "deploy");
const FAR = "arn:aws:iam::444455556666:role/far";

function action(category: string, provider: string, configuration: object, more: object = {}) {
  const actionTypeId = { category, owner: "AWS", provider, version: "1" };
  return { name: provider, actionTypeId, configuration, ...more };
}

/** Files of a pipeline with these actions in one stage. */
function files(actions: readonly object[], more: object = {}, metadata: object = {}) {
  const pipeline = { name: "deploy", roleArn: role("pipeline"), stages: [{ name: "One", actions }], ...more };
  return {
    "codepipeline/list-pipelines.json": { pipelines: [{ name: "deploy", version: 3 }] },
    "codepipeline/get-pipeline/deploy.json": { pipeline, metadata: { pipelineArn: ID, ...metadata } },
  };
}

const propertiesOf = async (...given: Parameters<typeof files>) =>
  (await gatherRegion(files(...given))).node(ID)?.properties ?? {};

const COMMIT = { RepositoryName: "api", BranchName: "main" };
const OBJECT = { S3Bucket: "acme-code", S3ObjectKey: "api.zip" };
const CONNECTED = { ConnectionArn: arn("codeconnections", "connection/u"), FullRepositoryId: "acme/api" };

// "PollForSourceChanges defaults" and "CodeStarSourceConnection", AWS CodePipeline User Guide
describe("what starts a pipeline", () => {
  it.each<[string, object, object, object]>([
    ["a repository of CodeCommit that is looked at", action("Source", "CodeCommit", COMMIT), {}, {}],
    ["an object that is looked at", action("Source", "S3", { ...OBJECT, PollForSourceChanges: "true" }), {}, {}],
    ["a repository of GitHub that is looked at", action("Source", "GitHub", { Owner: "acme", Repo: "api" }), {}, {}],
    ["a connection", action("Source", "CodeStarSourceConnection", CONNECTED), {}, {}],
    [
      "a connection by what the pipeline says of pushes",
      action("Source", "CodeStarSourceConnection", { ...CONNECTED, DetectChanges: "false" }),
      { triggers: [{ providerType: "CodeStarSourceConnection", gitConfiguration: { sourceActionName: "s" } }] },
      {},
    ],
  ])("%s", async (_, source, more, metadata) => {
    expect(await propertiesOf([source], more, metadata)).toMatchObject({ acts_alone: true, trigger: "event" });
  });

  it.each<[string, object, object]>([
    [
      "a repository that is not looked at",
      action("Source", "CodeCommit", { ...COMMIT, PollForSourceChanges: "false" }),
      {},
    ],
    [
      "one that is not looked at any more",
      action("Source", "CodeCommit", COMMIT),
      { pollingDisabledAt: 1_700_000_000 },
    ],
    [
      "a connection that tells of nothing",
      action("Source", "CodeStarSourceConnection", { ...CONNECTED, DetectChanges: "false" }),
      {},
    ],
    ["a registry, which a rule tells of", action("Source", "ECR", { RepositoryName: "api" }), {}],
    ["a bucket that it deploys to", action("Deploy", "S3", { BucketName: "acme-site" }), {}],
  ])("not %s", async (_, source, metadata) => {
    const found = await propertiesOf([source], {}, metadata);
    expect(found["role"]).toBe(role("pipeline"));
    expect(found["acts_alone"]).toBeUndefined();
  });

  it.each([
    ["event", {}],
    ["schedule", { ScheduleExpression: "rate(1 day)" }],
  ])("a rule of EventBridge: %s", async (trigger, rule) => {
    const source = action("Source", "CodeCommit", { ...COMMIT, PollForSourceChanges: "false" });
    const graph = await gatherRegion({
      ...files([source]),
      "events/list-rules.json": { Rules: [{ Name: "r", Arn: arn("events", "rule/r"), State: "ENABLED", ...rule }] },
      "events/list-targets-by-rule/r.json": { Targets: [{ Id: "1", Arn: ID, RoleArn: role("starter") }] },
    });
    expect(graph.supplements.filter(({ node }) => node === ID).map(({ properties }) => properties)).toEqual([
      { acts_alone: true, trigger },
    ]);
  });
});

describe("what a pipeline acts as", () => {
  it("is its role, and for some actions and rules another one", async () => {
    const rule = { name: "r", ruleTypeId: { category: "Rule", provider: "Commands" }, roleArn: role("rule") };
    const stage = {
      name: "One",
      actions: [
        action("Source", "CodeCommit", COMMIT, { roleArn: FAR }),
        action("Build", "CodeBuild", { ProjectName: "api" }),
        action("Build", "CodeBuild", { ProjectName: "near" }, { roleArn: role("near"), region: "eu-west-1" }),
        action("Build", "CodeBuild", { ProjectName: "far" }, { roleArn: FAR }),
        action("Deploy", "CloudFormation", { ActionMode: "CREATE_UPDATE", StackName: "s", RoleArn: role("stack") }),
      ],
      beforeEntry: { conditions: [{ result: "FAIL", rules: [rule] }] },
    };
    const graph = await gatherRegion(files([], { stages: [stage] }));
    expect(graph.node(ID)?.properties["role"]).toBe(role("pipeline"));
    expect(edgesOf(graph)).toEqual(
      [
        `references ${ID} -> arn:aws:codebuild:${REGION}:${ACCOUNT}:project/api (build)`,
        `references ${ID} -> arn:aws:codebuild:eu-west-1:${ACCOUNT}:project/near (build)`,
        `references ${ID} -> ${role("stack")} (stack-role)`,
        `runs_as ${ID} -> ${role("near")} (action-role)`,
        `runs_as ${ID} -> ${role("pipeline")}`,
        `runs_as ${ID} -> ${role("rule")} (action-role)`,
        `runs_as ${ID} -> ${FAR} (action-role)`,
      ].sort(),
    );
  });

  it("is not known of one that was not read, which is there all the same", async () => {
    const graph = await gatherRegion({ ...files([]), "codepipeline/get-pipeline/deploy.json": undefined });
    expect(graph.node(ID)).toMatchObject({ type: "aws.codepipeline-pipeline", name: "deploy" });
    expect(edgesOf(graph)).toEqual([]);
    expect(graph.state("aws/codepipeline:pipelines")).toBe("partial");
  });

  it("is not known where pipelines may not be listed", async () => {
    const graph = await gatherRegion({ "codepipeline/list-pipelines.error.json": DENIED });
    expect(graph.state("aws/codepipeline:pipelines")).toBe("denied");
  });
});

describe("where the code of a pipeline comes from", () => {
  it.each<[string, object, string[]]>([
    ["CodeCommit", COMMIT, ["api"]],
    ["S3", OBJECT, ["s3://acme-code/api.zip"]],
    ["CodeStarSourceConnection", CONNECTED, ["acme/api"]],
    ["GitHub", { Owner: "acme", Repo: "api" }, ["acme/api"]],
    ["ECR", { RepositoryName: "api", ImageTag: "latest" }, ["api"]],
    ["Custom", {}, []],
  ])("%s", async (provider, configuration, locations) => {
    const found = await propertiesOf([action("Source", provider, configuration)]);
    expect(found).toMatchObject({ source_types: [provider], source_locations: locations });
  });
});

describe("the configuration of a pipeline", () => {
  const variables = (list: readonly object[]) => JSON.stringify(list);
  const secretsOf = async (...given: Parameters<typeof files>) => {
    const graph = await gatherRegion(files(...given));
    expect(JSON.stringify(graph)).not.toContain("marker");
    return graph
      .ofType("aws.plaintext-secret")
      .map(({ id }) => id.slice(ID.length))
      .sort();
  };

  it("gives away its secrets by name and never by value", async () => {
    const build = action("Build", "CodeBuild", {
      ProjectName: "api",
      EnvironmentVariables: variables([
        { name: "NPM_TOKEN", value: "marker-npm-token", type: "PLAINTEXT" },
        { name: "STAGE", value: "marker-stage" },
        { name: "DB_PASSWORD", value: "/prod/marker-path", type: "PARAMETER_STORE" },
        { name: "API_KEY", value: "#{variables.api_key}" },
      ]),
    });
    const run = action(
      "Compute",
      "Commands",
      {},
      {
        commands: ["curl -u bot:marker-in-a-command https://example.com"],
        environmentVariables: [
          { name: "SLACK_TOKEN", value: "marker-slack-token" },
          { name: "PAGER_TOKEN", value: "marker-arn", type: "SECRETS_MANAGER" },
        ],
      },
    );
    const source = action("Source", "GitHub", { Owner: "acme", Repo: "api", OAuthToken: "****" });
    const deploy = action("Deploy", "CloudFormation", {
      ParameterOverrides: JSON.stringify({
        DbPassword: "marker-db-password",
        Size: { "Fn::GetParam": ["a", "b", "c"] },
      }),
      RoleArn: role("stack"),
    });
    const call = action("Invoke", "Lambda", {
      FunctionName: "f",
      UserParameters: "marker-parameters",
      ApiToken: "marker-api",
    });
    const more = { variables: [{ name: "deploy_token", defaultValue: "marker-default" }, { name: "api_key" }] };
    expect(await secretsOf([source, build, run, deploy, call], more)).toEqual([
      "/configuration/One/CloudFormation/DbPassword",
      "/configuration/One/CodeBuild/NPM_TOKEN",
      "/configuration/One/Commands/SLACK_TOKEN",
      "/configuration/One/Lambda/ApiToken",
      "/configuration/deploy_token",
    ]);
  });

  it("holds none where a text is no list of variables, and keeps nothing of it", async () => {
    for (const EnvironmentVariables of ["[{marker", '"marker-text"', "7"])
      expect(await secretsOf([action("Build", "CodeBuild", { ProjectName: "api", EnvironmentVariables })])).toEqual([]);
  });

  it("is as secret in a rule, in whatever stage", async () => {
    const rule = { name: "ask", ruleTypeId: { provider: "LambdaInvoke" }, configuration: { Password: "marker-rule" } };
    const onSuccess = { conditions: [{ rules: [rule, { ...rule, name: "run", commands: ["echo marker"] }] }] };
    expect(await secretsOf([], { stages: [{ name: "Two", actions: [], onSuccess }] })).toEqual([
      "/configuration/Two/ask/Password",
      "/configuration/Two/run/Password",
    ]);
  });

  it("says that commands are run with its role, and not what they are", async () => {
    expect(await propertiesOf([action("Compute", "Commands", {}, { commands: ["make"] })])).toMatchObject({
      runs_commands: true,
    });
    expect((await propertiesOf([action("Build", "CodeBuild", { ProjectName: "a" })]))["runs_commands"]).toBeUndefined();
  });
});
