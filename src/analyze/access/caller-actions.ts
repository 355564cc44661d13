// What a caller has to be allowed besides the target: resources that it makes or picks itself, or that exist in the account.

import { addTo } from "../../model/group-by.js";
import type { Technique, TechniqueAction } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { partitionOf } from "../aws/partition.js";
import { BESIDE, type Beside } from "./beside.js";
import type { Judge } from "./judge.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "./judgement.js";
import { allowedPatterns, candidatesOf, commonOf, sparedPatterns } from "./named-resources.js";
import { type CenterSet, judgeSet, likenessFor } from "./permission-sets.js";
import { judgeSignIn, SOURCES } from "./sign-in.js";
import type { Surroundings } from "./surroundings.js";
import { judgeProperties, judgeServiceTrust, rolesByService } from "./target-facts.js";

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
    else if (action.on === "any") addTo(picked, action.same ?? `alone ${action.action}`, action);
    if (judgement.truth === NO) return judgement;
  }
  for (const together of there.values()) {
    judgement = both(judgement, judgeExisting(principal, together, judge, surroundings));
    if (judgement.truth === NO) return judgement;
  }
  for (const together of picked.values()) {
    judgement = both(judgement, judgePicked(principal, together, judge, surroundings));
    if (judgement.truth === NO) return judgement;
  }
  return judgement;
}

function judgeExistence(account: string, types: readonly string[] | undefined, surroundings: Surroundings): Judgement {
  if (types === undefined) return GRANTED;
  const ids = surroundings.existing(types, account);
  if (ids === undefined) return uncertain(`whether there is ${namesOf(types)} was not read`);
  return ids.length > 0 ? GRANTED : NEVER;
}

/** Whether a workload of the types runs as the caller. */
function judgeRunning(
  { id, account }: AwsPrincipal,
  types: readonly string[] | undefined,
  surroundings: Surroundings,
): Judgement {
  if (types === undefined) return GRANTED;
  if (surroundings.workloads(types, account).some(({ roles }) => roles.includes(id))) return GRANTED;
  const isRead = surroundings.existing(types, account) !== undefined;
  return isRead ? NEVER : uncertain(`whether there is ${namesOf(types)} that runs as it was not read`);
}

/** Whether its account has the service-linked role of the service. */
function judgeLinked({ account }: AwsPrincipal, service: string | undefined, surroundings: Surroundings): Judgement {
  if (service === undefined) return GRANTED;
  const has = surroundings.hasLinkedRole(account, service);
  if (has === undefined) return uncertain(`whether the account has a service-linked role of ${service} was not read`);
  return has ? GRANTED : NEVER;
}

/** `a ecs-cluster` of `aws.ecs-cluster`. */
function namesOf(types: readonly string[]): string {
  return types.map((type) => `a ${type.slice(type.indexOf(".") + 1)}`).join(" or ");
}

/** One resource on which the caller is allowed all of the actions, and all else that AWS asks about with them. */
function judgePicked(
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
  surroundings?: Surroundings,
): Judgement {
  const wanted = ({ of: [first] = [] }: TechniqueAction) => first && fillOwn(first, principal, surroundings);
  const lists = actions.map((action) => allowedPatterns(principal, action, judge, wanted(action)));
  // what an account was delegated it administers as if it were its own
  const isDelegated = actions.some(({ of: [first = ""] = [] }) => first.includes("{sso_owner}"));
  const asked: Judge = isDelegated ? { ...judge, ask: judge.askOwnSide } : judge;
  let best = bestOn(candidatesOf(lists, principal.account), principal, actions, asked);
  if (best.truth === NO) {
    const spared = actions.map((action) => sparedPatterns(principal, action, judge)).filter((some) => some.length > 0);
    const narrowed = lists.map((list) => spared.flatMap((some) => commonOf(list, [some])));
    if (spared.length > 0) best = bestOn(candidatesOf(narrowed, principal.account), principal, actions, asked);
  }
  for (const action of actions) {
    for (const one of action.of?.slice(1) ?? []) {
      if (best.truth === NO) return best;
      best = both(best, judgePicked(principal, [{ ...action, of: [one] }], judge, surroundings));
    }
  }
  return best;
}

/**
 * Documents of Systems Manager that no account has, since AWS keeps such names for its own, which are in none:
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
const RESERVED = /^arn:[^:]*:ssm:[^:]*:\d{12}:document\/(aws|amazon|amzn)/i;

/** The best of the resources on which all of the actions are asked about. */
function bestOn(
  resources: Iterable<string>,
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
): Judgement {
  const makes = actions.some(({ action }) => /^iam:Create(User|Role)$/.test(action));
  return surest(resources, (resource) => {
    // a name that is taken makes no other identity
    if (makes && judge.estate.principal(resource) !== undefined) return NEVER;
    if (RESERVED.test(resource)) return NEVER;
    return actions
      .map(({ action, with: brought = {}, without = [] }) => {
        const context = { ...brought, ...Object.fromEntries(without.map((key) => [key, null])) };
        return judge.ask(principal, { action, resource, context });
      })
      .reduce((a, b) => both(a, b), GRANTED);
  });
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
 * What AWS asks about besides: one that serves for sure, or one that may, which leaves it open. What another account shares takes
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
  const serves = surest(sure, pick);
  if (serves.state === "none") return serves;
  const open = both(pick(perhaps), uncertain(why));
  return open.truth < serves.truth ? open : serves;
}

/** Some role of the account that trusts one of the services and may be passed to it. */
function judgePassed(
  principal: AwsPrincipal,
  { action, passed_to: services = [] }: TechniqueAction,
  judge: Judge,
): Judgement {
  return surest(services, (service) => {
    const context = { "iam:PassedToService": service };
    return surest(rolesByService(judge.estate).get(service) ?? [], (role) => {
      // what AWS linked to a service only that service hands on
      const { account, isServiceLinked } = judge.estate.principal(role) ?? {};
      if (account !== principal.account || isServiceLinked) return NEVER;
      const passed = judge.ask(principal, { action, resource: role, context });
      return passed.truth === NO ? passed : both(passed, judgeServiceTrust(role, service, judge));
    });
  });
}

/** Some node that is there, on which the caller is allowed all of the actions. */
function judgeExisting(
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  const [{ types = [] } = { types: [] }] = actions;
  const ids = surroundings.existing(types, principal.account);
  if (ids === undefined) {
    const lists = actions.map((action) => allowedPatterns(principal, action, judge));
    const allowed = bestOn(candidatesOf(lists, principal.account), principal, actions, judge);
    return both(allowed, uncertain(`whether there is ${namesOf(types)} was not read`));
  }
  return surest(ids, (resource) =>
    actions
      .map((asked) => {
        const fit = both(
          judge.ask(principal, { action: asked.action, resource }),
          judgeNode(principal, resource, asked, surroundings),
        );
        return fit.truth === NO ? NEVER : both(fit, judgeRolesOf(principal, resource, asked, judge, surroundings));
      })
      .reduce(both, GRANTED),
  );
}

/** Whether a node is such as the action needs it, and the caller makes pods there where that is needed. */
function judgeNode(
  principal: AwsPrincipal,
  id: string,
  { is, makes_pods: makesPods }: TechniqueAction,
  surroundings: Surroundings,
): Judgement {
  const node = surroundings.workload(id);
  const fit = judgeProperties(node, is, (property) => `the ${property} of ${node?.name ?? id} was not read`);
  if (makesPods !== true || fit.truth === NO) return fit;
  const who = principal.session?.of ?? principal.id;
  return both(fit, surroundings.eks.makesPods(id, who) ?? NEVER);
}

/** Whether the caller may pass the roles that a node names. */
function judgeRolesOf(
  principal: AwsPrincipal,
  id: string,
  { passes = [], passed_to: services = [] }: TechniqueAction,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  const { properties = {} } = surroundings.workload(id) ?? {};
  const roles = passes.map((name) => properties[name]).filter((role) => typeof role === "string");
  return roles
    .map((resource) =>
      surest(services, (service) =>
        judge.ask(principal, { action: "iam:PassRole", resource, context: { "iam:PassedToService": service } }),
      ),
    )
    .reduce(both, GRANTED);
}
