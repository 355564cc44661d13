// The last lines of a terminal report: how much was asked, where it was saved, what to look at next.
import { relative } from "node:path";
import { counted } from "../report/count.js";
import type { CrawlOutcome } from "./crawl.js";
import type { Settings } from "./settings.js";

/** Closing lines, most useful first. */
export function closingLines(settings: Settings, command: string, crawled: CrawlOutcome | undefined): string[] {
  const calls = crawled?.calls ?? [];
  return [
    ...(calls.length > 0 ? [callsLine(calls)] : []),
    ...(isForgotten(settings) && command !== "demo"
      ? ["kept nowhere (--db :memory:): a scan with --db FILE can be asked further"]
      : []),
    ...(settings.db === ":memory:" || command === "demo" ? [] : [`saved to ${settings.db}`]),
    ...(command === "demo" && !isForgotten(settings)
      ? [`next: nhi inventory --privileged ${dataFlags(settings)}`]
      : []),
  ];
}

/** `412 calls made, all read-only`, and what lists them. */
function callsLine(calls: CrawlOutcome["calls"]): string {
  const made = calls.reduce((sum, { count }) => sum + count, 0);
  const providers = [...new Set(calls.map(({ scope }) => scope.slice(0, scope.indexOf(":"))))].sort();
  const lists = providers.map((provider) => `nhi permissions ${provider}`).join(", ");
  return `${counted(made, "call")} made, ${made === 1 ? "" : "all "}read-only (${lists} ${providers.length === 1 ? "lists" : "list"} them)`;
}

/** Whether no later command can read this estate: it was crawled into memory. A bundle can be read again. */
export function isForgotten(settings: Settings): boolean {
  return settings.db === ":memory:" && settings.bundles.length === 0;
}

/**
 * Flags that make another command read the same estate. A database that was asked for has what the bundles said: to name them again
 * would read them into it once more.
 */
export function dataFlags(settings: Settings): string {
  const isKept = settings.asked.db && settings.db !== ":memory:";
  return [
    ...(isKept ? [] : settings.bundles.map((path) => `--bundle ${shellWord(nearPath(path))}`)),
    ...(settings.asked.db ? [`--db ${shellWord(settings.db)}`] : []),
    ...(settings.asked.rules ? settings.rulesDirs.map((dir) => `--rules ${shellWord(dir)}`) : []),
  ].join(" ");
}

/** The shorter way to write a path from here. */
function nearPath(path: string): string {
  const near = relative(process.cwd(), path) || ".";
  return near.length < path.length ? near : path;
}

/** A word as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
