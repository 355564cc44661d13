// What a credential of Jenkins holds, by the class that keeps it. Pure.

export interface CredentialType {
  /** Whether something secret is in it, and not only a name of what is kept elsewhere. */
  readonly isSecret: boolean;
  /** Words of the table of secret names: whose credential, of which kind. */
  readonly provider?: string;
  readonly holds?: string;
}

const SECRET: CredentialType = { isSecret: true };
const NO_SECRET: CredentialType = { isSecret: false };

/** Classes of the plugins that most servers have; any other keeps something secret until the contrary is known. */
const TYPES: { readonly [name: string]: CredentialType } = {
  // plugins.jenkins.io/aws-credentials
  "com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl": {
    isSecret: true,
    provider: "aws",
    holds: "access-key",
  },
  // plugins.jenkins.io/azure-credentials
  "com.microsoft.azure.util.AzureCredentials": { isSecret: true, provider: "azure", holds: "client-secret" },
  "com.microsoft.azure.util.AzureImdsCredentials": NO_SECRET,
  "com.microsoft.azure.util.AzureWorkloadIdentityCredentials": NO_SECRET,
  // plugins.jenkins.io/google-oauth-plugin
  "com.google.jenkins.plugins.credentials.oauth.GoogleRobotPrivateKeyCredentials": {
    isSecret: true,
    provider: "gcp",
    holds: "service-account-key",
  },
  "com.google.jenkins.plugins.credentials.oauth.GoogleRobotMetadataCredentials": NO_SECRET,
  // plugins.jenkins.io/oidc-provider: a token is made for each build
  "io.jenkins.plugins.oidc_provider.IdTokenStringCredentials": NO_SECRET,
  "io.jenkins.plugins.oidc_provider.IdTokenFileCredentials": NO_SECRET,
};

/** What a class keeps. */
export function credentialType(name: string): CredentialType {
  return Object.hasOwn(TYPES, name) ? (TYPES[name] ?? SECRET) : SECRET;
}

/** The plugin that lets builds have id-tokens of their own. */
export const ID_TOKEN_PLUGIN = "oidc-provider";
