// The signature of an identity, where it opens more than the identity's tokens do: who may sign as a service account of Google has
// what was delegated to it in Workspace, who has a token of it has not. It is a node of its own beside the identity, which it is a part
// of: whoever has the signature has the identity, and the identity itself, as a start of paths, has its signature.
const MARK = "#signature";

/** What an identity's signature is called as a facet, and the end of its id. */
export const SIGNATURE = MARK.slice(1);

/** Id of the signature of an identity. */
export function signatureOf(id: string): string {
  return `${id}${MARK}`;
}

/** Whether the id is that of a signature. A set of them is a set. */
export function isSignature(id: string): boolean {
  return id.endsWith(MARK) && !id.startsWith("set:");
}

/** Whose signature it is; any other id is its own. */
export function signerOf(id: string): string {
  return isSignature(id) ? id.slice(0, -MARK.length) : id;
}
