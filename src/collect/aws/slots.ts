// Joins the numbered places of the credential report with credentials that were listed by id. Pure.
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { properties } from "../fields.js";
import type { ReportSlot } from "./report-rows.js";

export interface KnownCredential {
  readonly id: string;
  readonly createdAt: string | undefined;
}

/** Pairs by time of creation; when one slot and one credential are left, they are each other's. */
export function matchSlots<T extends KnownCredential>(
  slots: readonly ReportSlot[],
  listed: readonly T[],
): { matched: readonly (readonly [ReportSlot, T])[]; rest: readonly ReportSlot[] } {
  const matched: [ReportSlot, T][] = [];
  const left = [...listed];
  const rest = slots.filter((slot) => {
    const at = left.findIndex(
      (credential) => credential.createdAt !== undefined && credential.createdAt === slot.rotatedAt,
    );
    const [credential] = at < 0 ? [] : left.splice(at, 1);
    if (credential === undefined) return true;
    matched.push([slot, credential]);
    return false;
  });
  const [slot] = rest;
  const [credential] = left;
  if (rest.length !== 1 || left.length !== 1 || slot === undefined || credential === undefined)
    return { matched, rest };
  return { matched: [...matched, [slot, credential]], rest: [] };
}

/** A credential that only the report knows, under an id made of its user and the time it was made. */
export function toSlotCredential(
  slot: ReportSlot,
  of: { user: string; principal: string; key: string; type: string; slots: readonly ReportSlot[]; use: JsonRecord },
): GraphNode {
  const made = slot.rotatedAt ?? `slot-${slot.number}`;
  const isTwin = of.slots.some((other) => other.rotatedAt === slot.rotatedAt && other.number < slot.number);
  return {
    id: `${of.key}/${of.type}/${made}${isTwin ? `/${slot.number}` : ""}`,
    kind: "credential",
    type: `aws.${of.type}`,
    name: `${of.type.replace("-", " ")} ${slot.number} of ${of.user.replace(/^<root_account>$/, "root")}`,
    parent: of.principal,
    properties: properties({
      status: slot.isActive ? "active" : "inactive",
      static: true,
      created_at: slot.rotatedAt,
      slot_only: true,
      // Where users could not be listed, the report is the only one who knows what they are called.
      principal_name: of.user.replace(/^<root_account>$/, "root"),
      ...of.use,
    }),
  };
}
