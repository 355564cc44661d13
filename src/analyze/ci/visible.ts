// For which repositories a secret of an owner is.
import type { StoredNode } from "../../model/analysis.js";
import { idsOf } from "../properties.js";
import type { CiRepository } from "./estate.js";

/** Whether a secret of the owner is for the repository. */
export function isVisible({ properties }: StoredNode, { id, numericId, isPrivate }: CiRepository): boolean {
  const { visibility, repositories } = properties;
  if (visibility === "all") return true;
  if (visibility === "private") return isPrivate !== false;
  const chosen = idsOf(repositories) ?? [];
  return chosen.includes(id) || (numericId !== undefined && chosen.includes(numericId));
}
