// What counts as a workload identity in the accounts of each provider but AWS (accounts.ts), and what it would hold.
import type { StoredNode } from "../../model/analysis.js";
import { isServiceLike } from "./service-like.js";
import { writtenText } from "./values.js";

/** How an identity stands: a workload that can do without secrets, one that cannot, one that nobody can tell, or none. */
export type Standing = "by-what-it-holds" | "never-free" | "unknown" | "no-workload";

/** Which identities an account of a type has, and which data sets have to be whole to say so. */
export interface AccountKind {
  /** Type of the scope. */
  readonly scope: string;
  readonly principals: readonly string[];
  readonly credentials: readonly string[];
  /** Without one of these the count of identities would be too small. */
  readonly identitySets: readonly string[];
  /** Without one of these nobody can say that an identity holds nothing. */
  readonly credentialSets: readonly string[];
  /** Sets of credentials of this kind of account that no identity holds by itself: deploy keys. */
  readonly otherCredentialSets?: readonly string[];
  standingOf(node: StoredNode): Standing;
}

/** Accounts, as the headline figure and the inventory count them. Folders and organisations of clouds only hold accounts. */
export const ACCOUNT_KINDS: readonly AccountKind[] = [
  {
    scope: "entra.tenant",
    principals: ["entra.service-principal", "entra.managed-identity", "entra.agent-identity", "entra.user"],
    credentials: ["entra.client-secret", "entra.certificate"],
    identitySets: ["entra/graph:service-principals", "entra/graph:users"],
    credentialSets: ["entra/graph:applications", "entra/graph:service-principals"],
    standingOf(node) {
      if (node.type === "entra.user") return isEntraService(node) ? "never-free" : "no-workload";
      // What an application of another tenant signs in with is kept there, and so is whose workload it is.
      return isOfAnotherTenant(node) ? "no-workload" : "by-what-it-holds";
    },
  },
  {
    scope: "gcp.project",
    principals: ["gcp.service-account"],
    credentials: ["gcp.service-account-key", "gcp.api-key"],
    identitySets: ["gcp/iam:service-accounts"],
    credentialSets: ["gcp/iam:service-account-keys", "gcp/apikeys:keys"],
    standingOf: () => "by-what-it-holds",
  },
  {
    scope: "github.organization",
    principals: ["github.app-installation", "github.user"],
    credentials: ["github.deploy-key", "github.fine-grained-token", "github.classic-token", "github.ssh-key"],
    identitySets: ["github/org:installations", "github/org:members"],
    credentialSets: [],
    otherCredentialSets: [
      "github/repo:deploy-keys",
      "github/org:personal-access-tokens",
      "github/org:credential-authorizations",
    ],
    standingOf({ type, name, properties }) {
      if (type === "github.user") return looksLikeService(name) ? "never-free" : "no-workload";
      const isForeign = properties["is_third_party"];
      // An App signs in with its private key, and with nothing else.
      return isForeign === true ? "no-workload" : isForeign === false ? "never-free" : "unknown";
    },
  },
  {
    scope: "gitlab.group",
    principals: ["gitlab.service-account", "gitlab.bot", "gitlab.user"],
    credentials: [
      "gitlab.project-access-token",
      "gitlab.group-access-token",
      "gitlab.service-account-token",
      "gitlab.deploy-token",
      "gitlab.deploy-key",
    ],
    identitySets: ["gitlab/group:members"],
    credentialSets: ["gitlab/group:service-accounts", "gitlab/group:access-tokens", "gitlab/project:access-tokens"],
    otherCredentialSets: ["gitlab/group:deploy-tokens", "gitlab/project:deploy-tokens", "gitlab/project:deploy-keys"],
    standingOf({ type, name }) {
      if (type !== "gitlab.user") return "by-what-it-holds";
      return looksLikeService(name) ? "never-free" : "no-workload";
    },
  },
  {
    scope: "openai.organization",
    principals: ["openai.service-account", "openai.project-user"],
    credentials: ["openai.api-key", "openai.admin-key"],
    identitySets: ["openai/project:service-accounts", "openai/project:api-keys"],
    credentialSets: ["openai/project:api-keys"],
    otherCredentialSets: ["openai/organization:admin-keys"],
    // What a person is in a project exists by their key.
    standingOf: () => "by-what-it-holds",
  },
  {
    scope: "anthropic.organization",
    principals: ["anthropic.service-account", "anthropic.workspace-user", "anthropic.key-holder"],
    credentials: ["anthropic.api-key"],
    identitySets: ["anthropic/organization:api-keys"],
    credentialSets: ["anthropic/organization:api-keys"],
    standingOf: () => "by-what-it-holds",
  },
];

const SERVICE_DEPARTMENT =
  /\b(?:service|system|technical|functional|application|robot|bot|non-?human)[ _-]*(?:accounts?|users?|ids?)\b/i;

/** Whether a user of Entra stands in for a program, by its department, name and login (a guess). */
export function isEntraService({ name, properties }: Pick<StoredNode, "name" | "properties">): boolean {
  const login = writtenText(properties["login"])?.replace(/@.*$/, "") ?? name;
  return SERVICE_DEPARTMENT.test(writtenText(properties["department"]) ?? "") || [name, login].some(looksLikeService);
}

function looksLikeService(name: string): boolean {
  return isServiceLike({ name, path: "/", tags: undefined });
}

/** Managed identities belong to the tenant that they are in. */
function isOfAnotherTenant({ type, scope, properties }: StoredNode): boolean {
  const owner = properties["owner_tenant"];
  return type !== "entra.managed-identity" && typeof owner === "string" && `entra:${owner}` !== scope;
}
