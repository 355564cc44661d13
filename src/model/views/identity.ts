// The `identity` view: one row a principal.
import { column, type View } from "./column.js";
import { ENTRA_IDENTITY } from "./entra-identity.js";
import { IDENTITY_CONTEXT } from "./identity-context.js";
import { IDENTITY_REACH } from "./identity-reach.js";
import { IDENTITY_TRUST } from "./identity-trust.js";
import { IDENTITY_USE } from "./identity-use.js";
import { WORKSPACE_IDENTITY } from "./workspace-identity.js";

const ENTRA_USES = ["supplement:entra/graph:service-principal-sign-ins", "supplement:entra/graph:user-sign-ins"];
const REPORT = "supplement:aws/iam:credential-report";

export const identity: View = {
  name: "identity",
  doc: "Every principal: users, roles, groups, root users, service accounts, service principals, app installations.",
  kinds: ["principal"],
  columns: [
    column("id", "text", "node.id", "none", "Address that others can name: an ARN, a numeric id."),
    column("type", "text", "node.type", "none", "Vendor's type, such as aws.iam-role."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in: aws:111122223333."),
    column(
      "incarnation",
      "text",
      ["node.incarnation", "node.id"],
      "none",
      "Vendor's unique id; changes when it is re-created under the same name. Its id, where that is unique for ever.",
    ),
    column("path", "text", "property:path", "none", "AWS path of the user or role."),
    column("description", "text", "property:description", "none", "Description as recorded."),
    column(
      "created_at",
      "time",
      ["property:created_at", "supplement:entra/graph:service-principal-dates:created_at"],
      "unread",
      "Creation.",
    ),
    column(
      "last_used_at",
      "time",
      [
        "property:last_used_at",
        ...ENTRA_USES.map((from) => `${from}:last_used_at`),
        "supplement:gcp/policyanalyzer:service-account-activity:last_used_at",
        "supplement:workspace/reports:token-activity:last_used_at",
        "fact:last_used_at",
      ],
      "none",
      "Last use as the vendor tracks it (AWS roles: trailing 400 days; users: newest of password and keys).",
      "last_used_known",
    ),
    column(
      "last_used_known",
      "boolean",
      [
        "property:last_used_known",
        ...ENTRA_USES.map((from) => `${from}:last_used_known`),
        "supplement:gcp/policyanalyzer:service-account-activity:last_used_known",
        "supplement:workspace/reports:token-activity:last_used_known",
        "fact:last_used_known",
      ],
      "unread",
      "Whether last use could be read at all: NULL last_used_at then means not used in the tracking window.",
    ),
    column(
      "observed_since_at",
      "time",
      [
        "supplement:gcp/policyanalyzer:service-account-activity:observed_from",
        "supplement:workspace/reports:token-activity:observed_from",
      ],
      "none",
      "Start of the time in which the vendor watched for use, where it says so.",
    ),
    column("status", "text", "property:status", "none", "active or inactive, where the vendor knows such a thing."),
    column(
      "account_kind",
      "text",
      "property:account_kind",
      "none",
      "Google: user-managed, compute-default, app-engine-default or cloud-build-legacy.",
    ),
    column(
      "bound_api_keys",
      "integer",
      "fact:bound_api_keys",
      "none",
      "Google: API keys that act as the account; calls with them count for nothing in last_used_at.",
    ),
    column("tags", "json", "property:tags", "none", "Tags as a map."),
    column("is_root", "boolean", "property:is_root", "none", "Root user of an AWS account."),
    column(
      "is_service_linked",
      "boolean",
      "property:is_service_linked",
      "none",
      "AWS service-linked role (path /aws-service-role/).",
    ),
    column(
      "is_reserved",
      "boolean",
      "property:is_reserved",
      "none",
      "Role made by IAM Identity Center (path /aws-reserved/).",
    ),
    column("boundary", "text", "property:boundary", "none", "Permissions boundary."),
    column(
      "password_enabled",
      "boolean",
      [`${REPORT}:password_enabled`, "supplement:aws/iam:login-profiles:password_enabled"],
      "unread",
      "Has a console password.",
    ),
    column(
      "password_last_used_at",
      "time",
      `${REPORT}:password_last_used_at`,
      "none",
      "Last console sign-in.",
      "password_enabled",
    ),
    column("password_last_changed_at", "time", `${REPORT}:password_last_changed_at`, "none", "Last password change."),
    column("mfa_active", "boolean", `${REPORT}:mfa_active`, "unread", "Has an MFA device."),
    column("active_key_count", "integer", ["fact:active_key_count"], "unread", "Active access keys."),
    column(
      "key_last_used_at",
      "time",
      "fact:key_last_used_at",
      "none",
      "Newest use of an active access key.",
      "last_used_known",
    ),
    column(
      "static_credential_count",
      "integer",
      "fact:static_credential_count",
      "unread",
      "Active credentials that live until someone rotates them.",
    ),
    column(
      "service_like",
      "boolean",
      "fact:service_like",
      "none",
      "Name or tags look like a workload, not a person (heuristic).",
    ),
    ...IDENTITY_CONTEXT,
    ...IDENTITY_REACH,
    ...IDENTITY_USE,
    ...IDENTITY_TRUST,
    column("project", "text", "property:project", "none", "Google: project of a service account."),
    column("organization", "text", "property:organization", "none", "GitHub: organisation whose member it is."),
    column(
      "organization_role",
      "text",
      "property:role",
      "none",
      "Role of a user in an organisation of GitHub: admin, member or outside.",
    ),
    column("two_factor", "boolean", "property:two_factor", "unread", "A user of GitHub has a second factor."),
    ...ENTRA_IDENTITY,
    ...WORKSPACE_IDENTITY,
    column("jit", "text", "fact:jit", "none", "How standing access is held: standing, eligible, session."),
    column(
      "secret_free",
      "boolean",
      "fact:secret_free",
      "unread",
      "Needs no static secret to act: holds none, and is no role that only users can take.",
    ),
  ],
};
