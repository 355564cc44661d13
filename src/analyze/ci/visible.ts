// For which repositories a secret of an owner is.
import type { StoredNode } from "../../model/analysis.js";
import { idsOf } from "../properties.js";
import type { CiRepository } from "./estate.js";

/** A secret that something of a repository can read; `doubt` says why it may be none of its own. */
export interface Visible {
  readonly secret: StoredNode;
  readonly doubt: string | undefined;
}

/**
 * The secret as the repository has it; nothing where it is for others. Of a choice that was not read each may be a part.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets#creating-secrets-for-an-organization (Free)
 */
export function visibleFor(secret: StoredNode, { id, numericId, isPrivate, owner }: CiRepository): Visible[] {
  const { visibility, repositories } = secret.properties;
  if (owner.isFree && isPrivate === true && secret.type === "github.actions-secret") return [];
  const sure = [{ secret, doubt: undefined }];
  if (visibility === "all") return sure;
  if (visibility === "private") return isPrivate === false ? [] : sure;
  const chosen = idsOf(repositories);
  if (chosen === undefined)
    return [{ secret, doubt: "the repository is among those it was selected for, which were not read" }];
  return chosen.includes(id) || (numericId !== undefined && chosen.includes(numericId)) ? sure : [];
}
