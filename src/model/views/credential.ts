// The `credential` view: one row a credential.
import { column, type View } from "./column.js";

const REPORT = "supplement:aws/iam:credential-report";

export const credential: View = {
  name: "credential",
  doc: "What proves an identity: access keys, passwords, certificates, tokens, deploy keys, CI secrets. Never a value.",
  kinds: ["credential"],
  columns: [
    column("id", "text", "node.id", "none", "Key id or address of the credential."),
    column("type", "text", "node.type", "none", "Vendor's type, such as aws.access-key."),
    column("name", "text", "node.name", "none", "Label for people."),
    column("last4", "text", "property:last4", "none", "Last four of the public key id."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("principal", "text", "node.parent", "none", "Id of the principal it proves."),
    column("principal_name", "text", "parent.node.name", "none", "Name of that principal."),
    column("principal_type", "text", "parent.node.type", "none", "Type of that principal."),
    column("principal_incarnation", "text", "parent.node.incarnation", "none", "Unique id of that principal."),
    column("principal_is_root", "boolean", "parent.property:is_root", "none", "The principal is the root user."),
    column("principal_tags", "json", "parent.property:tags", "none", "Tags of the principal."),
    column("principal_password_enabled", "boolean", `parent.${REPORT}:password_enabled`, "unread", "The principal has a console password."),
    column("status", "text", ["property:status"], "unread", "active or inactive."),
    column("static", "boolean", "property:static", "unread", "Lives until someone rotates it."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column("expires_at", "time", "property:expires_at", "none", "Expiry, where it has one."),
    column("last_used_at", "time", ["property:last_used_at", `${REPORT}:last_used_at`, "supplement:aws/iam:access-key-last-used:last_used_at"], "none", "Last use; NULL is never used, or not since tracking began."),
    column("last_used_known", "boolean", ["property:last_used_known", `${REPORT}:last_used_known`, "supplement:aws/iam:access-key-last-used:last_used_known"], "unread", "Last use could be read."),
    column("last_used_service", "text", ["property:last_used_service", `${REPORT}:last_used_service`, "supplement:aws/iam:access-key-last-used:last_used_service"], "none", "Service of the last use."),
    column("last_used_region", "text", ["property:last_used_region", `${REPORT}:last_used_region`, "supplement:aws/iam:access-key-last-used:last_used_region"], "none", "Region of the last use."),
    column("service_name", "text", "property:service_name", "none", "Service a service-specific credential is for."),
    column("active_sibling_count", "integer", "fact:active_sibling_count", "none", "Other active credentials of the same type and principal."),
    column("newest_sibling_created_at", "time", "fact:newest_sibling_created_at", "none", "Creation of the newest active one of them, itself included."),
    column("is_oldest_active", "boolean", "fact:is_oldest_active", "none", "It is the oldest active one among its siblings."),
    column("has_certificate_body", "boolean", "property:has_certificate_body", "none", "A certificate is recorded."),
    column("reaches_admin", "boolean", "parent.fact:reaches_admin", "unread", "Its principal is admin or reaches it."),
    column("admin", "text", "parent.fact:admin", "unread", "effective, reaches, no or unknown, of its principal."),
    column("owner", "text", ["fact:owner", "parent.fact:owner"], "none", "Owner."),
    column("owner_status", "text", ["fact:owner_status", "parent.fact:owner_status"], "none", "present, departed or unknown."),
    column("environment", "text", ["fact:environment", "parent.fact:environment"], "none", "Environment."),
    column("service_like", "boolean", "parent.fact:service_like", "none", "Its principal looks like a workload."),
    column("superseded", "boolean", "fact:superseded", "none", "A better-read row of the same credential exists; such rows are left out of the view."),
  ],
};
