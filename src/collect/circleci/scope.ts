// The scope of an organisation of CircleCI. Pure.
import type { ScopeNode } from "../../model/batch.js";

/** `circleci:circleci.com/gh/acme`. */
export function scopeOf(host: string, slug: string): ScopeNode {
  return {
    id: `circleci:${host}/${slug.toLowerCase()}`,
    type: "circleci.organization",
    name: slug,
    properties: { host, slug },
  };
}
