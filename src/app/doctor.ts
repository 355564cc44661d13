// nhi doctor: which sources answer, and what each missing permission costs in rules.
import { AuthError, NhiError } from "../model/errors.js";
import type { Rule } from "../model/rule.js";
import { terminalText } from "../report/escape.js";
import { rulesInForce } from "./catalog.js";
import { detectSources } from "./detect.js";
import { openEstate } from "./estate.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

interface SourceHealth {
  readonly source: string;
  readonly answers: boolean;
  /** Who we are there, or why it does not answer. */
  readonly message: string;
}

interface GapCost {
  readonly scope: string;
  readonly dataSet: string;
  readonly state: string;
  readonly message: string;
  readonly permission: string | undefined;
  readonly rules: readonly string[];
}

/** Asks each source who we are and prices the gaps of the last run (or the bundle); exit code 3 when a source fails. */
export async function doctor(settings: Settings, format: string, terminal: Terminal): Promise<number> {
  const { rules } = await rulesInForce(settings);
  const sources = await sourceHealth(settings);
  const gaps = await gapCosts(settings, rules, terminal);
  const failed = sources.some(({ answers }) => !answers);
  if (format === "json") await terminal.out(`${JSON.stringify({ sources, gaps }, null, 2)}\n`);
  else await terminal.out(`${[...sourceLines(sources), ...gapLines(gaps)].join("\n")}\n`);
  return failed ? 3 : 0;
}

async function sourceHealth(settings: Settings): Promise<SourceHealth[]> {
  if (settings.bundles.length > 0) return [];
  const named =
    settings.sources.length > 0 ? settings.sources : (await detectSources(process.env)).map(({ source }) => source);
  const { whoAmI } = await import("../collect/index.js");
  return Promise.all(
    named.map(async (source) => {
      try {
        return { source, answers: true, message: await whoAmI(source) };
      } catch (error) {
        if (!(error instanceof AuthError) && !(error instanceof NhiError)) throw error;
        return { source, answers: false, message: error.message };
      }
    }),
  );
}

/** Data sets of the last run that are not complete, with the rules that need them. */
async function gapCosts(settings: Settings, rules: readonly Rule[], terminal: Terminal): Promise<GapCost[]> {
  if (settings.bundles.length === 0 && !(await hasDatabase(settings.db))) return [];
  const { store } = await openEstate(settings, terminal);
  try {
    return store.scopes().flatMap(({ id, coverage }) =>
      coverage
        .filter(({ state }) => state !== "complete")
        .map(({ dataSet, state, message, permission }) => ({
          scope: id,
          dataSet,
          state,
          message: message ?? "",
          permission,
          rules: rules
            .filter(({ requires }) => requires.some((entry) => entry.split(" | ").includes(dataSet)))
            .map((rule) => rule.id),
        })),
    );
  } finally {
    store.close();
  }
}

async function hasDatabase(path: string): Promise<boolean> {
  const { existsSync } = await import("node:fs");
  return existsSync(path);
}

function sourceLines(sources: readonly SourceHealth[]): string[] {
  if (sources.length === 0) return ["no sources: none named, none in nhi.yaml, none found on this machine"];
  return sources.map(
    ({ source, answers, message }) =>
      `${answers ? "ok    " : "FAILS "} ${terminalText(source)}  ${terminalText(message)}`,
  );
}

function gapLines(gaps: readonly GapCost[]): string[] {
  if (gaps.length === 0) return [];
  return [
    "",
    "not read the last time",
    ...gaps.flatMap(({ scope, dataSet, state, message, permission, rules }) => [
      `  ${terminalText(scope)}  ${dataSet}  ${state}${message ? `: ${terminalText(message)}` : ""}`,
      `      ${rules.length > 0 ? `costs ${rules.length} rules: ${rules.join(", ")}` : "no rule needs it"}${permission ? `  · grant ${permission}` : ""}`,
    ]),
  ];
}
