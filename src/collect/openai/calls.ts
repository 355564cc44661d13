// The one list of calls that nhi makes to OpenAI's administration API. The client refuses others, and the permissions are printed
// from it.

import type { Shape } from "../shape.js";
import { listCall } from "../shared/ai-services/call.js";
import type { RestCall } from "../shared/rest/call.js";

export const USERS = "openai/organization:users";
export const PROJECTS = "openai/organization:projects";
export const ADMIN_KEYS = "openai/organization:admin-keys";
export const SERVICE_ACCOUNTS = "openai/project:service-accounts";
export const KEYS = "openai/project:api-keys";

const ACCESS = "an admin key of the organisation, which owners of it make";
/** What every key says of itself. https://platform.openai.com/docs/api-reference/administration */
const KEY: Shape = {
  "data.*.id": "id",
  "data.*.owner": "fields",
  "data.*.created_at": "number",
  "data.*.expires_at": "number",
  "data.*.last_used_at": "number",
};
const COMMON = listCall(ACCESS, "after");

export const LIST_USERS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/users",
  dataSet: USERS,
  count: "1 per page",
  shape: { "data.*.id": "id", "data.*.role": "text" },
};
export const LIST_PROJECTS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects",
  dataSet: PROJECTS,
  count: "1 per page",
  shape: { "data.*.id": "id", "data.*.status": "text" },
};
export const LIST_ADMIN_KEYS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/admin_api_keys",
  dataSet: ADMIN_KEYS,
  count: "1 per page",
  shape: { ...KEY, "data.*.owner.type": "text", "data.*.owner.id": "text" },
  // Only the answer to making one holds it; a recording of another tool may be that.
  secrets: ["data.*.value"],
};
export const LIST_SERVICE_ACCOUNTS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects/:project_id/service_accounts",
  dataSet: SERVICE_ACCOUNTS,
  count: "1 per project",
  shape: { "data.*.id": "id", "data.*.role": "text" },
};
export const LIST_KEYS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects/:project_id/api_keys",
  dataSet: KEYS,
  count: "1 per project",
  shape: {
    ...KEY,
    "data.*.owner.user": "fields",
    "data.*.owner.user.id": "text",
    "data.*.owner.service_account": "fields",
    "data.*.owner.service_account.id": "text",
  },
  secrets: ["data.*.value"],
};

export const CALLS: readonly RestCall[] = [
  LIST_PROJECTS,
  LIST_USERS,
  LIST_ADMIN_KEYS,
  LIST_SERVICE_ACCOUNTS,
  LIST_KEYS,
];
