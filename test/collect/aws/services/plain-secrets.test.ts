import { describe, expect, it } from "vitest";
import { arn, edgesOf, gatherRegion, NOT_FOUND } from "./bundle.js";

const ID = arn("lambda", "function:f");
const MARKERS = [
  "marker-db-password",
  "marker-build-token",
  "marker-task-token",
  "marker-job-password",
  "marker-web-key",
  "marker-batch-token",
  "marker-hive-password",
  "marker-env-token",
  "marker-session-password",
  "marker-kdc",
  "marker-pod-token",
];

/** A function with these variables. */
const withVariables = (Variables: object) => ({
  "lambda/list-functions.json": { Functions: [{ FunctionName: "f", FunctionArn: ID, Environment: { Variables } }] },
  "lambda/get-policy/f.error.json": NOT_FOUND,
  "lambda/get-function-url-config/f.error.json": NOT_FOUND,
});

describe("secrets in plain configuration", () => {
  it("are credentials that the workload holds; names of all variables stay, values of none", async () => {
    const graph = await gatherRegion(
      withVariables({ DB_PASSWORD: MARKERS[0], STAGE: "marker-stage", DB_SECRET_ARN: "arn:aws:x", EMPTY_TOKEN: "" }),
    );
    expect(graph.node(ID)?.properties).toMatchObject({
      environment_names: ["DB_PASSWORD", "DB_SECRET_ARN", "EMPTY_TOKEN", "STAGE"],
      secret_names: ["DB_PASSWORD"],
      secret_formats: [],
    });
    expect(graph.ofType("aws.plaintext-secret")).toEqual([
      {
        id: `${ID}/environment/DB_PASSWORD`,
        kind: "credential",
        type: "aws.plaintext-secret",
        name: "DB_PASSWORD",
        parent: ID,
        properties: {
          status: "active",
          static: true,
          place: "environment",
          variable: "DB_PASSWORD",
          secret_type: "text",
          length: 18,
          join: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
    expect(edgesOf(graph)).toEqual([`holds ${ID} -> ${ID}/environment/DB_PASSWORD`]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("are found in tasks, builds, jobs and services too", async () => {
    const graph = await gatherRegion({
      "ecs/describe-task-definition/t%3A1.json": {
        taskDefinition: {
          containerDefinitions: [
            { name: "app", environment: [{ name: "API_TOKEN", value: MARKERS[2] }] },
            { name: "log", environment: [{ name: "LEVEL", value: "marker-level" }] },
          ],
        },
      },
      "codebuild/batch-get-projects.json": {
        projects: [
          {
            name: "b",
            environment: {
              environmentVariables: [
                { name: "NPM_TOKEN", value: MARKERS[1], type: "PLAINTEXT" },
                { name: "DB_PASSWORD", value: "/prod/db-password", type: "PARAMETER_STORE" },
              ],
            },
          },
        ],
      },
      "glue/get-jobs.json": { Jobs: [{ Name: "j", DefaultArguments: { "--db_password": MARKERS[3], "--x": "1" } }] },
      "batch/describe-job-definitions.json": {
        jobDefinitions: [1, 2].map((revision) => ({
          jobDefinitionName: "b",
          jobDefinitionArn: arn("batch", `job-definition/b:${revision}`),
          revision,
          containerProperties: { environment: [{ name: "API_TOKEN", value: MARKERS[5] }] },
          eksProperties: {
            podProperties: { containers: [{ name: "p", env: [{ name: "TOKEN", value: MARKERS[10] }] }] },
          },
        })),
      },
      "emr/describe-cluster/j-1.json": {
        Cluster: {
          Id: "j-1",
          Status: { State: "RUNNING" },
          KerberosAttributes: { Realm: "ACME", KdcAdminPassword: MARKERS[9] },
          Configurations: [
            { Classification: "hive-site", Properties: { "javax.jdo.option.ConnectionPassword": MARKERS[6] } },
            {
              Classification: "hadoop-env",
              Properties: {},
              Configurations: [
                { Classification: "export", Properties: { API_TOKEN: MARKERS[7], MODE: "marker-mode" } },
              ],
            },
          ],
        },
      },
      "glue/list-sessions.json": {
        Sessions: [{ Id: "s", Status: "READY", DefaultArguments: { "--db_password": MARKERS[8], "--x": "1" } }],
      },
      "apprunner/describe-service/w.json": {
        Service: {
          ServiceArn: arn("apprunner", "service/w/u"),
          SourceConfiguration: {
            ImageRepository: { ImageConfiguration: { RuntimeEnvironmentVariables: { WEB_API_KEY: MARKERS[4] } } },
          },
        },
      },
    });
    expect(
      // a job definition says the same of each revision
      [...new Set(graph.ofType("aws.plaintext-secret").map(({ id }) => id))].sort(),
    ).toEqual([
      `${arn("apprunner", "service/w/u")}/environment/WEB_API_KEY`,
      `${arn("batch", "job-definition/b")}/environment/API_TOKEN`,
      `${arn("batch", "job-definition/b")}/environment/p/TOKEN`,
      `${arn("codebuild", "project/b")}/environment/NPM_TOKEN`,
      `${arn("ecs", "task-definition/t")}/environment/app/API_TOKEN`,
      `${arn("elasticmapreduce", "cluster/j-1")}/configurations/hadoop-env/export/API_TOKEN`,
      `${arn("elasticmapreduce", "cluster/j-1")}/configurations/hive-site/javax.jdo.option.ConnectionPassword`,
      `${arn("glue", "job/j")}/arguments/--db_password`,
      `${arn("glue", "session/s")}/arguments/--db_password`,
    ]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("go by the name of the variable, whatever its container or stage is called", async () => {
    const step = {
      name: "token",
      actionTypeId: { category: "Compute", provider: "Commands" },
      environmentVariables: [
        { name: "STAGE", value: "marker-stage" },
        { name: "API_TOKEN", value: MARKERS[2] },
      ],
    };
    const graph = await gatherRegion({
      "ecs/describe-task-definition/t%3A1.json": {
        taskDefinition: {
          containerDefinitions: [{ name: "token-broker", environment: [{ name: "LEVEL", value: "marker-level" }] }],
        },
      },
      "codepipeline/get-pipeline/p.json": {
        pipeline: { name: "p", stages: [{ name: "Secrets", actions: [step] }] },
      },
    });
    expect(graph.ofType("aws.plaintext-secret").map(({ id }) => id)).toEqual([
      `${arn("codepipeline", "p")}/configuration/Secrets/token/API_TOKEN`,
    ]);
  });

  it("of one value meet by their join", async () => {
    const graph = await gatherRegion(
      withVariables({ A_TOKEN: "marker-same", B_TOKEN: "marker-same", C_TOKEN: "marker-other" }),
    );
    const joins = graph.ofType("aws.plaintext-secret").map(({ properties }) => properties["join"]);
    expect(joins[0]).toBe(joins[1]);
    expect(joins[0]).not.toBe(joins[2]);
  });
});

describe("access keys in plain configuration", () => {
  const KEY = "AKIAEXAMPLE000000001";
  const edges = async (variables: object) =>
    edgesOf(await gatherRegion(withVariables(variables))).filter((edge) => edge.includes(KEY));

  it("are held with their secret", async () => {
    const secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY+/";
    expect(await edges({ AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: secret })).toEqual([`holds ${ID} -> ${KEY}`]);
  });

  it("are only named without it", async () => {
    expect(await edges({ AWS_ACCESS_KEY_ID: KEY })).toEqual([`references ${ID} -> ${KEY} (access-key-id)`]);
  });
});

describe("user data", () => {
  const packed = (text: string) => Buffer.from(text).toString("base64");
  const scaled = (id: string, version: string) => ({
    InstanceId: id,
    Tags: [
      { Key: "aws:autoscaling:groupName", Value: "web" },
      { Key: "aws:ec2launchtemplate:version", Value: version },
    ],
  });
  const attribute = (text?: string) => ({ UserData: text === undefined ? {} : { Value: packed(text) } });
  const path = (id: string) => `ec2/describe-instance-attribute/${id}@attribute=userData.json`;

  it("of instances is looked into; a text without secrets, or none, is told apart", async () => {
    const graph = await gatherRegion({
      "ec2/describe-instances.json": {
        Reservations: [
          { Instances: ["i-1", "i-2", "i-3"].map((InstanceId) => ({ InstanceId })) },
          { Instances: [{ InstanceId: "i-9", State: { Name: "terminated" } }] },
        ],
      },
      [path("i-1")]: attribute("#!/bin/sh\nexport DB_PASSWORD=marker-db-password\nmarker-command\n"),
      [path("i-2")]: attribute("#!/bin/sh\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)\n"),
      [path("i-3")]: attribute(),
    });
    const id = (name: string) => arn("ec2", `instance/${name}`);
    expect(graph.ofType("aws.plaintext-secret")).toMatchObject([
      { id: `${id("i-1")}/user-data/DB_PASSWORD`, properties: { place: "user-data", length: 18, status: "active" } },
    ]);
    expect(edgesOf(graph)).toEqual([`holds ${id("i-1")} -> ${id("i-1")}/user-data/DB_PASSWORD`]);
    const said = Object.fromEntries(graph.supplements.map(({ node, properties }) => [node, properties]));
    expect(said).toEqual({
      [id("i-1")]: { has_user_data: true, secret_names: ["DB_PASSWORD"], secret_formats: [] },
      [id("i-2")]: { has_user_data: true, secret_names: [], secret_formats: [] },
      [id("i-3")]: { has_user_data: false },
    });
    expect(graph.coverageOf("aws/ec2:user-data")).toMatchObject({ state: "complete" });
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });

  it("of a scaling group is asked for once for each version of its template", async () => {
    const graph = await gatherRegion({
      "ec2/describe-instances.json": {
        Reservations: [{ Instances: [scaled("i-1", "1"), scaled("i-2", "1"), scaled("i-3", "2")] }],
      },
      [path("i-1")]: attribute("A_TOKEN=marker-one"),
      [path("i-3")]: attribute("A_TOKEN=marker-two"),
    });
    expect(graph.ofType("aws.plaintext-secret").map(({ parent }) => parent)).toEqual([
      arn("ec2", "instance/i-1"),
      arn("ec2", "instance/i-3"),
    ]);
    expect(graph.coverageOf("aws/ec2:user-data")).toMatchObject({ state: "complete" });
  });

  it("that could not be read is a gap about the instance", async () => {
    const graph = await gatherRegion({
      "ec2/describe-instances.json": { Reservations: [{ Instances: [{ InstanceId: "i-1" }, { InstanceId: "i-2" }] }] },
      [path("i-1")]: attribute("x"),
      [path("i-2").replace(".json", ".error.json")]: { status: 403, code: "UnauthorizedOperation", message: "not you" },
    });
    expect(graph.coverageOf("aws/ec2:user-data")).toMatchObject({
      state: "partial",
      permission: "ec2:DescribeInstanceAttribute",
    });
    expect(graph.gaps.filter(({ subject }) => subject === arn("ec2", "instance/i-2"))).toHaveLength(1);
  });

  it("of launch templates and launch configurations too", async () => {
    const configuration =
      "arn:aws:autoscaling:us-east-1:111122223333:launchConfiguration:u:launchConfigurationName/old";
    const graph = await gatherRegion({
      "ec2/describe-launch-templates.json": {
        LaunchTemplates: [{ LaunchTemplateId: "lt-1", LaunchTemplateName: "web" }],
      },
      "ec2/describe-launch-template-versions/web.json": {
        LaunchTemplateVersions: [
          {
            LaunchTemplateId: "lt-1",
            DefaultVersion: true,
            LaunchTemplateData: { UserData: packed("export API_TOKEN=marker-api-token") },
          },
        ],
      },
      "autoscaling/describe-launch-configurations.json": {
        LaunchConfigurations: [
          { LaunchConfigurationARN: configuration, UserData: packed("password: marker-old-password") },
          { LaunchConfigurationARN: `${configuration}er`, UserData: "" },
        ],
      },
    });
    expect(graph.ofType("aws.plaintext-secret").map(({ id }) => id)).toEqual([
      `${arn("ec2", "launch-template/lt-1")}/user-data/API_TOKEN`,
      `${configuration}/user-data/password`,
    ]);
    expect(graph.node(`${configuration}er`)?.properties).toMatchObject({ has_user_data: false });
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });
});
