// Actions of a directory role that hold of oneself, or of what one owns, alone.
// https://learn.microsoft.com/en-us/graph/api/resources/unifiedrolepermission
import { expect, test } from "vitest";
import { crawlLive, serve } from "./support.js";
import { tenant, uuid } from "./tenant.js";

const DEFINITIONS = "/v1.0/roleManagement/directory/roleDefinitions";
const ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";
const ACTION = "microsoft.directory/applications/credentials/update";

async function actionsUnder(condition: string | null): Promise<unknown> {
  const rolePermissions = [
    { allowedResourceActions: ["microsoft.directory/users/standard/read"], condition: null },
    { allowedResourceActions: [ACTION], condition },
  ];
  const role = { id: uuid(700), templateId: uuid(700), displayName: "Own", isBuiltIn: true, isEnabled: true };
  const { nodes } = await crawlLive(
    await serve({
      ...tenant(),
      [DEFINITIONS]: [{ ...role, rolePermissions }],
      [ASSIGNMENTS]: [{ id: "a", principalId: uuid(200), roleDefinitionId: uuid(700), directoryScopeId: "/" }],
    }),
  );
  const grant = nodes.find(({ properties }) => properties?.["template"] === uuid(700));
  return grant?.properties["actions"];
}

test.each(["$ResourceIsSelf", "$SubjectIsOwner"])(
  "what holds under %s is no action on everything",
  async (condition) => {
    expect(await actionsUnder(condition)).toEqual(["microsoft.directory/users/standard/read"]);
  },
);

test("what holds without a condition is", async () => {
  expect(await actionsUnder(null)).toEqual(["microsoft.directory/users/standard/read", ACTION]);
});
