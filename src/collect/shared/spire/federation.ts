// Trust domains whose identities a trust domain takes: what a server was told and what a resource of a cluster asks for. Pure.

import type { GraphNode } from "../../../model/batch.js";
import { properties, textOf } from "../../fields.js";

interface Federation {
  readonly id: string;
  readonly type: string;
  readonly trustDomain: string;
  readonly url: unknown;
  /** Whom the endpoint proves to be; undefined: a name of the web, by an authority of the web. */
  readonly endpoint: unknown;
  readonly profile: string | undefined;
  readonly className?: unknown;
}

/** The relationship as a node; keys of the other trust domain are public and not kept. */
export function toFederation({ id, type, trustDomain, url, endpoint, profile, className }: Federation): GraphNode {
  return {
    id,
    kind: "trust",
    type,
    name: `federation with ${trustDomain}`,
    properties: properties({
      trust_domain: trustDomain,
      endpoint_url: textOf(url),
      endpoint_profile: profile,
      endpoint_spiffe_id: textOf(endpoint),
      class_name: textOf(className),
    }),
  };
}
