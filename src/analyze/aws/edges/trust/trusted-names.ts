// Whom a role may let in by name: a trust that asks each caller for its name refuses all others, who need not be asked about.
import { once, oncePerWord } from "../../../../model/once.js";
import type { AwsPrincipal } from "../../estate.js";
import type { MechanismSpec } from "../builder/mechanism-spec.js";
import type { Judge } from "../evaluation/requests.js";
import { createNamesAsked, nameOf } from "./principals-trusted-by-name.js";
import { ASSUME_ROLE } from "./trust-policies.js";

interface TrustedNames extends Required<Pick<MechanismSpec, "mayAdmit">> {
  /** Of the callers those that a role may let in; undefined where its trust asks for no name. */
  namesFor(role: string): ReadonlySet<string> | undefined;
}

/** In: all who may perhaps assume roles. */
export function createTrustedNames(
  callers: readonly AwsPrincipal[],
  { estate, interest }: Pick<Judge, "estate" | "interest">,
): TrustedNames {
  const asked = createNamesAsked(callers);
  const known = once(() => new Set(callers.map(nameOf)));
  const namesFor = oncePerWord((role) => {
    const trust = estate.principal(role)?.trust;
    return trust && asked(interest.only(trust.policy, interest.bitOf(ASSUME_ROLE)).statements);
  });
  return {
    namesFor,
    mayAdmit: (role) => {
      const names = namesFor(role);
      return (caller) => names === undefined || names.has(nameOf(caller)) || !known().has(nameOf(caller));
    },
  };
}
