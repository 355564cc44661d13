// Rules that can be judged from the list of the things themselves or from another data set. When the list is lost, the other
// one knows the same things without their ids (keys of the credential report), so that known findings would look new.
import { addTo } from "../model/group-by.js";

interface RuleNeeds {
  readonly id: string;
  readonly requires?: readonly string[];
  readonly types?: readonly string[];
}

/** Of a rule in a scope: lost lists for which it has another data set, sorted. */
export type OtherSource = (rule: string, scope: string) => readonly string[];

/** Where no list was lost, no rule needs another source. */
export const NO_OTHER_SOURCE: OtherSource = () => [];

/** Looks up what was lost since the baseline was made. */
export function otherSources(rules: readonly RuleNeeds[], losses: readonly CoverageLoss[]): OtherSource {
  const replaceable = new Map(rules.map((rule) => [rule.id, new Set(replaceableLists(rule))]));
  const lost = new Map<string, string[]>();
  for (const { scope, dataSet } of losses) addTo(lost, scope, dataSet);
  return (rule, scope) => {
    const sets = replaceable.get(rule);
    return sets === undefined ? [] : (lost.get(scope) ?? []).filter((dataSet) => sets.has(dataSet)).sort();
  };
}

function replaceableLists({ requires = [], types = [] }: RuleNeeds): readonly string[] {
  const alternatives = requires.map((entry) => entry.split(" | ")).filter(({ length }) => length > 1);
  return alternatives.flat().filter((dataSet) => types.some((type) => isListOf(dataSet, type)));
}

/** `aws/iam:access-keys` is the list of `aws.access-key`. */
function isListOf(dataSet: string, type: string): boolean {
  return dataSet.split(":").at(-1) === `${type.slice(type.indexOf(".") + 1)}s`;
}

/** A data set that was read when the baseline was made and is not now. */
export interface CoverageLoss {
  readonly scope: string;
  readonly dataSet: string;
  readonly was: string;
  readonly is: string;
  /** One line for people, with the permission where it is known. */
  readonly message: string;
}
