// Parts of an identity that open more than the identity as others come to it. Each is a node of its own beside the identity: whoever
// has the part has the identity, and the identity itself, as a start of paths, has its part.
// Its signature: who may sign as a service account of Google has what was delegated to it in Workspace, who has a token of it has not.
// The people of a group of Entra: they may activate what the group is eligible for, an application in it may not.
// Its identity token, which other clouds take: who has an access token of a service account has none of those, and who has an identity
// token has nothing else of it. The account itself has both, and so has what runs as it.
const SIGNATURE_MARK = "#signature";
const PEOPLE_MARK = "#people";
const TOKEN_MARK = "#identity-token";

/**
 * Ids that end in what somebody called a job, a server of an agent or a secret, which may be one of these words:
 * `github:repo/1/workflow/.github/workflows/deploy.yml#people`.
 */
const NAMED = /(?:\/(?:workflow|agent|secret)\/[^#]*|\/pipeline|\.ya?ml)#[^#]*$/;
/** Id of a principal of Entra: its tenant and its own. */
const OF_ENTRA = /^[\da-f-]{36}\/[\da-f-]{36}#/i;

/** What an identity's signature is called as a facet, and the end of its id. */
export const SIGNATURE = SIGNATURE_MARK.slice(1);

/** What the identity token of a service account is called as a facet, and the end of its id. */
export const IDENTITY_TOKEN = TOKEN_MARK.slice(1);

/** Id of the signature of an identity. */
export function signatureOf(id: string): string {
  return `${id}${SIGNATURE_MARK}`;
}

/** Id of the people of a group. */
export function peopleOf(group: string): string {
  return `${group}${PEOPLE_MARK}`;
}

/** Whether the id is that of a signature. A set of them is a set. */
export function isSignature(id: string): boolean {
  return id.endsWith(SIGNATURE_MARK) && !id.startsWith("set:") && !NAMED.test(id);
}

/** Whether the id is that of the people of a group. */
export function isPeople(id: string): boolean {
  return id.endsWith(PEOPLE_MARK) && OF_ENTRA.test(id);
}

/** Id of the identity token of a service account. */
export function identityTokenOf(account: string): string {
  return `${account}${TOKEN_MARK}`;
}

/** Whose identity token it is; undefined for all other ids. */
export function bearerOf(id: string): string | undefined {
  if (!id.endsWith(TOKEN_MARK) || !id.startsWith("gcp:service-account/")) return undefined;
  return id.slice(0, -TOKEN_MARK.length);
}

/** Whether the id is that of a part that has the identity with it. */
export function isPart(id: string): boolean {
  return isSignature(id) || isPeople(id);
}

/** Whose part it is; any other id is its own. */
export function wholeOf(id: string): string {
  if (isSignature(id)) return id.slice(0, -SIGNATURE_MARK.length);
  return isPeople(id) ? id.slice(0, -PEOPLE_MARK.length) : id;
}
