// Where drift rules have nothing to judge by: what hides changes from which rule, and where there is nothing earlier at all.
import { addAll } from "../model/add-all.js";
import { CHANGE_KINDS, type ChangeKind, type Drift, type NotCompared, REACH_KINDS } from "../model/change.js";
import type { NotEvaluated } from "../model/finding.js";
import type { ReportScope } from "../model/report.js";
import { type Rule, requiredDataSets } from "../model/rule.js";
import { change } from "../model/views/change.js";
import { appliesTo, indexCoverage, isCrawled } from "./coverage.js";

export interface DriftNotes {
  /** Sorted by rule and scope: what was hidden at one of the two times. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** Rules and scopes without anything earlier: neither passed nor a gap. Findings that are open there stay. */
  readonly nothingEarlier: readonly { readonly rule: string; readonly scope: string }[];
}

/** Notes for the rules that are from `change`; of a data set that cannot be read now the rule says so itself. */
export function driftNotes(rules: readonly Rule[], drift: Drift, scopes: readonly ReportScope[]): DriftNotes {
  const coverage = indexCoverage(scopes);
  const notEvaluated: NotEvaluated[] = [];
  const nothingEarlier: DriftNotes["nothingEarlier"][number][] = [];
  for (const rule of rules.filter(({ from }) => from === change.name)) {
    const noted = new Set<string>();
    for (const scope of scopes) {
      if (!isCrawled(scope) || !appliesTo(rule, scope)) continue;
      if (coverage.requirement(rule, scope.id).state === "unmet") continue;
      const hidden = drift.notCompared.filter((one) => (one.scope ?? scope.id) === scope.id && hides(one, rule));
      if (drift.since === undefined || hidden.some(({ isFirst }) => isFirst === true)) {
        nothingEarlier.push({ rule: rule.id, scope: scope.id });
      }
      const notes = hidden.flatMap((one) => (one.isFirst === true ? [] : [toNote(one, rule, scope.id)]));
      if (hidden.length > 0) noted.add(scope.id);
      addAll(notEvaluated, notes);
    }
    addAll(notEvaluated, elsewhere(rule, drift, noted));
  }
  return { notEvaluated, nothingEarlier };
}

/** A way leads through other scopes: what came into view there hides it, also where the rule has nothing else to say. */
function elsewhere(rule: Rule, { notCompared }: Drift, noted: ReadonlySet<string>): NotEvaluated[] {
  if (!reaches(rule)) return [];
  return notCompared.flatMap((one) => {
    if (one.about !== REACH_KINDS || one.scope === undefined || noted.has(one.scope)) return [];
    return [toNote(one, rule, one.scope)];
  });
}

/** Whether what could not be compared hides changes of kinds that a rule looks at. */
function hides({ about, dataSet, cameIntoView }: NotCompared, rule: Rule): boolean {
  const kinds = kindsOf(rule);
  // Said by the data sets that came, and once for other scopes.
  if (about === REACH_KINDS) return false;
  if (about !== undefined) return kinds.some((kind) => about.includes(kind));
  if (dataSet === undefined) return true;
  if (reaches(rule)) return cameIntoView === true;
  const required = requiredDataSets(rule);
  return required.length === 0 || required.includes(dataSet);
}

function reaches(rule: Rule): boolean {
  return kindsOf(rule).some((kind) => REACH_KINDS.includes(kind));
}

/** Kinds of changes that a rule looks at, by its param `changes`. */
function kindsOf({ params }: Pick<Rule, "params">): readonly ChangeKind[] {
  const said = params["changes"]?.kind === "value" ? params["changes"].value : undefined;
  const names = Array.isArray(said) ? said : [said];
  return CHANGE_KINDS.filter((kind) => names.includes(kind));
}

function toNote({ dataSet, region, reason, subject }: NotCompared, rule: Rule, scope: string): NotEvaluated {
  const what = [dataSet, region].filter((part) => part !== undefined).join(" ");
  return {
    rule: rule.id,
    scope,
    ...(dataSet !== undefined && { dataSet }),
    ...(subject !== undefined && { subject }),
    reason: what === "" ? reason : `${what}: ${reason}, so what changed in it is not known`,
  };
}
