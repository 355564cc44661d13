// Roles in repositories: what GitHub's own let someone do, and the name of one that an organisation made.
import { expect, it } from "vitest";
import { customRoleOf, permitsOf, roleOf } from "../../../src/collect/github/roles.js";

it.each([
  ["its own", { role_name: "maintain", permissions: { maintain: true, push: true } }, "maintain", undefined],
  ["one that was made", { role_name: "releaser", permissions: { maintain: false, push: true } }, "push", "releaser"],
  ["one without its permissions", { role_name: "releaser" }, "releaser", "releaser"],
])("%s", (_, raw, role, custom) => {
  expect([roleOf(raw), customRoleOf(raw)]).toEqual([role, custom]);
  const [edge] = permitsOf("github:team/7", "github:repo/1", roleOf(raw), customRoleOf(raw));
  expect(edge?.properties).toEqual(custom === undefined ? { role } : { role, custom_role: custom });
});
