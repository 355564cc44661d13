// What a caller needs besides sts:AssumeRole where a trust asks for tags of the session or for a source identity: its own policies
// and the trust both have to allow that it brings them (IAM User Guide, "Pass session tags in AWS STS", "Monitor and control actions
// taken with assumed roles").

interface Need {
  /** Condition keys that are met by what the caller brings. */
  readonly keys: RegExp;
  readonly action: string;
}

const NEEDS: readonly Need[] = [
  // a transitive key is one of a tag that is brought
  { keys: /^(?:aws:(?:requesttag\/|tagkeys$)|sts:transitivetagkeys$)/, action: "sts:TagSession" },
  { keys: /^sts:sourceidentity$/, action: "sts:SetSourceIdentity" },
];

/** Actions that are asked about beside sts:AssumeRole. */
export const SESSION_ACTIONS: readonly string[] = NEEDS.map(({ action }) => action);

/** Whether a condition on the key, in lower case, is met by what only some callers may bring. */
export function isOfSession(key: string): boolean {
  return NEEDS.some(({ keys }) => keys.test(key));
}

/** Those of the keys that a verdict on sts:AssumeRole left open which are of the session, and what bringing them takes. */
export function sessionNeeds(
  action: string,
  open: Iterable<string>,
): { readonly keys: readonly string[]; readonly actions: readonly string[] } {
  const keys = action.toLowerCase() === "sts:assumerole" ? [...open].filter(isOfSession) : [];
  const needs = NEEDS.filter((need) => keys.some((key) => need.keys.test(key)));
  return { keys, actions: needs.map((need) => need.action) };
}
