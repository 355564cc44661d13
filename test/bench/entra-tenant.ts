// A tenant of Entra with many applications.
import { EACH, numbersTo, type Planted, uuid, type Write } from "./cloud.js";

const TENANT = uuid(9, 1);
const GRAPH = uuid(8, 1);
const GRANTS_ROLES = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8";
const READS_MAIL = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";

/** Applications with a service principal and a secret each; some may grant themselves roles, as many only read mail. */
export function tenant(write: Write, size: number): Planted {
  const numbers = numbersTo(size);
  const at = (path: string, value: unknown) => write(`entra/${TENANT}/v1.0/${path}`, value);
  const secret = (number: number) => ({
    keyId: uuid(3, number),
    displayName: "ci",
    startDateTime: "2025-06-01T00:00:00Z",
    endDateTime: "2026-06-01T00:00:00Z",
  });
  at("organization", {
    value: [{ id: TENANT, displayName: "Big", verifiedDomains: [{ name: "big.example", isDefault: true }] }],
  });
  at("applications", {
    value: numbers.map((number) => ({
      id: uuid(1, number),
      appId: uuid(2, number),
      displayName: `app-${number}`,
      createdDateTime: "2025-01-01T00:00:00Z",
      signInAudience: "AzureADMyOrg",
      passwordCredentials: [secret(number)],
      keyCredentials: [],
      owners: [],
    })),
  });
  at("servicePrincipals", {
    value: [
      {
        id: GRAPH,
        appId: "00000003-0000-0000-c000-000000000000",
        displayName: "Microsoft Graph",
        appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        servicePrincipalType: "Application",
        accountEnabled: true,
        appRoles: [
          { id: GRANTS_ROLES, value: "RoleManagement.ReadWrite.Directory", allowedMemberTypes: ["Application"] },
          { id: READS_MAIL, value: "Mail.Read", allowedMemberTypes: ["Application"] },
        ],
        owners: [],
      },
      ...numbers.map((number) => ({
        id: uuid(4, number),
        appId: uuid(2, number),
        displayName: `app-${number}`,
        appOwnerOrganizationId: TENANT,
        servicePrincipalType: "Application",
        accountEnabled: true,
        passwordCredentials: [],
        keyCredentials: [],
        owners: [],
      })),
    ],
  });
  const some = numbers.filter((number) => number % EACH === 0);
  const beside = numbers.filter((number) => number % EACH === 1);
  const assigned = (number: number, role: string) => ({
    id: `a${number}`,
    principalId: uuid(4, number),
    principalType: "ServicePrincipal",
    resourceId: GRAPH,
    appRoleId: role,
  });
  at(`servicePrincipals/${GRAPH}/appRoleAssignedTo`, {
    value: [
      ...some.map((number) => assigned(number, GRANTS_ROLES)),
      ...beside.map((number) => assigned(number, READS_MAIL)),
    ],
  });
  at("users", {
    value: [{ id: uuid(5, 1), displayName: "Ada", userPrincipalName: "ada@big.example", accountEnabled: true }],
  });
  at("groups", { value: [] });
  const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
  at("roleManagement/directory/roleDefinitions", {
    value: [
      {
        id: globalAdministrator,
        templateId: globalAdministrator,
        displayName: "Global Administrator",
        isBuiltIn: true,
        isEnabled: true,
      },
    ],
  });
  at("roleManagement/directory/roleAssignments", {
    value: [{ id: "r1", principalId: uuid(5, 1), roleDefinitionId: globalAdministrator, directoryScopeId: "/" }],
  });
  at("oauth2PermissionGrants", { value: [] });
  const node = (number: number) => `${TENANT}/${uuid(4, number)}`;
  return { planted: some.map(node), decoys: beside.map(node) };
}
