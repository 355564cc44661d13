// Reviewed facts about Google Workspace, from rules/tables/workspace-*.yaml; each row carries its source. Loaded and checked by
// catalog, handed to analysis.
import type { Capability } from "./words.js";

/** `admin`: administration of the domain. The others are Google's own words for how an app has to be verified. */
export type ScopeClass = "admin" | "restricted" | "sensitive";

export interface WorkspaceScopeRow {
  /** As consents write it: `https://www.googleapis.com/auth/drive`. */
  readonly scope: string;
  readonly class: ScopeClass;
  /**
   * How far it leads who acts for everybody: `control`, where it makes administrators or resets their passwords; `cloud`, where
   * it is everything on Google Cloud of whoever it acts for; `groups`, where it changes who is in groups.
   */
  readonly leads?: "control" | "cloud" | "groups" | undefined;
  /** What it opens: mailboxes, files, chats, calendars, contacts. */
  readonly data?: string | undefined;
  readonly capabilities: readonly Capability[];
  readonly source: string;
}

/** An application of Google's own, by the project that its client id begins with. */
export interface WorkspaceClientRow {
  readonly project: string;
  readonly name: string;
  readonly source: string;
}

/** A role that every customer has. */
export interface WorkspaceRoleRow {
  readonly role: string;
  /** 0: control of the domain; 1: people, groups, devices or data of everybody; 2: the rest. */
  readonly tier: 0 | 1 | 2;
  readonly source: string;
}
