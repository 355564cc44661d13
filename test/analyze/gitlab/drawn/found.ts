// How surely people of a drawn group get at things, by the search of the program itself.
import { foundPairs } from "../../found-pairs.js";
import { PEOPLE, type Person, type Plan } from "./plan.js";
import { numberOf, personNumber, roleArn, writeRecording } from "./recording-of.js";
import type { Sureness } from "./runs.js";

/** How surely nhi finds each pair, `person end`: where another has to agree it is a way that waits, and not sure. */
export async function foundIn(plan: Plan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  return await foundPairs({
    write: (folder) => writeRecording(plan, folder),
    pairs,
    addressOf: (name) => (isPerson(name) ? `gitlab:gitlab.com/-/users/${personNumber(name)}` : endOf(plan, name)),
    certain: ["none", "met"],
    // who has a role nowhere is not in the recording
    areKnown: true,
  });
}

function isPerson(name: string): name is Person {
  return PEOPLE.some((one) => one === name);
}

function endOf({ variables }: Plan, end: string): string {
  if (end.startsWith("role-")) return roleArn(Number(end.slice("role-".length)));
  const at = variables.find(({ key }) => key === end)?.at ?? "acme";
  const kind = at === "acme" ? "" : at === "acme/site" || at === "acme/platform/api" ? "projects" : "groups";
  const holder = kind === "" ? "gitlab:gitlab.com/acme" : `gitlab:gitlab.com/-/${kind}/${numberOf(at)}`;
  return `${holder}/variable/${end}`;
}
