// Scopes that were read so little that a report without findings says nothing of them: most rules had nothing to judge by.
import type { Coverage } from "../model/batch.js";
import type { NotEvaluated } from "../model/finding.js";
import type { LittleRead, ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { appliesTo, indexCoverage } from "./coverage.js";

/** What a recording does not hold: nobody was refused. */
const UNRECORDED = "NotRecorded";
/** Of a data set that was not asked, since nobody knew of whom. */
const NOT_ASKED = "NoUsers";

/**
 * Marks scopes in which more rules went without what was refused (or failed) there than could be judged. One data set that was read
 * is not the scope; some that were refused are least privilege. Not counted: what is accepted, what a recording lacks, what takes
 * a licence, rules that ask for no data set, and those about no type of the provider, such as agents in files of a repository: a
 * dozen of them lean on one answer, which says nothing of who may do what there.
 * @param scopes with accepted gaps marked.
 * @param notEvaluated with accepted rows marked.
 */
export function markLittleRead(
  scopes: readonly ReportScope[],
  rules: readonly Rule[],
  notEvaluated: readonly NotEvaluated[],
): readonly ReportScope[] {
  const refused = new Map(scopes.map((scope) => [scope, refusedDataSets(scope)]));
  if ([...refused.values()].every(({ size }) => size === 0)) return scopes;
  const index = indexCoverage(scopes);
  const accepted = new Set(notEvaluated.flatMap((row) => (row.accepted === undefined ? [] : [keyOf(row)])));
  return scopes.map((scope) => {
    const lost = refused.get(scope) ?? new Set();
    if (lost.size === 0) return scope;
    let judged = 0;
    let blind = 0;
    const about = rules.filter((rule) => rule.requires.length > 0 && appliesTo(rule, scope));
    const own = about.filter((rule) => isAboutProvider(rule, scope));
    for (const rule of own.length > 0 ? own : about) {
      const { state, dataSet } = index.requirement(rule, scope.id);
      if (state === "met" || state === "partial") judged += 1;
      else if (accepted.has(keyOf({ rule: rule.id, scope: scope.id }))) continue;
      else if (dataSet?.split(" | ").some((one) => lost.has(one))) blind += 1;
    }
    return blind > judged ? { ...scope, littleRead: { judged, blind } satisfies LittleRead } : scope;
  });
}

/** Whether a rule is about what the provider of the scope has; one without types is about whatever there is. */
function isAboutProvider({ types }: Rule, { id }: ReportScope): boolean {
  const [provider] = id.split(":", 1);
  return types.length === 0 || types.some((type) => type.startsWith(`${provider}.`));
}

function refusedDataSets({ coverage }: ReportScope): ReadonlySet<string> {
  const isRecording = coverage.some(({ code }) => code === UNRECORDED);
  const isRefused = ({ state, code }: Coverage): boolean => {
    if (state !== "failed") return state === "denied";
    // Without a code it is about what another data set found, which in such a recording may be one that is not in it.
    return code === undefined || code === NOT_ASKED ? !isRecording : code !== UNRECORDED;
  };
  return new Set(coverage.flatMap((row) => (row.accepted === undefined && isRefused(row) ? [row.dataSet] : [])));
}

function keyOf({ rule, scope }: Pick<NotEvaluated, "rule" | "scope">): string {
  return `${rule} ${scope}`;
}
