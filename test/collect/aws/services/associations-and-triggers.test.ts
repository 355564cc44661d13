// What starts something on machines or jobs and may be changed to start something else: associations of State Manager, maintenance
// windows, triggers of Glue. That none is there is only known where the list was read.
import { expect, it } from "vitest";
import { arn, DENIED, gatherRegion, role } from "./bundle.js";

it("an association is read by its document, without what it is given", async () => {
  const graph = await gatherRegion({
    "ssm/list-associations.json": {
      Associations: [
        {
          AssociationId: "0a1b2c3d",
          AssociationName: "patch",
          Name: "AWS-RunPatchBaseline",
          DocumentVersion: "$DEFAULT",
          ScheduleExpression: "rate(1 day)",
          TargetMaps: [{ marker: ["marker"] }],
        },
      ],
    },
  });
  expect(graph.ofType("aws.ssm-association")).toMatchObject([
    {
      id: arn("ssm", "association/0a1b2c3d"),
      kind: "resource",
      name: "patch",
      properties: {
        association_document: "AWS-RunPatchBaseline",
        document_version: "$DEFAULT",
        schedule: "rate(1 day)",
      },
    },
  ]);
  expect(JSON.stringify(graph.nodes)).not.toContain("marker");
  expect(graph.state("aws/ssm:associations")).toBe("complete");
});

it("a trigger of Glue is read, active or not, without the arguments of what it starts", async () => {
  const trigger = (Name: string, State: string, Type = "SCHEDULED") => ({
    Name,
    Type,
    State,
    Actions: [{ JobName: "etl", Arguments: { "--key": "marker" } }],
  });
  const graph = await gatherRegion({
    "glue/get-triggers.json": {
      Triggers: [
        trigger("nightly", "ACTIVATED"),
        trigger("old", "DEACTIVATED"),
        trigger("on-event", "CREATED", "EVENT"),
      ],
    },
  });
  expect(graph.ofType("aws.glue-trigger")).toMatchObject([
    { id: arn("glue", "trigger/nightly"), properties: { trigger_type: "SCHEDULED", active: true } },
    { id: arn("glue", "trigger/old"), properties: { trigger_type: "SCHEDULED", active: false } },
    { id: arn("glue", "trigger/on-event"), properties: { trigger_type: "EVENT", state: "CREATED" } },
  ]);
  expect(graph.node(arn("glue", "trigger/on-event"))?.properties).not.toHaveProperty("active");
  expect(JSON.stringify(graph.nodes)).not.toContain("marker");
});

it("a window whose tasks were refused is there without their roles, and that is a gap", async () => {
  const graph = await gatherRegion({
    "ssm/describe-maintenance-windows.json": {
      WindowIdentities: [
        { WindowId: "mw-1", Enabled: true },
        { WindowId: "mw-2", Enabled: true },
      ],
    },
    "ssm/describe-maintenance-window-tasks/mw-1.json": { Tasks: [{ ServiceRoleArn: role("window") }] },
    "ssm/describe-maintenance-window-tasks/mw-2.error.json": DENIED,
  });
  const refused = graph.node(arn("ssm", "maintenancewindow/mw-2"));
  expect(refused?.properties).toEqual({ enabled: true });
  expect(graph.gaps).toMatchObject([
    { subject: arn("ssm", "maintenancewindow/mw-2"), permission: "ssm:DescribeMaintenanceWindowTasks" },
  ]);
  expect(graph.state("aws/ssm:maintenance-windows")).toBe("partial");
});

it.each([
  ["aws/ssm:associations", "ssm/list-associations"],
  ["aws/ssm:maintenance-windows", "ssm/describe-maintenance-windows"],
  ["aws/sagemaker:pipelines", "sagemaker/list-pipelines"],
])("%s that are refused are not none", async (dataSet, path) => {
  const graph = await gatherRegion({ [`${path}.error.json`]: DENIED });
  expect(graph.state(dataSet)).toBe("denied");
});
