// What is said of a name that nothing has: the identity that was meant, where one is called nearly so.
import { nearest } from "../model/nearest.js";
import type { Store } from "../store/index.js";

/** `, did you mean "role/site-deploy"?` where an identity that was read has nearly this name, else what there is to say otherwise. */
export function meantName(text: string, store: Store, otherwise: string): string {
  const [, before = "", name = ""] = /^(.*\/)?(.*)$/s.exec(text) ?? [];
  const known = [...store.query("SELECT DISTINCT name FROM identity ORDER BY name").rows].map(([one]) => String(one));
  const near = nearest(name, known);
  // what stands before it may be what is wrong: then the name alone says which
  const meant = near === undefined ? [] : [`${before.toLowerCase()}${near}`, near];
  const found = meant.find((one) => one !== text && store.resolve(one).length > 0);
  return found === undefined ? otherwise : `, did you mean "${found}"?`;
}
