// Which resources callers of an account may get to: its own, those of others that may let it in, and what a policy names.
import { compareText } from "../../../../model/compare.js";
import { addTo } from "../../../../model/group-by.js";
import { oncePerWord } from "../../../../model/once.js";
import { accountOfArn, onResource } from "../../attached-policy.js";
import type { Statement } from "../../policy/policy.js";
import { accountNamed } from "../../policy/principal-set.js";
import type { ResourceSet } from "../../policy/resource-set.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { namesEveryone, type OpenTargets } from "../cross-account/organization-wide.js";
import type { Judge } from "../evaluation/requests.js";
import { doorsOf, tellsCallersApart } from "./policy-principals.js";

export interface Doorways {
  /** Of each account the resources that its callers may get to. */
  readonly targetsFor: (account: string) => Targets;
  /** Those that may let in accounts which their policies do not name. */
  readonly open: Omit<OpenTargets, "hubName">;
}

/** In: resources of one kind and what is done to them; `toHolder` turns a pattern of what is in resources into one of these. */
export function createDoorways(
  ids: readonly string[],
  action: string,
  judge: Pick<Judge, "estate" | "interest">,
  toHolder: (pattern: string) => string,
): Doorways {
  const { estate } = judge;
  const accountOf = (id: string) => estate.resource(id)?.account ?? accountOfArn(id);
  const doorOf = doorsOf(judge)(action);
  const own = new Map<string, string[]>();
  const letIn = new Map<string, string[]>();
  const open: string[] = [];
  const guarded = new Set<string>();
  for (const id of ids) {
    // Agents are workloads: they have no policy of their own, and their account is in their ARN.
    addTo(own, accountOf(id), id);
    if (estate.resource(id)?.policy === undefined) continue;
    const { isForAnyAccount, accounts } = doorOf(id);
    guarded.add(id);
    if (isForAnyAccount) open.push(id);
    else for (const account of accounts) addTo(letIn, account, id);
  }
  const targetsWith = (account: string, some: readonly string[]): Targets => {
    const near = createTargets([...(own.get(account) ?? []), ...(letIn.get(account) ?? []), ...some], toHolder);
    // who names a resource that lets nobody in is told that it is refused
    const named = ({ isEverything, isNegated, texts }: ResourceSet): readonly string[] =>
      isEverything || isNegated ? [] : texts.map(toHolder).filter((id) => guarded.has(id));
    return {
      ids: near.ids,
      find: (resources) => {
        const further = resources.flatMap(named);
        const found = near.find(resources);
        return further.length === 0 ? found : [...new Set([...found, ...further])].sort(compareText);
      },
    };
  };
  return {
    targetsFor: oncePerWord((account) => targetsWith(account, open)),
    open: {
      ids: open,
      statementsFor: (id) => statementsFor(id, accountOf(id), action, judge),
      accountOf,
      targetsWith,
      toTargets: (some) => createTargets(some, toHolder),
      tellsCallersApart: false,
    },
  };
}

/** What the policy of a resource says to callers of other accounts, where it is the same for all of one. */
function statementsFor(
  id: string,
  owner: string,
  action: string,
  { estate, interest }: Pick<Judge, "estate" | "interest">,
): readonly Statement[] | undefined {
  const { policy, grants = [], way } = estate.resource(id) ?? {};
  const policies = onResource(policy, grants);
  if (way !== undefined || policies.some((one) => one.policy.isOpaque)) return undefined;
  const statements = policies
    .flatMap((one) => interest.only(one.policy, interest.bitOf(action)).statements)
    .filter((one) => !letsInOwn(one, owner));
  const isSame = statements.every((one) => namesEveryone(one) && !tellsCallersApart(one));
  return isSame ? statements : undefined;
}

/** An Allow for principals of the account that the resource is of, or for it as a whole. */
function letsInOwn({ isAllow, principals }: Statement, owner: string): boolean {
  if (!isAllow || principals === undefined || principals.isNegated || principals.canonicalUsers.length > 0)
    return false;
  return !principals.isEveryone && principals.aws.every((text) => (accountNamed(text) ?? accountOfArn(text)) === owner);
}
