// What a caller has to be allowed on what is there already, roles to pass among them, and what has to be there.
import { oncePer } from "../../../../model/once.js";
import type { TechniqueAction } from "../../../../model/technique.js";
import { textOf } from "../../../properties.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { allowedAmong, type Existing } from "../builder/existing-targets.js";
import { bestOn } from "../evaluation/best-resource.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "../evaluation/decision.js";
import { allowedPatterns, candidatesOf } from "../evaluation/named-resources.js";
import type { Judge } from "../evaluation/requests.js";
import { claimsOn } from "../similarity/claims.js";
import { rolesToPass } from "../trust/roles-by-trusted-service.js";
import type { Surroundings } from "./account-inventory.js";
import { fillTemplate } from "./arn-template.js";
import { judgeProperties, judgeServiceTrust, namesOf } from "./target-requirements.js";

/** Whether something of the types is there. */
export function judgeExistence(
  account: string,
  types: readonly string[] | undefined,
  surroundings: Surroundings,
): Judgement {
  if (types === undefined) return GRANTED;
  const existing = surroundings.existing(types, account);
  if (existing === undefined) return uncertain(`whether there is ${namesOf(types)} was not read`);
  return existing.ids.length > 0 ? GRANTED : NEVER;
}

/** Whether a workload of the types runs as the caller. */
export function judgeRunning(
  { id, account }: AwsPrincipal,
  types: readonly string[] | undefined,
  surroundings: Surroundings,
): Judgement {
  if (types === undefined) return GRANTED;
  const own = surroundings.runningAs(id);
  if (own.some((one) => one.account === account && types.includes(one.type))) return GRANTED;
  const isRead = surroundings.existing(types, account) !== undefined;
  return isRead ? NEVER : uncertain(`whether there is ${namesOf(types)} that runs as it was not read`);
}

/** Whether its account has the service-linked role of the service. */
export function judgeLinked(
  { account }: AwsPrincipal,
  service: string | undefined,
  surroundings: Surroundings,
): Judgement {
  if (service === undefined) return GRANTED;
  const has = surroundings.hasLinkedRole(account, service);
  if (has === undefined) return uncertain(`whether the account has a service-linked role of ${service} was not read`);
  return has ? GRANTED : NEVER;
}

/** Some role of the account that trusts one of the services and may be passed to it. */
export function judgePassed(
  principal: AwsPrincipal,
  { action, passed_to: services = [] }: TechniqueAction,
  judge: Judge,
): Judgement {
  return surest(services, (service) => {
    const context = { "iam:PassedToService": service };
    const roles = rolesToPass(judge.estate)(`${principal.account} ${service}`);
    return surest(allowedAmong(principal, action, roles, judge), (role) => {
      const passed = judge.ask(principal, { action, resource: role, context });
      return passed.truth === NO ? passed : both(passed, judgeServiceTrust(role, service, judge));
    });
  });
}

/**
 * Some node that is there, on which the caller is allowed all of the actions.
 * @param home account that has the nodes: the caller's, or the one that it administers a service for
 */
export function judgeExisting(
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
  surroundings: Surroundings,
  home = principal.account,
): Judgement {
  const [{ types = [] } = { types: [] }] = actions;
  const existing = surroundings.existing(types, home);
  if (existing === undefined) {
    const elsewhere = home === principal.account ? undefined : `arn:*:*:*:${home}:*`;
    const lists = actions.map((action) =>
      allowedPatterns(principal, action, judge, action.resource?.replace(/\{[a-z_]+\}/g, "*") ?? elsewhere),
    );
    const allowed = bestOn(candidatesOf(lists, home), principal, actions, judge);
    return both(allowed, uncertain(`whether there is ${namesOf(types)} was not read`));
  }
  const best = (): Judgement => {
    const [fewest = []] = actions
      .map((action) => candidatesAmong(principal, action, existing, judge, surroundings))
      .sort((a, b) => a.length - b.length);
    return surest(fewest, (resource) =>
      actions.map((asked) => judgeOn(resource, principal, asked, judge, surroundings)).reduce(both, GRANTED),
    );
  };
  const alike = existing.naming(principal).length > 0 ? undefined : textOfAlike(principal, actions, judge);
  return alike === undefined ? best() : answersOf(judge)(`${home} ${alike}`, best);
}

/** Nodes worth asking about; where AWS asks about what is made of one, those that are such as the action needs it. */
function candidatesAmong(
  principal: AwsPrincipal,
  asked: TechniqueAction,
  existing: Existing,
  judge: Judge,
  surroundings: Surroundings,
): readonly string[] {
  if (asked.resource === undefined) return allowedAmong(principal, asked.action, existing, judge);
  return existing.ids.filter((id) => judgeNode(principal, id, asked, surroundings).truth !== NO);
}

/** Answers that hold for every caller who holds the same: a group of many users has one. */
const answersOf = oncePer((_: Judge) => {
  const known = new Map<string, Judgement>();
  return (alike: string, judge: () => Judgement): Judgement => {
    const found = known.get(alike) ?? judge();
    known.set(alike, found);
    return found;
  };
});

/** The same for callers whose answer is the same, with the same policies behind it; undefined for one that differs from all others. */
function textOfAlike(principal: AwsPrincipal, actions: readonly TechniqueAction[], judge: Judge): string | undefined {
  const passes = actions.some((one) => one.passes !== undefined);
  // who makes pods is a user or role of the cluster
  if (principal.session !== undefined || actions.some((one) => one.makes_pods)) return undefined;
  const names = [...actions.map(({ action }) => action), ...(passes ? ["iam:PassRole"] : [])];
  const claims = names.map((action) => claimsOn(principal, judge.interest.bitOf(action), judge.interest, judge));
  if (claims.flat().some(({ isPersonal }) => isPersonal)) return undefined;
  const held = [...principal.policies, ...(principal.boundary ? [principal.boundary] : [])].map(({ id }) => id);
  return JSON.stringify([principal.account, actions, claims.map((some) => some.map(({ key }) => key)), held]);
}

function judgeOn(
  resource: string,
  principal: AwsPrincipal,
  asked: TechniqueAction,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  const fit = both(
    judgeMade(resource, principal, asked, judge, surroundings),
    judgeNode(principal, resource, asked, surroundings),
  );
  return fit.truth === NO ? NEVER : both(fit, judgeRolesOf(principal, resource, asked, judge, surroundings));
}

/** Whether the action is allowed on a node, or on some resource that is made of it. */
function judgeMade(
  id: string,
  principal: AwsPrincipal,
  asked: TechniqueAction,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  const { action, resource } = asked;
  if (resource === undefined) return judge.ask(principal, { action, resource: id });
  const patterns = allowedPatterns(principal, asked, judge, fillTemplate(resource, id, surroundings));
  return bestOn(candidatesOf([patterns], principal.account), principal, [asked], judge);
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
  const cluster = id.replace(ASSOCIATION, ":cluster/$1");
  const namespace = cluster === id ? undefined : textOf(node?.properties["namespace"]);
  return both(fit, surroundings.eks.makesPods(cluster, who, namespace) ?? NEVER);
}

/** A pod identity names its cluster, and is of one namespace. */
const ASSOCIATION = /:podidentityassociation\/([^/]+)\/.*$/;

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
