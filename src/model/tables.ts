// Reviewed facts from rules/tables/*.yaml as analysis gets them; each row carries its source. Loaded and checked by catalog.
import type { AgentClientRow, AgentServerRow } from "./agent-tables.js";
import type { CiTables } from "./ci-tables.js";
import type { DirectoryRoleRow, OauthPermissionRow } from "./entra-tables.js";
import type { RotationRow } from "./rotation.js";
import type { ScopedTechnique } from "./scoped-technique.js";
import type { Technique } from "./technique.js";
import type { WorkspaceClientRow, WorkspaceRoleRow, WorkspaceScopeRow } from "./workspace-tables.js";

/** One OIDC or SAML issuer that people federate with. */
export interface IssuerRow {
  /** Vendor word: github, gitlab, circleci, buildkite, terraform-cloud, google, … */
  readonly vendor: string;
  /** What people call it: GitHub Actions. */
  readonly name: string;
  /** Issuer host and path without scheme; `*` stands for one run without slash. The row with the most fixed text wins. */
  readonly issuer: string;
  /** Of an issuer that speaks for several systems: what every subject of a trust in this one is like; `*` is any text. */
  readonly subject?: string | undefined;
  /** `shared`: one issuer for all customers; `tenant`: the issuer itself names the customer. */
  readonly sharing: "shared" | "tenant";
  /** Hole of the grammar whose value is what stands for the `*` of the issuer: its tokens never say another. */
  readonly issuer_names?: string | undefined;
  /** Grammar of `sub`, understood by the matcher: github, gitlab, circleci, buildkite, terraform, kubernetes, … */
  readonly grammar: string;
  /** Claims always present in its tokens; a vacuous operator on them is only low hygiene. */
  readonly always_claims: readonly string[];
  /**
   * Claims that name one tenant (repository, repository_id, …); those that any tenant can present are not listed. A whole
   * condition key (`sts:RoleSessionName`) where that names it. Empty for an issuer of one tenant.
   */
  readonly tenant_claims: readonly string[];
  /** Claims beyond sub, aud and amr that a cloud exposes as condition keys (AWS STS). */
  readonly aws_claim_keys: readonly string[];
  readonly source: string;
}

/** A vendor's AWS account, for naming it in output. */
export interface VendorAccountRow {
  readonly account: string;
  readonly vendor: string;
  readonly source: string;
}

/** What counts as tier 1: data and secrets of production. Tier 0, control of the scope, is what `admin` means. */
export interface TierRow {
  /** Vendor type of a resource: `aws.secret`. */
  readonly type: string;
  readonly tier: 0 | 1;
  /** Capability at it that counts. */
  readonly capability: "read" | "write" | "admin";
  /** Environments in which it counts; everywhere when empty. */
  readonly environments: readonly string[];
  readonly source: string;
}

/** What an access policy of EKS allows in a cluster, as rules of RBAC. */
export interface EksAccessPolicyRow {
  /** Last part of its ARN: `AmazonEKSEditPolicy`. */
  readonly policy: string;
  readonly rules: readonly {
    readonly groups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  readonly source: string;
}

/** A webhook of admission in clusters that is known by its name. */
export interface AdmissionWebhookRow {
  /** Name of the webhook, not of its configuration; `*` stands for any characters. */
  readonly webhook: string;
  /** What people call what answers there. */
  readonly name: string;
  /** Whether it may refuse privileged pods; one that may not only adds to pods. */
  readonly refuses: boolean;
  readonly source: string;
}

export interface Tables {
  readonly issuers: readonly IssuerRow[];
  readonly vendorAccounts: readonly VendorAccountRow[];
  /** Escalation techniques of AWS, sorted by id; none when left out. */
  readonly techniques?: readonly Technique[];
  /** Those of clouds with a tree of scopes (Google, Azure) and of directories, sorted by id; none when left out. */
  readonly scopedTechniques?: readonly ScopedTechnique[];
  /** Access policies of EKS; none when left out. */
  readonly eksAccessPolicies?: readonly EksAccessPolicyRow[];
  /** Webhooks of admission in clusters; none when left out. */
  readonly admissionWebhooks?: readonly AdmissionWebhookRow[];
  /** What to do about credentials, by type; none when left out. */
  readonly rotations?: readonly RotationRow[];
  /** Permissions of Microsoft's APIs and directory roles; none when left out. */
  readonly oauthPermissions?: readonly OauthPermissionRow[];
  readonly directoryRoles?: readonly DirectoryRoleRow[];
  /** Google Workspace: OAuth scopes, applications of Google's own, administrator roles; none when left out. */
  readonly workspace?: {
    readonly scopes: readonly WorkspaceScopeRow[];
    readonly clients: readonly WorkspaceClientRow[];
    readonly roles: readonly WorkspaceRoleRow[];
  };
  /** Tools of agents: well-known servers, and what clients bring themselves; none when left out. */
  readonly agents?: { readonly servers: readonly AgentServerRow[]; readonly clients: readonly AgentClientRow[] };
  /** Reviewed tiers; none when left out. */
  readonly tiers?: readonly TierRow[];
  /** What is known of CI: sign-ins, triggers, names of secrets, formats of tokens; nothing when left out. */
  readonly ci?: CiTables;
}
