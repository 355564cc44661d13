// The one list of calls that nhi makes to CircleCI. The client refuses others, and the permissions are printed from it.
import { type Fields, fieldsOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { RestCall } from "../shared/rest/call.js";

export const CONTEXTS = "circleci/organization:contexts";
export const RESTRICTIONS = "circleci/organization:context-restrictions";
export const VARIABLES = "circleci/organization:context-variables";

const ACCESS = "personal API token of a member of the organisation";
const V2_PAGING = { query: "page-token", next: (page: Fields) => textOf(page["next_page_token"]) };
const V3_PAGING = { query: "page[cursor]", next: (page: Fields) => textOf(fieldsOf(page["page"])["next"]) };

/** Tells the id of an organisation by its slug, and whose token it is. */
export const LIST_ORGANIZATIONS: RestCall = {
  route: "GET /api/v2/me/collaborations",
  dataSet: CONTEXTS,
  access: ACCESS,
  count: "1",
  list: ROOT_LIST,
};
export const LIST_CONTEXTS: RestCall = {
  route: "GET /api/v2/context",
  dataSet: CONTEXTS,
  access: ACCESS,
  count: "1 per page",
  list: "items",
  shape: { "items.*.id": "id", "items.*.name": "id" },
  param: { name: "slug", query: "owner-slug", file: "owner-slug" },
  paging: V2_PAGING,
};
/** Lists restrictions of all three kinds. CircleCI server does not have it. */
export const LIST_RESTRICTIONS: RestCall = {
  route: "GET /api/v3/context-restrictions",
  dataSet: RESTRICTIONS,
  access: ACCESS,
  count: "1 per context",
  list: "data",
  // Each restriction narrows: with one left out a context would look open to everybody.
  shape: {
    "data.*.attributes": "fields",
    "data.*.attributes.restriction_type": "id",
    "data.*.attributes.match_pattern": "text",
    "data.*.attributes.name": "text",
  },
  isOne: true,
  param: { name: "context_id", query: "filter[context_id]", file: "context_id" },
  paging: V3_PAGING,
};
/** The older list, which may leave security groups out. */
export const LIST_RESTRICTIONS_V2: RestCall = {
  route: "GET /api/v2/context/:context_id/restrictions",
  dataSet: RESTRICTIONS,
  access: ACCESS,
  count: "1 per context where the newer list is missing (CircleCI server)",
  list: "items",
  shape: {
    "items.*": "fields",
    "items.*.restriction_type": "text",
    "items.*.restriction_value": "text",
    "items.*.project_id": "text",
    "items.*.name": "text",
  },
  isOne: true,
  paging: V2_PAGING,
};
export const LIST_VARIABLES: RestCall = {
  route: "GET /api/v2/context/:context_id/environment-variable",
  dataSet: VARIABLES,
  access: ACCESS,
  count: "1 per context",
  list: "items",
  shape: { "items.*.variable": "id", "items.*.created_at": "text", "items.*.updated_at": "text" },
  paging: V2_PAGING,
  // CircleCI never shows values; a recording of another tool may hold one.
  secrets: ["items.*.value"],
};

export const CALLS: readonly RestCall[] = [
  LIST_ORGANIZATIONS,
  LIST_CONTEXTS,
  LIST_RESTRICTIONS,
  LIST_RESTRICTIONS_V2,
  LIST_VARIABLES,
];
