// Who may reset whose password: Microsoft's table of roles, cell by cell, and what units change about it.
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-reset-passwords
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const tables = await shippedTables();
const { scopedTechniques } = await shippedTechniqueLists();
const SCOPE = "entra:octo";
const [HELPER, USER, UNIT, OTHER_UNIT, GROUP] = ["helper", "user", "unit", "other-unit", "group"].map(
  (id) => `octo/${id}`,
);

const READ = ["users", "administrative-units", "role-assignments", "groups", "group-members", "group-owners"];

interface Scene {
  /** Role of whoever resets; `@unit` where it is for the unit alone. */
  readonly by: string;
  /** Roles of whoever is reset. */
  readonly holds?: readonly string[];
  readonly inUnit?: boolean;
  /** Unit that is restricted, and holds the user. */
  readonly restricted?: string;
  readonly inRoleGroup?: boolean;
  /** Roles that whoever is reset may activate. */
  readonly eligible?: readonly string[];
  /** The group may be joined only. */
  readonly isEligible?: boolean;
}

const template = (role: string): string => {
  const row = tables.directoryRoles?.find((one) => one.role === role);
  return row?.template ?? `not in the table: ${role}`;
};

/** Whether the helper gets to the user, for sure or not. */
function resets(scene: Scene): boolean {
  return howFar(scene) !== "-";
}

/** State of the helper's way to the user, `-` where there is none. */
function howFar(scene: Scene): string {
  const { by, holds = [], inUnit = false, restricted, inRoleGroup = false, eligible = [], isEligible } = scene;
  const edges: StoredEdge[] = [];
  const link = (kind: StoredEdge["kind"], from = "", to = "", held = "active"): void => {
    const state = held === "active" ? "none" : "needs-actor";
    edges.push({ kind, from, to, scope: SCOPE, state, confidence: 1, properties: { held } });
  };
  const make = (id = "", type: string, properties: JsonRecord, kind: StoredNode["kind"] = "principal") =>
    node(id, type, { kind, scope: SCOPE, properties });
  const [role = "", unit] = by.split("@");
  const grant = (id: string, name: string, at = ""): StoredNode =>
    make(
      id,
      "entra.directory-role",
      {
        template: template(name),
        directory_scope: at === "" ? "/" : `/administrativeUnits/${at}`,
        scope_node: at === "" ? SCOPE : at,
      },
      "grant",
    );
  link("has_grant", HELPER, "octo/role/by");
  for (const at of holds.keys()) link("has_grant", USER, `octo/role/${at}`);
  if (inUnit) link("includes", UNIT, USER);
  if (restricted !== undefined) link("includes", restricted, USER);
  for (const at of eligible.keys()) link("has_grant", USER, `octo/role/eligible-${at}`, "eligible");
  if (inRoleGroup) link("member_of", USER, GROUP, isEligible === true ? "eligible" : "active");
  const input = {
    ...toInput({
      scopes: [
        {
          ...{ id: SCOPE, type: "entra.tenant", name: "octo", parent: undefined, properties: {} },
          coverage: complete(...READ.map((name) => `entra/graph:${name}`)),
        },
      ],
      nodes: [
        make(HELPER, "entra.service-principal", { enabled: true }),
        make(USER, "entra.user", { enabled: true, login: "user@octo.example" }),
        make(GROUP, "entra.group", { may_hold_roles: true }),
        ...[UNIT, OTHER_UNIT].map((one) =>
          make(one, "entra.administrative-unit", { is_restricted: one === restricted }, "set"),
        ),
        grant("octo/role/by", role, unit === undefined ? "" : UNIT),
        ...holds.map((name, at) => grant(`octo/role/${at}`, name)),
        ...eligible.map((name, at) => grant(`octo/role/eligible-${at}`, name)),
      ],
      tables: { ...tables, scopedTechniques },
    }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
  const drawn = analyzeEntra(input).edges;
  const sets = drawn.filter(({ kind, to, state }) => kind === "includes" && to === USER && state !== "blocked");
  const ways = drawn.filter(({ kind, from }) => kind === "adds_credential" && from === "octo/role/by");
  return sets.find((set) => ways.some(({ to }) => to === set.from))?.state ?? "-";
}

const [PASSWORD, HELPDESK, AUTHENTICATION, USERS, PRIVILEGED] = [
  "Password Administrator",
  "Helpdesk Administrator",
  "Authentication Administrator",
  "User Administrator",
  "Privileged Authentication Administrator",
] as const;

/** Rows of Microsoft's table: role that is held → those who may reset it, beside those who may of everybody. */
const MAY: { readonly [held: string]: readonly string[] } = {
  "no role": [PASSWORD, HELPDESK, AUTHENTICATION, USERS],
  "Authentication Administrator": [AUTHENTICATION],
  "Directory Readers": [PASSWORD, HELPDESK, AUTHENTICATION, USERS],
  "Global Administrator": [],
  "Groups Administrator": [USERS],
  "Guest Inviter": [PASSWORD, HELPDESK, AUTHENTICATION, USERS],
  "Helpdesk Administrator": [HELPDESK, USERS],
  "Message Center Reader": [HELPDESK, AUTHENTICATION, USERS],
  "Password Administrator": [PASSWORD, HELPDESK, AUTHENTICATION, USERS],
  "Privileged Authentication Administrator": [],
  "Privileged Role Administrator": [],
  "Reports Reader": [HELPDESK, AUTHENTICATION, USERS],
  "User Administrator": [USERS],
  "User Experience Success Manager": [HELPDESK, AUTHENTICATION, USERS],
  "Usage Summary Reports Reader": [HELPDESK, AUTHENTICATION, USERS],
  "a role of the tenant's own": [],
};

test.each(Object.entries(MAY))("whoever holds %s", (held, may) => {
  const holds = held === "no role" ? [] : [held];
  const all: readonly string[] = [PASSWORD, HELPDESK, AUTHENTICATION, USERS, PRIVILEGED];
  expect(all.filter((by) => resets({ by, holds }))).toEqual(all.filter((by) => by === PRIVILEGED || may.includes(by)));
});

test.each<[string, Scene, boolean]>([
  ["one role that protects is enough", { by: HELPDESK, holds: ["Directory Readers", "Global Administrator"] }, false],
  [
    "two that do not protect do not do so together",
    { by: HELPDESK, holds: ["Directory Readers", "Reports Reader"] },
    true,
  ],
  ["a group that may hold roles protects its members", { by: HELPDESK, inRoleGroup: true }, false],
  ["though not from whoever may reset everybody", { by: PRIVILEGED, inRoleGroup: true }, true],
  ["a helpdesk of the unit", { by: `${HELPDESK}@unit`, inUnit: true }, true],
  ["a helpdesk of a unit that the user is not in", { by: `${HELPDESK}@unit` }, false],
  [
    "a helpdesk of the unit, of somebody with a role",
    { by: `${HELPDESK}@unit`, inUnit: true, holds: ["Directory Readers"] },
    false,
  ],
  ["who administers users of the unit may", { by: `${USERS}@unit`, inUnit: true, holds: ["Directory Readers"] }, true],
  ["a restricted unit keeps the tenant's helpdesk out", { by: HELPDESK, restricted: UNIT ?? "" }, false],
  ["and whoever may reset everybody", { by: PRIVILEGED, restricted: UNIT ?? "" }, false],
  ["and those of another unit", { by: `${HELPDESK}@unit`, inUnit: true, restricted: OTHER_UNIT ?? "" }, false],
  ["but not its own", { by: `${HELPDESK}@unit`, restricted: UNIT ?? "" }, true],
])("%s", (_name, scene, expected) => {
  expect(resets(scene)).toBe(expected);
});

const HELD = ["Global Administrator"];

// Of groups: "the Helpdesk Administrator has permission to reset an eligible user's passwords"
// https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/concept-pim-for-groups
test.each<[string, Scene, string]>([
  ["a role that is active protects", { by: HELPDESK, holds: HELD }, "-"],
  [
    "one that is eligible does not until it is activated, as far as is known",
    { by: HELPDESK, eligible: HELD },
    "unknown",
  ],
  [
    "nor beside an active one that does not protect",
    { by: HELPDESK, eligible: HELD, holds: ["Directory Readers"] },
    "unknown",
  ],
  ["but an active one does beside it", { by: HELPDESK, eligible: ["Directory Readers"], holds: HELD }, "-"],
  ["who may only let himself into the group is reset", { by: HELPDESK, inRoleGroup: true, isEligible: true }, "none"],
  ["who is in it is not", { by: HELPDESK, inRoleGroup: true }, "-"],
  ["whoever may reset everybody is not asked", { by: PRIVILEGED, eligible: HELD }, "none"],
])("eligible: %s", (_name, scene, expected) => {
  expect(howFar(scene)).toBe(expected);
});
