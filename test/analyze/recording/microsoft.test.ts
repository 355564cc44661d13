// Diagnostic settings of Azure and Entra: what they send somewhere is kept, and what no setting sends ends after 90 days or less; a
// setting that leads nowhere keeps nothing, and settings that were not read leave it open.
import { describe, expect, it } from "vitest";
import { analyzeRecording } from "../../../src/analyze/recording/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "0c0c0c0c-0000-4000-8000-0000000000aa";
const ENTRA = `entra:${TENANT}`;
const ROOT = `azure:tenant/${TENANT}`;
const SUB = "azure:0a0a0a0a-1111-4222-8333-444444444444";
const ACTIVITY = "azure/monitor:activity-log-settings";
const DIRECTORY = "azure/aadiam:diagnostic-settings";

function recordedOf(scope: typeof SUB | typeof ROOT, settings: readonly JsonRecord[], coverage: readonly Coverage[]) {
  const nodes = [
    ...settings.map((properties, index) =>
      node(`${scope}/diagnosticsettings/s${index}`, "azure.diagnostic-setting", {
        kind: "resource",
        name: `s${index}`,
        scope,
        properties: { destinations: ["workspace"], ...properties },
      }),
    ),
    node("id", "azure.managed-identity", { kind: "principal", scope: SUB }),
    node("job", "azure.logic-app", { kind: "workload", scope: SUB }),
    node("app", "entra.service-principal", { kind: "principal", scope: ENTRA }),
    node("agent", "entra.agent-identity", { kind: "principal", scope: ENTRA }),
    node("managed", "entra.managed-identity", { kind: "principal", scope: ENTRA }),
    node("person", "entra.user", { kind: "principal", scope: ENTRA }),
  ];
  const type = scope === ROOT ? "azure.tenant" : "azure.subscription";
  const scopes = [{ id: scope, type, name: "x", parent: undefined, properties: { tenant: TENANT }, coverage }];
  const facts = analyzeRecording(toInput({ nodes, scopes })).facts ?? [];
  return Object.fromEntries(facts.map(({ node: id, columns }) => [id, columns["calls_recorded"]]));
}

describe("calls_recorded of a subscription", () => {
  const read = complete(ACTIVITY);

  it("is part where the activity log goes somewhere: what reads is never in it", () => {
    for (const taken of [{ categories: ["Administrative", "Alert"] }, { category_groups: ["allLogs"] }])
      expect(recordedOf(SUB, [taken], read)).toEqual({ [SUB]: "part", id: "part", job: "part" });
  });

  it.each([
    ["no setting", []],
    ["one that takes alerts alone", [{ categories: ["Alert"] }]],
    ["one that leads nowhere", [{ categories: ["Administrative"], destinations: [] }]],
  ])("is none with %s", (_, settings) => {
    expect(recordedOf(SUB, settings, read)).toEqual({ [SUB]: "none", id: "none", job: "none" });
  });

  it("is open where settings were not read, or take a group of which nothing is known", () => {
    expect(recordedOf(SUB, [], [{ dataSet: ACTIVITY, state: "denied" }])).toEqual({});
    expect(recordedOf(SUB, [], [])).toEqual({});
    expect(recordedOf(SUB, [{ category_groups: ["audit"] }], read)).toEqual({});
  });
});

describe("calls_recorded of a directory", () => {
  const read = complete(DIRECTORY);
  const EVERYTHING = [
    "AuditLogs",
    "ManagedIdentitySignInLogs",
    "MicrosoftGraphActivityLogs",
    "ServicePrincipalSignInLogs",
  ];

  it("is all with calls, changes and the sign-ins of the sort of identity; people have none of it", () => {
    const all = { [ENTRA]: "all", app: "all", agent: "all", managed: "all" };
    expect(recordedOf(ROOT, [{ categories: EVERYTHING }], read)).toEqual(all);
    expect(recordedOf(ROOT, [{ category_groups: ["allLogs"] }], read)).toEqual(all);
    // two settings together
    const [first, ...rest] = EVERYTHING;
    expect(recordedOf(ROOT, [{ categories: [first ?? ""] }, { categories: rest }], read)).toEqual(all);
  });

  it("tells sorts of identities apart", () => {
    const settings = [{ categories: ["ServicePrincipalSignInLogs"] }];
    const found = { [ENTRA]: "part", app: "part", agent: "part", managed: "none" };
    expect(recordedOf(ROOT, settings, read)).toEqual(found);
  });

  it("is none where only people's sign-ins are kept, and open where settings were not read", () => {
    const settings = [{ categories: ["SignInLogs", "NonInteractiveUserSignInLogs"] }];
    const none = { [ENTRA]: "none", app: "none", agent: "none", managed: "none" };
    expect(recordedOf(ROOT, settings, read)).toEqual(none);
    expect(recordedOf(ROOT, [], [{ dataSet: DIRECTORY, state: "denied" }])).toEqual({});
  });
});
