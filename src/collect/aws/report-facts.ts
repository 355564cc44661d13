// What one row of the credential report becomes: facts of the user or of root, and the credentials that only it knows. Pure.
import { properties } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import type { AccountCrawl } from "./account.js";
import { type ReportRow, type ReportSlot, ROOT_ROW } from "./report-rows.js";
import { type KnownCredential, matchSlots, toSlotCredential } from "./slots.js";

/** Credentials of each user that were listed with their ids; a user who was not asked, or was refused, is not in it. */
export interface ListedCredentials {
  readonly byUser: ReadonlyMap<string, readonly KnownCredential[]>;
  /** Users of whose list something was left out. */
  readonly lacks: ReadonlyMap<string, string>;
}

export interface ReportFrame {
  readonly account: AccountCrawl;
  readonly keys: ListedCredentials;
  readonly certificates: ListedCredentials;
  readonly generatedAt: unknown;
}

/** Adds what a row says to `out`. */
export function toReportPart(row: ReportRow, frame: ReportFrame, out: PartBuilder): void {
  const isRoot = row.user === ROOT_ROW;
  const principal = isRoot ? frame.account.root : row.arn;
  out.supplements.push({ node: principal, properties: toUserFacts(row) });
  if (isRoot) out.supplements.push({ node: frame.account.scope.id, properties: toRootFacts(row, frame.generatedAt) });
  if (row.passwordEnabled === true) addPassword(row, out);
  const key = isRoot ? principal : frame.account.facts.userKey(row.user);
  addSlots({ row, principal, key, slots: row.keys, listed: frame.keys, type: "access-key" }, out);
  addSlots(
    { row, principal, key, slots: row.certificates, listed: frame.certificates, type: "signing-certificate" },
    out,
  );
}

function toUserFacts(row: ReportRow) {
  return properties({
    user_created_at: row.createdAt,
    password_enabled: row.passwordEnabled,
    password_last_used_at: row.passwordLastUsedAt,
    password_last_used_known: true,
    password_last_changed_at: row.passwordLastChangedAt,
    password_next_rotation_at: row.passwordNextRotationAt,
    mfa_active: row.mfaActive,
    report_key_count: row.keys.length,
    report_active_key_count: row.keys.filter((slot) => slot.isActive).length,
  });
}

function toRootFacts(row: ReportRow, generatedAt: unknown) {
  return properties({
    root_keys_present: row.keys.some((slot) => slot.isActive),
    root_mfa_enabled: row.mfaActive,
    root_password_last_used_at: row.passwordLastUsedAt,
    root_certificate_present: row.certificates.some((slot) => slot.isActive),
    credential_report_at: toIso(generatedAt),
  });
}

function addPassword(row: ReportRow, out: PartBuilder): void {
  const id = `${row.arn}/console-password`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "aws.console-password",
    name: `console password of ${row.user}`,
    parent: row.arn,
    properties: properties({
      status: "active",
      static: true,
      created_at: row.passwordLastChangedAt,
      expires_at: row.passwordNextRotationAt,
      last_used_at: row.passwordLastUsedAt,
      last_used_known: true,
    }),
  });
  out.edge("authenticates_as", id, row.arn);
}

interface Slots {
  readonly row: ReportRow;
  readonly principal: string;
  /** What ids of unlisted credentials begin with. */
  readonly key: string;
  readonly slots: readonly ReportSlot[];
  readonly listed: ListedCredentials;
  readonly type: "access-key" | "signing-certificate";
}

function addSlots(of: Slots, out: PartBuilder): void {
  const { user } = of.row;
  const listed = of.listed.byUser.get(user);
  const { matched, rest } = matchSlots(of.slots, listed ?? []);
  for (const [slot, credential] of matched) {
    if (of.type === "access-key") out.supplements.push({ node: credential.id, properties: toUse(slot) });
  }
  // The list is fresher than the report: what only the report has was deleted since, or is what was left out of the list.
  if (listed !== undefined && !of.listed.lacks.has(user)) return;
  for (const slot of rest) {
    const use = of.type === "access-key" ? toUse(slot) : {};
    const node = toSlotCredential(slot, { ...of, user, use });
    out.nodes.push(node);
    out.edge("authenticates_as", node.id, of.principal, slot.isActive ? {} : { state: "blocked" });
  }
}

function toUse(slot: ReportSlot) {
  return properties({
    last_used_at: slot.lastUsedAt,
    last_used_known: true,
    last_used_service: slot.lastUsedService,
    last_used_region: slot.lastUsedRegion,
  });
}
