// Which claims an attribute condition of a Google pool looks at: each way in which it holds, as the claims that it compares there.
import type { JsonRecord } from "../../model/words.js";
import { claimOfPath, readCondition, type Term } from "./cel-condition.js";

/** A subject of GitHub with the numbers of owner and repository in it: `repo:acme@1/site@2:…`. */
const WITH_IDS = /^repo:[^/:@*?]+@\d+\//;

/**
 * Lists of claims, one for each way, mapped attributes as what they are mapped from. `sub` with ids in it is called
 * `sub (with ids)`. None without a condition; undefined for one that has no form that is known.
 */
export function conditionWays({
  attribute_condition: condition,
  attribute_mapping: mapping,
}: JsonRecord): readonly (readonly string[])[] | undefined {
  if (typeof condition !== "string") return undefined;
  if (condition.trim() === "") return [];
  const mapped = typeof mapping === "object" && mapping !== null ? (mapping as JsonRecord) : {};
  const ways = readCondition(condition);
  if (ways === undefined) return undefined;
  const named = ways.map((way) => way.map((term) => claimOf(term, mapped)));
  return named.some((way) => way.includes(undefined))
    ? undefined
    : named.map((way) => [...new Set(way.filter((claim) => claim !== undefined))].sort());
}

/** The claim that a term is about; undefined where it is worked out in a way that is not known. */
function claimOf({ path, comparison, values }: Term, mapping: JsonRecord): string | undefined {
  const from = mapping[path];
  const claim = claimOfPath(path) ?? (typeof from === "string" ? claimOfPath(from) : undefined);
  if (claim === "sub" && comparison !== "differs" && values.every((value) => WITH_IDS.test(value)))
    return "sub (with ids)";
  return claim;
}
