// Whether control policies of an organisation tell one target of an account and region from another, but by the lists of resources
// that their statements are about: where they do not, one answer is that of all which the same lists cover.
import { oncePerWord } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import type { Estate } from "../../estate.js";
import { controlsOver } from "../../organization.js";
import type { Statement } from "../../policy/policy.js";
import { coversResource } from "../../policy/resource-set.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { isOfAccount, NO_KEYS } from "./statements.js";

/**
 * What control policies make of a target, as a text that is the same for targets which they treat alike; undefined where they look at
 * more than its name.
 */
export type ControlledAs = (caller: string, target: string, bit: ActionMask) => string | undefined;

/** In: the estate. Out: what is said of targets; worked out once for the accounts of a caller and a target, and an action. */
export function createControlTargets({ organizations }: Estate, interest: Interest): ControlledAs {
  const about = new Map<ActionMask, (accounts: string) => readonly Statement[] | undefined>();
  const statementsOf = (bit: ActionMask) =>
    oncePerWord((accounts: string): readonly Statement[] | undefined => {
      const [caller = "", target = ""] = accounts.split(" ");
      const policies = [...controlsOver(organizations, caller, "scp"), ...controlsOver(organizations, target, "rcp")];
      const statements = policies.flatMap(({ policy }) => interest.only(policy, bit).statements);
      return statements.every(isOfNames) ? statements.filter(({ resources }) => !resources.isEverything) : undefined;
    });
  return (caller, target, bit) => {
    const find = about.get(bit) ?? statementsOf(bit);
    about.set(bit, find);
    const account = accountOfArn(target);
    const statements = find(`${caller} ${account}`);
    if (statements === undefined) return undefined;
    const region = target.split(":")[3];
    return [account, region, ...statements.map(({ resources }) => coversResource(resources, target, NO_KEYS))].join(
      " ",
    );
  };
}

/** Whether the statement looks at nothing of a target but its name, its account and its region. */
function isOfNames({ resources, condition }: Statement): boolean {
  return !resources.hasVariables && condition?.keys.every(isOfAccount) !== false;
}
