// The scope of an organisation of Anthropic. Pure.
import type { ScopeNode } from "../../model/batch.js";
import { type Fields, proseOf, textOf } from "../fields.js";

/** `anthropic:<id>`, by what the API says of the organisation of the key; undefined when that is no organisation. */
export function scopeOf(organization: Fields): ScopeNode | undefined {
  const id = textOf(organization["id"]);
  if (id === undefined) return undefined;
  return {
    id: `anthropic:${id}`,
    type: "anthropic.organization",
    name: proseOf(organization["name"]) ?? id,
    properties: {},
  };
}
