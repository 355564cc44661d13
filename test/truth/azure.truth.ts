// Published attack paths through Entra and Azure, one small tenant each: who starts there reaches the target, the decoys beside it do not.
// The tenants were written before nhi was run on them: see azure/write-bundles.ts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { matchesOperation } from "../../src/model/azure-operation.js";
import { BUILT_IN_ROLES, type BuiltInRole } from "../../src/model/azure-roles.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";
import { reachedPairs } from "./reached-pairs.js";

const TENANTS = fileURLToPath(new URL("./azure/tenants", import.meta.url));
/** All of them. */
const FLOOR = 29;

interface Expected {
  readonly spec: string;
  readonly start: string;
  readonly targets: readonly string[];
  readonly mustNotReach: readonly (readonly [from: string, to: string])[];
}

export async function run(): Promise<readonly Figure[]> {
  const file = join(GROUND_TRUTH, "azure/badzure-attack-paths.json");
  const { paths } = JSON.parse(readFileSync(file, "utf8")) as { paths: readonly { id: string }[] };
  const written = new Set(readdirSync(TENANTS));
  const problems: string[] = [];
  const alarms: string[] = [];
  let got = 0;
  let decoys = 0;
  for (const { id } of paths) {
    if (!written.has(id)) {
      problems.push(`${id}: has no tenant; add it to azure/write-bundles.ts`);
      continue;
    }
    const expected = JSON.parse(readFileSync(join(TENANTS, id, "expected.json"), "utf8")) as Expected;
    const reached = await reachedIn(join(TENANTS, id, "bundle"), expected);
    if (reached.missing.length === 0) got += 1;
    problems.push(...reached.missing.map((target) => `${id}: ${target} not reached`));
    decoys += expected.mustNotReach.length;
    alarms.push(...reached.alarms.map((pair) => `${id}: ${pair} reached`));
  }
  return [
    {
      name: "Entra and Azure attack paths",
      got,
      of: paths.length,
      floor: FLOOR,
      falseAlarms: { got: alarms.length, of: decoys },
      problems: [...alarms, ...problems],
    },
    builtInRoles(),
  ];
}

interface Published {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
  }[];
}

/** What nhi takes a role of Azure to give where its definition was not read is in what Azure says it gives, and all of that for some. */
function builtInRoles(): Figure {
  const file = join(GROUND_TRUTH, "azure/azure-builtin-roles.json");
  const { roles } = JSON.parse(readFileSync(file, "utf8")) as { roles: readonly Published[] };
  const published = new Map(roles.map((role) => [role.id, role]));
  const problems = [...BUILT_IN_ROLES].flatMap(([id, role]) =>
    oddities(role, published.get(id)).map((odd) => `${role.name}: ${odd}`),
  );
  const odd = new Set(problems.map((problem) => problem.slice(0, problem.indexOf(":"))));
  return {
    name: "roles of Azure as it defines them",
    got: BUILT_IN_ROLES.size - odd.size,
    of: BUILT_IN_ROLES.size,
    problems,
  };
}

function oddities(role: BuiltInRole, published: Published | undefined): readonly string[] {
  const [said] = published?.permissions ?? [];
  if (published === undefined || said === undefined) return ["there is no such role"];
  const isIn = (one: string, list: readonly string[]) => list.some((pattern) => matchesOperation(one, pattern));
  const taken = said.notActions.filter((one) => !role.notActions.includes(one));
  const [actions, dataActions] = [role.actions, role.dataActions].map((list) => [...list].sort());
  const isAll =
    JSON.stringify([actions, dataActions]) === JSON.stringify([[...said.actions].sort(), [...said.dataActions].sort()]);
  return [
    ...(published.name === role.name ? [] : [`is called ${published.name}`]),
    ...role.actions.filter((one) => !isIn(one, said.actions)).map((one) => `does not give ${one}`),
    ...role.dataActions.filter((one) => !isIn(one, said.dataActions)).map((one) => `does not give ${one} on data`),
    ...taken.map((one) => `takes away ${one}`),
    ...(role.isWhole && !isAll ? ["gives more"] : []),
  ];
}

async function reachedIn(
  bundle: string,
  { start, targets, mustNotReach }: Expected,
): Promise<{ readonly missing: readonly string[]; readonly alarms: readonly string[] }> {
  const wanted = targets.map((to) => ({ from: start, to }));
  const reached = await reachedPairs(bundle, [...wanted, ...mustNotReach.map(([from, to]) => ({ from, to }))]);
  return {
    missing: targets.filter((_target, at) => reached[at] !== true),
    alarms: mustNotReach.flatMap(([from, to], at) =>
      reached[targets.length + at] === false ? [] : [`${from} → ${to}`],
    ),
  };
}
