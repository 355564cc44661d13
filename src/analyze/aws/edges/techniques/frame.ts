// What every way of running a technique needs.
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Changes } from "../escalation/change.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import type { Assumption } from "../trust/assume-role.js";
import type { Sessions } from "../trust/narrowed-sessions.js";
import type { Surroundings } from "./account-inventory.js";
import { BECOME } from "./plan.js";

export interface TechniqueFrame {
  readonly judge: Judge;
  readonly around: Surroundings;
  /** Sessions of principals, which act as they do. */
  readonly sessions: Sessions;
  readonly assumption: Assumption;
  readonly changes: Changes;
}

/** The technique asks for no other kind of caller. */
export function isCallerFit({ kind }: AwsPrincipal, { requires }: Technique): boolean {
  return requires?.caller === undefined || requires.caller === kind;
}

/** Whether what is changed is the policy that is the target's boundary, and not the target itself. */
export function changesBoundaryPolicy({ actions }: Technique): boolean {
  return actions.some(({ on }) => on === "target-boundary");
}

/** Customer-managed policies attached to a principal, those of its groups included. */
export function policiesOf(holder: string, { estate }: Judge): string[] {
  const principal = estate.principal(holder) ?? estate.groups.find(({ id }) => id === holder);
  return (principal?.policies ?? []).map(({ id }) => id).filter((id) => /:iam::\d{12}:policy\//.test(id));
}

/** Actions that a caller has to be allowed somewhere. */
export function maskOf({ actions }: Technique, { interest }: Judge): ActionMask {
  let mask: ActionMask = 0n;
  for (const { action, on } of actions) {
    // assuming a role takes no permission where its trust names the caller
    if (on !== "target" || action !== BECOME) mask |= interest.bitOf(action);
  }
  return mask;
}
