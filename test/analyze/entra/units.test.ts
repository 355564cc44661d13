// Administrative units that grow: who may bring users into a unit and has a role for it has the role over everybody who can be
// brought in; one right without the other gives nothing.
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const tables = await shippedTables();
const { scopedTechniques } = await shippedTechniqueLists();
const SCOPE = "entra:octo";
const [DANA, VICTIM, UNIT, OTHER, DESK, COORDINATORS] = ["dana", "victim", "unit", "other", "desk", "coordinators"].map(
  (id) => `octo/${id}`,
);
const [CHANGES, FOR_UNIT] = ["octo/role/changes", "octo/role/for-unit"];
const HR = 'user.department -eq "HR"';

interface Scene {
  /** What lets users into units: an action of the tenant's own role, or a permission. */
  readonly by?: string;
  /** Scope of that, where it is not the tenant. */
  readonly scope?: string;
  readonly unit?: JsonRecord;
  readonly victim?: JsonRecord;
  /** Groups through which Dana has either, eligible as it is at PIM. */
  readonly throughGroups?: "active" | "eligible" | "approved";
  /** The role for the unit is somebody else's. */
  readonly isOthers?: boolean;
  readonly isRestricted?: boolean;
}

/** State of Dana's way to a user who is in no unit, `-` where there is none. */
function reaches(scene: Scene): string {
  const { by = "microsoft.directory/users/basic/update", scope = "/", throughGroups, isOthers = false } = scene;
  const edges: StoredEdge[] = [];
  const link = (kind: StoredEdge["kind"], from = "", to = "", more: Partial<StoredEdge> = {}): void => {
    edges.push({ kind, from, to, scope: SCOPE, state: "none", confidence: 1, properties: {}, ...more });
  };
  const make = (id = "", type: string, properties: JsonRecord, kind: StoredNode["kind"] = "principal") =>
    node(id, type, { kind, scope: SCOPE, properties });
  const eligible = {
    state: "needs-actor",
    confidence: throughGroups === "approved" ? 0 : 0.8,
    properties: { held: "eligible" },
  } as const;
  const [changer, holder] = throughGroups === undefined ? [DANA, DANA] : [DESK, COORDINATORS];
  if (throughGroups !== undefined) {
    for (const group of [DESK, COORDINATORS])
      link("member_of", DANA, group, throughGroups === "active" ? {} : eligible);
  }
  link("has_grant", changer, CHANGES);
  link("has_grant", isOthers ? OTHER : holder, FOR_UNIT);
  if (scene.isRestricted === true) link("includes", OTHER, VICTIM);
  const isPermission = !by.startsWith("microsoft.");
  const input = {
    ...toInput({
      scopes: [
        {
          ...{ id: SCOPE, type: "entra.tenant", name: "octo", parent: undefined, properties: {} },
          coverage: complete("entra/graph:users", "entra/graph:administrative-units"),
        },
      ],
      nodes: [
        make(DANA, "entra.user", { enabled: true, login: "dana@octo.example" }),
        make(VICTIM, "entra.user", { enabled: true, login: "victim@octo.example", ...scene.victim }),
        ...[DESK, COORDINATORS].map((one) => make(one, "entra.group", { may_hold_roles: true })),
        make(UNIT, "entra.administrative-unit", { is_dynamic: true, membership_rule: HR, ...scene.unit }, "set"),
        make(OTHER, "entra.administrative-unit", { is_restricted: scene.isRestricted === true }, "set"),
        isPermission
          ? make(
              CHANGES,
              "entra.app-role",
              { permission: by, api_app_id: "00000003-0000-0000-c000-000000000000" },
              "grant",
            )
          : make(
              CHANGES,
              "entra.directory-role",
              { actions: [by], directory_scope: scope, ...(scope !== "/" && { scope_node: OTHER ?? "" }) },
              "grant",
            ),
        make(
          FOR_UNIT,
          "entra.directory-role",
          {
            template: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
            directory_scope: "/administrativeUnits/unit",
            scope_node: UNIT ?? "",
          },
          "grant",
        ),
      ],
      tables: { ...tables, scopedTechniques },
    }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
  const drawn = analyzeEntra(input).edges;
  const sets = new Set(
    drawn.flatMap(({ kind, from, to, state }) =>
      kind === "includes" && to === VICTIM && state !== "blocked" ? [from] : [],
    ),
  );
  return drawn.find(({ from, to }) => from === DANA && sets.has(to))?.state ?? "-";
}

test.each<[string, Scene, string]>([
  ["who changes attributes and has a role for a unit with a rule", {}, "unknown"],
  ["a role for the unit that is somebody else's", { isOthers: true }, "-"],
  ["who may only read users", { by: "microsoft.directory/users/standard/read" }, "-"],
  ["who changes attributes of the users of another unit", { scope: "/administrativeUnits/other" }, "-"],
  ["no rule decides who is in the unit", { unit: { is_dynamic: false } }, "-"],
  ["a rule that is paused", { unit: { is_dynamic: false, membership_rule: HR } }, "-"],
  ["a rule about devices", { unit: { membership_rule: 'device.deviceOwnership -eq "Company"' } }, "-"],
  ["a user whose attributes come from a directory outside", { victim: { is_synchronised: true } }, "-"],
  ["a disabled user", { victim: { enabled: false } }, "-"],
  ["a user of a restricted unit", { isRestricted: true }, "-"],
  ["both through groups", { throughGroups: "active" }, "unknown"],
  ["both through groups that one lets oneself into", { throughGroups: "eligible" }, "unknown"],
  ["groups that others let one into", { throughGroups: "approved" }, "-"],
  ["who adds members", { by: "AdministrativeUnit.ReadWrite.All" }, "none"],
  [
    "who adds members, to a unit without a rule",
    { by: "AdministrativeUnit.ReadWrite.All", unit: { is_dynamic: false } },
    "none",
  ],
  [
    "who adds members, once activated",
    { by: "AdministrativeUnit.ReadWrite.All", throughGroups: "eligible" },
    "needs-actor",
  ],
  [
    "who adds members is not stopped by where attributes come from",
    { by: "AdministrativeUnit.ReadWrite.All", victim: { is_synchronised: true } },
    "none",
  ],
  ["who reads units", { by: "AdministrativeUnit.Read.All" }, "-"],
])("%s", (_name, scene, state) => {
  expect(reaches(scene)).toBe(state);
});

test("a permission on users changes who is in a group by a rule about users, not by one about devices", () => {
  const joins = (rule: string): boolean => {
    const properties = { permission: "User.ReadWrite.All", api_app_id: "00000003-0000-0000-c000-000000000000" };
    const held: StoredEdge = {
      ...{ kind: "has_grant", from: DANA ?? "", to: CHANGES ?? "", scope: SCOPE, state: "none" },
      ...{ confidence: 1, properties: {} },
    };
    const input = {
      ...toInput({
        scopes: [
          {
            ...{ id: SCOPE, type: "entra.tenant", name: "octo", parent: undefined, properties: {} },
            coverage: complete("entra/graph:users"),
          },
        ],
        nodes: [
          node("octo/group", "entra.group", {
            ...{ kind: "principal", scope: SCOPE },
            properties: { is_dynamic: true, membership_rule: rule },
          }),
          node(CHANGES ?? "", "entra.app-role", { kind: "grant", scope: SCOPE, properties }),
        ],
        tables: { ...tables, scopedTechniques },
      }),
      edges: (kinds: readonly string[]) => (kinds.includes(held.kind) ? [held] : []),
    };
    return analyzeEntra(input).edges.some(({ kind, to }) => kind === "includes" && to === "octo/group");
  };
  expect(joins(HR)).toBe(true);
  expect(joins('device.deviceOSType -eq "Windows"')).toBe(false);
});
