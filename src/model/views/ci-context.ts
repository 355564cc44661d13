// The `ci_context` view: one row a bundle of secrets that jobs ask for by name.
import { column, type View } from "./column.js";

const RESTRICTIONS = "supplement:circleci/organization:context-restrictions";
const VARIABLES = "supplement:circleci/organization:context-variables";

export const ciContext: View = {
  name: "ci_context",
  doc: "Contexts of CircleCI: bundles of secrets that jobs of many projects ask for by name, and who may.",
  kinds: ["resource"],
  types: ["circleci.context"],
  columns: [
    column("id", "text", "node.id", "none", "Address: circleci:circleci.com/-/contexts/<id>."),
    column("type", "text", "node.type", "none", "Vendor's type, such as circleci.context."),
    column("name", "text", "node.name", "none", "Name."),
    column("scope", "text", "node.scope", "none", "Organisation it lives in."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column(
      "open_to_members",
      "boolean",
      `${RESTRICTIONS}:open_to_members`,
      "unread",
      "Every member of the organisation may use it, in every project and on every branch.",
    ),
    column("restriction_kinds", "json", `${RESTRICTIONS}:restriction_kinds`, "unread", "project, expression, group."),
    column("variable_count", "integer", `${VARIABLES}:variable_count`, "unread", "Variables in it."),
    column("oldest_secret_at", "time", `${VARIABLES}:oldest_secret_at`, "none", "Last change of its oldest secret."),
    column(
      "static_clouds",
      "json",
      "fact:static_clouds",
      "none",
      "Clouds whose static credentials are in it, by name.",
    ),
  ],
};
