// How far an agent goes as the user that it signs in as: as far as somebody consented to, and not at all where nobody did.
import { expect, test } from "vitest";
import { drawAgentUsers } from "../../../src/analyze/entra/agents.js";
import { readTenants } from "../../../src/analyze/entra/estate.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const SCOPE = "entra:octo";
const [AGENT, USER, ANN, BLUEPRINT] = ["octo/agent", "octo/agent-user", "octo/ann", "octo/blueprint"];

interface Given {
  readonly holder?: string;
  readonly consent?: "everybody" | "one-user";
  readonly user?: string;
  readonly scopes: readonly string[];
}

interface Scene {
  readonly granted?: readonly Given[];
  readonly isRead?: boolean;
  readonly agent?: JsonRecord;
  readonly user?: JsonRecord;
  /** What the blueprint hands on; left out: not read. */
  readonly handsOn?: readonly JsonRecord[];
}

function draw({ granted = [], isRead = true, agent = {}, user = {}, handsOn }: Scene) {
  const make = (id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord, told: JsonRecord = {}) =>
    node(id, type, { kind, scope: SCOPE, properties, supplements: { told } });
  const edges = granted.map(
    ({ holder = AGENT }, at): StoredEdge => ({
      ...{ from: holder, to: `octo/delegated/${at}`, kind: "has_grant", scope: SCOPE },
      ...{ state: "none", confidence: 1, properties: {} },
    }),
  );
  const [tenant] = readTenants({
    ...toInput({
      nodes: [
        make(AGENT, "entra.agent-identity", "principal", agent, { blueprint: "app-of-blueprint" }),
        make(USER, "entra.agent-user", "principal", user, { agent: AGENT }),
        make(ANN, "entra.user", "principal", {}),
        make(BLUEPRINT, "entra.service-principal", "principal", {}),
        make(
          "octo/app",
          "entra.agent-blueprint",
          "resource",
          { app_id: "APP-of-blueprint", service_principal: BLUEPRINT },
          handsOn === undefined ? {} : { hands_on: handsOn },
        ),
        ...granted.map(({ consent = "one-user", user: one = USER, scopes }, at) =>
          make(`octo/delegated/${at}`, "entra.delegated-grant", "grant", {
            consent,
            user: one,
            scopes,
            api_app_id: "graph",
          }),
        ),
      ],
      scopes: [
        {
          ...{ id: SCOPE, type: "entra.tenant", name: "Octo", parent: undefined, properties: {} },
          coverage: complete(...(isRead ? ["entra/graph:delegated-grants"] : [])),
        },
      ],
    }),
    edges: (kinds) => edges.filter(({ kind }) => kinds.includes(kind)),
  });
  if (tenant === undefined) throw new Error("no tenant");
  return drawAgentUsers(tenant);
}

const WHOLE = { scopes: ["user_impersonation"] };

test("one edge, from the identity to its user, and none to people", () => {
  expect(draw({ granted: [WHOLE] })).toEqual([
    expect.objectContaining({ kind: "impersonates", from: AGENT, to: USER, state: "none", confidence: 1 }),
  ]);
});

test.each<[string, Scene, string, RegExp | undefined]>([
  ["whatever the user may", { granted: [WHOLE] }, "none", undefined],
  [
    "consent for everybody is consent for its user, too",
    { granted: [{ ...WHOLE, consent: "everybody" }] },
    "none",
    undefined,
  ],
  ["a part of it", { granted: [{ scopes: ["Sites.Read.All"] }] }, "unknown", /^only within Sites\.Read\.All$/],
  [
    "what the blueprint was consented to, if it hands it on",
    { granted: [{ ...WHOLE, holder: BLUEPRINT }] },
    "unknown",
    /^the blueprint hands on .*user_impersonation$/,
  ],
  [
    "what the blueprint was consented to and hands on",
    { granted: [{ ...WHOLE, holder: BLUEPRINT }], handsOn: [{ api: "graph", scopes: "all" }] },
    "none",
    undefined,
  ],
  [
    "the part of it that it hands on",
    {
      granted: [{ scopes: ["user_impersonation", "Sites.Read.All"], holder: BLUEPRINT }],
      handsOn: [{ api: "graph", scopes: ["Sites.Read.All"] }],
    },
    "unknown",
    /^only within Sites\.Read\.All$/,
  ],
  [
    "what the blueprint keeps",
    { granted: [{ ...WHOLE, holder: BLUEPRINT }], handsOn: [{ api: "graph", scopes: "none" }] },
    "blocked",
    /consented to nothing/,
  ],
  [
    "what it hands on of another API",
    { granted: [{ ...WHOLE, holder: BLUEPRINT }], handsOn: [{ api: "other", scopes: "all" }] },
    "blocked",
    /consented to nothing/,
  ],
  ["grants that were not read", { isRead: false }, "unknown", /was not read/],
  ["nobody consented", {}, "blocked", /consented to nothing/],
  ["consent for somebody else", { granted: [{ ...WHOLE, user: ANN }] }, "blocked", /consented to nothing/],
  ["a disabled user", { granted: [WHOLE], user: { enabled: false } }, "blocked", /disabled/],
  ["a disabled agent", { granted: [WHOLE], agent: { enabled: false } }, "blocked", /disabled/],
])("%s", (_name, scene, state, condition) => {
  const [edge] = draw(scene);
  expect(edge?.state).toBe(state);
  if (condition === undefined) expect(edge?.condition).toBeUndefined();
  else expect(edge?.condition).toMatch(condition);
});
