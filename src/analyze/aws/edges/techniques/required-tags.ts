// Tags that the conditions of a request read, with the values by which they would be met: what whoever may change tags has to set.
import { addAll } from "../../../../model/add-all.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { ConditionEntry } from "../../condition/condition.js";
import type { Retag } from "../../condition/request-facts.js";
import { isTagKey, tagNameOf } from "../../condition/tag-keys.js";
import type { Policies } from "../../evaluate/decide.js";
import type { PreparedRequest } from "../../evaluate/request.js";
import type { Statement } from "../../policy/policy.js";

export interface WantedTag {
  /** As a condition writes it. */
  readonly name: string;
  /** Undefined where conditions do not say which: a variable has to equal something that is not known. */
  readonly values: readonly string[] | undefined;
  /** No other values would do. */
  readonly isExact: boolean;
}

/** A value that no condition names. */
const ANOTHER = "another";

/** Tags of the resource, or of the caller, in the conditions of all policies that have a say. */
export function wantedTags({ policies, keys }: PreparedRequest, of: Retag["of"]): readonly WantedTag[] {
  const found = new Map<string, { name: string; values: Set<string>; isAny: boolean; isExact: boolean }>();
  const wantedOf = (name: string) => {
    const known = found.get(name.toLowerCase()) ?? { name, values: new Set<string>(), isAny: false, isExact: true };
    found.set(name.toLowerCase(), known);
    return known;
  };
  for (const { condition, resources } of statementsOf(policies)) {
    for (const entry of condition?.entries ?? []) {
      if (isTagKey(entry.key, of)) {
        const tag = wantedOf(tagNameOf(entry.label));
        for (const value of valuesOf(entry)) tag.values.add(value);
        if (entry.texts.some((text) => text.includes("${"))) tag.isAny = true;
        if (entry.operator.name !== "StringEquals") tag.isExact = false;
      }
      for (const name of entry.texts.flatMap((text) => variableTags(text, of))) {
        const tag = wantedOf(name);
        const { values } = keys.state(entry.key);
        if (values === undefined) tag.isAny = true;
        for (const value of values ?? []) tag.values.add(value);
      }
    }
    for (const name of resources.texts.flatMap((text) => variableTags(text, of))) wantedOf(name).isAny = true;
  }
  return [...found.values()].map(({ values, isAny, ...tag }) => ({ ...tag, values: isAny ? undefined : [...values] }));
}

function valuesOf({ operator, texts }: ConditionEntry): readonly string[] {
  // any value answers whether the tag is there
  if (operator.isNull) return [ANOTHER];
  const written = texts.filter((text) => !text.includes("${"));
  const values = written.map((text) => (operator.name.endsWith("Like") ? text.replace(/[*?]/g, "x") : text));
  return [...values, ANOTHER];
}

/** Names of tags in variables of a text: `${aws:PrincipalTag/team}`, with or without a default. */
function variableTags(text: string, of: Retag["of"]): readonly string[] {
  return [...text.matchAll(/\$\{\s*([^},]+?)\s*[,}]/g)].flatMap(([, key = ""]) =>
    isTagKey(key.toLowerCase(), of) ? [tagNameOf(key)] : [],
  );
}

/** Values that conditions of these policies name for a tag of the request; undefined where some of them are patterns. */
export function offeredValues(
  policies: Iterable<Pick<AttachedPolicy, "policy">>,
  name: string,
): readonly string[] | undefined {
  const key = `aws:requesttag/${name.toLowerCase()}`;
  const found: string[] = [];
  for (const { policy } of policies) {
    for (const { condition } of policy.statements) {
      for (const entry of condition?.entries ?? []) {
        if (entry.key !== key) continue;
        if (!/^String(Not)?Equals$/.test(entry.operator.name) || entry.texts.some((text) => text.includes("${")))
          return undefined;
        addAll(found, entry.texts);
      }
    }
  }
  return found;
}

function* statementsOf({ identity, boundary, session, resource, grants, scp, rcp }: Policies): Iterable<Statement> {
  const controls = [...scp, ...rcp].flatMap((level) => level.policies);
  const single = [boundary, resource].flatMap((one) => one ?? []);
  for (const { policy } of [...(identity ?? []), ...single, ...(session ?? []), ...grants, ...controls])
    yield* policy.statements;
}
