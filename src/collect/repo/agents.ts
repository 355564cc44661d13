// Configurations of agents and editors among the files of a checkout.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { isCard } from "../shared/agents/cards.js";
import { clientOf } from "../shared/agents/client-of.js";
import { toDetectors } from "../token-formats.js";
import { type Checkout, trackedAmong } from "./checkout.js";
import type { TextFile } from "./read-files.js";

const AGENTS = "repo/files:agents";

/** Marks of secrets that were found, by file. */
export type Joins = ReadonlyMap<string, ReadonlySet<string>>;

/** The batch, and the marks of the secrets in it. Throws GitFault when git cannot list what it tracks. */
export async function agentsBatch(
  checkout: Checkout,
  files: readonly TextFile[],
  scope: ScopeNode,
  context: CollectContext,
): Promise<{ batch: GraphBatch; joins: Joins }> {
  const owner = { id: scope.id, repository: checkout.name, suppliedBy: scope.id, dataSet: AGENTS };
  const configs = files.filter(({ path }) => clientOf(path) !== undefined || isCard(path));
  const rest = {
    scope,
    dataSet: AGENTS,
    evidence: { call: "read agent configurations" },
    coverage: { dataSet: AGENTS, state: "complete" as const },
  };
  if (configs.length === 0) return { batch: rest, joins: new Map() };
  const tracked = await trackedAmong(
    checkout,
    configs.map(({ path }) => path),
  );
  const { agentsPart } = await import("../shared/agents/graph.js");
  const { literals, ...part } = await agentsPart(
    owner,
    configs.map(({ path, text }) => ({ path, text, isTracked: tracked?.has(path) })),
    { detectors: toDetectors(context.ciTables.tokenFormats), joinKey: context.joinKey },
  );
  const joins = new Map([...literals].map(([path, found]) => [path, new Set(found.map(({ join }) => join))]));
  return { batch: { ...rest, ...part }, joins };
}
