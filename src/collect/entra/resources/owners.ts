// entra/graph:application-owners, service-principal-owners and group-owners: who may change a thing without any role. An
// owner of an application or service principal may give it a credential; an owner of a group may let itself in.
import type { GraphBatch, GraphEdge } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { lackIn, lackOf } from "../../lacking.js";
import type { PartBuilder } from "../../part.js";
import { limitOf } from "../access-policies.js";
import type { EntraCall } from "../call.js";
import type { KnownPrincipal, Told } from "../facts.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

interface Owned {
  readonly node: string;
  readonly objectId: string;
  readonly told: Told;
  /** What an owner can become; undefined when there is nothing. */
  readonly leadsTo: string | undefined;
  /** What is left of it: by conditional access, a lock, a restricted unit. */
  readonly limit?: Partial<GraphEdge>;
  /** Only users can be in it, so that an application which owns it needs one. */
  readonly isForUsers?: boolean;
  /** It may hold directory roles, which an application changes by a permission alone. */
  readonly mayHoldRoles?: boolean;
}

const ownersOf = (path: string, dataSet: string, permission: string, count: string): EntraCall => ({
  path,
  version: "v1.0",
  dataSet,
  permission,
  count,
  isList: true,
  isBatched: true,
});

const OF_APPLICATION = ownersOf(
  "/applications/{id}/owners",
  "entra/graph:application-owners",
  "Application.Read.All",
  "1 per application with 20 owners and more",
);
const OF_PRINCIPAL = ownersOf(
  "/servicePrincipals/{id}/owners",
  "entra/graph:service-principal-owners",
  "Application.Read.All",
  "1 per service principal with 20 owners and more",
);
const OF_GROUP = ownersOf(
  "/groups/{id}/owners",
  "entra/graph:group-owners",
  "GroupMember.Read.All",
  "1 per group with 20 owners and more",
);

/** Whoever owns the application may open it to other tenants, and no policy is about it any more: no limit holds here. */
export const applicationOwners = ownerResource(
  OF_APPLICATION,
  "adds_credential",
  "entra/graph:applications",
  ({ facts }) =>
    facts.applications?.map(({ id, objectId, appId, told }) => {
      const principal = facts.principalOf(appId);
      const limit = principal?.isEnabled === false ? DISABLED : {};
      return { node: id, objectId, told, leadsTo: principal?.id, limit };
    }),
);

export const servicePrincipalOwners = ownerResource(
  OF_PRINCIPAL,
  "adds_credential",
  "entra/graph:service-principals",
  (crawl) => {
    const locked = new Set(crawl.facts.applications?.flatMap(({ appId, isLocked }) => (isLocked ? [appId] : [])));
    return crawl.facts.principals?.map((principal) => ({
      node: principal.id,
      objectId: principal.objectId,
      told: principal.told,
      // Azure keeps the credentials of a managed identity: an owner cannot add one.
      leadsTo: principal.isManagedIdentity ? undefined : principal.id,
      limit: limitOfPrincipal(principal, crawl, locked),
    }));
  },
);

export const groupOwners = ownerResource(OF_GROUP, "member_of", "entra/graph:groups", (crawl) =>
  crawl.facts.groups === undefined
    ? undefined
    : [...crawl.facts.groups].map(([objectId, { isClosed, isUnified, mayHoldRoles, told }]) => ({
        node: crawl.node(objectId),
        objectId,
        told,
        leadsTo: isClosed ? undefined : crawl.node(objectId),
        ...(crawl.facts.restricted.has(objectId) && { limit: RESTRICTED }),
        isForUsers: isUnified,
        mayHoldRoles,
      })),
);

/** Nobody signs in as an application that is disabled. */
const DISABLED: Partial<GraphEdge> = {
  state: "blocked",
  properties: { why: "owner, but the application is disabled" },
};

/**
 * An application of another tenant takes a credential here unless that has locked its instances, which only it shows.
 * https://learn.microsoft.com/en-us/entra/identity-platform/howto-configure-app-instance-property-locks
 */
const LOCK: Partial<GraphEdge> = {
  state: "unknown",
  confidence: 0.6,
  properties: { why: "owner, where the application has not locked its instances, which only its own tenant shows" },
};

/** The same of an application of this tenant: what owns its service principal alone may be refused here as well, which the page does not say. */
const LOCKED_HERE: Partial<GraphEdge> = {
  state: "unknown",
  confidence: 0.6,
  properties: {
    why: "owner, where the lock of the application does not hold in its own tenant, which Microsoft does not say",
    is_locked: true,
  },
};

function limitOfPrincipal(
  principal: KnownPrincipal,
  crawl: TenantCrawl,
  locked: ReadonlySet<string | undefined>,
): Partial<GraphEdge> {
  if (!principal.isEnabled) return DISABLED;
  const { ownerTenant } = principal;
  const isOthers = ownerTenant !== undefined && ownerTenant !== crawl.tenant;
  if (isOthers) return LOCK;
  const policies = limitOf(principal, crawl);
  const isLocked = principal.appId !== undefined && locked.has(principal.appId);
  return isLocked && policies.state !== "blocked" ? LOCKED_HERE : policies;
}

/**
 * Owners change nothing of a group in a restricted unit.
 * https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management#who-can-modify-objects
 */
const RESTRICTED: Partial<GraphEdge> = {
  state: "blocked",
  properties: { why: "owner, but the group is in a restricted administrative unit" },
};

function ownerResource(
  call: EntraCall,
  kind: "adds_credential" | "member_of",
  basis: string,
  ownedIn: (crawl: TenantCrawl) => readonly Owned[] | undefined,
): EntraResource {
  return {
    dataSet: call.dataSet,
    calls: [call],
    async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
      const owned = ownedIn(crawl);
      const reader = new Reader(crawl, call.dataSet);
      if (owned === undefined) {
        yield reader.closeUnlisted(call, "what they own");
        return;
      }
      const work = async (thing: Owned, out: PartBuilder): Promise<void> => {
        const list = await reader.list(call, { id: thing.objectId }, thing.node, { told: thing.told["owners"] });
        if (list === undefined) return;
        const lack = lackIn(crawl, crawl.question(call, { id: thing.objectId }), lackOf(list, ["id"]));
        if (lack !== undefined) reader.gap(thing.node, lack);
        addOwners(list.map(fieldsOf), thing, { crawl, kind }, out);
      };
      yield* reader.batches({ things: owned, word: "owners looked up", call, basis }, work);
    },
  };
}

function addOwners(
  owners: readonly Fields[],
  { node, leadsTo, limit = {}, isForUsers = false, mayHoldRoles = false }: Owned,
  { crawl, kind }: { readonly crawl: TenantCrawl; readonly kind: "adds_credential" | "member_of" },
  out: PartBuilder,
): void {
  const ids = owners.flatMap((owner) => textOf(owner["id"]) ?? []).sort();
  out.supplements.push({
    node,
    properties: { owners: ids.map((id) => crawl.node(id)), owner_details: toDetails(owners, crawl) },
  });
  for (const id of ids) {
    out.edge("owned_by", node, crawl.node(id));
    if (leadsTo === undefined) continue;
    const isDisabled = crawl.facts.disabled.has(id.toLowerCase());
    const isApplication = crawl.facts.principal(id.toLowerCase()) !== undefined;
    const asApplication = (): Partial<GraphEdge> => {
      if (limit.state === "blocked") return limit;
      if (kind === "adds_credential") return alsoPermitted(limit);
      return isForUsers ? THROUGH_A_USER : mayHoldRoles ? BY_ROLE_MANAGEMENT : limit;
    };
    const left = isApplication ? asApplication() : limit;
    out.edge(kind, crawl.node(id), leadsTo, {
      properties: { why: "owner" },
      ...(isDisabled ? { state: "blocked" } : left),
    });
  }
}

/** https://learn.microsoft.com/en-us/graph/api/group-post-members */
const THROUGH_A_USER: Partial<GraphEdge> = {
  state: "unknown",
  confidence: 0.6,
  properties: { why: "owner, which lets in a user that it controls: no application can be in a Microsoft 365 group" },
};

/** The page has an application hold that permission; whether owning such a group is enough without, it does not say. */
const BY_ROLE_MANAGEMENT: Partial<GraphEdge> = {
  state: "unknown",
  confidence: 0.6,
  properties: { why: "owner, which takes RoleManagement.ReadWrite.Directory besides where the group may hold roles" },
};

/**
 * An application that owns another has to be permitted to change it besides, by what Microsoft says; that one which is has the
 * way for certain is drawn by the technique of the permission.
 * Source: https://learn.microsoft.com/en-us/graph/api/application-addpassword#permissions
 */
function alsoPermitted({ confidence = 1, properties: known }: Partial<GraphEdge>): Partial<GraphEdge> {
  const besides = "owner, which takes Application.ReadWrite.OwnedBy besides";
  const told = textOf(known?.["why"]);
  const why = told === undefined ? besides : `${besides}; ${told}`;
  return { state: "unknown", confidence: Math.min(confidence, 0.6), properties: { ...known, why } };
}

/** What the list itself says of the owners: enough where users cannot be read. */
function toDetails(owners: readonly Fields[], crawl: TenantCrawl): readonly JsonRecord[] {
  return owners.flatMap((owner) => {
    const id = textOf(owner["id"]);
    const type = textOf(owner["@odata.type"])?.replace("#microsoft.graph.", "");
    const enabled = typeof owner["accountEnabled"] === "boolean" ? owner["accountEnabled"] : undefined;
    const name = proseOf(owner["userPrincipalName"]) ?? proseOf(owner["displayName"]);
    const record = properties({ type, enabled, user_type: textOf(owner["userType"]), name });
    return id === undefined ? [] : [{ id: crawl.node(id), ...record }];
  });
}
