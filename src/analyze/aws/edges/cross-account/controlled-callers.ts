// Who acts for an account that somebody controls, towards roles elsewhere: somebody in it, those whom the trust names, and who is tagged
// as the trust wants it. Names that can be made are callers already.
import { oncePer, oncePerWord } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import { readsTags } from "../../condition/tag-keys.js";
import type { AwsPrincipal } from "../../estate.js";
import { someoneOf } from "../../partition.js";
import type { Policy } from "../../policy/policy.js";
import { everythingOf } from "../escalation/full-access-grant.js";
import { type Judgement, NEVER, surest } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { isProtectedRole } from "../techniques/protected-roles.js";
import { toMadePrincipal } from "../trust/created-principal.js";
import { createNamedThere } from "../trust/principals-trusted-by-name.js";
import { ASSUME_ROLE } from "../trust/trust-policies.js";

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
