// A drawn pool as a project that was read: the pool, its provider, and a binding for each identity.
import { identityId, pool } from "../../clouds/estate.js";
import type { Side } from "./github-found.js";
import { GITHUB } from "./github-tokens.js";
import { type PlanPool, toCel } from "./google-plan.js";

export function projectOf({ isActive, issuer, mapping, condition, members }: PlanPool): Side {
  const attributes = Object.entries(mapping).map(([attribute, claim]) => [attribute, `assertion.${claim}`]);
  const provider = {
    issuer: `https://${issuer === "github" ? GITHUB : "gitlab.com"}`,
    attribute_mapping: Object.fromEntries(attributes),
    attribute_condition: condition === undefined ? "" : toCel(condition),
    ...(!isActive && { disabled: true }),
  };
  return {
    scope: {
      id: "gcp:projects/acme-prod",
      type: "gcp.project",
      name: "acme-prod",
      parent: undefined,
      properties: {},
      coverage: [],
    },
    nodes: pool(provider, ...members),
    documents: [],
    ends: members.map(identityId),
  };
}
