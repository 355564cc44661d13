// Policies as compiled: what the evaluator reads. A policy is compiled once for each content hash.
import type { Condition } from "../condition/condition.js";
import type { ActionSet } from "./action-set.js";
import type { PrincipalSet } from "./principal-set.js";
import type { ResourceSet } from "./resource-set.js";

export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly isAllow: boolean;
  readonly actions: ActionSet;
  /** Trust policies have no Resource: everything. */
  readonly resources: ResourceSet;
  /** Undefined in identity policies. */
  readonly principals: PrincipalSet | undefined;
  readonly condition: Condition | undefined;
}

/** A part of a document that cannot be understood; nothing is concluded from it. */
export interface PolicyProblem {
  /** `Statement[2].Condition.StringEqual aws:x`, empty for the whole document. */
  readonly where: string;
  readonly message: string;
}

export interface Policy {
  /** Content hash, or a text that says which document is missing. */
  readonly hash: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** The document, or a statement of it, could allow or deny anything: it was not read or not understood. */
  readonly isOpaque: boolean;
  /**
   * True when no statement can be about an action of the service (lower case). Left out where only the statements tell;
   * where it is there, asking it does not compile them.
   */
  readonly isSilentOn?: (service: string) => boolean;
  /** False when no action or pattern of actions, in quotation marks, fits the expression; likewise. */
  readonly mayName?: (actions: RegExp) => boolean;
}

/** Stands in for a document that was not read. */
export function unreadPolicy(hash: string, message: string): Policy {
  return { hash, statements: [], problems: [{ where: "", message }], isOpaque: true };
}
