// Workloads, resources with policies of their own, and sessions of a drawn estate.
import type { Json } from "../../../../../src/model/words.js";
import { ACCOUNT, OTHER, root, type Scene } from "../scene.js";
import { TAGS } from "./holders.js";
import {
  accountOf,
  arnOf,
  FOREIGN_SECRET,
  GUARDED,
  KEY,
  PRINCIPALS,
  ROLES,
  RUNNING,
  regional,
  SECRETS,
} from "./names.js";
import type { Plan, PlanGuard } from "./plan.js";
import { ALL, type Statement, type Write } from "./statements.js";
import { WHOM } from "./trusts.js";
import type { Writing } from "./writing.js";

/** Everything that has a policy of its own, and what runs as roles. */
export function addResources(scene: Scene, plan: Plan, write: Write, writing: Writing): void {
  const { guarded, runs } = plan;
  const granted = toGrants(plan);
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
    const document = [
      ...toGuard(guarded[at] ?? [], write),
      ...(type === "aws.kms-key" ? [ofRoot, ...(writing.isInKeyPolicy ? granted : [])] : []),
    ];
    const properties = { tags: TAGS[at % 3] ?? {}, ...(id === SECRETS[1] && { kms_key: KEY }) };
    scene.node("resource", type, id, {
      name: nameOf(id),
      region: "eu-west-1",
      account,
      properties,
      ...(document.length > 0 && { document }),
    });
  }
  for (const [at, one] of writing.isInKeyPolicy ? [] : granted.entries())
    scene.node("grant", "aws.kms-grant", `${KEY}/grant/${at}`, { parent: KEY, document: [one] });
  for (const role of ["ro1", "ro3"]) scene.instanceProfile(role);
}

/** As collection writes them down. */
function toGrants({ grants }: Plan): readonly Statement[] {
  return grants.flatMap(({ to, makes }) => {
    const name = PRINCIPALS[to] ?? "";
    const statement: Statement = {
      Effect: "Allow",
      Principal: { AWS: arnOf(name) },
      Action: makes ? "kms:CreateGrant" : "kms:Decrypt",
      Resource: "*",
    };
    // whether one to another account takes a policy there as well AWS does not say
    return accountOf(name) === ACCOUNT ? [statement] : [];
  });
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

/** What gives sessions of ro2 to certificates, and the sessions of ro3 that pods have. */
export const PROFILE = regional("rolesanywhere", "profile/pf0");
export const PODS = regional("eks", "podidentityassociation/cl0/as0");

/** Certificates get ro2, and pods ro3: each within a policy, where there is one. */
export function addSessions(scene: Scene, { sessions }: Plan, write: Write): void {
  const [certificates = [], pods = []] = sessions.map((list) => write(list));
  const anchor = regional("rolesanywhere", "trust-anchor/an0");
  scene.node("trust", "aws.rolesanywhere-trust-anchor", anchor, { region: "eu-west-1" });
  scene.node("resource", "aws.rolesanywhere-profile", PROFILE, {
    region: "eu-west-1",
    properties: { roles: [arnOf("ro2")], managed_policies: [] },
    ...(certificates.length > 0 && { document: certificates }),
  });
  if (pods.length === 0) return;
  scene.node("session", "aws.session", PODS, {
    parent: arnOf("ro3"),
    document: pods,
  });
}
