// Jobs of a pipeline with what they inherit: `extends`, `default`, global variables, `!reference`. Pure.
import { mergeDeep } from "./include.js";
import { isMapping, type Mapping, REFERENCE, type Value } from "./parse.js";

export interface ResolvedJob {
  readonly name: string;
  readonly body: Mapping;
  /** What could not be followed. */
  readonly undecided: readonly string[];
}

/** Top-level keys that are no jobs. */
const GLOBAL: ReadonlySet<string> = new Set([
  "after_script",
  "before_script",
  "cache",
  "default",
  "image",
  "include",
  "services",
  "spec",
  "stages",
  "variables",
  "workflow",
]);
/** Of these, what stands at the top is an older way to write `default`. */
const OLD_DEFAULTS = ["after_script", "before_script", "image", "services"] as const;
const DEFAULTS = [...OLD_DEFAULTS, "id_tokens", "tags", "hooks", "identity"] as const;
/** As deep as GitLab follows them. */
const DEEPEST_EXTENDS = 11;
const DEEPEST_REFERENCE = 10;
/** Far more than jobs have: with ten in each of ten others, what is written in a hundred lines would never be written out. */
const MOST_FOLLOWED = 2_000;

/** One job while it is written out. */
interface Following {
  /** What could not be followed. */
  readonly undecided: string[];
  /** How many `extends` and `!reference` may still be followed. */
  left: number;
}

/** Jobs that can run: hidden ones, whose names begin with a dot, are there to be extended. */
export function jobsOf(root: Mapping): readonly ResolvedJob[] {
  return Object.entries(root)
    .filter(([name, body]) => !name.startsWith(".") && !GLOBAL.has(name) && isMapping(body))
    .map(([name]) => resolveJob(name, root));
}

function resolveJob(name: string, root: Mapping): ResolvedJob {
  const following: Following = { undecided: [], left: MOST_FOLLOWED };
  const own = extended(name, root, following, 0, new Set());
  const withDefaults = inherit(own, root);
  const body = followReferences(withDefaults, root, following, 0);
  return { name, body: isMapping(body) ? body : {}, undecided: [...new Set(following.undecided)] };
}

/** Whether one more may be followed. */
function mayFollow(following: Following): boolean {
  following.left -= 1;
  if (following.left >= 0) return true;
  following.undecided.push(`more than ${MOST_FOLLOWED} extends and !reference in one job`);
  return false;
}

function extended(
  name: string,
  root: Mapping,
  following: Following,
  depth: number,
  seen: ReadonlySet<string>,
): Mapping {
  const { undecided } = following;
  if (!mayFollow(following)) return {};
  const body = Object.hasOwn(root, name) ? root[name] : undefined;
  if (!isMapping(body)) {
    undecided.push(`extends ${name}, which was not found`);
    return {};
  }
  if (depth > DEEPEST_EXTENDS || seen.has(name)) {
    undecided.push(`extends of ${name} goes round in circles`);
    return {};
  }
  const { extends: names, ...own } = body;
  const above = typeof names === "string" ? [names] : Array.isArray(names) ? names : [];
  const next = new Set([...seen, name]);
  let merged: Mapping = {};
  for (const one of above) {
    if (typeof one === "string") merged = mergeDeep(merged, extended(one, root, following, depth + 1, next));
  }
  return mergeDeep(merged, own);
}

function inherit(job: Mapping, root: Mapping): Mapping {
  const { default: stated } = root;
  const wanted = isMapping(job["inherit"]) ? job["inherit"] : {};
  const inherited: { [key: string]: Value } = {};
  for (const key of DEFAULTS) {
    const isOld = (OLD_DEFAULTS as readonly string[]).includes(key);
    const value = (isMapping(stated) ? stated[key] : undefined) ?? (isOld ? root[key] : undefined);
    if (value !== undefined && isInherited(wanted["default"], key)) inherited[key] = value;
  }
  const { variables } = root;
  if (isMapping(variables)) {
    const kept = Object.entries(variables).filter(([name]) => isInherited(wanted["variables"], name));
    inherited["variables"] = Object.fromEntries(kept);
  }
  // A default of the same key is replaced; variables are joined.
  const { variables: own, ...rest } = job;
  const joined = mergeDeep(isMapping(inherited["variables"]) ? inherited["variables"] : {}, isMapping(own) ? own : {});
  return { ...inherited, ...rest, variables: joined };
}

function isInherited(wanted: Value | undefined, key: string): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(key) : wanted === true;
}

/** `!reference [job, key]` replaced by what is there; a list inside a list is written out. */
function followReferences(value: Value, root: Mapping, following: Following, depth: number): Value {
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap((one) => {
      const followed = followReferences(one, root, following, depth);
      return isReference(one) && Array.isArray(followed) ? (followed as Value[]) : [followed];
    });
  }
  if (!isMapping(value)) return value;
  if (isReference(value)) {
    const path = value[REFERENCE];
    const found =
      depth < DEEPEST_REFERENCE && mayFollow(following) && Array.isArray(path)
        ? lookUp(root, path as readonly Value[], following)
        : undefined;
    if (found !== undefined) return followReferences(found, root, following, depth + 1);
    following.undecided.push("a !reference leads nowhere that was read");
    return null;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, followReferences(member, root, following, depth)]),
  );
}

function isReference(value: Value): boolean {
  return isMapping(value) && Object.hasOwn(value, REFERENCE);
}

function lookUp(root: Mapping, path: readonly Value[], following: Following): Value | undefined {
  const [name, ...keys] = path.map(String);
  if (name === undefined) return undefined;
  const start = isMapping(root[name]) && keys.length > 0 ? extended(name, root, following, 0, new Set()) : root[name];
  let found: Value | undefined = start;
  for (const key of keys) found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}
