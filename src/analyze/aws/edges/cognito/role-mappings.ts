// Identity pools of Amazon Cognito as somewhere to put a role: whoever sets the roles of a pool, and may come in by it, has what a pool
// gives to those who do. https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import { addTo, groupBy } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { TechniqueRequirements } from "../../../../model/technique.js";
import { flagOf, recordsOf, textOf } from "../../../properties.js";
import { accountOfScope } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { poolsTrusted, unreadPools } from "../coverage-gaps/identity-pools.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { POOLS, toQuestion } from "./pool-request.js";
import { judgeSignUp } from "./self-sign-up.js";

/** Pools of an account more than this are not tried for a role that trusts them all. */
const MOST_POOLS = 20;

type As = NonNullable<TechniqueRequirements["identity_pool"]>;

/** Whether a role lets in who comes by an identity pool of its account, and one may come in there as a guest or signed in. */
export type PoolPlaces = (role: AwsPrincipal, as: As, judge: Judge) => Judgement;

/** In: the stored estate, read when it is first asked about. */
export function readPoolPlaces(input: AnalysisInput, estate: Estate): PoolPlaces {
  const pools = once(() => groupBy(input.nodes(["aws.cognito-identity-pool"]), ({ scope }) => accountOfScope(scope)));
  const trusted = once(() => byRole(poolsTrusted(estate)));
  const unread = once(() => byRole(unreadPools(input, estate)));
  return (role, as, judge) => {
    const named = trusted().get(role.id);
    const own = pools().get(role.account) ?? [];
    const tried = named === undefined ? own.slice(0, MOST_POOLS) : own.filter((one) => named.includes(idOf(one)));
    const known = surest(tried, (pool) => judgePool(role, pool, as, judge));
    const open = surest(unread().get(role.id) ?? [], (pool) => {
      const doubt = uncertain(`the identity pool ${pool} is there and lets it in, which was not read`);
      return both(judge.askFor(POOLS, toQuestion(pool, role, METHOD[as])), doubt);
    });
    return open.truth < known.truth ? open : known;
  };
}

const METHOD: { readonly [as in As]: string } = { guests: "unauthenticated", "signed-in": "authenticated" };

function judgePool(role: AwsPrincipal, pool: StoredNode, as: As, judge: Judge): Judgement {
  const ask = (amr: string | readonly string[]) => judge.askFor(POOLS, toQuestion(idOf(pool), role, amr));
  if (as === "guests") {
    const isOpen = flagOf(pool.properties["allows_unauthenticated"]);
    if (isOpen === false) return NEVER;
    const doubt = isOpen === undefined ? uncertain(`whether ${pool.name} lets guests in was not read`) : GRANTED;
    return both(ask(METHOD.guests), doubt);
  }
  const signedUp = surest(recordsOf(pool.properties["user_pools"]), (userPool) => {
    const provider = textOf(userPool["provider"]) ?? "";
    const open = judgeSignUp(userPool, provider) ?? NEVER;
    return both(ask([METHOD["signed-in"], provider]), open);
  });
  const signedIn = both(ask(METHOD["signed-in"]), uncertain(`that it may sign in at ${pool.name}`));
  return signedIn.truth < signedUp.truth ? signedIn : signedUp;
}

function idOf({ properties }: StoredNode): string {
  return textOf(properties["pool_id"]) ?? "";
}

function byRole(trusts: Iterable<{ readonly role: AwsPrincipal; readonly pool: string }>) {
  const pools = new Map<string, string[]>();
  for (const { role, pool } of trusts) addTo(pools, role.id, pool);
  return pools;
}
