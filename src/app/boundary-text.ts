// What nhi boundary prints: the texts to copy, and what the evaluator says of them.
import type { AccessPath } from "../model/analysis.js";
import { edgeWords } from "../model/edge-words.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { wrap } from "../report/text.js";
import type { KnownNode } from "../store/index.js";
import { type CheckedAction, isAdmin, type Proposal, type Standing } from "./boundary-proposal.js";
import { reachText } from "./inventory.js";
import { fileLines } from "./plan-files.js";

/** A boundary with what was checked of it. */
export interface CheckedBoundary extends Omit<Proposal, "change" | "place"> {
  readonly node: KnownNode;
  readonly before: Standing;
  readonly after: Standing;
  readonly checked: readonly CheckedAction[];
}

/** The boundary as one JSON document. */
export function boundaryJson({ node, title, files, notes, before, after, checked }: CheckedBoundary): string {
  const short = ({ paths }: Standing) => paths.map(({ target, tier, hops }) => ({ target, tier, hops }));
  const admin = ({ reach }: Standing) => reach["admin"] ?? null;
  return JSON.stringify(
    {
      version: 1,
      identity: node.id,
      title,
      files,
      notes,
      checked: {
        actions: checked,
        adminBefore: admin(before),
        adminAfter: admin(after),
        pathsBefore: short(before),
        pathsAfter: short(after),
      },
    },
    null,
    2,
  );
}

/** The boundary for people, in lines of at most so many columns; what is to be copied is never wrapped. */
export function boundaryText(
  { node, title, files, notes, before, after, checked }: CheckedBoundary,
  columns: number,
): string {
  const left = new Set(after.paths.map(({ target }) => target));
  const stopped = new Set(before.paths.flatMap(({ target }) => (left.has(target) ? [] : [target])));
  const head = [`${node.name}  ${node.type}`, `  ${title}`];
  const texts = files.flatMap((file) => fileLines(file, "  "));
  const open = shortest(after.paths).map(({ target, hops, steps }) => {
    const [first] = steps;
    const over = first?.technique ?? (first === undefined ? "it" : edgeWords(first.edge));
    return `    STILL OPEN  ${target} in ${counted(hops, "hop")} over ${over}`;
  });
  const rest = [
    "",
    "  checked with the evaluator",
    ...checked.map((one) => `    ${verdictText(one.before, one.after)}  ${one.action} on ${one.resource}`),
    ...[...stopped].map((target) => `    stopped  the way to ${target}`),
    ...open,
    ...(open.length > 0 ? ["    list what it needs with --action: what is open rests on what was kept"] : []),
    ...standingLines(before, after),
    ...notes.map((note) => `  ${note}`),
    "  nothing was applied",
  ];
  const wrappedLines = (lines: readonly string[]) => lines.map(terminalText).flatMap((line) => wrapped(line, columns));
  return [...wrappedLines(head), ...texts.map(terminalText), ...wrappedLines(rest)].join("\n");
}

/** Of the ways to each target one with the fewest hops. */
function shortest(paths: readonly AccessPath[]): AccessPath[] {
  const best = new Map<string, AccessPath>();
  for (const path of paths)
    if (path.hops < (best.get(path.target)?.hops ?? Number.POSITIVE_INFINITY)) best.set(path.target, path);
  return [...best.values()];
}

/** What of its own rights makes it an administrator, which is no path; else whether there was any to begin with. */
function standingLines(before: Standing, after: Standing): string[] {
  if (isAdmin(after)) return ["    STILL ADMIN  by what it keeps"];
  if (after.reach["admin"] === "unknown") return ["    whether it is still an administrator could not be told"];
  if (isAdmin(before)) return [`    no administrator any more; what it reaches: ${reachText(after.reach)}`];
  const isNowhere = before.paths.length === 0 && after.paths.length === 0;
  return isNowhere ? ["    it has no path to control or data of production that was found"] : [];
}

function verdictText(before: string, after: string): string {
  if (after === "allowed") {
    if (before === "allowed") return "kept     ";
    return before === "unknown" ? "kept (it depends now)" : "NEW      (it may not do so now)";
  }
  if (after === "unknown") return "depends  ";
  return before === "allowed" || before === "unknown" ? "LOST     " : "not allowed now either";
}

function wrapped(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.slice(indent.length), columns - indent.length - 2).map(
    (part, at) => `${indent}${at === 0 ? "" : "  "}${part}`,
  );
}
