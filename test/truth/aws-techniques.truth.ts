// Published escalation techniques: a principal that holds just the actions of one gets to admin, and no longer when any one
// of them is taken away, unless what remains is another technique.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadTechniques } from "../../src/catalog/techniques.js";
import type { Technique } from "../../src/model/technique.js";
import { reachOf, type Surrounding } from "../analyze/aws/edges/minimal.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";
import { noteTechniques } from "./seen-techniques.js";

const PUBLISHED = join(GROUND_TRUTH, "aws/pathfinding-cloud.paths.json");
const TECHNIQUES = fileURLToPath(new URL("../../rules/techniques", import.meta.url));

interface Published {
  readonly id: string;
  readonly requiredPermissions: readonly string[];
  /** What has to be there, in words, by what is gained. */
  readonly prerequisites: { readonly [gained: string]: readonly string[] } | null;
}

/**
 * What only later techniques than the published ones work on, by the words that a prerequisite would name it with: ecs-008 and
 * ecs-009 run a task definition that is there. No account of the published ones holds one: with it, three of them without an action
 * would be these, and rightly found.
 */
const LATER: { readonly [type: string]: RegExp } = { "aws.ecs-task-definition": /task definition/i };

/**
 * What is there to be changed: of the role of the job that glue-005 and glue-006 give another one nothing is asked. With one that is worth
 * something, who may start the job would need no other action, by a later technique.
 */
const CHANGED = ["aws.glue-job"];

export async function run(): Promise<readonly Figure[]> {
  const { paths } = JSON.parse(readFileSync(PUBLISHED, "utf8")) as { readonly paths: readonly Published[] };
  const techniques = await loadTechniques(process.env["NHI_TECHNIQUES"] ?? TECHNIQUES);
  const asked = [
    ...new Set(
      techniques.flatMap((one) => [
        ...(one.types ?? []),
        ...(one.requires?.exists ?? []),
        ...(one.requires?.same_region?.types ?? []),
        ...one.actions.flatMap((action) => action.types ?? []),
      ]),
    ),
  ];
  const written = paths.flatMap(({ prerequisites }) => Object.values(prerequisites ?? {}).flat()).join("\n");
  const types = asked.filter((type) => LATER[type]?.test(written) ?? true);
  noteExercised(paths, types, techniques);
  const missed = paths.filter((one) => !isFound(one.requiredPermissions, one.id, types, techniques));
  const drops = paths.flatMap(({ id, requiredPermissions: all }) =>
    all.map((dropped) => ({ id, dropped, rest: all.filter((action) => action !== dropped) })),
  );
  const clean = drops.filter(({ rest }) => !paths.some(({ requiredPermissions: all }) => isIn(all, rest)));
  const left = clean.filter(({ rest, id }) => rest.length > 0 && isFound(rest, id, types, techniques));
  return [
    {
      name: "published escalation techniques found",
      got: paths.length - missed.length,
      of: paths.length,
      problems: missed.map(({ id, requiredPermissions }) => `${id}: ${requiredPermissions.join(" + ")}`),
    },
    {
      name: "of their actions, one taken away, no longer found",
      got: clean.length - left.length,
      of: clean.length,
      problems: left.map(({ id, dropped, rest }) => `${id} without ${dropped}: ${rest.join(" + ")} is still found`),
    },
  ];
}

/** Techniques of just the actions of a published one that find it by themselves. */
function noteExercised(paths: readonly Published[], types: readonly string[], techniques: readonly Technique[]): void {
  for (const technique of techniques) {
    const actions = technique.actions.map(({ action }) => action);
    const published = paths.filter(({ requiredPermissions: all }) => isIn(all, actions) && isIn(actions, all));
    if (published.some(({ id }) => isFound(actions, id, types, [technique])))
      noteTechniques([{ technique: technique.id }]);
  }
}

function isIn(actions: readonly string[], all: readonly string[]): boolean {
  return actions.every((action) => all.includes(action));
}

/** Techniques that replace one of two keys, or a password, need a user who has them; some are a role's, not a user's. */
function isFound(
  actions: readonly string[],
  id: string,
  types: readonly string[],
  techniques: readonly Technique[],
): boolean {
  const surrounding: Surrounding = {
    caller: id === "iam-005" || id === "iam-009" ? "role" : "user",
    keys: id === "iam-003" ? 2 : 0,
    hasPassword: id === "iam-006",
    types,
    poor: CHANGED,
  };
  return reachOf(actions, surrounding, techniques) === "reaches";
}
