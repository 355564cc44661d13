// Which environments an agent works in: by the places that its servers name, and by whose its credentials are.
import type { DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { Environments } from "../facts/environments.js";
import { textOf } from "../properties.js";
import type { Owned } from "./secret-owners.js";
import type { Agent } from "./tool-classes.js";

const PRODUCTION = "production";

/** `environments` of each agent, and by what; left out where something that nothing labels could change the answer. */
export function* environmentFacts(
  agents: readonly Agent[],
  secrets: Iterable<StoredNode>,
  { owned, open }: { readonly owned: ReadonlyMap<string, Owned>; readonly open: ReadonlySet<string> },
  environments: Environments,
): Iterable<DerivedFact> {
  const byServer = new Map<string, { readonly environment: string | undefined; readonly by: string }[]>();
  for (const { id, name, parent } of secrets) {
    const owner = owned.get(id);
    if (parent === undefined || (owner === undefined && !open.has(id))) continue;
    const by = owner === undefined ? name : `${name} of ${owner.user.name}`;
    addTo(byServer, parent, { environment: owner?.environment, by });
  }
  for (const { id, servers } of agents) {
    const found = servers.flatMap((server) => [...placesOf(server, environments), ...(byServer.get(server.id) ?? [])]);
    const labels = [...new Set(found.flatMap(({ environment }) => environment ?? []))].sort(compareText);
    const isOpen = found.some(({ environment }) => environment === undefined);
    const isBoth = labels.includes(PRODUCTION) && labels.length > 1;
    if (isOpen && !isBoth) continue;
    const by = found.flatMap(({ environment, by: what }) =>
      environment === undefined ? [] : [`${environment}: ${what}`],
    );
    yield { node: id, columns: { environments: labels, environments_by: [...new Set(by)].sort(compareText) } };
  }
}

function placesOf({ name: server, properties }: StoredNode, environments: Environments) {
  const targets = properties["targets"];
  return (Array.isArray(targets) ? targets : []).flatMap((target) => {
    if (typeof target !== "string") return [];
    const name = target.slice(target.lastIndexOf(" ") + 1);
    const { environment } = environments.columnsOf({ id: name, name, scope: "", tags: undefined });
    return [{ environment: textOf(environment), by: `${server} (${target})` }];
  });
}
