// Operations and patterns of roles: whatever stars stand in a pattern, it takes in what it was made from, and what roles take away
// they do not give.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createOperations } from "../../../src/analyze/azure/roles.js";
import { matchesOperation } from "../../../src/model/azure-operation.js";

const word = fc.stringMatching(/^[A-Za-z]{1,8}$/);
const operation = fc
  .tuple(
    fc.constant("Microsoft.Test"),
    fc.array(word, { minLength: 1, maxLength: 5 }),
    fc.constantFrom("read", "write", "action"),
  )
  .map(([provider, parts, verb]) => [provider, ...parts, verb].join("/"));

test("an operation with any of its stretches starred is taken in, in any case", () => {
  fc.assert(
    fc.property(operation, fc.nat(), fc.nat(), fc.boolean(), (text, a, b, isUpper) => {
      const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
      const pattern = `${text.slice(0, from)}*${text.slice(to)}`;
      expect(matchesOperation(isUpper ? text.toUpperCase() : text, pattern)).toBe(true);
    }),
  );
});

test("a pattern without a star takes in itself alone", () => {
  fc.assert(
    fc.property(operation, operation, (one, other) => {
      expect(matchesOperation(one, other)).toBe(one.toLowerCase() === other.toLowerCase());
    }),
  );
});

test("what a role takes away it does not give, whatever else it gives", () => {
  fc.assert(
    fc.property(operation, fc.array(operation), (taken, given) => {
      const operations = createOperations([taken], new Set());
      const permissions = [
        { actions: ["*", ...given], not_actions: [taken], data_actions: ["*"], not_data_actions: [] },
      ];
      expect(operations.maskOf(permissions).some(({ mask }) => (mask & operations.bitOf(taken)) !== 0n)).toBe(false);
    }),
  );
});

test.each([
  ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/*/Write", true],
  ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/*/Delete", false],
  [
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
    true,
  ],
  ["Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/*/read", false],
  ["Microsoft.DocumentDB/databaseAccounts/listKeys/action", "Microsoft.DocumentDB/databaseAccounts/listKeys/*", true],
  ["Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachineScaleSets/*", false],
  ["Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachine?/write", false],
])("%s by %s: %s", (text, pattern, expected) => {
  expect(matchesOperation(text, pattern)).toBe(expected);
});

test("operations on data and on the resource are apart", () => {
  const read = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
  const operations = createOperations([read], new Set([read]));
  const holds = (permissions: object) => operations.maskOf([permissions] as never).some(({ mask }) => mask !== 0n);
  expect(holds({ actions: ["*"], data_actions: [] })).toBe(false);
  expect(holds({ actions: [], data_actions: ["Microsoft.KeyVault/vaults/secrets/*"] })).toBe(true);
});
