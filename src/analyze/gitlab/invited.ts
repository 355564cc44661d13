// Groups that were invited to groups and projects: their members get their role there, and at most what the group was invited with.
// To a group its direct members get in alone, to a project those from above and of groups that were invited to it as well.
// https://docs.gitlab.com/user/project/members/sharing_projects_groups/
import { addAll } from "../../model/add-all.js";
import type { CiDrawing, Stroke } from "../ci/drawing.js";
import { textOf } from "../properties.js";
import { DEVELOPER, MAINTAINER, numberOf, OWNER } from "./access.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import type { GitLabGroup } from "./group.js";
import { developersId, maintainersId, writersId } from "./sets.js";

/** One invitation that is not over, of a role that can push. */
export interface Invitation {
  /** Node of the invited group; of one that was not crawled, its address. */
  readonly from: string;
  readonly isKnown: boolean;
  /** Words for it. */
  readonly name: string;
  readonly to: Pick<GitLabProject, "id" | "scope"> & { readonly developers: string };
  readonly isToGroup: boolean;
  readonly level: number;
}

/** All invitations that hold at a time. */
export function readInvitations({ groups, projects }: GitLabEstate, now: Date): readonly Invitation[] {
  const found: Invitation[] = [];
  for (const group of groups) addAll(found, guestsOf({ ...group, developers: developersId(group.id) }, true));
  for (const project of projects) addAll(found, guestsOf({ ...project, developers: writersId(project) }, false));
  return found;

  function guestsOf(holder: Holder, isToGroup: boolean): readonly Invitation[] {
    const { id, scope, host, developers } = holder;
    return holder.sharedWith.flatMap((one): Invitation[] => {
      const [number, level] = [numberOf(one["group_id"]), numberOf(one["level"])];
      const end = textOf(one["expires_at"]);
      if (number === undefined || level === undefined || level < DEVELOPER) return [];
      if (end !== undefined && Date.parse(end) <= now.getTime()) return [];
      const known = groups.find((group) => group.number === number && group.host === host);
      const from = known?.id ?? `gitlab:${host}/-/groups/${number}`;
      const name = textOf(one["path"]) ?? `group ${number}`;
      return [{ from, isKnown: known !== undefined, name, to: { id, scope, developers }, isToGroup, level }];
    });
  }
}

type Holder = Pick<GitLabGroup, "id" | "scope" | "host" | "sharedWith"> & { readonly developers: string };

/** Set of those who have a role in a group itself, not from above. */
function directId(group: string, role: "developers" | "maintainers" | "owners"): string {
  return `${group}@direct-${role}`;
}

/** Who is in a group itself, where it was invited to another. */
export interface DirectMembers {
  /** Puts somebody with a role in a group itself into its sets. */
  add(join: Omit<Stroke, "to">, group: string, level: number): void;
}

/** Draws what invited groups bring; answers where their direct members are to be put. */
export function drawInvited(invitations: readonly Invitation[], drawing: CiDrawing): DirectMembers {
  const groups = new Set<string>();
  for (const one of invitations) {
    if (!one.isKnown) drawOutside(one, drawing);
    else if (one.isToGroup) {
      groups.add(one.from);
      drawDirect(one, drawing);
    }
    drawGuests(one, drawing);
  }
  return {
    add(join, group, level) {
      if (!groups.has(group)) return;
      const role = level >= OWNER ? "owners" : level >= MAINTAINER ? "maintainers" : "developers";
      drawing.edge({ ...join, to: directId(group, role) });
    },
  };
}

function drawGuests({ from, isKnown, to: { id, developers }, isToGroup, level }: Invitation, drawing: CiDrawing): void {
  const isDirect = isKnown && isToGroup;
  const because = [id];
  const enter = { kind: "member_of" as const, because };
  drawing.edge({ ...enter, from: isDirect ? directId(from, "developers") : developersId(from), to: developers });
  if (level < MAINTAINER) return;
  const maintainers = isDirect ? directId(from, "maintainers") : maintainersId(from);
  drawing.edge({ ...enter, from: maintainers, to: maintainersId(id) });
  if (level < OWNER || !isDirect) return;
  drawing.edge({ kind: "permits", from: directId(from, "owners"), to: id, capability: "admin", because });
}

function drawDirect({ from, name, to: { scope } }: Invitation, drawing: CiDrawing): void {
  for (const role of ["developers", "maintainers", "owners"] as const) {
    const words = `${role} of ${name} itself`;
    const node = { id: directId(from, role), kind: "set" as const, type: "gitlab.invited-group", name: words };
    drawing.node({ ...node, scope, properties: {} });
  }
  drawing.edge({ kind: "member_of", from: directId(from, "owners"), to: directId(from, "maintainers") });
  drawing.edge({ kind: "member_of", from: directId(from, "maintainers"), to: directId(from, "developers") });
}

/** A group that was not crawled: who is in it is not known. */
function drawOutside({ from, name: path, to: { scope } }: Invitation, drawing: CiDrawing): void {
  for (const [set, words] of [
    [developersId(from), "developers"],
    [maintainersId(from), "maintainers"],
  ] as const) {
    const name = `${words} of ${path}`;
    drawing.node({ id: set, kind: "set", type: "gitlab.invited-group", name, scope, properties: {} });
  }
  drawing.edge({ kind: "member_of", from: maintainersId(from), to: developersId(from) });
}
