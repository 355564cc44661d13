// Roles elsewhere that trust everyone, as far as conditions let them: all of an organisation, mostly ("aws:PrincipalOrgID"). Accounts
// that nothing tells apart get to them through one set of roles; account by account they were the square of their number.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
import { compareText } from "../../../../model/compare.js";
import { addTo, groupBy } from "../../../../model/group-by.js";
import { hashText } from "../../../../model/hash.js";
import { oncePerWord } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import { classOfKey } from "../../condition/key-classes.js";
import { NO, type Truth } from "../../condition/truth.js";
import type { Policy } from "../../policy/policy.js";
import type { Drawing } from "../builder/edge-builder.js";
import { both, type Judgement, toTrustId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { ANYONE } from "../trust/public-principal.js";
import { openRoles } from "../trust/roles-open-to-public.js";
import { ASSUME_ROLE, type TrustBook } from "../trust/trust-policies.js";
import { controlsOf, createAcross, WIDTHS, type Width } from "./organization-wide.js";

export interface Controlled {
  readonly book: TrustBook;
  /** Accounts that somebody controls. */
  readonly controlled: ReadonlySet<string>;
  /** Account → roles that somebody in it gets to as things are. */
  readonly reached: ReadonlyMap<string, ReadonlySet<string>>;
  /** What happens before somebody of the account takes the role. */
  readonly first: Judgement;
  /** Whether the account gets to a role of another. */
  readonly judgeRole: (account: string, role: string) => Judgement;
}

/** Draws `can_assume` from controlled accounts to roles of others that trust everyone, and them more surely than anybody whosoever. */
export function drawTrustingEveryone(given: Controlled, judge: Judge, drawing: Drawing): void {
  const { everyone } = given.book;
  if (everyone.length === 0) return;
  const bit = judge.interest.bitOf(ASSUME_ROLE);
  const across = createAcross(judge, openRoles(judge, given.book, bit), bit);
  const frame = { ...given, judgeRole: judgedOnce(given, judge), anyones: openToAnyone(drawing), drawing };
  const { organizations, partitionOf } = judge.estate;
  const controlled = [...given.controlled].sort(compareText);
  /** Account → which roles it gets to together with others. */
  const shared = new Map<string, Width[]>();
  const byWidth = groupBy(everyone, across.widthOf);
  const leftOf = oncePerWord((widths) => everyone.filter((role) => !widths.split(" ").includes(across.widthOf(role))));
  for (const width of WIDTHS) {
    const roles = byWidth.get(width) ?? [];
    const classOf = (account: string) =>
      across.classOf(account, width)?.key ??
      (organizations.placeOf(account) ? account : `of none that was read ${partitionOf(account)}`);
    for (const accounts of groupBy(roles.length === 0 ? [] : controlled, classOf).values()) {
      const [first = "", ...others] = accounts;
      if (others.length === 0) continue;
      drawFrom(accounts, roles, across.classOf(first, width)?.organization, frame);
      for (const account of accounts) addTo(shared, account, width);
    }
  }
  for (const account of controlled)
    drawFrom([account], leftOf((shared.get(account) ?? []).join(" ")), undefined, frame);
}

interface Frame extends Controlled {
  /** Role → how surely anybody whosoever gets to it. */
  readonly anyones: ReadonlyMap<string, Truth>;
  readonly drawing: Drawing;
}

/** From accounts that are alike to roles of others: straight to a single one, through a set to several. */
function drawFrom(
  accounts: readonly string[],
  roles: readonly string[],
  organization: string | undefined,
  frame: Frame,
): void {
  const { drawing, first, judgeRole, anyones, reached } = frame;
  const hits = roles.flatMap((role) => {
    // what one of them may elsewhere each may
    const account = accounts.find((one) => one !== accountOfArn(role));
    const judgement = account === undefined ? undefined : judgeRole(account, role);
    const isWon = judgement !== undefined && judgement.truth < (anyones.get(role) ?? NO);
    return isWon ? [{ role, judgement: { ...judgement, because: [toTrustId(role)] } }] : [];
  });
  const isNew = (account: string) =>
    hits.some(({ role }) => accountOfArn(role) !== account && reached.get(account)?.has(role) !== true);
  const sources = accounts.filter(isNew).map((account) => `aws:${account}`);
  const [only] = hits;
  if (only === undefined || sources.length === 0) return;
  if (hits.length === 1) {
    for (const from of sources)
      drawing.edge({ kind: "can_assume", from, to: only.role, judgement: both(only.judgement, first) });
    return;
  }
  const place = organization ?? accounts[0];
  const told = hits.map(({ role, judgement: { truth, condition = "" } }) => `${role} ${truth} ${condition}`).join("\n");
  const id = `set:aws:${place}/trusting/${hashText(told).slice(0, 12)}`;
  const whom = organization === undefined ? "everyone, under conditions" : `organization ${organization}`;
  const name = `${hits.length} roles that trust ${whom}`;
  drawing.node({ id, kind: "set", type: "aws.access-set", name, scope: sources[0] ?? "", properties: {} });
  for (const from of sources) drawing.edge({ kind: "can_assume", from, to: id, judgement: first });
  for (const { role, judgement } of hits) drawing.edge({ kind: "includes", from: id, to: role, judgement });
}

function openToAnyone(drawing: Drawing): ReadonlyMap<string, Truth> {
  const open = drawing.sketches().filter(({ kind, from }) => kind === "can_assume" && from === ANYONE);
  return new Map(open.map(({ to, judgement }) => [to, judgement.truth]));
}

/** The judgement of one role for all that have the same trust and are bound by the same, where neither reads whose role it is. */
function judgedOnce(
  { book, judgeRole }: Pick<Controlled, "book" | "judgeRole">,
  { estate }: Judge,
): Controlled["judgeRole"] {
  const alike = oncePerWord((role) => {
    const place = estate.organizations.placeOf(accountOfArn(role));
    const levels = place?.levels.rcp ?? [];
    const trust = estate.principal(role)?.trust?.policy;
    const bound = levels.flatMap(({ policies }) => policies.map(({ policy }) => policy));
    const isItsOwn =
      trust === undefined || book.views.get(role)?.readsRole !== false || [trust, ...bound].some(readsResource);
    return isItsOwn
      ? role
      : JSON.stringify([trust.hash, estate.partitionOf(accountOfArn(role)), place?.isRead.rcp, controlsOf(levels)]);
  });
  const known = new Map<string, Judgement>();
  return (account, role) => {
    const key = `${account} ${alike(role)}`;
    const judgement = known.get(key) ?? judgeRole(account, role);
    known.set(key, judgement);
    return judgement;
  };
}

function readsResource({ statements }: Policy): boolean {
  return statements.some(
    ({ condition, resources }) =>
      resources.texts.some((text) => text !== "*") ||
      (condition?.keys ?? []).some((key) => classOfKey(key) === "resource"),
  );
}
