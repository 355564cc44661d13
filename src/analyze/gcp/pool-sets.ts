// Everybody of a pool, whom bindings name together: an identity of the pool, and each set of them, is in it.
// https://cloud.google.com/iam/docs/principal-identifiers
import type { AnalysisInput } from "../../model/analysis.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";

const OF_POOL =
  /^principal(?:Set)?:(\/\/iam\.googleapis\.com\/(?:projects\/[^/]+\/locations\/global\/workloadIdentityPools|locations\/global\/workforcePools)\/[^/]+)\//;

/** The pool that an identity, or a set of them, is of: what sets of it begin with, without the kind. */
export function poolOf(member: string): string | undefined {
  return OF_POOL.exec(member)?.[1];
}

/** Sets of everybody of a pool that bindings name, as groups that a member of the pool is in. */
export function createPoolSets(input: Pick<AnalysisInput, "nodes">): (member: string) => readonly string[] {
  const named = new Set<string>();
  for (const { properties } of input.nodes(GOOGLE_GRANTS)) {
    const { member } = properties;
    if (typeof member === "string" && member.endsWith("/*") && poolOf(member) !== undefined) named.add(member);
  }
  return (member) => {
    const pool = poolOf(member);
    const all = `principalSet:${pool ?? ""}/*`;
    return pool !== undefined && all !== member && named.has(all) ? [all] : [];
  };
}
