// Roles that trust everyone, as far as conditions let them.
import { accountOfArn } from "../../attached-policy.js";
import { createTargets } from "../builder/target-index.js";
import { namesEveryone, type OpenTargets } from "../cross-account/organization-wide.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import type { TrustBook } from "./trust-policies.js";

/** The roles of a book that may trust any account. */
export function openRoles(
  { estate, interest }: Pick<Judge, "estate" | "interest">,
  { views, byAccount, everyone }: TrustBook,
  bit: ActionMask,
): OpenTargets {
  return {
    ids: everyone,
    statementsFor(role) {
      const view = views.get(role);
      const trust = estate.principal(role)?.trust?.policy;
      if (!view?.isForEveryone || view.readsRole || view.accounts.size + view.named.size > 0 || !trust)
        return undefined;
      const { statements } = interest.only(trust, bit);
      return statements.every(namesEveryone) ? statements : undefined;
    },
    accountOf: accountOfArn,
    targetsWith: (account, open) => createTargets([...(byAccount.get(account) ?? []), ...open]),
    toTargets: (ids) => createTargets(ids),
    tellsCallersApart: true,
    hubName: (whom, { length }) => `${length} roles that trust ${whom}`,
  };
}
