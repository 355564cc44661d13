// What a call to Google Workspace is, and what a resource is: the two words that adding to the crawl needs.
import type { GoogleCall } from "../shared/google/call.js";

/** One request about a customer. */
export interface WorkspaceCall extends GoogleCall {
  /** OAuth scope that the token needs, behind `https://www.googleapis.com/auth/`. */
  readonly scope: string;
  /** Privilege that the administrator needs, as the admin console names it. */
  readonly privilege: string;
}

/** A call of the Directory API. */
export function directory(call: Omit<WorkspaceCall, "api" | "version">): WorkspaceCall {
  return { api: "admin", version: "directory/v1", ...call };
}

/** A call of the Reports API. */
export function reports(call: Omit<WorkspaceCall, "api" | "version" | "scope" | "privilege">): WorkspaceCall {
  return { api: "admin", version: "reports/v1", scope: "admin.reports.audit.readonly", privilege: "Reports", ...call };
}
