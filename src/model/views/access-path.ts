// Rows of path rules: what their messages may name. In the database the view of the same name holds them.
import { column, type View } from "./column.js";

export const accessPath: View = {
  name: "access_path",
  doc: "Best path of each source that reaches control of a scope, or protected data.",
  kinds: [],
  columns: [
    column("id", "text", "path", "none", "Where it starts: a node id."),
    column("type", "text", "path", "none", "Vendor's type of the start."),
    column("name", "text", "path", "none", "Name of the start."),
    column("source_class", "text", "path", "none", "internet, vendor, repository, federation, agent or principal."),
    column("scope", "text", "path", "none", "Scope of the target."),
    column("target", "text", "path", "none", "Scope that is controlled, or resource that is reached."),
    column("target_name", "text", "path", "none", "What it is called; a scope with its sort: account acme-prod."),
    column("tier", "integer", "path", "none", "0 control of the scope, 1 data and secrets of production."),
    column("hops", "integer", "path", "none", "Steps."),
    column("confidence", "real", "path", "none", "0 to 1, of all steps together."),
    column("state", "text", "path", "none", "Least sure state of its steps."),
    column("exposure", "text", "path", "none", "How exposed the source is."),
    column("entry", "text", "path", "none", "First identity that it takes over."),
  ],
};
