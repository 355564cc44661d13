// What the edges from jobs to the secrets of CI are worked out with.
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";

export interface SecretFrame {
  readonly owners: readonly CiOwner[];
  readonly contexts: ReadonlyMap<string, readonly CiContext[]>;
  /** By `owner/name` in lower case. */
  readonly repositories: ReadonlyMap<string, CiRepository>;
  readonly drawing: CiDrawing;
}
