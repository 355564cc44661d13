// Workforce identity pools: people of a company's own directory, as bindings name them. A pool is an organisation's, which its name
// does not tell. Who changes the providers of one says whose tokens it takes, and is whoever of it is bound to something.
// https://docs.cloud.google.com/iam/docs/workforce-identity-federation
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { GoogleEstate } from "./environment.js";

/** Type by which techniques know a pool. */
export const WORKFORCE_POOL = "gcp.workforce-pool";
const IN_POOL = /^principal(?:Set)?:\/\/iam\.googleapis\.com\/(locations\/global\/workforcePools\/([^/]+))\//;

/** Draws each pool that a binding names somebody of, with those. Out: their node ids, none twice. */
export function drawWorkforcePools({ members }: Pick<GoogleEstate, "members">, drawing: Drawing): readonly string[] {
  const bound = new Map<string, string[]>();
  const names = new Map<string, string>();
  for (const { member, id, bindings } of members.values()) {
    const [, pool, name] = IN_POOL.exec(member) ?? [];
    if (pool === undefined || name === undefined || bindings.length === 0) continue;
    names.set(`gcp:${pool}`, name);
    addTo(bound, `gcp:${pool}`, id);
  }
  for (const [pool, ids] of bound) {
    const name = `workforce pool ${names.get(pool) ?? ""}`;
    drawing.node({ id: pool, kind: "set", type: WORKFORCE_POOL, name, scope: "", properties: {} });
    for (const to of ids) drawing.edge({ kind: "includes", from: pool, to, judgement: GRANTED });
  }
  return [...bound.keys()];
}
