// Pipes of EventBridge: what makes them run and what they make run, what they name, and the secrets in what they send.
import { describe, expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const ID = arn("pipes", "pipe/orders");
const TASK = arn("ecs", "task-definition/ship:3");

function files(pipe: object, summary: object = {}): { readonly [path: string]: unknown } {
  return {
    "pipes/list-pipes.json": { Pipes: [{ Name: "orders", Arn: ID, ...summary }] },
    "pipes/describe-pipe/orders.json": { Name: "orders", Arn: ID, RoleArn: role("pipe"), ...pipe },
  };
}

describe("what a pipe makes run", () => {
  const startedBy = async (pipe: object) => {
    const graph = await gatherRegion(files(pipe));
    return graph.supplements.map(({ node, properties }) => ({ node, trigger: properties["trigger"] }));
  };

  it.each<[string, object, string[]]>([
    ["a function, of whatever version", { Target: arn("lambda", "function:f:live") }, [arn("lambda", "function:f")]],
    [
      "what looks things up, and a state machine",
      { Enrichment: arn("lambda", "function:f"), Target: arn("states", "stateMachine:ship") },
      [arn("lambda", "function:f"), arn("states", "stateMachine:ship")],
    ],
    [
      "a task by its definition",
      { Target: arn("ecs", "cluster/main"), TargetParameters: { EcsTaskParameters: { TaskDefinitionArn: TASK } } },
      [TASK],
    ],
    ["no queue that it fills", { Target: arn("sqs", "later") }, []],
  ])("%s", async (_, pipe, started) => {
    expect(await startedBy({ DesiredState: "RUNNING", ...pipe })).toEqual(
      started.map((node) => ({ node, trigger: "queue" })),
    );
    expect(await startedBy({ DesiredState: "STOPPED", ...pipe })).toEqual([]);
  });

  it("is nothing once it is off, and it does not run by itself", async () => {
    const on = await gatherRegion(files({ DesiredState: "RUNNING" }));
    expect(on.node(ID)?.properties).toMatchObject({ enabled: true, acts_alone: true, trigger: "queue" });
    for (const DesiredState of ["STOPPED", "DELETED"]) {
      const off = await gatherRegion(files({ DesiredState }));
      expect(off.node(ID)?.properties["enabled"]).toBe(false);
      expect(off.node(ID)?.properties["acts_alone"]).toBeUndefined();
    }
  });
});

describe("a pipe that may not be described", () => {
  it("is there without its role, and so is said to be read in part", async () => {
    const graph = await gatherRegion({
      ...files({}, { DesiredState: "RUNNING", Target: arn("lambda", "function:f") }),
      "pipes/describe-pipe/orders.json": undefined,
      "pipes/describe-pipe/orders.error.json": DENIED,
    });
    expect(graph.node(ID)?.properties).toMatchObject({ enabled: true, trigger: "queue" });
    expect(graph.node(ID)?.properties["role"]).toBeUndefined();
    expect(graph.node(ID)?.properties["secret_names"]).toBeUndefined();
    expect(edgesOf(graph)).toEqual([`references ${ID} -> ${arn("lambda", "function:f")} (target)`]);
    expect(graph.state("aws/pipes:pipes")).toBe("partial");
  });

  it("is unknown where pipes may not be listed", async () => {
    const graph = await gatherRegion({ "pipes/list-pipes.error.json": DENIED });
    expect(graph.state("aws/pipes:pipes")).toBe("denied");
  });
});

describe("what a pipe names", () => {
  const secret = (name: string) => arn("secretsmanager", `secret:${name}`);

  it("is the secrets that it signs in to brokers and databases with, where they are kept", async () => {
    const graph = await gatherRegion(
      files({
        Source: "smk://broker.acme.example:9092",
        SourceParameters: { SelfManagedKafkaParameters: { Credentials: { BasicAuth: secret("kafka-1a2b3c") } } },
        Target: arn("redshift", "cluster:sales"),
        TargetParameters: {
          RedshiftDataParameters: {
            Database: "dev",
            SecretManagerArn: secret("redshift-1a2b3c"),
            Sqls: ["insert marker"],
          },
        },
      }),
    );
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${arn("redshift", "cluster:sales")} (target)`,
      `references ${ID} -> ${secret("kafka-1a2b3c")} (credentials)`,
      `references ${ID} -> ${secret("redshift-1a2b3c")} (credentials)`,
      `runs_as ${ID} -> ${role("pipe")}`,
    ]);
    expect(JSON.stringify(graph)).not.toContain("marker");
  });

  it("is the roles that it gives a task instead of those of its definition", async () => {
    const Overrides = { TaskRoleArn: role("task"), ExecutionRoleArn: `arn:aws:iam::${ACCOUNT}:role/agent` };
    const graph = await gatherRegion(
      files({ TargetParameters: { EcsTaskParameters: { TaskDefinitionArn: TASK, Overrides } } }),
    );
    expect(edgesOf(graph)).toEqual([
      `references ${ID} -> ${role("agent")} (execution-role)`,
      `references ${ID} -> ${role("task")} (task-role)`,
      `runs_as ${ID} -> ${role("pipe")}`,
    ]);
  });
});

describe("secrets in what a pipe sends", () => {
  const http = (HeaderParameters: object, QueryStringParameters: object = {}) => ({
    HttpParameters: { HeaderParameters, QueryStringParameters, PathParameterValues: ["marker-path"] },
  });

  it.each<[string, object, string[]]>([
    [
      "headers and a query to look things up with",
      {
        EnrichmentParameters: http(
          { Authorization: "Bearer marker-header", "x-trace": "marker-trace" },
          { api_key: "marker-query", page: "marker-page" },
        ),
      },
      ["enrichment/Authorization", "enrichment/api_key"],
    ],
    ["a header to the target", { TargetParameters: http({ "X-Api-Key": "marker-key" }) }, ["target/X-Api-Key"]],
    [
      "variables of a task",
      {
        TargetParameters: {
          EcsTaskParameters: {
            TaskDefinitionArn: TASK,
            Overrides: {
              ContainerOverrides: [
                {
                  Name: "app",
                  Command: ["run", "marker-argument"],
                  Environment: [
                    { name: "DB_PASSWORD", value: "marker-password" },
                    { name: "LEVEL", value: "marker-level" },
                  ],
                },
              ],
            },
          },
        },
      },
      ["target/app/DB_PASSWORD"],
    ],
    [
      "parameters and variables of a job",
      {
        TargetParameters: {
          BatchJobParameters: {
            JobDefinition: "j",
            JobName: "j",
            Parameters: { deploy_token: "marker-parameter", size: "marker-size" },
            ContainerOverrides: {
              Command: ["marker-command"],
              Environment: [{ Name: "API_KEY", Value: "marker-job" }],
            },
          },
        },
      },
      ["target/API_KEY", "target/deploy_token"],
    ],
    [
      "parameters of a pipeline",
      {
        TargetParameters: {
          SageMakerPipelineParameters: { PipelineParameterList: [{ Name: "HubToken", Value: "marker-hub" }] },
        },
      },
      ["target/HubToken"],
    ],
    [
      "nothing in templates and filters, of which nothing is kept",
      {
        SourceParameters: { FilterCriteria: { Filters: [{ Pattern: "marker-pattern" }] } },
        EnrichmentParameters: { InputTemplate: "marker-template" },
        TargetParameters: { InputTemplate: "marker-template" },
      },
      [],
    ],
    ["nothing in a value that the message gives", { TargetParameters: http({ Authorization: "<$.body.token>" }) }, []],
  ])("%s", async (_, pipe, names) => {
    const graph = await gatherRegion(files(pipe));
    expect(graph.node(ID)?.properties["secret_names"]).toEqual(names);
    const held = graph.ofType("aws.plaintext-secret").map(({ id }) => id);
    expect(held.sort()).toEqual(names.map((name) => `${ID}/configuration/${name}`));
    expect(JSON.stringify(graph)).not.toContain("marker-");
  });
});
