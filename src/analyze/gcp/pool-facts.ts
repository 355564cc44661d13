// Bindings for everyone in a workload identity pool: whose tokens its providers take.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Json } from "../../model/words.js";
import { textOf } from "../properties.js";
import { poolMemberOf } from "../trust/google-members.js";

type Columns = { [column: string]: Json | undefined };

/** In: columns of the providers, as trusts were judged. */
export function poolFactsOf(input: Pick<AnalysisInput, "nodes">, trusts: readonly DerivedFact[]) {
  const judged = new Map(trusts.map(({ node, columns }) => [node, columns]));
  const pools = new Map<string, Columns[]>();
  for (const { id, properties } of input.nodes(["gcp.workload-identity-provider"])) {
    const pool = textOf(properties["pool"]) ?? "";
    const columns = judged.get(id) ?? {};
    if (columns["dead"] === true) continue;
    addTo(pools, pool, columns);
  }
  return {
    /** Whether a pool takes tokens of an issuer that many share, and whether all such providers name whose. */
    columnsOf(member: string): Columns {
      const inPool = poolMemberOf(member);
      if (inPool === undefined) return {};
      const providers = pools.get(inPool.pool);
      if (providers === undefined) return { pool_member: inPool.rest };
      const shared = providers.filter((one) => one["issuer_sharing"] === "shared");
      const isOpen = providers.some((one) => one["issuer_sharing"] === "unknown");
      return {
        pool_member: inPool.rest,
        pool_shared: shared.length > 0 ? true : isOpen ? undefined : false,
        pool_pins_tenant: shared.some((one) => one["pins_tenant"] === false)
          ? false
          : shared.some((one) => one["pins_tenant"] === undefined)
            ? undefined
            : true,
      };
    },
  };
}
