// The order of a crawl: every data set of a container, one after the other; what holds projects comes before the projects.
import type { GraphBatch } from "../../model/batch.js";
import { interleave } from "../concurrency.js";
import { collectDataSets } from "../data-sets.js";
import type { Container, ContainerCrawl } from "./container-crawl.js";
import { RESOURCES } from "./resources.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set([
  "gcp/cloudresourcemanager:container",
  "gcp/cloudresourcemanager:folders",
  "gcp/cloudresourcemanager:projects",
  "gcp/serviceusage:services",
  "gcp/iam:policies",
]);
const PROJECTS_AT_A_TIME = 4;

/**
 * Every data set of a container. What an interrupted run has read is left out; so is what a recorded crawl did not ask for.
 */
export async function* crawlContainer(crawl: ContainerCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  const asked = RESOURCES.filter((resource) => resource.of.includes(crawl.container.kind));
  yield* collectDataSets(crawl, asked, NEEDED);
}

/** An organisation or folder, and then the projects below it, a few at a time. */
export async function* crawlWithProjects(
  top: ContainerCrawl,
  open: (container: Container) => ContainerCrawl,
): AsyncGenerator<GraphBatch, void, undefined> {
  yield* crawlContainer(top);
  if (top.container.kind === "project") return;
  const { shared, resource } = top;
  const ids = [...shared.projects.keys()].filter((id) => shared.ancestorsOf(id).includes(resource)).sort();
  yield* interleave(
    ids.map((id) => () => crawlContainer(open({ kind: "project", name: id }))),
    PROJECTS_AT_A_TIME,
  );
}
