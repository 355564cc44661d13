// The permission that nhi names for each call is the one in GitHub's own table ("Permissions required for fine-grained
// personal access tokens", and the same for GitHub Apps): what a gap tells people to grant does open the call.
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/github/calls.js";
import { appPermissions, permissionsText } from "../../../src/collect/github/permissions.js";
import { APPS_ONLY, byRoute, GITHUB, ORG } from "./permission-table.js";

/** In no table: everyone may, or GraphQL, which takes the permissions of what it shows. */
const UNLISTED: { readonly [route: string]: string | undefined } = {
  "GET /users/{username}": undefined,
  "GET /apps/{app_slug}": undefined,
  // Everyone may, but only owners see the settings for which it is asked.
  [ORG]: "organization_administration:read",
  // Not of an organisation: only owners of the enterprise may, with a classic token.
  "GET /enterprises/{enterprise}/audit-log/streams": "audit log of the enterprise",
  "POST /graphql": "metadata:read, contents:read, administration:read",
};

test("every call names the permission that GitHub's table has for it", () => {
  const named = Object.fromEntries(CALLS.map(({ route, access }) => [route, access?.permission]));
  expect(named).toEqual({ ...Object.fromEntries([...byRoute(GITHUB), ...byRoute(APPS_ONLY)]), ...UNLISTED });
});

test("only Apps are told to make the calls that the table of tokens does not have", () => {
  const onlyApps = CALLS.filter(({ access }) => access?.isAppOnly === true).map(({ route }) => route);
  expect([...new Set(onlyApps)].sort()).toEqual(
    byRoute(APPS_ONLY)
      .map(([route]) => route)
      .sort(),
  );
});

test("nothing that may write is asked for; what only such a permission opens is said to be left out", () => {
  expect(new Set(Object.values(appPermissions()))).toEqual(new Set(["read"]));
  expect(appPermissions()).not.toHaveProperty("codespaces_secrets");
  const { leftOut } = JSON.parse(permissionsText()) as { leftOut: { [route: string]: string } };
  const writing = byRoute(GITHUB).filter(([, permission]) => permission.endsWith(":write"));
  expect(leftOut).toEqual(Object.fromEntries(writing));
});
