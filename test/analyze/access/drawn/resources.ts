// Workloads, resources with policies of their own, and sessions of a drawn estate.
import type { Json } from "../../../../src/model/words.js";
import { ACCOUNT, OTHER, root, type Scene } from "../scene.js";
import { TAGS } from "./holders.js";
import { arnOf, FOREIGN_SECRET, GUARDED, KEY, ROLES, RUNNING, regional, SECRETS } from "./names.js";
import type { Plan, PlanGuard } from "./plan.js";
import { ALL, type Statement, type Write } from "./statements.js";
import { WHOM } from "./trusts.js";

/** Everything that has a policy of its own, and what runs as roles. */
export function addResources(scene: Scene, { guarded, runs }: Plan, write: Write): void {
  for (const [at, [type, id]] of RUNNING.entries()) {
    const role = ROLES[runs[at] ?? 0] ?? "";
    const place = { name: nameOf(id), region: "eu-west-1", properties: { cluster: "cl0", tags: TAGS[1] ?? {} } };
    const document = toGuard(guarded[GUARDED.findIndex((one) => one[1] === id)] ?? [], write);
    scene.node("workload", type, id, { ...place, ...(document.length > 0 && { document }) });
    scene.edge("runs_as", id, arnOf(role));
  }
  for (const [at, [type, id]] of GUARDED.entries()) {
    if (RUNNING.some(([, known]) => known === id)) continue;
    const account = id === FOREIGN_SECRET ? OTHER : ACCOUNT;
    const ofRoot = { ...ALL, Action: "kms:*", Principal: root() as Json };
    const document = [...toGuard(guarded[at] ?? [], write), ...(type === "aws.kms-key" ? [ofRoot] : [])];
    const properties = { tags: TAGS[at % 3] ?? {}, ...(id === SECRETS[1] && { kms_key: KEY }) };
    scene.node("resource", type, id, {
      name: nameOf(id),
      region: "eu-west-1",
      account,
      properties,
      ...(document.length > 0 && { document }),
    });
  }
  for (const role of ["ro1", "ro3"]) scene.instanceProfile(role);
}

function nameOf(id: string): string {
  return id.slice(Math.max(id.lastIndexOf(":"), id.lastIndexOf("/")) + 1);
}

function toGuard(list: readonly PlanGuard[], write: Write): Statement[] {
  return write(list).map(({ NotResource, ...one }, at) => {
    const whom = WHOM[list[at]?.whom ?? 0] ?? "*";
    const isNegated = NotResource !== undefined && one["Effect"] === "Deny";
    return { ...one, [isNegated ? "NotPrincipal" : "Principal"]: whom, Resource: "*" };
  });
}

/** Certificates get ro2, and pods ro3: each within a policy, where there is one. */
export function addSessions(scene: Scene, { sessions }: Plan, write: Write): void {
  const [certificates = [], pods = []] = sessions.map((list) => write(list));
  const anchor = regional("rolesanywhere", "trust-anchor/an0");
  scene.node("trust", "aws.rolesanywhere-trust-anchor", anchor, { region: "eu-west-1" });
  scene.node("resource", "aws.rolesanywhere-profile", regional("rolesanywhere", "profile/pf0"), {
    region: "eu-west-1",
    properties: { roles: [arnOf("ro2")], managed_policies: [] },
    ...(certificates.length > 0 && { document: certificates }),
  });
  if (pods.length === 0) return;
  scene.node("session", "aws.session", regional("eks", "podidentityassociation/cl0/as0"), {
    parent: arnOf("ro3"),
    document: pods,
  });
}
