// What cuts a run short: sources that failed, and scopes of which nothing could be read, or so little that most rules say
// nothing of them. Where nothing is known, nothing is clean.
import type { ReportScope } from "../model/report.js";
import { someRead } from "../model/some-read.js";
import { terminalText } from "../report/escape.js";
import { littleReadText } from "../report/summary.js";
import type { CrawlOutcome } from "./crawl.js";
import type { Terminal } from "./terminal.js";

const NAMED = 3;

/** The answer that the identities of an account are in: without it next to nothing of the account is judged, whatever else was read. */
const IDENTITIES = "aws/iam:account-authorization-details";
/** What the report on users tells: whoever gives it alone asks for no more. */
const OF_REPORT: ReadonlySet<string> = new Set([
  "aws/iam:credential-report",
  "aws/iam:mfa-devices",
  "aws/iam:signing-certificates",
]);

/**
 * Whether a source failed, nothing at all was read, or nothing or little of one of the scopes, or not its identities.
 * @param crawled undefined when nothing was to be crawled: then all `scopes` of the database count.
 */
export function isCutShort(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[]): boolean {
  if (crawled !== undefined && crawled.failed.length > 0) return true;
  const asked = askedScopes(crawled, scopes);
  return !asked.some(({ coverage }) => someRead(coverage)) || blindScopes(asked).length > 0;
}

/** Names the scopes of which nothing, or only little, could be read. */
export function sayUnread(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[], terminal: Terminal): void {
  const blind = blindScopes(askedScopes(crawled, scopes));
  const unread = blind.filter((scope) => isUnread(scope));
  if (unread.length > 0) {
    say(
      `nothing could be read of ${someOf(
        unread.map(({ id }) => id),
        ", ",
      )}`,
      terminal,
    );
  }
  const little = blind.flatMap(({ id, littleRead, coverage }) =>
    littleRead === undefined || !someRead(coverage) ? [] : [littleReadText({ id, littleRead })],
  );
  if (little.length > 0) say(someOf(little, "; "), terminal);
  // Those above are said of already.
  const missing = blind.filter((scope) => lacksIdentities(scope) && !isUnread(scope) && scope.littleRead === undefined);
  for (const { id, coverage } of missing) {
    const { message: why, state } = coverage.find(({ dataSet }) => dataSet === IDENTITIES) ?? {};
    const what = state === "partial" ? "were read in part" : "could not be read";
    say(`the identities of ${id} ${what}${why === undefined ? "" : `: ${why}`}`, terminal);
  }
}

function say(what: string, terminal: Terminal): void {
  terminal.say(`nhi: ${terminalText(what)}: see the gaps for what would open it, or accept them in nhi.yaml`);
}

function someOf(texts: readonly string[], separator: string): string {
  const rest = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : "";
  return texts.slice(0, NAMED).join(separator) + rest;
}

function askedScopes(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[]): readonly ReportScope[] {
  return crawled === undefined ? scopes : scopes.filter(({ id }) => crawled.scopes.has(id));
}

function blindScopes(scopes: readonly ReportScope[]): readonly ReportScope[] {
  return scopes.filter((scope) => isUnread(scope) || lacksIdentities(scope) || scope.littleRead !== undefined);
}

/** A recording whose file of identities is missing, cut off, or has another name, and that is more than the report on users. */
function lacksIdentities({ coverage }: ReportScope): boolean {
  const read = coverage.filter(({ state }) => someRead([{ state }]));
  if (read.length > 0 && read.every(({ dataSet }) => OF_REPORT.has(dataSet))) return false;
  return coverage.some(
    ({ dataSet, state, accepted }) => dataSet === IDENTITIES && state !== "complete" && accepted === undefined,
  );
}

/**
 * A scope that was asked, and of which no data set could be read: neither one that only holds others, nor one of which nhi.yaml
 * accepts every gap.
 */
function isUnread({ coverage }: ReportScope): boolean {
  return !someRead(coverage) && coverage.some(({ accepted }) => accepted === undefined);
}
