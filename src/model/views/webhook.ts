// The `webhook` view: one row a webhook.
import { column, type View } from "./column.js";

export const webhook: View = {
  name: "webhook",
  doc: "Webhooks: where they send, and how the receiver can tell who sent it. Never a secret, never a full address.",
  kinds: ["resource"],
  types: ["github.webhook", "gitlab.webhook"],
  columns: [
    column("id", "text", "node.id", "none", "Address: the holder and a number."),
    column("type", "text", "node.type", "none", "Vendor's type, such as github.webhook."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("holder", "text", "node.parent", "none", "Organisation or repository that sends."),
    column("holder_name", "text", "parent.node.name", "none", "Its name."),
    column("api_path", "text", "property:api_path", "none", "GitHub: where its API has it."),
    column("scheme", "text", "property:scheme", "unread", "http or https."),
    column("host", "text", "property:host", "none", "Host that receives."),
    column("active", "boolean", "property:active", "unread", "It is switched on."),
    column("has_secret", "boolean", "property:has_secret", "unread", "Messages are signed."),
    column(
      "insecure_ssl",
      "boolean",
      "property:insecure_ssl",
      "unread",
      "The certificate of the receiver is not checked.",
    ),
    column("events", "json", "property:events", "none", "Events that are sent."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column("updated_at", "time", "property:updated_at", "none", "Last change."),
  ],
};
