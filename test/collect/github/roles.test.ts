// Roles in repositories: what GitHub's own let someone do, and the name of one that an organisation made.
import { describe, expect, it } from "vitest";
import { toCollaborators } from "../../../src/collect/github/rest-shapes.js";
import { customRoleOf, permitsOf, roleOf } from "../../../src/collect/github/roles.js";
import { ROOT_LIST } from "../../../src/collect/json-scan.js";

it.each([
  ["its own", { role_name: "maintain", permissions: { maintain: true, push: true } }, "maintain", undefined],
  ["one that was made", { role_name: "releaser", permissions: { maintain: false, push: true } }, "push", "releaser"],
  ["one without its permissions", { role_name: "releaser" }, "releaser", "releaser"],
])("%s", (_, raw, role, custom) => {
  expect([roleOf(raw), customRoleOf(raw)]).toEqual([role, custom]);
  const [edge] = permitsOf("github:team/7", "github:repo/1", roleOf(raw), customRoleOf(raw));
  expect(edge?.properties).toEqual(custom === undefined ? { role } : { role, custom_role: custom });
});

describe("collaborators as GraphQL tells them", () => {
  const one = (permission: string, sources: readonly (readonly [string, string | null])[] | null) => ({
    totalCount: 1,
    edges: [
      {
        permission,
        permissionSources: sources?.map(([of, roleName]) => ({ roleName, source: { __typename: of } })) ?? null,
        node: { login: "cleo", databaseId: 3 },
      },
    ],
  });
  const as = { login: "cleo", id: 3 };
  it.each([
    ["by one of GitHub's roles", one("WRITE", [["Repository", "write"]]), { ...as, role_name: "write" }],
    [
      "by one that was made",
      one("WRITE", [["Repository", "releaser"]]),
      { ...as, role_name: "releaser", permissions: { push: true } },
    ],
    [
      "by one that was made, which only reads",
      one("READ", [["Repository", "labeller"]]),
      { ...as, role_name: "labeller", permissions: { pull: true } },
    ],
    [
      "what a team has by another is the team's",
      one("WRITE", [
        ["Team", "releaser"],
        ["Repository", "write"],
      ]),
      { ...as, role_name: "write" },
    ],
    ["by none that is named", one("MAINTAIN", [["Repository", null]]), { ...as, role_name: "maintain" }],
    ["an administrator has everything", one("ADMIN", null), { ...as, role_name: "admin" }],
  ])("%s", (_, connection, expected) => {
    expect(toCollaborators(connection, true)).toEqual({ [ROOT_LIST]: [expected] });
  });

  it("are asked for by REST where the role is not told, and an organisation may have made some", () => {
    expect(toCollaborators(one("WRITE", null), true)).toBeUndefined();
    expect(toCollaborators(one("WRITE", null), false)).toEqual({ [ROOT_LIST]: [{ ...as, role_name: "write" }] });
  });
});
