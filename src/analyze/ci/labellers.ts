// Who may set labels without being able to write: they open a pull request, and give it the label that its run asks for.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import type { CiRepository } from "./estate.js";

/** Ids of the users and teams with the triage role in a repository. */
export type LabellersOf = (repository: CiRepository) => readonly string[];

/**
 * Reads who has the triage role, at the first question for one.
 * https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
 */
export function createLabellers(input: Pick<AnalysisInput, "edges">): LabellersOf {
  const read = once(() => {
    const found = new Map<string, string[]>();
    for (const { from, to, properties } of input.edges(["permits"]))
      if (properties["role"] === "triage" && from.startsWith("github:")) addTo(found, to, from);
    return found;
  });
  return ({ id, owner }) => [...(read().get(id) ?? []), ...(read().get(`${owner.scope}/all-repositories`) ?? [])];
}
