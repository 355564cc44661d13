// The `resource` view: one row a resource that identities reach: secrets, parameters, buckets, keys, providers.
import { column, type View } from "./column.js";

export const resource: View = {
  name: "resource",
  doc: "What identities reach: secrets and parameters (never a value), buckets, keys, queues, identity providers, code sources.",
  kinds: ["resource"],
  columns: [
    column("id", "text", "node.id", "none", "ARN or address."),
    column("type", "text", "node.type", "none", "Vendor's type, such as aws.secret."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("region", "text", "node.region", "none", "Region it lives in."),
    column("created_at", "time", "property:created_at", "none", "Creation."),
    column("changed_at", "time", "property:updated_at", "none", "Last change of its value or settings."),
    column("last_used_at", "time", "property:last_used_at", "none", "Last access, where the vendor tracks it."),
    column("last_rotated_at", "time", "property:rotated_at", "none", "Last rotation of a secret."),
    column("next_rotation_at", "time", "property:next_rotation_at", "none", "When a secret is to be rotated next."),
    column("rotation_enabled", "boolean", "property:rotation_enabled", "unread", "A secret is rotated by itself."),
    column("rotation_days", "integer", "property:rotation_days", "none", "Days between rotations."),
    column("owning_service", "text", "property:owning_service", "none", "Service that manages the secret."),
    column(
      "primary_region",
      "text",
      "property:primary_region",
      "none",
      "Region of the secret that this one is a copy of, or has copies of.",
    ),
    column("data_type", "text", "property:parameter_type", "none", "SecureString and the like."),
    column("tags", "json", "property:tags", "none", "Tags as a map."),
    column("document", "text", "node.document", "none", "Content hash of its policy."),
    column("policy_unread", "boolean", "property:policy_unread", "none", "Its policy could not be read."),
    column("owner", "text", "fact:owner", "none", "Owner."),
    column("environment", "text", "fact:environment", "unread", "Environment; NULL when nothing says."),
  ],
};
