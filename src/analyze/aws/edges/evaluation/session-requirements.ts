// What a caller needs besides the action itself where a condition asks for what it brings with the request. Of sts:AssumeRole tags of the
// session and a source identity, where its own policies and the trust both have to allow them (IAM User Guide, "Pass session tags in AWS
// STS", "Monitor and control actions taken with assumed roles"); of what makes identities their tags ("Tag IAM users", "Tag IAM roles").

interface Need {
  /** The action that the need is beside, in lower case. */
  readonly beside: string;
  /** Condition keys that are met by what the caller brings. */
  readonly keys: RegExp;
  readonly action: string;
}

const ASSUMING = "sts:assumerole";
const TAGS = /^aws:(?:requesttag\/|tagkeys$)/;

const NEEDS: readonly Need[] = [
  // a transitive key is one of a tag that is brought
  { beside: ASSUMING, keys: /^(?:aws:(?:requesttag\/|tagkeys$)|sts:transitivetagkeys$)/, action: "sts:TagSession" },
  { beside: ASSUMING, keys: /^sts:sourceidentity$/, action: "sts:SetSourceIdentity" },
  { beside: "iam:createuser", keys: TAGS, action: "iam:TagUser" },
  { beside: "iam:createrole", keys: TAGS, action: "iam:TagRole" },
  { beside: "iam:createpolicy", keys: TAGS, action: "iam:TagPolicy" },
];

/** Actions that are asked about beside others. */
export const SESSION_ACTIONS: readonly string[] = NEEDS.map(({ action }) => action);

/** Whether a condition of a trust on the key, in lower case, is met by what only some callers may bring. */
export function isOfSession(key: string): boolean {
  return NEEDS.some(({ beside, keys }) => beside === ASSUMING && keys.test(key));
}

/** Those of the keys that a verdict on the action left open which the caller brings, and what bringing them takes. */
export function sessionNeeds(
  action: string,
  open: Iterable<string>,
): { readonly keys: readonly string[]; readonly actions: readonly string[] } {
  const beside = NEEDS.filter((need) => need.beside === action.toLowerCase());
  const keys = beside.length === 0 ? [] : [...open].filter((key) => beside.some((need) => need.keys.test(key)));
  const needs = beside.filter((need) => keys.some((key) => need.keys.test(key)));
  return { keys, actions: needs.map((need) => need.action) };
}
