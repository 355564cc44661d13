// Techniques of Entra: what a permission of Microsoft Graph or a directory role leads to. Everyone who holds the same goes
// through the node of the permission or role, so that nothing is drawn twice.
import { addAll } from "../../model/add-all.js";
import type { AnalysisGap, AnalysisInput, DerivedEdge, StoredNode } from "../../model/analysis.js";
import type { DirectoryRoleRow, OauthPermissionRow } from "../../model/entra-tables.js";
import { addTo } from "../../model/group-by.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { awaitsAnother } from "../../model/standing.js";
import { listedTexts, textOf } from "../properties.js";
import { factsOf, type Tenant } from "./estate.js";
import { toPeople } from "./people.js";
import { createResettable, type Resettable } from "./protected.js";
import { createSets, isOthers, LOCKED, LOCKED_HERE, type Reach, type Sets } from "./sets.js";
import { toUnifiedApart } from "./unified.js";
import { drawGrowingUnits, type Growing, type Scoped, UNIT, unitOf } from "./units.js";

export interface TechniqueTables {
  readonly techniques: readonly ScopedTechnique[];
  readonly permissions: readonly OauthPermissionRow[];
  readonly roles: readonly DirectoryRoleRow[];
  /** Groups whose people may activate something. */
  readonly activating: ReadonlySet<string>;
}

export interface Drawn {
  readonly sets: Sets;
  readonly edges: readonly DerivedEdge[];
  readonly gaps: readonly AnalysisGap[];
}

/** An application may have locked what its service principals sign in with. */
const LOCK = "locked-instance";
const GLOBAL_ADMINISTRATOR = "role/GlobalAdministrator";

/** Every technique that a grant of the tenant opens. */
export function drawTechniques(input: AnalysisInput, tenant: Tenant, tables: TechniqueTables): Drawn {
  const sets = createSets(tenant, tables.activating);
  const resettable = createResettable(tenant, tables.roles);
  const edges: DerivedEdge[] = [];
  const gaps: AnalysisGap[] = [];
  const growing: Growing[] = [];
  const scoped: Scoped[] = [];
  const byAction = new Map<string, ScopedTechnique[]>();
  for (const technique of tables.techniques) {
    const action = technique.actions[0]?.action ?? "";
    addTo(byAction, action, technique);
  }
  const names = createNames(tables);
  for (const grant of tenant.grants) {
    if (grant.type === "entra.delegated-grant") continue;
    const reach = reachOf(grant, tenant, gaps);
    const unit = unitOf(grant);
    const opened = names(grant).map((action) => inReach(byAction.get(action) ?? [], grant, reach));
    for (const technique of withoutWeaker(opened)) {
      const [type] = technique.types ?? [];
      if (unit !== undefined && type === "entra.user") scoped.push({ grant, unit, technique });
      if (type === UNIT && reach?.kind === "tenant") growing.push({ grant, technique });
      else if (reach !== undefined) draw(grant, technique, reach, { tenant, sets, resettable, edges });
    }
  }
  addAll(edges, drawGrowingUnits(input, tenant, { growing, scoped }, sets));
  return { sets, edges, gaps };
}

/** Words that techniques know a grant by: the permission; the role and its actions, as the tenant tells them. */
function createNames({ permissions, roles }: TechniqueTables): (grant: StoredNode) => readonly string[] {
  const byId = new Map(
    permissions.flatMap(({ id, permission }) => (id === undefined ? [] : [[id, permission] as const])),
  );
  const byTemplate = new Map(roles.map(({ template, role }) => [template, toRoleWord(role)]));
  return ({ type, properties }) => {
    if (type === "entra.app-role") {
      const { role_id: id, api_app_id: api, permission } = properties;
      const known = byId.get(textOf(id) ?? "");
      // A permission of the same name of somebody else's API is another one.
      if (known !== undefined) return [known];
      return typeof permission === "string" && api === GRAPH ? [permission] : [];
    }
    const role = byTemplate.get(textOf(properties["template"]) ?? "");
    return [...(role === undefined ? [] : [role]), ...listedTexts(properties["actions"]).map(toActionWord)];
  };
}

const CONSENT = "microsoft.directory/servicePrincipals/managePermissionGrantsForAll.";
/** Policies for consent that let in everything, or nothing that leads on; what any other lets in is not known. */
const KNOWN_POLICIES: ReadonlySet<string> = new Set([
  ...["microsoft-all-application-permissions", "microsoft-application-admin", "microsoft-company-admin"],
  ...["microsoft-user-default-low", "microsoft-user-default-recommended"],
]);

/** An action that names a policy of the tenant's own is written with `{id}`. */
function toActionWord(action: string): string {
  return action.startsWith(CONSENT) && !KNOWN_POLICIES.has(action.slice(CONSENT.length)) ? `${CONSENT}{id}` : action;
}

/**
 * A role that is scoped to a part of the tenant gives nothing of the whole. One for an application alone gives what is about applications,
 * one for its service principal what is about service principals: each is an object of its own.
 * Source: https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-overview#scope
 */
function inReach(
  techniques: readonly ScopedTechnique[],
  { properties }: StoredNode,
  reach: Reach | undefined,
): readonly ScopedTechnique[] {
  if (reach?.kind !== "part") return techniques;
  const isOfPrincipal = reach.members.size === 1 && reach.members.has(textOf(properties["scope_node"]) ?? "");
  return techniques
    .filter(({ target, actions }) => {
      if (target === "scope") return false;
      const [, about] =
        /^microsoft\.directory\/(applications|servicePrincipals)\b/.exec(actions[0]?.action ?? "") ?? [];
      return about === undefined || isOfPrincipal === (about === "servicePrincipals");
    })
    .map((one) => (isOfPrincipal ? { ...one, stopped_by: [...new Set([...(one.stopped_by ?? []), LOCK])] } : one));
}

/**
 * What each word of a grant opens, without what an earlier word opens at least as widely: of a role that is known, its actions say the
 * same once more, for the most part.
 */
function withoutWeaker(opened: readonly (readonly ScopedTechnique[])[]): readonly ScopedTechnique[] {
  const kept: ScopedTechnique[] = [];
  for (const techniques of opened)
    addAll(
      kept,
      techniques.filter((one) => !kept.some((known) => isWithin(one, known))),
    );
  return kept;
}

function isWithin(one: ScopedTechnique, known: ScopedTechnique): boolean {
  if (known.open !== undefined && known.open.state !== one.open?.state) return false;
  if (known.target === "scope") return true;
  const stops = one.stopped_by ?? [];
  return (
    known.edge === one.edge &&
    known.types?.[0] === one.types?.[0] &&
    (known.stopped_by ?? []).every((stop) => stops.includes(stop))
  );
}

const GRAPH = "00000003-0000-0000-c000-000000000000";
const DIGITS: { readonly [digit: string]: string } = { "1": "One", "2": "Two" };

/** `role/PartnerTierTwoSupport` */
function toRoleWord(role: string): string {
  return `role/${role.replace(/\d/g, (digit) => DIGITS[digit] ?? "").replaceAll(" ", "")}`;
}

/** What a grant is good for; undefined where that was not read, which is a gap. */
function reachOf({ id, name, type, properties }: StoredNode, tenant: Tenant, gaps: AnalysisGap[]): Reach | undefined {
  const { directory_scope: scope, scope_node: node } = properties;
  if (type !== "entra.directory-role" || scope === "/" || typeof scope !== "string" || typeof node !== "string") {
    return { kind: "tenant" };
  }
  if (!/^\/administrativeUnits\//i.test(scope)) return { kind: "part", id: node, members: ofObject(node, tenant) };
  const members = tenant.units.get(node);
  if (members !== undefined) return { kind: "part", id: node, members };
  if (!tenant.read.has("administrative-units")) {
    gaps.push({
      scope: tenant.scope,
      subject: id,
      message: `${name}: the members of its administrative unit were not read`,
    });
  }
  return undefined;
}

/** An application stands for its service principal. */
function ofObject(node: string, { applications }: Tenant): ReadonlySet<string> {
  const application = applications.find(({ id }) => id === node);
  const principal = application?.properties["service_principal"];
  return new Set([node, ...(typeof principal === "string" ? [principal] : [])]);
}

interface Frame {
  readonly tenant: Tenant;
  readonly sets: Sets;
  readonly resettable: Resettable;
  readonly edges: DerivedEdge[];
}

function draw(grant: StoredNode, technique: ScopedTechnique, reach: Reach, frame: Frame): void {
  const { tenant, sets, edges } = frame;
  const stops = technique.stopped_by ?? [];
  if (stops.includes("no-pim") && tenant.unlicensed.has("role-eligibility")) return;
  const { open } = technique;
  const state = {
    state: open?.state ?? ("none" as const),
    confidence: open === undefined ? 1 : 0.6,
    ...(open && { condition: open.condition }),
    technique: technique.id,
    because: [`${grant.id}#grant`],
  };
  if (technique.target === "scope") {
    const isIt = technique.actions[0]?.action === GLOBAL_ADMINISTRATOR;
    const more = isIt ? { hops: 0 as const, kind: "permits" as const } : { kind: technique.edge };
    edges.push({ from: grant.id, to: tenant.scope, capability: "admin", ...state, ...more });
    return;
  }
  if (stops.includes("not-owned")) {
    addAll(edges, toOwned(grant, technique, tenant));
    return;
  }
  const holders = frame.resettable(technique, reach.kind === "tenant");
  const apart = toUnifiedApart(grant, { kind: technique.edge, ...state }, { technique, reach, sets, tenant });
  addAll(edges, apart ?? []);
  const all = apart === undefined ? sets.setFor(technique, reach) : undefined;
  for (const set of [all, sets.holdersFor(technique, reach, holders)])
    if (set !== undefined) edges.push({ kind: technique.edge, from: grant.id, to: set, ...state });
  const people = sets.peopleFor(technique, reach);
  if (people !== undefined) addAll(edges, toPeople(grant, { kind: technique.edge, to: people, ...state }, tenant));
}

/** What each holder owns is its own: no node that all holders share may lead to it. */
function toOwned(grant: StoredNode, { id }: ScopedTechnique, tenant: Tenant): DerivedEdge[] {
  const others = new Set(tenant.principals.filter(isOthers).map((node) => node.id));
  return (tenant.holders.get(grant.id) ?? []).flatMap(({ from, state, confidence }) =>
    [...(tenant.owned.get(from) ?? [])].map(
      (to): DerivedEdge => ({
        kind: "adds_credential",
        from,
        to,
        state,
        // what waits for the approval of others goes no further for being owned
        confidence: awaitsAnother({ state, confidence }) ? 0 : 1,
        ...(state === "none" && others.has(to) && LOCKED),
        ...(state === "none" && !others.has(to) && tenant.lockedFor.has(`${from} ${to}`) && LOCKED_HERE),
        technique: id,
        because: [`${grant.id}#grant`],
      }),
    ),
  );
}

/** Whether a principal's own roles make it administrator of the tenant. */
export function isGlobalAdministrator(
  edge: { readonly to: string; readonly state: string },
  grants: ReadonlyMap<string, StoredNode>,
): boolean {
  const grant = grants.get(edge.to);
  if (grant?.type !== "entra.directory-role" || edge.state !== "none") return false;
  const { template, directory_scope: scope } = factsOf(grant);
  return template === "62e90394-69f5-4237-9190-012177145e10" && scope === "/";
}
