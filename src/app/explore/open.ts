// The judged estate that nhi explore looks at: what was judged today, as it is stored, else judged now.
import { StoreError } from "../../model/errors.js";
import type { Finding } from "../../model/finding.js";
import type { Rule } from "../../model/rule.js";
import type { Tables } from "../../model/tables.js";
import { type JudgedRest, openStore, type Store } from "../../store/index.js";
import { applyAcceptance } from "../acceptance.js";
import { analysisStands } from "../analyze.js";
import { rulesInForce } from "../catalog.js";
import { requireDatabase, requireScopes } from "../estate.js";
import { judgedToday } from "../judged-earlier.js";
import { openJudgedEstate } from "../judged-estate.js";
import type { Settings } from "../settings.js";
import type { Terminal } from "../terminal.js";
import type { GapSource } from "./lists.js";

export interface OpenedEstate {
  readonly store: Store;
  readonly tables: Tables;
  readonly now: Date;
  readonly gaps: GapSource;
  /** Findings that a waiver of nhi.yaml is about. */
  readonly accepted: readonly Finding[];
}

/** Opens it; messages about what was accepted go to the terminal. The caller closes the store. */
export async function openForExploring(settings: Settings, terminal: Terminal): Promise<OpenedEstate> {
  const { rules, tables } = await rulesInForce(settings);
  const now = settings.now ?? new Date();
  const stored = settings.bundles.length > 0 ? undefined : openStored(settings, { rules, tables, now });
  if (stored?.isOfToday === true) return accepted(stored, rules, tables, now, settings, terminal);
  try {
    stored?.store.close();
    const { store: judged, evaluation, now: at } = await openJudgedEstate(settings, terminal);
    const store = released(judged, settings.db);
    return acceptedOf(store, { ...evaluation, rules, tables, now: at }, settings, terminal);
  } catch (error) {
    // A scan is writing: then what was judged last is what there is to look at.
    if (stored?.rest === undefined || !(error instanceof StoreError)) throw error;
    terminal.say(`nhi: ${error.message} Shown is what was judged ${stored.rest.at?.slice(0, 10) ?? "last"}.`);
    const store = openStore({ path: settings.db, mode: "read" });
    return accepted({ store, rest: stored.rest }, rules, tables, now, settings, terminal);
  }
}

interface StoredEstate {
  readonly store: Store;
  /** What was judged last, whenever and by whatever rules; its findings are in the store. */
  readonly rest: JudgedRest | undefined;
  readonly isOfToday: boolean;
}

function openStored(
  settings: Settings,
  { rules, tables, now }: { readonly rules: readonly Rule[]; readonly tables: Tables; readonly now: Date },
): StoredEstate {
  requireDatabase(settings.db);
  const store = openStore({ path: settings.db, mode: "read" });
  requireScopes(store);
  const today = analysisStands(store, settings, tables, now)
    ? judgedToday(store, { rules, now, driftDays: settings.driftDays })
    : undefined;
  return { store, rest: today ?? store.judgedLast(), isOfToday: today !== undefined };
}

function accepted(
  { store, rest }: Pick<StoredEstate, "store" | "rest">,
  rules: readonly Rule[],
  tables: Tables,
  now: Date,
  settings: Settings,
  terminal: Terminal,
): OpenedEstate {
  const findings = waivable(store, settings);
  const parts = { findings, notEvaluated: rest?.notEvaluated ?? [], counts: rest?.counts ?? [], rules, tables, now };
  return acceptedOf(store, parts, settings, terminal);
}

/** Those of the stored findings that a waiver may be about. */
function waivable(store: Store, { waivers }: Settings): readonly Finding[] {
  if (waivers.length === 0) return [];
  const wanted = new Set<string>();
  for (const piece of store.findingLines()) {
    for (const { fingerprint, rule } of piece) {
      const fits = waivers.some((waiver) =>
        waiver.fingerprint === undefined
          ? waiver.rule === "*" || waiver.rule === rule
          : fingerprint.startsWith(waiver.fingerprint.toLowerCase()),
      );
      if (fits) wanted.add(fingerprint);
    }
  }
  return store.openFindings(wanted);
}

type Judged = Pick<OpenedEstate, "tables" | "now"> &
  Parameters<typeof applyAcceptance>[0]["evaluation"] & { readonly rules: readonly Rule[] };

function acceptedOf(store: Store, judged: Judged, settings: Settings, terminal: Terminal): OpenedEstate {
  const { rules, tables, now, ...evaluation } = judged;
  const all = { evaluation, scopes: store.scopes(), baseline: undefined, rules, now };
  const { evaluation: marked, scopes } = applyAcceptance(all, settings, terminal);
  return {
    store,
    tables,
    now,
    gaps: { rules, scopes, notEvaluated: marked.notEvaluated },
    accepted: marked.findings.filter(({ state, note }) => state !== "finding" || note !== undefined),
  };
}

/** A scan must be able to write while somebody looks: what was judged is read from now on, unless it is in memory only. */
function released(store: Store, path: string): Store {
  if (store.inMemory) return store;
  store.close();
  return openStore({ path, mode: "read" });
}
