// The one list of calls that nhi makes to Anthropic's Admin API. The client refuses others, and the permissions are printed from it.
import { listCall } from "../shared/ai-services/call.js";
import type { RestCall } from "../shared/rest/call.js";

export const WORKSPACES = "anthropic/organization:workspaces";
export const USERS = "anthropic/organization:users";
export const KEYS = "anthropic/organization:api-keys";

const ACCESS = "an Admin API key of the organisation, which its administrators make";
const COMMON = listCall(ACCESS, "after_id");

/** Which organisation the key is of. */
export const GET_ORGANIZATION: RestCall = {
  route: "GET /v1/organizations/me",
  dataSet: WORKSPACES,
  access: ACCESS,
  count: "1",
};
export const LIST_WORKSPACES: RestCall = {
  ...COMMON,
  route: "GET /v1/organizations/workspaces",
  dataSet: WORKSPACES,
  count: "1 per page",
  shape: { "data.*.id": "id", "data.*.archived_at": "text" },
};
export const LIST_USERS: RestCall = {
  ...COMMON,
  route: "GET /v1/organizations/users",
  dataSet: USERS,
  count: "1 per page",
  shape: { "data.*.id": "id", "data.*.role": "text" },
};
export const LIST_KEYS: RestCall = {
  ...COMMON,
  route: "GET /v1/organizations/api_keys",
  dataSet: KEYS,
  count: "1 per page",
  // https://docs.anthropic.com/en/api/admin-api/apikeys/list-api-keys
  shape: {
    "data.*.id": "id",
    "data.*.status": ["active", "inactive", "archived", "expired"],
    "data.*.created_at": "text",
    "data.*.expires_at": "text",
    "data.*.workspace_id": "text",
    "data.*.scope": "fields",
    "data.*.scope.workspace_id": "text",
    "data.*.principal": "fields",
    "data.*.principal.id": "text",
    "data.*.principal.type": "text",
    "data.*.created_by": "fields",
    "data.*.created_by.id": "text",
    "data.*.created_by.type": "text",
  },
};

export const CALLS: readonly RestCall[] = [GET_ORGANIZATION, LIST_WORKSPACES, LIST_USERS, LIST_KEYS];
