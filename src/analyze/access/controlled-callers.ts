// Who acts for an account that somebody controls, towards roles elsewhere: somebody in it, those whom the trust names, and who is tagged
// as the trust wants it. Names that can be made are callers already.
import { oncePer, oncePerWord } from "../../model/once.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { readsTags } from "../aws/condition/tag-keys.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { someoneOf } from "../aws/partition.js";
import type { Policy } from "../aws/policy/policy.js";
import type { Judge } from "./evaluation.js";
import { everythingOf } from "./gift.js";
import { type Judgement, NEVER, surest } from "./judgement.js";
import { toMadePrincipal } from "./made-principal.js";
import { createNamedThere } from "./names-let-in.js";
import { isProtectedRole } from "./protected-roles.js";
import { ASSUME_ROLE } from "./trust-view.js";

/** Whether who controls the account gets to the role of another, once somebody of the account is allowed to. */
export function createControlledCallers(judge: Judge): (account: string, role: string) => Judgement {
  const { estate } = judge;
  const standInsFor = createStandIns(judge);
  return (account, role) => {
    const policy = estate.principal(role)?.trust?.policy;
    if (policy === undefined) return NEVER;
    const ask = (caller: AwsPrincipal) => judge.ask(caller, { action: ASSUME_ROLE, resource: role });
    // what they are allowed with is in no policy as yet
    return { ...surest(standInsFor(account, role, policy), ask), because: [] };
  };
}

function createStandIns({ estate }: Judge): (account: string, role: string, policy: Policy) => readonly AwsPrincipal[] {
  // AWS alone tags, and lets do more, what it made itself
  const changed = estate.principals.filter(({ id, kind }) => kind !== "root" && !isProtectedRole(id));
  const tagged = new Map(changed.map((one) => [one.account, one]));
  const namedThere = createNamedThere(changed);
  const allowed = oncePer((principal: AwsPrincipal): AwsPrincipal => {
    const { unbounded } = everythingOf(estate)(principal);
    return { ...principal, policies: unbounded ? [unbounded] : [], boundary: undefined };
  });
  const someoneIn = oncePerWord((id) => allowed(toMadePrincipal(id, accountOfArn(id), "role")));
  return (account, role, policy) => {
    const named = new Set(policy.statements.flatMap(({ principals }) => principals?.aws ?? []));
    const byName = [...named].flatMap((name) => estate.principal(name) ?? []);
    const own = byName.filter((one) => one.account === account && !isProtectedRole(one.id));
    const byTag = policy.statements.some((one) => readsTags(one, "caller")) ? [tagged.get(account) ?? []].flat() : [];
    const one = [...own, ...namedThere(policy, account), ...byTag].map(allowed);
    return [someoneIn(someoneOf(account, role)), ...one];
  };
}
