// User pools of Amazon Cognito in which anyone may sign up: who does is signed in at each identity pool that takes the user pool, and
// has the role that this gives to those ("Signing up and confirming user accounts", "Role-based access control", Amazon Cognito
// Developer Guide). Their sessions are not narrowed as those of guests are.
import type { StoredNode } from "../../../../model/analysis.js";
import type { JsonRecord } from "../../../../model/words.js";
import { flagOf, recordsOf, textOf, textsOf } from "../../../properties.js";
import { both, GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";

/** One role that anyone gets who signs up. */
export interface SignUp {
  readonly role: string;
  /** Name of the user pool as trust policies have it among the methods of sign-in. */
  readonly provider: string;
  /** Whether anyone may sign up, and gets that role. */
  readonly judgement: Judgement;
}

/** In: an identity pool, and the roles that trust it. Out: what those get who sign up in its user pools. */
export function signUpsOf({ properties }: StoredNode, trusting: Iterable<string>): readonly SignUp[] {
  return recordsOf(properties["user_pools"]).flatMap((userPool) => {
    const provider = textOf(userPool["provider"]) ?? "";
    const open = judgeSignUp(userPool, provider);
    if (open === undefined) return [];
    return rolesOfUsers(properties, userPool, trusting).map(({ role, judgement }) => ({
      role,
      provider,
      judgement: both(open, judgement),
    }));
  });
}

/** Roles that an identity pool of these properties gives to users of one of its user pools. */
export function rolesOfUsers(
  properties: StoredNode["properties"],
  userPool: JsonRecord,
  trusting: Iterable<string>,
): ReturnType<typeof rolesOf> {
  // in the classic flow the user names the role
  if (properties["allows_classic_flow"] === true) return [...trusting].map((role) => ({ role, judgement: GRANTED }));
  return rolesOf(userPool, textOf(properties["authenticated_role"]));
}

/** Whether anyone may sign up. Undefined where only an administrator makes or confirms users, or that takes the secret of the client. */
export function judgeSignUp(userPool: JsonRecord, provider: string): Judgement | undefined {
  const [isOpen, isConfirmed, isTriggered, isSecret] = [
    "allows_sign_up",
    "confirms_itself",
    "has_sign_up_trigger",
    "has_client_secret",
  ].map((name) => flagOf(userPool[name]));
  const pool = provider.slice(provider.indexOf("/") + 1);
  if (isOpen === false || isSecret === true) return undefined;
  if (isOpen === undefined) return uncertain(`that anyone may sign up in the user pool ${pool}, which was not read`);
  if (isTriggered === true) return uncertain(`that the function before signing up in the user pool ${pool} lets it be`);
  if (isConfirmed === false) return undefined;
  if (isSecret === undefined) return uncertain(`that the client of the user pool ${pool} has no secret`);
  return GRANTED;
}

/** The role of those who signed in, or what the identity pool chooses by claims of the user: nobody who signs up has a group. */
function rolesOf(
  userPool: JsonRecord,
  usual: string | undefined,
): readonly { readonly role: string; readonly judgement: Judgement }[] {
  const chosenBy = textOf(userPool["chosen_by"]);
  const isDenied = chosenBy !== undefined && userPool["otherwise"] === "Deny";
  const byRule = (chosenBy === "Rules" ? (textsOf(userPool["roles_by_rule"]) ?? []) : []).map((role) => ({
    role,
    judgement: uncertain("that attributes which it gives itself meet the rule that chooses the role"),
  }));
  return usual === undefined || isDenied ? byRule : [{ role: usual, judgement: GRANTED }, ...byRule];
}
