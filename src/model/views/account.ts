// The `account` view: one row a scope that holds identities.
import { column, type View } from "./column.js";

/** Types of scopes that have identities of their own; the others only hold such scopes. */
export const ACCOUNT_TYPES: readonly string[] = [
  "anthropic.organization",
  "aws.account",
  "entra.tenant",
  "gcp.project",
  "github.organization",
  "gitlab.group",
  "openai.organization",
];

const SUMMARY = "supplement:aws/iam:account-summary";
const REPORT = "supplement:aws/iam:credential-report";
const PASSWORD = "supplement:aws/iam:account-password-policy";

const POLICY = "password_policy_present";
const PASSWORD_FLAGS = [
  ["password_requires_symbols", "A password needs a symbol."],
  ["password_requires_numbers", "A password needs a digit."],
  ["password_requires_uppercase", "A password needs an upper-case letter."],
  ["password_requires_lowercase", "A password needs a lower-case letter."],
  ["password_hard_expiry", "An expired password can only be reset by an administrator."],
] as const;

export const account: View = {
  name: "account",
  doc: "Scopes that hold identities, with their account-wide settings and the share of identities that need no static secret.",
  kinds: ["scope"],
  columns: [
    column("id", "text", "node.id", "none", "Scope id: aws:111122223333."),
    column("type", "text", "node.type", "none", "aws.account, aws.organization, …"),
    column("name", "text", "node.name", "none", "Account name or alias."),
    column("scope", "text", "node.scope", "none", "Itself."),
    column("alias", "text", "supplement:aws/iam:account-aliases:alias", "none", "Account alias."),
    column("account", "text", "property:account", "none", "The vendor's own number of it: 111122223333."),
    column("organization", "text", "property:organization", "none", "Organisation id, when known."),
    column(
      "root_keys_present",
      "boolean",
      [`${SUMMARY}:root_keys_present`, `${REPORT}:root_keys_present`],
      "unread",
      "The root user has an access key.",
    ),
    column(
      "root_mfa_enabled",
      "boolean",
      [`${SUMMARY}:root_mfa_enabled`, `${REPORT}:root_mfa_enabled`],
      "unread",
      "The root user has MFA.",
    ),
    column(
      "root_password_last_used_at",
      "time",
      `${REPORT}:root_password_last_used_at`,
      "none",
      "Last console sign-in of the root user.",
    ),
    column(
      "root_certificate_present",
      "boolean",
      [`${SUMMARY}:root_certificate_present`, `${REPORT}:root_certificate_present`],
      "unread",
      "The root user has a signing certificate.",
    ),
    column(
      "root_password_present",
      "boolean",
      `${SUMMARY}:root_password_present`,
      "unread",
      "The root user has a console password.",
    ),
    column("users", "integer", `${SUMMARY}:users`, "unread", "IAM users by the account summary."),
    column("roles", "integer", `${SUMMARY}:roles`, "unread", "IAM roles by the account summary."),
    column(
      "password_policy_present",
      "boolean",
      `${PASSWORD}:password_policy_present`,
      "unread",
      "The account has a password policy.",
    ),
    column(
      "password_min_length",
      "integer",
      `${PASSWORD}:password_min_length`,
      "none",
      "Minimum password length.",
      POLICY,
    ),
    column(
      "password_max_age_days",
      "integer",
      `${PASSWORD}:password_max_age_days`,
      "none",
      "Days until a password expires.",
      POLICY,
    ),
    column(
      "password_reuse_prevention",
      "integer",
      `${PASSWORD}:password_reuse_prevention`,
      "none",
      "Passwords remembered.",
      POLICY,
    ),
    ...PASSWORD_FLAGS.map(([name, doc]) => column(name, "boolean", `${PASSWORD}:${name}`, "none", doc, POLICY)),
    column(
      "identities",
      "integer",
      "fact:identities",
      "unread",
      "Workload identities. AWS: roles, and users that are not known to be only people; without root and roles that AWS keeps. Entra: managed identities, agents, service principals of the tenant's own applications. Google: service accounts. GitHub: its own Apps. GitLab: service accounts and bots. And users who look like services.",
    ),
    column(
      "identities_secret_free",
      "integer",
      "fact:identities_secret_free",
      "unread",
      "Of these, the ones that need no static secret: they act by short-lived sessions, or hold nothing.",
    ),
    column(
      "identities_with_static",
      "integer",
      "fact:identities_with_static",
      "unread",
      "Of these, the ones that hold a static credential, and roles that only users can take.",
    ),
    column(
      "identities_undecided",
      "integer",
      "fact:identities_undecided",
      "unread",
      "Of these, the ones of which too little was read to tell.",
    ),
    column(
      "static_credentials",
      "integer",
      "fact:static_credentials",
      "unread",
      "Active credentials that live until someone rotates them: of AWS with console passwords, of GitHub and GitLab with deploy keys and tokens.",
    ),
    column(
      "expiring_credentials",
      "integer",
      "fact:expiring_credentials",
      "unread",
      "Active credentials that end by themselves.",
    ),
    column(
      "server_certificates",
      "integer",
      "fact:server_certificates",
      "unread",
      "Server certificates that IAM keeps.",
    ),
    column(
      "next_certificate_expiry_at",
      "time",
      "fact:next_certificate_expiry_at",
      "none",
      "When the first of these ends, or has ended.",
      "server_certificates",
    ),
    column(
      "calls_recorded",
      "text",
      "fact:calls_recorded",
      "unread",
      "Whether calls made in it are recorded: all, part (some regions, reads or writes alone, some services) or none. What the vendor keeps by itself for half a year or less is no record.",
    ),
    column(
      "recorded_by",
      "json",
      "fact:recorded_by",
      "none",
      "Names of the trails, streams or settings that record them.",
    ),
    column(
      "data_recorded",
      "json",
      "fact:data_recorded",
      "unread",
      "Types of resources whose use is recorded too, all of it: AWS::S3::Object.",
    ),
    column(
      "environment",
      "text",
      "fact:environment",
      "unread",
      "Environment of the account; NULL when nothing says, or names disagree.",
    ),
    column("environment_confidence", "real", "fact:environment_confidence", "none", "1 config, 0.9 tag, 0.5 name."),
    column("environment_source", "text", "fact:environment_source", "none", "Where it comes from, as in identity."),
  ],
};
