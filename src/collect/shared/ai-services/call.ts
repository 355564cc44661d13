// How administration APIs of AI services list: a hundred at a time, each page with the id of its last element.
import { type Fields, textOf } from "../../fields.js";
import type { RestCall } from "../rest/call.js";

/** What all lists of one API have in common; `after` is the parameter that asks for what follows an id. */
export function listCall(access: string, after: string): Pick<RestCall, "access" | "list" | "query" | "paging"> {
  const next = (page: Fields): string | undefined => (page["has_more"] === true ? textOf(page["last_id"]) : undefined);
  return { access, list: "data", query: { limit: "100" }, paging: { query: after, next } };
}
