// Sessions of roles that a service opens to move data as whoever passed the role likes: it does some actions with the role, and runs no
// code of the caller's. Which services and actions these are is in rules/techniques/aws (`yields: data`).

import { hashText } from "../../../../model/hash.js";
import type { Technique } from "../../../../model/technique.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { rolesTrusting } from "../trust/roles-by-trusted-service.js";
import { type Found, type Frame, toNode, toSession } from "../trust/session-frame.js";

const MARK = "/session/";

/** Id of the session that a service opens of a role. */
function movedBy(service: string, role: string): string {
  return `${role}${MARK}${service}`;
}

/** ARN of the role of such a session. */
export function roleMoving(session: string): string {
  return session.slice(0, session.lastIndexOf(MARK));
}

/** Sessions of these roles as targets: policies name them by the ARN of the role. */
export function movingTargets(roles: readonly string[], service: string): Targets {
  const ids = roles.map((role) => movedBy(service, role));
  return createTargets(ids, (text) => (text.endsWith("*") ? text : movedBy(service, text)));
}

/** Adds a session for every role that trusts a service which some technique has move data; none where no technique does. */
export function readMovers(techniques: readonly Technique[], { estate }: Pick<Frame, "estate">, found: Found): void {
  const moving = new Map<string, Set<string>>();
  for (const { data = [], actions } of techniques) {
    const service = actions.find(({ on, passed_to: to }) => on === "target" && to !== undefined)?.passed_to?.[0];
    if (data.length === 0 || service === undefined) continue;
    moving.set(service, new Set([...(moving.get(service) ?? []), ...data]));
  }
  if (moving.size === 0) return;
  const trusting = rolesTrusting(estate);
  for (const [service, actions] of moving) {
    const roles = trusting(service);
    if (roles.length === 0) continue;
    const statement = { Effect: "Allow", Action: [...actions].sort(), Resource: "*" };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const limit = { id: service, policy: estate.compiler.compile(hashText(text), text) };
    for (const id of roles) {
      const role = estate.principal(id);
      if (role === undefined || role.isServiceLinked) continue;
      const session = toSession(movedBy(service, id), `${role.name} by ${service}`, role, [limit]);
      found.sessions.push(session);
      found.nodes.push(toNode(session));
    }
  }
}
