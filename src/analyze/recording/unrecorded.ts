// Who leads to control of each scope and leaves no record there: said once of the scope, since one setting mends it for all.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { Json, JsonRecord } from "../../model/words.js";
import { CLOUD_IDENTITIES } from "./recording.js";

/** Names in one fact. */
const MOST_NAMED = 20;

interface Here {
  readonly found: { readonly name: string; readonly type: string }[];
  /** Of somebody it is open. */
  isOpen: boolean;
}

/**
 * In: the facts of all parts, reach among them. Out: `unrecorded_admins` of every scope of whose record of calls something is
 * known; nothing of one where it is open whether there are any. A person's own user, and what the vendor keeps, is left out.
 */
export function unrecordedFacts(
  input: Pick<AnalysisInput, "nodes" | "scopes">,
  facts: readonly DerivedFact[],
): readonly DerivedFact[] {
  const scopes = new Map<string, Here>();
  const recorded = columnsOf(facts, ["calls_recorded"]);
  for (const { id } of recorded.size === 0 ? [] : input.scopes())
    if (recorded.has(id)) scopes.set(id, { found: [], isOpen: false });
  if (scopes.size === 0) return [];
  const known = columnsOf(facts, ["calls_recorded", "reaches_admin", "service_like"]);
  for (const { id, name, type, scope, properties } of input.nodes(CLOUD_IDENTITIES)) {
    const here = scopes.get(scope);
    if (here === undefined || properties["is_service_linked"] === true || properties["is_reserved"] === true) continue;
    const { calls_recorded: calls, reaches_admin: reaches, service_like: isService } = known.get(id) ?? {};
    if ((type === "aws.iam-user" && isService === false) || reaches === false) continue;
    if (calls === "none" && reaches === true) here.found.push({ name, type });
    else if (calls === undefined || calls === "none") here.isOpen = true;
  }
  return [...scopes].flatMap(([node, { found, isOpen }]) => {
    if (found.length === 0 && isOpen) return [];
    const names = [...new Set(found.map(({ name }) => name))].sort(compareText);
    const types = [...new Set(found.map(({ type }) => type))].sort(compareText);
    const columns = {
      unrecorded_admins: names.slice(0, MOST_NAMED),
      unrecorded_admin_count: found.length,
      unrecorded_admin_types: types,
    };
    return [{ node, columns }];
  });
}

/** These columns of every node, the last fact wins. */
function columnsOf(facts: readonly DerivedFact[], names: readonly string[]): ReadonlyMap<string, JsonRecord> {
  const known = new Map<string, JsonRecord>();
  for (const { node, columns } of facts) {
    let told: { [column: string]: Json } | undefined;
    for (const name of names) {
      if (!(name in columns)) continue;
      told ??= { ...known.get(node) };
      told[name] = columns[name] ?? null;
    }
    if (told !== undefined) known.set(node, told);
  }
  return known;
}
