// What is said of a name that nothing has: the identity or repository that was meant, where one is called nearly so.
import { nearest } from "../model/nearest.js";
import type { Store } from "../store/index.js";
import { isRepository, repositoriesLike } from "./checkout-ends.js";

/**
 * `, did you mean "role/site-deploy"?` where an identity that was read, or of `github:` and `gitlab:` a repository, has nearly this
 * name; else what there is to say otherwise.
 */
export function meantName(text: string, store: Store, otherwise: string): string {
  const found = isRepository(text) ? nearest(text, repositoriesLike(text, store)) : meantIdentity(text, store);
  return found === undefined ? otherwise : `, did you mean "${found}"?`;
}

function meantIdentity(text: string, store: Store): string | undefined {
  const [, before = "", name = ""] = /^(.*\/)?(.*)$/s.exec(text) ?? [];
  const known = [...store.query("SELECT DISTINCT name FROM identity ORDER BY name").rows].map(([one]) => String(one));
  const near = nearest(name, known);
  // what stands before it may be what is wrong: then the name alone says which
  const meant = near === undefined ? [] : [`${before.toLowerCase()}${near}`, near];
  return meant.find((one) => one !== text && store.resolve(one).length > 0);
}

/** Names given where none is near. */
const NAMED = 3;

/**
 * What to say of a repository as a start that nothing read has the name of: the nearest one, else some that there are. Of one that
 * has a path all the same (`hasPath`) only where others of its owner were read.
 */
export function unreadRepository(text: string, hasPath: boolean, store: Store): string | undefined {
  const [wanted = text] = text.split("@");
  const owner = wanted.slice(0, wanted.indexOf("/") + 1).toLowerCase();
  const known = repositoriesLike(wanted, store);
  if (known.some((name) => name.toLowerCase() === wanted.toLowerCase())) return undefined;
  if (hasPath && !known.some((name) => name.toLowerCase().startsWith(owner))) return undefined;
  return `${wanted} was not read${meantName(wanted, store, othersOf(known))}`;
}

function othersOf(known: readonly string[]): string {
  if (known.length === 0) return ", and neither was any other repository";
  const rest = known.length - NAMED;
  return `; there are ${known.slice(0, NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
