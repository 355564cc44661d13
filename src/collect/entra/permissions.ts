// What nhi has to be given to read a tenant, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";
import { GRAPH_APP } from "./ids.js";

/** Ids of the application permissions of Microsoft Graph, as Microsoft's permissions reference lists them. */
const IDS: { readonly [permission: string]: string } = {
  "AdministrativeUnit.Read.All": "134fd756-38ce-4afd-ba33-e9623dbe66c2",
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "DelegatedPermissionGrant.Read.All": "81b4724a-58aa-41c1-8a55-84ef97466587",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.Read.PermissionGrant": "9e640839-a198-48fb-8b9a-013fd6f6cbcd",
  "PrivilegedEligibilitySchedule.Read.AzureADGroup": "edb419d6-7edc-42a3-9345-509bfdf5d87c",
  "RoleAssignmentSchedule.Read.Directory": "d5fe8ce8-684c-4c83-a52c-46e882ce4be1",
  "RoleEligibilitySchedule.Read.Directory": "ff278e11-4a33-4d0c-83d2-d01dc58929a5",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  "RoleManagementPolicy.Read.AzureADGroup": "69e67828-780e-47fd-b28c-7b27d14864e6",
  "RoleManagementPolicy.Read.Directory": "fdc4c997-9942-4479-bfcb-75a36d1138df",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
};

interface PermissionUse {
  readonly permission: string;
  readonly id: string | undefined;
  /** Data sets that it opens. */
  readonly dataSets: readonly string[];
  /** Licences without which some of them are not there. */
  readonly licences: readonly string[];
}

/** Each application permission with what it opens, sorted. */
function permissionUses(): readonly PermissionUse[] {
  const names = [...new Set(CALLS.map(({ permission }) => permission))].sort();
  return names.map((permission) => {
    const calls = CALLS.filter((call) => call.permission === permission);
    return {
      permission,
      id: IDS[permission],
      dataSets: [...new Set(calls.map(({ dataSet }) => dataSet))].sort(),
      licences: [...new Set(calls.flatMap(({ licence }) => licence ?? []))].sort(),
    };
  });
}

/** As JSON: what an application registration asks for, and what each permission is good for. */
export function permissionsText(rulesOf: (dataSet: string) => readonly string[]): string {
  const uses = permissionUses();
  const text = {
    requiredResourceAccess: [
      {
        resourceAppId: GRAPH_APP,
        resourceAccess: uses.flatMap(({ id }) => (id === undefined ? [] : [{ id, type: "Role" }])),
      },
    ],
    permissions: Object.fromEntries(
      uses.map(({ permission, dataSets, licences }) => [
        permission,
        {
          opens: dataSets,
          rules: [...new Set(dataSets.flatMap(rulesOf))].sort(),
          ...(licences.length === 0 ? {} : { licences }),
        },
      ]),
    ),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
