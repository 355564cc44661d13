// What replaces a static secret: the words of `nhi plan`. Texts and files only; nothing here is ever applied.
import type { JsonRecord } from "../model/words.js";

/** A place that keeps or reads a secret: a job, a function, the configuration of an agent, a file of a repository. */
export interface Use {
  readonly id: string;
  /** Vendor's type, such as github.job. */
  readonly type: string;
  readonly name: string;
  readonly properties: JsonRecord;
  /** Name of the variable or secret by which it is read there. */
  readonly variable?: string;
  /** Of a job of CI: what issues its tokens. */
  readonly repository?: RepositoryFacts;
}

/** What a repository or project says of the subjects of its tokens. */
export interface RepositoryFacts {
  readonly id: string;
  /** owner/name, or path of the project. */
  readonly name: string;
  readonly defaultBranch: string;
  /** GitHub: what subjects begin with; undefined when that was not read. */
  readonly subjectPrefix?: string;
  /** Claims of which the owner makes subjects instead. */
  readonly claimKeys?: readonly string[];
  /** GitLab: host. */
  readonly host?: string;
}

/** A policy that the principal of the secret holds, its own or by a group. */
export interface HeldPolicy {
  readonly id: string;
  readonly name: string;
  readonly isInline: boolean;
  /** JSON text of an inline policy. */
  readonly text?: string;
}

export interface Owner {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Looks like a workload and not like a person; undefined when nothing tells. */
  readonly isWorkload?: boolean;
  readonly isRoot?: boolean;
  readonly properties: JsonRecord;
  readonly policies: readonly HeldPolicy[];
}

export interface Reach {
  /** 0 control of a scope, 1 data and secrets of production; undefined where neither is known. */
  readonly tier?: 0 | 1;
  /** Steps to there from whoever has the secret. */
  readonly hops?: number;
  /** Others that reach control only over this secret. */
  readonly cut: number;
}

/** A secret with everything that decides what replaces it. */
export interface StaticSecret {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  readonly isActive: boolean;
  readonly createdAt?: string;
  /** Days since it was made; undefined when that is not known. */
  readonly ageDays?: number;
  /** Days since the last use; null: never, as far as was watched; undefined: not known. */
  readonly idleDays?: number | null;
  readonly usedFor?: string;
  readonly properties: JsonRecord;
  readonly owner?: Owner;
  readonly uses: readonly Use[];
  /** Copies and CI secrets that hold the same value and go with it. */
  readonly covers: readonly string[];
  readonly reach: Reach;
  /** Issuers that the account of the secret trusts already. */
  readonly issuers: readonly string[];
}

export interface PlanFile {
  /** Suggested name; made safe before it is written. */
  readonly name: string;
  readonly text: string;
}

export type ReplacementKind =
  | "federation"
  | "workload-identity"
  | "single-sign-on"
  | "certificate"
  | "app"
  | "bound-token"
  | "remove"
  | "none";

/** What takes the place of a secret at one of its uses; `none` says why nothing does. */
export interface Replacement {
  readonly kind: ReplacementKind;
  /** In one line. */
  readonly title: string;
  /** The use that it is for; undefined when it is for all, or none is known. */
  readonly use?: string;
  readonly steps: readonly string[];
  readonly files: readonly PlanFile[];
}

/** A replacement without files: what has no file to show, or a reason. */
export function inWords(kind: ReplacementKind, title: string, steps: readonly string[], use?: Use): Replacement {
  return { kind, title, steps, files: [], ...(use && { use: use.id }) };
}
