// nhi scan, collect and check from top to bottom: open, crawl, analyse, judge, report, exit code.
import type { Catalog } from "../catalog/catalog-file.js";
import { acceptGaps } from "../evaluate/accepted-gaps.js";
import type { Baseline } from "../evaluate/baseline.js";
import { markLittleRead } from "../evaluate/little-read.js";
import { UsageError } from "../model/errors.js";
import type { FirstCut, ReportSource } from "../model/report.js";
import { VERSION } from "../model/version.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import { counted, formatCount } from "../report/count.js";
import { openStore, type Store } from "../store/index.js";
import { type Accepted, applyAcceptance, baselineInUse } from "./acceptance.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { closingLines, dataFlags, isForgotten } from "./closing.js";
import { type CrawlOutcome, crawl } from "./crawl.js";
import { isCutShort, sayUnread } from "./cut-short.js";
import { dryRun } from "./dry-run.js";
import { openForWork, requireDatabase, requireScopes } from "./estate.js";
import { exitCodeOf, failing, type Outcome } from "./exit-code.js";
import { toFailedScopes } from "./failed-source.js";
import { nameFix } from "./fix-names.js";
import { joinKey } from "./join-key.js";
import { judge } from "./judge.js";
import { limitWarning } from "./limit-warning.js";
import { checkOutputs, writeReport } from "./output.js";
import { toReportSource } from "./report-source.js";
import { mergeAhead, mergeNote } from "./sarif-merging.js";
import { sayGaps } from "./say-gaps.js";
import type { ScanOptions } from "./scan-options.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import { stoppedLine } from "./stopped.js";
import type { Terminal } from "./terminal.js";
import { uploadWarning } from "./upload-warning.js";
import { makeWritableFolder } from "./write-file.js";

/** What a run has at hand while it goes on. */
interface Scan {
  readonly store: Store;
  readonly run: number;
  readonly now: Date;
  readonly settings: Settings;
  readonly options: ScanOptions;
  readonly terminal: Terminal;
}

/** Runs the command and returns its exit code; errors for people are thrown as NhiError. */
export async function scan(settings: Settings, options: ScanOptions, terminal: Terminal): Promise<number> {
  await checkOutputs(options.outputs);
  const catalog = await rulesInForce(settings);
  const baseline = baselineInUse(settings);
  refuseVain(settings, options);
  const crawls = options.kind !== "check" || settings.bundles.length > 0;
  if (!crawls) requireDatabase(settings.db);
  const sources = crawls ? await openSources(settings, options, terminal) : undefined;
  if (options.dryRun && sources !== undefined) return dryRun(sources.collectors, options, terminal);
  if (options.record !== undefined) makeWritableFolder(options.record, 0o700);
  const go = () => readAndJudge({ settings, options, terminal, catalog, baseline, sources });
  return terminal.telling(stoppedLine(settings, options.kind), go);
}

interface Opened {
  readonly settings: Settings;
  readonly options: ScanOptions;
  readonly terminal: Terminal;
  readonly catalog: Catalog;
  readonly baseline: Baseline | undefined;
  /** Undefined: nothing is crawled. */
  readonly sources: Awaited<ReturnType<typeof openSources>> | undefined;
}

async function readAndJudge({ settings, options, terminal, catalog, baseline, sources }: Opened): Promise<number> {
  const crawls = sources !== undefined;
  const now = settings.now ?? sources?.recordedAt ?? new Date();
  const store = crawls ? openStore({ path: settings.db, mode: "write" }) : openForWork(settings.db, terminal);
  try {
    if (!crawls) requireScopes(store);
    if (crawls) sayClock(store, now, terminal);
    // To read an empty database would make its indexes before its rows.
    const known = () => (store.lastRunStart() === undefined ? [] : store.scopes());
    const shared = await mergeAhead(options, known, sources?.collectors.length ?? 0);
    if (shared !== undefined) terminal.say(`nhi: ${shared}`);
    const run = store.beginRun({ command: options.kind, version: VERSION, now });
    const at: Scan = { store, run, now, settings, options, terminal };
    try {
      const crawled =
        sources &&
        (await crawl(
          store,
          sources.collectors,
          { run, now, joinKey: joinKey(settings.db, process.env), tables: catalog.tables },
          terminal,
        ));
      if (crawled?.interrupted) return interrupted(at);
      for (const { message } of crawled?.failed ?? []) terminal.say(`nhi: ${message}`);
      if (options.logs?.length) await readLogs(at, options.logs);
      const code =
        options.kind === "collect"
          ? collectCode(at, catalog, crawled)
          : await judgeAndReport(at, catalog, baseline, crawled);
      store.finishRun(run, "done", now);
      return code;
    } catch (error) {
      endAsFailed(at);
      throw error;
    }
  } finally {
    store.close();
  }
}

/** What reads logs is loaded only then. */
async function readLogs({ store, run, now, terminal }: Scan, logs: readonly string[]): Promise<void> {
  const { keepLogs } = await import("./keep-logs.js");
  await keepLogs(store, logs, { run, now }, terminal);
}

/** History keeps the order in which scans were made; ages and what runs out follow the clock, which people have to know is behind. */
function sayClock(store: Store, now: Date, terminal: Terminal): void {
  const last = store.lastRunStart();
  if (last === undefined || Date.parse(last) <= now.getTime()) return;
  terminal.say(
    `nhi: the clock of this scan (${now.toISOString()}) is before that of the last one (${last}): it is kept as the later of the two, and ages are counted by its clock. If that is not meant, set the clock or --now`,
  );
}

/** The run did not come to its end, such as when a report could not be written. */
function endAsFailed({ store, run, now }: Scan): void {
  try {
    store.finishRun(run, "failed", now);
  } catch {
    // It may be the database that failed: what happened first is what people have to hear.
  }
}

/** What could be asked for but would do nothing. */
function refuseVain({ bundles, sources, db }: Settings, { kind, record }: ScanOptions): void {
  if (bundles.length === 0 || sources.length > 0) return;
  if (record !== undefined)
    throw new UsageError("--record keeps what a live source answers; a --bundle is a recording");
  if (kind === "collect" && db === ":memory:") {
    throw new UsageError("collect --bundle would keep nothing: name a database with --db FILE");
  }
}

async function judgeAndReport(
  at: Scan,
  { rules, tables }: Catalog,
  baseline: Baseline | undefined,
  crawled: CrawlOutcome | undefined,
): Promise<number> {
  const { store, settings, options, terminal, now, run } = at;
  await analyzeStore(store, settings, tables, now);
  const judged = await judge(store, {
    run,
    rules,
    now,
    includePassed: settings.includePassed,
    driftDays: settings.driftDays,
    crawled: options.kind === "check" ? undefined : crawled,
  });
  for (const { message } of judged.ruleErrors) terminal.say(`nhi: ${message}`);
  const scopes = store.scopes();
  const accepted = applyAcceptance({ evaluation: judged.evaluation, scopes, baseline, rules, now }, settings, terminal);
  const { notEvaluated } = accepted.evaluation;
  const known = markLittleRead(accepted.scopes, rules, notEvaluated);
  if (crawled !== undefined && options.kind !== "demo") sayScopeGaps(at, accepted, crawled.scopes);
  const source = toReportSource(store, {
    command: options.kind,
    now,
    threshold: settings.failOn,
    rules,
    evaluation: accepted.evaluation,
    scopes: [...known, ...toFailedScopes(crawled?.failed ?? [])],
    drift: judged.drift,
    calls: crawled?.calls ?? [],
    severity: settings.severity,
    full: settings.verbose,
    listAll: settings.asked.severity,
    dataFlags: dataFlags(settings),
    isForgotten: isForgotten(settings),
    firstFix: namedFix(store),
    closing: closingLines(settings, options.kind, crawled),
  });
  // what is left out of the report decides all the same
  const outcome = toOutcome({ ...source, findings: accepted.evaluation.findings }, settings, {
    incomplete: isCutShort(crawled, known) || accepted.coverageWorse || judged.ruleErrors.length > 0,
  });
  await writeReport(source, options, terminal);
  sayUnread(crawled, known, terminal);
  await sayOfSarif(at, source);
  return sayExit(outcome, settings.severity, terminal);
}

/** What whoever uploads a SARIF file has to know of it. */
async function sayOfSarif({ options, settings, terminal, run }: Scan, source: ReportSource): Promise<void> {
  const merged = await mergeNote(source, options);
  const isMerged = merged !== undefined;
  const closes = options.kind === "demo" ? undefined : uploadWarning(source, run === 1, options, settings, isMerged);
  for (const line of [merged, await limitWarning(source, options), closes]) {
    if (line !== undefined) terminal.say(`nhi: ${line}`);
  }
}

function namedFix(store: Store): FirstCut | undefined {
  const first = store.firstFix();
  return first && { ...first, name: nameFix(first.fix, store) };
}

function collectCode(
  { store, options, settings, terminal, now }: Scan,
  { rules }: Catalog,
  crawled: CrawlOutcome | undefined,
): number {
  const scopes = acceptGaps(
    { scopes: store.scopes(), notEvaluated: [], losses: [] },
    settings.acceptedGaps,
    now,
  ).scopes;
  const read = markLittleRead(scopes, rules, []).filter(({ id }) => crawled?.scopes.has(id));
  sayGaps(read, [], false, terminal);
  sayUnread(crawled, read, terminal);
  const kept = settings.db === ":memory:" ? [] : [settings.db];
  const places = [...kept, ...(options.record === undefined ? [] : [options.record])];
  const what = counted(read.length, "scope");
  terminal.say(`nhi: ${what} read${places.length > 0 ? ` into ${places.join(" and ")}` : ""}; next: nhi check`);
  return isCutShort(crawled, read) ? 3 : 0;
}

/** Only those of this run: gaps of other scopes were said when they were read. */
function sayScopeGaps({ options, terminal }: Scan, { scopes, evaluation }: Accepted, read: ReadonlySet<string>): void {
  const listed = options.outputs.length === 0 && (options.format ?? "pretty") === "pretty";
  sayGaps(
    scopes.filter(({ id }) => read.has(id)),
    evaluation.notEvaluated,
    listed,
    terminal,
  );
}

function interrupted({ store, run, now, settings, options, terminal }: Scan): number {
  store.finishRun(run, "interrupted", now);
  terminal.say(stoppedLine(settings, options.kind));
  return terminal.stopCode;
}

function toOutcome(
  source: Pick<ReportSource, "findings" | "notEvaluated">,
  settings: Settings,
  { incomplete }: Pick<Outcome, "incomplete">,
): Outcome {
  return {
    findings: source.findings,
    failOn: settings.failOn,
    hasBaseline: settings.baseline !== undefined,
    incomplete,
    notEvaluated: source.notEvaluated.filter((row) => row.accepted === undefined).length,
    strict: settings.strict,
  };
}

/** The exit code; the last line on stderr says why it is not 0. */
function sayExit(outcome: Outcome, severity: Severity, terminal: Terminal): number {
  const code = exitCodeOf(outcome);
  if (code === 1) {
    const deciding = failing(outcome);
    const count = counted(deciding.length, outcome.hasBaseline ? "new finding" : "finding");
    const hidden = deciding.filter((one) => SEVERITIES.indexOf(one.severity) > SEVERITIES.indexOf(severity)).length;
    const left = hidden === 0 ? "" : `, ${formatCount(hidden)} of them left out of the report (--severity ${severity})`;
    terminal.say(`nhi: exit 1: ${count} at or over ${outcome.failOn} (--fail-on)${left}`);
  } else if (code === 3) {
    terminal.say("nhi: exit 3: incomplete; the report lists what was not evaluated and what would open it");
  }
  return code;
}
