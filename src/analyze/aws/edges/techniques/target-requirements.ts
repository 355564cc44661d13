// What a technique asks of its target besides permissions: a trust in a service, an instance profile, room for a key.
import { oncePer, oncePerWord } from "../../../../model/once.js";
import type { Technique, TechniqueRequirements, WantedProperties } from "../../../../model/technique.js";
import { accountOfArn, accountOfScope } from "../../attached-policy.js";
import { NO, UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { withoutVariables } from "../../policy/glob.js";
import { allowsEverything } from "../escalation/full-access-policy.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "../evaluation/decision.js";
import { commonText, pickResource } from "../evaluation/pattern-intersection.js";
import type { Judge } from "../evaluation/requests.js";
import { samlProviderOf } from "../trust/saml-users.js";
import type { Surroundings, Workload } from "./account-inventory.js";

/** Whether a role trusts a service that acts for its account. */
export function judgeServiceTrust(role: string, service: string, judge: Judge): Judgement {
  const account = accountOfArn(role);
  return judge.askFor(service, {
    action: "sts:AssumeRole",
    resource: role,
    context: { "aws:SourceAccount": account, "aws:SourceOrgID": organizationOf(account, judge) },
  });
}

function organizationOf(account: string, judge: Judge): string | null {
  return judge.estate.organizations.placeOf(account)?.organization ?? null;
}

/** Whether a target is such as a technique requires, all of it together; what was not read leaves it open, with the reason. */
export function judgeRequirements(
  target: string,
  requires: TechniqueRequirements,
  judge: Judge,
  around: Surroundings,
): Judgement {
  let judgement = GRANTED;
  const principal = judge.estate.principal(target);
  if (requires.role_name !== undefined && !target.endsWith(`:role/${requires.role_name}`)) return NEVER;
  if (requires.instance_profile) {
    judgement = both(judgement, judgeFact(around.isInInstanceProfile(target), true, "instance profiles were not read"));
  }
  if (principal && requires.access_keys !== undefined) {
    const keys = around.accessKeys(principal);
    const isFull = keys === undefined ? undefined : keys >= 2;
    judgement = both(
      judgement,
      judgeFact(isFull, requires.access_keys === "full", "the user's access keys were not read"),
    );
  }
  if (principal && requires.login_profile !== undefined) {
    const has = around.hasLoginProfile(principal);
    const why = "whether the user has a console password was not read";
    judgement = both(judgement, judgeFact(has, requires.login_profile, why));
  }
  if (principal && requires.mfa !== undefined) {
    const why = "whether the user has an MFA device, which signing in then takes, was not read";
    judgement = both(judgement, judgeFact(principal.hasMfa, requires.mfa, why));
  }
  if (requires.saml_provider !== undefined) {
    const why = "whether the SAML provider is there was not read";
    judgement = both(judgement, judgeFact(around.hasSamlProvider(samlProviderOf(target)), false, why));
  }
  const workload = around.workload(target);
  judgement = both(
    judgement,
    judgeProperties(workload, requires.is, (property) => `its ${property} was not read`),
  );
  if (requires.same_region && workload) judgement = both(judgement, judgeNear(workload, requires.same_region, around));
  for (const action of requires.root_can ?? [])
    judgement = both(judgement, judgeRoot(accountOfScope(target), action, judge));
  if (principal) judgement = both(judgement, judgeComers(principal, requires, judge, around));
  if (requires.unread !== undefined) judgement = both(judgement, uncertain(requires.unread));
  if (requires.role_can === undefined) return judgement;
  if (workload) return both(judgement, judgeRole(workload, requires.role_can, judge));
  return principal
    ? requires.role_can.map((action) => judgeAble(principal, action, judge)).reduce(both, judgement)
    : judgement;
}

/** Whether a role lets in those who come as the technique wants it. */
function judgeComers(
  role: AwsPrincipal,
  { service_account: name, identity_pool: as }: TechniqueRequirements,
  judge: Judge,
  { pools }: Surroundings,
): Judgement {
  const ofPool = as === undefined ? GRANTED : pools(role, as, judge);
  return name === undefined ? ofPool : both(ofPool, judgeServiceAccount(role, name));
}

/**
 * Whether a role trusts a service account of such a name, in some namespace of a cluster of Amazon EKS.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
function judgeServiceAccount({ trust }: AwsPrincipal, name: string): Judgement {
  if (trust === undefined || trust.policy.isOpaque) return uncertain("its trust policy was not read or not understood");
  const isTrusted = trust.policy.statements.some(({ isAllow, principals, condition }) => {
    if (!isAllow || !principals?.federated.some((provider) => /:oidc-provider\/oidc\.eks\./.test(provider)))
      return false;
    const subjects = (condition?.entries ?? []).filter(({ key }) => key.endsWith(":sub"));
    return subjects.every(
      ({ operator, texts }) =>
        operator.isNegated || texts.some((text) => commonText(text, `system:serviceaccount:*:${name}`) !== undefined),
    );
  });
  return isTrusted ? GRANTED : NEVER;
}

/** Whether the policies of its organisation leave something to the root user of an account, in a session that another account opens. */
function judgeRoot(account: string, action: string, { askFor, estate }: Judge): Judgement {
  const resource = `arn:${estate.partitionOf(account)}:iam::${account}:root`;
  return askFor(resource, { action, resource, context: { "aws:AssumedRoot": "true" } });
}

/** `a ecs-cluster` of `aws.ecs-cluster`. */
export function namesOf(types: readonly string[]): string {
  return types.map((type) => `a ${type.slice(type.indexOf(".") + 1)}`).join(" or ");
}

/** Whether a node is what a technique wants; `unread` says of a property, in words, that it was not read. */
export function judgeProperties(
  node: Pick<Workload, "properties"> | undefined,
  wanted: WantedProperties = {},
  unread: (property: string) => string,
): Judgement {
  return Object.entries(wanted)
    .map(([name, values]) => {
      const value = node?.properties[name];
      const isSo = value === undefined ? undefined : values.some((one) => one === value);
      return judgeFact(isSo, true, unread(name.replaceAll("_", " ")));
    })
    .reduce(both, GRANTED);
}

/** Whether something of the types, such as a technique wants it, is in the account and region of a workload. */
function judgeNear({ account, region }: Workload, wanted: Near, around: Surroundings): Judgement {
  return nearIn(around)(wanted)(`${account} ${region}`);
}

type Near = NonNullable<TechniqueRequirements["same_region"]>;

/** Worked out once a place: many workloads are where many of the types are. */
const nearIn = oncePer((around: Surroundings) =>
  oncePer(({ types, is }: Near) =>
    oncePerWord((place): Judgement => {
      const [account = "", region = ""] = place.split(" ");
      const near = around.workloads(types, account).filter((one) => one.region === region);
      const best = surest(near, (one) => judgeProperties(one, is, (name) => `the ${name} of ${one.name} was not read`));
      if (best.truth !== NO || around.areRead(types, account)) return best;
      return uncertain(`whether there is ${namesOf(types)} in its region was not read`);
    }),
  ),
);

function judgeFact(fact: boolean | undefined, wanted: boolean, unread: string): Judgement {
  if (fact === undefined) return uncertain(unread);
  return fact === wanted ? GRANTED : NEVER;
}

/**
 * What the role of a workload lacks may be given to the machine otherwise, so a lack is doubt, not proof: by Default Host Management
 * Configuration, which has made it one of Systems Manager's where that lists it as online (AWS Systems Manager User Guide).
 */
function judgeRole({ roles, properties }: Workload, actions: readonly string[], judge: Judge): Judgement {
  if (properties["ssm_managed"] === true && properties["ssm_ping"] === "Online" && actions.every(isOfAgent))
    return GRANTED;
  const able = surest(roles, (id) => {
    const role = judge.estate.principal(id);
    return role ? actions.map((action) => judge.ask(role, { action, resource: "*" })).reduce(both, GRANTED) : NEVER;
  });
  if (able.truth < UNKNOWN) return GRANTED;
  const may = able.truth === NO ? "its role may not" : "it is not known whether its role may";
  return uncertain(`${may} ${actions.join(" or ")}`);
}

/** Whether what the agent of Systems Manager does, by whichever credentials. */
function isOfAgent(action: string): boolean {
  return /^(ssm|ssmmessages|ec2messages):/.test(action);
}

/** Whether a role that is passed may do what it is passed for: surely where on everything, and perhaps where on something. */
function judgeAble(role: AwsPrincipal, action: string, judge: Judge): Judgement {
  const { interest } = judge;
  const judgement = judge.ask(role, { action, resource: "*" });
  if (judgement.truth < NO) return judgement;
  const bit = interest.bitOf(action);
  const may = (text: string): boolean => {
    const resource = pickResource(withoutVariables(text), role.account);
    return judge.ask(role, { action, resource }).truth < NO;
  };
  // what lies outside of a list is not looked for
  const isSomewhere = role.policies.some(({ policy }) =>
    interest
      .only(policy, bit)
      .statements.some(
        ({ isAllow, resources }) =>
          isAllow && !resources.isEverything && (resources.isNegated || resources.texts.some(may)),
      ),
  );
  return isSomewhere ? uncertain(`on what the role may do ${action} was not worked out`) : NEVER;
}

/**
 * What rights that a user or role is given are worth to it: its boundary limits those of a group, and an attached policy, as its own.
 * What a boundary that was read leaves to a user of its groups is worked out where it joins them.
 */
export function judgeGiven(caller: AwsPrincipal, { target, requires }: Technique): Judgement {
  if (target === "group" && requires?.caller === "user" && isCapped(caller) && gainsNothing(caller)) return NEVER;
  const isGiven = requires?.caller !== undefined && (target === "group" || requires.role_can !== undefined);
  return isGiven && !isBoundaryOpen(caller) ? uncertain("its permissions boundary limits what it is given") : GRANTED;
}

/** Whether what groups give a capped caller is told otherwise, as of who joins them, or is no more than it has. */
function gainsNothing({ session, policies, boundary }: AwsPrincipal): boolean {
  return session === undefined || policies.some(({ id, policy }) => id === boundary?.id || allowsEverything(policy));
}

/** Whether a boundary lets through everything; only then is raising the rights behind it worth admin. */
export function isBoundaryOpen({ boundary }: Pick<AwsPrincipal, "boundary">): boolean {
  if (!boundary) return true;
  return !boundary.policy.isOpaque && allowsEverything(boundary.policy);
}

/** Whether a boundary that was read keeps something from whoever is given everything. */
export function isCapped({ boundary }: Pick<AwsPrincipal, "boundary">): boolean {
  return boundary !== undefined && !boundary.policy.isOpaque && !allowsEverything(boundary.policy);
}

/** Whether being given everything is worth control of the account: what a boundary lets through that was not read is not known. */
export function judgeCap(principal: Pick<AwsPrincipal, "boundary">): Judgement {
  if (isCapped(principal)) return CAPPED;
  return isBoundaryOpen(principal) ? GRANTED : uncertain("its permissions boundary was not read");
}

/** Stands for a boundary that caps what its principal could be given. */
export const CAPPED: Judgement = {
  truth: NO,
  state: "blocked",
  condition: "its permissions boundary caps whatever it is given",
  because: [],
};
