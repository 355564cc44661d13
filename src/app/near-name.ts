// What is said of a name that nothing has: the identity or repository that was meant, where one is called nearly so.
import { matchesGlob } from "../model/glob.js";
import { didYouMean, nearest } from "../model/nearest.js";
import type { Rule } from "../model/rule.js";
import type { Store } from "../store/index.js";
import { isRepository, repositoriesLike } from "./checkout-ends.js";

/**
 * `, did you mean "role/site-deploy"?` where an identity that was read, or of `github:` and `gitlab:` a repository, has nearly this
 * name; else what there is to say otherwise. `isFit` tells ids that can be meant from others.
 */
export function meantName(text: string, store: Store, otherwise: string, isFit = (_id: string) => true): string {
  if (/[*…]/.test(text)) return ofPattern(text, store, otherwise);
  const isThere = (one: string): boolean => one !== text && store.resolve(one).some(isFit);
  const found = isRepository(text) ? nearest(text, repositoriesLike(text, store)) : meantIdentity(text, store, isThere);
  return found === undefined ? namesWith(text, store) + otherwise : `, did you mean "${found}"?`;
}

/** A word shorter than this is in names by chance. */
const SHORTEST = 3;

/** Identities that have the text in their names. */
function namesWith(text: string, store: Store): string {
  const wanted = text.toLowerCase();
  const names =
    wanted.length < SHORTEST ? [] : identityNames(store).filter((one) => one.toLowerCase().includes(wanted));
  return names.length === 0 ? "" : `; names with it: ${someOf(names)}`;
}

/** `, did you mean "AWS-001"?` where a rule has nearly this id or name, else what there is to say otherwise. */
export function meantRule(text: string, rules: readonly Pick<Rule, "id" | "name">[], otherwise: string): string {
  return didYouMean(text, [...rules.map(({ id }) => id), ...rules.map(({ name }) => name)]) || otherwise;
}

/** Whether a text is written as the id of a rule, rather than as the name of an identity. */
export function isLikeRule(text: string): boolean {
  return /^[a-z]{2,5}-\d{1,4}$/i.test(text);
}

/** The name of a resource that was read and that this nearly is; `isFit` tells ids that can be meant from others. */
export function nearResource(text: string, store: Store, isFit: (id: string) => boolean): string | undefined {
  const rows = store.query("SELECT id, name FROM resource ORDER BY name, id").rows;
  const names = [...rows].flatMap(([id, name]) => (isFit(String(id)) ? [String(name)] : []));
  // names of resources differ in one part of them: acme-data is no typo of acme-site
  return nearest(text, names, 2);
}

/** A pattern, or a name as a table shortens it, stands for none: those that it fits are named, to ask for one of them. */
function ofPattern(text: string, store: Store, otherwise: string): string {
  const [, name = ""] = /([^/]*)$/.exec(text) ?? [];
  const pattern = name.replaceAll("…", "*").toLowerCase();
  const fitting = identityNames(store).filter((one) => matchesGlob(one.toLowerCase(), pattern));
  if (fitting.length === 0) return otherwise;
  return `; names are written whole, one at a time: ${someOf(fitting)}`;
}

function identityNames(store: Store): readonly string[] {
  return [...store.query("SELECT DISTINCT name FROM identity ORDER BY name").rows].map(([one]) => String(one));
}

/** So many names are tried with what stood before them, such as `role/`: the nearest may be of something else. */
const TRIED = 10;

function meantIdentity(text: string, store: Store, isThere: (name: string) => boolean): string | undefined {
  const [, before = "", name = ""] = /^(.*\/)?(.*)$/s.exec(text) ?? [];
  const left = new Set(identityNames(store));
  const first = nearest(name, left);
  for (let tries = 0, near = first; near !== undefined && tries < TRIED; tries++, near = nearest(name, left)) {
    const whole = `${before.toLowerCase()}${near}`;
    if (isThere(whole)) return whole;
    left.delete(near);
  }
  // what stands before it may be what is wrong: then the name alone says which
  return first !== undefined && isThere(first) ? first : undefined;
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
  return `; there are ${someOf(known)}`;
}

function someOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
