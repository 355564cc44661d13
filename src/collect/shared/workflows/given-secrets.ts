// Which secrets a workflow has: all of its repository when an event starts it, and what its callers give when it is called.
// A called workflow has no other: not even the environment of its job brings in a name that was not given.
import { pathsOf } from "./expressions.js";
import type { SecretUse } from "./secrets-used.js";
import { type Entry, entriesOf, expressionsOf, field, type TemplateToken, textOf } from "./tokens.js";

/** Secrets that a workflow has, in terms of those that its repository keeps. */
export interface GivenSecrets {
  /** Every secret that the repository can read, under its own name. */
  readonly all: boolean;
  /** Name in the workflow → names in the repository: several where callers differ, none where the value is no secret. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Why it may not be given at all. */
  readonly doubt?: string;
  /** What is given all the same: other callers do, without a doubt. */
  readonly sure?: GivenSecrets;
}

/** A workflow that an event starts, or that somebody unknown calls. */
export const ALL_SECRETS: GivenSecrets = { all: true, names: new Map() };
export const NO_SECRETS: GivenSecrets = { all: false, names: new Map() };
/** GitHub gives this one to every job, whether somebody passes it or not. */
const OWN_TOKEN = "GITHUB_TOKEN";

/** What either of several ways into a workflow gives. */
export function joinedSecrets(ways: readonly GivenSecrets[]): GivenSecrets {
  const [first, ...others] = ways;
  if (first === undefined) return NO_SECRETS;
  if (others.length === 0) return first;
  const names = new Map<string, readonly string[]>();
  for (const [name, stored] of ways.flatMap((way) => [...way.names]))
    names.set(name, [...new Set([...(names.get(name) ?? []), ...stored])].sort());
  const joined = { all: ways.some(({ all }) => all), names };
  const doubt = ways.find((way) => way.doubt !== undefined)?.doubt;
  if (doubt === undefined) return joined;
  return {
    ...joined,
    doubt,
    sure: joinedSecrets(ways.flatMap((way) => (way.doubt === undefined ? way : (way.sure ?? [])))),
  };
}

/** Whether a job gives all that it has: `secrets: inherit`. */
export function inheritsSecrets(job: Entry): boolean {
  return textOf(field(job.value, "secrets"))?.trim().toLowerCase() === "inherit";
}

/** What a job gives to the workflow that it calls, of what its own workflow has. */
export function secretsGivenBy(job: Entry, own: GivenSecrets): GivenSecrets {
  if (inheritsSecrets(job)) return own;
  const names = new Map<string, readonly string[]>();
  for (const { key, value } of entriesOf(field(job.value, "secrets"))) {
    const stored = secretsIn(value).flatMap((name) => storedAs(name, own) ?? []);
    names.set(key.toUpperCase(), [...new Set(stored)].sort());
  }
  const { doubt, sure } = own;
  if (doubt === undefined) return { all: false, names };
  return { all: false, names, doubt, ...(sure !== undefined && { sure: secretsGivenBy(job, sure) }) };
}

/** Names in the repository that a name of the workflow stands for; undefined when nobody gives it. */
function storedAs(name: string, { all, names }: Pick<GivenSecrets, "all" | "names">): readonly string[] | undefined {
  if (name === "*") return all ? ["*"] : [...new Set([...names.values()].flat())].sort();
  const mapped = names.get(name);
  if (!all) return mapped;
  return [...new Set([name, ...(mapped ?? [])])].sort();
}

/** Secrets that a value names; `*` for all of them, or one whose name is worked out. */
function secretsIn(value: TemplateToken): readonly string[] {
  return expressionsOf(value)
    .flatMap(({ text }) => pathsOf(text))
    .flatMap(({ names: [context = "", name] }) => {
      if (context.toUpperCase() !== "SECRETS") return [];
      if (name === undefined || name === "*" || name === "?") return ["*"];
      return name.toUpperCase() === OWN_TOKEN ? [] : [name.toUpperCase()];
    });
}

/** The uses of secrets that somebody gives, with the names that they have in the repository, and the names that nobody gives. */
export function resolveUses(
  uses: readonly SecretUse[],
  given: GivenSecrets,
): { readonly secrets: readonly SecretUse[]; readonly notGiven: readonly string[] } {
  const secrets: SecretUse[] = [];
  const notGiven = new Set<string>();
  for (const use of uses) {
    const stored = storedAs(use.name, given);
    if (stored === undefined) notGiven.add(use.name);
    else {
      const isSame = stored.length === 1 && stored[0] === use.name;
      const isSure = given.sure !== undefined && storedAs(use.name, given.sure) !== undefined;
      const doubt = isSure ? undefined : given.doubt;
      secrets.push({ ...use, ...(!isSame && { stored }), ...(doubt !== undefined && { doubt }) });
    }
  }
  return { secrets, notGiven: [...notGiven].sort() };
}
