// Identities of workload identity pools that bindings name. What a token has to say differs from one to the next, so each provider
// is a trust of its own for each of them.
import type { AnalysisInput } from "../../model/analysis.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";

/** `principalSet://iam.googleapis.com/<pool>/attribute.x/y`: the pool, and what follows it. */
const IN_POOL =
  /^principal(?:Set)?:\/\/iam\.googleapis\.com\/(projects\/[^/]+\/locations\/global\/workloadIdentityPools\/[^/]+)\/(.+)$/;

export interface PoolMember {
  readonly pool: string;
  /** `subject/S`, `group/G`, `attribute.A/V` or `*`. */
  readonly rest: string;
}

/** The pool that a member of a binding is of; undefined when it is of none. */
export function poolMemberOf(member: string): PoolMember | undefined {
  const [, pool, rest] = IN_POOL.exec(member) ?? [];
  return pool === undefined || rest === undefined ? undefined : { pool, rest };
}

/** Id of a provider as the trust for one identity of its pool. */
export function trustIdFor(provider: string, rest: string): string {
  return `${provider}#${rest}`;
}

/** Node id of an identity of a pool: one subject, or a set of them. */
export function poolMemberId(pool: string, rest: string): string {
  const kind = rest.startsWith("subject/") ? "principal" : "principalSet";
  return `gcp:member/${kind}://iam.googleapis.com/${pool}/${rest}`;
}

/** Pool → identities of it that bindings name, sorted. */
export function boundMembers(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { properties } of input.nodes(GOOGLE_GRANTS)) {
    const { member } = properties;
    const inPool = typeof member === "string" ? poolMemberOf(member) : undefined;
    if (inPool === undefined) continue;
    const known = found.get(inPool.pool);
    if (known) known.add(inPool.rest);
    else found.set(inPool.pool, new Set([inPool.rest]));
  }
  return new Map([...found].map(([pool, members]) => [pool, [...members].sort()]));
}
