// What a caller has to be allowed besides the target: resources that it makes or picks itself, or that exist in the account.
import { addTo } from "../../../../model/group-by.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { bestOn } from "../evaluation/best-resource.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "../evaluation/decision.js";
import { allowedPatterns, candidatesOf, commonOf, sparedPatterns } from "../evaluation/named-resources.js";
import type { Judge } from "../evaluation/requests.js";
import { type CenterSet, judgeSet, likenessFor } from "../identity-center/permission-sets.js";
import { judgeSignIn, SOURCES } from "../identity-center/sign-in.js";
import type { Surroundings } from "./account-inventory.js";
import { BESIDE, type Beside } from "./companion-resources.js";
import { judgeExistence, judgeExisting, judgeLinked, judgePassed, judgeRunning } from "./existing-resources.js";
import { judgeWritten } from "./ssm-documents.js";

/** Whether the caller is allowed all actions on `any` and `existing`, and what has to exist does. */
export function judgeCallerActions(
  principal: AwsPrincipal,
  { actions, requires }: Pick<Technique, "actions" | "requires">,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  let judgement = judgeExistence(principal.account, requires?.exists, surroundings);
  judgement = both(judgement, judgeRunning(principal, requires?.runs, surroundings));
  judgement = both(judgement, judgeLinked(principal, requires?.linked_role, surroundings));
  judgement = both(judgement, judgeCenter(principal, { actions, ...(requires && { requires }) }, judge, surroundings));
  if (judgement.truth === NO) return judgement;
  const picked = new Map<string, TechniqueAction[]>();
  const there = new Map<string, TechniqueAction[]>();
  for (const action of actions) {
    if (action.beside !== undefined)
      judgement = both(judgement, judgeBeside(principal, action, BESIDE[action.beside], judge));
    if (action.on === "existing") addTo(there, action.same ?? `alone ${action.action}`, action);
    else if (action.on === "role") judgement = both(judgement, judgePassed(principal, action, judge));
    else if (action.on === "any" && !isAllBeside(action))
      addTo(picked, action.same ?? `alone ${action.action}`, action);
    if (judgement.truth === NO) return judgement;
  }
  const home = requires?.delegated === undefined ? principal.account : managementOf(principal, judge);
  const asked = home === principal.account ? judge : asDelegated(judge);
  for (const together of there.values()) {
    judgement = both(judgement, judgeExisting(principal, together, asked, surroundings, home));
    if (judgement.truth === NO) return judgement;
  }
  for (const together of picked.values()) {
    judgement = both(judgement, judgePicked(principal, together, judge, surroundings));
    if (judgement.truth === NO) return judgement;
  }
  return judgement;
}

/** What AWS asks about is the document alone, which is looked at by itself. */
function isAllBeside({ beside, of }: TechniqueAction): boolean {
  return beside !== undefined && of === undefined;
}

/** One resource on which the caller is allowed all of the actions, and all else that AWS asks about with them. */
export function judgePicked(
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
  surroundings?: Surroundings,
): Judgement {
  const management = managementOf(principal, judge);
  const wanted = ({ of: [first] = [] }: TechniqueAction) =>
    first && fillOwn(first.replace("{management}", management), principal, surroundings);
  const lists = actions.map((action) => allowedPatterns(principal, action, judge, wanted(action)));
  const isDelegated = actions.some(
    ({ of: [first = ""] = [] }) =>
      first.includes("{sso_owner}") || (first.includes("{management}") && management !== principal.account),
  );
  const asked = isDelegated ? asDelegated(judge) : judge;
  const isThere = (resource: string) => surroundings?.workload(resource) !== undefined;
  let best = bestOn(candidatesOf(lists, principal.account), principal, actions, asked, isThere);
  if (best.truth === NO) {
    const spared = actions.map((action) => sparedPatterns(principal, action, judge)).filter((some) => some.length > 0);
    const narrowed = lists.map((list) => spared.flatMap((some) => commonOf(list, [some])));
    if (spared.length > 0) best = bestOn(candidatesOf(narrowed, principal.account), principal, actions, asked, isThere);
  }
  for (const action of actions) {
    for (const one of action.of?.slice(1) ?? []) {
      if (best.truth === NO) return best;
      best = both(best, judgePicked(principal, [{ ...action, of: [one] }], judge, surroundings));
    }
  }
  return best;
}

/** What an account was delegated it administers as if it were its own. */
function asDelegated(judge: Judge): Judge {
  return { ...judge, ask: judge.askOwnSide };
}

/** The account that manages the organisation of the caller; the caller's own where it is in none. */
function managementOf({ account }: AwsPrincipal, { estate }: Judge): string {
  return estate.organizations.placeOf(account)?.management ?? account;
}

/** {partition} and {account} of the caller, and what is written of the Identity Center that its account administers. */
function fillOwn(pattern: string, { id, account }: AwsPrincipal, surroundings?: Surroundings): string {
  const own = pattern.replace("{partition}", partitionOf(id)).replace("{account}", account);
  const center = own.includes("{") ? surroundings?.centers.administeredFrom(account) : undefined;
  if (center === undefined) return own;
  const instance = center.id.slice(center.id.lastIndexOf("/") + 1);
  return own
    .replace("{sso_instance}", instance)
    .replace("{sso_owner}", center.owner)
    .replace("{identity_store}", center.store);
}

/** Whether the Identity Center that the caller's account administers is such as the technique asks for, and lets it in. */
function judgeCenter(
  principal: AwsPrincipal,
  { actions, requires = {} }: Pick<Technique, "actions" | "requires">,
  judge: Judge,
  { centers }: Surroundings,
): Judgement {
  const onSets = actions.filter(({ on }) => on === "permission-set");
  const { sign_in: signIn, identity_source: source, permission_set: wanted, likeness } = requires;
  if (onSets.length === 0 && signIn === undefined && source === undefined) return GRANTED;
  const center = centers.administeredFrom(principal.account);
  if (center === undefined) return NEVER;
  let judgement = source === undefined ? GRANTED : uncertain(SOURCES[source]);
  if (onSets.length > 0) {
    const allowed = (set: CenterSet) => {
      const fit = likenessFor(set, wanted) === likeness ? judgeSet(set, wanted) : NEVER;
      if (fit.truth === NO) return fit;
      return onSets.map(({ action }) => judge.ask(principal, { action, resource: set.id })).reduce(both, fit);
    };
    judgement = both(judgement, surest(center.sets, allowed));
  }
  if (signIn === undefined || judgement.truth === NO) return judgement;
  return both(judgement, judgeSignIn(principal, center, judge));
}

/**
 * What AWS asks about besides: one that serves for sure, the caller's own among them, or one that may, which leaves it open. What another account shares takes
 * no policy that names the caller.
 */
function judgeBeside(
  principal: AwsPrincipal,
  { action, with: brought = {} }: TechniqueAction,
  { sure, perhaps, why }: Beside,
  judge: Judge,
): Judgement {
  const own: Judge = { ...judge, ask: judge.askOwnSide };
  const pick = (pattern: string) => judgePicked(principal, [{ action, on: "any", of: [pattern], with: brought }], own);
  const write = () => judgeWritten(principal, { action, with: brought }, fillOwn(perhaps, principal), own);
  const serves = surest([...sure.map((one) => () => pick(one)), write], (way) => way());
  if (serves.state === "none") return serves;
  const open = both(pick(perhaps), uncertain(why));
  return open.truth < serves.truth ? open : serves;
}
