import { describe, expect, it } from "vitest";
import { arn, edgesOf, gatherRegion, NOT_FOUND } from "./bundle.js";

const ID = arn("lambda", "function:f");
const MARKERS = [
  "marker-db-password",
  "marker-build-token",
  "marker-task-token",
  "marker-job-password",
  "marker-web-key",
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
      graph
        .ofType("aws.plaintext-secret")
        .map(({ id }) => id)
        .sort(),
    ).toEqual([
      `${arn("apprunner", "service/w/u")}/environment/WEB_API_KEY`,
      `${arn("codebuild", "project/b")}/environment/NPM_TOKEN`,
      `${arn("ecs", "task-definition/t")}/environment/app/API_TOKEN`,
      `${arn("glue", "job/j")}/arguments/--db_password`,
    ]);
    expect(JSON.stringify(graph)).not.toContain("marker-");
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
