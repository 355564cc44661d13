// The one list of calls that nhi makes to OpenAI's administration API. The client refuses others, and the permissions are printed
// from it.
import { listCall } from "../shared/ai-services/call.js";
import type { RestCall } from "../shared/rest/call.js";

export const USERS = "openai/organization:users";
export const PROJECTS = "openai/organization:projects";
export const ADMIN_KEYS = "openai/organization:admin-keys";
export const SERVICE_ACCOUNTS = "openai/project:service-accounts";
export const KEYS = "openai/project:api-keys";

const ACCESS = "an admin key of the organisation, which owners of it make";
const COMMON = listCall(ACCESS, "after");

export const LIST_USERS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/users",
  dataSet: USERS,
  count: "1 per page",
};
export const LIST_PROJECTS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects",
  dataSet: PROJECTS,
  count: "1 per page",
};
export const LIST_ADMIN_KEYS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/admin_api_keys",
  dataSet: ADMIN_KEYS,
  count: "1 per page",
  // Only the answer to making one holds it; a recording of another tool may be that.
  secrets: ["data.*.value"],
};
export const LIST_SERVICE_ACCOUNTS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects/:project_id/service_accounts",
  dataSet: SERVICE_ACCOUNTS,
  count: "1 per project",
};
export const LIST_KEYS: RestCall = {
  ...COMMON,
  route: "GET /v1/organization/projects/:project_id/api_keys",
  dataSet: KEYS,
  count: "1 per project",
  secrets: ["data.*.value"],
};

export const CALLS: readonly RestCall[] = [
  LIST_PROJECTS,
  LIST_USERS,
  LIST_ADMIN_KEYS,
  LIST_SERVICE_ACCOUNTS,
  LIST_KEYS,
];
