// The `permission_grant` view: one row a grant as recorded.
import { column, type View } from "./column.js";

export const permissionGrant: View = {
  name: "permission_grant",
  doc: "Permissions as recorded: managed and inline policies, role bindings, consents. What they amount to is in `entitlement`.",
  kinds: ["grant"],
  columns: [
    column("id", "text", "node.id", "none", "Policy ARN, or holder + name of an inline policy."),
    column("type", "text", "node.type", "none", "aws.managed-policy, aws.inline-policy, …"),
    column("name", "text", "node.name", "none", "Name of the policy."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("principal", "text", "node.parent", "none", "Holder of an inline policy."),
    column("principal_name", "text", "parent.node.name", "none", "Its name."),
    column("created_at", "time", "property:created_at", "none", "Creation."),
    column("updated_at", "time", "property:updated_at", "none", "Last change of the default version."),
    column("attachments", "integer", "property:attachments", "none", "Principals it is attached to."),
    column(
      "vendor_managed",
      "boolean",
      "property:vendor_managed",
      "none",
      "Kept by the vendor (arn:aws:iam::aws:policy/…).",
    ),
    column("consent", "text", "property:consent", "none", "Delegated: consented to for everybody, or one-user."),
    column("scopes", "json", "property:scopes", "none", "Delegated: its scopes."),
    column("api_name", "text", "property:api_name", "none", "API that it is a permission of."),
    column("client_tenant", "text", "parent.property:owner_tenant", "none", "Tenant that owns the application of it."),
    column(
      "client_is_third_party",
      "boolean",
      "parent.property:is_third_party",
      "unread",
      "Delegated: its application is of another tenant.",
    ),
    column(
      "client_is_microsofts",
      "boolean",
      "parent.fact:is_microsofts",
      "unread",
      "… is a service of Microsoft's own.",
    ),
    column("client_is_verified", "boolean", "parent.property:is_verified", "unread", "… has a verified publisher."),
    column("client_enabled", "boolean", "parent.property:enabled", "unread", "… may sign in."),
    column("document", "text", "node.document", "unread", "Content hash of its document."),
  ],
};
