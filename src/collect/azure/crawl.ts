// The order of a crawl: every data set of a container, one after the other; the tenant comes before what is below it.
import type { GraphBatch } from "../../model/batch.js";
import { interleave } from "../concurrency.js";
import { collectDataSets } from "../data-sets.js";
import type { Container, ContainerCrawl } from "./container-crawl.js";
import { RESOURCES } from "./resources.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set([
  "azure/authorization:role-eligibility",
  "azure/documentdb:accounts",
  "azure/keyvault:vaults",
  "azure/management:groups",
  "azure/managedidentity:identities",
  "azure/resources:subscription",
  "azure/resources:subscriptions",
  "azure/storage:accounts",
]);
const AT_A_TIME = 4;

/**
 * Every data set of a container. What an interrupted run has read is left out; so is what a recorded crawl did not ask for.
 */
export async function* crawlContainer(crawl: ContainerCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  const asked = RESOURCES.filter((resource) => resource.of.includes(crawl.container.kind));
  yield* collectDataSets(crawl, asked, NEEDED);
}

/** The tenant, and then the management groups and subscriptions below it, a few at a time. */
export async function* crawlTenant(
  top: ContainerCrawl,
  open: (container: Container) => ContainerCrawl,
): AsyncGenerator<GraphBatch, void, undefined> {
  yield* crawlContainer(top);
  const { groups, subscriptions } = top.shared;
  const containers: Container[] = [
    ...[...groups.keys()].sort().map((name) => ({ kind: "group" as const, name })),
    ...[...subscriptions.keys()].sort().map((name) => ({ kind: "subscription" as const, name })),
  ];
  yield* interleave(
    containers.map((container) => () => crawlContainer(open(container))),
    AT_A_TIME,
  );
}
