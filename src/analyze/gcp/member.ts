// Members, service accounts and role bindings of Google Cloud, as types below all that reads and evaluates them.
import type { StoredNode } from "../../model/analysis.js";
import type { Role } from "./roles.js";

export interface Activation {
  readonly words: string;
  readonly asksApproval: boolean;
  /** Members, as Google writes them. */
  readonly approvers: readonly string[];
  readonly asks: readonly string[];
}

export interface Binding {
  /** Node id: what a finding is about and a fix takes away. */
  readonly id: string;
  readonly place: string;
  readonly role: Role;
  readonly condition: string | undefined;
  /** What asking for it takes; undefined of one that stands. */
  readonly activation: Activation | undefined;
}

export interface Member {
  /** As bindings write it: `serviceAccount:ci@acme.iam.gserviceaccount.com`. */
  readonly member: string;
  /** Node id. */
  readonly id: string;
  readonly kind: string;
  readonly bindings: Binding[];
  /** Members that stand for what it is in: groups, groups in groups too, its domain, everybody of its pool, and sets of all accounts of a container. */
  readonly groups: readonly string[];
  /** Project that an account or an identity of a pool lives in; undefined where it is not known, and for people. */
  readonly home: string | undefined;
}

export interface ServiceAccount {
  readonly node: StoredNode;
  readonly email: string;
  readonly project: string;
  readonly place: string;
  readonly isDisabled: boolean;
}
