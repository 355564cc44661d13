// Which machine of the estate a runner is. Nothing says so outright: scaling groups call their runners by the instance, and
// people give both the same name.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";

const BY_INSTANCE = 0.95;
const BY_NAME = 0.6;
const INSTANCE = /(?:^|[^0-9a-z])(i-[0-9a-f]{8}(?:[0-9a-f]{9})?)(?![0-9a-f])/gi;

export interface Hosts {
  /** Draws what a runner is; answers the identities that its machine has. */
  draw(runner: StoredNode, drawing: CiDrawing): readonly string[];
}

/** Finds the machine of EC2 that a runner is on, by its id or by a name that only one machine has. */
export function createHosts(input: Pick<AnalysisInput, "nodes" | "edges">): Hosts {
  const byInstance = new Map<string, StoredNode>();
  const byName = new Map<string, StoredNode | undefined>();
  for (const node of input.nodes(["aws.ec2-instance"])) {
    byInstance.set(node.name.toLowerCase(), node);
    const label = textOf(node.properties["label"])?.toLowerCase();
    // two machines of one name tell nothing
    if (label !== undefined) byName.set(label, byName.has(label) ? undefined : node);
  }
  if (byInstance.size === 0) return { draw: () => [] };
  const identities = new Map<string, string[]>();
  for (const { from, to } of input.edges(["runs_as"])) addTo(identities, from, to);
  return {
    draw(runner, drawing) {
      const texts = [runner.name, ...(textsOf(runner.properties["labels"]) ?? [])];
      const ids = texts.flatMap((text) => [...text.matchAll(INSTANCE)].map(([, id = ""]) => id.toLowerCase()));
      const named = ids.map((id) => byInstance.get(id)).find((node) => node !== undefined);
      const host = named ?? byName.get(runner.name.toLowerCase());
      if (host === undefined) return [];
      drawing.edge({
        kind: "runs_code_in",
        from: runner.id,
        to: host.id,
        state: "met",
        condition: named
          ? `the runner has the name of instance ${host.name}`
          : `the runner is called like instance ${host.name}`,
        confidence: named ? BY_INSTANCE : BY_NAME,
        because: [runner.id, host.id],
      });
      return identities.get(host.id) ?? [];
    },
  };
}
