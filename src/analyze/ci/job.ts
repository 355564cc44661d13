// A job of a pipeline, and what is known of the value of a secret that it reads.
import type { StoredNode } from "../../model/analysis.js";
import type { CiRepository } from "./estate.js";
import type { Tie } from "./ties.js";

export interface CiJob {
  readonly job: StoredNode;
  readonly repository: CiRepository;
}

/** What is known of a secret's value. */
export interface SecretTie {
  readonly provider?: string;
  readonly holds?: string;
  readonly isStatic?: boolean;
  readonly tie?: Tie;
  readonly confidence?: number;
}
