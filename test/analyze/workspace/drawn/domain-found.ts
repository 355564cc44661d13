// Ways through a drawn domain by the search of the program itself.
import { foundPairs } from "../../found-pairs.js";
import { CLOUD, clientNode, type Google, mail, ORGANIZATION, SCOPE, userNode, writeGoogle } from "../google.js";
import { ACCOUNTS, GROUPS, PEOPLE } from "./domain-plan.js";
import type { Sureness } from "./domain-told.js";

/** How surely nhi finds each pair, `from to`: 2 for certain, 1 with a condition, 0 not. */
export async function foundIn(plan: Google, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  return await foundPairs({
    write: (folder) => writeGoogle(plan, folder),
    pairs,
    addressOf: (name) => idOf(name, plan),
    certain: ["none"],
    areKnown: true,
  });
}

function idOf(name: string, plan: Google): string {
  const places: { readonly [name: string]: string } = { project: CLOUD, organization: ORGANIZATION, domain: SCOPE };
  const place = places[name];
  if (place !== undefined) return place;
  if (name === "mailboxes" || name === "files") return `${SCOPE}/${name}`;
  if (name.startsWith("person-")) return `gcp:member/user:${mail(name.slice("person-".length))}`;
  if (PEOPLE.includes(name)) return userNode(plan, name);
  if (ACCOUNTS.includes(name)) return `gcp:service-account/10000000000000000000${ACCOUNTS.indexOf(name)}`;
  return GROUPS.includes(name) ? `gcp:groups/${name}` : clientNode(name);
}
