// What is known of the Google Cloud projects, folders and organizations of one scan.
import type { DerivedNode } from "../../model/analysis.js";
import type { Boundary, DenyRule } from "./limits.js";
import type { Member, ServiceAccount } from "./member.js";
import type { Places } from "./places.js";
import type { Roles } from "./roles.js";

export interface GoogleEstate {
  readonly places: Places;
  readonly roles: Roles;
  readonly members: ReadonlyMap<string, Member>;
  /** Member without bindings of its own, or undefined when it is no member at all. */
  member(text: string): Member | undefined;
  /** The same, and one that neither a binding nor a group names. */
  anyMember(text: string): Member;
  readonly accounts: ReadonlyMap<string, ServiceAccount>;
  /** Members that are groups, of which nobody could tell who is in them. */
  readonly unreadGroups: readonly Member[];
  /** Whether it is known who is in a group, which is written as bindings do. */
  isGroupRead(group: string): boolean;
  readonly denies: readonly DenyRule[];
  readonly boundaries: readonly Boundary[];
  readonly now: Date;
  /** Members that no collector gives a node. */
  readonly derived: readonly DerivedNode[];
  readonly isRead: (scope: string, dataSet: string) => boolean;
  /** The same of the scope alone, of what is asked container by container; undefined where it was not asked by itself. */
  readonly isReadAt: (scope: string, dataSet: string) => boolean | undefined;
  /** Whether it was asked and not answered whole; of a recording that holds no such answer nobody can tell. */
  readonly isRefusedAt: (scope: string, dataSet: string) => boolean;
}
