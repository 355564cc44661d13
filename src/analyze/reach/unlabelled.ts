// Scopes of which it was not read what they are for: their labels, or what they are called.
import type { AnalysisInput } from "../../model/analysis.js";
import { wasRead } from "../read-sets.js";

export interface Unlabelled {
  /** Their labels were refused, which count before what the names of things in them sound like. */
  readonly labels: ReadonlySet<string>;
  /** Their names were refused, which count where nothing else says anything. */
  readonly names: ReadonlySet<string>;
}

/** Data set that holds the labels of a scope, by its type. */
const LABELS: { readonly [type: string]: string } = {
  "gcp.project": "gcp/cloudresourcemanager:container",
  "azure.subscription": "azure/resources:subscription",
};
/** Where accounts of AWS have their names from, unless an organisation that lists them says so. */
const ALIASES = "aws/iam:account-aliases";

/**
 * In: the scopes of the estate. Out: those that were asked and did not answer; a project that did says its labels, though what holds it
 * was not seen. An account that goes by its number has no name.
 */
export function unlabelledScopes(input: Pick<AnalysisInput, "scopes">): Unlabelled {
  const [labels, names] = [new Set<string>(), new Set<string>()];
  for (const scope of input.scopes()) {
    if (scope.type === "aws.account") {
      const isNamed = scope.name !== "" && `aws:${scope.name}` !== scope.id;
      if (!isNamed && wasRead(scope, ALIASES) === false) names.add(scope.id);
      continue;
    }
    const dataSet = LABELS[scope.type];
    if (dataSet === undefined || scope.properties["resource"] !== undefined) continue;
    if (wasRead(scope, dataSet) === false) labels.add(scope.id);
  }
  return { labels, names };
}
