// The last lines of a terminal report: where it was saved, what changed, what to do next.
import type { Evaluation } from "../evaluate/evaluation.js";
import type { Store } from "../store/index.js";
import type { CrawlOutcome } from "./crawl.js";
import type { Settings } from "./settings.js";

/** Closing lines, most useful first. */
export function closingLines(
  _store: Store,
  settings: Settings,
  evaluation: Evaluation,
  crawled: CrawlOutcome | undefined,
): string[] {
  const lines: string[] = [];
  const calls = crawled?.calls.reduce((sum, { count }) => sum + count, 0) ?? 0;
  if (calls > 0)
    lines.push(`calls made: ${calls.toLocaleString("en-US")}, all read-only (nhi permissions aws lists them)`);
  const carried = evaluation.findings.filter((finding) => finding.carried).length;
  if (carried > 0) lines.push(`${carried} findings carried forward: their data was not read again this time`);
  if (settings.db !== ":memory:") lines.push(`saved to ${settings.db}`);
  return lines;
}

/** Flags that make another command read the same estate. */
export function dataFlags(settings: Settings): string {
  if (settings.bundles.length > 0) return settings.bundles.map((path) => `--bundle ${shellWord(path)}`).join(" ");
  return "";
}

/** A word as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
