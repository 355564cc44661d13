// What identities of agents have through their blueprint, each beside what it keeps to itself.
import { expect, test } from "vitest";
import { readTenants } from "../../../src/analyze/entra/estate.js";
import { drawHandedOn } from "../../../src/analyze/entra/handed-on.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { ConditionState, JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const SCOPE = "entra:octo";
const [AGENT, BLUEPRINT, GRANT] = ["octo/agent", "octo/blueprint", "octo/grant"];

interface Scene {
  readonly grant?: JsonRecord;
  readonly type?: string;
  /** Left out: not read. */
  readonly handsOn?: readonly JsonRecord[];
  readonly agent?: JsonRecord;
  readonly state?: ConditionState;
  readonly isOwn?: boolean;
}

const PERMISSION = { permission: "Mail.Read", api_app_id: "graph" };
const CONSENT = { consent: "everybody", scopes: ["Mail.Read", "User.Read"], api_app_id: "graph" };
const DELEGATED = { grant: CONSENT, type: "entra.delegated-grant" };

function draw({ grant = PERMISSION, type = "entra.app-role", handsOn, agent = {}, state = "none", isOwn }: Scene) {
  const make = (id: string, of: string, kind: StoredNode["kind"], properties: JsonRecord, told: JsonRecord = {}) =>
    node(id, of, { kind, scope: SCOPE, properties, supplements: { told } });
  const held = (from: string): StoredEdge => ({
    ...{ kind: "has_grant", from, to: GRANT, scope: SCOPE, state, confidence: 1, properties: {} },
  });
  const [tenant] = readTenants(
    toInput({
      nodes: [
        make(AGENT, "entra.agent-identity", "principal", agent, { blueprint: "app" }),
        make("octo/stray", "entra.agent-identity", "principal", {}, { blueprint: "of another tenant" }),
        make(BLUEPRINT, "entra.service-principal", "principal", {}),
        make(
          "octo/app",
          "entra.agent-blueprint",
          "resource",
          { app_id: "App", service_principal: BLUEPRINT },
          handsOn === undefined ? {} : { hands_on: handsOn },
        ),
        make(GRANT, type, "grant", grant),
      ],
      edges: [held(BLUEPRINT), ...(isOwn === true ? [held(AGENT)] : [])],
      scopes: [
        {
          ...{ id: SCOPE, type: "entra.tenant", name: "Octo", parent: undefined, properties: {} },
          coverage: complete(),
        },
      ],
    }),
  );
  if (tenant === undefined) throw new Error("no tenant");
  const edges = drawHandedOn(tenant);
  return { edges, held: (tenant.held.get(AGENT) ?? []).length };
}

test.each<[string, Scene, string]>([
  ["a permission of an API that it hands on", { handsOn: [{ api: "graph", roles: "all" }] }, "none"],
  ["a named one", { handsOn: [{ api: "graph", roles: ["Mail.Read"] }] }, "none"],
  ["one that is not named", { handsOn: [{ api: "graph", roles: ["User.Read.All"] }] }, "-"],
  ["of an API whose roles it keeps", { handsOn: [{ api: "graph", roles: "none", scopes: "all" }] }, "-"],
  ["of an API that is not listed", { handsOn: [{ api: "other", roles: "all" }] }, "-"],
  ["roles about which the answer is silent", { handsOn: [{ api: "graph", scopes: "all" }] }, "unknown"],
  ["not read", {}, "unknown"],
  ["consent for everybody", { ...DELEGATED, handsOn: [{ api: "graph", scopes: "all" }] }, "none"],
  ["a part of the consent", { ...DELEGATED, handsOn: [{ api: "graph", scopes: ["User.Read"] }] }, "unknown"],
  ["none of the consent", { ...DELEGATED, handsOn: [{ api: "graph", scopes: ["Files.Read"] }] }, "-"],
  [
    "consent of one person is hers",
    { ...DELEGATED, grant: { ...CONSENT, consent: "one-user" }, handsOn: [{ api: "graph", scopes: "all" }] },
    "-",
  ],
  [
    "a directory role is the blueprint's own",
    { type: "entra.directory-role", handsOn: [{ api: "graph", roles: "all" }] },
    "-",
  ],
  ["a disabled agent", { agent: { enabled: false }, handsOn: [{ api: "graph", roles: "all" }] }, "blocked"],
  ["a blueprint that cannot sign in", { state: "blocked", handsOn: [{ api: "graph", roles: "all" }] }, "blocked"],
  ["what the agent has itself", { isOwn: true, handsOn: [{ api: "graph", roles: "all" }] }, "-"],
])("%s", (_name, scene, expected) => {
  const { edges } = draw(scene);
  expect(edges.map(({ from, to, state }) => `${from} ${to} ${state}`)).toEqual(
    expected === "-" ? [] : [`${AGENT} ${GRANT} ${expected}`],
  );
});

test("what is sure counts as the agent's own, what is open does not", () => {
  expect(draw({ handsOn: [{ api: "graph", roles: "all" }] }).held).toBe(1);
  expect(draw({}).held).toBe(0);
});
