// What a token needs so that nhi can read, printed from the list of calls that the client enforces.
import type { Role } from "./call.js";
import { CALLS } from "./calls.js";
import { STANDING_CALLS } from "./standing.js";

const ROLES: readonly Role[] = ["Guest", "Reporter", "Developer", "Maintainer", "Owner", "Administrator"];

/** As JSON: scopes, and which role opens which call. A group access token of the role Owner reads all but the last. */
export function permissionsText(): string {
  const byRole = ROLES.map((role) => [
    role,
    [...new Set(CALLS.filter((call) => call.role === role).map(({ route }) => route))],
  ]);
  const editions = CALLS.flatMap(({ route, edition }) => (edition === undefined ? [] : [[route, edition]]));
  const text = {
    scopes: ["read_api"],
    role: "Owner of the group: GitLab shows variables, tokens and runners of a group to nobody else",
    callsByRole: Object.fromEntries(byRole.filter(([, calls]) => calls?.length !== 0)),
    // Who the token is and what it lacks: asked by nhi doctor alone.
    doctorCalls: STANDING_CALLS.map(({ route }) => route),
    editions: Object.fromEntries(editions),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
