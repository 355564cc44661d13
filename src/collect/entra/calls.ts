// The one list of calls that nhi makes to Microsoft Graph. The client refuses others, and the permissions are printed from it.
import type { EntraCall } from "./call.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly EntraCall[] = RESOURCES.flatMap((resource) => resource.calls);
