// nhi scan, collect and check from top to bottom: open, crawl, analyse, judge, report, exit code.
import type { CallCount } from "../model/report.js";
import { VERSION } from "../model/version.js";
import { openStore, type Store } from "../store/index.js";
import { applyAcceptance } from "./acceptance.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { closingLines, dataFlags } from "./closing.js";
import { type CrawlOutcome, crawl } from "./crawl.js";
import { dryRun } from "./dry-run.js";
import { exitCodeOf, failing } from "./exit-code.js";
import { joinKey } from "./join-key.js";
import { judge } from "./judge.js";
import { type OutputOptions, writeReport } from "./output.js";
import { toReportSource } from "./report-source.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import type { Terminal } from "./terminal.js";

export interface ScanOptions extends OutputOptions {
  readonly kind: "scan" | "collect" | "check" | "demo";
  readonly record: string | undefined;
  readonly dryRun: boolean;
}

/** Runs the command and returns its exit code; errors for people are thrown as NhiError. */
export async function scan(settings: Settings, options: ScanOptions, terminal: Terminal): Promise<number> {
  const catalog = await rulesInForce(settings);
  const crawls = options.kind !== "check" || settings.bundles.length > 0;
  const sources = crawls ? await openSources(settings, options, terminal) : undefined;
  if (options.dryRun && sources !== undefined) return dryRun(sources.collectors, terminal);
  const now = settings.now ?? sources?.recordedAt ?? new Date();
  const store = openStore({ path: settings.db, mode: "write" });
  try {
    const run = store.beginRun({ command: options.kind, version: VERSION, now });
    const crawled =
      sources &&
      (await crawl(store, sources.collectors, { run, now, joinKey: joinKey(settings.db, process.env) }, terminal));
    if (crawled?.interrupted) return interrupted(store, run, now, terminal);
    sayFailures(crawled, terminal);
    if (options.kind === "collect") return finish(store, run, now, crawled?.failed.length ? 3 : 0);
    analyzeStore(store, settings, catalog.tables, now);
    const judged = await judge(store, {
      run,
      rules: catalog.rules,
      now,
      includePassed: settings.includePassed,
      crawled: options.kind === "check" ? undefined : crawled?.scopes,
    });
    for (const { message } of judged.ruleErrors) terminal.say(`nhi: ${message}`);
    const accepted = applyAcceptance(judged.evaluation, store.scopes(), settings, now, terminal);
    const calls: readonly CallCount[] = crawled?.calls ?? [];
    const source = toReportSource(store, {
      command: options.kind,
      now,
      threshold: settings.failOn,
      rules: catalog.rules,
      evaluation: accepted.evaluation,
      calls,
      severity: settings.severity,
      full: options.kind !== "demo" && settings.includePassed,
      dataFlags: dataFlags(settings),
      closing: closingLines(store, settings, accepted.evaluation, crawled),
    });
    await writeReport(source, options, terminal);
    const outcome = {
      findings: source.findings,
      failOn: settings.failOn,
      newOnly: settings.newOnly,
      incomplete: (crawled?.failed.length ?? 0) > 0 || accepted.coverageWorse || judged.ruleErrors.length > 0,
      notEvaluated: source.notEvaluated.length,
      strict: settings.strict,
    };
    const code = exitCodeOf(outcome);
    sayExit(code, failing(outcome).length, settings, terminal);
    return finish(store, run, now, code);
  } finally {
    store.close();
  }
}

function finish(store: Store, run: number, now: Date, code: number): number {
  store.finishRun(run, "done", now);
  return code;
}

function interrupted(store: Store, run: number, now: Date, terminal: Terminal): number {
  store.finishRun(run, "interrupted", now);
  terminal.say("nhi: stopped. What was read is kept in the database; the same command goes on where it stopped.");
  return 130;
}

function sayFailures(crawled: CrawlOutcome | undefined, terminal: Terminal): void {
  for (const { source, message } of crawled?.failed ?? []) terminal.say(`nhi: ${source}: ${message}`);
}

/** The last line on stderr says why the exit code is not 0. */
function sayExit(code: number, failingCount: number, settings: Settings, terminal: Terminal): void {
  if (code === 1) {
    const which = settings.newOnly ? "new findings" : "findings";
    terminal.say(`nhi: exit 1: ${failingCount} ${which} at or over ${settings.failOn} (--fail-on)`);
  } else if (code === 3) {
    terminal.say("nhi: exit 3: incomplete; the report lists what was not evaluated and what would open it");
  }
}
