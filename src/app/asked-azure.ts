// What people write as an operation of Azure. There is no list of all of them here: what none can be called, and a provider that no
// role names but one like it, are slips, which a plain denial would hide. "Azure resource provider operations", Azure documentation
import { recordsOf, textsOf } from "../analyze/properties.js";
import type { AnalysisInput } from "../model/analysis.js";
import { nearest } from "../model/nearest.js";

/** What every operation ends in; those on data of Cosmos DB have names of their own. */
const ENDS = /\/(?:read|write|delete|action)$/i;
const NAMED_OTHERWISE = /^microsoft\.documentdb\//i;

/** In: roles that were read. Out: what to say of an operation that is likely not the one that was meant; undefined of others. */
export function doubtOf(operation: string, input: Pick<AnalysisInput, "nodes">): string | undefined {
  const [provider = ""] = operation.split("/", 1);
  const slips: string[] = [];
  if (!ENDS.test(operation) && !NAMED_OTHERWISE.test(operation))
    slips.push(`Azure has no operation ${operation}: all of them end in /read, /write, /delete or /action`);
  const known = providersIn(input);
  // what all of them begin with makes none alike
  const own = known.has(provider.toLowerCase()) ? undefined : nearest(nameOf(provider), known.values());
  if (own !== undefined) slips.push(`no role that was read names ${provider}; did you mean Microsoft.${own}?`);
  return slips.length === 0 ? undefined : slips.join("; ");
}

function nameOf(provider: string): string {
  return provider.replace(/^microsoft\./i, "");
}

/** Providers of Microsoft that roles name, in lower case → their name without that. */
function providersIn(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { properties } of input.nodes(["azure.role"])) {
    for (const { actions, data_actions: data } of recordsOf(properties["permissions"])) {
      for (const pattern of [...(textsOf(actions) ?? []), ...(textsOf(data) ?? [])]) {
        const [provider = ""] = pattern.split("/", 1);
        if (/^microsoft\.[^*]+$/i.test(provider)) found.set(provider.toLowerCase(), nameOf(provider));
      }
    }
  }
  return found;
}
