// What is read of an account, in this order: its identities here, its services in services.ts. A resource more is one file and
// one line.
import type { CollectOptions } from "../options.js";
import type { AwsResource } from "./resource.js";
import { accessKeyLastUsed } from "./resources/access-key-last-used.js";
import { accessKeys } from "./resources/access-keys.js";
import { accountAliases } from "./resources/account-aliases.js";
import { accountPasswordPolicy } from "./resources/account-password-policy.js";
import { accountSummary } from "./resources/account-summary.js";
import { authorizationDetails } from "./resources/authorization-details.js";
import { callerIdentity } from "./resources/caller-identity.js";
import { credentialReport } from "./resources/credential-report.js";
import { loginProfiles } from "./resources/login-profiles.js";
import { mfaDevices } from "./resources/mfa-devices.js";
import { openIdConnectProviders } from "./resources/open-id-connect-providers.js";
import { organizationAccounts } from "./resources/organization-accounts.js";
import { organizationPolicies } from "./resources/organization-policies.js";
import { roles } from "./resources/roles.js";
import { samlProviders } from "./resources/saml-providers.js";
import { serverCertificates } from "./resources/server-certificates.js";
import { serviceLastAccessed } from "./resources/service-last-accessed.js";
import { serviceSpecificCredentials } from "./resources/service-specific-credentials.js";
import { signingCertificates } from "./resources/signing-certificates.js";
import { sshPublicKeys } from "./resources/ssh-public-keys.js";
import { virtualMfaDevices } from "./resources/virtual-mfa-devices.js";
import { SERVICE_RESOURCES } from "./services.js";

/** Identities and what proves them. */
export const IDENTITY_RESOURCES: readonly AwsResource[] = [
  accountAliases,
  callerIdentity,
  organizationAccounts,
  organizationPolicies,
  accountSummary,
  authorizationDetails,
  roles,
  accessKeys,
  credentialReport,
  accessKeyLastUsed,
  loginProfiles,
  accountPasswordPolicy,
  openIdConnectProviders,
  samlProviders,
  serverCertificates,
  serviceSpecificCredentials,
  signingCertificates,
  sshPublicKeys,
  virtualMfaDevices,
  mfaDevices,
  serviceLastAccessed,
];

export const RESOURCES: readonly AwsResource[] = [...IDENTITY_RESOURCES, ...SERVICE_RESOURCES];

/** What a crawl reads; `services` false: identities only. */
export function resourcesFor({ services }: Pick<CollectOptions, "services">): readonly AwsResource[] {
  return services === false ? IDENTITY_RESOURCES : RESOURCES;
}
