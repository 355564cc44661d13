// From records of logs to what is kept of them: the scope that they watch, and the calls of identities that are known.
import { actionsOf, placeOf } from "../analyze/aws/used-actions.js";
import type { AuditRecord } from "../collect/audit-records.js";
import type { TrailRecord } from "../collect/trail-files.js";
import type { Seen } from "./log-tally.js";

/** An identity that records may name. */
export interface KnownIdentity {
  readonly id: string;
  /** Vendor's unique id: another one of the same name is another identity. */
  readonly incarnation: string | undefined;
  readonly scope: string;
}

/** By what records call it. */
export type KnownIdentities = ReadonlyMap<string, KnownIdentity>;

/** Of CloudTrail: what was called by a session counts for its role; what failed or was refused is no use. */
export function seenByTrail(record: TrailRecord, known: KnownIdentities): Seen | undefined {
  const { account, region, time, isData, isRead, failed } = record;
  if (account === undefined || time === "") return undefined;
  const kinds = isRead === undefined ? [] : [isRead ? "read" : "write"];
  const marks = isData ? placesOf(record).flatMap((place) => kinds.map((kind) => `${kind} data ${place}`)) : kinds;
  const who = known.get(record.principal);
  const isOther =
    who?.incarnation !== undefined && record.uniqueId !== undefined && who.incarnation !== record.uniqueId;
  return {
    scope: `aws:${account}`,
    kind: "CloudTrail",
    time,
    marks: region === undefined ? marks : [...marks, `region ${region}`],
    ...(who !== undefined && !isOther && !failed && { identity: who.id, calls: callsOf(record) }),
  };
}

/** Actions; of events that are none, the event itself; of roles that were assumed, also which. */
function callsOf(record: TrailRecord): readonly string[] {
  const { source, name, resources, named } = record;
  const actions = actionsOf(source, name) ?? [`${source}:${name}`];
  // what needs no permission was a call all the same
  if (actions.length === 0) return [`${source}:${name}`];
  if (!actions.includes("sts:AssumeRole")) return actions;
  const roles = [...resources, ...named].filter((one) => /^arn:[^:]+:iam::\d{12}:role\//.test(one));
  return [...actions, ...roles.map((role) => `sts:AssumeRole ${role}`)];
}

/** Buckets, tables and functions that an event is about. */
function placesOf({ resources }: TrailRecord): readonly string[] {
  return [
    ...new Set(
      resources.map((one) =>
        placeOf(one)
          .replace(/\/\*$/, "")
          .replace(/(:table\/[^/]+)\/.*$/, "$1"),
      ),
    ),
  ];
}

/** Of Entra, Azure and Google Cloud. A log that does not say which tenant it is of is that of identities that are known. */
export function seenByAudit(record: AuditRecord, known: KnownIdentities): Seen | undefined {
  const who = record.actors.map((name) => known.get(name)).find((one) => one !== undefined);
  const scope = record.scope ?? who?.scope;
  if (scope === undefined) return undefined;
  const { permissions, isActivity } = record;
  return {
    scope,
    kind:
      record.kind === "Google Cloud audit logs"
        ? `Google Cloud ${isActivity ? "activity" : "data access"}`
        : record.kind,
    time: record.time,
    marks: isActivity ? [] : permissions.map((permission) => `permission ${permission}`),
    ...(who !== undefined && !record.failed && { identity: who.id, calls: auditedCalls(record) }),
  };
}

/** Without what a call was about: paths of Microsoft Graph name things without end. */
function auditedCalls({ kind, action, permissions }: AuditRecord): readonly string[] {
  if (kind === "Google Cloud audit logs") return [action, ...permissions];
  if (kind === "Entra audit log") return [`audit: ${action}`];
  if (kind === "Azure activity log") return [`azure: ${action}`];
  return [kind === "Entra sign-ins" ? action : `graph: ${action.split(" ", 1)[0] ?? ""}`];
}
