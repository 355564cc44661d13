// The `workspace_customer` view: one row a customer of Google Workspace, with its settings for applications.
import { column, type View } from "./column.js";

const ACCESS = "supplement:workspace/cloudidentity:app-access";

export const workspaceCustomer: View = {
  name: "workspace_customer",
  doc: "Customers of Google Workspace, with what applications may do that nobody has decided about.",
  kinds: ["scope"],
  types: ["workspace.customer"],
  columns: [
    column("id", "text", "node.id", "none", "Scope id: workspace:<customer id>."),
    column("type", "text", "node.type", "none", "workspace.customer."),
    column("name", "text", "node.name", "none", "Primary domain."),
    column("scope", "text", "node.scope", "none", "Itself."),
    column(
      "unconfigured_apps",
      "text",
      `${ACCESS}:unconfigured_apps`,
      "unread",
      "What they may do in the unit or group with the weakest setting: all, sign-in or none.",
    ),
    column(
      "unconfigured_apps_minors",
      "text",
      `${ACCESS}:unconfigured_apps_minors`,
      "unread",
      "The same for users under 18.",
    ),
    column(
      "trusts_internal_apps",
      "boolean",
      `${ACCESS}:trusts_internal_apps`,
      "unread",
      "Applications made in the organisation may ask for everything.",
    ),
    column(
      "restricted_services",
      "json",
      `${ACCESS}:restricted_services`,
      "unread",
      "Services of Google that only trusted applications may ask for.",
    ),
  ],
};
