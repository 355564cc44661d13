// A scene in which everything has another name, in another order of names; what begins alike still does.
import { hashText } from "../../../../../src/model/hash.js";
import type { Json } from "../../../../../src/model/words.js";
import { ACCOUNT, OTHER, Scene } from "../scene.js";

const ACCOUNTS: { readonly [account: string]: string } = { [ACCOUNT]: "987654321098", [OTHER]: "121212121212" };
const NAMES = /(?<![A-Za-z0-9])(us|ro|gr|po|bo|fn|bu|ky|ta|se|sq|cl|sv|pr|an|pf|as)(\d)(?=$|[^A-Za-z0-9])/g;

export function renamedText(text: string): string {
  return text
    .replaceAll(NAMES, (_, kind: string, digit: string) => `${kind}${(Number(digit) * 7 + 5) % 10}`)
    .replaceAll(/\d{12}/g, (account) => ACCOUNTS[account] ?? account);
}

export function renamedScene(scene: Scene): Scene {
  const renamed = new Scene();
  const hashes = new Map<string, string>();
  for (const [hash, text] of scene.documents) {
    const own = renamedText(text);
    hashes.set(hash, hashText(own));
    renamed.documents.set(hashText(own), own);
  }
  for (const [id, scope] of scene.scopes) renamed.scopes.set(renamedText(id), inValue(scope as never) as never);
  for (const node of scene.nodes) {
    const { document, incarnation, supplements, ...rest } = node;
    renamed.nodes.push({
      ...(inValue(rest as never) as unknown as typeof node),
      supplements,
      parent: node.parent && renamedText(node.parent),
      document: document && hashes.get(document),
      incarnation: incarnation && `ID${hashText(renamedText(node.id)).slice(0, 18).toUpperCase()}`,
    });
  }
  for (const edge of scene.edges) renamed.edges.push(inValue(edge as never) as unknown as typeof edge);
  return renamed;
}

function inValue(value: Json): Json {
  if (typeof value === "string") return renamedText(value);
  if (Array.isArray(value)) return value.map((one: Json) => inValue(one));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inValue(one)]));
}
