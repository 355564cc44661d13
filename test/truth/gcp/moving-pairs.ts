// Projects that are moved into a folder that somebody controls, each beside a twin in which one thing is otherwise.
import { FOLDER, HOME, ORGANIZATION, OTHER } from "./organization-bundle.js";
import type { Pair } from "./pair.js";

const MOVE = "resourcemanager.projects.move";
const SETS = "resourcemanager.projects.setIamPolicy";

interface Held {
  readonly moves: readonly string[];
  readonly sets: string;
}

/** `ci` gets to control of the project beside the folder, or not where the twin has it hold the same elsewhere. */
function moved(name: string, held: Held, twin: Partial<Held>): Pair {
  return {
    name,
    source: "https://docs.cloud.google.com/resource-manager/reference/rest/v3/projects/move",
    ...{ vulnerable: "sure", safe: "none" },
    make(g, isSafe) {
      const ci = g.account("ci");
      const { moves, sets } = isSafe ? { ...held, ...twin } : held;
      for (const on of moves) g.grant(on, [MOVE], ci);
      g.grant(sets, [SETS], ci);
      return { from: ci, to: `gcp:projects/${OTHER}` };
    },
  };
}

const EVERYWHERE = { moves: [ORGANIZATION], sets: FOLDER };

export const MOVING: readonly Pair[] = [
  moved("a project is moved into a folder whose projects it controls, or into none", EVERYWHERE, {
    sets: `projects/${HOME}`,
  }),
  moved("it is taken out of where it is, or may only be put into the folder", EVERYWHERE, { moves: [FOLDER] }),
  moved("moving the project takes the permission on its parent", EVERYWHERE, { moves: [`projects/${OTHER}`, FOLDER] }),
  {
    name: "a project is moved past a deny policy on one in the folder, or on the organisation",
    source: "https://docs.cloud.google.com/iam/docs/deny-overview",
    ...{ vulnerable: "sure", safe: "none" },
    make(g, isSafe) {
      const ci = g.account("ci");
      g.grant(ORGANIZATION, [MOVE], ci);
      g.grant(FOLDER, [SETS], ci);
      g.deny({
        on: isSafe ? ORGANIZATION : `projects/${HOME}`,
        principals: ["principalSet://goog/public:all"],
        permissions: ["cloudresourcemanager.googleapis.com/projects.move"],
      });
      return { from: ci, to: `gcp:projects/${OTHER}` };
    },
  },
];
