// Who gets through the door of Identity Center. What it gives, people take who sign in; a workload has to become one of them.
import { ACTOR, NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { both, GRANTED, type Judgement, surest, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { reservedPrefix } from "./assignments.js";
import type { IdentityCenter } from "./instances.js";

/** Making a user; the console asks for the second. */
const MAKING = ["identitystore:CreateUser", "sso-directory:CreateUser"];

/** Giving a user a password, which Identity Center makes and shows once. */
const PASSWORD = "sso-directory:UpdatePassword";

/** Taking the users from wherever they are kept into the directory of Identity Center. */
const SOURCE = [
  "sso-directory:DisableExternalIdPConfigurationForDirectory",
  "sso:AssociateDirectory",
  "sso:DisassociateDirectory",
];

/** Actions that are asked about here. */
export const SIGN_IN_ACTIONS: readonly string[] = [...MAKING, PASSWORD, ...SOURCE];

/** Where the users of Identity Center are kept, which no call of its API tells. */
export const SOURCES = {
  own: "Identity Center keeps the passwords of its users itself, which was not read",
  external: "an external identity provider vouches for its users, which was not read",
} as const;

/**
 * Whether the caller can sign in to Identity Center: who holds one of its roles came that way; others can where they may make a
 * user and its password, and for sure only where they may choose the directory as well. Everybody else needs somebody who can.
 */
export function judgeSignIn(principal: AwsPrincipal, center: IdentityCenter, judge: Judge): Judgement {
  if (reservedPrefix(principal) !== undefined) return GRANTED;
  const ask = (action: string, resource = "*") => judge.askOwnSide(principal, { action, resource });
  const store = `arn:${center.partition}:identitystore::${center.owner}:identitystore/${center.store}`;
  const made = surest(MAKING, (action) => ask(action, action.startsWith("identitystore:") ? store : "*"));
  const known = made.truth === NO ? made : both(made, ask(PASSWORD));
  if (known.truth === NO) return HELPED;
  const chosen = SOURCE.map((action) => ask(action)).reduce(both, GRANTED);
  return both(known, chosen.truth === NO ? uncertain(SOURCES.own) : chosen);
}

const HELPED: Judgement = {
  truth: ACTOR,
  state: "needs-actor",
  condition: "somebody who can sign in to Identity Center takes it",
  because: [],
};
