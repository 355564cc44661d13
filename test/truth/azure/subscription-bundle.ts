// Writes a small subscription beside a tenant as a bundle, in the shape in which Azure Resource Manager answers: for the specs of
// published attack paths. What roles give is as Microsoft documents it, shortened to what bears on the specs.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TenantBundle } from "./tenant-bundle.js";

interface RoleText {
  readonly id: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

export const AZURE_ROLES = {
  Owner: { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", actions: ["*"] },
  Contributor: {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  },
  Reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", actions: ["*/read"] },
  "User Access Administrator": {
    id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  "Role Based Access Control Administrator": {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
      "Microsoft.Support/*",
    ],
  },
  "Key Vault Contributor": {
    id: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    actions: ["Microsoft.Authorization/*/read", "Microsoft.KeyVault/*"],
    notActions: ["Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/managedHsms/*"],
  },
  "Key Vault Secrets User": {
    id: "4633458b-17de-408a-b874-0445c86b69e6",
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  "Key Vault Reader": {
    id: "21090545-7ca7-4776-b22c-e363652d74d2",
    actions: ["Microsoft.KeyVault/vaults/*/read"],
    dataActions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
  },
  "Storage Blob Data Reader": {
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
    dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  },
  "Storage Account Key Operator": {
    id: "81a9662b-bebf-436f-a333-f67b29880f12",
    actions: [
      "Microsoft.Storage/storageAccounts/listkeys/action",
      "Microsoft.Storage/storageAccounts/regeneratekey/action",
    ],
  },
  "DocumentDB Account Contributor": {
    id: "5bd9cd88-fe45-4216-938b-f97437e15450",
    actions: ["Microsoft.Authorization/*/read", "Microsoft.DocumentDb/databaseAccounts/*"],
  },
  "Cosmos DB Operator": {
    id: "230815da-be43-4aae-9cb4-875f7bd000aa",
    actions: ["Microsoft.DocumentDb/databaseAccounts/*"],
    notActions: [
      "Microsoft.DocumentDB/databaseAccounts/readonlyKeys/*",
      "Microsoft.DocumentDB/databaseAccounts/regenerateKey/*",
      "Microsoft.DocumentDB/databaseAccounts/listKeys/*",
      "Microsoft.DocumentDB/databaseAccounts/listConnectionStrings/*",
      "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions/write",
      "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/write",
    ],
  },
  "Virtual Machine Contributor": {
    id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Compute/virtualMachines/*",
      "Microsoft.Network/networkInterfaces/*",
    ],
  },
  "Logic App Contributor": {
    id: "87a39d53-fc1b-424a-814c-f7e04687dc9e",
    actions: ["Microsoft.Authorization/*/read", "Microsoft.Logic/*", "Microsoft.Web/connections/*"],
  },
  "Logic App Operator": {
    id: "515c2055-d9d4-4321-b1b9-bd0c9a0f79fe",
    actions: [
      "Microsoft.Logic/*/read",
      "Microsoft.Logic/workflows/disable/action",
      "Microsoft.Logic/workflows/enable/action",
      "Microsoft.Logic/workflows/triggers/run/action",
    ],
  },
  "Website Contributor": {
    id: "de139f84-1756-47ae-9be6-808fbbe84772",
    actions: ["Microsoft.Authorization/*/read", "Microsoft.Web/certificates/*", "Microsoft.Web/sites/*"],
  },
  "Automation Contributor": {
    id: "f353d9bd-d4a6-484e-a77a-8050b599b867",
    actions: ["Microsoft.Automation/automationAccounts/*", "Microsoft.Authorization/*/read"],
  },
  "Automation Job Operator": {
    id: "4fe576fe-1146-4730-92eb-48519fa6bf9f",
    actions: [
      "Microsoft.Automation/automationAccounts/jobs/read",
      "Microsoft.Automation/automationAccounts/jobs/write",
      "Microsoft.Automation/automationAccounts/jobs/stop/action",
    ],
  },
} satisfies { readonly [name: string]: RoleText };
export type AzureRole = keyof typeof AZURE_ROLES;

export const COSMOS_CONTRIBUTOR = "00000000-0000-0000-0000-000000000002";
export const COSMOS_READER = "00000000-0000-0000-0000-000000000001";

interface Listed {
  readonly id: string;
  readonly name: string;
}

const LISTS = {
  vault: "Microsoft.KeyVault/vaults",
  storage: "Microsoft.Storage/storageAccounts",
  cosmos: "Microsoft.DocumentDB/databaseAccounts",
  machine: "Microsoft.Compute/virtualMachines",
  site: "Microsoft.Web/sites",
  logic: "Microsoft.Logic/workflows",
  automation: "Microsoft.Automation/automationAccounts",
  identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  cluster: "Microsoft.ContainerService/managedClusters",
  scaleSet: "Microsoft.Compute/virtualMachineScaleSets",
  containerApp: "Microsoft.App/containerApps",
  registry: "Microsoft.ContainerRegistry/registries",
} as const;
export type ResourceKind = keyof typeof LISTS;
/** Lists of which there is nothing in the specs. */
const EMPTY = ["Microsoft.ManagedServices/registrationAssignments", "Microsoft.Insights/diagnosticSettings"];

/** A subscription under construction. */
export class SubscriptionBundle {
  readonly id: string;
  readonly #tenant: TenantBundle;
  readonly #resources = new Map<ResourceKind, Listed[]>();
  readonly #assignments: object[] = [];
  readonly #eligible: object[] = [];
  readonly #denials: object[] = [];
  readonly #custom: object[] = [];
  readonly #policies: object[] = [];
  /** Path below the subscription → elements. */
  readonly #lists = new Map<string, object[]>();

  constructor(tenant: TenantBundle, number: number) {
    this.#tenant = tenant;
    this.id = `0e0e0e0e-0000-4000-8000-${String(number).padStart(12, "0")}`;
  }

  /** Address of a resource as nhi prints it. */
  address(resource: string): string {
    return `azure:${resource.toLowerCase()}`;
  }

  get scope(): string {
    return `/subscriptions/${this.id}`;
  }

  group(name: string): string {
    return `${this.scope}/resourceGroups/${name}`;
  }

  resource(
    kind: ResourceKind,
    name: string,
    more: { readonly group?: string; readonly [field: string]: unknown } = {},
  ): string {
    const { group = "main", ...rest } = more;
    const id = `${this.group(group)}/providers/${LISTS[kind]}/${name}`;
    const list = this.#resources.get(kind) ?? [];
    this.#resources.set(kind, list);
    list.push({ id, name, type: LISTS[kind], location: "westeurope", ...rest } as Listed);
    return id;
  }

  /** A resource that has an identity to itself; gives the object id of it. */
  withIdentity(
    kind: ResourceKind,
    name: string,
    more: object = {},
  ): { readonly id: string; readonly principal: string } {
    const principal = this.#tenant.managedIdentity(name);
    const identity = { type: "SystemAssigned", principalId: principal, tenantId: this.#tenant.tenant };
    return { id: this.resource(kind, name, { ...more, identity }), principal };
  }

  vault(name: string, usesRoles: boolean, policies: readonly object[] = []): string {
    const properties = { tenantId: this.#tenant.tenant, enableRbacAuthorization: usesRoles, accessPolicies: policies };
    return this.resource("vault", name, { properties });
  }

  secret(vault: string, name: string): void {
    const attributes = { enabled: true, created: 1772359200, updated: 1772359200, exp: 1788256800 };
    this.add(`${vault}/secrets`, { id: `${vault}/secrets/${name}`, name, properties: { attributes } });
  }

  assign(
    principal: string,
    role: AzureRole | { readonly id: string },
    scope: string,
    more: { readonly type?: string; readonly condition?: string; readonly eligible?: boolean } = {},
  ): void {
    const { type = "ServicePrincipal", condition, eligible = false } = more;
    const { id: definition } = typeof role === "string" ? AZURE_ROLES[role] : role;
    const list = eligible ? this.#eligible : this.#assignments;
    const name = `00000000-0000-4000-9000-${String(this.#assignments.length + this.#eligible.length).padStart(12, "0")}`;
    const word = eligible ? "roleEligibilityScheduleInstances" : "roleAssignments";
    list.push({
      id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/${word}/${name}`,
      name,
      properties: {
        principalId: principal,
        principalType: type,
        roleDefinitionId: `${this.scope}/providers/Microsoft.Authorization/roleDefinitions/${definition}`,
        scope,
        ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" }),
      },
    });
  }

  deny(principal: string, actions: readonly string[], scope: string, more: object = {}): void {
    const name = `00000000-0000-4000-a000-${String(this.#denials.length).padStart(12, "0")}`;
    this.#denials.push({
      id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
      name,
      properties: {
        scope,
        permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
        principals: [{ id: principal }],
        excludePrincipals: [],
        ...more,
      },
    });
  }

  /** An assignment of a policy that deploys as an identity of its own; gives the object id of that. */
  policy(name: string, scope: string, identity: object = {}): { readonly id: string; readonly principal: string } {
    const principal = this.#tenant.managedIdentity(name);
    const id = `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`;
    const own = { type: "SystemAssigned", principalId: principal, tenantId: this.#tenant.tenant };
    this.#policies.push({ id, name, identity: { ...own, ...identity }, properties: { scope } });
    return { id, principal };
  }

  /** A custom role of the subscription. */
  role(name: string, text: Omit<RoleText, "id">, assignable = this.scope): { readonly id: string } {
    const id = `00000000-0000-4000-b000-${String(this.#custom.length).padStart(12, "0")}`;
    this.#custom.push(this.#definition(name, { id, ...text }, "CustomRole", [assignable]));
    return { id };
  }

  cosmosAssign(account: string, principal: string, role: string, scope = account): void {
    const name = `${principal}-${role.slice(-1)}`;
    this.add(`${account}/sqlRoleAssignments`, {
      id: `${account}/sqlRoleAssignments/${name}`,
      properties: { principalId: principal, roleDefinitionId: `${account}/sqlRoleDefinitions/${role}`, scope },
    });
  }

  /** An element of a list about one resource. */
  add(path: string, element: object): void {
    const list = this.#lists.get(path) ?? [];
    this.#lists.set(path, list);
    list.push(element);
  }

  /** Writes the subscription into the folder of the tenant's bundle. */
  write(folder: string): void {
    const put = (path: string, value: unknown): void => {
      const file = join(folder, "azure", `${path.replace("/subscriptions/", "")}.json`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
    };
    const list = (path: string, value: readonly unknown[]): void => put(path, { value });
    put(this.scope, {
      id: this.scope,
      subscriptionId: this.id,
      tenantId: this.#tenant.tenant,
      displayName: "Octo",
      state: "Enabled",
    });
    const authorization = `${this.scope}/providers/Microsoft.Authorization`;
    list(`${authorization}/roleDefinitions`, [
      ...Object.entries(AZURE_ROLES).map(([name, text]) => this.#definition(name, text, "BuiltInRole", ["/"])),
      ...this.#custom,
    ]);
    list(`${authorization}/roleAssignments`, this.#assignments);
    list(`${authorization}/roleEligibilityScheduleInstances`, this.#eligible);
    list(`${authorization}/roleAssignmentScheduleInstances`, []);
    list(`${authorization}/denyAssignments`, this.#denials);
    list(`${authorization}/policyAssignments`, this.#policies);
    for (const empty of EMPTY) list(`${this.scope}/providers/${empty}`, []);
    const all = Object.keys(LISTS) as ResourceKind[];
    for (const kind of all) list(`${this.scope}/providers/${LISTS[kind]}`, this.#resources.get(kind) ?? []);
    list(
      `${this.scope}/resources`,
      all
        .flatMap((kind) => this.#resources.get(kind) ?? [])
        .filter((one) => "identity" in one || one.id.includes("/registries/")),
    );
    const about = (kind: ResourceKind, lists: readonly string[]): void => {
      for (const { id } of this.#resources.get(kind) ?? [])
        for (const one of lists) list(`${id}/${one}`, this.#lists.get(`${id}/${one}`) ?? []);
    };
    about("vault", ["secrets", "keys"]);
    about("identity", ["federatedIdentityCredentials"]);
    about("storage", ["blobServices/default/containers"]);
    about("cosmos", ["sqlDatabases", "sqlRoleAssignments"]);
    for (const { id } of this.#resources.get("cosmos") ?? []) {
      const items = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items";
      const role = (name: string, dataActions: readonly string[]): object => ({
        id: `${id}/sqlRoleDefinitions/${name}`,
        properties: {
          roleName: name === COSMOS_READER ? "Cosmos DB Built-in Data Reader" : "Cosmos DB Built-in Data Contributor",
          permissions: [{ dataActions, notDataActions: [] }],
        },
      });
      list(`${id}/sqlRoleDefinitions`, [
        role(COSMOS_READER, ["Microsoft.DocumentDB/databaseAccounts/readMetadata", `${items}/read`]),
        role(COSMOS_CONTRIBUTOR, ["Microsoft.DocumentDB/databaseAccounts/readMetadata", `${items}/*`]),
      ]);
    }
  }

  #definition(
    name: string,
    { id, actions = [], notActions = [], dataActions = [] }: RoleText,
    type: string,
    assignableScopes: readonly string[],
  ): object {
    return {
      id: `${this.scope}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
      name: id,
      properties: {
        roleName: name,
        type,
        assignableScopes,
        permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
      },
    };
  }
}
