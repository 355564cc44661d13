// Conditions of role assignments: the forms of Microsoft's own templates, and what of them can be decided.
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO, UNKNOWN, YES } from "../../../src/analyze/aws/condition/truth.js";
import { evaluateCondition, judgeCondition } from "../../../src/analyze/azure/condition.js";
import { GRANTING } from "../../../src/analyze/azure/givable.js";

const WRITE = "Microsoft.Authorization/roleAssignments/write";
const HOLDER = { objectId: "00000000-0000-4000-8000-000000000001", type: "ServicePrincipal" };
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const UAA = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
const RBAC = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const BACKUP = "5e467623-bb1f-42f4-a55d-6e525e11384b";
const ROLE = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const only = (test: string): string => `((!(ActionMatches{'${WRITE}'})) OR (${test}))`;

test.each([
  ["only backup roles", only(`${ROLE} ForAnyOfAnyValues:GuidEquals {${BACKUP}}`), NO],
  ["owner among them", only(`${ROLE} ForAnyOfAnyValues:GuidEquals {${BACKUP}, ${OWNER}}`), YES],
  ["all but what grants roles", only(`${ROLE} ForAnyOfAllValues:GuidNotEquals {${OWNER}, ${UAA}, ${RBAC}}`), NO],
  ["all but owner", only(`${ROLE} ForAnyOfAllValues:GuidNotEquals {${OWNER}}`), YES],
  [
    "only to users",
    only(`@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'User'`),
    NO,
  ],
  [
    "only to itself",
    only(`@Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals ${HOLDER.objectId}`),
    YES,
  ],
  [
    "by an attribute of the principal",
    only(`@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'x'`),
    UNKNOWN,
  ],
  [
    "about another operation",
    "(!(ActionMatches{'Microsoft.Storage/storageAccounts/*'}) && NOT (ActionMatches{'x'}))",
    YES,
  ],
  ["in no form that is known", "((ActionMatches{'x'", UNKNOWN],
  ["empty", "", UNKNOWN],
])("granting roles, %s", (_name, condition, expected) => {
  expect(judgeCondition(condition, WRITE, { holder: HOLDER, roles: GRANTING })).toBe(expected);
});

const TYPE = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase";
test.each([
  ["a user, only to service principals: of one's own among them", "User", `${TYPE} 'ServicePrincipal'`, UNKNOWN],
  ["members of a group, only to service principals", "Group", `${TYPE} 'ServicePrincipal'`, UNKNOWN],
  ["an application, only to service principals", "ServicePrincipal", `${TYPE} 'ServicePrincipal'`, YES],
  [
    "a user, only to one service principal",
    "User",
    "@Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals 00000000-0000-4000-8000-000000000009",
    NO,
  ],
  [
    "a user, only backup roles to service principals",
    "User",
    `${TYPE} 'ServicePrincipal' AND ${ROLE} ForAnyOfAnyValues:GuidEquals {${BACKUP}}`,
    NO,
  ],
])("granting roles, %s", (_name, type, asked, expected) => {
  expect(judgeCondition(only(asked), WRITE, { holder: { ...HOLDER, type }, roles: GRANTING })).toBe(expected);
});

test("a condition about blobs is open for reading them and nothing to other operations", () => {
  const blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
  const condition = `((!(ActionMatches{'${blob}'} AND NOT SubOperationMatches{'Blob.List'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'open'))`;
  expect(evaluateCondition(condition, { operation: blob })).toBe(UNKNOWN);
  expect(evaluateCondition(condition, { operation: "Microsoft.Storage/storageAccounts/listKeys/action" })).toBe(YES);
});

test("another condition beside it never lets more through, and no text throws", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 80 }),
      fc.constantFrom("ActionMatches{'x'}", "1 NumericEquals 1"),
      (text, other) => {
        const request = { operation: WRITE };
        expect([0, 1, 2, 3, 4]).toContain(evaluateCondition(text, request));
        const alone = evaluateCondition(other, request);
        expect(evaluateCondition(`(${other}) AND (${text})`, request)).toBeGreaterThanOrEqual(Math.min(alone, UNKNOWN));
      },
    ),
  );
});
