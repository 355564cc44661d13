// What nhi doctor found, for people: sources, then what is missing of each scope with its price, then what to do next.
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { roomOf, wrap } from "../report/text.js";
import type { Diagnosis, ScopeHealth, SourceHealth } from "./diagnosis.js";
import { daysSince } from "./inventory.js";
import type { MissingPart } from "./missing-parts.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

const INDENT = "      ";

/** The whole text, ending with a line break. */
export function doctorText(
  diagnosis: Diagnosis,
  settings: Pick<Settings, "bundles" | "now">,
  terminal: Pick<Terminal, "columns">,
): string {
  const { sources, scopes, missing } = diagnosis;
  const width = roomOf(terminal);
  const now = settings.now ?? new Date();
  const lines = [
    ...sourceLines(sources, settings, width),
    ...scopes.flatMap((scope) => [
      "",
      ...scopeLines(
        scope,
        missing.filter((part) => part.scope === scope.scope),
        { width, now, isRecorded: settings.bundles.length > 0 },
      ),
    ]),
    ...nextLines(diagnosis, settings),
  ];
  return `${lines.join("\n")}\n`;
}

function sourceLines(
  sources: readonly SourceHealth[],
  { bundles }: Pick<Settings, "bundles">,
  width: number,
): string[] {
  if (bundles.length > 0) return bundles.map((path) => `bundle ${terminalText(path)}`);
  if (sources.length === 0) return ["no source: none named, none in nhi.yaml, none found on this machine"];
  return sources.flatMap(({ source, answers, message, lacks = [] }) => [
    `${answers ? "ok    " : "FAILS "} ${terminalText(source)}  ${terminalText(message)}`,
    ...lacks.flatMap(({ what, dataSets, rules }) => {
      const price =
        rules.length === 0 ? "no rule needs it" : `costs ${counted(rules.length, "rule")}: ${rules.join(", ")}`;
      return [
        ...indented(terminalText(`lacks ${what}, for ${dataSets.join(", ")}`), INDENT.length, width),
        ...indented(price, INDENT.length + 2, width),
      ];
    }),
  ]);
}

interface Layout {
  readonly width: number;
  readonly now: Date;
  readonly isRecorded: boolean;
}

function scopeLines(scope: ScopeHealth, missing: readonly MissingPart[], { width, now, isRecorded }: Layout): string[] {
  const { scope: id, name, readAt, dataSets, complete } = scope;
  const title = id.endsWith(name) ? id : `${id} (${name})`;
  const age = readAt === undefined || isRecorded ? undefined : daysSince(readAt, now);
  const when = [...(readAt === undefined ? [] : [`read ${readAt.slice(0, 10)}`]), ...(age === undefined ? [] : [age])];
  const head = `${terminalText(title)}  ${[...when, `${complete} of ${counted(dataSets, "data set")} complete`].join(" · ")}`;
  if (missing.length > 0) return [head, ...missing.flatMap((part) => partLines(part, width))];
  return [head, dataSets === 0 ? "  not read the last time" : "  every rule could be judged"];
}

function partLines({ permission, dataSets, reason, rules, rows, accepted }: MissingPart, width: number): string[] {
  const what = permission === undefined ? dataSets.join(", ") : `grant ${permission}`;
  const cost = rows > 0 ? `${counted(rows, "row")} of ${counted(rules.length, "rule")}` : counted(rules.length, "rule");
  const price = rules.length === 0 ? "no rule needs it now" : `costs ${cost}: ${rules.join(", ")}`;
  const why = permission === undefined ? reason : `${dataSets.join(", ")}: ${reason}`;
  return [
    ...indented(terminalText(what), 2, width),
    ...indented(price, INDENT.length, width),
    ...indented(terminalText(why), INDENT.length, width),
    ...(accepted === undefined ? [] : indented(`accepted: ${terminalText(accepted)}`, INDENT.length, width)),
  ];
}

function indented(text: string, indent: number, width: number): string[] {
  return wrap(text, width - indent).map((line) => `${" ".repeat(indent)}${line}`);
}

/** What to do, where that is not plain from what stands above. */
function nextLines({ sources, others, scopes }: Diagnosis, { bundles }: Pick<Settings, "bundles">): string[] {
  if (bundles.length > 0) return [];
  if (sources.length === 0) return ["", ...choiceLines(others)];
  const known = new Set(scopes.map(({ scope }) => scope));
  const unread = sources.filter(({ answers, scope }) => answers && scope !== undefined && !known.has(scope));
  if (unread.length === 0) return [];
  const named = unread.map(({ source }) => terminalText(source)).join(" ");
  return [
    "",
    unread.every(({ lacks }) => lacks !== undefined)
      ? `not read yet: ${named}`
      : `not read yet, so that what it lacks is not known: ${named}`,
    `next  nhi scan ${named}`,
    `      nhi doctor --read ${named}    the same into memory, only to see what is refused`,
  ];
}

function choiceLines(others: readonly string[]): string[] {
  const [first] = others;
  if (first === undefined) {
    return [
      "next  aws configure sso, or name a profile: nhi doctor aws:PROFILE",
      "      nhi demo shows a made-up company",
    ];
  }
  const named = others.map((source) => `  ${terminalText(source)}`);
  return ["profiles that are there", ...named, `next  nhi doctor ${terminalText(first)}`];
}
