// nhi doctor: which sources answer, and what each missing permission costs in rules.
import { existsSync } from "node:fs";
import { NhiError } from "../model/errors.js";
import type { ReportSource } from "../model/report.js";
import { type Rule, requiredDataSets } from "../model/rule.js";
import { indentedJson } from "../report/escape.js";
import { applyAcceptance } from "./acceptance.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { crawl } from "./crawl.js";
import { detectSources } from "./detect.js";
import type { Diagnosis, ScopeHealth, SourceHealth } from "./diagnosis.js";
import { doctorText } from "./doctor-text.js";
import { type Estate, openEstate } from "./estate.js";
import { evaluateStore } from "./evaluate-store.js";
import { joinKey } from "./join-key.js";
import { missingParts } from "./missing-parts.js";
import { toReportSource } from "./report-source.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import type { Terminal } from "./terminal.js";

type Known = Omit<Diagnosis, "sources" | "others">;

export interface DoctorOptions {
  readonly format: string;
  /** Reads the sources now, into memory, instead of pricing what an earlier run could not read. */
  readonly read: boolean;
}

/** Asks each source who we are and prices what could not be read; exit code 3 when a source fails. */
export async function doctor(settings: Settings, options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { rules } = await rulesInForce(settings);
  const sources = await sourceHealth(settings, rules);
  const estate = await estateOf(settings, options, sources, terminal);
  const others = sources.length > 0 ? [] : detectSources(process.env).others.map(({ source }) => source);
  const diagnosis = {
    sources,
    others,
    ...(estate === undefined ? NOTHING_READ : await diagnose(estate, settings, terminal)),
  };
  if (options.format === "json") await terminal.out(`${indentedJson(diagnosis)}\n`);
  else await terminal.out(doctorText(diagnosis, settings, terminal));
  const failed = sources.some(({ answers }) => !answers) || (estate?.failed.length ?? 0) > 0;
  return failed ? 3 : 0;
}

const NOTHING_READ: Known = { scopes: [], missing: [] };

/** A source of no provider is a UsageError; any other fault is that source's own. */
async function sourceHealth(settings: Settings, rules: readonly Rule[]): Promise<SourceHealth[]> {
  if (settings.bundles.length > 0) return [];
  const found =
    settings.sources.length > 0 ? settings.sources : detectSources(process.env).sources.map(({ source }) => source);
  const { collectorFor, whoAmI } = await import("../collect/index.js");
  await Promise.all(found.map((source) => collectorFor(source)));
  return Promise.all(
    found.map(async (source) => {
      try {
        const { lacks, ...identity } = await whoAmI(source, {
          ...settings.github,
          ...settings.gitlab,
          ...settings.azure,
          ...settings.kubernetes,
        });
        const priced = lacks?.map((lack) => ({ ...lack, rules: rulesThatNeed(lack.dataSets, rules) }));
        return { source, answers: true, ...identity, ...(priced === undefined ? {} : { lacks: priced }) };
      } catch (error) {
        if (!(error instanceof NhiError)) throw error;
        return { source, answers: false, message: error.message, scope: undefined };
      }
    }),
  );
}

/** Rules that require one of these data sets, alone or among others. */
function rulesThatNeed(dataSets: readonly string[], rules: readonly Rule[]): readonly string[] {
  return rules
    .filter((rule) => requiredDataSets(rule).some((dataSet) => dataSets.includes(dataSet)))
    .map(({ id }) => id)
    .sort();
}

/** What is known: read now, of the bundles, or of earlier runs; undefined when that is nothing. */
async function estateOf(
  settings: Settings,
  { read }: DoctorOptions,
  sources: readonly SourceHealth[],
  terminal: Terminal,
): Promise<Estate | undefined> {
  const answering = sources.filter(({ answers }) => answers).map(({ source }) => source);
  if (read && answering.length > 0) return readNow({ ...settings, sources: answering }, terminal);
  if (settings.bundles.length === 0 && !existsSync(settings.db)) return undefined;
  try {
    return await openEstate(settings, terminal);
  } catch (error) {
    // A database into which nothing was ever read is no fault here: that is what a doctor is asked about.
    if (error instanceof NhiError && /nothing has been read/.test(error.message)) return undefined;
    throw error;
  }
}

async function readNow(settings: Settings, terminal: Terminal): Promise<Estate> {
  const { openStore } = await import("../store/index.js");
  const { VERSION } = await import("../model/version.js");
  const { collectors } = await openSources(settings, { record: undefined }, terminal);
  const now = settings.now ?? new Date();
  const store = openStore({ path: ":memory:", mode: "write" });
  const run = store.beginRun({ command: "doctor", version: VERSION, now });
  const { tables } = await rulesInForce(settings);
  const options = { run, now, joinKey: joinKey(":memory:", process.env), tables };
  const { failed } = await crawl(store, collectors, options, terminal);
  for (const { message } of failed) terminal.say(`nhi: ${message}`);
  await analyzeStore(store, settings, tables, now);
  store.finishRun(run, "done", now);
  return { store, now, failed };
}

async function diagnose({ store, now }: Estate, settings: Settings, terminal: Terminal): Promise<Known> {
  try {
    const { rules } = await rulesInForce(settings);
    const { evaluation } = await evaluateStore(store, { rules, now, includePassed: false });
    const silent = { ...terminal, say: () => undefined };
    const judged = { evaluation, scopes: store.scopes(), baseline: undefined, rules, now };
    const accepted = applyAcceptance(judged, settings, silent);
    const source = toReportSource(store, {
      command: "doctor",
      now,
      threshold: "none",
      rules,
      ...accepted,
      calls: [],
      severity: "low",
      dataFlags: "",
      closing: [],
    });
    return { scopes: scopeHealth(source), missing: missingParts(source) };
  } finally {
    store.close();
  }
}

function scopeHealth({ scopes }: Pick<ReportSource, "scopes">): ScopeHealth[] {
  return scopes
    .filter(({ coverage, readAt }) => coverage.length > 0 || readAt !== undefined)
    .map(({ id, name, readAt, coverage }) => ({
      scope: id,
      name,
      readAt,
      dataSets: coverage.length,
      complete: coverage.filter(({ state }) => state === "complete").length,
    }));
}
