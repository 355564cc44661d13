// Roles that Azure itself defines, by the id that each has in every tenant: what they give for sure where their definitions were
// not read. https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles

export interface BuiltInRole {
  readonly name: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  /** This is all that it gives. Of the others Azure may have added to it, so that the rest is not known. */
  readonly isWhole: boolean;
}

interface Gives {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const KEEPS_RIGHTS: readonly string[] = [
  "Microsoft.Authorization/*/Delete",
  "Microsoft.Authorization/*/Write",
  "Microsoft.Authorization/elevateAccess/Action",
  "Microsoft.Blueprint/blueprintAssignments/write",
  "Microsoft.Blueprint/blueprintAssignments/delete",
  "Microsoft.Compute/galleries/share/action",
  "Microsoft.Purview/consents/write",
  "Microsoft.Purview/consents/delete",
  "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
  "Microsoft.Subscription/cancel/action",
  "Microsoft.Subscription/enable/action",
];

/** Roles about everything: what they give is in their names, and has been the same since they are there. */
const WHOLE: readonly (readonly [id: string, name: string, gives: Gives])[] = [
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", { actions: ["*"] }],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", { actions: ["*"], notActions: KEEPS_RIGHTS }],
  ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", { actions: ["*/read"] }],
  [
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "User Access Administrator",
    { actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"] },
  ],
  [
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Role Based Access Control Administrator",
    {
      actions: [
        "*/read",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Support/*",
      ],
    },
  ],
];

const DEPLOYS = "Microsoft.Resources/deployments/*";
const READS_SECRETS: readonly string[] = [
  "Microsoft.KeyVault/vaults/secrets/getSecret/action",
  "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
];
const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

const AT_LEAST: readonly (readonly [id: string, name: string, gives: Gives])[] = [
  // vaults
  [
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Administrator",
    { actions: [DEPLOYS], dataActions: ["Microsoft.KeyVault/vaults/*"] },
  ],
  [
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Secrets Officer",
    { dataActions: ["Microsoft.KeyVault/vaults/secrets/*"] },
  ],
  ["4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", { dataActions: READS_SECRETS }],
  ["db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User", { dataActions: READS_SECRETS }],
  [
    "a4417e6f-fecd-4de8-b567-7b0420556985",
    "Key Vault Certificates Officer",
    { dataActions: ["Microsoft.KeyVault/vaults/certificates/*"] },
  ],
  [
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto Officer",
    { dataActions: ["Microsoft.KeyVault/vaults/keys/*"] },
  ],
  [
    "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "Key Vault Contributor",
    {
      actions: ["Microsoft.KeyVault/*", DEPLOYS],
      notActions: [
        "Microsoft.KeyVault/hsmPools/*",
        "Microsoft.KeyVault/locations/deletedVaults/purge/action",
        "Microsoft.KeyVault/managedHsms/*",
      ],
    },
  ],
  // storage
  ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner", { dataActions: [`${BLOBS}/*`] }],
  [
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Contributor",
    { dataActions: [`${BLOBS}/add/action`, `${BLOBS}/delete`, `${BLOBS}/read`, `${BLOBS}/write`] },
  ],
  ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", { dataActions: [`${BLOBS}/read`] }],
  [
    "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    "Storage Account Contributor",
    { actions: ["Microsoft.Storage/storageAccounts/*", DEPLOYS] },
  ],
  [
    "81a9662b-bebf-436f-a333-f67b29880f12",
    "Storage Account Key Operator Service Role",
    {
      actions: [
        "Microsoft.Storage/storageAccounts/listkeys/action",
        "Microsoft.Storage/storageAccounts/regeneratekey/action",
      ],
    },
  ],
  // identities
  [
    "f1a07417-d97a-45cb-824c-7a7467783830",
    "Managed Identity Operator",
    {
      actions: [
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
        DEPLOYS,
      ],
    },
  ],
  [
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    "Managed Identity Contributor",
    {
      actions: [
        "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
        DEPLOYS,
      ],
    },
  ],
  // what runs
  [
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "Virtual Machine Contributor",
    {
      actions: ["Microsoft.Compute/virtualMachines/*", "Microsoft.Compute/virtualMachineScaleSets/*", DEPLOYS],
    },
  ],
  [
    "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    "Virtual Machine Administrator Login",
    {
      dataActions: [
        "Microsoft.Compute/virtualMachines/login/action",
        "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
      ],
    },
  ],
  [
    "fb879df8-f326-4884-b1cf-06f3ad86be52",
    "Virtual Machine User Login",
    { dataActions: ["Microsoft.Compute/virtualMachines/login/action"] },
  ],
  [
    "f353d9bd-d4a6-484e-a77a-8050b599b867",
    "Automation Contributor",
    { actions: ["Microsoft.Automation/automationAccounts/*", DEPLOYS] },
  ],
  ["87a39d53-fc1b-424a-814c-f7e04687dc9e", "Logic App Contributor", { actions: ["Microsoft.Logic/*", DEPLOYS] }],
  [
    "673868aa-7521-48a0-acc6-0f60742d39f5",
    "Data Factory Contributor",
    { actions: ["Microsoft.DataFactory/factories/*", DEPLOYS] },
  ],
  ["de139f84-1756-47ae-9be6-808fbbe84772", "Website Contributor", { actions: ["Microsoft.Web/sites/*", DEPLOYS] }],
  [
    "8311e382-0749-4cb8-b61a-304f252e45ec",
    "AcrPush",
    {
      actions: [
        "Microsoft.ContainerRegistry/registries/pull/read",
        "Microsoft.ContainerRegistry/registries/push/write",
      ],
    },
  ],
  [
    "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPull",
    { actions: ["Microsoft.ContainerRegistry/registries/pull/read"] },
  ],
  [
    "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    "Azure Kubernetes Service Cluster Admin Role",
    { actions: ["Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"] },
  ],
  [
    "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "Azure Kubernetes Service RBAC Cluster Admin",
    { dataActions: ["Microsoft.ContainerService/managedClusters/*"] },
  ],
];

const NOTHING: readonly string[] = [];
const toRole = (name: string, gives: Gives, isWhole: boolean): BuiltInRole => ({
  name,
  actions: gives.actions ?? NOTHING,
  notActions: gives.notActions ?? NOTHING,
  dataActions: gives.dataActions ?? NOTHING,
  isWhole,
});

/** By the last part of the id of the definition, in lower case. */
export const BUILT_IN_ROLES: ReadonlyMap<string, BuiltInRole> = new Map([
  ...WHOLE.map(([id, name, gives]) => [id, toRole(name, gives, true)] as const),
  ...AT_LEAST.map(([id, name, gives]) => [id, toRole(name, gives, false)] as const),
]);
