// What a way through Azure or the directory takes, and what exported logs say of that.
import { describe, expect, it } from "vitest";
import { microsoftNeeds } from "../../../src/analyze/reach/logged-microsoft.js";
import { useOfNeeds } from "../../../src/analyze/reach/logged-need.js";
import type { PathHop } from "../../../src/model/finding.js";
import type { LogWatch } from "../../../src/model/logged.js";

const [FROM, UNTIL, AT] = ["2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z", "2026-03-01T00:00:00Z"];
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";
const [SUBSCRIPTION, OTHER, TENANT] = ["azure:b1d2", "azure:d4f6", "entra:5ac3"];
const step = (to: string, technique = "azure-authorization-001"): PathHop => ({
  from: "x",
  to,
  edge: "escalates_to",
  state: "met",
  confidence: 1,
  evidence: [],
  technique,
});
const watch = (kind: string): LogWatch => ({ spans: { [kind]: [FROM, UNTIL] }, seen: new Set(), fault: undefined });
const watches = new Map([
  [SUBSCRIPTION, watch("Azure activity log")],
  [TENANT, watch("Entra audit log")],
]);

function use(
  actions: readonly string[],
  calls: readonly string[],
  to = "azure:/subscriptions/b1d2/resourcegroups/web",
) {
  const needs = microsoftNeeds(step(to), actions, TENANT, watches);
  return useOfNeeds(needs, new Map(calls.map((call) => [call, AT])), false);
}

describe("an action on a resource of Azure", () => {
  it("was used when the activity log of that subscription has it, however it is written", () => {
    expect(use([ASSIGN], [`azure: ${ASSIGN.toLowerCase()}`])).toEqual({ last: AT, gap: undefined });
  });

  it("was not when the log has others only, of Azure or of the directory", () => {
    expect(use([ASSIGN], ["azure: microsoft.web/sites/write", "audit: Add member to role"])).toEqual({
      last: undefined,
      gap: undefined,
    });
  });

  it("is not told by the log of another subscription, nor where it only reads", () => {
    const elsewhere = `azure:/subscriptions/${OTHER.replace("azure:", "")}/resourcegroups/web`;
    expect(use([ASSIGN], [], elsewhere).gap).toMatch(
      /no records of the Azure activity log of azure:\/subscriptions\/d4f6/,
    );
    expect(use(["Microsoft.KeyVault/vaults/secrets/getSecret/action"], []).gap).toMatch(/is in no activity log/);
  });

  it("counts by what leaves a record: handing an identity over does not", () => {
    const actions = [
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
      "Microsoft.Compute/virtualMachines/write",
    ];
    expect(use(actions, ["azure: microsoft.compute/virtualmachines/write"])).toEqual({ last: AT, gap: undefined });
    expect(use(actions, [])).toEqual({ last: undefined, gap: undefined });
  });
});

it("a permission of the directory is used by what it changes, and told by the audit log of its tenant alone", () => {
  const needs = microsoftNeeds(
    step("role", "entra-graph-001"),
    ["RoleManagement.ReadWrite.Directory"],
    TENANT,
    watches,
  );
  expect(useOfNeeds(needs, new Map([["audit: Add member to role", AT]]), false).last).toBe(AT);
  expect(useOfNeeds(needs, new Map([["audit: Update user", AT]]), false)).toEqual({ last: undefined, gap: undefined });
  const unwatched = microsoftNeeds(
    step("role", "entra-graph-001"),
    ["RoleManagement.ReadWrite.Directory"],
    "entra:other",
    watches,
  );
  expect(useOfNeeds(unwatched, new Map(), false).gap).toBe("the log has no records of the Entra audit log");
});
