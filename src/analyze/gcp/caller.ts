// A member of Google Cloud that asks for something, with what it holds and what everybody holds.
import type { ScopedCaller } from "../scoped/world.js";
import type { Member } from "./member.js";

export interface Everybody {
  mayHold(action: string): boolean;
  /** Whether a deny policy takes an action from everybody and not from the caller. */
  isSpared(action: string): boolean;
  /** The caller with what everybody holds beside what it holds itself. */
  together(): GoogleCaller;
}

export interface GoogleCaller extends ScopedCaller {
  readonly member: Member;
  /** Names of roles whose permissions were not read. */
  readonly unreadRoles: readonly string[];
  /** What everybody holds; undefined where that is nothing. */
  readonly everybody: Everybody | undefined;
}
