// What holds a lone project is asked with it, once a crawl: what is said there is in force in the project, too.
import type { ContainerCrawl } from "./container-crawl.js";

/** Containers above, of which nobody else of this crawl tells. */
export function inherited({ container, shared }: ContainerCrawl, what: string): readonly string[] {
  if (container.kind !== "project") return [];
  return shared.ancestorsOf(container.name).filter((one) => {
    const key = `${what} ${one}`;
    if (shared.askedAbove.has(key)) return false;
    shared.askedAbove.add(key);
    return true;
  });
}

/** What was refused here is asked again for the next project: it may tell, and what is not read there is said there. */
export function forget({ resource, shared }: ContainerCrawl, what: string, container: string): void {
  if (container !== resource) shared.askedAbove.delete(`${what} ${container}`);
}
