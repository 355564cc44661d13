// Specs that go through resources of Azure: what holds secrets of a privileged application, and what runs as an identity that may
// read it. Beside each are those who have nearly the same and must get nowhere.
import type { AzureRole, ResourceKind, SubscriptionBundle } from "./subscription-bundle.js";
import { COSMOS_CONTRIBUTOR } from "./subscription-bundle.js";
import type { TenantBundle } from "./tenant-bundle.js";
import type { Answers } from "./write-bundles.js";

type Store = "vault" | "storage" | "cosmos";
type Build = (tenant: TenantBundle, subscription: SubscriptionBundle, goals: readonly string[]) => Answers;

interface Made {
  /** What is read, to be reached as well. */
  readonly id: string;
  /** Gives somebody the way in, or one that looks like it and is none. */
  open(principal: string, type: string): void;
  lookOnly(principal: string, type: string): void;
}

/** A store with a credential of the application, beside one of the same sort whose content is of no use to anybody. */
function make(
  store: Store,
  role: AzureRole | "data",
  subscription: SubscriptionBundle,
): Made & { readonly other: string } {
  const give = (name: AzureRole, scope: string) => (principal: string, type: string) =>
    subscription.assign(principal, name, scope, { type });
  if (store === "vault") {
    const usesRoles = role === "Key Vault Secrets User";
    const id = subscription.vault("finance-keys", usesRoles);
    subscription.secret(id, "finance-sync-client-secret");
    const other = subscription.vault("wiki-keys", usesRoles);
    subscription.secret(other, "banner-text");
    // may read what there is and change the vault; of one that goes by roles neither opens a secret
    const lookOnly = usesRoles ? give("Key Vault Contributor", id) : give("Key Vault Reader", id);
    return { id, other, open: give(role as AzureRole, id), lookOnly };
  }
  if (store === "storage") {
    const takesKeys = role === "Storage Account Key Operator";
    const account = (name: string, keys: boolean, container: string): string => {
      const id = subscription.resource("storage", name, { properties: { allowSharedKeyAccess: keys } });
      const path = `${id}/blobServices/default/containers`;
      subscription.add(path, { id: `${path}/${container}`, name: container });
      return id;
    };
    const id = account("financestore", takesKeys, "finance-sync-certificates");
    const other = account("wikistore", takesKeys, "pictures");
    // keys of an account that takes none open nothing; reading the account is not reading its data
    const lookOnly = takesKeys ? give("Reader", id) : give("Storage Account Key Operator", id);
    return { id, other, open: give(role as AzureRole, id), lookOnly };
  }
  const isData = role === "data";
  const account = (name: string, database: string): string => {
    const id = subscription.resource("cosmos", name, { properties: { disableLocalAuth: isData } });
    subscription.add(`${id}/sqlDatabases`, { id: `${id}/sqlDatabases/${database}`, name: database });
    return id;
  };
  const id = account("finance-documents", "finance-sync-secrets");
  const other = account("wiki-documents", "pages");
  const open = isData
    ? (principal: string) => subscription.cosmosAssign(id, principal, COSMOS_CONTRIBUTOR)
    : give(role, id);
  return { id, other, open, lookOnly: give("Cosmos DB Operator", id) };
}

interface Start {
  readonly start?: "user" | "principal";
  readonly through?: "member" | "owner";
}

/** Who starts, and who is given what the spec gives: himself, or a group that he is in or owns. */
function begin(
  { start = "user", through }: Start,
  tenant: TenantBundle,
): { one: string; holder: string; type: string } {
  const one = start === "user" ? tenant.user("dana") : tenant.application("release-bot").principal;
  if (through === undefined) return { one, holder: one, type: start === "user" ? "User" : "ServicePrincipal" };
  const group = tenant.group("platform", { isAssignableToRole: false });
  if (through === "member") tenant.member(group, one);
  else tenant.owner("groups", group, one);
  return { one, holder: group, type: "Group" };
}

const pairs = (from: readonly string[], to: readonly string[]): readonly (readonly [string, string])[] =>
  from.flatMap((one) => to.map((goal) => [one, goal] as const));

/** Reads the credential where it is kept. */
export function theft({
  store,
  role,
  ...start
}: Start & { readonly store: Store; readonly role: AzureRole | "data" }): Build {
  return (tenant, subscription, goals) => {
    const { one, holder, type } = begin(start, tenant);
    const [elsewhere, looker] = [tenant.user("erin"), tenant.user("frank")];
    const kept = make(store, role, subscription);
    kept.open(holder, type);
    kept.lookOnly(looker, "User");
    if (role === "data") subscription.cosmosAssign(kept.other, elsewhere, COSMOS_CONTRIBUTOR);
    else subscription.assign(elsewhere, role, kept.other, { type: "User" });
    return {
      start: tenant.address(one),
      targets: [subscription.address(kept.id), ...goals],
      mustNotReach: pairs(
        [elsewhere, looker].map((id) => tenant.address(id)),
        goals,
      ),
    };
  };
}

/** What lets somebody run code in a resource, and what does not. */
const SOURCES: { readonly [source in Source]: { readonly full: AzureRole; readonly less: AzureRole } } = {
  machine: { full: "Virtual Machine Contributor", less: "Reader" },
  logic: { full: "Logic App Contributor", less: "Logic App Operator" },
  site: { full: "Website Contributor", less: "Reader" },
  automation: { full: "Automation Contributor", less: "Automation Job Operator" },
};
type Source = Extract<ResourceKind, "machine" | "logic" | "site" | "automation">;

const READS: { readonly [store in Store]: AzureRole | "data" } = {
  vault: "Key Vault Secrets User",
  storage: "Storage Blob Data Reader",
  cosmos: "data",
};

/** Runs code in what has an identity that reads the credential. */
export function abuse({ source, store, ...start }: Start & { readonly source: Source; readonly store: Store }): Build {
  return (tenant, subscription, goals) => {
    const { one, holder, type } = begin(start, tenant);
    const [elsewhere, looker] = [tenant.user("erin"), tenant.user("frank")];
    const more = source === "site" ? { kind: "functionapp,linux" } : {};
    const runner = subscription.withIdentity(source, "finance-runner", more);
    const other = subscription.withIdentity(source, "wiki-runner", more);
    const kept = make(store, READS[store], subscription);
    kept.open(runner.principal, "ServicePrincipal");
    subscription.assign(other.principal, "Reader", kept.id);
    const { full, less } = SOURCES[source];
    subscription.assign(holder, full, runner.id, { type });
    subscription.assign(looker, less, runner.id, { type: "User" });
    subscription.assign(elsewhere, full, other.id, { type: "User" });
    return {
      start: tenant.address(one),
      targets: [subscription.address(runner.id), subscription.address(kept.id), ...goals],
      mustNotReach: pairs(
        [elsewhere, looker].map((id) => tenant.address(id)),
        [subscription.address(kept.id), ...goals],
      ),
    };
  };
}
