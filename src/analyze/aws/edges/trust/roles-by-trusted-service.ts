// Roles by the services that they trust, as the text of their trust policies says; how surely, the evaluator says.
import { addTo, groupBy } from "../../../../model/group-by.js";
import { oncePer, oncePerWord } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import { evaluateCondition } from "../../condition/condition.js";
import { classOfKey } from "../../condition/key-classes.js";
import { ABSENT, type KeyLookup, known, open } from "../../condition/key-state.js";
import { NO, UNKNOWN } from "../../condition/truth.js";
import type { Estate } from "../../estate.js";
import type { Policy, Statement } from "../../policy/policy.js";
import { serviceName } from "../../policy/principal-set.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { POOLS } from "../cognito/pool-request.js";

interface TrustingRoles {
  /** By each service that they name, or that vouches for others. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** Those that trust everybody. */
  readonly open: readonly string[];
}

const trustingRoles = oncePer(({ principals }: Estate): TrustingRoles => {
  const named = new Map<string, string[]>();
  const everybody: string[] = [];
  const byPolicy = oncePer(servicesOf);
  for (const { id, kind, trust } of principals) {
    if (kind !== "role" || !trust) continue;
    const { services, isOpen } = byPolicy(trust.policy);
    for (const service of services) addTo(named, service, id);
    if (isOpen) everybody.push(id);
  }
  return { named, open: everybody };
});

/** Roles that may trust a service, or one that vouches for others. */
export const rolesTrusting = oncePer((estate: Estate) =>
  oncePerWord((service: string): readonly string[] => {
    const roles = trustingRoles(estate);
    const own = roles.named.get(service) ?? [];
    // whoever a pool of identities vouches for comes as one of those, not as a service
    return roles.open.length === 0 || service === POOLS ? own : [...new Set([...own, ...roles.open])];
  }),
);

/** The same, of one account. */
export const rolesTrustingIn = oncePer((estate: Estate) => {
  const byAccount = oncePerWord((service: string) => groupBy(rolesTrusting(estate)(service), accountOfArn));
  return (account: string, service: string): readonly string[] => byAccount(service).get(account) ?? [];
});

/** Roles of an account that may trust a service and be passed to it, by `<account> <service>`. */
export const rolesToPass = oncePer((estate: Estate) =>
  oncePerWord((place: string): Targets => {
    const [account = "", service = ""] = place.split(" ");
    // what AWS linked to a service only that service hands on
    const roles = rolesTrustingIn(estate)(account, service).filter((role) => !estate.principal(role)?.isServiceLinked);
    return createTargets(roles);
  }),
);

function servicesOf({ statements }: Policy): { readonly services: ReadonlySet<string>; readonly isOpen: boolean } {
  const services = new Set<string>();
  for (const { isAllow, principals } of statements) {
    if (!isAllow) continue;
    for (const service of principals?.services ?? []) services.add(serviceName(service));
    for (const provider of principals?.federated ?? [])
      if (provider.endsWith(".amazonaws.com")) services.add(provider.toLowerCase());
  }
  return { services, isOpen: statements.some(isForServices) };
}

/** Whether an Allow names everybody, and no condition of it is one that services never meet, as of the caller's organisation. */
function isForServices({ isAllow, principals, condition }: Statement): boolean {
  if (!isAllow || !(principals?.isEveryone || principals?.isNegated)) return false;
  return condition === undefined || evaluateCondition(condition, KEYS_OF_SERVICES) !== NO;
}

const IS_SERVICE = "aws:principalisawsservice";
const OF_SERVICES = /^aws:principalservicename/;

/** What all requests of services have in common. */
const KEYS_OF_SERVICES: KeyLookup = {
  state(key) {
    if (key === IS_SERVICE) return known("true");
    const isOfPrincipals = classOfKey(key) === "principal" && !OF_SERVICES.test(key);
    return isOfPrincipals ? ABSENT : open(UNKNOWN, "it differs from request to request");
  },
};
