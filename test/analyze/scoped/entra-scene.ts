// The tenant of a technique's cases: an application with the permission, role or action of the case, and a target that fits the
// technique; `guarded` puts one of the safeguards into force that end it.
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

/** With these it is known whom roles protect. */
const READ = ["users", "role-assignments", "groups", "group-members", "group-owners"];
const tables = await shippedTables();
const all = await shippedTechniqueLists();
const OF_UNIT = all.scopedTechniques.filter(({ id }) => id === "entra-role-003");
const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const SCOPE = `entra:${TENANT}`;
const CALLER = `${TENANT}/caller`;
const TARGET = `${TENANT}/target`;
const GRANT = `${TENANT}/role/held`;
const UNIT = `${TENANT}/unit`;
/** A role for the unit, beside what the case holds: who may bring users in has something from it only with one. */
const FOR_UNIT = `${TENANT}/role/for-unit`;
const GRAPH = "00000003-0000-0000-c000-000000000000";
const DIGITS: { readonly [digit: string]: string } = { "1": "One", "2": "Two" };

/** How surely the technique gets the caller to the target with this: met, unknown, needs-actor or no. */
export function answerOf(technique: ScopedTechnique, holds: readonly string[], guarded?: string): string {
  const { types: [type = ""] = [], edge, target } = technique;
  const grants = holds.map(toGrant);
  const edges = [
    ...grants.map(() => link("has_grant", CALLER, GRANT)),
    ...(guarded === "role-holder" ? [link("has_grant", TARGET, `${TENANT}/role/other`)] : []),
    ...(type === "entra.administrative-unit" && guarded !== "no-unit-role"
      ? [link("has_grant", CALLER, FOR_UNIT)]
      : []),
    ...(guarded === "not-owned" ? [] : [link("adds_credential", CALLER, TARGET, guarded === "blocked-owner")]),
  ];
  const pim = {
    dataSet: "entra/graph:role-eligibility",
    state: guarded === "no-pim" ? "unlicensed" : "complete",
  } as const;
  const input = {
    ...toInput({
      scopes: [
        {
          id: SCOPE,
          type: "entra.tenant",
          name: "octo",
          parent: undefined,
          properties: {},
          coverage: [...complete(...READ.map((name) => `entra/graph:${name}`)), pim],
        },
      ],
      nodes: [make(CALLER, callerOf(technique), { enabled: true }), ...grants, ...toTarget(technique, guarded)],
      tables: {
        ...tables,
        scopedTechniques: type === "entra.administrative-unit" ? [technique, ...OF_UNIT] : [technique],
      },
    }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
  const drawn = analyzeEntra(input).edges;
  const goal = target === "scope" || type === "entra.tenant" ? SCOPE : TARGET;
  const sets = drawn.filter(({ kind, to }) => kind === "includes" && to === goal);
  const ends = new Set([goal, ...sets.map(({ from }) => from)]);
  const found = drawn.filter(
    (one) => one.technique === technique.id && [GRANT, CALLER].includes(one.from) && ends.has(one.to),
  );
  const [first] = found;
  if (first === undefined) return "no";
  const member = sets.find(({ from }) => from === first.to);
  if (first.kind !== edge && first.kind !== "permits" && first.kind !== "adds_credential") return first.kind;
  return first.state !== "none" ? first.state : member === undefined || member.state === "none" ? "met" : member.state;
}

/** Roles are people's: no application is in a group of Microsoft 365. */
function callerOf({ types: [type] = [], actions }: ScopedTechnique): string {
  const isRole = /^(role|microsoft\.directory)\//.test(actions[0]?.action ?? "");
  return type === "entra.group" && isRole ? "entra.user" : "entra.service-principal";
}

function link(kind: StoredEdge["kind"], from: string, to: string, isBlocked = false): StoredEdge {
  return { kind, from, to, scope: SCOPE, state: isBlocked ? "blocked" : "none", confidence: 1, properties: {} };
}

function make(id: string, type: string, properties: JsonRecord, kind: StoredNode["kind"] = "principal"): StoredNode {
  return node(id, type, { kind, scope: SCOPE, properties });
}

/** `Application.ReadWrite.All on target`: a permission of Microsoft Graph, a directory role, or a role with that action. */
function toGrant(text: string): StoredNode {
  const [, held = ""] = /^(\S+) on target$/.exec(text) ?? [];
  if (held === "") throw new Error(`${text}: write it as PERMISSION on target`);
  const isAction = held.startsWith("microsoft.");
  if (!held.startsWith("role/") && !isAction) {
    const known = tables.oauthPermissions?.find(({ permission, id }) => permission === held && id !== undefined);
    const properties = { permission: held, api_app_id: GRAPH, ...(known?.id !== undefined && { role_id: known.id }) };
    return make(GRANT, "entra.app-role", properties, "grant");
  }
  const row = tables.directoryRoles?.find(
    ({ role }) => `role/${role.replace(/\d/g, (digit) => DIGITS[digit] ?? "").replaceAll(" ", "")}` === held,
  );
  const properties = {
    directory_scope: "/",
    ...(isAction ? { actions: [held] } : row !== undefined && { template: row.template }),
  };
  return make(GRANT, "entra.directory-role", properties, "grant");
}

function toTarget({ types = [], stopped_by: stops = [] }: ScopedTechnique, guarded: string | undefined): StoredNode[] {
  const [type = ""] = types;
  const ruled = stops.find((stop) => stop === "fixed-group" || stop === "assigned-group");
  switch (type) {
    case "entra.user":
      return [
        make(TARGET, type, {
          enabled: true,
          login: guarded === "initial-domain" ? "a@o.onmicrosoft.com" : "a@o.example",
        }),
      ];
    case "entra.group":
      return [
        make(TARGET, type, {
          is_dynamic: ruled === undefined ? guarded === "closed-group" : guarded !== ruled,
          group_types:
            stops.includes("unified-group") === (guarded === "unified-group") && guarded !== "not-unified"
              ? ["Unified"]
              : [],
          may_hold_roles: guarded === "role-group",
        }),
      ];
    case "entra.administrative-unit":
      return [
        make(TARGET, "entra.user", { enabled: true, login: "a@o.example" }),
        make(
          UNIT,
          type,
          guarded === "assigned-unit"
            ? { is_dynamic: false }
            : { is_dynamic: true, membership_rule: 'user.department -eq "HR"' },
          "set",
        ),
        make(
          FOR_UNIT,
          "entra.directory-role",
          {
            template: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
            directory_scope: "/administrativeUnits/unit",
            scope_node: UNIT,
          },
          "grant",
        ),
      ];
    case "entra.agent-blueprint":
      return [
        make(`${TENANT}/application`, type, { service_principal: TARGET }, "resource"),
        make(TARGET, "entra.service-principal", {
          enabled: true,
          owner_tenant: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        }),
      ];
    default:
      return [
        make(TARGET, "entra.service-principal", { enabled: true, is_third_party: guarded === "foreign-application" }),
        make(
          `${TENANT}/application`,
          "entra.application",
          {
            ...(guarded !== "foreign-application" && { service_principal: TARGET }),
            audience: guarded === "multi-tenant" ? "AzureADMultipleOrgs" : "AzureADMyOrg",
          },
          "resource",
        ),
      ];
  }
}
