// What cuts a run short: sources that failed, and scopes of which nothing could be read. Where nothing is known, nothing is clean.
import type { ReportScope } from "../model/report.js";
import { someRead } from "../model/some-read.js";
import type { CrawlOutcome } from "./crawl.js";
import type { Terminal } from "./terminal.js";

const NAMED = 3;

/**
 * Whether a source failed, nothing at all was read, or nothing of one of the scopes.
 * @param crawled undefined when nothing was to be crawled: then all `scopes` of the database count.
 */
export function isCutShort(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[]): boolean {
  if (crawled !== undefined && crawled.failed.length > 0) return true;
  const asked = askedScopes(crawled, scopes);
  return !asked.some(({ coverage }) => someRead(coverage)) || unreadScopes(asked).length > 0;
}

/** Names the scopes of which nothing could be read. */
export function sayUnread(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[], terminal: Terminal): void {
  const ids = unreadScopes(askedScopes(crawled, scopes)).map(({ id }) => id);
  if (ids.length === 0) return;
  const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  terminal.say(
    `nhi: nothing could be read of ${ids.slice(0, NAMED).join(", ")}${rest}: see the gaps for what would open it, or accept them in nhi.yaml`,
  );
}

function askedScopes(crawled: CrawlOutcome | undefined, scopes: readonly ReportScope[]): readonly ReportScope[] {
  return crawled === undefined ? scopes : scopes.filter(({ id }) => crawled.scopes.has(id));
}

/**
 * Scopes that were asked, and of which no data set could be read: neither those that only hold others, nor those of which
 * nhi.yaml accepts every gap.
 */
function unreadScopes(scopes: readonly ReportScope[]): readonly ReportScope[] {
  return scopes.filter(
    ({ coverage }) => !someRead(coverage) && coverage.some(({ accepted }) => accepted === undefined),
  );
}
