// What a repository gets once who administers it has changed its settings: secrets and runners of its owner that are not for it as it is.
import type { CiRepository } from "./estate.js";
import type { Gate } from "./gates.js";

/**
 * How who administers a repository gets it what is not for it as it is: unarchived, or public where it is private and the other way
 * round. In: whether something is for a repository as it would be. Undefined where it is for it already, or in no case.
 * https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories
 * https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-visibility-changes-in-your-organization
 */
export function changedGate(repository: CiRepository, isFor: (as: CiRepository) => boolean): Gate | undefined {
  const { isArchived, isPrivate, turnedOff, owner } = repository;
  if (turnedOff !== undefined || isPrivate === undefined) return undefined;
  const active = { ...repository, isArchived: false };
  if (isFor(active)) {
    return isArchived ? { state: "met", condition: "an administrator can unarchive the repository" } : undefined;
  }
  const visibility = isPrivate ? "public" : "private";
  const { membersChangeVisibility: may } = owner;
  if (may === false || !isFor({ ...active, isPrivate: !isPrivate, visibility })) return undefined;
  return may === true
    ? { state: "met", condition: `an administrator can make the repository ${visibility}` }
    : { state: "unknown", condition: `whether an administrator can make the repository ${visibility} was not read` };
}
