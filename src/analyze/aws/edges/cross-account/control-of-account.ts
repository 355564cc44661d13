// Whoever controls an account can act as any principal of it. That matters where such a principal reaches into another account.
import { compareText } from "../../../../model/compare.js";
import { addToSet } from "../../../../model/group-by.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { Drawing } from "../builder/edge-builder.js";
import { GRANTED } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { TrustBook } from "../trust/trust-policies.js";
import { drawTrusting } from "./trusting-accounts.js";

/**
 * Draws `contains` from accounts to the principals through which they reach others, one for each way across, and what accounts reach
 * that nobody in them does as yet.
 */
export function drawCrossings(book: TrustBook, judge: Judge, drawing: Drawing): void {
  const controlled = controlledIn(drawing);
  if (controlled.size === 0) return;
  drawWaysAcross(controlled, drawing);
  drawTrusting(book, controlled, judge, drawing);
}

/** Accounts that somebody controls, or comes to control. */
function controlledIn(drawing: Drawing): ReadonlySet<string> {
  const accounts = new Set<string>();
  for (const { gives, to } of drawing.sketches())
    if (gives === "admin" && to.startsWith("aws:")) accounts.add(accountOf(to));
  return accounts;
}

function drawWaysAcross(controlled: ReadonlySet<string>, drawing: Drawing): void {
  const edges = drawing.sketches();
  const hubs = new Map<string, Set<string>>();
  for (const { kind, from, to } of edges)
    if (kind === "includes" && from.startsWith("set:")) addToSet(hubs, from, accountOf(to));
  const ways = new Map<string, string>();
  for (const { kind, from, to, judgement } of edges) {
    if (judgement.truth === NO || kind === "includes" || kind === "contains" || !from.startsWith("arn:")) continue;
    const account = accountOf(from);
    if (!controlled.has(account)) continue;
    if (!leaves(hubs.get(to) ?? [accountOf(to)], account)) continue;
    const way = `${account} ${to}`;
    const before = ways.get(way);
    if (before === undefined || compareSources(from, before) < 0) ways.set(way, from);
  }
  for (const principal of new Set(ways.values())) {
    const scope = `aws:${accountOf(principal)}`;
    drawing.edge({ kind: "contains", from: scope, to: principal, judgement: GRANTED, because: [principal], hops: 1 });
  }
}

/** Whether one of the accounts is another; a set of all accounts is looked through to its second. */
function leaves(targets: Iterable<string>, account: string): boolean {
  for (const target of targets) if (target !== "" && target !== account) return true;
  return false;
}

/** What somebody is without its boundary last: the others take no further change. */
function compareSources(a: string, b: string): number {
  return Number(a.includes("#")) - Number(b.includes("#")) || compareText(a, b);
}

/** Account of an ARN or of an account's scope; empty for anything else. */
function accountOf(id: string): string {
  const account = id.startsWith("aws:") ? id.slice("aws:".length) : accountOfArn(id);
  return /^\d{12}$/.test(account) ? account : "";
}
